//! What can go wrong below the hub's routes.

use farola_model::{Coded, ErrorClass};
use farola_protocol::Problem;

/// An error of the hub's store. It never holds an answer, a coordinate or a token.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The disk is full; nothing of the request was kept.
    #[error("the disk of the hub is full")]
    DiskFull,
    /// The database refused or failed; the request was rolled back.
    #[error("the hub's database failed: {0}")]
    Database(String),
    /// A file could not be read or written.
    #[error("a file of the hub could not be used: {0}")]
    File(std::io::Error),
    /// Another hub serves this folder.
    #[error("another hub process holds this folder")]
    InUse,
    /// The folder was written by a newer hub.
    #[error("the database is of schema {found}, this hub knows {known}")]
    Newer {
        /// Schema number found in the file.
        found: i64,
        /// Newest schema number of this program.
        known: i64,
    },
    /// What was given is no address of a database.
    #[error("this is no address of a PostgreSQL database")]
    Address,
    /// The hub is being carried to another place, and that was not finished.
    #[error("this hub is being moved to another place")]
    Moving,
    /// The hub was carried to another place.
    #[error("this hub was moved to another place")]
    Moved,
    /// A hub is being carried to this place, and that was not finished.
    #[error("the move to this place is not finished")]
    MoveUnfinished,
    /// What came to the new place is not what is at the old one.
    #[error("what was moved differs: {what}")]
    MoveDiffers {
        /// The table, or `file`.
        what: &'static str,
    },
    /// A file that a row names is missing or altered.
    #[error("a file of the hub is missing or altered")]
    Damaged,
    /// The database does not answer, or broke off; it is tried again with the next request.
    #[error("the hub's database cannot be reached")]
    Unreachable,
    /// What was given is no address of a bucket.
    #[error("this is no address of an S3 bucket")]
    FilesAddress,
    /// The hub's files are in another place than was said.
    #[error("the files of this hub are not where it was told to look")]
    FilesElsewhere,
    /// The hub's files are in the folder of another hub on the same database.
    #[error("the files of this hub are in the folder of another hub on its database")]
    FilesInOtherFolder,
    /// The bucket of the files does not answer; what comes waits in the folder meanwhile.
    #[error("the bucket with the hub's files cannot be reached")]
    FilesUnreachable,
    /// The server of the bucket answers, and refuses: a wrong name, key or right.
    #[error("the bucket with the hub's files refuses this hub")]
    FilesRefused,
    /// Other users of the machine can look into the folder, and the hub cannot close it.
    #[error("other users of this machine can look into the hub's folder")]
    OpenToOthers,
    /// No public key was given to which a backup is sealed, or what was given is none.
    #[error("a backup is sealed to a public key (age1…), and none was given")]
    BackupKey,
    /// A sealed backup does not open: another key, or it is damaged.
    #[error("this backup does not open with this key, or it is damaged")]
    BackupClosed,
    /// The list of what was forgotten, beside the hub, is not readable.
    #[error("the list of what was forgotten is not readable")]
    Ledger,
    /// The file is in another hub's folder still; it is in the bucket within seconds.
    #[error("this file is still on its way")]
    OnItsWay,
    /// The queue of writes is full or another process holds the database; come again.
    #[error("the hub is busy")]
    Busy,
    /// Hubs ended each time while they did some work, and nobody begins it again.
    #[error("the hub ended each time while it did this work")]
    JobLost,
    /// What was asked for is not there.
    #[error("there is no such {what}")]
    Missing {
        /// The kind of thing: `form`, `submission`, `user`.
        what: &'static str,
    },
    /// Something of that name is there already.
    #[error("this {what} exists already")]
    Exists {
        /// The kind of thing.
        what: &'static str,
    },
    /// The request is refused for a reason that the wire has a code for.
    #[error("{0}")]
    Refused(Problem),
    /// A promise of our own code was broken.
    #[error("internal fault: {0}")]
    Bug(&'static str),
}

impl StoreError {
    /// This error as another sender of the same batch hears it. What was said about one
    /// request only is no word for the others.
    pub(crate) fn of_the_batch(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::Busy => Self::Busy,
            Self::Unreachable => Self::Unreachable,
            Self::Database(text) => Self::Database(text.clone()),
            Self::File(error) => Self::File(error.kind().into()),
            Self::Bug(text) => Self::Bug(text),
            _ => Self::Bug("a write ended its transaction"),
        }
    }
}

impl Coded for StoreError {
    fn code(&self) -> &'static str {
        match self {
            Self::DiskFull => "hub.disk_full",
            Self::Database(_) => "hub.database",
            Self::File(_) => "hub.file",
            Self::InUse => "hub.in_use",
            Self::Newer { .. } => "hub.database_newer",
            Self::Address => "hub.database_address",
            Self::Moving => "hub.moving",
            Self::Moved => "hub.moved",
            Self::MoveUnfinished => "hub.move_unfinished",
            Self::MoveDiffers { .. } => "hub.move_differs",
            Self::Damaged => "hub.damaged",
            Self::Unreachable => "hub.database_unreachable",
            Self::FilesAddress => "hub.files_address",
            Self::FilesElsewhere => "hub.files_elsewhere",
            Self::FilesInOtherFolder => "hub.files_in_other_folder",
            Self::FilesUnreachable => "hub.files_unreachable",
            Self::FilesRefused => "hub.files_refused",
            Self::OpenToOthers => "hub.open_to_others",
            Self::BackupKey => "hub.backup_key",
            Self::BackupClosed => "hub.backup_closed",
            Self::Ledger => "hub.tombstones",
            Self::OnItsWay => "hub.file_on_its_way",
            Self::Busy => "hub.busy",
            Self::JobLost => "hub.job_lost",
            Self::Missing { .. } => "hub.not_found",
            Self::Exists { .. } => "hub.exists",
            Self::Refused(problem) => problem.code(),
            Self::Bug(_) => "hub.bug",
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::DiskFull
            | Self::Database(_)
            | Self::File(_)
            | Self::Unreachable
            | Self::FilesUnreachable
            | Self::FilesRefused
            | Self::OnItsWay
            | Self::Busy => ErrorClass::Retry,
            Self::Address
            | Self::FilesAddress
            | Self::FilesElsewhere
            | Self::FilesInOtherFolder
            | Self::OpenToOthers
            | Self::BackupKey
            | Self::BackupClosed
            | Self::InUse
            | Self::Moving
            | Self::Moved
            | Self::MoveUnfinished
            | Self::Missing { .. }
            | Self::Exists { .. } => ErrorClass::User,
            Self::Refused(problem) => problem.class(),
            Self::Newer { .. } | Self::Damaged | Self::Ledger | Self::JobLost => {
                ErrorClass::Permanent
            }
            Self::MoveDiffers { .. } | Self::Bug(_) => ErrorClass::Bug,
        }
    }
}

impl From<Problem> for StoreError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            Self::DiskFull
        } else {
            Self::File(error)
        }
    }
}
