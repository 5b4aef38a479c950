//! Pictures of HEIC and AVIF: items named in `meta`, with their bytes elsewhere in the file.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::boxes::{self, Box, Ranges, find, keep_only, zero_handler};
use super::kind::MediaError;
use super::plan::Edits;
use super::source::Source;

/// Boxes of `meta` that are kept.
const META: [&[u8; 4]; 8] = [
    b"hdlr", b"pitm", b"iloc", b"iinf", b"iprp", b"iref", b"idat", b"grpl",
];
/// Items that make a picture: coded ones, and those that are put together of others.
const PICTURES: [&[u8; 4]; 8] = [
    b"hvc1", b"hev1", b"av01", b"jpeg", b"grid", b"iovl", b"iden", b"tmap",
];
/// Properties that say how to decode, turn and show.
const PROPERTIES: [&[u8; 4]; 17] = [
    b"hvcC", b"lhvC", b"av1C", b"jpgC", b"ispe", b"pixi", b"colr", b"pasp", b"clap", b"irot",
    b"imir", b"auxC", b"clli", b"mdcv", b"cclv", b"lsel", b"a1op",
];
/// Most items, and most pieces of them together: a photo in tiles has some hundred.
const ITEMS: u64 = 10_000;

/// Keeps the pictures, notes where their bytes lie, and blanks every other item.
pub(super) fn keep_pictures<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    whole: Box,
    ranges: &mut Ranges,
) -> Result<(), MediaError> {
    // Version and flags stand before the boxes.
    let kept = keep_only(edits, source, whole.body + 4, whole.end, &META)?;
    let (Some(list), Some(places)) = (find(&kept, b"iinf"), find(&kept, b"iloc")) else {
        return Err(MediaError::Damaged);
    };
    for one in &kept {
        match &one.name {
            b"hdlr" => zero_handler(edits, source, *one)?,
            b"iprp" => properties(edits, source, *one)?,
            _ => {}
        }
    }
    let pictures = pictures(edits, source, list)?;
    if pictures.is_empty() {
        return Err(MediaError::CannotClean);
    }
    let mut inside = Ranges::default();
    let within = find(&kept, b"idat");
    note_places(source, places, &pictures, ranges, &mut inside, within)?;
    let data: Vec<Box> = within.into_iter().collect();
    inside.zero_the_rest(edits, source, &data)
}

/// Properties keep their number: one that is not known becomes free room in its place.
fn properties<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    whole: Box,
) -> Result<(), MediaError> {
    for one in keep_only(edits, source, whole.body, whole.end, &[b"ipco", b"ipma"])? {
        if &one.name == b"ipco" {
            keep_only(edits, source, one.body, one.end, &PROPERTIES)?;
        }
    }
    Ok(())
}

/// The numbers of the pictures. Names of items are blanked.
fn pictures<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    list: Box,
) -> Result<BTreeSet<u64>, MediaError> {
    let head = match source.byte(list.body)? {
        0 => 6,
        _ => 8,
    };
    let mut pictures = BTreeSet::new();
    for entry in boxes::all(source, list.body + head, list.end)? {
        if &entry.name != b"infe" {
            return Err(MediaError::CannotClean);
        }
        let wide = match source.byte(entry.body)? {
            2 => 2,
            3 => 4,
            // Of before HEIC: it names no sort of item.
            _ => return Err(MediaError::CannotClean),
        };
        let number = source.number(entry.body + 4, wide)?;
        let after = entry.body + 4 + u64::from(wide) + 2;
        if after + 4 > entry.end {
            return Err(MediaError::Damaged);
        }
        let sort = source.letters(after)?;
        edits.zero(source, after + 4, entry.end)?;
        if PICTURES.contains(&&sort) {
            pictures.insert(number);
        }
    }
    Ok(pictures)
}

/// Where the bytes of the pictures lie: in the file, or in the room of `meta` itself.
fn note_places<R: Read + Seek>(
    source: &mut Source<'_, R>,
    places: Box,
    pictures: &BTreeSet<u64>,
    ranges: &mut Ranges,
    inside: &mut Ranges,
    within: Option<Box>,
) -> Result<(), MediaError> {
    let mut at = places.body;
    let mut take = |bytes: u8| {
        let number = source.number(at, bytes)?;
        at += u64::from(bytes);
        match at <= places.end {
            true => Ok(number),
            false => Err(MediaError::Damaged),
        }
    };
    let version = take(1)?;
    take(3)?;
    let half = |byte: u64, high: bool| {
        let value = if high { byte >> 4 } else { byte & 15 };
        match value {
            0 | 4 | 8 => Ok(u8::try_from(value).unwrap_or(0)),
            _ => Err(MediaError::Damaged),
        }
    };
    let sizes = take(1)?;
    let (place_size, length_size) = (half(sizes, true)?, half(sizes, false)?);
    let sizes = take(1)?;
    let base_size = half(sizes, true)?;
    let index_size = match version {
        0 => 0,
        1 | 2 => half(sizes, false)?,
        _ => return Err(MediaError::CannotClean),
    };
    let id_size = if version == 2 { 4 } else { 2 };
    let (count, mut extents) = (take(id_size)?, 0);
    let mut found = BTreeSet::new();
    for _ in 0..count.min(ITEMS) {
        let id = take(id_size)?;
        let way = if version == 0 { 0 } else { take(2)? & 15 };
        if take(2)? != 0 {
            // In another file.
            return Err(MediaError::CannotClean);
        }
        let base = take(base_size)?;
        for _ in 0..take(2)? {
            take(index_size)?;
            let from = base.saturating_add(take(place_size)?);
            let length = take(length_size)?;
            extents += 1;
            if extents > ITEMS {
                return Err(MediaError::CannotClean);
            }
            if !pictures.contains(&id) {
                continue;
            }
            found.insert(id);
            match (way, within) {
                _ if length == 0 => return Err(MediaError::CannotClean),
                (0, _) => ranges.add(from, from.saturating_add(length))?,
                (1, Some(room)) => {
                    let from = from.saturating_add(room.body);
                    inside.add(from, from.saturating_add(length))?;
                }
                _ => return Err(MediaError::CannotClean),
            }
        }
    }
    match count > ITEMS || found.is_empty() {
        true => Err(MediaError::CannotClean),
        false => Ok(()),
    }
}
