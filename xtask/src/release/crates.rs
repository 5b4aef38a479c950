//! Whether the crates that a stranger would use could be published.

use crate::tidy::Tree;

/// Folders of the crates that somebody outside the project would pick
/// (docs/decisions/0010-engine-crates-for-strangers.md; the compiler of XLSForms came later, by
/// 0025). The others serve Farola alone.
pub const STRANGERS: &[&str] = &[
    "core/model",
    "core/xpath",
    "core/form",
    "core/track",
    "core/xlsform",
];

/// Keys that crates.io and docs.rs show, each needed in `[package]`.
const KEYS: [&str; 4] = ["description", "readme", "keywords", "categories"];
/// docs.rs builds with these options.
const DOCS_RS: &str = "[package.metadata.docs.rs]";

/// Sentences about what a published crate would lack.
pub fn publishable(tree: &Tree) -> Vec<String> {
    STRANGERS
        .iter()
        .flat_map(|folder| faults(tree, folder))
        .collect()
}

fn faults(tree: &Tree, folder: &str) -> Vec<String> {
    let path = format!("{folder}/Cargo.toml");
    let Some(manifest) = tree.text(&path) else {
        return vec![format!("{path}: is missing")];
    };
    let mut faults: Vec<String> = KEYS
        .iter()
        .filter(|key| {
            !manifest
                .lines()
                .any(|line| line.starts_with(&format!("{key} = ")))
        })
        .map(|key| format!("{path}: names no {key}"))
        .collect();
    if !manifest.contains(DOCS_RS) {
        faults.push(format!("{path}: has no {DOCS_RS}"));
    }
    if tree.text(&format!("{folder}/README.md")).is_none() {
        faults.push(format!("{folder}/README.md: is missing"));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(manifest: &str) -> Tree {
        let files = STRANGERS
            .iter()
            .flat_map(|folder| {
                [
                    (format!("{folder}/Cargo.toml"), manifest.to_owned()),
                    (format!("{folder}/README.md"), "# x".to_owned()),
                ]
            })
            .collect();
        Tree {
            root: "/".into(),
            files,
            metadata: serde_json::Value::Null,
        }
    }

    #[test]
    fn what_a_published_crate_would_lack_is_named() {
        let whole = "description = \"d\"\nreadme = \"README.md\"\nkeywords = []\n\
            categories = []\n[package.metadata.docs.rs]\nall-features = true\n";
        assert_eq!(publishable(&tree(whole)), Vec::<String>::new());
        for key in KEYS {
            let without = whole.replace(&format!("{key} = "), "other = ");
            assert_eq!(publishable(&tree(&without)).len(), STRANGERS.len(), "{key}");
        }
        let without = whole.replace(DOCS_RS, "");
        assert_eq!(publishable(&tree(&without)).len(), STRANGERS.len());
        let mut bare = tree(whole);
        bare.files.retain(|(path, _)| !path.ends_with("README.md"));
        assert_eq!(publishable(&bare).len(), STRANGERS.len());
    }
}
