//! Which crates of others may be used, and by whom. Edges between our own: `drawing`.

use serde_json::Value;

use super::drawing::FREE;
use super::{Finding, Tree};

/// Outside crates that only the named crates of ours may ship.
const KEPT: &[(&str, &[&str])] = &[
    // The hub's store for the TLS of `object_store`.
    ("reqwest", &["farola-engine", "farola-hub-store"]),
    ("object_store", &["farola-hub-store"]),
    // The hub for its limit of open files and for threads that step back.
    (
        "rustix",
        &["farola-engine", "farola-hub-server", "farola-hub-store"],
    ),
    ("uniffi", &["farola-ffi", "farola-bindgen"]),
    ("wasm-bindgen", &["farola-wasm"]),
    ("rusqlite", &["farola-store", "farola-hub-store"]),
    ("postgres", &["farola-hub-store"]),
    ("tokio-postgres-rustls", &["farola-hub-store"]),
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
    fn a_dependency_of_others_is_found() {
        assert_eq!(outside(&tree("farola-sync", "reqwest", None)).len(), 1);
        assert_eq!(outside(&tree("farola-engine", "reqwest", None)).len(), 0);
        assert_eq!(outside(&tree("farola-engine", "tokio", None)).len(), 1);
        assert_eq!(outside(&tree("farola-store", "anyhow", None)).len(), 1);
    }
}
