//! Why a PIN or a sealed key is not taken.

use farola_model::{Coded, ErrorClass};

use crate::env::NoEntropy;

/// Why a PIN or a sealed key is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Not the PIN that the key was sealed with.
    #[error("this is not the PIN")]
    WrongPin,
    /// The sealed key is damaged or of a newer app.
    #[error("the sealed key cannot be read")]
    Damaged,
    /// A PIN may not be tried yet.
    #[error("a PIN may be tried again in {ms} ms")]
    Wait {
        /// Milliseconds until then.
        ms: u64,
    },
    /// Another process uses the PIN at this moment.
    #[error("the door is in use by another process")]
    Busy,
    /// No PIN was chosen.
    #[error("no PIN was chosen")]
    Unused,
    /// A PIN was chosen already.
    #[error("a PIN was chosen already")]
    InUse,
    /// A PIN has six to sixteen digits.
    #[error("a PIN has 6 to 16 digits")]
    PinShort,
    /// A PIN that anybody would try first.
    #[error("this PIN is easy to guess")]
    PinSimple,
    /// The PIN that was typed once more is another one.
    #[error("the PIN typed again is another one")]
    PinDiffers,
    /// No key can be made now.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
}

impl Coded for LockError {
    fn code(&self) -> &'static str {
        match self {
            Self::WrongPin => "lock.wrong_pin",
            Self::Damaged => "lock.damaged",
            Self::Wait { .. } => "lock.wait",
            Self::Busy => "lock.busy",
            Self::Unused => "lock.unused",
            Self::InUse => "lock.in_use",
            Self::PinShort => "lock.pin_short",
            Self::PinSimple => "lock.pin_simple",
            Self::PinDiffers => "lock.pin_differs",
            Self::NoEntropy(error) => error.code(),
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::WrongPin | Self::Wait { .. } => ErrorClass::Auth,
            Self::Busy => ErrorClass::Retry,
            Self::Damaged => ErrorClass::Permanent,
            Self::Unused | Self::InUse | Self::PinShort | Self::PinSimple | Self::PinDiffers => {
                ErrorClass::User
            }
            Self::NoEntropy(error) => error.class(),
        }
    }
}
