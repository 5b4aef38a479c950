//! Places in a text, for people.

/// Line and column, from 1, of a byte offset.
pub(crate) fn line_column(bytes: &[u8], offset: usize) -> (u32, u32) {
    Lines::new(bytes).of(offset)
}

/// Lines and columns of offsets that rise: a text is gone through once for all of them.
pub(crate) struct Lines<'x> {
    bytes: &'x [u8],
    /// How far it was looked at, and what stood before: line breaks, characters of the last line.
    at: usize,
    breaks: usize,
    characters: usize,
}

impl<'x> Lines<'x> {
    pub(crate) fn new(bytes: &'x [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            breaks: 0,
            characters: 0,
        }
    }

    /// Line and column, from 1, of a byte offset that is no smaller than the one before.
    pub(crate) fn of(&mut self, offset: usize) -> (u32, u32) {
        let end = offset.min(self.bytes.len()).max(self.at);
        for byte in self.bytes.get(self.at..end).unwrap_or_default() {
            if *byte == b'\n' {
                self.breaks += 1;
                self.characters = 0;
            } else {
                // Continuation bytes of UTF-8 are not characters of their own.
                self.characters += usize::from((byte & 0xC0) != 0x80);
            }
        }
        self.at = end;
        let number = |before: usize| u32::try_from(before + 1).unwrap_or(u32::MAX);
        (number(self.breaks), number(self.characters))
    }
}
