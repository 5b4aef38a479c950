//! The table of words: read, checked, and written out for every language of the project.
//!
//! `words/*.toml` is what a translator reads and writes; each target gets files in its own
//! form, checked in and marked as generated. A test of this crate holds them to the table
//! (docs/decisions/0017-one-table-of-words.md).

pub mod android;
pub mod faults;
pub mod rust;
pub mod swift;
pub mod table;
pub mod typescript;
pub mod used;

use std::path::Path;

pub use table::{Entry, Hole, Kind, LANGUAGES, Language, Said, Target, Words};

/// First line of every generated file, behind the comment sign of its language.
pub const MARK: &str = "Generated from words/ by `cargo xtask words`. Do not edit.";

/// One generated file: its path from the root of the project, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// Path from the root of the project.
    pub path: String,
    /// The whole text.
    pub text: String,
}

/// Every file that is made from the table.
#[must_use]
pub fn generated(words: &Words) -> Vec<Generated> {
    let mut files = android::files(words);
    files.extend(swift::files(words));
    files.extend(typescript::files(words));
    files.extend(rust::files(words));
    files
}

/// Writes the generated files that differ and gives their paths.
///
/// # Errors
/// A sentence, when a file cannot be written.
pub fn write(root: &Path, words: &Words) -> Result<Vec<String>, String> {
    let mut written = Vec::new();
    for file in generated(words) {
        let place = root.join(&file.path);
        if std::fs::read_to_string(&place).is_ok_and(|text| text == file.text) {
            continue;
        }
        let folder = place.parent().ok_or("a generated file without a folder")?;
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(&place, &file.text))
            .map_err(|error| format!("{}: {error}", file.path))?;
        written.push(file.path);
    }
    Ok(written)
}
