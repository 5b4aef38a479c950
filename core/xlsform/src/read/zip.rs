//! The container of xlsx and ods: a zip, read from memory, with a limit on what it inflates to.
//!
//! Only what spreadsheets are written with: stored and deflated entries, no passwords, no parts.
//! What the directory says about sizes is not believed; what comes out is counted.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::DeflateDecoder;

use super::limits::{Limit, Limits};
use super::trouble::Trouble;

const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const IN_DIRECTORY: &[u8] = b"PK\x01\x02";
const BEFORE_DATA: &[u8] = b"PK\x03\x04";
/// The record at the end and the longest comment behind it.
const END_WITHIN: usize = 22 + 0xFFFF;
/// More entries than any spreadsheet has; a directory of a million is a trap of its own.
const MOST_ENTRIES: usize = 4_096;

/// One file of the container.
struct Entry {
    name: String,
    method: u16,
    encrypted: bool,
    compressed: usize,
    header: usize,
}

/// A zip in memory.
pub(super) struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry>,
    /// What is left to inflate, over all parts that are read.
    left: Rc<Cell<u64>>,
    event: u64,
}

/// Whether the bytes begin as a zip does.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(BEFORE_DATA)
}

impl<'a> Archive<'a> {
    /// Reads the directory.
    pub(super) fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, Trouble> {
        let from = bytes.len().saturating_sub(END_WITHIN);
        let tail = bytes.get(from..).unwrap_or_default();
        let end = tail
            .windows(END_OF_DIRECTORY.len())
            .rposition(|w| w == END_OF_DIRECTORY)
            .ok_or(Trouble::Damaged)?
            + from;
        let count = usize::from(u16_at(bytes, end + 10)?);
        if count > MOST_ENTRIES {
            return Err(Trouble::Passed(Limit::Sheets));
        }
        let mut at = u32_at(bytes, end + 16)? as usize;
        let mut entries = Vec::with_capacity(count);
        for _ in 0..count {
            let (entry, next) = entry(bytes, at)?;
            entries.push(entry);
            at = next;
        }
        Ok(Self {
            bytes,
            entries,
            left: Rc::new(Cell::new(limits.inflated)),
            event: (limits.cell as u64).saturating_mul(8),
        })
    }

    /// Whether there is an entry of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        // Names of parts are the same in capitals: some writers have `xl/SharedStrings.xml`.
        let name = name.trim_start_matches('/');
        self.entries
            .iter()
            .find(|e| e.name.eq_ignore_ascii_case(name))
    }

    /// The inflated bytes of an entry, as they come; `None` where there is no such entry.
    pub(super) fn part(&self, name: &str) -> Result<Option<Part<'a>>, Trouble> {
        let Some(entry) = self.find(name) else {
            return Ok(None);
        };
        if entry.encrypted {
            return Err(Trouble::Encrypted);
        }
        let header = entry.header;
        // Where the sign is, the numbers below are within the file or just behind it.
        let data = self.bytes.get(header..).unwrap_or_default();
        if !data.starts_with(BEFORE_DATA) {
            return Err(Trouble::Damaged);
        }
        let names = usize::from(u16_at(self.bytes, header + 26)?);
        let extra = usize::from(u16_at(self.bytes, header + 28)?);
        let start = header + 30 + names + extra;
        let end = start
            .checked_add(entry.compressed)
            .ok_or(Trouble::Damaged)?;
        let data = self.bytes.get(start..end).ok_or(Trouble::Damaged)?;
        let source = match entry.method {
            0 => Source::Stored(data),
            8 => Source::Deflated(DeflateDecoder::new(data)),
            _ => return Err(Trouble::Damaged),
        };
        let event = Rc::new(Cell::new(self.event));
        Ok(Some(Part {
            inner: BufReader::with_capacity(
                16 << 10,
                Metered {
                    source,
                    left: Rc::clone(&self.left),
                    event: Rc::clone(&event),
                },
            ),
            event,
            full: self.event,
        }))
    }
}

fn entry(bytes: &[u8], at: usize) -> Result<(Entry, usize), Trouble> {
    let here = bytes.get(at..).unwrap_or_default();
    if !here.starts_with(IN_DIRECTORY) {
        return Err(Trouble::Damaged);
    }
    let names = usize::from(u16_at(bytes, at + 28)?);
    let extra = usize::from(u16_at(bytes, at + 30)?);
    let comment = usize::from(u16_at(bytes, at + 32)?);
    let name_at = at + 46;
    let name = bytes
        .get(name_at..name_at + names)
        .ok_or(Trouble::Damaged)?;
    let more = bytes
        .get(name_at + names..name_at + names + extra)
        .ok_or(Trouble::Damaged)?;
    let sizes = [
        u32_at(bytes, at + 24)?,
        u32_at(bytes, at + 20)?,
        u32_at(bytes, at + 42)?,
    ];
    // The inflated size is not believed, but has its place before the others in the extra field.
    let [_, compressed, header] = widened(sizes, more)?;
    let entry = Entry {
        // Some writers use the separator of their own system.
        name: String::from_utf8_lossy(name).replace('\\', "/"),
        method: u16_at(bytes, at + 10)?,
        encrypted: u16_at(bytes, at + 8)? & 1 == 1,
        compressed,
        header,
    };
    Ok((entry, name_at + names + extra + comment))
}

/// Sizes that did not fit into 32 bits stand in an extra field, in this order (zip64).
fn widened(sizes: [u32; 3], mut extra: &[u8]) -> Result<[usize; 3], Trouble> {
    let mut wide: &[u8] = &[];
    while let (Ok(id), Ok(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let end = 4 + usize::from(length);
        if id == 1 {
            wide = extra.get(4..end).unwrap_or_default();
        }
        extra = extra.get(end..).unwrap_or_default();
    }
    let mut out = [0; 3];
    for (to, size) in out.iter_mut().zip(sizes) {
        *to = if size == u32::MAX {
            let (number, rest) = wide.split_first_chunk::<8>().ok_or(Trouble::Damaged)?;
            wide = rest;
            usize::try_from(u64::from_le_bytes(*number)).map_err(|_| Trouble::Damaged)?
        } else {
            size as usize
        };
    }
    Ok(out)
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, Trouble> {
    let two = bytes
        .get(at..)
        .and_then(|b| b.first_chunk::<2>())
        .ok_or(Trouble::Damaged)?;
    Ok(u16::from_le_bytes(*two))
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, Trouble> {
    let four = bytes
        .get(at..)
        .and_then(|b| b.first_chunk::<4>())
        .ok_or(Trouble::Damaged)?;
    Ok(u32::from_le_bytes(*four))
}

enum Source<'a> {
    Stored(&'a [u8]),
    Deflated(DeflateDecoder<&'a [u8]>),
}

/// Counts what comes out, in all and since the last event of XML.
struct Metered<'a> {
    source: Source<'a>,
    left: Rc<Cell<u64>>,
    event: Rc<Cell<u64>>,
}

/// What [`Part`] fails with when a limit is passed; [`limit_of`] finds it again in the error of
/// the XML reader.
#[derive(Debug)]
struct Passed(Limit);

impl std::fmt::Display for Passed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a limit is passed")
    }
}

impl std::error::Error for Passed {}

/// The limit that an error of reading stands for.
pub(super) fn limit_of(error: &io::Error) -> Option<Limit> {
    error
        .get_ref()
        .and_then(|e| e.downcast_ref::<Passed>())
        .map(|p| p.0)
}

impl Read for Metered<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.source {
            Source::Stored(data) => data.read(buf)?,
            Source::Deflated(decoder) => decoder.read(buf)?,
        };
        for (count, limit) in [(&self.left, Limit::Inflated), (&self.event, Limit::Cell)] {
            let rest = count.get().checked_sub(read as u64);
            count.set(rest.ok_or_else(|| io::Error::other(Passed(limit)))?);
        }
        Ok(read)
    }
}

/// An entry that is being inflated.
pub(super) struct Part<'a> {
    inner: BufReader<Metered<'a>>,
    event: Rc<Cell<u64>>,
    full: u64,
}

impl Part<'_> {
    /// A new event begins: its bytes are counted from here.
    pub(super) fn next_event(&mut self) {
        self.event.set(self.full);
    }
}

impl Read for Part<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.inner.read(buf)
    }
}

impl BufRead for Part<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.inner.consume(amount);
    }
}
