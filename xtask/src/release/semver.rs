//! Whether the crates for strangers keep what the release before promised.

use std::path::Path;
use std::process::Command;

use super::{STRANGERS, Version};

/// Tags of releases: `v0.2.0`.
const TAG: &str = "v";

/// Sentences about what a caller of the release before could no longer compile, by
/// cargo-semver-checks. Nothing to compare with before the first release.
pub(super) fn broken(root: &Path, version: &Version) -> Vec<String> {
    let tags = match output(root, "git", &["tag", "--list", "v*"]) {
        Ok(tags) => tags,
        Err(error) => return vec![error],
    };
    let Some(before) = latest_before(&tags, version) else {
        return Vec::new();
    };
    let baseline = format!("{TAG}{before}");
    STRANGERS
        .iter()
        .filter_map(|folder| check(root, folder, &baseline).err())
        .collect()
}

fn check(root: &Path, folder: &str, baseline: &str) -> Result<String, String> {
    let manifest = format!("{folder}/Cargo.toml");
    output(
        root,
        "cargo",
        &[
            "semver-checks",
            "check-release",
            "--manifest-path",
            &manifest,
            "--baseline-rev",
            baseline,
        ],
    )
    .map_err(|error| {
        format!("{folder}: cargo-semver-checks (cargo install cargo-semver-checks) says: {error}")
    })
}

/// The latest tagged version before `version`.
fn latest_before(tags: &str, version: &Version) -> Option<Version> {
    tags.lines()
        .filter_map(|tag| Version::parse(tag.trim().strip_prefix(TAG)?).ok())
        .filter(|tagged| tagged < version)
        .max()
}

fn output(root: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let result = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if result.status.success() {
        Ok(String::from_utf8_lossy(&result.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&result.stderr).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_before_is_the_latest_that_is_earlier() {
        let before = |tags| {
            let version = Version::parse("0.10.0").unwrap();
            latest_before(tags, &version).map(|found| found.to_string())
        };
        assert_eq!(before(""), None);
        assert_eq!(before("v0.10.0\nv0.11.0\nother\n"), None);
        assert_eq!(
            before("v0.9.0\nv0.1.0\nv0.9.1\nv1.0.0\n").as_deref(),
            Some("0.9.1")
        );
    }
}
