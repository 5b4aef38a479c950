//! What can be wrong with a text this crate reads.

use farola_model::{Coded, ErrorClass};

/// An error of reading a trace. It names a place in the text, never what stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TrackError {
    /// A point of a geotrace is not one.
    #[error("point {} of the geotrace is not a point", index + 1)]
    GeotraceMalformed {
        /// Place of the point, counted from 0.
        index: usize,
    },
    /// A geotrace has more points than [`crate::geotrace::MAX_POINTS`].
    #[error("the geotrace has more than {limit} points")]
    GeotraceTooLong {
        /// The limit.
        limit: usize,
    },
}

impl Coded for TrackError {
    fn code(&self) -> &'static str {
        match self {
            Self::GeotraceMalformed { .. } => "track.geotrace_malformed",
            Self::GeotraceTooLong { .. } => "track.geotrace_too_long",
        }
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::User
    }
}
