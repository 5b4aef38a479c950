//! The exact place of an expression in the text of the form.
//!
//! The reader keeps where elements begin, which is enough for what runs. For a fault the text is
//! looked at once more, so that a person is shown the very character.

/// How far from its element's start an expression is looked for: a start tag with long
/// expressions, or a label with its outputs.
const REACH: usize = 64 * 1024;

/// The byte of `bytes` where the byte `offset` of the expression `text` stands, which belongs to
/// the element that starts at `at`; `at` itself where it is not found.
pub(super) fn exact(bytes: &[u8], at: usize, text: &str, offset: usize) -> usize {
    let end = bytes.len().min(at.saturating_add(REACH));
    let window = bytes.get(at..end).unwrap_or_default();
    let mut before = 0;
    // A text that repeats itself is compared at each of its places.
    let mut left = 4 * REACH;
    for (index, byte) in window.iter().enumerate() {
        // An attribute's value begins after `="`, an element's text after `>`.
        let begins = match byte {
            b'"' | b'\'' => before == b'=',
            b'>' => true,
            _ => false,
        };
        before = *byte;
        if !begins {
            continue;
        }
        let start = index + 1;
        let found = window
            .get(start..)
            .and_then(|source| place_in(source, text, offset, &mut left));
        if let Some(found) = found {
            return at + start + found;
        }
        if left == 0 {
            break;
        }
    }
    at
}

/// Where the byte `offset` of `text` stands in its source, which begins with `text` as XML
/// writes it and then ends with a quote or a tag. `left`: bytes that may still be compared.
fn place_in(source: &[u8], text: &str, offset: usize, left: &mut usize) -> Option<usize> {
    let mut place = None;
    let (mut at, mut done) = (0, 0);
    let mut rest = text.as_bytes();
    while let Some((wanted, tail)) = rest.split_first() {
        if done >= offset && place.is_none() {
            place = Some(at);
        }
        *left = left.checked_sub(1)?;
        let byte = *source.get(at)?;
        if byte == b'&' {
            let (decoded, length) = entity(source.get(at..)?)?;
            let mut buffer = [0; 4];
            let decoded = decoded.encode_utf8(&mut buffer).as_bytes();
            rest = rest.strip_prefix(decoded)?;
            done += decoded.len();
            at += length;
            continue;
        }
        // Line ends within attributes are read as spaces, two bytes as one.
        if byte == b'\r' && source.get(at + 1) == Some(&b'\n') {
            at += 1;
            continue;
        }
        let same = byte == *wanted || (byte.is_ascii_whitespace() && wanted.is_ascii_whitespace());
        if !same {
            return None;
        }
        rest = tail;
        (at, done) = (at + 1, done + 1);
    }
    let ends = matches!(source.get(at), Some(b'"' | b'\'' | b'<'));
    ends.then(|| place.unwrap_or(at))
}

/// The character of the reference that `source` begins with, and its length in bytes.
fn entity(source: &[u8]) -> Option<(char, usize)> {
    let end = source.iter().take(12).position(|byte| *byte == b';')?;
    let name = std::str::from_utf8(source.get(1..end)?).ok()?;
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, text: &str, offset: usize, expected: &str) {
        let at = exact(source.as_bytes(), 0, text, offset);
        let tail = source.get(at..).expect("a boundary");
        assert!(tail.starts_with(expected), "{tail:?}");
    }

    #[test]
    fn finds_the_character() {
        let tag = "<bind nodeset='/d/a' relevant='1' constraint=\"é &lt; &#x41;\n &amp; b\"/>";
        check(tag, "é < A  & b", 0, "é &lt;");
        check(tag, "é < A  & b", 3, "&lt;");
        check(tag, "é < A  & b", 5, "&#x41;");
        check(tag, "é < A  & b", 10, "b\"");
        check(tag, "é < A  & b", 11, "\"/>");
        check(tag, "1", 0, "1' c");
        check("<x>a + b</x>", "a + b", 4, "b</x>");
        // What is not there as written is shown where its element begins.
        check(tag, "nothing", 3, "<bind");
        check("<x a=\"&", "x", 0, "<x");
    }
}
