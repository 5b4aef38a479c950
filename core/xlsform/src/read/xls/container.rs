//! The container of xls: a file system in a file, with chains of sectors ([MS-CFB]).

use super::super::trouble::Trouble;
use super::records::{u16_at, u32_at};

const HEADER: usize = 512;
/// Sectors in the header's own list.
const LISTED: usize = 109;
/// Above these numbers stand marks: the end of a chain, a free sector.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
const MINI_SECTOR: usize = 64;

/// The stream that holds the workbook.
pub(super) fn workbook_stream(bytes: &[u8]) -> Result<Vec<u8>, Trouble> {
    let file = Compound::open(bytes)?;
    let directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
    let mut entries = directory.as_chunks::<128>().0.iter();
    let root = entries.clone().next().ok_or(Trouble::Damaged)?;
    if entries
        .clone()
        .any(|entry| is_named(entry, "EncryptedPackage"))
    {
        return Err(Trouble::Encrypted);
    }
    let found = entries.find(|entry| is_named(*entry, "Workbook"));
    // `Book` is the stream of Excel 5 and 95.
    let entry = found.ok_or(Trouble::Unsupported)?;
    let (start, size) = (u32_at(entry, 116)?, u32_at(entry, 120)? as usize);
    if size > bytes.len() {
        return Err(Trouble::Damaged);
    }
    let cutoff = u32_at(bytes, 56)? as usize;
    if size >= cutoff {
        return file.chain(start, size);
    }
    let small = file.chain(u32_at(root, 116)?, u32_at(root, 120)? as usize)?;
    let table = file.chain(u32_at(bytes, 60)?, usize::MAX)?;
    file.small_chain(&small, &table, start, size)
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let length = u16_at(entry, 64).map_or(0, usize::from).saturating_sub(2);
    let units = entry
        .get(..length.min(64))
        .unwrap_or_default()
        .as_chunks::<2>()
        .0;
    units
        .iter()
        .map(|unit| u16::from_le_bytes(*unit))
        .eq(name.encode_utf16())
}

struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    /// For each sector the one that follows it.
    next: Vec<u32>,
}

impl<'b> Compound<'b> {
    fn open(bytes: &'b [u8]) -> Result<Self, Trouble> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return Err(Trouble::Damaged),
        };
        let mut file = Self {
            bytes,
            sector,
            next: Vec::new(),
        };
        for table in file.tables()? {
            let words = file.sector(table)?.as_chunks::<4>().0;
            file.next
                .extend(words.iter().map(|word| u32::from_le_bytes(*word)));
        }
        Ok(file)
    }

    /// The sectors that hold the table of chains: listed in the header, then in a chain of lists.
    fn tables(&self) -> Result<Vec<u32>, Trouble> {
        let most = self.bytes.len() / self.sector;
        let mut tables = Vec::new();
        for index in 0..LISTED {
            tables.push(u32_at(self.bytes, 76 + index * 4)?);
        }
        let mut list = u32_at(self.bytes, 68)?;
        let mut lists = 0;
        while list < LAST_SECTOR {
            lists += 1;
            if lists > most {
                return Err(Trouble::Damaged);
            }
            let words = self.sector(list)?.as_chunks::<4>().0;
            let (last, words) = words.split_last().ok_or(Trouble::Damaged)?;
            tables.extend(words.iter().map(|word| u32::from_le_bytes(*word)));
            list = u32::from_le_bytes(*last);
        }
        tables.retain(|table| *table < LAST_SECTOR);
        if tables.len() > most {
            return Err(Trouble::Damaged);
        }
        Ok(tables)
    }

    fn sector(&self, number: u32) -> Result<&'b [u8], Trouble> {
        // The header takes the place of one sector, whatever their size.
        let start = (number as usize)
            .checked_add(1)
            .and_then(|sectors| sectors.checked_mul(self.sector))
            .ok_or(Trouble::Damaged)?;
        debug_assert!(self.sector >= HEADER);
        let end = start.saturating_add(self.sector).min(self.bytes.len());
        self.bytes
            .get(start..end)
            .filter(|data| !data.is_empty())
            .ok_or(Trouble::Damaged)
    }

    /// The bytes of a chain, at most `size`.
    fn chain(&self, start: u32, size: usize) -> Result<Vec<u8>, Trouble> {
        let mut out = Vec::new();
        let mut at = start;
        while at < LAST_SECTOR && out.len() < size {
            // A chain that is longer than the file is a circle.
            if out.len() > self.bytes.len() {
                return Err(Trouble::Damaged);
            }
            out.extend_from_slice(self.sector(at)?);
            at = *self.next.get(at as usize).ok_or(Trouble::Damaged)?;
        }
        out.truncate(size);
        Ok(out)
    }

    /// The bytes of a small stream: pieces of 64 bytes within another stream.
    fn small_chain(
        &self,
        small: &[u8],
        table: &[u8],
        start: u32,
        size: usize,
    ) -> Result<Vec<u8>, Trouble> {
        let mut out = Vec::with_capacity(size);
        let mut at = start;
        while at < LAST_SECTOR && out.len() < size {
            let from = (at as usize)
                .checked_mul(MINI_SECTOR)
                .ok_or(Trouble::Damaged)?;
            let end = from.saturating_add(MINI_SECTOR).min(small.len());
            let piece = small.get(from..end).filter(|piece| !piece.is_empty());
            out.extend_from_slice(piece.ok_or(Trouble::Damaged)?);
            at = u32_at(table, (at as usize).saturating_mul(4))?;
        }
        out.truncate(size);
        Ok(out)
    }
}
