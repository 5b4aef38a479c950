//! Every error code is in docs/errors.md, and nothing else is.

use std::collections::BTreeMap;

use super::source::{is_shipped, shipped_lines};
use super::{Finding, Tree};

/// The list that people read.
pub const LIST: &str = "docs/errors.md";

/// Where codes stand outside a `fn code(`: each with the prefix its codes have there. The
/// hub's problem codes are one table, with any prefix; a form's diagnostics begin with `form.`, and
/// a sheet's with `xlsform.`.
const TABLES: [(&str, &str); 5] = [
    ("core/protocol/src/problem.rs", ""),
    ("core/form/src/", "form."),
    ("core/xlsform/src/fault/rules", "xlsform."),
    ("cli/src/form/", "form."),
    ("cli/src/form/", "cases."),
];

/// Codes of the sources against codes of the list.
pub fn documented(tree: &Tree) -> Vec<Finding> {
    let in_source = codes(tree);
    let list = tree.text(LIST).unwrap_or_default();
    let in_list: Vec<(usize, &str)> = list
        .lines()
        .enumerate()
        .filter_map(|(index, line)| {
            let code = line.strip_prefix("| `")?.split('`').next()?;
            is_code(code).then_some((index, code))
        })
        .collect();
    let mut findings = Vec::new();
    for (code, place) in &in_source {
        if !in_list.iter().any(|(_, listed)| listed == code) {
            findings.push(Finding::file(place, format!("`{code}` is not in {LIST}")));
        }
    }
    for (index, code) in in_list {
        if !in_source.contains_key(code) {
            findings.push(Finding::line(
                LIST,
                index,
                format!("`{code}` is no code of ours"),
            ));
        }
    }
    findings
}

/// Every dotted literal inside a `fn code(` or a table of codes, with its first place.
#[must_use]
pub fn codes(tree: &Tree) -> BTreeMap<String, String> {
    let mut codes = BTreeMap::new();
    for folder in ["core/", "hub/", "cli/", "bindings/"] {
        for (path, text) in tree
            .below(folder, ".rs")
            .filter(|(path, _)| is_shipped(path))
        {
            for (index, code) in codes_in(text) {
                codes.entry(code).or_insert(format!("{path}:{}", index + 1));
            }
        }
    }
    for (place, prefix) in TABLES {
        for (path, text) in tree
            .below(place, ".rs")
            .filter(|(path, _)| is_shipped(path))
        {
            for (index, line) in shipped_lines(text) {
                for code in literals(line).filter(|code| code.starts_with(prefix)) {
                    let place = format!("{path}:{}", index + 1);
                    codes.entry(code.to_owned()).or_insert(place);
                }
            }
        }
    }
    codes
}

/// The codes among the text literals of a line.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"')
        .skip(1)
        .step_by(2)
        .filter(|literal| is_code(literal))
}

fn codes_in(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut depth: Option<i64> = None;
    for (index, line) in shipped_lines(text) {
        if depth.is_none() && line.contains("fn code(") && !line.trim_end().ends_with(';') {
            depth = Some(0);
        }
        let Some(open) = depth.as_mut() else { continue };
        found.extend(literals(line).map(|code| (index, code.to_owned())));
        for c in line.chars() {
            match c {
                '{' => *open += 1,
                '}' => *open -= 1,
                _ => {}
            }
        }
        if *open <= 0 && line.contains('}') {
            depth = None;
        }
    }
    found
}

/// `storage.disk_full`: lower-case words, at least one dot, no number first (`409.1`).
fn is_code(text: &str) -> bool {
    text.contains('.')
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.split('.').all(|word| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
impl Coded for X {
    fn code(&self) -> &'static str {
        match self {
            Self::A { .. } => "x.first",
            Self::B(_) => "x.second_one",
        }
    }
    fn other(&self) -> &'static str { "not.here" }
}
"#;

    fn tree(list: &str) -> Tree {
        Tree::planted(&[("core/x/src/error.rs", SOURCE), (LIST, list)])
    }

    #[test]
    fn tables_of_codes_are_read() {
        let tree = Tree {
            root: "/".into(),
            files: vec![
                (
                    "core/protocol/src/problem.rs".to_owned(),
                    "Torn, \"request.torn\", 400, \"400.1\", Retry, \"Torn. Try again.\";"
                        .to_owned(),
                ),
                (
                    "core/form/src/parse/bind.rs".to_owned(),
                    "code: \"form.bind_nowhere\", file: \"data.csv\"".to_owned(),
                ),
            ],
            metadata: serde_json::Value::Null,
        };
        let found: Vec<String> = codes(&tree).into_keys().collect();
        assert_eq!(found, ["form.bind_nowhere", "request.torn"]);
    }

    #[test]
    fn list_and_sources_must_agree() {
        let both = "| `x.first` | user | a |\n| `x.second_one` | bug | b |\n";
        assert_eq!(documented(&tree(both)), []);
        let one = "| `x.first` | user | a |\n| `x.third` | bug | b |\n";
        let places: Vec<String> = documented(&tree(one))
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            places,
            [
                "core/x/src/error.rs:6: `x.second_one` is not in docs/errors.md",
                "docs/errors.md:2: `x.third` is no code of ours",
            ]
        );
    }
}
