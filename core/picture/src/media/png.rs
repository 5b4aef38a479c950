//! PNG: keeps the chunks that make the picture, drops texts, times, Exif and private chunks.

use std::io::{Read, Seek};

use super::kind::{Kind, MediaError};
use super::plan::{Pieces, Plan};
use super::source::Source;

/// The first bytes of every PNG.
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that change how the picture looks.
const KEPT: [&[u8; 4]; 14] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP",
    b"sBIT", b"bKGD", b"pHYs", b"hIST",
];

pub(super) fn plan<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<Plan, MediaError> {
    if source.bytes(0, SIGNATURE.len())? != SIGNATURE {
        return Err(MediaError::Damaged);
    }
    let mut pieces = Pieces::default();
    let mut at = SIGNATURE.len() as u64;
    pieces.copy(0, at)?;
    let mut pictures = 0;
    loop {
        // Length, name, body, checksum.
        let end = source.number(at, 4)?.saturating_add(at + 12);
        if end > source.size() {
            return Err(MediaError::Damaged);
        }
        let kind = source.letters(at + 4)?;
        if KEPT.contains(&&kind) {
            pieces.copy(at, end)?;
        }
        match &kind {
            b"IDAT" => pictures += 1,
            b"IEND" if pictures > 0 => break,
            b"IEND" => return Err(MediaError::Damaged),
            _ => {}
        }
        at = end;
    }
    pieces.plan(Kind::Png, source)
}
