//! What can be wrong with the texts this crate reads.

use farola_model::{Coded, ErrorClass};

/// An error of the walk's own texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WalkError {
    /// The text is not a walk code (`14039-20261121-a3f09c`).
    #[error("not a walk code: five digits, a date of eight, six hexadecimal digits")]
    CodeMalformed,
    /// A rating is outside 0 to 3.
    #[error("a rating is a whole number from 0 to 3")]
    RatingOutOfRange,
}

impl Coded for WalkError {
    fn code(&self) -> &'static str {
        match self {
            Self::CodeMalformed => "walk.code_malformed",
            Self::RatingOutOfRange => "walk.rating_out_of_range",
        }
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::User
    }
}
