//! What XML can hold, and how it is written.

use std::borrow::Cow;

/// The first byte that is a control character XML cannot hold.
pub(super) fn first_control(bytes: &[u8]) -> Option<usize> {
    let control = |b: u8| b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r');
    // A part at a time without a way out in between: the compiler looks at many bytes at once.
    let in_part = |part: &[u8]| part.iter().fold(false, |found, b| found | control(*b));
    let part = bytes.chunks(256).position(in_part)?;
    let from = part * 256;
    let rest = bytes.get(from..)?;
    rest.iter().position(|b| control(*b)).map(|at| from + at)
}

/// A character reference or one of the five entities of XML itself.
pub(super) fn resolve_reference(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let number = match code.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    char::from_u32(number).filter(|c| is_xml_char(*c))
}

/// Whether XML 1.0 can hold the character at all.
pub(crate) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// A text without the characters that XML cannot hold: a value with one could not be saved.
pub(crate) fn without_controls(text: &str) -> Cow<'_, str> {
    // Almost no text has one: a look at the bytes is enough to know.
    let suspect = |found, b: &u8| found | (*b < b' ') | (*b == 0xef);
    let mut parts = text.as_bytes().chunks(64);
    if !parts.any(|part| part.iter().fold(false, suspect)) || text.chars().all(is_xml_char) {
        return Cow::Borrowed(text);
    }
    text.chars().filter(|c| is_xml_char(*c)).collect()
}

/// Appends text escaped for element content.
pub(crate) fn escape_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}

/// Appends text escaped for an attribute in double quotes.
pub(crate) fn escape_attribute(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            _ => out.push(c),
        }
    }
}
