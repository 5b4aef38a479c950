//! Boxes of ISO 14496-12, of which films, sounds and pictures of phones are made.

use std::io::{Read, Seek};

use super::kind::MediaError;
use super::plan::Edits;
use super::source::Source;

/// Boxes with which such a file begins; `QuickTime` knew files without `ftyp`.
const FIRST: [&[u8; 4]; 6] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"];

/// Whether a file may begin with a box of that name.
pub(super) fn is_box(name: [u8; 4]) -> bool {
    FIRST.contains(&&name)
}

/// One box.
#[derive(Debug, Clone, Copy)]
pub(super) struct Box {
    pub(super) name: [u8; 4],
    /// Where it begins.
    pub(super) at: u64,
    /// Where its content begins.
    pub(super) body: u64,
    /// Where the next one begins.
    pub(super) end: u64,
}

/// The box at `at` in what ends at `within`.
///
/// # Errors
/// [`MediaError::Damaged`] for one that does not fit.
pub(super) fn read<R: Read + Seek>(
    source: &mut Source<'_, R>,
    at: u64,
    within: u64,
) -> Result<Box, MediaError> {
    let short = source.number(at, 4)?;
    let name = source.letters(at + 4)?;
    let (body, end) = match short {
        // To the end of the file; that of its container is the same place where it is the last.
        0 => (at + 8, within),
        1 => (at + 16, at.saturating_add(source.number(at + 8, 8)?)),
        _ => (at + 8, at + short),
    };
    match body <= end && end <= within {
        true => Ok(Box {
            name,
            at,
            body,
            end,
        }),
        false => Err(MediaError::Damaged),
    }
}

/// The boxes from `from` on in what ends at `within`; a few bytes at the end that are none, as
/// `QuickTime` leaves them, are no box.
pub(super) fn all<R: Read + Seek>(
    source: &mut Source<'_, R>,
    from: u64,
    within: u64,
) -> Result<Vec<Box>, MediaError> {
    /// Most boxes beside one another: a file of a camera has some tens.
    const MOST: usize = 10_000;
    let (mut found, mut at) = (Vec::new(), from);
    while at.saturating_add(8) <= within {
        let next = read(source, at, within)?;
        at = next.end;
        found.push(next);
        if found.len() > MOST {
            return Err(MediaError::CannotClean);
        }
    }
    Ok(found)
}

/// The first box of that name.
pub(super) fn find(boxes: &[Box], name: &[u8; 4]) -> Option<Box> {
    boxes.iter().find(|one| &one.name == name).copied()
}

/// Makes free room of a box: its size stays, its name is `free`, its content zeros.
pub(super) fn free<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    one: Box,
) -> Result<(), MediaError> {
    if &one.name != b"skip" {
        edits.write(source, one.at + 4, b"free")?;
    }
    edits.zero(source, one.body, one.end)
}

/// Frees what is not in the list, zeros what follows the last box, and gives what is kept.
pub(super) fn keep_only<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    from: u64,
    within: u64,
    kept: &[&[u8; 4]],
) -> Result<Vec<Box>, MediaError> {
    let mut boxes = all(source, from, within)?;
    let end = boxes.last().map_or(from, |last| last.end);
    edits.zero(source, end, within)?;
    let mut wanted = Vec::new();
    for one in boxes.drain(..) {
        if kept.contains(&&one.name) {
            wanted.push(one);
        } else {
            free(edits, source, one)?;
        }
    }
    Ok(wanted)
}

/// When a film, a track or its data was made and changed.
pub(super) fn zero_times<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    one: Box,
) -> Result<(), MediaError> {
    let length = match source.byte(one.body)? {
        0 => 8,
        _ => 16,
    };
    let (from, to) = (one.body + 4, one.body + 4 + length);
    match to <= one.end {
        true => edits.zero(source, from, to),
        false => Err(MediaError::Damaged),
    }
}

/// The name and the maker that a handler says.
pub(super) fn zero_handler<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    one: Box,
) -> Result<(), MediaError> {
    match one.body + 12 <= one.end {
        true => edits.zero(source, one.body + 12, one.end),
        false => Err(MediaError::Damaged),
    }
}

/// Ranges of bytes that something names.
#[derive(Debug, Default)]
pub(super) struct Ranges(Vec<(u64, u64)>);

impl Ranges {
    /// Most ranges: chunks of some hours of film. 16 bytes each.
    const MOST: usize = 500_000;

    pub(super) fn add(&mut self, from: u64, to: u64) -> Result<(), MediaError> {
        if let Some((_, end)) = self.0.last_mut()
            && *end == from
        {
            *end = to;
            return Ok(());
        }
        if self.0.len() >= Self::MOST {
            return Err(MediaError::CannotClean);
        }
        if from < to {
            self.0.push((from, to));
        }
        Ok(())
    }

    /// Makes zeros of everything in the boxes that no range names.
    ///
    /// # Errors
    /// [`MediaError::Damaged`] where a range lies in none of them.
    pub(super) fn zero_the_rest<R: Read + Seek>(
        mut self,
        edits: &mut Edits,
        source: &mut Source<'_, R>,
        data: &[Box],
    ) -> Result<(), MediaError> {
        self.0.sort_unstable();
        let mut ranges = self.0.into_iter().peekable();
        for one in data {
            let mut at = one.body;
            while let Some((from, to)) = ranges.next_if(|(from, _)| *from < one.end) {
                if from < one.body || to > one.end {
                    return Err(MediaError::Damaged);
                }
                edits.zero(source, at.min(from), from)?;
                at = at.max(to);
            }
            edits.zero(source, at, one.end)?;
        }
        match ranges.next() {
            Some(_) => Err(MediaError::Damaged),
            None => Ok(()),
        }
    }
}
