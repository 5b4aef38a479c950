//! Records of a stream: a kind, a length, data.

use super::super::trouble::Trouble;
use super::kind::CONTINUE;

/// A record.
pub(super) struct Record<'s> {
    pub(super) kind: u16,
    pub(super) data: &'s [u8],
}

/// The records of a stream from a position on.
pub(super) struct Records<'s> {
    rest: &'s [u8],
}

impl<'s> Records<'s> {
    pub(super) fn from(stream: &'s [u8], position: usize) -> Self {
        Self {
            rest: stream.get(position..).unwrap_or_default(),
        }
    }

    /// The next record; none at the end of the stream, where what is left is too short for one.
    pub(super) fn next(&mut self) -> Result<Option<Record<'s>>, Trouble> {
        let Some((head, rest)) = self.rest.split_first_chunk::<4>() else {
            return Ok(None);
        };
        let (kind, length) = (u16_at(head, 0)?, usize::from(u16_at(head, 2)?));
        let (data, rest) = rest.split_at_checked(length).ok_or(Trouble::Damaged)?;
        self.rest = rest;
        Ok(Some(Record { kind, data }))
    }

    /// A record's data and those of the records that continue it.
    pub(super) fn with_continued(&mut self, data: &'s [u8]) -> Vec<&'s [u8]> {
        let mut parts = vec![data];
        loop {
            let before = self.rest;
            match self.next() {
                Ok(Some(record)) if record.kind == CONTINUE => parts.push(record.data),
                _ => {
                    self.rest = before;
                    return parts;
                }
            }
        }
    }
}

fn array<const N: usize>(data: &[u8], at: usize) -> Result<[u8; N], Trouble> {
    let bytes = data.get(at..).and_then(|rest| rest.first_chunk::<N>());
    bytes.copied().ok_or(Trouble::Damaged)
}

pub(super) fn u8_at(data: &[u8], at: usize) -> Result<u8, Trouble> {
    array::<1>(data, at).map(|[byte]| byte)
}

pub(super) fn u16_at(data: &[u8], at: usize) -> Result<u16, Trouble> {
    array(data, at).map(u16::from_le_bytes)
}

pub(super) fn u32_at(data: &[u8], at: usize) -> Result<u32, Trouble> {
    array(data, at).map(u32::from_le_bytes)
}

pub(super) fn f64_at(data: &[u8], at: usize) -> Result<f64, Trouble> {
    array(data, at).map(f64::from_le_bytes)
}
