//! Randomness: drawn from the caller's source, noted for the journal, given back on replay.

use std::collections::VecDeque;

use super::Entropy;

/// The source, what was drawn since the last delta, and what a replay still has to give.
pub(crate) struct Chance {
    source: Box<dyn Entropy + Send>,
    drawn: Vec<u8>,
    noted: VecDeque<u8>,
}

impl Chance {
    pub(crate) fn new(source: Box<dyn Entropy + Send>) -> Self {
        Self {
            source,
            drawn: Vec::new(),
            noted: VecDeque::new(),
        }
    }

    pub(crate) fn fill(&mut self, out: &mut [u8]) {
        let length = out.len();
        if self.noted.len() >= length {
            for (slot, byte) in out.iter_mut().zip(self.noted.drain(..length)) {
                *slot = byte;
            }
        } else {
            self.source.fill(out);
        }
        self.drawn.extend_from_slice(out);
    }

    /// The bytes drawn since the last call, in hexadecimal.
    pub(crate) fn take(&mut self) -> String {
        let mut out = String::with_capacity(self.drawn.len() * 2);
        for byte in self.drawn.drain(..) {
            out.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            out.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
        out
    }

    /// Has the next draws give the noted bytes.
    pub(crate) fn give_back(&mut self, hex: &str) -> Option<()> {
        self.noted.clear();
        let mut digits = hex.chars().map(|c| c.to_digit(16));
        while let Some(high) = digits.next() {
            let byte = high? * 16 + digits.next()??;
            self.noted.push_back(u8::try_from(byte).ok()?);
        }
        Some(())
    }
}
