//! Tracks of a film: which are kept, and where their samples lie.

use std::io::{Read, Seek};

use super::boxes::{self, Box, Ranges, find, free, keep_only, zero_handler, zero_times};
use super::kind::MediaError;
use super::plan::Edits;
use super::source::Source;

/// Boxes that are kept of a track, of its data, of their description and of their tables.
const TRACK: [&[u8; 4]; 4] = [b"tkhd", b"edts", b"mdia", b"tapt"];
const MEDIA: [&[u8; 4]; 4] = [b"mdhd", b"hdlr", b"minf", b"elng"];
const DESCRIPTION: [&[u8; 4]; 6] = [b"vmhd", b"smhd", b"gmhd", b"hdlr", b"dinf", b"stbl"];
const TABLES: [&[u8; 4]; 14] = [
    b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss",
    b"stps", b"sdtp", b"sgpd", b"sbgp",
];
/// Codecs of pictures and of sounds. A track of any other is not kept, whatever its handler says.
const FILM: [&[u8; 4]; 19] = [
    b"avc1", b"avc3", b"hvc1", b"hev1", b"dvh1", b"dvhe", b"mp4v", b"av01", b"vp08", b"vp09",
    b"s263", b"h263", b"jpeg", b"mjpg", b"apcn", b"apch", b"apcs", b"apco", b"ap4h",
];
const SOUND: [&[u8; 4]; 15] = [
    b"mp4a", b"samr", b"sawb", b"sawp", b"alac", b"Opus", b"fLaC", b"ac-3", b"ec-3", b"lpcm",
    b"sowt", b"twos", b"in24", b"ulaw", b"alaw",
];
/// Boxes in the description of a codec that say how to decode and to show.
const CODEC: [&[u8; 4]; 33] = [
    b"avcC", b"hvcC", b"lhvC", b"av1C", b"vpcC", b"dvcC", b"dvvC", b"d263", b"esds", b"damr",
    b"dOps", b"dfLa", b"dac3", b"dec3", b"alac", b"wave", b"chan", b"chnl", b"srat", b"pcmC",
    b"colr", b"pasp", b"clap", b"fiel", b"gama", b"mdcv", b"clli", b"cclv", b"amve", b"btrt",
    b"bitr", b"frma", b"sbtd",
];
/// Most samples of a track: a day of sound.
const SAMPLES: u64 = 8_000_000;

/// What a kept track is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Film,
    Sound,
}

/// Keeps a track that is seen or heard and notes where its samples lie; frees any other.
pub(super) fn track<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    whole: Box,
    ranges: &mut Ranges,
) -> Result<Option<Sort>, MediaError> {
    let Some(sort) = sort(source, whole)? else {
        free(edits, source, whole)?;
        return Ok(None);
    };
    for one in keep_only(edits, source, whole.body, whole.end, &TRACK)? {
        match &one.name {
            b"tkhd" => zero_times(edits, source, one)?,
            b"mdia" => media(edits, source, one, sort, ranges)?,
            b"edts" => drop(keep_only(edits, source, one.body, one.end, &[b"elst"])?),
            _ => {}
        }
    }
    Ok(Some(sort))
}

/// What a track is; nothing where it is neither seen nor heard.
fn sort<R: Read + Seek>(
    source: &mut Source<'_, R>,
    whole: Box,
) -> Result<Option<Sort>, MediaError> {
    let Some(media) = find(&boxes::all(source, whole.body, whole.end)?, b"mdia") else {
        return Ok(None);
    };
    let inside = boxes::all(source, media.body, media.end)?;
    let (Some(handler), Some(description)) = (find(&inside, b"hdlr"), find(&inside, b"minf"))
    else {
        return Ok(None);
    };
    let (sort, codecs): (_, &[&[u8; 4]]) = match &source.letters(handler.body + 8)? {
        b"vide" | b"pict" | b"auxv" => (Sort::Film, FILM.as_slice()),
        b"soun" => (Sort::Sound, SOUND.as_slice()),
        _ => return Ok(None),
    };
    let inside = boxes::all(source, description.body, description.end)?;
    let Some(tables) = find(&inside, b"stbl") else {
        return Ok(None);
    };
    let tables = boxes::all(source, tables.body, tables.end)?;
    let entries = codecs_of(source, &tables)?;
    let known = !entries.is_empty() && entries.iter().all(|entry| codecs.contains(&&entry.name));
    Ok(known.then_some(sort))
}

/// How the samples of a track are coded, a box each; none where its tables do not say it.
fn codecs_of<R: Read + Seek>(
    source: &mut Source<'_, R>,
    tables: &[Box],
) -> Result<Vec<Box>, MediaError> {
    match find(tables, b"stsd") {
        Some(codec) => boxes::all(source, codec.body + 8, codec.end),
        None => Ok(Vec::new()),
    }
}

fn media<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    whole: Box,
    sort: Sort,
    ranges: &mut Ranges,
) -> Result<(), MediaError> {
    for one in keep_only(edits, source, whole.body, whole.end, &MEDIA)? {
        match &one.name {
            b"mdhd" => zero_times(edits, source, one)?,
            b"hdlr" => zero_handler(edits, source, one)?,
            b"minf" => {
                for one in keep_only(edits, source, one.body, one.end, &DESCRIPTION)? {
                    match &one.name {
                        b"hdlr" => zero_handler(edits, source, one)?,
                        b"dinf" => places(edits, source, one)?,
                        b"stbl" => tables(edits, source, one, sort, ranges)?,
                        b"gmhd" => {
                            drop(keep_only(edits, source, one.body, one.end, &[b"gmin"])?);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where the data are said to be. `QuickTime` writes the path on the computer of whoever cut the
/// film; the data of a film that is taken are in it.
fn places<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    whole: Box,
) -> Result<(), MediaError> {
    /// Says that the data are in the same file.
    const HERE: u64 = 1;
    for list in keep_only(edits, source, whole.body, whole.end, &[b"dref"])? {
        for one in boxes::all(source, list.body + 8, list.end)? {
            if source.number(one.body, 4)? & HERE == 0 {
                return Err(MediaError::CannotClean);
            }
            edits.zero(source, one.body + 4, one.end)?;
        }
    }
    Ok(())
}

fn tables<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    whole: Box,
    sort: Sort,
    ranges: &mut Ranges,
) -> Result<(), MediaError> {
    let kept = keep_only(edits, source, whole.body, whole.end, &TABLES)?;
    for entry in codecs_of(source, &kept)? {
        match sort {
            Sort::Film => film_codec(edits, source, entry)?,
            Sort::Sound => sound_codec(edits, source, entry)?,
        }
    }
    note_samples(source, &kept, ranges)
}

/// Bytes before the boxes in the description of a film's codec, and what of them names a maker.
fn film_codec<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    entry: Box,
) -> Result<(), MediaError> {
    let inside = entry.body + 78;
    if inside > entry.end {
        return Err(MediaError::Damaged);
    }
    // The vendor, and the name of the compressor with its length before it.
    edits.zero(source, entry.body + 12, entry.body + 16)?;
    edits.zero(source, entry.body + 42, entry.body + 74)?;
    keep_only(edits, source, inside, entry.end, &CODEC).map(drop)
}

fn sound_codec<R: Read + Seek>(
    edits: &mut Edits,
    source: &mut Source<'_, R>,
    entry: Box,
) -> Result<(), MediaError> {
    // `QuickTime` has longer descriptions.
    let more = match source.number(entry.body + 8, 2)? {
        1 => 16,
        2 => 36,
        _ => 0,
    };
    let inside = entry.body + 28 + more;
    if inside > entry.end {
        return Err(MediaError::Damaged);
    }
    edits.zero(source, entry.body + 12, entry.body + 16)?;
    for one in keep_only(edits, source, inside, entry.end, &CODEC)? {
        if &one.name == b"damr" && one.body + 4 <= one.end {
            edits.zero(source, one.body, one.body + 4)?;
        }
    }
    Ok(())
}

/// Notes where the samples of a track lie: chunks by their place, each with its samples' sizes.
fn note_samples<R: Read + Seek>(
    source: &mut Source<'_, R>,
    tables: &[Box],
    ranges: &mut Ranges,
) -> Result<(), MediaError> {
    let places = match (find(tables, b"stco"), find(tables, b"co64")) {
        (Some(short), _) => Table::new(source, short, 4, 4)?,
        (None, Some(long)) => Table::new(source, long, 4, 8)?,
        _ => return Err(MediaError::Damaged),
    };
    let runs = find(tables, b"stsc").ok_or(MediaError::Damaged)?;
    let runs = Table::new(source, runs, 4, 12)?;
    let mut sizes = Sizes::new(source, tables)?;
    let (mut run, mut in_chunk) = (0, 0);
    for chunk in 0..places.count {
        if run < runs.count && source.number(runs.at(run), 4)? <= chunk + 1 {
            in_chunk = source.number(runs.at(run) + 4, 4)?;
            run += 1;
        }
        let from = places.value(source, chunk)?;
        let mut to = from;
        for _ in 0..in_chunk {
            match sizes.next(source)? {
                Some(size) => to = to.saturating_add(size),
                // Fewer samples than the last chunk could hold.
                None => break,
            }
        }
        ranges.add(from, to)?;
    }
    Ok(())
}

/// Rows of equal length behind their number.
struct Table {
    first: u64,
    row: u64,
    count: u64,
}

impl Table {
    /// `head` bytes stand before the number of rows.
    fn new<R: Read + Seek>(
        source: &mut Source<'_, R>,
        one: Box,
        head: u64,
        row: u64,
    ) -> Result<Self, MediaError> {
        let count = source.number(one.body + head, 4)?;
        let first = one.body + head + 4;
        let end = first.saturating_add(count.saturating_mul(row));
        match end <= one.end && count <= SAMPLES {
            true => Ok(Self { first, row, count }),
            false => Err(MediaError::Damaged),
        }
    }

    fn at(&self, row: u64) -> u64 {
        self.first + row * self.row
    }

    fn value<R: Read + Seek>(
        &self,
        source: &mut Source<'_, R>,
        row: u64,
    ) -> Result<u64, MediaError> {
        let bytes = u8::try_from(self.row).unwrap_or(8);
        source.number(self.at(row), bytes)
    }
}

/// Sizes of samples in their order.
struct Sizes {
    /// The size of all of them, where they are alike.
    all: u64,
    /// Where the sizes stand, and bits of one.
    first: u64,
    bits: u64,
    count: u64,
    next: u64,
    /// A piece of them: two tables are read in turn, and each jump would read the disk anew.
    held: Vec<u8>,
    held_from: u64,
}

impl Sizes {
    /// Bytes of sizes in memory at one time.
    const HELD: u64 = 8 * 1024;

    fn new<R: Read + Seek>(source: &mut Source<'_, R>, tables: &[Box]) -> Result<Self, MediaError> {
        let (one, all, bits) = match (find(tables, b"stsz"), find(tables, b"stz2")) {
            (Some(one), _) => (one, source.number(one.body + 4, 4)?, 32),
            (None, Some(one)) => (one, 0, source.number(one.body + 7, 1)?),
            _ => return Err(MediaError::Damaged),
        };
        let count = source.number(one.body + 8, 4)?;
        let first = one.body + 12;
        let stated = match all {
            0 => count.saturating_mul(bits).div_ceil(8),
            _ => 0,
        };
        // Sounds without compression have a sample for each of their values.
        let many = all == 0 && count > SAMPLES;
        if !matches!(bits, 4 | 8 | 16 | 32) || first.saturating_add(stated) > one.end || many {
            return Err(MediaError::Damaged);
        }
        Ok(Self {
            all,
            first,
            bits,
            count,
            next: 0,
            held: Vec::new(),
            held_from: 0,
        })
    }

    fn next<R: Read + Seek>(
        &mut self,
        source: &mut Source<'_, R>,
    ) -> Result<Option<u64>, MediaError> {
        if self.next >= self.count {
            return Ok(None);
        }
        let bit = self.next * self.bits;
        self.next += 1;
        if self.all > 0 {
            return Ok(Some(self.all));
        }
        let at = self.first + bit / 8;
        let size = match self.bits {
            4 => {
                let both = self.number(source, at, 1)?;
                (both >> (4 * ((bit / 4 + 1) % 2))) & 15
            }
            bits => self.number(source, at, bits / 8)?,
        };
        Ok(Some(size))
    }

    fn number<R: Read + Seek>(
        &mut self,
        source: &mut Source<'_, R>,
        at: u64,
        bytes: u64,
    ) -> Result<u64, MediaError> {
        if at < self.held_from || at + bytes > self.held_from + self.held.len() as u64 {
            let length = Self::HELD.min(source.size().saturating_sub(at));
            self.held = source.bytes(at, usize::try_from(length).unwrap_or(0))?;
            self.held_from = at;
        }
        let from = usize::try_from(at - self.held_from).unwrap_or(usize::MAX);
        let to = from.saturating_add(usize::try_from(bytes).unwrap_or(0));
        let bytes = self.held.get(from..to).ok_or(MediaError::Damaged)?;
        Ok(bytes
            .iter()
            .fold(0, |number, byte| (number << 8) | u64::from(*byte)))
    }
}
