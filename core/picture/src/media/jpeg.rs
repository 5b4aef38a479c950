//! JPEG: keeps the segments that make the picture, drops the others, ends at the end marker.

use std::io::{Read, Seek};

use super::exif::{orientation, tiff_with};
use super::kind::{Kind, MediaError};
use super::plan::{Pieces, Plan};
use super::source::Source;

/// Start of scan, after which compressed data stand until the next real marker.
const SOS: u8 = 0xda;
const EOI: u8 = 0xd9;
/// Bytes of an Exif segment that are looked at for its orientation, which cameras write first.
const EXIF_HEAD: u64 = 4 * 1024;

pub(super) fn plan<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<Plan, MediaError> {
    let mut pieces = Pieces::default();
    pieces.copy(0, 2)?;
    let mut at = 2;
    let mut turned = None;
    let mut scans = 0;
    // The orientation goes after JFIF, before the rest.
    let mut place = pieces.place();
    loop {
        let (marker, after) = next_marker(source, at)?;
        let begin = after - 2;
        at = after;
        match marker {
            EOI if scans > 0 => {
                pieces.copy(begin, at)?;
                break;
            }
            EOI | 0xd8 => return Err(MediaError::Damaged),
            // Markers without a length: they stand alone.
            0x01 | 0xd0..=0xd7 => pieces.copy(begin, at)?,
            _ => {
                let end = at.saturating_add(source.number(at, 2)?);
                if end < at + 2 || end > source.size() {
                    return Err(MediaError::Damaged);
                }
                let mut kept = keeps(source, marker, at, end)?;
                if marker == 0xe1 && turned.is_none() {
                    turned = read_turn(source, at, end)?;
                    // What an earlier cleaning left.
                    if let Some((_, ours)) = &turned
                        && *ours
                    {
                        kept = true;
                    }
                }
                if kept {
                    pieces.copy(begin, end)?;
                    if marker == 0xe0 {
                        place = pieces.place();
                    }
                }
                at = end;
                if marker == SOS {
                    scans += 1;
                    let end = scan_end(source, at)?;
                    pieces.copy(at, end)?;
                    at = end;
                }
            }
        }
    }
    if let Some((turn, false)) = turned {
        pieces.put(place, segment_with(turn));
    }
    pieces.plan(Kind::Jpeg, source)
}

/// Tables, frames and scans make the picture; of the application segments only JFIF, ICC and
/// Adobe's colour transform change how it looks.
fn keeps<R: Read + Seek>(
    source: &mut Source<'_, R>,
    marker: u8,
    at: u64,
    end: u64,
) -> Result<bool, MediaError> {
    let name: &[u8] = match marker {
        0xe0 => b"JFIF\0",
        0xe2 => b"ICC_PROFILE\0",
        0xee => b"Adobe",
        0xe1..=0xfe => return Ok(false),
        _ => return Ok(true),
    };
    let whole = end.saturating_sub(at + 2) >= name.len() as u64;
    Ok(whole && source.bytes(at + 2, name.len())? == name)
}

/// The orientation of an Exif segment, and whether the segment is one of ours.
fn read_turn<R: Read + Seek>(
    source: &mut Source<'_, R>,
    at: u64,
    end: u64,
) -> Result<Option<(u16, bool)>, MediaError> {
    let length = usize::try_from((end - at).min(EXIF_HEAD)).unwrap_or(0);
    let segment = source.bytes(at, length)?;
    let tiff = segment.get(2..).and_then(|s| s.strip_prefix(b"Exif\0\0"));
    let turn = tiff.and_then(orientation);
    Ok(turn.map(|turn| {
        let ours = segment_with(turn);
        (turn, ours.get(2..) == Some(segment.as_slice()))
    }))
}

/// The next marker and where its segment begins; fill bytes are passed over.
fn next_marker<R: Read + Seek>(
    source: &mut Source<'_, R>,
    at: u64,
) -> Result<(u8, u64), MediaError> {
    if source.byte(at)? != 0xff {
        return Err(MediaError::Damaged);
    }
    let mut at = at;
    while source.byte(at)? == 0xff {
        at += 1;
    }
    match source.byte(at)? {
        0 => Err(MediaError::Damaged),
        marker => Ok((marker, at + 1)),
    }
}

/// Where the compressed data of a scan end: at a marker that is neither stuffing nor restart.
fn scan_end<R: Read + Seek>(source: &mut Source<'_, R>, from: u64) -> Result<u64, MediaError> {
    let mut at = from;
    loop {
        let window = source.window(at)?;
        if window.is_empty() {
            return Err(MediaError::Damaged);
        }
        match memchr::memchr(0xff, window) {
            None => at += window.len() as u64,
            Some(found) => {
                at += found as u64;
                if !matches!(source.byte(at + 1)?, 0x00 | 0xd0..=0xd7 | 0xff) {
                    return Ok(at);
                }
                at += 1;
            }
        }
    }
}

/// A whole Exif segment that says the orientation and nothing else.
fn segment_with(turn: u16) -> Vec<u8> {
    let mut body = b"Exif\0\0".to_vec();
    body.extend(tiff_with(turn));
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    let mut out = vec![0xff, 0xe1];
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&body);
    out
}
