//! A file that is looked into at any place, with a bounded piece of it in memory.

use std::io::{Read, Seek, SeekFrom};

use super::kind::MediaError;

/// Bytes in memory at one time.
const WINDOW: usize = 64 * 1024;
/// Most bytes that are asked for as one value.
const MOST: usize = 16 * 1024;

/// The bytes of a file.
pub(super) struct Source<'a, R> {
    from: &'a mut R,
    size: u64,
    window: Vec<u8>,
    /// Where the window begins.
    at: u64,
}

impl<'a, R: Read + Seek> Source<'a, R> {
    pub(super) fn new(from: &'a mut R) -> Result<Self, MediaError> {
        let size = from.seek(SeekFrom::End(0)).map_err(unreadable)?;
        Ok(Self {
            from,
            size,
            window: Vec::new(),
            at: 0,
        })
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// Some bytes from `at` on; none only at the end.
    pub(super) fn window(&mut self, at: u64) -> Result<&[u8], MediaError> {
        if at >= self.size {
            return Ok(&[]);
        }
        let inside = |source: &Self| {
            let offset = usize::try_from(at.checked_sub(source.at)?).ok()?;
            (offset < source.window.len()).then_some(offset)
        };
        let offset = match inside(self) {
            Some(offset) => offset,
            None => {
                self.fill(at)?;
                0
            }
        };
        self.window.get(offset..).ok_or(MediaError::Damaged)
    }

    fn fill(&mut self, at: u64) -> Result<(), MediaError> {
        self.window.clear();
        self.from.seek(SeekFrom::Start(at)).map_err(unreadable)?;
        let mut piece = Read::by_ref(&mut self.from).take(WINDOW as u64);
        piece.read_to_end(&mut self.window).map_err(unreadable)?;
        self.at = at;
        // The file became shorter while it was read.
        match self.window.is_empty() {
            true => Err(MediaError::Damaged),
            false => Ok(()),
        }
    }

    pub(super) fn byte(&mut self, at: u64) -> Result<u8, MediaError> {
        self.window(at)?.first().copied().ok_or(MediaError::Damaged)
    }

    /// So many bytes, few of them.
    pub(super) fn bytes(&mut self, at: u64, length: usize) -> Result<Vec<u8>, MediaError> {
        if length > MOST {
            return Err(MediaError::Damaged);
        }
        let mut out = Vec::with_capacity(length);
        let mut at = at;
        while out.len() < length {
            let window = self.window(at)?;
            let wanted = length - out.len();
            let piece = window.get(..wanted.min(window.len())).unwrap_or_default();
            if piece.is_empty() {
                return Err(MediaError::Damaged);
            }
            out.extend_from_slice(piece);
            at = at.saturating_add(piece.len() as u64);
        }
        Ok(out)
    }

    /// The four letters there.
    pub(super) fn letters(&mut self, at: u64) -> Result<[u8; 4], MediaError> {
        let bytes = self.bytes(at, 4)?;
        bytes.try_into().map_err(|_| MediaError::Damaged)
    }

    /// A number of so many bytes, the high one first; 0 of none.
    pub(super) fn number(&mut self, at: u64, bytes: u8) -> Result<u64, MediaError> {
        let bytes = self.bytes(at, usize::from(bytes))?;
        Ok(bytes
            .into_iter()
            .fold(0, |number, byte| (number << 8) | u64::from(byte)))
    }

    /// Whether the bytes from `from` up to `to` are the same one.
    pub(super) fn is_all(&mut self, from: u64, to: u64, byte: u8) -> Result<bool, MediaError> {
        let mut at = from;
        while at < to {
            let window = self.window(at)?;
            let wanted = usize::try_from(to - at).unwrap_or(usize::MAX);
            let piece = window.get(..wanted.min(window.len())).unwrap_or_default();
            if piece.is_empty() {
                return Err(MediaError::Damaged);
            }
            if piece.iter().any(|found| *found != byte) {
                return Ok(false);
            }
            at += piece.len() as u64;
        }
        Ok(true)
    }
}

pub(super) fn unreadable(error: std::io::Error) -> MediaError {
    MediaError::Unreadable(error.kind())
}
