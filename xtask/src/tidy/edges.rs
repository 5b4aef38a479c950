//! Who may use whom: the drawing of ARCHITECTURE.md as a table.

use serde_json::Value;

use super::{Finding, Tree};

/// Each crate and the crates of ours that its shipped code may name. Development
/// dependencies are free: a test may put anything together.
const EDGES: &[(&str, &[&str])] = &[
    ("farola-model", &[]),
    // The evaluator stands alone: whoever wants XPath takes nothing else of ours.
    ("farola-xpath", &[]),
    ("farola-form", &["model", "xpath"]),
    ("farola-drive", &["model", "form", "control"]),
    ("farola-track", &["model"]),
    ("farola-control", &["model", "form", "track"]),
    ("farola-walk", &["model", "track"]),
    ("farola-protocol", &["model"]),
    ("farola-store", &["model", "track"]),
    ("farola-sync", &["model", "protocol"]),
    (
        "farola-engine",
        &[
            "model", "xpath", "form", "control", "track", "walk", "protocol", "store", "sync",
        ],
    ),
    ("farola-ffi", &["model", "engine"]),
    // It reads the built library; by the workspace it takes the same uniffi.
    ("farola-bindgen", &[]),
    ("farola-wasm", &["form", "drive"]),
    ("farola-hub-store", &["model", "protocol", "walk", "form"]),
    ("farola-hub-wire", &["model", "protocol", "walk"]),
    (
        "farola-hub-server",
        &[
            "hub-store",
            "hub-wire",
            "model",
            "protocol",
            "walk",
            "form",
            "control",
        ],
    ),
    (
        "farola-cli",
        &[
            "engine",
            "hub-server",
            "drive",
            "form",
            "xpath",
            "model",
            "walk",
            "track",
            "words",
        ],
    ),
    // Sentences and words; whoever speaks to a person may take them.
    ("farola-words", &[]),
    // Not shipped: nothing above may name it.
    ("farola-sim", &["engine", "model", "walk"]),
    ("farola-xtask", &[]),
];

/// Crates that put everything together and are not shipped.
const FREE: [&str; 3] = ["farola-tests", "farola-benches", "farola-bench-forms"];

/// Outside crates that only the named crates of ours may ship.
const KEPT: &[(&str, &[&str])] = &[
    ("reqwest", &["farola-engine"]),
    ("rustix", &["farola-engine"]),
    ("uniffi", &["farola-ffi", "farola-bindgen"]),
    ("wasm-bindgen", &["farola-wasm"]),
    ("rusqlite", &["farola-store", "farola-hub-store"]),
    (
        "tokio",
        &["farola-hub-server", "farola-hub-store", "farola-cli"],
    ),
    ("axum", &["farola-hub-server"]),
    ("utoipa", &["farola-hub-wire", "farola-hub-server"]),
    ("utoipa-axum", &["farola-hub-server"]),
    (
        "getrandom",
        &[
            "farola-engine",
            "farola-hub-server",
            "farola-hub-store",
            "farola-cli",
        ],
    ),
];

/// Outside crates that nobody ships.
const REFUSED: [&str; 5] = ["openssl", "chrono", "async-trait", "anyhow", "rand"];

/// No edge outside the table, and no crate that the table does not know.
pub fn between_crates(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (package, dependencies) in shipped(&tree.metadata) {
        if FREE.contains(&package.as_str()) {
            continue;
        }
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| *name == package) else {
            let text = "is not in the drawing; add it to ARCHITECTURE.md and xtask/src/tidy/edges.rs with an ADR";
            findings.push(Finding::file(&package, text));
            continue;
        };
        for dependency in dependencies {
            if let Some(name) = dependency.strip_prefix("farola-")
                && !allowed.contains(&name)
            {
                let text = format!("may not use {dependency}; no such edge in the drawing");
                findings.push(Finding::file(&package, text));
            }
        }
    }
    findings
}

/// Dependencies that belong to some crates only, or to none.
pub fn outside(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (package, dependencies) in shipped(&tree.metadata) {
        if FREE.contains(&package.as_str()) {
            continue;
        }
        for dependency in dependencies {
            let kept = KEPT.iter().find(|(name, _)| *name == dependency);
            if let Some((_, owners)) = kept
                && !owners.contains(&package.as_str())
            {
                let text = format!("may not use {dependency}; only {}", owners.join(", "));
                findings.push(Finding::file(&package, text));
            }
            if REFUSED.contains(&dependency.as_str()) {
                findings.push(Finding::file(&package, format!("{dependency} is refused")));
            }
        }
    }
    findings
}

/// Every package with what it needs when shipped or built.
pub(super) fn shipped(metadata: &Value) -> Vec<(String, Vec<String>)> {
    let text = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let list = |value: &Value, key: &str| {
        value
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    list(metadata, "packages")
        .iter()
        .map(|package| {
            let needed = list(package, "dependencies")
                .iter()
                .filter(|dependency| text(dependency, "kind") != "dev")
                .map(|dependency| text(dependency, "name"))
                .collect();
            (text(package, "name"), needed)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tree(package: &str, dependency: &str, kind: Option<&str>) -> Tree {
        Tree {
            root: "/".into(),
            files: Vec::new(),
            metadata: json!({"packages": [{
                "name": package,
                "dependencies": [{"name": dependency, "kind": kind}],
            }]}),
        }
    }

    #[test]
    fn an_edge_outside_the_drawing_is_found() {
        assert_eq!(
            between_crates(&tree("farola-walk", "farola-form", None)).len(),
            1
        );
        assert_eq!(
            between_crates(&tree("farola-model", "farola-walk", Some("build"))).len(),
            1
        );
        assert_eq!(
            between_crates(&tree("farola-walk", "farola-form", Some("dev"))).len(),
            0
        );
        assert_eq!(
            between_crates(&tree("farola-form", "farola-xpath", None)).len(),
            0
        );
        assert_eq!(between_crates(&tree("farola-new", "serde", None)).len(), 1);
        // Invented walks are for tests: no shipped crate may name them.
        for package in [
            "farola-cli",
            "farola-engine",
            "farola-ffi",
            "farola-hub-server",
        ] {
            assert_eq!(between_crates(&tree(package, "farola-sim", None)).len(), 1);
            assert_eq!(
                between_crates(&tree(package, "farola-sim", Some("dev"))).len(),
                0
            );
        }
    }

    #[test]
    fn a_dependency_of_others_is_found() {
        assert_eq!(outside(&tree("farola-sync", "reqwest", None)).len(), 1);
        assert_eq!(outside(&tree("farola-engine", "reqwest", None)).len(), 0);
        assert_eq!(outside(&tree("farola-engine", "tokio", None)).len(), 1);
        assert_eq!(outside(&tree("farola-store", "anyhow", None)).len(), 1);
    }
}
