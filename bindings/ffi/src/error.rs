//! One error enum with eight variants, by what a shell can do about it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard};

use farola_engine::door::lock::LockError;
use farola_engine::form::{AnswerError, FormError};
use farola_engine::store::Error as StoreError;
use farola_engine::{EngineError, WalkProblem};
use farola_model::{Coded, ErrorClass};

/// Result of this crate.
pub type Result<T, E = FarolaError> = std::result::Result<T, E>;

/// What could not be done, by what can be done about it.
///
/// `code` is stable and dotted (`storage.disk_full`); the sentence for the person is chosen by
/// it. No error holds an answer, a coordinate or a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum FarolaError {
    /// What was given is wrong: an answer, a photo, an enrolment, a form. Show it beside the field.
    #[error("{code}")]
    Invalid {
        /// The stable code.
        code: String,
    },
    /// There is no such thing on the phone. Go back to the list and draw it anew.
    #[error("{code}")]
    NotFound {
        /// The stable code.
        code: String,
    },
    /// The database cannot do it: no room, damaged, too new. Nothing that was stored is lost.
    #[error("{code}")]
    Storage {
        /// The stable code.
        code: String,
    },
    /// The server or the way to it. Trying later can succeed.
    #[error("{code}")]
    Network {
        /// The stable code.
        code: String,
    },
    /// A key is missing or not accepted: unlock the phone, or enrol.
    #[error("{code}")]
    Auth {
        /// The stable code.
        code: String,
    },
    /// Not in this state: closed already, running already, not correctable.
    #[error("{code}")]
    Conflict {
        /// The stable code.
        code: String,
    },
    /// It was stopped on request.
    #[error("{code}")]
    Cancelled {
        /// The stable code.
        code: String,
    },
    /// A fault of our own. Say so, offer to report the code, and open the phone again.
    #[error("{code}")]
    Bug {
        /// The stable code.
        code: String,
    },
}

impl FarolaError {
    /// The stable code.
    #[must_use]
    pub fn stable_code(&self) -> &str {
        match self {
            Self::Invalid { code }
            | Self::NotFound { code }
            | Self::Storage { code }
            | Self::Network { code }
            | Self::Auth { code }
            | Self::Conflict { code }
            | Self::Cancelled { code }
            | Self::Bug { code } => code,
        }
    }
}

impl From<EngineError> for FarolaError {
    fn from(error: EngineError) -> Self {
        let code = error.code().to_owned();
        match &error {
            EngineError::Store(inner) => of_store(inner, code),
            EngineError::NotEnrolled => Self::Auth { code },
            EngineError::FormUnknown
            | EngineError::AttachmentMissing
            | EngineError::Answer(AnswerError::NoSuchNode { .. })
            | EngineError::Form(FormError::NoSuch { .. }) => Self::NotFound { code },
            EngineError::Answer(AnswerError::Stopped) | EngineError::Form(FormError::Stopped) => {
                Self::Cancelled { code }
            }
            EngineError::Closed | EngineError::NotCorrectable | EngineError::SyncRunning => {
                Self::Conflict { code }
            }
            EngineError::Lock(LockError::Unused) => Self::NotFound { code },
            EngineError::Lock(LockError::InUse | LockError::Busy) => Self::Conflict { code },
            EngineError::Walk(WalkProblem::NotOpen | WalkProblem::FormMissing { .. }) => {
                Self::NotFound { code }
            }
            EngineError::Walk(_) => Self::Conflict { code },
            EngineError::Sync(problem) if problem.class() != ErrorClass::Auth => {
                Self::Network { code }
            }
            other => match other.class() {
                ErrorClass::User | ErrorClass::Permanent => Self::Invalid { code },
                ErrorClass::Retry => Self::Network { code },
                ErrorClass::Auth => Self::Auth { code },
                ErrorClass::Bug => Self::Bug { code },
            },
        }
    }
}

fn of_store(error: &StoreError, code: String) -> FarolaError {
    match error {
        StoreError::Key(_) | StoreError::WrongKey => FarolaError::Auth { code },
        StoreError::NotFound { .. } => FarolaError::NotFound { code },
        StoreError::Exists { .. } | StoreError::Transition { .. } => FarolaError::Conflict { code },
        StoreError::TooLarge { .. } | StoreError::UnsafeName => FarolaError::Invalid { code },
        StoreError::Interrupted => FarolaError::Cancelled { code },
        StoreError::Sql { .. } => FarolaError::Bug { code },
        _ => FarolaError::Storage { code },
    }
}

/// Does what a shell asked for; a panic becomes [`FarolaError::Bug`].
///
/// UniFFI would catch it too, but as an exception outside our enum that nobody handles.
pub(crate) fn call<T>(work: impl FnOnce() -> farola_engine::Result<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(FarolaError::from),
        Err(_) => Err(EngineError::Thread.into()),
    }
}

/// What a call that panicked left behind is not gone on with.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> farola_engine::Result<MutexGuard<'_, T>> {
    mutex.lock().map_err(|_| EngineError::Closed)
}
