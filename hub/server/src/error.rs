//! Why a hub could not start or a command could not be done.

use farola_form::Diagnostic;
use farola_hub_store::StoreError;
use farola_model::{Coded, ErrorClass};
use farola_protocol::Problem;

/// An error of starting the hub or of a command beside it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HubError {
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The port cannot be had.
    #[error("the hub cannot listen there: {kind}")]
    Listen {
        /// What the system said.
        kind: std::io::ErrorKind,
    },
    /// It was to listen beyond its machine without knowing its own address.
    #[error("beyond this machine the hub needs its own address: --base-url")]
    NoBaseUrl,
    /// A certificate or its key is none, or they do not belong together.
    #[error("{file} is no certificate or key in PEM, or they do not belong together")]
    Certificate {
        /// The file.
        file: String,
    },
    /// A file given to a command cannot be read.
    #[error("{file} cannot be read: {kind}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the system said.
        kind: std::io::ErrorKind,
    },
    /// A form has errors.
    #[error("{file} has errors and cannot be published")]
    FormInvalid {
        /// The file.
        file: String,
        /// What is wrong.
        diagnostics: Vec<Diagnostic>,
    },
    /// A value is not possible.
    #[error("{0}")]
    Refused(Problem),
    /// What was given as the key for what is set aside is no public key.
    #[error("that is no public key: age1…")]
    AsideKey,
    /// A sealed file is not opened by that key.
    #[error("that key does not open the file, or it is not whole")]
    AsideClosed,
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoEntropy,
}

impl From<Problem> for HubError {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl Coded for HubError {
    fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Listen { .. } => "hub.cannot_listen",
            Self::NoBaseUrl => "hub.no_base_url",
            Self::Certificate { .. } => "hub.certificate",
            Self::Unreadable { .. } => "hub.unreadable_file",
            Self::FormInvalid { .. } => Problem::FormInvalid.code(),
            Self::Refused(problem) => problem.code(),
            Self::AsideKey => "hub.aside_key",
            Self::AsideClosed => "hub.aside_closed",
            Self::NoEntropy => "hub.no_entropy",
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::Store(error) => error.class(),
            Self::Refused(problem) => problem.class(),
            Self::Listen { .. }
            | Self::NoBaseUrl
            | Self::Certificate { .. }
            | Self::Unreadable { .. }
            | Self::AsideKey
            | Self::AsideClosed
            | Self::FormInvalid { .. } => ErrorClass::User,
            Self::NoEntropy => ErrorClass::Bug,
        }
    }
}
