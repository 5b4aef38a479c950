//! The hub's store is a wall: no connection and no row of its database leaves the crate, so that
//! a second engine can stand behind the same methods (ADR 0024).

use super::purity::names;
use super::source::{is_shipped, shipped_lines};
use super::{Finding, Tree};

/// The crate behind the wall.
const STORE: &str = "hub/store/";
/// Types that stay inside.
const INSIDE: [&str; 7] = [
    "rusqlite",
    "postgres",
    "tokio_postgres_rustls",
    "Connection",
    "Transaction",
    "Tx",
    "Row",
];

/// No public item of hub/store names what is inside.
pub fn hub_store(tree: &Tree) -> Vec<Finding> {
    let files = tree.below(STORE, ".rs");
    files
        .filter(|(path, _)| is_shipped(path))
        .flat_map(|(path, text)| leaks(path, text))
        .collect()
}

fn leaks(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut public = Public::Nothing;
    for (index, line) in shipped_lines(text) {
        public = public.before(line);
        if public != Public::Nothing {
            for word in INSIDE.iter().filter(|word| names(line, word)) {
                let text = format!("`{word}` in a public item; give a method with a verb");
                findings.push(Finding::line(path, index, text));
            }
        }
        public = public.after(line);
    }
    findings
}

/// What of a public item the lines belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Public {
    Nothing,
    /// From `pub` to the brace or semicolon that ends the signature.
    Signature,
    /// The variants of an enum and the methods of a trait, which carry no `pub` of their own.
    Body,
}

impl Public {
    fn before(self, line: &str) -> Self {
        let opens = line.trim_start().starts_with("pub ");
        if self == Self::Nothing && opens {
            Self::Signature
        } else {
            self
        }
    }

    fn after(self, line: &str) -> Self {
        let code = line.trim();
        let open = code.starts_with("pub enum ") || code.starts_with("pub trait ");
        match self {
            Self::Signature if open && !code.ends_with('}') => Self::Body,
            // A field ends with a comma; a parameter of a signature over several lines as well,
            // but its `pub` stands on a line that ends with the parenthesis.
            Self::Signature if code.starts_with("pub ") && code.ends_with(',') => Self::Nothing,
            Self::Signature if code.contains('{') || code.ends_with(';') => Self::Nothing,
            Self::Body if line.starts_with('}') => Self::Nothing,
            same => same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        let tree = Tree::planted(&[("hub/store/src/a.rs", text)]);
        hub_store(&tree).len()
    }

    #[test]
    fn a_connection_in_a_public_item_is_found() {
        for text in [
            "pub use rusqlite::Connection;",
            "    pub fn users(connection: &Connection) -> Vec<User> {",
            "pub fn add(\n    connection: &Connection,\n    user: &NewUser,\n) -> i64 {",
            "    pub fn read<T>(\n        &self,\n        read: impl FnOnce(&Tx) -> T,\n    ) -> T {",
            "    pub fn read<T, F>(&self, read: F) -> T\n    where\n        F: FnOnce(&Tx) -> T,\n    {",
            "pub struct Store {\n    pub writer: Connection,\n}",
            "pub struct Open(pub Transaction);",
            "pub enum Fault {\n    Sql(rusqlite::Error),\n}",
            "pub trait Engine {\n    fn row(&self, row: &Row);\n}",
            "pub type Inner = rusqlite::Connection;",
            "pub fn client(&self) -> &postgres::Client {",
            "pub use postgres::Config;",
        ] {
            assert!(found(text) > 0, "{text}");
        }
    }

    #[test]
    fn what_stays_inside_may_name_it() {
        for text in [
            "use rusqlite::Connection;",
            "pub(crate) fn add_user(tx: &Tx, user: &NewUser) -> i64 {",
            "fn read_user(row: &Row<'_>) -> User {",
            "pub struct Write<T> {\n    work: Box<dyn FnOnce(&Tx) -> T>,\n}",
            "/// Not a [`Connection`].\npub fn find_user(&self, email: &str) -> User {\n    tx(Tx)\n}",
            "pub enum Kind {\n    One,\n}\nfn read(row: &Row<'_>) {}",
        ] {
            assert_eq!(found(text), 0, "{text}");
        }
    }
}
