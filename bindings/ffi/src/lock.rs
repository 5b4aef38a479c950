//! What a PIN may be. Everything that a PIN is used for is the door's.

use farola_engine::door::{lock, offer_words as offer};
use farola_engine::env::SystemEntropy;
use farola_model::Coded as _;
use zeroize::Zeroizing;

use crate::error::{Result, call};

/// What the pad that a PIN is typed on does after so many digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct PinPad {
    /// Whether they can be a PIN: they can be handed in.
    pub whole: bool,
    /// Whether another digit is taken.
    pub takes_more: bool,
}

/// What the pad that a PIN is typed on does after so many digits.
#[uniffi::export]
#[must_use]
pub fn pin_pad(digits: u32) -> PinPad {
    let digits = usize::try_from(digits).unwrap_or(usize::MAX);
    PinPad {
        whole: lock::PIN_DIGITS.contains(&digits),
        takes_more: digits < *lock::PIN_DIGITS.end(),
    }
}

/// Six words that the phone draws, for who wants more than a PIN: `choose_pin` and every use of a
/// PIN take them, however they are typed. `language` is the code of the app's language.
#[uniffi::export]
pub fn offer_words(language: String) -> Result<String> {
    call(|| Ok(offer(&language, &SystemEntropy)?.to_string()))
}

/// Whether what is typed can be six words, however they are typed: they can be handed in.
#[uniffi::export]
#[must_use]
pub fn words_whole(typed: String) -> bool {
    lock::is_phrase(&Zeroizing::new(typed))
}

/// What follows once a new PIN was typed.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PinStep {
    /// Ask for the same once more.
    Again,
    /// It was typed twice: `Door.begin` or `Door.change_pin`.
    Chosen,
    /// Forget what was typed, say why, and begin anew.
    Refused {
        /// Code of the reason.
        code: String,
    },
}

/// What follows once a new PIN was `typed`; `first` is what was typed before it, nothing at the
/// beginning. A screen that asks for both at once gives both.
#[uniffi::export]
#[must_use]
pub fn choose_pin(first: Option<String>, typed: String) -> PinStep {
    let (first, typed) = (first.map(Zeroizing::new), Zeroizing::new(typed));
    match lock::choose_pin(first.as_ref().map(|first| first.as_str()), &typed) {
        Ok(lock::PinStep::Again) => PinStep::Again,
        Ok(lock::PinStep::Chosen) => PinStep::Chosen,
        Err(problem) => PinStep::Refused {
            code: problem.code().to_owned(),
        },
    }
}
