//! Every public method of the hub's store has a case of the contract suite: a test that runs on
//! both engines, with files in a folder and in a bucket (`on_both!` of `hub/store/tests/rig`).

use std::collections::{BTreeMap, BTreeSet};

use super::purity::names;
use super::source::{code_of, is_shipped, shipped_lines};
use super::{Finding, Tree};

/// Where the methods are.
const SOURCE: &str = "hub/store/src/";
/// Where the cases are.
const TESTS: &str = "hub/store/tests/";
/// Types that a hub reads and writes through.
const HANDLES: [&str; 4] = ["Store", "Files", "Incoming", "Write"];

/// Each public method of a handle is called by a case that runs on all four ends.
pub fn of_the_store(tree: &Tree) -> Vec<Finding> {
    let cases = called_by_cases(tree);
    let files = tree.below(SOURCE, ".rs");
    files
        .filter(|(path, _)| is_shipped(path))
        .flat_map(|(path, text)| {
            let methods = public_methods(text);
            let lacks = methods
                .into_iter()
                .filter(|(_, _, name)| !cases.contains(*name));
            let finding = |(index, handle, name): (usize, &str, &str)| {
                let text = format!(
                    "`{handle}::{name}` has no case of the contract suite; call it in a test \
                     that is in an `on_both!` of {TESTS}"
                );
                Finding::line(path, index, text)
            };
            lacks.map(finding).collect::<Vec<_>>()
        })
        .collect()
}

/// Where the tests over HTTP are, and the script that runs them on the other end as well.
const HTTP_TESTS: &str = "hub/server/tests/";
const SCRIPT: &str = "scripts/test.sh";
/// Those that start a PostgreSQL and a bucket of their own.
const OF_THEIR_OWN: [&str; 2] = ["bucket", "two_hubs"];

/// Every test over HTTP also runs on a PostgreSQL and a bucket: the suite `hub-pg` names it.
pub fn of_the_http_tests(tree: &Tree) -> Vec<Finding> {
    let script = tree.text(SCRIPT).unwrap_or_default();
    let named: BTreeSet<&str> = script
        .split("--test ")
        .skip(1)
        .filter_map(first_word)
        .collect();
    let files = tree.below(HTTP_TESTS, ".rs");
    files
        .filter_map(|(path, _)| {
            let name = path.strip_prefix(HTTP_TESTS)?.strip_suffix(".rs")?;
            let runs = name.contains('/') || OF_THEIR_OWN.contains(&name) || named.contains(name);
            let text = || format!("add `--test {name}` to the suite hub-pg of {SCRIPT}");
            (!runs).then(|| Finding::file(path, text()))
        })
        .collect()
}

/// The public methods of the handles: line, handle, name.
fn public_methods(text: &str) -> Vec<(usize, &str, &str)> {
    let (mut methods, mut handle) = (Vec::new(), None);
    for (index, line) in shipped_lines(text) {
        if line.starts_with("impl") && !line.contains(" for ") {
            handle = HANDLES.into_iter().find(|handle| names(line, handle));
        } else if line.starts_with('}') {
            handle = None;
        }
        let name = line.strip_prefix("    pub fn ").and_then(first_word);
        methods.extend(handle.zip(name).map(|(handle, name)| (index, handle, name)));
    }
    methods
}

fn first_word(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
    text.get(..end.unwrap_or(text.len()))
        .filter(|word| !word.is_empty())
}

/// Everything that cases call, also through functions of the tests.
fn called_by_cases(tree: &Tree) -> BTreeSet<String> {
    let files: Vec<&str> = tree.below(TESTS, ".rs").map(|(_, text)| text).collect();
    let mut functions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for text in &files {
        for (name, calls) in functions_of(text) {
            functions.entry(name).or_default().extend(calls);
        }
    }
    let mut left: Vec<&str> = files.iter().flat_map(|text| cases(text)).collect();
    let mut called = BTreeSet::new();
    while let Some(name) = left.pop() {
        for call in functions.get(name).into_iter().flatten() {
            if called.insert((*call).to_owned()) {
                left.push(call);
            }
        }
    }
    called
}

/// The names in the calls of `on_both!`.
fn cases(text: &str) -> Vec<&str> {
    let (mut cases, mut inside) = (Vec::new(), false);
    for line in text.lines().map(code_of) {
        match line {
            "on_both! {" => inside = true,
            "}" => inside = false,
            line if inside => cases.extend(first_word(line.trim())),
            _ => {}
        }
    }
    cases
}

/// The functions and methods of a test file, each with what it calls: a name before a parenthesis,
/// and a method that is handed on (`Store::read_jobs`).
fn functions_of(text: &str) -> Vec<(&str, BTreeSet<&str>)> {
    let mut functions: Vec<(&str, BTreeSet<&str>)> = Vec::new();
    for line in text.lines().map(code_of) {
        let begins = line.trim_start();
        let begins = begins.strip_prefix("pub ").unwrap_or(begins);
        if let Some(name) = begins.strip_prefix("fn ").and_then(first_word) {
            functions.push((name, BTreeSet::new()));
        } else if let Some((_, calls)) = functions.last_mut() {
            calls.extend(calls_of(line));
        }
    }
    functions
}

fn calls_of(line: &str) -> Vec<&str> {
    let mut calls = Vec::new();
    // A text in quotation marks calls nothing.
    for code in line.split('"').step_by(2) {
        let (mut before, mut rest) = ("", code);
        while let Some(begin) = rest.find(|c: char| c.is_alphanumeric() || c == '_') {
            let (gap, from) = rest.split_at(begin);
            let word = first_word(from).unwrap_or(from);
            rest = from.get(word.len()..).unwrap_or_default();
            let called = rest.starts_with('(') || rest.starts_with("::<") || gap == "::";
            // The file system's `read` and `write` are none of ours.
            if called && !(before == "fs" && gap == "::") {
                calls.push(word);
            }
            before = word;
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORE: &str = "impl Store {\n    pub fn read_jobs(&self) -> Jobs {\n    }\n}";

    fn found(source: &str, tests: &str) -> Vec<String> {
        let tree = Tree::planted(&[
            ("hub/store/src/a.rs", source),
            ("hub/store/tests/a.rs", tests),
            (
                "hub/store/tests/rig/hub.rs",
                "impl Hub {\n    pub fn jobs(&self) {\n        self.store.read_jobs();\n    }\n}",
            ),
        ]);
        let findings = of_the_store(&tree).into_iter();
        findings.map(|finding| finding.place).collect()
    }

    fn case(body: &str) -> String {
        format!("fn it_works(on: On) {{\n    {body}\n}}\n\non_both! {{\n    it_works,\n}}")
    }

    #[test]
    fn a_method_without_a_case_is_found() {
        for tests in [
            "",
            "#[test]\nfn alone() {\n    store.read_jobs();\n}",
            &case("let read_jobs = 1;"),
            &case("say(\"read_jobs()\");"),
            &case("// store.read_jobs();"),
            &case("fs::read_jobs();"),
            &format!(
                "{}\n\n#[test]\nfn alone() {{\n    store.read_jobs();\n}}",
                case("one();")
            ),
        ] {
            assert_eq!(found(STORE, tests), ["hub/store/src/a.rs:2"], "{tests}");
        }
        for source in [
            "impl Files {\n    pub fn has(&self) {\n    }\n}",
            "impl<T: Send> Write<'_, T> {\n    pub fn has(self) {\n    }\n}",
        ] {
            assert_eq!(found(source, &case("one();")).len(), 1, "{source}");
        }
    }

    #[test]
    fn a_case_calls_it_by_itself_or_through_a_function() {
        for body in [
            "hub.store.read_jobs().unwrap();",
            "let jobs = all(Store::read_jobs);",
            "Store::read_jobs(&store);",
            "hub.jobs();",
        ] {
            assert_eq!(found(STORE, &case(body)), Vec::<String>::new(), "{body}");
        }
    }

    #[test]
    fn a_test_over_http_that_runs_on_one_end_alone_is_found() {
        let found = |script: &str| {
            let tree = Tree::planted(&[
                ("hub/server/tests/openrosa.rs", ""),
                ("hub/server/tests/bucket.rs", ""),
                ("hub/server/tests/rig/mod.rs", ""),
                ("scripts/test.sh", script),
            ]);
            of_the_http_tests(&tree).len()
        };
        assert_eq!(
            found("suite hub-pg cargo test --test openrosa --test jobs"),
            0
        );
        assert_eq!(found("cargo test --test open \\\n --test openrosa_more"), 1);
        assert_eq!(found(""), 1);
    }

    #[test]
    fn what_is_no_public_method_of_a_handle_needs_none() {
        for source in [
            "impl Store {\n    pub(crate) fn read(&self) {\n    }\n    fn other(&self) {\n    }\n}",
            "impl Place {\n    pub fn dir(&self) {\n    }\n}",
            "impl Store {\n}\n\npub fn free() {\n}",
            "impl Drop for Store {\n    pub fn odd(&self) {\n    }\n}",
            "#[cfg(test)]\nmod tests {\n    impl Store {\n    pub fn one() {\n}",
        ] {
            assert_eq!(found(source, ""), Vec::<String>::new(), "{source}");
        }
    }
}
