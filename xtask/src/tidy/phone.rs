//! Crates that run on a phone have clippy refuse what std lacks there (docs/phone-std.md).
//!
//! clippy reads the `clippy.toml` that is nearest above a crate, so a crate of the phone that is
//! made in a new place would lose the list without a word.

use std::collections::BTreeSet;

use super::edges::shipped;
use super::{Finding, Tree};

/// The facade: what it needs runs on a phone.
const FACADE: &str = "farola-ffi";

/// Where the list is written first.
const LIST: &str = "core/clippy.toml";

/// What the list must at least name.
const REFUSED: [&str; 17] = [
    "std::fs::File::lock\"",
    "std::fs::File::lock_shared\"",
    "std::fs::File::try_lock\"",
    "std::fs::File::try_lock_shared\"",
    "std::fs::File::unlock\"",
    "std::fs::Metadata::created\"",
    "std::fs::hard_link\"",
    "std::env::temp_dir\"",
    "std::env::home_dir\"",
    "std::env::args\"",
    "std::env::args_os\"",
    "std::process::Command::new\"",
    // Time and randomness come from the engine's Env alone.
    "std::time::Instant::now\"",
    "std::time::SystemTime::now\"",
    "getrandom::fill\"",
    "std::thread::sleep\"",
    "jiff::Timestamp::now\"",
];

/// Every crate of the phone stands below the list, or below a copy of it.
pub fn std_of_a_phone(tree: &Tree) -> Vec<Finding> {
    let Some(list) = tree.text(LIST) else {
        return vec![Finding::file(LIST, "is missing (docs/phone-std.md)")];
    };
    let mut findings: Vec<Finding> = REFUSED
        .iter()
        .filter(|path| !list.contains(*path))
        .map(|path| Finding::file(LIST, format!("must refuse {}", path.trim_end_matches('"'))))
        .collect();
    for (name, folder) in crates_of_the_phone(tree) {
        match nearest(tree, &folder) {
            Some((_, text)) if text == list => {}
            Some((path, _)) => {
                findings.push(Finding::file(
                    path,
                    format!("differs from {LIST}, and {name} runs on a phone"),
                ));
            }
            None => {
                findings.push(Finding::file(
                    &folder,
                    format!("{name} runs on a phone and has no copy of {LIST}"),
                ));
            }
        }
    }
    findings
}

/// Name and folder of each crate that the facade needs, itself included.
fn crates_of_the_phone(tree: &Tree) -> Vec<(String, String)> {
    let packages = shipped(&tree.metadata);
    let mut wanted = BTreeSet::new();
    let mut next = vec![FACADE.to_owned()];
    while let Some(name) = next.pop() {
        if let Some((_, needs)) = packages.iter().find(|(found, _)| *found == name)
            && wanted.insert(name)
        {
            next.extend(needs.iter().cloned());
        }
    }
    let all = tree.metadata.get("packages").and_then(|all| all.as_array());
    let root = format!("{}/", tree.root.display());
    all.into_iter()
        .flatten()
        .filter_map(|package| {
            let name = package.get("name")?.as_str()?;
            let manifest = package.get("manifest_path")?.as_str()?;
            let folder = manifest.strip_prefix(&root)?.strip_suffix("Cargo.toml")?;
            wanted
                .contains(name)
                .then(|| (name.to_owned(), folder.to_owned()))
        })
        .collect()
}

/// The `clippy.toml` that clippy takes for a crate in `folder` (`core/form/`).
fn nearest<'a>(tree: &'a Tree, folder: &str) -> Option<(&'a str, &'a str)> {
    tree.files
        .iter()
        .filter(|(path, _)| {
            path.strip_suffix("clippy.toml")
                .is_some_and(|above| folder.starts_with(above))
        })
        .max_by_key(|(path, _)| path.len())
        .map(|(path, text)| (path.as_str(), text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const FULL: &str = r#"
        "std::fs::File::lock" "std::fs::File::lock_shared" "std::fs::File::try_lock"
        "std::fs::File::try_lock_shared" "std::fs::File::unlock"
        "std::fs::Metadata::created" "std::fs::hard_link" "std::env::temp_dir"
        "std::env::home_dir" "std::env::args" "std::env::args_os" "std::process::Command::new"
        "std::time::Instant::now" "std::time::SystemTime::now" "getrandom::fill"
        "std::thread::sleep" "jiff::Timestamp::now""#;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let package = |name: &str, folder: &str, needs: &[&str]| {
            let needs: Vec<_> = needs.iter().map(|name| json!({"name": name})).collect();
            json!({
                "name": name,
                "manifest_path": format!("/house/{folder}/Cargo.toml"),
                "dependencies": needs,
            })
        };
        let tree = Tree {
            root: "/house".into(),
            files: files
                .iter()
                .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
                .collect(),
            metadata: json!({"packages": [
                package("farola-ffi", "bindings/ffi", &["farola-engine", "uniffi"]),
                package("farola-engine", "core/engine", &["farola-model"]),
                package("farola-model", "core/model", &[]),
                package("farola-hub-store", "hub/store", &["farola-model"]),
            ]}),
        };
        std_of_a_phone(&tree)
            .iter()
            .map(|finding| finding.place.clone())
            .collect()
    }

    #[test]
    fn each_crate_of_the_phone_has_the_list_and_the_hub_needs_none() {
        let none: Vec<String> = Vec::new();
        let whole = [
            ("clippy.toml", ""),
            ("core/clippy.toml", FULL),
            ("bindings/ffi/clippy.toml", FULL),
        ];
        assert_eq!(found(&whole), none);
        assert_eq!(found(&whole[..2]), ["clippy.toml"]);
        assert_eq!(found(&whole[1..2]), ["bindings/ffi/"]);
        assert_eq!(found(&whole[..1]), ["core/clippy.toml"]);
    }

    #[test]
    fn a_list_of_its_own_hides_the_one_above() {
        let own = [
            ("core/clippy.toml", FULL),
            ("bindings/ffi/clippy.toml", FULL),
            ("core/model/clippy.toml", ""),
        ];
        assert_eq!(found(&own), ["core/model/clippy.toml"]);
    }

    #[test]
    fn a_list_that_forgets_a_lock_is_found() {
        let short = FULL.replace("\"std::fs::File::unlock\"", "");
        let files = [
            ("core/clippy.toml", short.as_str()),
            ("bindings/ffi/clippy.toml", short.as_str()),
        ];
        assert_eq!(found(&files), ["core/clippy.toml"]);
    }
}
