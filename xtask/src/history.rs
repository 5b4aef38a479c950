//! What this branch adds to main: its commits, and the crates it touches.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::tidy::{Finding, Tree, output};

/// Most characters of a commit's first line.
const SUBJECT_CHARS: usize = 60;

/// Lines at the end of a message that say who, and not why.
const TRAILERS: [&str; 4] = [
    "Signed-off-by:",
    "Co-authored-by:",
    "Reviewed-by:",
    "Acked-by:",
];

/// The commit where this branch left main: `origin/main`, or `main` where there is no origin. On
/// main itself, without an origin, the commit before the last.
///
/// # Errors
/// A sentence, when git does not answer.
pub fn base(root: &Path) -> Result<String, String> {
    let ask = |arguments: &[&str]| output(Command::new("git").args(arguments), root);
    let head = ask(&["rev-parse", "HEAD"])?;
    for (main, may_be_head) in [("origin/main", true), ("main", false)] {
        if let Ok(base) = ask(&["merge-base", "HEAD", main])
            && (may_be_head || base != head)
        {
            return Ok(base.trim().to_owned());
        }
    }
    let before = ask(&["rev-parse", "HEAD~1"]).unwrap_or(head);
    Ok(before.trim().to_owned())
}

/// The messages of the commits since `base`, merges left out, newest first.
///
/// # Errors
/// A sentence, when git does not answer.
pub fn messages(root: &Path, base: &str) -> Result<Vec<(String, String)>, String> {
    let range = format!("{base}..HEAD");
    let all = output(
        Command::new("git").args(["log", "--no-merges", "-z", "--format=%h%n%B", &range]),
        root,
    )?;
    Ok(all
        .split('\0')
        .filter_map(|one| one.split_once('\n'))
        .map(|(commit, message)| (commit.to_owned(), message.to_owned()))
        .collect())
}

/// What is wrong with a message: `area: what changes` in at most 60 characters, an empty line, and
/// a body that says why and how it was checked.
#[must_use]
pub fn faults(commit: &str, message: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut lines = message.trim_end().lines();
    let subject = lines.next().unwrap_or_default();
    let count = subject.chars().count();
    if count > SUBJECT_CHARS {
        let text = format!("the subject has {count} characters, more than {SUBJECT_CHARS}");
        findings.push(Finding::file(commit, text));
    }
    if !has_area(subject) {
        findings.push(Finding::file(
            commit,
            "the subject does not begin with an area (`hub: …`)",
        ));
    }
    if lines.next().is_some_and(|line| !line.trim().is_empty()) {
        findings.push(Finding::file(commit, "no empty line after the subject"));
    }
    let mut body = lines.filter(|line| {
        let said = !line.trim().is_empty();
        said && !TRAILERS.iter().any(|trailer| line.starts_with(trailer))
    });
    if body.next().is_none() {
        findings.push(Finding::file(
            commit,
            "no body: why, and how it was checked",
        ));
    }
    findings
}

/// Whether a subject is `area: words`, the area a folder or a crate, or two of them.
fn has_area(subject: &str) -> bool {
    subject.split_once(": ").is_some_and(|(area, what)| {
        !what.trim().is_empty()
            && !area.is_empty()
            && area
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_/., ".contains(c))
    })
}

/// Names of the packages with a file that differs from `base`, committed or not, in order.
///
/// # Errors
/// A sentence, when git does not answer.
pub fn changed_packages(tree: &Tree, base: &str) -> Result<Vec<String>, String> {
    let differing = output(
        Command::new("git").args(["diff", "--name-only", "-z", base]),
        &tree.root,
    )?;
    let new = output(
        Command::new("git").args(["ls-files", "-z", "-o", "--exclude-standard"]),
        &tree.root,
    )?;
    let files = differing.split('\0').chain(new.split('\0'));
    Ok(packages_of(&tree.metadata, &tree.root, files))
}

/// The packages to which the files belong: each to the deepest folder with a manifest above it.
fn packages_of<'a>(
    metadata: &Value,
    root: &Path,
    files: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let root = format!("{}/", root.display());
    let folders: Vec<(&str, &str)> = metadata
        .get("packages")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|package| {
            let manifest = package.get("manifest_path")?.as_str()?;
            let folder = manifest.strip_prefix(&root)?.strip_suffix("Cargo.toml")?;
            Some((folder, package.get("name")?.as_str()?))
        })
        .collect();
    let found: BTreeSet<&str> = files
        .filter_map(|file| {
            folders
                .iter()
                .filter(|(folder, _)| file.starts_with(folder))
                .max_by_key(|(folder, _)| folder.len())
                .map(|(_, name)| *name)
        })
        .collect();
    found.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn texts(message: &str) -> Vec<String> {
        faults("abc", message)
            .iter()
            .map(|finding| finding.text.clone())
            .collect()
    }

    #[test]
    fn a_message_with_subject_and_body_is_well() {
        let none: Vec<String> = Vec::new();
        assert_eq!(
            texts("hub: busy is 503\n\nSQLite was busy. Checked: tests.\n"),
            none
        );
        assert_eq!(
            texts("core/form: a calendar\n\nWhy.\n\nSigned-off-by: A <a@b>\n"),
            none
        );
        let exactly = format!("hub: {}\n\nWhy.\n", "é".repeat(55));
        assert_eq!(texts(&exactly), none);
    }

    #[test]
    fn each_fault_of_a_message_is_found() {
        let long = format!("hub: {}\n\nWhy.\n", "x".repeat(56));
        assert_eq!(
            texts(&long),
            ["the subject has 61 characters, more than 60"]
        );
        assert_eq!(texts("Busy is 503\n\nWhy.\n").len(), 1);
        assert_eq!(texts("hub: \n\nWhy.\n").len(), 1);
        assert_eq!(
            texts("hub: busy\nWhy at once.\n\nAnd more.\n"),
            ["no empty line after the subject"]
        );
        let bodiless = ["no body: why, and how it was checked"];
        assert_eq!(texts("hub: busy is 503\n"), bodiless);
        assert_eq!(
            texts("hub: busy is 503\n\nSigned-off-by: A <a@b>\n"),
            bodiless
        );
        assert_eq!(texts("").len(), 2);
    }

    #[test]
    fn a_file_belongs_to_the_deepest_package_above_it() {
        let package = |name: &str, folder: &str| json!({"name": name, "manifest_path": format!("/house/{folder}Cargo.toml")});
        let metadata = json!({"packages": [
            package("farola-benches", "benches/"),
            package("farola-bench-forms", "benches/forms/"),
            package("farola-model", "core/model/"),
        ]});
        let of =
            |files: &[&str]| packages_of(&metadata, Path::new("/house"), files.iter().copied());
        assert_eq!(of(&["benches/forms/src/run.rs"]), ["farola-bench-forms"]);
        assert_eq!(
            of(&[
                "core/model/README.md",
                "benches/phone.rs",
                "README.md",
                "core/model/src/a.rs",
                ""
            ]),
            ["farola-benches", "farola-model"]
        );
        assert!(of(&["Makefile"]).is_empty());
    }
}
