//! The invariants of ARCHITECTURE.md that a machine can see, one function each.
//!
//! A rule takes the tree and gives findings; no findings is what `make check` and the tests
//! of this crate want.

pub mod circles;
pub mod contract;
pub mod drawing;
pub mod edges;
pub mod errors;
pub mod files;
pub mod kit;
pub mod phone;
pub mod purity;
pub mod shells;
pub mod source;
pub mod wall;
pub mod wire;
pub mod words;

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// One place where a rule does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Path from the root of the project, and the line where there is one.
    pub place: String,
    /// What is wrong there, and what to do.
    pub text: String,
}

impl Finding {
    /// A finding about a whole file.
    pub fn file(path: &str, text: impl Into<String>) -> Self {
        Self {
            place: path.to_owned(),
            text: text.into(),
        }
    }

    /// A finding about one line, counted from 0 here and from 1 where it is shown.
    pub fn line(path: &str, index: usize, text: impl Into<String>) -> Self {
        Self {
            place: format!("{path}:{}", index + 1),
            text: text.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

/// A rule by name.
pub type Rule = fn(&Tree) -> Vec<Finding>;

/// All rules, in the order in which they are reported.
pub const RULES: &[(&str, Rule)] = &[
    ("edges between crates", drawing::edges),
    ("outside dependencies", edges::outside),
    ("circles of files", circles::of_files),
    ("circles of rooms", circles::of_rooms),
    ("pure crates", purity::pure_crates),
    ("names kept to their crates", purity::kept_names),
    ("the wall of the hub's store", wall::hub_store),
    ("contract of the hub's store", contract::of_the_store),
    ("HTTP tests on both ends", contract::of_the_http_tests),
    ("std of a phone", phone::std_of_a_phone),
    ("shapes of the wire", wire::shapes),
    ("words of the kit", kit::words),
    ("file sizes", files::sizes),
    ("comment widths", files::comment_widths),
    ("module comments", files::module_comments),
    ("crate readmes", files::readmes),
    ("migrations", files::migrations),
    ("decision records", files::decisions),
    ("hosts and machine paths", files::hosts_and_paths),
    ("error codes", errors::documented),
    ("words", words::table),
    ("shells: appearance", shells::appearance),
    ("shells: splitting of values", shells::splitting),
    ("shells: numbers", shells::numbers),
    ("shells: files", shells::files),
    ("shells: languages and calendars", shells::calendars),
    ("shells: arms for the rest", shells::for_the_rest),
    ("shells: keys put together", shells::keys_together),
    ("shells: what is offered", shells::offered),
];

/// The project as the rules see it.
pub struct Tree {
    /// Root of the workspace.
    pub root: PathBuf,
    /// Files that git tracks or would track, with their text; binary files are left out.
    pub files: Vec<(String, String)>,
    /// `cargo metadata --no-deps`.
    pub metadata: Value,
}

impl Tree {
    /// A tree of these files alone, each a path and its text, for tests of rules.
    #[cfg(test)]
    pub(crate) fn planted(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Self {
            root: "/".into(),
            files: files.iter().map(file).collect(),
            metadata: Value::Null,
        }
    }

    /// Reads the workspace this script was built in.
    ///
    /// # Errors
    /// A sentence, when git or cargo do not answer.
    pub fn of_workspace() -> Result<Self, String> {
        let root = root()?;
        let listed = output(
            Command::new("git").args(["ls-files", "-z", "-co", "--exclude-standard"]),
            &root,
        )?;
        let files = listed
            .split('\0')
            .filter(|path| !path.is_empty())
            .filter_map(|path| {
                let text = std::fs::read_to_string(root.join(path)).ok()?;
                Some((path.to_owned(), text))
            })
            .collect();
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let metadata = output(
            Command::new(cargo).args(["metadata", "--no-deps", "--format-version", "1"]),
            &root,
        )?;
        let metadata = serde_json::from_str(&metadata).map_err(|e| e.to_string())?;
        Ok(Self {
            root,
            files,
            metadata,
        })
    }

    /// The text files below a folder (`core/model/`) whose names end so (`.rs`).
    pub fn below<'a>(
        &'a self,
        folder: &'a str,
        end: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| path.starts_with(folder) && path.ends_with(end))
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files
            .iter()
            .find(|(found, _)| found == path)
            .map(|(_, text)| text.as_str())
    }
}

/// Root of the workspace that cargo runs this script in.
///
/// # Errors
/// A sentence, when the script lies where no workspace can be.
pub fn root() -> Result<PathBuf, String> {
    // cargo says where the package lies that it runs; a binary that several checkouts share
    // through one target folder would else read the tree of whoever built it.
    let folder = std::env::var_os("CARGO_MANIFEST_DIR");
    let folder = folder.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&folder)
        .parent()
        .map(Path::to_owned)
        .ok_or_else(|| "the script lies at the root of the file system".to_owned())
}

pub(crate) fn output(command: &mut Command, root: &Path) -> Result<String, String> {
    let result = command
        .current_dir(root)
        .output()
        .map_err(|error| format!("{command:?}: {error}"))?;
    if result.status.success() {
        String::from_utf8(result.stdout).map_err(|error| error.to_string())
    } else {
        Err(format!(
            "{command:?}: {}",
            String::from_utf8_lossy(&result.stderr)
        ))
    }
}
