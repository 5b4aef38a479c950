//! `cargo xtask release VERSION`: everything of a release that a machine can do before a person
//! tags it.
//!
//! It assembles the changelog, writes the version into every manifest that carries one, and checks
//! that the crates for strangers can be published: their metadata, their README, and that no public
//! item breaks what the release before promised. It never tags, pushes or publishes. Without
//! `--write` it changes nothing and says what it would do.

mod changelog;
mod crates;
mod semver;
mod version;

use std::fs;
use std::path::Path;

use crate::tidy::Tree;

pub use changelog::{Fragment, assemble};
pub use crates::{STRANGERS, publishable};
pub use version::{CARRIERS, Version, set};

/// One thing that a release does, in words for the terminal.
pub type Line = String;

/// Whether files are written, or only told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Tell what would change.
    Tell,
    /// Change it.
    Write,
}

/// Prepares the release of `version` in the workspace; `day` (`2026-11-29`) dates the changelog.
///
/// # Errors
/// Sentences, one for each thing that keeps the release back. Nothing is written then.
pub fn prepare(tree: &Tree, version: &str, day: &str, mode: Mode) -> Result<Vec<Line>, Vec<Line>> {
    let wanted = Version::parse(version).map_err(|error| vec![error])?;
    let mut faults = publishable(tree);
    if !is_day(day) {
        faults.push(format!("{day}: a day is written as 2026-11-29"));
    }
    let mut changes = Vec::new();
    match changelog_of(tree, &wanted, day) {
        Ok(text) => changes.push(("CHANGELOG.md".to_owned(), text)),
        Err(error) => faults.push(error),
    }
    for carrier in CARRIERS {
        let text = tree.text(carrier.path).unwrap_or_default();
        match set(carrier, text, &wanted) {
            Ok(text) => changes.push((carrier.path.to_owned(), text)),
            Err(error) => faults.push(error),
        }
    }
    faults.extend(semver::broken(&tree.root, &wanted));
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut lines = Vec::new();
    for (path, text) in &changes {
        if tree.text(path) != Some(text.as_str()) {
            lines.push(format!("{path}: {}", said(mode)));
            write(&tree.root, path, text, mode).map_err(|error| vec![error])?;
        }
    }
    for path in fragments(tree).map(|(path, _)| path) {
        lines.push(format!("{path}: into the changelog, removed"));
        if mode == Mode::Write {
            fs::remove_file(tree.root.join(path)).map_err(|e| vec![format!("{path}: {e}")])?;
        }
    }
    lines.push(format!(
        "then: make test, commit, git tag v{version}, and docs/release.md for what is built"
    ));
    Ok(lines)
}

/// Whether a text is a day as the changelog writes it. That the month has so many days is for
/// whoever types it.
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let within = |part: &str, digits: usize, most: u32| {
        let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        plain && (1..=most).contains(&part.parse().unwrap_or(0))
    };
    matches!(parts.as_slice(), [year, month, day]
        if within(year, 4, 9999) && within(month, 2, 12) && within(day, 2, 31))
}

fn said(mode: Mode) -> &'static str {
    match mode {
        Mode::Tell => "would change (give --write to change it)",
        Mode::Write => "changed",
    }
}

fn write(root: &Path, path: &str, text: &str, mode: Mode) -> Result<(), String> {
    if mode == Mode::Tell {
        return Ok(());
    }
    fs::write(root.join(path), text).map_err(|error| format!("{path}: {error}"))
}

fn fragments(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    tree.below("changelog.d/", ".md")
}

fn changelog_of(tree: &Tree, version: &Version, day: &str) -> Result<String, String> {
    let parsed = fragments(tree)
        .map(|(path, text)| Fragment::parse(path, text))
        .collect::<Result<Vec<_>, _>>()?;
    let before = tree.text("CHANGELOG.md").unwrap_or_default();
    assemble(before, &parsed, version, day)
}
