//! What can stand in the way of a walk.

use farola_model::{Coded, ErrorClass};

/// Why something cannot be done with the walk. Nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WalkProblem {
    /// No walk is open.
    #[error("no walk is open")]
    NotOpen,
    /// The walk does not stand where that can be done.
    #[error("the walk does not stand where that can be done")]
    WrongPhase,
    /// Another walk is under way.
    #[error("another walk is under way")]
    UnderWay,
    /// Something forbids the start: see the gate.
    #[error("the gate is closed")]
    GateClosed,
    /// A form of the walk is not on the phone.
    #[error("the form {form} is not on the phone")]
    FormMissing {
        /// Its id.
        form: &'static str,
    },
    /// The registration was encrypted for its holder: the phone cannot read it.
    #[error("the finalized registration cannot be read on this phone")]
    RegistrationUnreadable,
}

impl Coded for WalkProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::NotOpen => "walk.not_open",
            Self::WrongPhase => "walk.wrong_phase",
            Self::UnderWay => "walk.under_way",
            Self::GateClosed => "walk.gate_closed",
            Self::FormMissing { .. } => "walk.form_missing",
            Self::RegistrationUnreadable => "walk.registration_unreadable",
        }
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::User
    }
}
