//! The limits that both ends hold. Each is far above what a real form needs and far below
//! what a hostile one would like.

/// Largest form definition read, in bytes.
pub const FORM_XML_BYTES: usize = 32 * 1024 * 1024;
/// Largest submission XML accepted, in bytes.
pub const SUBMISSION_XML_BYTES: usize = 2 * 1024 * 1024;
/// Deepest nesting of elements read in any XML.
pub const XML_DEPTH: usize = 64;
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
