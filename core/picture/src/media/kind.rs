//! What a file is, and why one is not taken.

use farola_model::{Coded, ErrorClass};

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// Of a kind that is not known, or one that cannot be gone through whole.
    #[error("what this file says beside its content cannot be removed")]
    CannotClean,
    /// It breaks off, or is not what it says.
    #[error("the file is damaged")]
    Damaged,
    /// It could not be read.
    #[error("the file could not be read ({0})")]
    Unreadable(std::io::ErrorKind),
}

impl Coded for MediaError {
    fn code(&self) -> &'static str {
        match self {
            Self::CannotClean => "file.cannot_clean",
            Self::Damaged => "file.damaged",
            Self::Unreadable(_) => "photo.unreadable",
        }
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::User
    }
}

/// What a file is, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// HEIC, of phones.
    Heic,
    /// AVIF.
    Avif,
    /// MPEG-4 film.
    Mp4,
    /// `QuickTime` film.
    Mov,
    /// 3GPP film.
    ThreeGp,
    /// MPEG-4 sound.
    M4a,
    /// WAV.
    Wav,
    /// MPEG layer III.
    Mp3,
    /// AMR, of older recorders.
    Amr,
    /// Plain text, such as CSV; nothing at all too.
    Text,
}

impl Kind {
    /// Its MIME type.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Avif => "image/avif",
            Self::Mp4 => "video/mp4",
            Self::Mov => "video/quicktime",
            Self::ThreeGp => "video/3gpp",
            Self::M4a => "audio/mp4",
            Self::Wav => "audio/wav",
            Self::Mp3 => "audio/mpeg",
            Self::Amr => "audio/amr",
            Self::Text => "text/plain",
        }
    }

    /// The ending of its name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
            Self::Avif => "avif",
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::ThreeGp => "3gp",
            Self::M4a => "m4a",
            Self::Wav => "wav",
            Self::Mp3 => "mp3",
            Self::Amr => "amr",
            Self::Text => "txt",
        }
    }
}
