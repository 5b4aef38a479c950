//! The errors of the engine: its own few, and those of the crates below with their codes.

use farola_form::{AnswerError, FormError};
use farola_model::{Coded, ErrorClass};
use farola_protocol::ProtocolError;
use farola_sync::SyncProblem;

/// Result of this crate.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

/// What the engine could not do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The database.
    #[error(transparent)]
    Store(#[from] farola_store::Error),
    /// An answer was refused; the form stands as it was.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// What was touched is no answer of its question; the form stands as it was.
    #[error(transparent)]
    Given(#[from] farola_control::GivenError),
    /// A form or its journal.
    #[error(transparent)]
    Form(#[from] FormError),
    /// The form's public key cannot be used.
    #[error(transparent)]
    Encryption(#[from] farola_form::encryption::EncryptionError),
    /// An enrolment or another document of the wire.
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
    /// Sync.
    #[error(transparent)]
    Sync(#[from] SyncProblem),
    /// A photo.
    #[error(transparent)]
    Photo(#[from] farola_picture::photo::PhotoError),
    /// A film, a recording or another file.
    #[error(transparent)]
    File(farola_picture::media::MediaError),
    /// The lock.
    #[error(transparent)]
    Lock(#[from] super::LockError),
    /// No key can be made now.
    #[error(transparent)]
    NoEntropy(#[from] crate::env::NoEntropy),
    /// The walk.
    #[error(transparent)]
    Walk(#[from] super::WalkProblem),
    /// The phone is not enrolled with a server.
    #[error("the phone is not enrolled with a server")]
    NotEnrolled,
    /// Something waits on the phone, or another enrolment stands: joining is a decision behind the
    /// PIN.
    #[error("joining this server needs the PIN: something waits, or another enrolment stands")]
    EnrolmentNeedsPin,
    /// There is no such form on the phone.
    #[error("there is no form of that name on the phone")]
    FormUnknown,
    /// The form on the phone cannot be filled.
    #[error("the form cannot be filled: {first}")]
    FormBroken {
        /// Code of the first fault.
        first: &'static str,
        /// Number of faults.
        faults: usize,
    },
    /// The form gives its submissions no id, so that none could be sent safely.
    #[error("the form has no meta/instanceID")]
    FormWithoutId,
    /// Answers are missing or break rules; nothing was finalized.
    #[error("{} answers are missing or not valid", .0.len())]
    NotReady(Vec<farola_form::ValidationError>),
    /// A file that an answer names is not there.
    #[error("a file that an answer names is not on the phone")]
    AttachmentMissing,
    /// The form was finalized or thrown away; it takes no more answers.
    #[error("the form is closed")]
    Closed,
    /// Nothing can be corrected there.
    #[error("this submission cannot be corrected in its state")]
    NotCorrectable,
    /// A sync session runs already.
    #[error("a sync is running already")]
    SyncRunning,
    /// A thread could not be started, or ended in a panic.
    #[error("the sync thread failed")]
    Thread,
    /// The journal of a draft holds something this version cannot read.
    #[error("the draft's journal cannot be read")]
    Journal,
}

impl Coded for EngineError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Answer(error) => error.code(),
            Self::Given(error) => error.code(),
            Self::Form(error) => error.code(),
            Self::Encryption(error) => error.code(),
            Self::Protocol(error) => error.code(),
            Self::Sync(error) => error.code(),
            Self::Photo(error) => error.code(),
            Self::File(error) => error.code(),
            Self::Lock(error) => error.code(),
            Self::NoEntropy(error) => error.code(),
            Self::Walk(error) => error.code(),
            Self::NotEnrolled => "engine.not_enrolled",
            Self::EnrolmentNeedsPin => "enrol.needs_pin",
            Self::FormUnknown => "engine.form_unknown",
            Self::FormBroken { .. } => "engine.form_broken",
            Self::FormWithoutId => "engine.form_without_id",
            Self::NotReady(_) => "engine.not_ready",
            Self::AttachmentMissing => "engine.attachment_missing",
            Self::Closed => "engine.closed",
            Self::NotCorrectable => "engine.not_correctable",
            Self::SyncRunning => "engine.sync_running",
            Self::Thread => "engine.thread",
            Self::Journal => "engine.journal",
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::Store(error) => error.class(),
            Self::Answer(error) => error.class(),
            Self::Given(error) => error.class(),
            Self::Form(error) => error.class(),
            Self::Encryption(error) => error.class(),
            Self::Protocol(error) => error.class(),
            Self::Sync(error) => error.class(),
            Self::Photo(error) => error.class(),
            Self::File(error) => error.class(),
            Self::Lock(error) => error.class(),
            Self::NoEntropy(error) => error.class(),
            Self::Walk(error) => error.class(),
            Self::NotEnrolled
            | Self::EnrolmentNeedsPin
            | Self::NotReady(_)
            | Self::FormUnknown
            | Self::NotCorrectable => ErrorClass::User,
            Self::FormBroken { .. } | Self::FormWithoutId | Self::AttachmentMissing => {
                ErrorClass::Permanent
            }
            Self::SyncRunning => ErrorClass::Retry,
            Self::Closed | Self::Thread | Self::Journal => ErrorClass::Bug,
        }
    }
}
