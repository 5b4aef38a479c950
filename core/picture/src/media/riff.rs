//! RIFF: WebP pictures and WAV sounds. Chunks that are not known go.

use std::io::{Read, Seek};

use super::exif::{orientation, tiff_with};
use super::kind::{Kind, MediaError};
use super::plan::{Pieces, Plan};
use super::source::Source;

/// Chunks of WebP that make the picture.
const WEBP: [&[u8; 4]; 6] = [b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ALPH", b"ICCP"];
/// Chunks of WAV that make the sound.
const WAV: [&[u8; 4]; 3] = [b"fmt ", b"data", b"fact"];
/// Flags of `VP8X` that announce Exif and XMP.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
/// Bytes of an Exif chunk that are looked at for its orientation.
const EXIF_HEAD: u64 = 4 * 1024;
/// Bytes of a frame of an animation before its own chunks.
const FRAME_HEAD: u64 = 16;

struct Chunk {
    name: [u8; 4],
    at: u64,
    body: u64,
    end: u64,
    /// Where the next one begins: at an even byte.
    next: u64,
}

fn chunk<R: Read + Seek>(
    source: &mut Source<'_, R>,
    at: u64,
    within: u64,
) -> Result<Chunk, MediaError> {
    let name = source.letters(at)?;
    let body = at + 8;
    let end = body.saturating_add(u64::from(u32::from_le_bytes(source.letters(at + 4)?)));
    if end > within {
        return Err(MediaError::Damaged);
    }
    Ok(Chunk {
        name,
        at,
        body,
        end,
        next: end + end % 2,
    })
}

/// Where the chunks end: what stands behind them is no part of the file.
fn end_of<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<u64, MediaError> {
    let said = u64::from(u32::from_le_bytes(source.letters(4)?)) + 8;
    Ok(said.min(source.size()))
}

/// Copies a chunk; the byte that makes it even is zero.
fn keep<R: Read + Seek>(
    pieces: &mut Pieces,
    source: &mut Source<'_, R>,
    chunk: &Chunk,
) -> Result<(), MediaError> {
    pieces.copy(chunk.at, chunk.end)?;
    pad(pieces, source, chunk)
}

fn pad<R: Read + Seek>(
    pieces: &mut Pieces,
    source: &mut Source<'_, R>,
    chunk: &Chunk,
) -> Result<(), MediaError> {
    if chunk.next == chunk.end {
        return Ok(());
    }
    match source.window(chunk.end)?.first() {
        Some(0) => pieces.copy(chunk.end, chunk.next),
        _ => pieces.zeros(1),
    }
}

/// Puts the head with the size that follows from the pieces.
fn finish<R: Read + Seek>(
    mut pieces: Pieces,
    kind: Kind,
    source: &mut Source<'_, R>,
) -> Result<Plan, MediaError> {
    let body = pieces.len();
    let size = u32::try_from(body + 4).map_err(|_| MediaError::CannotClean)?;
    let mut head = Pieces::default();
    let said = source.letters(4)?;
    head.copy(0, 4)?;
    if u32::from_le_bytes(said) == size {
        head.copy(4, 8)?;
    } else {
        head.bytes(size.to_le_bytes().to_vec())?;
    }
    head.copy(8, 12)?;
    head.append(&mut pieces);
    head.plan(kind, source)
}

pub(super) fn wav<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<Plan, MediaError> {
    let end = end_of(source)?;
    let (mut pieces, mut at, mut sounds) = (Pieces::default(), 12, 0);
    while at + 8 <= end {
        let chunk = chunk(source, at, end)?;
        if WAV.contains(&&chunk.name) {
            keep(&mut pieces, source, &chunk)?;
        }
        sounds += u32::from(&chunk.name == b"data");
        at = chunk.next;
    }
    match sounds {
        0 => Err(MediaError::Damaged),
        _ => finish(pieces, Kind::Wav, source),
    }
}

pub(super) fn webp<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<Plan, MediaError> {
    let end = end_of(source)?;
    let turned = turn(source, end)?;
    let (mut pieces, mut at, mut pictures) = (Pieces::default(), 12, 0);
    let mut says_turn = false;
    while at + 8 <= end {
        let chunk = chunk(source, at, end)?;
        match &chunk.name {
            b"VP8X" if chunk.end > chunk.body => {
                let flags = source.byte(chunk.body)?;
                let exif = match turned {
                    Some(_) => HAS_EXIF,
                    None => 0,
                };
                let kept = flags & !(HAS_EXIF | HAS_XMP) | exif;
                pieces.copy(chunk.at, chunk.body)?;
                if kept == flags {
                    pieces.copy(chunk.body, chunk.body + 1)?;
                } else {
                    pieces.bytes(vec![kept])?;
                }
                pieces.copy(chunk.body + 1, chunk.end)?;
                pad(&mut pieces, source, &chunk)?;
                says_turn = turned.is_some();
            }
            b"EXIF" if says_turn => {
                says_turn = false;
                turn_chunk(&mut pieces, source, &chunk, turned.unwrap_or(1))?;
            }
            b"ANMF" => {
                pictures += 1;
                frame(&mut pieces, source, &chunk)?;
            }
            name if WEBP.contains(&name) => {
                pictures += u32::from(name == b"VP8 " || name == b"VP8L");
                keep(&mut pieces, source, &chunk)?;
            }
            _ => {}
        }
        at = chunk.next;
    }
    match pictures {
        0 => Err(MediaError::Damaged),
        _ => finish(pieces, Kind::Webp, source),
    }
}

/// The orientation that a picture of WebP says.
fn turn<R: Read + Seek>(source: &mut Source<'_, R>, end: u64) -> Result<Option<u16>, MediaError> {
    let mut at = 12;
    while at + 8 <= end {
        let chunk = chunk(source, at, end)?;
        if &chunk.name == b"EXIF" {
            let length = (chunk.end - chunk.body).min(EXIF_HEAD);
            let body = source.bytes(chunk.body, usize::try_from(length).unwrap_or(0))?;
            let tiff = body.strip_prefix(b"Exif\0\0").unwrap_or(&body);
            return Ok(orientation(tiff));
        }
        at = chunk.next;
    }
    Ok(None)
}

/// An Exif chunk that says the orientation and nothing else.
fn turn_chunk<R: Read + Seek>(
    pieces: &mut Pieces,
    source: &mut Source<'_, R>,
    chunk: &Chunk,
    turn: u16,
) -> Result<(), MediaError> {
    let ours = tiff_with(turn);
    let length = usize::try_from(chunk.end - chunk.body).unwrap_or(usize::MAX);
    if length == ours.len() && source.bytes(chunk.body, length)? == ours {
        return keep(pieces, source, chunk);
    }
    let size = u32::try_from(ours.len()).unwrap_or(0);
    let mut whole = b"EXIF".to_vec();
    whole.extend(size.to_le_bytes());
    whole.extend(ours);
    pieces.bytes(whole)
}

/// A frame of an animation: what of its chunks is not known becomes zeros.
fn frame<R: Read + Seek>(
    pieces: &mut Pieces,
    source: &mut Source<'_, R>,
    whole: &Chunk,
) -> Result<(), MediaError> {
    let mut at = whole.body.saturating_add(FRAME_HEAD);
    if at > whole.end {
        return Err(MediaError::Damaged);
    }
    pieces.copy(whole.at, at)?;
    while at + 8 <= whole.end {
        let part = chunk(source, at, whole.end)?;
        if WEBP.contains(&&part.name) || source.is_all(part.body, part.end, 0)? {
            pieces.copy(part.at, part.end)?;
        } else {
            pieces.copy(part.at, part.body)?;
            pieces.zeros(part.end - part.body)?;
        }
        if part.next <= whole.end {
            pad(pieces, source, &part)?;
        }
        at = part.next;
    }
    if at < whole.end {
        pieces.zeros(whole.end - at)?;
    }
    pad(pieces, source, whole)
}
