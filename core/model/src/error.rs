//! What every error of Farola can say about itself.

use std::fmt;

/// What kind of answer an error asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrorClass {
    /// The person can mend it: an answer, a name, a file.
    User,
    /// Trying again later can succeed with nothing changed.
    Retry,
    /// Credentials are missing, wrong or expired.
    Auth,
    /// Trying again cannot succeed; the item is set aside and named.
    Permanent,
    /// A fault of our own.
    Bug,
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user",
            Self::Retry => "retry",
            Self::Auth => "auth",
            Self::Permanent => "permanent",
            Self::Bug => "bug",
        })
    }
}

/// An error with a stable dotted code (`storage.disk_full`), listed in docs/errors.md.
///
/// Neither the code nor the error's text ever holds an answer, a coordinate or a key.
pub trait Coded: std::error::Error {
    /// The stable code; shells and the review app choose their sentences by it.
    fn code(&self) -> &'static str;
    /// What kind of answer the error asks for.
    fn class(&self) -> ErrorClass;
}
