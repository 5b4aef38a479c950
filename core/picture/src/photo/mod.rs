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
