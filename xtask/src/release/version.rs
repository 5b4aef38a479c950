//! The version of a release, and the files that carry it.

use std::fmt;

/// A version by Semantic Versioning: three numbers, no suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

impl Version {
    /// Reads `0.2.0`.
    ///
    /// # Errors
    /// A sentence, for anything else.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts: Vec<Option<u32>> = text.split('.').map(number).collect();
        match parts.as_slice() {
            [Some(major), Some(minor), Some(patch)] => Ok(Self {
                major: *major,
                minor: *minor,
                patch: *patch,
            }),
            _ => Err(format!("{text}: a version is three numbers, such as 0.2.0")),
        }
    }
}

fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    (plain && (text == "0" || !text.starts_with('0')))
        .then(|| text.parse().ok())
        .flatten()
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// A file that carries the version, once, between `before` and `after`.
#[derive(Debug, Clone, Copy)]
pub struct Carrier {
    /// Path from the root of the project.
    pub path: &'static str,
    before: &'static str,
    after: &'static str,
}

/// Every file that carries the version of a release. `hub/web` and the test packages are never
/// published and keep theirs; lock files follow by themselves.
pub const CARRIERS: &[Carrier] = &[
    carrier("Cargo.toml", "\nversion = \"", "\""),
    carrier("android/app/build.gradle.kts", "versionName = \"", "\""),
    carrier("android/app/pom.xml", "\n  <version>", "</version>"),
    carrier("bindings/kotlin/pom.xml", "\n  <version>", "</version>"),
    carrier("ios/project.yml", "MARKETING_VERSION: \"", "\""),
    carrier("scripts/android-apk.sh", "farola-app-", ".jar"),
    carrier(
        "scripts/android-resources.sh",
        "android:versionName=\"",
        "\"",
    ),
];

const fn carrier(path: &'static str, before: &'static str, after: &'static str) -> Carrier {
    Carrier {
        path,
        before,
        after,
    }
}

/// The text of the file with another version in it.
///
/// # Errors
/// A sentence: the file names no version there, or more than one, or a later one.
pub fn set(carrier: &Carrier, text: &str, version: &Version) -> Result<String, String> {
    let path = carrier.path;
    let mut parts = text.split(carrier.before);
    let (Some(head), Some(tail), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(format!(
            "{path}: the version does not stand there exactly once"
        ));
    };
    let (old, rest) = tail
        .split_once(carrier.after)
        .ok_or_else(|| format!("{path}: the version has no end"))?;
    let old = Version::parse(old).map_err(|error| format!("{path}: {error}"))?;
    if old > *version {
        return Err(format!("{path}: has {old}, which is later than {version}"));
    }
    Ok(format!(
        "{head}{}{version}{}{rest}",
        carrier.before, carrier.after
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: Carrier = carrier("x", "version = \"", "\"");

    #[test]
    fn a_version_is_three_plain_numbers() {
        assert_eq!(Version::parse("1.20.3").unwrap().to_string(), "1.20.3");
        for text in [
            "",
            "1",
            "1.2",
            "1.2.3.4",
            "1.2.x",
            "v1.2.3",
            "01.2.3",
            "1.2.3-rc1",
            "+1.2.3",
            "1..3",
        ] {
            assert!(Version::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn it_is_set_once_and_never_back() {
        let version = Version::parse("0.2.0").unwrap();
        let set = |text| set(&FILE, text, &version);
        assert_eq!(
            set("a\nversion = \"0.1.9\"\nb").unwrap(),
            "a\nversion = \"0.2.0\"\nb"
        );
        for text in [
            "nothing",
            "version = \"0.1.0\" version = \"0.1.0\"",
            "version = \"0.10.0\"",
            "version = \"0.1.0",
            "version = \"one\"",
        ] {
            assert!(set(text).is_err(), "{text}");
        }
    }
}
