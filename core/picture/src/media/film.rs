//! Films, sounds and pictures in boxes: MP4, MOV, 3GP, M4A, HEIC, AVIF.
//!
//! Every byte stays where it is. Boxes that are not known become free room; in the data only what
//! a kept track or picture names stays. So a track with places (`camm`, GPMF, Apple's timed
//! metadata) goes with its samples, and so do Exif and XMP of a HEIC.

use std::io::{Read, Seek};

use super::boxes::{self, Box, Ranges, find, free, keep_only, zero_times};
use super::items;
use super::kind::{Kind, MediaError};
use super::plan::{Edits, Plan};
use super::source::Source;
use super::tracks::{Sort, track};

/// Boxes of `moov` that are kept.
const MOVIE: [&[u8; 4]; 3] = [b"mvhd", b"trak", b"iods"];
/// Most tracks: a camera writes some five.
const TRACKS: usize = 64;

pub(super) fn plan<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<Plan, MediaError> {
    let (top, end) = top(source)?;
    let mut edits = Edits::default();
    let mut ranges = Ranges::default();
    let mut sorts = Vec::new();
    let mut pictures = false;
    let brand = brand(source, &top)?;
    for one in &top {
        match &one.name {
            b"moov" => movie(&mut edits, source, *one, &mut ranges, &mut sorts)?,
            // In a film it holds tags.
            b"meta" if brand.is_some_and(Brand::is_picture) && !pictures => {
                items::keep_pictures(&mut edits, source, *one, &mut ranges)?;
                pictures = true;
            }
            b"ftyp" | b"mdat" => {}
            b"wide" => edits.zero(source, one.body, one.end)?,
            // In parts: each has a table of its own.
            b"moof" => return Err(MediaError::CannotClean),
            _ => free(&mut edits, source, *one)?,
        }
    }
    let data: Vec<Box> = top.into_iter().filter(|one| &one.name == b"mdat").collect();
    ranges.zero_the_rest(&mut edits, source, &data)?;
    let kind = match (pictures, brand) {
        (true, Some(Brand::Avif)) => Kind::Avif,
        (true, _) => Kind::Heic,
        _ if !sorts.contains(&Sort::Film) && sorts.contains(&Sort::Sound) => Kind::M4a,
        _ if sorts.is_empty() => return Err(MediaError::CannotClean),
        (_, Some(Brand::ThreeGp)) => Kind::ThreeGp,
        (_, Some(_)) => Kind::Mp4,
        (_, None) => Kind::Mov,
    };
    edits.pieces(end)?.plan(kind, source)
}

/// The boxes at the top and where they end. What phones append behind them is no box; it is cut
/// off where the film or the picture came before.
fn top<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<(Vec<Box>, u64), MediaError> {
    /// Most boxes: a film in parts has two for each, and is not taken.
    const MOST: usize = 1_000;
    let size = source.size();
    let (mut top, mut at) = (Vec::new(), 0u64);
    while at < size {
        let whole = |top: &[Box]| {
            find(top, b"mdat").is_some()
                && (find(top, b"moov").is_some() || find(top, b"meta").is_some())
        };
        let next = match boxes::read(source, at, size) {
            Ok(next) if next.name.iter().all(|c| *c >= 0x20) => next,
            Err(error @ MediaError::Unreadable(_)) => return Err(error),
            _ if whole(&top) => break,
            _ => return Err(MediaError::Damaged),
        };
        at = next.end;
        top.push(next);
        if top.len() > MOST {
            return Err(MediaError::CannotClean);
        }
    }
    Ok((top, at))
}

/// Who says what the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Brand {
    Heic,
    Avif,
    ThreeGp,
    Other,
}

impl Brand {
    fn is_picture(self) -> bool {
        matches!(self, Self::Heic | Self::Avif)
    }
}

/// The brand; none of a film of `QuickTime`.
fn brand<R: Read + Seek>(
    source: &mut Source<'_, R>,
    top: &[Box],
) -> Result<Option<Brand>, MediaError> {
    let Some(first) = find(top, b"ftyp") else {
        return Ok(None);
    };
    Ok(match &source.letters(first.body)? {
        b"qt  " => None,
        b"avif" | b"avis" => Some(Brand::Avif),
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" | b"mif2" => {
            // Both write the common brand first at times; the others are named behind it.
            let mut at = first.body + 8;
            while at + 4 <= first.end {
                if matches!(&source.letters(at)?, b"avif" | b"avis") {
                    return Ok(Some(Brand::Avif));
                }
                at += 4;
            }
            Some(Brand::Heic)
        }
        [b'3', b'g', ..] => Some(Brand::ThreeGp),
        _ => Some(Brand::Other),
    })
}

fn movie<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    whole: Box,
    ranges: &mut Ranges,
    sorts: &mut Vec<Sort>,
) -> Result<(), MediaError> {
    if find(&boxes::all(source, whole.body, whole.end)?, b"mvex").is_some() {
        return Err(MediaError::CannotClean);
    }
    for one in keep_only(edits, source, whole.body, whole.end, &MOVIE)? {
        match &one.name {
            b"mvhd" => zero_times(edits, source, one)?,
            b"trak" if sorts.len() >= TRACKS => return Err(MediaError::CannotClean),
            b"trak" => sorts.extend(track(edits, source, one, ranges)?),
            _ => {}
        }
    }
    Ok(())
}
