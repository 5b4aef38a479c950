//! Pure crates open no file, no socket, no clock and no random source.

use super::source::{is_shipped, shipped_lines};
use super::{Finding, Tree};

/// Folders of the crates to which bytes, time and entropy are given; the drawing of ARCHITECTURE.md
/// has the same ones (`drawing`).
pub(super) const PURE: [&str; 12] = [
    "core/model/",
    "core/xpath/",
    "core/form/",
    "core/drive/",
    "core/control/",
    "core/track/",
    "core/walk/",
    "core/picture/",
    "core/xlsform/",
    "core/protocol/",
    "core/sync/",
    "words/",
];

/// Words that only code with an outside world has.
const WORLD: [&str; 18] = [
    "std::fs",
    "std::env",
    "std::process",
    "std::thread",
    "fs::",
    "File::",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "ToSocketAddrs",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "ZonedDateTime::now",
    "getrandom",
    "rand::",
    "thread_rng",
    "new_v4",
];

/// Words that belong to some crates only: word, folders, why.
const KEPT: &[(&str, &[&str], &str)] = &[
    (
        "rusqlite",
        &["core/store/", "hub/store/"],
        "only the stores name SQL",
    ),
    (
        "reqwest",
        &["core/engine/"],
        "only the engine speaks HTTP from the phone",
    ),
    (
        "axum::",
        &["hub/server/"],
        "only the hub's server has routes",
    ),
];

/// No word of the outside world in a pure crate.
pub fn pure_crates(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for folder in PURE {
        for (path, text) in tree
            .below(folder, ".rs")
            .filter(|(path, _)| is_shipped(path))
        {
            for (index, line) in shipped_lines(text) {
                for word in WORLD.iter().filter(|word| names(line, word)) {
                    let text = format!("`{word}` in a pure crate; let the caller give it");
                    findings.push(Finding::line(path, index, text));
                }
            }
        }
    }
    findings
}

/// Names that stay in their crates; and no tokio in the phone's own code.
pub fn kept_names(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let shipped = ["core/", "hub/", "cli/", "bindings/"];
    let files = shipped
        .iter()
        .flat_map(|folder| tree.below(folder, ".rs"))
        .filter(|(path, _)| is_shipped(path));
    for (path, text) in files {
        for (index, line) in shipped_lines(text) {
            for (word, owners, why) in KEPT {
                if names(line, word) && !owners.iter().any(|owner| path.starts_with(owner)) {
                    findings.push(Finding::line(path, index, format!("`{word}`: {why}")));
                }
            }
            if path.starts_with("core/") && (names(line, "tokio") || names(line, "async fn")) {
                let text = "no asynchronous runtime in the phone's own code";
                findings.push(Finding::line(path, index, text));
            }
        }
    }
    findings
}

/// Whether the code of the line has the word, not as a part of a longer one or of a text.
pub(super) fn names(line: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let open = word.ends_with(':');
    line.split('"').step_by(2).any(|code| {
        code.match_indices(word).any(|(at, _)| {
            let before = code.get(..at).and_then(|text| text.chars().next_back());
            let after = code
                .get(at + word.len()..)
                .and_then(|text| text.chars().next());
            !part(before) && (open || !part(after))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(path: &str, text: &str) -> Tree {
        Tree::planted(&[(path, text)])
    }

    #[test]
    fn the_outside_world_is_found_in_pure_crates_only() {
        for line in [
            "use std::fs;",
            "let t = Timestamp::now();",
            "getrandom::fill(b)",
        ] {
            assert_eq!(
                pure_crates(&tree("core/form/src/a.rs", line)).len(),
                1,
                "{line}"
            );
            assert_eq!(pure_crates(&tree("core/engine/src/a.rs", line)).len(), 0);
            assert_eq!(pure_crates(&tree("core/form/tests/a.rs", line)).len(), 0);
        }
        for line in ["// std::fs", "let operand::x = 1;", "/// never SystemTime"] {
            assert_eq!(
                pure_crates(&tree("core/form/src/a.rs", line)).len(),
                0,
                "{line}"
            );
        }
    }

    #[test]
    fn a_name_outside_its_crate_is_found() {
        assert_eq!(
            kept_names(&tree("hub/server/src/a.rs", "use rusqlite::X;")).len(),
            1
        );
        assert_eq!(
            kept_names(&tree("hub/store/src/a.rs", "use rusqlite::X;")).len(),
            0
        );
        assert_eq!(
            kept_names(&tree("core/engine/src/a.rs", "async fn x() {}")).len(),
            1
        );
        assert_eq!(
            kept_names(&tree("hub/server/src/a.rs", "async fn x() {}")).len(),
            0
        );
    }
}
