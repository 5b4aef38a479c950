//! Photos as they enter the phone's store: without place, time, device and owner.
//!
//! A camera writes where and when a photo was taken, and with which phone, into the file. All
//! of it is removed before the bytes are hashed and stored, without touching the picture
//! ([`crate::media`]); only the orientation is kept, since without it the picture lies on its
//! side. What is neither JPEG nor PNG is refused: shells make a JPEG of other pictures.

mod clean;
mod error;
mod fit;

pub use self::clean::{Clean, clean};
pub use self::error::{PHOTO_BYTES, PhotoError};
pub use self::fit::{JPEG_PERCENT, MOST_PIXELS, fit};

use crate::ink::PictureFormat;

/// How a chosen picture whose file begins so is written before it is a photo: nothing where it is
/// taken as it is, JPEG and PNG; a JPEG of every other, such as HEIC and WebP, which not every hub
/// shows. The shell decodes it, and what it cannot decode is handed over as it is and refused.
#[must_use]
pub fn written_as(head: &[u8]) -> Option<PictureFormat> {
    let taken = [&b"\xff\xd8\xff"[..], b"\x89PNG"];
    let as_it_is = taken.iter().any(|begins| head.starts_with(begins));
    (!as_it_is).then_some(PictureFormat::Jpeg {
        percent: JPEG_PERCENT,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_photo_yet_is_written_as_one() {
        for head in [&b"\xff\xd8\xff\xe0"[..], b"\x89PNG\r\n"] {
            assert_eq!(written_as(head), None);
        }
        for head in [
            &b"RIFF\x40\0\0\0WEBP"[..],
            b"\0\0\0\x18ftypheic",
            b"GIF89a",
            b"",
        ] {
            let jpeg = PictureFormat::Jpeg {
                percent: JPEG_PERCENT,
            };
            assert_eq!(written_as(head), Some(jpeg));
        }
    }
}
