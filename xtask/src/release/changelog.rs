//! The changelog of a release out of the fragments that each change left in `changelog.d/`.

use super::Version;

/// Kinds of change in the order of Keep a Changelog, and their headings.
const KINDS: [(&str, &str); 5] = [
    ("security", "Security"),
    ("added", "Added"),
    ("changed", "Changed"),
    ("fixed", "Fixed"),
    ("removed", "Removed"),
];
/// Everything below this heading is replaced; releases stand below it.
const UNRELEASED: &str = "## Unreleased";

/// One change as a person who uses Farola notices it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Area and subject, the file name without its kind: `android-check-in`.
    pub name: String,
    /// Index into the kinds of Keep a Changelog.
    kind: usize,
    /// The sentence, in one line.
    pub text: String,
}

impl Fragment {
    /// Reads `changelog.d/<area>-<slug>.<kind>.md`.
    ///
    /// # Errors
    /// A sentence: the kind is unknown, or the file says nothing.
    pub fn parse(path: &str, text: &str) -> Result<Self, String> {
        let file = path.rsplit('/').next().unwrap_or(path);
        let stem = file.strip_suffix(".md").unwrap_or(file);
        let (name, kind) = stem.rsplit_once('.').unwrap_or((stem, ""));
        let kind = KINDS
            .iter()
            .position(|(known, _)| *known == kind)
            .ok_or_else(|| {
                format!("{path}: name it <area>-<slug>.<added|changed|fixed|removed|security>.md")
            })?;
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return Err(format!("{path}: says nothing"));
        }
        Ok(Self {
            name: name.to_owned(),
            kind,
            text,
        })
    }
}

/// The changelog with a section for `version`, its changes by kind and name.
///
/// # Errors
/// A sentence: no heading for what is unreleased, this version has a section already, or nothing
/// changed.
pub fn assemble(
    before: &str,
    fragments: &[Fragment],
    version: &Version,
    day: &str,
) -> Result<String, String> {
    let (head, rest) = before
        .split_once(UNRELEASED)
        .ok_or_else(|| format!("CHANGELOG.md: no line `{UNRELEASED}`"))?;
    let heading = format!("## {version} ");
    if before.lines().any(|line| line.starts_with(&heading)) {
        return Err(format!("CHANGELOG.md: has a section for {version} already"));
    }
    if fragments.is_empty() {
        return Err("changelog.d: no fragment, so there is nothing to release".to_owned());
    }
    let mut text = format!("{head}{UNRELEASED}\n\nSee `changelog.d/`.\n\n{heading}({day})\n");
    let mut sorted: Vec<&Fragment> = fragments.iter().collect();
    sorted.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    let mut kind = None;
    for fragment in sorted {
        if kind != Some(fragment.kind) {
            kind = Some(fragment.kind);
            let title = KINDS.get(fragment.kind).map_or("", |(_, title)| title);
            text.push_str(&format!("\n### {title}\n\n"));
        }
        text.push_str(&format!("- {}\n", fragment.text));
    }
    // Releases before this one begin at the next heading.
    if let Some(at) = rest.find("\n## ") {
        text.push_str(rest.get(at..).unwrap_or_default());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "# Changelog\n\nWords.\n\n## Unreleased\n\nSee `changelog.d/`.\n";

    fn fragment(path: &str, text: &str) -> Fragment {
        Fragment::parse(path, text).unwrap()
    }

    fn version() -> Version {
        Version::parse("0.2.0").unwrap()
    }

    #[test]
    fn changes_stand_by_kind_and_name_and_older_releases_stay() {
        let fragments = [
            fragment("changelog.d/sync-b.fixed.md", "Mended\nb.\n"),
            fragment("changelog.d/hub-c.added.md", "New c."),
            fragment("changelog.d/hub-a.added.md", "New a."),
        ];
        let older = format!("{BEFORE}\n## 0.1.0 (2026-10-01)\n\n- First.\n");
        let text = assemble(&older, &fragments, &version(), "2026-11-29").unwrap();
        let wanted = "# Changelog\n\nWords.\n\n## Unreleased\n\nSee `changelog.d/`.\n\n\
            ## 0.2.0 (2026-11-29)\n\n### Added\n\n- New a.\n- New c.\n\n### Fixed\n\n- Mended b.\n\n\
            ## 0.1.0 (2026-10-01)\n\n- First.\n";
        assert_eq!(text, wanted);
    }

    #[test]
    fn what_cannot_be_released_is_said() {
        let one = [fragment("changelog.d/hub-a.added.md", "New a.")];
        assert!(assemble("# Changelog\n", &one, &version(), "2026-11-29").is_err());
        assert!(assemble(BEFORE, &[], &version(), "2026-11-29").is_err());
        let twice = assemble(BEFORE, &one, &version(), "2026-11-29").unwrap();
        assert!(assemble(&twice, &one, &version(), "2026-11-30").is_err());
    }

    #[test]
    fn a_fragment_has_a_known_kind_and_says_something() {
        for path in [
            "changelog.d/hub-a.md",
            "changelog.d/hub-a.news.md",
            "changelog.d/added.md",
        ] {
            assert!(Fragment::parse(path, "Words.").is_err(), "{path}");
        }
        assert!(Fragment::parse("changelog.d/hub-a.added.md", " \n").is_err());
    }
}
