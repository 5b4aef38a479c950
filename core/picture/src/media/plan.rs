//! What of a file is kept: ranges of it, zeros and a few bytes of ours. It is made by looking at
//! the file, and applied while the file is read a second time, so that no film is in memory.

use std::io::{self, Read, Seek, SeekFrom};

use super::kind::{Kind, MediaError};
use super::source::Source;

/// Most pieces of a plan. Films of a phone need some thousands; 40 bytes each.
const MOST_PIECES: usize = 100_000;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Copy { from: u64, to: u64 },
    Zeros(u64),
    Bytes(Vec<u8>),
}

impl Piece {
    fn len(&self) -> u64 {
        match self {
            Self::Copy { from, to } => to.saturating_sub(*from),
            Self::Zeros(length) => *length,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

/// A plan in the making, from the first byte of the new file to its last.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pieces: Vec<Piece>,
    /// The next range is a piece of its own.
    apart: bool,
}

impl Pieces {
    pub(super) fn copy(&mut self, from: u64, to: u64) -> Result<(), MediaError> {
        if from >= to {
            return Ok(());
        }
        match self.pieces.last_mut() {
            Some(Piece::Copy { to: end, .. }) if *end == from && !self.apart => *end = to,
            _ => self.push(Piece::Copy { from, to })?,
        }
        self.apart = false;
        Ok(())
    }

    pub(super) fn zeros(&mut self, length: u64) -> Result<(), MediaError> {
        if length > 0 {
            self.push(Piece::Zeros(length))?;
        }
        Ok(())
    }

    pub(super) fn bytes(&mut self, bytes: Vec<u8>) -> Result<(), MediaError> {
        self.push(Piece::Bytes(bytes))
    }

    /// A place to which something may be put later.
    pub(super) fn place(&mut self) -> usize {
        self.apart = true;
        self.pieces.len()
    }

    pub(super) fn put(&mut self, place: usize, bytes: Vec<u8>) {
        let place = place.min(self.pieces.len());
        self.pieces.insert(place, Piece::Bytes(bytes));
    }

    pub(super) fn append(&mut self, others: &mut Self) {
        self.pieces.append(&mut others.pieces);
    }

    pub(super) fn len(&self) -> u64 {
        self.pieces.iter().map(Piece::len).sum()
    }

    fn push(&mut self, piece: Piece) -> Result<(), MediaError> {
        if self.pieces.len() >= MOST_PIECES {
            return Err(MediaError::CannotClean);
        }
        self.pieces.push(piece);
        Ok(())
    }

    pub(super) fn plan<R: Read + Seek>(
        self,
        kind: Kind,
        source: &Source<'_, R>,
    ) -> Result<Plan, MediaError> {
        let mut whole = 0;
        let unchanged = self.pieces.iter().all(|piece| match piece {
            Piece::Copy { from, to } if *from == whole => {
                whole = *to;
                true
            }
            _ => false,
        });
        Ok(Plan {
            kind,
            unchanged: unchanged && whole == source.size(),
            pieces: self.pieces,
        })
    }
}

/// Changes of a file whose bytes stay where they are.
#[derive(Debug, Default)]
pub(super) struct Edits {
    edits: Vec<(u64, u64, Option<Vec<u8>>)>,
}

impl Edits {
    /// Makes zeros of the bytes from `from` up to `to`, where they are not.
    pub(super) fn zero<R: Read + Seek>(
        &mut self,
        source: &mut Source<'_, R>,
        from: u64,
        to: u64,
    ) -> Result<(), MediaError> {
        if from < to && !source.is_all(from, to, 0)? {
            self.push(from, to, None)?;
        }
        Ok(())
    }

    /// Writes bytes over those at `at`, where they differ.
    pub(super) fn write<R: Read + Seek>(
        &mut self,
        source: &mut Source<'_, R>,
        at: u64,
        bytes: &[u8],
    ) -> Result<(), MediaError> {
        if source.bytes(at, bytes.len())? != bytes {
            let to = at.saturating_add(bytes.len() as u64);
            self.push(at, to, Some(bytes.to_vec()))?;
        }
        Ok(())
    }

    fn push(&mut self, from: u64, to: u64, bytes: Option<Vec<u8>>) -> Result<(), MediaError> {
        if self.edits.len() >= MOST_PIECES / 2 {
            return Err(MediaError::CannotClean);
        }
        self.edits.push((from, to, bytes));
        Ok(())
    }

    /// The pieces of a file that ends at `end`.
    pub(super) fn pieces(mut self, end: u64) -> Result<Pieces, MediaError> {
        self.edits.sort_by_key(|(from, to, _)| (*from, *to));
        let (mut pieces, mut at) = (Pieces::default(), 0);
        for (from, to, bytes) in self.edits {
            // Two boxes that claim the same bytes are no file of a camera.
            if from < at || to > end {
                return Err(MediaError::Damaged);
            }
            pieces.copy(at, from)?;
            match bytes {
                Some(bytes) => pieces.bytes(bytes)?,
                None => pieces.zeros(to - from)?,
            }
            at = to;
        }
        pieces.copy(at, end)?;
        Ok(pieces)
    }
}

/// What of a file is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    kind: Kind,
    unchanged: bool,
    pieces: Vec<Piece>,
}

impl Plan {
    /// What the file is, by its bytes.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether the file stays as it is, byte by byte.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.unchanged
    }

    /// Bytes of the file that is kept.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.pieces.iter().map(Piece::len).sum()
    }

    /// Reads the file as it is kept. `source` must be the one that was looked at.
    pub fn read<R: Read + Seek>(self, source: R) -> Cleaned<R> {
        Cleaned {
            source,
            pieces: self.pieces.into_iter(),
            piece: None,
            left: 0,
        }
    }
}

/// A file as it is kept.
#[derive(Debug)]
pub struct Cleaned<R> {
    source: R,
    pieces: std::vec::IntoIter<Piece>,
    piece: Option<Piece>,
    /// Bytes of the piece that are still to come.
    left: u64,
}

impl<R: Read + Seek> Read for Cleaned<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 {
            let Some(piece) = self.pieces.next() else {
                return Ok(0);
            };
            if let Piece::Copy { from, .. } = piece {
                self.source.seek(SeekFrom::Start(from))?;
            }
            self.left = piece.len();
            self.piece = Some(piece);
        }
        let wanted = usize::try_from(self.left).unwrap_or(usize::MAX);
        let room = wanted.min(out.len());
        let out = out.get_mut(..room).unwrap_or_default();
        let read = match &self.piece {
            Some(Piece::Copy { .. }) => self.source.read(out)?,
            Some(Piece::Bytes(bytes)) => {
                let done = bytes.len().saturating_sub(wanted);
                bytes.get(done..).unwrap_or_default().read(out)?
            }
            Some(Piece::Zeros(_)) | None => {
                out.fill(0);
                out.len()
            }
        };
        if read == 0 && room > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= read as u64;
        Ok(read)
    }
}
