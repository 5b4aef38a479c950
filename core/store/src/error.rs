//! What can go wrong with the phone's database, by what a caller can do about it.
//!
//! SQLite's own sentences are not carried: they may quote what was stored. Its numeric code
//! is enough to find the cause, and shows nothing.

use std::io;

use farola_model::{Coded, ErrorClass};
use rusqlite::ErrorCode;

use crate::key::KeyUnavailable;
use crate::state::{SubmissionEvent, SubmissionState};

/// Result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error of the phone's database.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The platform's key store did not give the key.
    #[error("the key of the database is not available: {0}")]
    Key(#[from] KeyUnavailable),
    /// The file is a Farola database, and this is not its key.
    #[error("the key does not open the database")]
    WrongKey,
    /// The file is something else than a Farola database.
    #[error("the file is not a Farola database")]
    NotADatabase,
    /// The database is damaged.
    #[error("the database is damaged (SQLite code {code})")]
    Corrupt {
        /// SQLite's extended result code.
        code: i32,
    },
    /// A newer version of Farola wrote the database; it may be read, not written.
    #[error("the database has schema {found}, this version writes up to {supported}")]
    FromTheFuture {
        /// Schema of the file.
        found: u32,
        /// Newest schema this version writes.
        supported: u32,
    },
    /// The file system has no room left.
    #[error("no room is left on the device")]
    DiskFull,
    /// The file or this connection cannot be written.
    #[error("the database cannot be written")]
    ReadOnly,
    /// Another process holds the database longer than we wait.
    #[error("the database is in use by another process")]
    Busy,
    /// The operation was interrupted on request.
    #[error("the operation was interrupted")]
    Interrupted,
    /// Reading or writing a file failed.
    #[error("reading or writing a file failed ({kind})")]
    Io {
        /// What the system said.
        kind: io::ErrorKind,
    },
    /// Nothing is stored under the given name.
    #[error("{what} is not stored")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// Something else is stored under the given name already.
    #[error("{what} is already stored with other content")]
    Exists {
        /// What was to be stored.
        what: &'static str,
    },
    /// The state of the submission does not allow the event.
    #[error("a submission that is {from} cannot take {event}")]
    Transition {
        /// State it is in.
        from: SubmissionState,
        /// What was to happen.
        event: SubmissionEvent,
    },
    /// The server's receipt names other bytes than those stored here.
    #[error("the receipt does not match what was sent ({what})")]
    ReceiptMismatch {
        /// `xml` or `media`.
        what: &'static str,
    },
    /// Stored bytes do not have the digest they are stored under.
    #[error("stored content does not match its digest")]
    DigestMismatch,
    /// Something is larger than the limit.
    #[error("{what} is larger than {limit} bytes")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The limit in bytes.
        limit: u64,
    },
    /// A file name is empty, hidden, too long or holds a separator.
    #[error("a file name is not safe")]
    UnsafeName,
    /// The database answered something this crate does not expect: a fault of ours.
    #[error("unexpected answer of the database (SQLite code {code})")]
    Sql {
        /// SQLite's extended result code; 0 when the fault is not SQLite's.
        code: i32,
    },
}

impl Coded for Error {
    fn code(&self) -> &'static str {
        match self {
            Self::Key(reason) => reason.code(),
            Self::WrongKey => "storage.wrong_key",
            Self::NotADatabase => "storage.not_a_database",
            Self::Corrupt { .. } => "storage.corrupt",
            Self::FromTheFuture { .. } => "storage.from_the_future",
            Self::DiskFull => "storage.disk_full",
            Self::ReadOnly => "storage.read_only",
            Self::Busy => "storage.busy",
            Self::Interrupted => "storage.interrupted",
            Self::Io { .. } => "storage.io",
            Self::NotFound { .. } => "storage.not_found",
            Self::Exists { .. } => "storage.exists",
            Self::Transition { .. } => "storage.transition",
            Self::ReceiptMismatch { .. } => "storage.receipt_mismatch",
            Self::DigestMismatch => "storage.digest_mismatch",
            Self::TooLarge { .. } => "storage.too_large",
            Self::UnsafeName => "storage.unsafe_name",
            Self::Sql { .. } => "storage.bug",
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::Key(reason) => reason.class(),
            Self::WrongKey => ErrorClass::Auth,
            Self::DiskFull | Self::NotFound { .. } | Self::TooLarge { .. } | Self::UnsafeName => {
                ErrorClass::User
            }
            Self::Busy | Self::Interrupted | Self::Io { .. } => ErrorClass::Retry,
            Self::NotADatabase
            | Self::Corrupt { .. }
            | Self::FromTheFuture { .. }
            | Self::ReadOnly
            | Self::Exists { .. }
            | Self::ReceiptMismatch { .. }
            | Self::DigestMismatch => ErrorClass::Permanent,
            Self::Transition { .. } | Self::Sql { .. } => ErrorClass::Bug,
        }
    }
}

/// Every code this crate can give, for docs/errors.md and its test.
pub const CODES: &[&str] = &[
    "storage.bug",
    "storage.busy",
    "storage.corrupt",
    "storage.digest_mismatch",
    "storage.disk_full",
    "storage.exists",
    "storage.from_the_future",
    "storage.interrupted",
    "storage.io",
    "storage.key_denied",
    "storage.key_locked",
    "storage.key_missing",
    "storage.not_a_database",
    "storage.not_found",
    "storage.read_only",
    "storage.receipt_mismatch",
    "storage.too_large",
    "storage.transition",
    "storage.unsafe_name",
    "storage.wrong_key",
];

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let rusqlite::Error::SqliteFailure(failure, _) = error else {
            return Self::Sql { code: 0 };
        };
        let code = failure.extended_code;
        match failure.code {
            ErrorCode::DiskFull => Self::DiskFull,
            // The log's index is the first file that a full disk has no room for.
            _ if code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => Self::DiskFull,
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::OperationInterrupted => Self::Interrupted,
            // Only a store that was shut refuses statements.
            ErrorCode::AuthorizationForStatementDenied => Self::Key(KeyUnavailable::Locked),
            // SQLCipher answers "not a database" for a page whose authentication fails; that
            // the key fits was settled when the database was opened.
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt { code },
            ErrorCode::PermissionDenied => Self::Io {
                kind: io::ErrorKind::PermissionDenied,
            },
            ErrorCode::CannotOpen => Self::Io {
                kind: io::ErrorKind::NotFound,
            },
            ErrorCode::SystemIoFailure => Self::Io {
                kind: io::ErrorKind::Other,
            },
            _ => Self::Sql { code },
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            kind => Self::Io { kind },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    fn of_sqlite(code: i32) -> (&'static str, ErrorClass) {
        let failure = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        let error = Error::from(failure);
        (error.code(), error.class())
    }

    #[test]
    fn what_sqlite_answers_is_told_by_what_can_be_done_about_it() {
        for (code, told, class) in [
            (ffi::SQLITE_FULL, "storage.disk_full", ErrorClass::User),
            // Not "the storage failed": deleting something helps.
            (
                ffi::SQLITE_IOERR_SHMSIZE,
                "storage.disk_full",
                ErrorClass::User,
            ),
            (
                ffi::SQLITE_READONLY,
                "storage.read_only",
                ErrorClass::Permanent,
            ),
            (ffi::SQLITE_BUSY, "storage.busy", ErrorClass::Retry),
            (ffi::SQLITE_LOCKED, "storage.busy", ErrorClass::Retry),
            (
                ffi::SQLITE_INTERRUPT,
                "storage.interrupted",
                ErrorClass::Retry,
            ),
            (
                ffi::SQLITE_CORRUPT,
                "storage.corrupt",
                ErrorClass::Permanent,
            ),
            (ffi::SQLITE_NOTADB, "storage.corrupt", ErrorClass::Permanent),
            // Not a fault of ours: the folder may be given back.
            (ffi::SQLITE_PERM, "storage.io", ErrorClass::Retry),
            (ffi::SQLITE_CANTOPEN, "storage.io", ErrorClass::Retry),
            (ffi::SQLITE_IOERR_READ, "storage.io", ErrorClass::Retry),
            (ffi::SQLITE_CONSTRAINT, "storage.bug", ErrorClass::Bug),
        ] {
            assert_eq!(of_sqlite(code), (told, class), "SQLite code {code}");
        }
    }

    #[test]
    fn a_file_system_without_room_or_leave_to_write_is_told_as_the_database_tells_it() {
        for (kind, told) in [
            (io::ErrorKind::StorageFull, "storage.disk_full"),
            (io::ErrorKind::QuotaExceeded, "storage.disk_full"),
            (io::ErrorKind::ReadOnlyFilesystem, "storage.read_only"),
            (io::ErrorKind::PermissionDenied, "storage.io"),
        ] {
            assert_eq!(Error::from(io::Error::from(kind)).code(), told, "{kind}");
        }
    }
}
