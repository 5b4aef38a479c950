//! Files as they enter the phone's store and the hub: judged by their bytes, whatever their name
//! says, and without what they say about who made them.
//!
//! Cameras and recorders write places, times, serial numbers and makers into pictures, films and
//! sounds. [`plan`] finds what makes the picture or the sound and keeps that alone, by a list of
//! what is kept: what is not known goes. What cannot be gone through whole is refused
//! ([`MediaError::CannotClean`]): an unknown format may hide anything.
//!
//! Nothing is decoded. A file is read twice, once to plan and once to copy, with 64 KiB of it in
//! memory and a bounded plan. Films and HEIC keep the place of every byte, so that no table of
//! offsets is written anew: what goes becomes zeros in a box `free`, and everything in the data
//! that no picture or sound names becomes zeros too.
//!
//! What stays: what the compressed picture or sound itself says (a name of an encoder in it, a
//! colour profile), and what is seen and heard.
//!
//! ```
//! use std::io::{Cursor, Read};
//! use farola_picture::media;
//!
//! let note = b"poste 12: sin luz";
//! let plan = media::plan(&mut Cursor::new(note))?;
//! assert_eq!((plan.kind(), plan.is_unchanged()), (media::Kind::Text, true));
//! assert!(media::plan(&mut Cursor::new(b"%PDF-1.7")).is_err());
//! # Ok::<(), media::MediaError>(())
//! ```

mod boxes;
mod exif;
mod film;
mod items;
mod jpeg;
mod kind;
mod plan;
mod png;
mod riff;
mod sound;
mod source;
mod text;
mod tracks;

use std::io::{Read, Seek};

use self::boxes::is_box;
use self::source::Source;

pub use self::kind::{Kind, MediaError};
pub use self::plan::{Cleaned, Plan};

/// Looks through a file and says what of it is kept.
///
/// # Errors
/// [`MediaError`]; nothing of such a file is to be kept where people read it.
pub fn plan(file: &mut (impl Read + Seek)) -> Result<Plan, MediaError> {
    let mut source = Source::new(file)?;
    let head: [u8; 12] = {
        let found = source.window(0)?;
        std::array::from_fn(|at| found.get(at).copied().unwrap_or(0))
    };
    match head {
        [0xff, 0xd8, 0xff, ..] => jpeg::plan(&mut source),
        [0x89, b'P', b'N', b'G', ..] => png::plan(&mut source),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => riff::webp(&mut source),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E'] => riff::wav(&mut source),
        [b'I', b'D', b'3', ..] => sound::mp3(&mut source),
        [0xff, second, ..] if second & 0xe0 == 0xe0 => sound::mp3(&mut source),
        [b'#', b'!', b'A', b'M', b'R', ..] => sound::amr(&mut source),
        [_, _, _, _, a, b, c, d, ..] if is_box([a, b, c, d]) => film::plan(&mut source),
        _ => text::plan(&mut source),
    }
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
