//! Who may use whom: the drawing of ARCHITECTURE.md, read as the table that it is.
//!
//! The drawing is the only list of edges, so it cannot differ from what is checked. It is held in
//! both directions: an edge that no manifest has is a finding like one that is not drawn, since
//! a reader believes it. A crate may use only crates that stand above it, so there is no circle.

use super::edges::shipped;
use super::purity::PURE;
use super::{Finding, Tree};

/// Where the drawing stands.
const PAGE: &str = "ARCHITECTURE.md";
/// The block of code that is the drawing.
const FENCE: &str = "```edges";
/// How the heading of the pure crates begins.
const PURE_LAYER: &str = "pure,";
/// Between a crate and what it uses.
const USES: &str = "uses";
/// Instead of it.
const ALONE: &str = "stands alone";
/// Crates that put everything together and are not shipped.
pub(super) const FREE: [&str; 4] = [
    "farola-tests",
    "farola-benches",
    "farola-bench-forms",
    "farola-bench-hub",
];

/// One line of the drawing: a crate and the crates of ours that its shipped code uses, without
/// the prefix `farola-`. Development dependencies are free: a test may put anything together.
struct Row<'a> {
    line: usize,
    name: &'a str,
    uses: Vec<&'a str>,
    /// Whether it stands below the heading of the pure crates.
    is_pure: bool,
}

/// The drawing and the manifests say the same, line by line.
pub fn edges(tree: &Tree) -> Vec<Finding> {
    let (rows, mut findings) = rows(tree.text(PAGE).unwrap_or_default());
    findings.extend(order(&rows));
    findings.extend(purity(&rows, tree));
    let packages = shipped(&tree.metadata);
    for (package, dependencies) in &packages {
        if FREE.contains(&package.as_str()) {
            continue;
        }
        let name = short(package);
        let Some(row) = rows.iter().find(|row| row.name == name) else {
            let text = "is not in the drawing of ARCHITECTURE.md; add it there, with an ADR";
            findings.push(Finding::file(package, text));
            continue;
        };
        let used: Vec<&str> = dependencies
            .iter()
            .filter_map(|dependency| dependency.strip_prefix("farola-"))
            .collect();
        for name in used.iter().filter(|name| !row.uses.contains(name)) {
            let text = format!("may not use farola-{name}; no such edge in the drawing");
            findings.push(Finding::file(package, text));
        }
        for name in row.uses.iter().filter(|name| !used.contains(name)) {
            let text = format!("{package} does not use {name}: take it out of the drawing");
            findings.push(Finding::line(PAGE, row.line, text));
        }
    }
    let known = |name: &str| packages.iter().any(|(package, _)| short(package) == name);
    for row in rows.iter().filter(|row| !known(row.name)) {
        let text = format!("there is no crate {}", row.name);
        findings.push(Finding::line(PAGE, row.line, text));
    }
    findings
}

fn short(package: &str) -> &str {
    package.strip_prefix("farola-").unwrap_or(package)
}

fn rows(page: &str) -> (Vec<Row<'_>>, Vec<Finding>) {
    let mut rows = Vec::new();
    let mut findings = Vec::new();
    let mut is_pure = false;
    let block = page
        .lines()
        .enumerate()
        .skip_while(|(_, line)| *line != FENCE)
        .skip(1)
        .take_while(|(_, line)| *line != "```");
    for (line, text) in block {
        if text.ends_with(':') {
            is_pure = text.starts_with(PURE_LAYER);
            continue;
        }
        if text.trim().is_empty() {
            continue;
        }
        let (name, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        let uses = match rest.trim() {
            ALONE => Some(Vec::new()),
            rest => rest
                .strip_prefix(USES)
                .map(|list| list.split(',').map(str::trim).collect()),
        };
        match uses {
            Some(uses) => rows.push(Row {
                line,
                name,
                uses,
                is_pure,
            }),
            None => {
                let text = format!("a line is `CRATE {USES} CRATE, …` or `CRATE {ALONE}`");
                findings.push(Finding::line(PAGE, line, text));
            }
        }
    }
    if rows.is_empty() {
        findings.push(Finding::file(PAGE, format!("has no drawing ({FENCE})")));
    }
    (rows, findings)
}

/// A crate that is drawn as pure is held to it, and no other one is.
fn purity(rows: &[Row<'_>], tree: &Tree) -> Vec<Finding> {
    let root = format!("{}/", tree.root.display());
    let packages = tree.metadata.get("packages").and_then(|all| all.as_array());
    let mut findings = Vec::new();
    for package in packages.into_iter().flatten() {
        let text = |key: &str| package.get(key).and_then(|value| value.as_str());
        let folder = text("manifest_path")
            .and_then(|path| path.strip_prefix(&root)?.strip_suffix("Cargo.toml"));
        let row = text("name").and_then(|name| rows.iter().find(|row| row.name == short(name)));
        let (Some(folder), Some(row)) = (folder, row) else {
            continue;
        };
        let text = match (row.is_pure, PURE.contains(&folder)) {
            (true, false) => "is drawn as pure and not held to it: add it to PURE of tidy",
            (false, true) => "is held to be pure and not drawn so: move it in the drawing",
            _ => continue,
        };
        findings.push(Finding::line(PAGE, row.line, format!("{folder} {text}")));
    }
    findings
}

/// Each line uses only what stands above it.
fn order(rows: &[Row<'_>]) -> Vec<Finding> {
    let mut above: Vec<&str> = Vec::new();
    let mut findings = Vec::new();
    for row in rows {
        for name in row.uses.iter().filter(|name| !above.contains(name)) {
            let text = format!("{name} does not stand above {}", row.name);
            findings.push(Finding::line(PAGE, row.line, text));
        }
        above.push(row.name);
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PAGE_TEXT: &str = "# A\n\n```edges\npure:\n  model    stands alone\n  xpath    stands alone\n\
        \n  form     uses model, xpath\n  walk     uses model\n  sim      uses model, walk\n```\n\nmore\n";

    /// The manifests that the drawing describes, with `package` needing `dependency` besides.
    fn tree(package: &str, dependency: &str, kind: Option<&str>) -> Tree {
        let mut needs = vec![
            ("farola-model", vec![]),
            ("farola-xpath", vec![]),
            ("farola-form", vec!["farola-model", "farola-xpath", "serde"]),
            ("farola-walk", vec!["farola-model"]),
            ("farola-sim", vec!["farola-model", "farola-walk"]),
        ];
        if !needs.iter().any(|(name, _)| *name == package) {
            needs.push((package, vec![]));
        }
        let packages: Vec<_> = needs
            .into_iter()
            .map(|(name, needed)| {
                let mut list: Vec<_> = needed
                    .iter()
                    .map(|needed| json!({"name": needed, "kind": null}))
                    .collect();
                if name == package {
                    list.push(json!({"name": dependency, "kind": kind}));
                }
                json!({"name": name, "dependencies": list})
            })
            .collect();
        Tree {
            root: "/".into(),
            files: vec![(PAGE.to_owned(), PAGE_TEXT.to_owned())],
            metadata: json!({ "packages": packages }),
        }
    }

    fn drawn(text: &str) -> Vec<String> {
        let mut tree = tree("farola-form", "serde", None);
        tree.files = vec![(PAGE.to_owned(), text.to_owned())];
        edges(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_edge_outside_the_drawing_is_found() {
        assert_eq!(edges(&tree("farola-form", "serde", None)), []);
        assert_eq!(edges(&tree("farola-walk", "farola-form", None)).len(), 1);
        assert_eq!(
            edges(&tree("farola-model", "farola-walk", Some("build"))).len(),
            1
        );
        assert_eq!(edges(&tree("farola-walk", "farola-form", Some("dev"))), []);
        assert_eq!(edges(&tree("farola-new", "serde", None)).len(), 1);
        assert_eq!(edges(&tree("farola-tests", "farola-form", None)), []);
        // Invented walks are for tests: no shipped crate may name them.
        assert_eq!(edges(&tree("farola-form", "farola-sim", None)).len(), 1);
        assert_eq!(edges(&tree("farola-form", "farola-sim", Some("dev"))), []);
    }

    #[test]
    fn an_edge_that_no_manifest_has_is_found() {
        let more = PAGE_TEXT.replace("walk     uses model", "walk     uses model, xpath");
        assert_eq!(
            drawn(&more),
            ["ARCHITECTURE.md:9: farola-walk does not use xpath: take it out of the drawing"]
        );
        let gone = PAGE_TEXT.replace("```\n\nmore", "  old      stands alone\n```\n\nmore");
        assert_eq!(drawn(&gone), ["ARCHITECTURE.md:11: there is no crate old"]);
    }

    #[test]
    fn a_line_uses_only_what_stands_above_it() {
        let model = "  model    stands alone\n";
        let below = PAGE_TEXT
            .replace(model, "")
            .replace("```\n\nmore", &format!("{model}```\n\nmore"));
        assert_eq!(drawn(&below).len(), 3, "{:?}", drawn(&below));
    }

    #[test]
    fn a_crate_is_drawn_as_pure_where_it_is_held_to_it() {
        let with = |folder: &str, page: &str| {
            let mut tree = tree("farola-form", "serde", None);
            tree.files = vec![(PAGE.to_owned(), page.to_owned())];
            let packages = tree.metadata["packages"].as_array_mut().unwrap();
            packages[0]["manifest_path"] = json!(format!("//{folder}/Cargo.toml"));
            edges(&tree)
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        };
        let pure = PAGE_TEXT.replace("pure:", "pure, without files:");
        assert_eq!(with("core/model", &pure), Vec::<String>::new());
        assert_eq!(with("core/other", PAGE_TEXT), Vec::<String>::new());
        assert_eq!(
            with("core/other", &pure),
            [
                "ARCHITECTURE.md:5: core/other/ is drawn as pure and not held to it: add it to PURE \
              of tidy"
            ]
        );
        let below = pure.replace("  model    stands", "the phone:\n  model    stands");
        assert_eq!(
            with("core/model", &below),
            [
                "ARCHITECTURE.md:6: core/model/ is held to be pure and not drawn so: move it in the \
              drawing"
            ]
        );
    }

    #[test]
    fn a_page_without_a_drawing_and_a_line_without_a_verb_are_found() {
        assert!(
            drawn("# A\n")
                .iter()
                .any(|finding| finding.contains("has no drawing"))
        );
        let odd = PAGE_TEXT.replace("walk     uses model", "walk -> model");
        assert!(
            drawn(&odd)
                .iter()
                .any(|finding| finding.contains("a line is"))
        );
    }
}
