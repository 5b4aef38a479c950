//! Sounds that are a row of frames: MP3 and AMR. Frames are kept, everything else goes.

use std::io::{Read, Seek};

use super::kind::{Kind, MediaError};
use super::plan::{Pieces, Plan};
use super::source::Source;

/// Kilobits a second of MPEG 1 layer III, by the index of a frame's head; 0 is not taken.
const RATES_1: [u64; 16] = [
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0,
];
/// The same of MPEG 2 and 2.5.
const RATES_2: [u64; 16] = [
    0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0,
];
/// Samples a second of MPEG 1; half of them of MPEG 2, a quarter of 2.5.
const HERTZ: [u64; 4] = [44_100, 48_000, 32_000, 0];
/// What may stand behind the last frame: it goes.
const TAGS: [&[u8]; 4] = [b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3"];
/// Bytes of a frame of AMR by its type, its head included; 0 is not taken.
const AMR: [u64; 16] = [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1];
/// The same of its wide band.
const AMR_WB: [u64; 16] = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1];

pub(super) fn mp3<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<Plan, MediaError> {
    let (mut pieces, mut at) = (Pieces::default(), 0);
    while source.window(at)?.starts_with(b"ID3") {
        // Seven bits a byte.
        let size = source
            .bytes(at + 6, 4)?
            .into_iter()
            .fold(0, |size, byte| (size << 7) | u64::from(byte & 0x7f));
        at = at.saturating_add(10 + size);
    }
    // Padding that a tag leaves.
    while source.window(at)?.first() == Some(&0) {
        at += 1;
    }
    let mut frames = 0;
    while let Some(length) = mp3_frame(source, at)? {
        let end = at.saturating_add(length);
        if end > source.size() {
            break;
        }
        pieces.copy(at, end)?;
        frames += 1;
        at = end;
    }
    // One frame may be two bytes of chance.
    if frames < 2 {
        return Err(MediaError::CannotClean);
    }
    let rest = source.window(at)?;
    let cut_off = rest.len() >= 2 && rest.starts_with(&[0xff]) && rest.len() < 2_000;
    let tag = TAGS.iter().any(|tag| rest.starts_with(tag));
    if !(rest.is_empty() || tag || cut_off || rest.len() < 4 || rest.iter().all(|b| *b == 0)) {
        return Err(MediaError::Damaged);
    }
    pieces.plan(Kind::Mp3, source)
}

/// Bytes of the frame there; nothing where none begins.
fn mp3_frame<R: Read + Seek>(
    source: &mut Source<'_, R>,
    at: u64,
) -> Result<Option<u64>, MediaError> {
    let Some(&[0xff, second, third, _]) = source.window(at)?.first_chunk() else {
        // At the end of what is in memory the head may be cut.
        return match source.size().saturating_sub(at) {
            0..4 => Ok(None),
            _ => {
                let head = source.bytes(at, 4)?;
                Ok(match head.as_slice() {
                    [0xff, second, third, _] => frame_length(*second, *third),
                    _ => None,
                })
            }
        };
    };
    Ok(frame_length(second, third))
}

fn frame_length(second: u8, third: u8) -> Option<u64> {
    let (version, layer) = ((second >> 3) & 3, (second >> 1) & 3);
    if second & 0xe0 != 0xe0 || layer != 1 || version == 1 {
        return None;
    }
    let of = |table: &[u64], at: u8| table.get(usize::from(at)).copied();
    let (rates, share, samples) = match version {
        3 => (&RATES_1, 1, 144),
        2 => (&RATES_2, 2, 72),
        _ => (&RATES_2, 4, 72),
    };
    let rate = of(rates, third >> 4)? * 1000;
    let hertz = of(&HERTZ, (third >> 2) & 3)? / share;
    if rate == 0 || hertz == 0 {
        return None;
    }
    Some(samples * rate / hertz + u64::from((third >> 1) & 1))
}

pub(super) fn amr<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<Plan, MediaError> {
    let head = source.window(0)?;
    let (table, begin) = if head.starts_with(b"#!AMR\n") {
        (AMR, 6)
    } else if head.starts_with(b"#!AMR-WB\n") {
        (AMR_WB, 9)
    } else {
        return Err(MediaError::CannotClean);
    };
    let mut at = begin;
    while at < source.size() {
        let head = source.byte(at)?;
        // Bits that are zero in each head.
        if head & 0x83 != 0 {
            break;
        }
        let kind = usize::from((head >> 3) & 15);
        let length = table.get(kind).copied().unwrap_or(0);
        if length == 0 || at + length > source.size() {
            break;
        }
        at += length;
    }
    if at == begin {
        return Err(MediaError::Damaged);
    }
    let mut pieces = Pieces::default();
    pieces.copy(0, at)?;
    pieces.plan(Kind::Amr, source)
}
