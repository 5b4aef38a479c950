//! The hub's store is a wall: no connection and no row of its database leaves the crate, so that
//! a second engine can stand behind the same methods (ADR 0024).

use super::purity::names;
use super::source::{is_shipped, shipped_lines};
use super::{Finding, Tree};

/// The crate behind the wall.
const STORE: &str = "hub/store/";
/// Crates whose types stay inside.
const ENGINES: [&str; 4] = [
    "rusqlite",
    "postgres",
    "tokio_postgres_rustls",
    "object_store",
];
/// Types of our own, and of theirs, that stay inside.
const INSIDE: [&str; 4] = ["Connection", "Transaction", "Tx", "Row"];

/// No public item of hub/store names what is inside, and no public type of it has a trait that
/// does: `impl From<rusqlite::Error> for StoreError` is there for everybody who has the crate.
pub fn hub_store(tree: &Tree) -> Vec<Finding> {
    let files: Vec<_> = tree.below(STORE, ".rs").collect();
    let shipped = || files.iter().filter(|(path, _)| is_shipped(path));
    let public: Vec<&str> = shipped()
        .flat_map(|(_, text)| types(text, &PUBLIC))
        .collect();
    shipped()
        .flat_map(|(path, text)| {
            let inside = inside(text);
            let mut findings = leaks(path, text, &inside);
            let own: Vec<&str> = types(text, &PRIVATE).collect();
            findings.extend(traits(path, text, &inside, &own, &public));
            findings
        })
        .collect()
}

/// The words of a file that mean something inside: also what it imports of an engine, under
/// whatever name.
fn inside(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = ENGINES.into_iter().chain(INSIDE).collect();
    let mut imports = false;
    for (_, line) in shipped_lines(text) {
        if let Some(path) = line.strip_prefix("use ") {
            imports = ENGINES.iter().any(|engine| {
                let rest = path.strip_prefix(engine);
                rest.is_some_and(|rest| rest.starts_with(':'))
            });
        }
        if imports {
            // Types alone: a module or a function of theirs is a word of everyday as well.
            let parts = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            words.extend(parts.filter(|part| part.starts_with(char::is_uppercase)));
        }
        imports &= !line.contains(';');
    }
    words
}

/// Types that only a file or the crate sees, and types that everybody does.
const PRIVATE: [&str; 6] = [
    "struct ",
    "enum ",
    "trait ",
    "pub(crate) struct ",
    "pub(crate) enum ",
    "pub(crate) trait ",
];
const PUBLIC: [&str; 3] = ["pub struct ", "pub enum ", "pub trait "];

/// The types of a file that are declared in one of these ways.
fn types<'a>(text: &'a str, kinds: &'static [&'static str]) -> impl Iterator<Item = &'a str> {
    shipped_lines(text).filter_map(move |(_, line)| {
        let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
        rest.split(|c: char| !c.is_alphanumeric() && c != '_')
            .next()
    })
}

fn leaks(path: &str, text: &str, inside: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut public = Public::Nothing;
    for (index, line) in shipped_lines(text) {
        public = public.before(line);
        if public != Public::Nothing {
            for word in inside.iter().filter(|word| names(line, word)) {
                let text = format!("`{word}` in a public item; give a method with a verb");
                findings.push(Finding::line(path, index, text));
            }
        }
        public = public.after(line);
    }
    findings
}

/// Traits of a public type, or about one, that name what is inside, in their head or in a type
/// that belongs to them.
fn traits(path: &str, text: &str, inside: &[&str], own: &[&str], public: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut head: Option<(usize, String)> = None;
    let mut of_public = false;
    for (index, line) in shipped_lines(text) {
        if line.starts_with("impl") {
            head = Some((index, String::new()));
        }
        if let Some((at, mut all)) = head.take() {
            all.push_str(line);
            all.push(' ');
            if line.contains('{') {
                let has = |words: &[&str]| words.iter().any(|word| names(&all, word));
                // Of a private trait, or for a private type, nobody outside knows.
                of_public = all.contains(" for ") && has(public) && !has(own);
                if of_public && inside.iter().any(|word| names(&all, word)) {
                    findings.push(Finding::line(path, at, HEAD));
                }
            } else {
                head = Some((at, all));
            }
        }
        let belongs = of_public && line.trim_start().starts_with("type ");
        if belongs && inside.iter().any(|word| names(line, word)) {
            findings.push(Finding::line(path, index, HEAD));
        }
        of_public &= !line.starts_with('}');
    }
    findings
}

const HEAD: &str = "a trait of a public type names what is inside; \
     convert by a function or a trait that stays in the crate";

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
    fn a_trait_of_a_public_type_that_names_an_engine_is_found() {
        for text in [
            "impl From<rusqlite::Error> for StoreError {",
            "impl From<StoreError> for rusqlite::Error {",
            "impl<T> PartialEq<postgres::Row> for Open<T> {",
            "use rusqlite::Error as Failed;\nimpl From<Failed> for StoreError {",
            "use postgres::{\n    Client,\n    error::SqlState,\n};\nimpl From<SqlState> for StoreError {",
            "impl<T> Into<T>\n    for StoreError\nwhere\n    T: From<rusqlite::Error>,\n{",
            "impl From<object_store::Error> for StoreError {",
            "impl Iterator for Open<'_> {\n    type Item = rusqlite::Result<i64>;\n}",
            "impl From<Tx> for StoreError {",
        ] {
            let text = format!("{text}\n}}\npub enum StoreError {{\n}}\npub struct Open;");
            assert_eq!(found(&text), 1, "{text}");
        }
        // The type is of another file.
        let tree = Tree::planted(&[
            ("hub/store/src/error.rs", "pub enum StoreError {\n}"),
            (
                "hub/store/src/a.rs",
                "impl From<rusqlite::Error> for StoreError {\n}",
            ),
        ]);
        assert_eq!(hub_store(&tree).len(), 1);
        // A private trait is nobody's, also where a public type has its name.
        let tree = Tree::planted(&[
            (
                "hub/store/src/job.rs",
                "pub struct Job {\n}\npub enum StoreError {\n}",
            ),
            (
                "hub/store/src/a.rs",
                "pub(crate) trait Job {\n}\nimpl<W: FnOnce(&Tx) -> StoreError> Job for Task<W> {\n}",
            ),
        ]);
        assert_eq!(hub_store(&tree).len(), 0);
    }

    #[test]
    fn what_an_engine_calls_its_own_is_found_under_its_name() {
        let text = "use rusqlite::Statement;\npub fn ask(statement: &Statement) {}";
        assert_eq!(found(text), 1);
        let text = "use crate::postgres::Postgres;\npub fn ask(by: &Postgres) {}";
        assert_eq!(
            found(text),
            0,
            "a type of our own that is not among those inside"
        );
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
            "impl From<std::io::Error> for StoreError {\n}\npub enum StoreError {\n}",
            "impl<T> Ours<T> for Result<T, rusqlite::Error> {\n}\npub enum StoreError {\n}",
            "impl From<rusqlite::Error> for Fault {\n}\npub(crate) enum Fault {\n}",
            "impl Open {\n    fn tx(&self) -> &Tx {\n    }\n}\npub struct Open {\n}",
            "impl Drop for Open {\n}\nimpl Inner {\n    type Item = Tx;\n}\npub struct Open {\n}",
        ] {
            assert_eq!(found(text), 0, "{text}");
        }
    }
}
