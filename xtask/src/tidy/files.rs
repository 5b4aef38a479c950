//! Sizes, first lines, numbers of files; no host or path of a machine in a tracked file.

use std::collections::BTreeMap;

use super::{Finding, Tree};

/// Longest source file: above it, split.
const MAX_LINES: usize = 900;
/// Widest line of a comment, as rustfmt has it for code.
const MAX_COLUMNS: usize = 100;
/// Folders whose source files are held to size and module comment.
const SOURCES: [&str; 10] = [
    "core/",
    "hub/",
    "cli/",
    "sim/",
    "words/",
    "xtask/",
    "tests/",
    "benches/",
    "bindings/",
    "fuzz/",
];

/// No source file above [`MAX_LINES`].
pub fn sizes(tree: &Tree) -> Vec<Finding> {
    sources(tree)
        .filter_map(|(path, text)| {
            let lines = text.lines().count();
            let finding = format!("{lines} lines; split it (at most {MAX_LINES})");
            (lines > MAX_LINES).then(|| Finding::file(path, finding))
        })
        .collect()
}

/// No comment wider than [`MAX_COLUMNS`]: rustfmt keeps code within them and leaves comments alone.
/// A word that is longer by itself, such as an address, stays whole.
pub fn comment_widths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in sources(tree) {
        for (index, line) in text.lines().enumerate() {
            let width = line.chars().count();
            let words = line.trim_start().strip_prefix("//");
            let breaks = words
                .is_some_and(|words| words.trim_start_matches(['/', '!']).trim().contains(' '));
            if width > MAX_COLUMNS && breaks {
                let text = format!("a comment of {width} columns; at most {MAX_COLUMNS}");
                findings.push(Finding::line(path, index, text));
            }
        }
    }
    findings
}

/// Each module says first what it is.
pub fn module_comments(tree: &Tree) -> Vec<Finding> {
    sources(tree)
        .filter(|(path, text)| !path.ends_with("/tests.rs") && !text.starts_with("//!"))
        .map(|(path, _)| Finding::file(path, "does not begin with a module comment (`//!`)"))
        .collect()
}

/// Each crate has a README beside its manifest.
pub fn readmes(tree: &Tree) -> Vec<Finding> {
    tree.below("", "/Cargo.toml")
        .map(|(path, _)| path.replace("Cargo.toml", "README.md"))
        .filter(|readme| tree.text(readme).is_none())
        .map(|readme| Finding::file(&readme, "is missing (purpose, invariants, how to test)"))
        .collect()
}

/// The engines that have the same migrations, each in a folder of its own.
const ENGINES: [&str; 2] = ["/sqlite", "/postgres"];

/// Migrations are numbered without a gap and begin with a comment of one line; those of one
/// engine have a twin of the same name for the other.
pub fn migrations(tree: &Tree) -> Vec<Finding> {
    let folders = in_folders(tree, "/migrations/", ".sql");
    let mut findings = without_twin(&folders);
    for files in folders.values() {
        for (place, (path, text)) in files.iter().enumerate() {
            findings.extend(numbered(path, place + 1));
            if !text.starts_with("--") {
                findings.push(Finding::file(path, "does not begin with a comment line"));
            }
        }
    }
    findings
}

fn without_twin(folders: &BTreeMap<&str, Vec<(&str, &str)>>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (folder, files) in folders {
        let [one, other] = ENGINES;
        let twin = match (folder.strip_suffix(one), folder.strip_suffix(other)) {
            (Some(both), _) => format!("{both}{other}"),
            (_, Some(both)) => format!("{both}{one}"),
            _ => continue,
        };
        let there = folders.get(twin.as_str());
        for (path, _) in files {
            let wanted = path.replacen(folder, &twin, 1);
            if !there.is_some_and(|there| there.iter().any(|(path, _)| *path == wanted)) {
                findings.push(Finding::file(path, format!("has no twin {wanted}")));
            }
        }
    }
    findings
}

/// Decision records are numbered without a doubled number and name their status.
pub fn decisions(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in tree.below("docs/decisions/", ".md") {
        let name = path.rsplit('/').next().unwrap_or(path);
        let number: String = name.chars().take_while(char::is_ascii_digit).collect();
        if number.len() != 4 {
            findings.push(Finding::file(path, "is not named NNNN-title.md"));
        } else if let Some(other) = seen.insert(number, path.to_owned()) {
            findings.push(Finding::file(path, format!("has the number of {other}")));
        }
        if !text.contains("Status:") {
            findings.push(Finding::file(path, "names no status (`Status: accepted`)"));
        }
    }
    findings
}

/// No host of a package registry and no path of somebody's machine in a tracked file.
pub fn hosts_and_paths(tree: &Tree) -> Vec<Finding> {
    // Written in halves, so that this file does not find itself.
    let refused = [
        concat!("/wo", "rk/"),
        // Not all of it: `/root/` alone begins many an XPath.
        concat!("/ro", "ot/.c"),
        concat!("/ho", "me/"),
        concat!("/opt/", "wheels"),
        concat!("\"resol", "ved\": \"http"),
        concat!("artifact", "ory"),
        concat!("registry", ".npmjs"),
    ];
    let mut findings = Vec::new();
    for (path, text) in &tree.files {
        for (index, line) in text.lines().enumerate() {
            for word in refused.iter().filter(|word| stands_alone(line, word)) {
                let text = format!("`{word}` is of one machine or one network; leave it out");
                findings.push(Finding::line(path, index, text));
            }
            let foreign = line.starts_with("source = ")
                && !line.contains("registry+https://github.com/rust-lang/crates.io-index");
            if path.as_str() == "Cargo.lock" && foreign {
                findings.push(Finding::line(path, index, "a crate from elsewhere"));
            }
        }
    }
    findings
}

/// A word that begins a path or text, not one inside a longer name (`homework/`).
fn stands_alone(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        !word.starts_with('/') || !before.is_some_and(|c| c.is_alphanumeric() || "_-.}".contains(c))
    })
}

fn sources(tree: &Tree) -> impl Iterator<Item = (&str, &str)> {
    SOURCES.iter().flat_map(|folder| tree.below(folder, ".rs"))
}

fn in_folders<'a>(
    tree: &'a Tree,
    folder: &'a str,
    end: &'a str,
) -> BTreeMap<&'a str, Vec<(&'a str, &'a str)>> {
    let mut folders: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (path, text) in tree
        .below("", end)
        .filter(|(path, _)| path.contains(folder))
    {
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        folders.entry(parent).or_default().push((path, text));
    }
    for files in folders.values_mut() {
        files.sort_unstable();
    }
    folders
}

fn numbered(path: &str, expect: usize) -> Option<Finding> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let right = name.starts_with(&format!("{expect:04}_"));
    (!right).then(|| Finding::file(path, format!("should be number {expect:04}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_finds_its_case() {
        let long = "//! x\n".repeat(901);
        assert_eq!(
            sizes(&Tree::planted(&[("core/a/src/b.rs", &long)])).len(),
            1
        );
        assert_eq!(
            sizes(&Tree::planted(&[("core/a/src/b.rs", "//! x")])).len(),
            0
        );
        for folder in ["sim/src", "fuzz/fuzz_targets", "xtask/src"] {
            let path = format!("{folder}/b.rs");
            assert_eq!(sizes(&Tree::planted(&[(&path, &long)])).len(), 1, "{path}");
        }
        assert_eq!(
            module_comments(&Tree::planted(&[("core/a/src/b.rs", "use x;")])).len(),
            1
        );
        assert_eq!(
            readmes(&Tree::planted(&[("core/a/Cargo.toml", "")])).len(),
            1
        );
        for crate_ in ["xtask", "tests", "bindings/ffi", "benches/forms"] {
            let manifest = format!("{crate_}/Cargo.toml");
            let found = readmes(&Tree::planted(&[("Cargo.toml", ""), (&manifest, "")]));
            assert_eq!(found.len(), 1, "{crate_}");
        }
        let pair = [("core/a/Cargo.toml", ""), ("core/a/README.md", "")];
        assert_eq!(readmes(&Tree::planted(&pair)).len(), 0);
    }

    #[test]
    fn a_comment_that_is_too_wide_is_found() {
        let wide = "word ".repeat(21);
        let address = format!("/// [it]: https://example.org/{}", "a".repeat(90));
        for (line, expect) in [
            (format!("//! {wide}"), 1),
            (format!("        // {wide}"), 1),
            (format!("/// {}", "word ".repeat(19)), 0),
            // What is counted are letters, not bytes.
            (format!("/// {}", "ñandú ".repeat(16)), 0),
            // Code is rustfmt's, and what cannot be broken stays.
            (format!("let a = \"{wide}\"; // b"), 0),
            (format!("//! <https://example.org/{}>", "a".repeat(90)), 0),
            (address, 1),
        ] {
            let tree = Tree::planted(&[("core/a/src/b.rs", &line)]);
            assert_eq!(comment_widths(&tree).len(), expect, "{line}");
        }
    }

    #[test]
    fn a_gap_in_migrations_is_found() {
        let whole = [
            ("a/migrations/0001_x.sql", "-- x"),
            ("a/migrations/0002_y.sql", "-- y"),
        ];
        assert_eq!(migrations(&Tree::planted(&whole)).len(), 0);
        let broken = [
            ("a/migrations/0001_x.sql", "create"),
            ("a/migrations/0003_y.sql", "-- y"),
        ];
        assert_eq!(migrations(&Tree::planted(&broken)).len(), 2);
    }

    #[test]
    fn a_migration_of_one_engine_alone_is_found() {
        let both = [
            ("a/migrations/sqlite/0001_x.sql", "-- x"),
            ("a/migrations/postgres/0001_x.sql", "-- x"),
        ];
        assert_eq!(migrations(&Tree::planted(&both)), []);
        for engine in ["sqlite", "postgres"] {
            let more = format!("a/migrations/{engine}/0002_y.sql");
            let planted = [both[0], both[1], (&more, "-- y")];
            let found = migrations(&Tree::planted(&planted));
            assert_eq!(found.len(), 1, "{engine}: {found:?}");
        }
        let renamed = [both[0], ("a/migrations/postgres/0001_z.sql", "-- x")];
        assert_eq!(migrations(&Tree::planted(&renamed)).len(), 2);
        assert_eq!(migrations(&Tree::planted(&both[..1])).len(), 1);
    }

    #[test]
    fn a_doubled_decision_is_found() {
        let twice = [
            ("docs/decisions/0001-a.md", "Status: accepted"),
            ("docs/decisions/0001-b.md", "no word of it"),
        ];
        assert_eq!(decisions(&Tree::planted(&twice)).len(), 2);
    }

    #[test]
    fn a_path_of_a_machine_is_found() {
        let path = concat!("see /ro", "ot/.cargo");
        assert_eq!(hosts_and_paths(&Tree::planted(&[("a.md", path)])).len(), 1);
        let inside = concat!("see src/ro", "ot/.cargo");
        assert_eq!(
            hosts_and_paths(&Tree::planted(&[("a.md", inside)])).len(),
            0
        );
        let foreign = "source = \"git+https://example.org\"";
        assert_eq!(
            hosts_and_paths(&Tree::planted(&[("Cargo.lock", foreign)])).len(),
            1
        );
    }
}
