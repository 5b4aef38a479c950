//! Texts of records: UTF-16, or the lower half of it where that is enough.

use super::super::limits::{Limit, Limits};
use super::super::trouble::Trouble;
use super::records::{u8_at, u16_at, u32_at};

/// A text whose length is one byte.
pub(super) fn short(data: &[u8]) -> Result<String, Trouble> {
    let length = usize::from(u8_at(data, 0)?);
    plain(data.get(1..).unwrap_or_default(), length)
}

/// A text whose length is two bytes.
pub(super) fn long(data: &[u8]) -> Result<String, Trouble> {
    let length = usize::from(u16_at(data, 0)?);
    plain(data.get(2..).unwrap_or_default(), length)
}

fn plain(data: &[u8], length: usize) -> Result<String, Trouble> {
    let wide = u8_at(data, 0)? & 1 == 1;
    let units = data.get(1..).unwrap_or_default();
    let bytes = units
        .get(..length * (1 + usize::from(wide)))
        .ok_or(Trouble::Damaged)?;
    let mut out = Vec::with_capacity(length);
    push(&mut out, bytes, wide);
    Ok(String::from_utf16_lossy(&out))
}

fn push(out: &mut Vec<u16>, bytes: &[u8], wide: bool) {
    if wide {
        let (pairs, _) = bytes.as_chunks::<2>();
        out.extend(pairs.iter().map(|pair| u16::from_le_bytes(*pair)));
    } else {
        out.extend(bytes.iter().map(|byte| u16::from(*byte)));
    }
}

/// The texts that cells share. They go on from one part into the next; where a text is cut in its
/// characters, the next part says again whether they are wide.
pub(super) fn shared(parts: &[&[u8]], limits: &Limits) -> Result<Vec<String>, Trouble> {
    let (first, rest) = parts.split_first().ok_or(Trouble::Damaged)?;
    let count = u32_at(first, 4)? as usize;
    let mut reader = Parts {
        current: first.get(8..).ok_or(Trouble::Damaged)?,
        rest: rest.iter(),
    };
    let (mut texts, mut size) = (Vec::new(), 0);
    for _ in 0..count {
        // Some writers count more than they write.
        let Some(text) = reader.text()? else { break };
        size += text.len();
        texts.push(text);
        if size > limits.text || texts.len() > limits.cells {
            return Err(Trouble::Passed(Limit::Cells));
        }
    }
    Ok(texts)
}

struct Parts<'p, 's> {
    current: &'s [u8],
    rest: std::slice::Iter<'p, &'s [u8]>,
}

impl<'s> Parts<'_, 's> {
    fn next_part(&mut self) -> bool {
        match self.rest.next() {
            Some(part) => {
                self.current = part;
                true
            }
            None => false,
        }
    }

    /// Takes bytes that may go on into the next part.
    fn take<const N: usize>(&mut self) -> Result<[u8; N], Trouble> {
        let mut out = [0; N];
        for byte in &mut out {
            while self.current.is_empty() {
                if !self.next_part() {
                    return Err(Trouble::Damaged);
                }
            }
            if let Some((first, rest)) = self.current.split_first() {
                (*byte, self.current) = (*first, rest);
            }
        }
        Ok(out)
    }

    fn text(&mut self) -> Result<Option<String>, Trouble> {
        while self.current.is_empty() {
            if !self.next_part() {
                return Ok(None);
            }
        }
        let length = usize::from(u16::from_le_bytes(self.take()?));
        let [flags] = self.take()?;
        let runs = if flags & 8 == 0 {
            0
        } else {
            usize::from(u16::from_le_bytes(self.take()?))
        };
        let extra = if flags & 4 == 0 {
            0
        } else {
            u32::from_le_bytes(self.take()?) as usize
        };
        let text = self.characters(length, flags & 1 == 1)?;
        self.skip(runs.saturating_mul(4).saturating_add(extra))?;
        Ok(Some(text))
    }

    fn characters(&mut self, length: usize, mut wide: bool) -> Result<String, Trouble> {
        let mut out: Vec<u16> = Vec::with_capacity(length);
        while out.len() < length {
            let width = 1 + usize::from(wide);
            let fits = (self.current.len() / width).min(length - out.len());
            let (bytes, rest) = self
                .current
                .split_at_checked(fits * width)
                .unwrap_or_default();
            push(&mut out, bytes, wide);
            self.current = rest;
            if out.len() < length {
                if !self.next_part() {
                    return Err(Trouble::Damaged);
                }
                wide = u8_at(self.current, 0)? & 1 == 1;
                self.current = self.current.get(1..).unwrap_or_default();
            }
        }
        Ok(String::from_utf16_lossy(&out))
    }

    fn skip(&mut self, mut bytes: usize) -> Result<(), Trouble> {
        while bytes > self.current.len() {
            bytes -= self.current.len();
            if !self.next_part() {
                return Err(Trouble::Damaged);
            }
        }
        self.current = self.current.get(bytes..).unwrap_or_default();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_narrow_or_wide() {
        assert_eq!(short(b"\x03\0abc").unwrap(), "abc");
        assert_eq!(long(b"\x02\0\x01a\0\xf1\0").unwrap(), "añ");
        assert_eq!(long(b"\x09\0\0abc"), Err(Trouble::Damaged));
    }

    #[test]
    fn shared_texts_go_on_in_the_next_record() {
        let first = [b"\x02\0\0\0\x02\0\0\0".as_slice(), b"\x04\0\0ab"].concat();
        // The second half is wide; then a text with one run of a format.
        let second = [b"\x01c\0\xf1\0".as_slice(), b"\x01\0\x08\x01\0x\0\0\0\0"].concat();
        let texts = shared(&[&first, &second], &Limits::default()).unwrap();
        assert_eq!(texts, ["abcñ", "x"]);
    }

    #[test]
    fn a_count_without_texts_ends() {
        let texts = shared(&[b"\xff\xff\xff\xff\xff\xff\xff\xff"], &Limits::default());
        assert_eq!(texts, Ok(Vec::new()));
    }
}
