//! Why a photo is refused.

use farola_model::{Coded, ErrorClass};

/// Largest photo taken in, in bytes.
pub const PHOTO_BYTES: u64 = 30 * 1024 * 1024;

/// A photo was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PhotoError {
    /// Neither JPEG nor PNG.
    #[error("the photo is neither JPEG nor PNG")]
    UnknownFormat,
    /// The file is damaged.
    #[error("the photo is damaged")]
    Damaged,
    /// Larger than [`PHOTO_BYTES`].
    #[error("the photo is larger than {} bytes", PHOTO_BYTES)]
    TooLarge,
    /// The file could not be read.
    #[error("the photo could not be read ({0})")]
    Unreadable(std::io::ErrorKind),
}

impl Coded for PhotoError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownFormat => "photo.unknown_format",
            Self::Damaged => "photo.damaged",
            Self::TooLarge => "photo.too_large",
            Self::Unreadable(_) => "photo.unreadable",
        }
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::User
    }
}
