//! Text files as people save them: UTF-8 with or without a mark, UTF-16, Windows-1252.

use std::borrow::Cow;

use super::trouble::Trouble;

/// The bytes as text, and whether the encoding had to be guessed.
pub(super) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, bool), Trouble> {
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return utf16(rest, u16::from_le_bytes).map(|text| (text, false));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return utf16(rest, u16::from_be_bytes).map(|text| (text, false));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(Trouble::Encoding);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Cow::Borrowed(text), false)),
        // What spreadsheets on Windows save as CSV where nothing else is chosen.
        Err(_) => Ok((
            Cow::Owned(bytes.iter().map(|b| windows_1252(*b)).collect()),
            true,
        )),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, Trouble> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Trouble::Encoding);
    }
    let units = pairs.iter().map(|pair| unit(*pair));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    text.map(Cow::Owned).map_err(|_| Trouble::Encoding)
}

/// The part of Windows-1252 that is not Latin-1, 0x80 to 0x9F.
const QUOTES_AND_DASHES: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let own = byte
        .checked_sub(0x80)
        .and_then(|at| QUOTES_AND_DASHES.get(usize::from(at)));
    own.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found() {
        for (bytes, expected, guessed) in [
            (b"se\xc3\xb1al".as_slice(), "señal", false),
            (b"\xef\xbb\xbfa", "a", false),
            (b"\xff\xfea\0\xf1\0", "añ", false),
            (b"\xfe\xff\0a", "a", false),
            (b"se\xf1al \x93si\x94", "señal “si”", true),
        ] {
            let (text, was_guessed) = decode(bytes).unwrap();
            assert_eq!((text.as_ref(), was_guessed), (expected, guessed));
        }
        for broken in [b"a\0b".as_slice(), b"\xff\xfea", b"\xff\xfe\0\xd8"] {
            assert_eq!(decode(broken), Err(Trouble::Encoding));
        }
    }
}
