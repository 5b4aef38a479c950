//! Names: whether they can be written again, and their parts.

/// Whether a name can be written again: `local` or `prefix:local`, in the letters XML allows.
/// The reader takes anything up to a space for a name.
pub(super) fn is_name(written: &str) -> bool {
    let mut bytes = written.bytes();
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if bytes.next().is_some_and(|b| b.is_ascii_alphabetic()) && bytes.all(plain) {
        return true;
    }
    let (prefix, local) = split_name(written);
    prefix.into_iter().chain([local]).all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(starts_name) && chars.all(continues_name)
    })
}

pub(super) fn starts_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

pub(super) fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// A written name as prefix and local name.
pub(crate) fn split_name(written: &str) -> (Option<&str>, &str) {
    // Names are short: a plain look at each byte is quicker than a search prepared for long texts.
    let colon = written.bytes().position(|b| b == b':');
    let parts = colon.and_then(|at| Some((written.get(..at)?, written.get(at + 1..)?)));
    match parts {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, written),
    }
}
