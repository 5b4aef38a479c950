//! The limits that both ends hold. Each is far above what a real form needs and far below
//! what a hostile one would like.

use std::borrow::Cow;

use crate::Sha256;

/// Largest form definition read, in bytes.
pub const FORM_XML_BYTES: usize = 32 * 1024 * 1024;
/// Most elements, attributes and texts of a form, without those of its plain lists: several times
/// those of a form of ten thousand questions in five languages.
pub const FORM_PARTS: usize = 1_000_000;
/// Largest submission XML accepted, in bytes.
pub const SUBMISSION_XML_BYTES: usize = 2 * 1024 * 1024;
/// Deepest nesting of elements read in any XML.
pub const XML_DEPTH: usize = 64;
/// Most attributes of one element of any XML.
pub const XML_ATTRIBUTES: usize = 256;
/// Most namespaces of one XML document: each is looked for among all others.
pub const XML_NAMESPACES: usize = 256;
/// Most elements of a submission: a repeat of [`REPEAT_INSTANCES`] that asks one thing.
pub const SUBMISSION_ELEMENTS: usize = 200_000;
/// Most bytes of the paths of all elements of a submission together. A path repeats the names of
/// the elements above it, so it is not bounded by the size of the XML.
pub const SUBMISSION_PATH_BYTES: usize = 16 * 1024 * 1024;
/// Most bytes of paths of a submission for each byte of its XML, beyond the first
/// [`SUBMISSION_PATHS_AT_LEAST`]: what is small may not take as much as what is large.
pub const SUBMISSION_PATHS_A_BYTE: usize = 32;
/// Bytes of paths that any submission may have.
pub const SUBMISSION_PATHS_AT_LEAST: usize = 256 * 1024;
/// Most files that one submission names.
pub const SUBMISSION_FILES: usize = 1_000;
/// Largest single media file, in bytes.
pub const MEDIA_BYTES: u64 = 100 * 1024 * 1024;
/// Largest request body the hub accepts, in bytes; also what it tells OpenRosa clients.
pub const REQUEST_BYTES: u64 = 100_000_000;
/// Size of one stored piece of a media file, in bytes.
pub const MEDIA_CHUNK_BYTES: usize = 256 * 1024;
/// Largest answer the phone reads from a server where no file is expected, in bytes.
pub const RESPONSE_BYTES: u64 = 4 * 1024 * 1024;
/// Longest answer to one question, in bytes.
pub const ANSWER_BYTES: usize = 256 * 1024;
/// Most instances of one repeat.
pub const REPEAT_INSTANCES: usize = 100_000;
/// Longest file name, in bytes.
pub const FILE_NAME_BYTES: usize = 200;

/// Whether `name` is a plain file name that is safe on every file system we write to: not
/// empty, no separator, no control character, not `.` or `..`, not hidden, not too long.
///
/// ```
/// use farola_model::limits::is_safe_file_name;
/// assert!(!is_safe_file_name("20:53.jpg"));
/// assert!(is_safe_file_name("lámpara 118.jpg"));
/// assert!(!is_safe_file_name("../../etc/passwd"));
/// ```
#[must_use]
pub fn is_safe_file_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= FILE_NAME_BYTES
        && !name.starts_with('.')
        && !name.chars().any(|c| {
            c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        })
}

/// The safe name under which a file is kept that came as `name`: the same where that is safe.
///
/// Characters that only some file systems refuse, and a leading point, become `_`; a few digits
/// of the name's digest follow, so that two names stay two. What leads elsewhere (a separator,
/// `..`), is empty, too long or has control characters has no safe name.
///
/// ```
/// use farola_model::limits::safe_file_name;
/// assert_eq!(safe_file_name("118.jpg").as_deref(), Some("118.jpg"));
/// assert_eq!(safe_file_name("20:53.jpg").as_deref(), Some("20_53-c533a08e.jpg"));
/// assert_eq!(safe_file_name("../../etc/passwd"), None);
/// ```
#[must_use]
pub fn safe_file_name(name: &str) -> Option<Cow<'_, str>> {
    if is_safe_file_name(name) {
        return Some(Cow::Borrowed(name));
    }
    let leads_elsewhere = name
        .chars()
        .any(|c| c.is_control() || matches!(c, '/' | '\\'));
    if name.len() > FILE_NAME_BYTES || leads_elsewhere || name.chars().all(|c| c == '.') {
        return None;
    }
    let plain = |c: char| match c {
        ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
        other => other,
    };
    let mut safe: String = name.chars().map(plain).collect();
    if safe.starts_with('.') {
        safe.replace_range(..1, "_");
    }
    let (stem, ending) = match safe.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= ENDING_BYTES => (stem, format!(".{ending}")),
        _ => (safe.as_str(), String::new()),
    };
    let digest = Sha256::of(name.as_bytes()).to_string();
    let mark = digest.get(..MARK).unwrap_or_default();
    let mut room = FILE_NAME_BYTES
        .saturating_sub(MARK + 1 + ending.len())
        .min(stem.len());
    while !stem.is_char_boundary(room) {
        room -= 1;
    }
    let stem = stem.get(..room).unwrap_or_default();
    Some(Cow::Owned(format!("{stem}-{mark}{ending}")))
}

/// Digits of a name's digest that tell it from others with the same safe name.
const MARK: usize = 8;
/// Longest ending of a file name that is kept as it is.
const ENDING_BYTES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_safe_and_two_stay_two() {
        let long = "n".repeat(FILE_NAME_BYTES - 5) + ":.jpg";
        for odd in [
            "a:b.jpg", "a?b.jpg", ".ssh", "\"", "a|b", "..x", "ñ*.jpeg", &long,
        ] {
            let safe = safe_file_name(odd).unwrap();
            assert!(is_safe_file_name(&safe), "{odd}: {safe}");
            assert_eq!(safe_file_name(odd).unwrap(), safe);
            assert_eq!(safe_file_name(&safe).unwrap(), safe, "a safe name stays");
        }
        assert_ne!(safe_file_name("a:b.jpg"), safe_file_name("a?b.jpg"));
    }

    #[test]
    fn what_leads_elsewhere_has_no_safe_name() {
        let long = "n".repeat(FILE_NAME_BYTES + 1);
        for name in ["", ".", "..", "a/b", "a\\b", "a\nb", "../x", &long] {
            assert_eq!(safe_file_name(name), None, "{name}");
        }
    }
}
