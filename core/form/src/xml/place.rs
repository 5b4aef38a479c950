//! Places in a text, for people.

/// Line and column, from 1, of a byte offset.
pub(crate) fn line_column(bytes: &[u8], offset: usize) -> (u32, u32) {
    let before = bytes.get(..offset.min(bytes.len())).unwrap_or(bytes);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let start = before
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |i| i + 1);
    let tail = before.get(start..).unwrap_or_default();
    // Continuation bytes of UTF-8 are not characters of their own.
    let column = tail.iter().filter(|b| (**b & 0xC0) != 0x80).count() + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}
