//! Texts as they were meant: without blanks at their ends and signs that nobody sees.

use std::borrow::Cow;

/// A blank that does not break: pasted from web pages and word processors.
const NO_BREAK: [char; 2] = ['\u{A0}', '\u{202F}'];

/// Whether a sign has no width: a mark of the byte order, a place to break a word, a direction.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{200B}' | '\u{FEFF}' | '\u{2060}' | '\u{200E}' | '\u{200F}' | '\u{AD}'
    )
}

/// The text without blanks at its ends, with common blanks for those that do not break.
///
/// In a `code` column signs without a width are taken out; in what people read they can be part
/// of a word.
pub(super) fn cleaned(text: Cow<'_, str>, code: bool) -> Cow<'_, str> {
    let is_clean = text.is_ascii()
        || !text
            .chars()
            .any(|c| NO_BREAK.contains(&c) || (code && is_invisible(c)));
    if is_clean {
        return trimmed(text);
    }
    let kept = text.chars().filter(|c| !(code && is_invisible(*c)));
    let out: String = kept
        .map(|c| if NO_BREAK.contains(&c) { ' ' } else { c })
        .collect();
    trimmed(Cow::Owned(out))
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The text with each run of blanks made one.
pub(crate) fn single_blanks(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("  ") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The part of a header before its first colon, as headers are compared.
fn column(header: &str) -> String {
    let first = header.split(':').next().unwrap_or_default();
    first.trim().to_lowercase().replace(' ', "_")
}

/// Whether a column holds texts for people to read.
pub(super) fn is_prose(header: &str) -> bool {
    matches!(
        column(header).as_str(),
        "label"
            | "caption"
            | "hint"
            | "guidance_hint"
            | "constraint_message"
            | "constraining_message"
            | "required_message"
            | "requiredmsg"
            | "form_title"
            | "set_form_title"
            | "title"
    )
}

/// A whole number that a spreadsheet shortened to `2.0261123E9` or `1E+11`, in a column whose
/// values are names and not amounts. `3E2` is none: no spreadsheet writes an exponent without a
/// sign or a fraction, and people have such names for choices, streets and buses.
pub(super) fn whole_number(header: &str, text: &str) -> Option<String> {
    let (digits, exponent) = text.split_once(['E', 'e'])?;
    let names = [
        "name",
        "value",
        "list_name",
        "form_id",
        "id_string",
        "version",
    ];
    if !names.contains(&column(header).as_str()) {
        return None;
    }
    let (first, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
    let is_number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let signed = exponent.strip_prefix('+');
    if signed.is_none() && fraction.is_empty() {
        return None;
    }
    let exponent = signed.unwrap_or(exponent);
    let plain = first.len() == 1 && is_number(first) && is_number(fraction);
    if !plain || exponent.is_empty() || exponent.len() > 2 || !is_number(exponent) {
        return None;
    }
    let zeros = exponent
        .parse::<usize>()
        .ok()?
        .checked_sub(fraction.len())?;
    Some(format!("{first}{fraction}{}", "0".repeat(zeros)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_signs_that_nobody_sees_are_gone() {
        for (text, code, expected) in [
            ("\u{A0}select_one\u{A0}si_no ", true, "select_one si_no"),
            ("\u{FEFF}type", true, "type"),
            ("na\u{200B}me", true, "name"),
            ("ភាសា\u{200B}ខ្មែរ", false, "ភាសា\u{200B}ខ្មែរ"),
            ("10\u{202F}km", false, "10 km"),
            ("  ¿Qué calle?\n", false, "¿Qué calle?"),
            ("\u{200B}", true, ""),
        ] {
            assert_eq!(cleaned(Cow::Borrowed(text), code), expected);
        }
    }

    #[test]
    fn shortened_numbers_are_written_out() {
        for (header, text, expected) in [
            ("version", "2.0261123E9", Some("2026112300")),
            ("version", "2,02611E+09", Some("2026110000")),
            ("name", "1E+3", Some("1000")),
            ("name", "1.5E3", Some("1500")),
            ("name", "3E2", None),
            ("name", "1e3", None),
            ("version", "2.0261123E3", None),
            ("version", "v2E1", None),
            ("name", "e1", None),
            ("name", "1e", None),
            ("name", "1e-3", None),
            ("calculation", "2.5E9", None),
            ("label", "1E3", None),
        ] {
            assert_eq!(whole_number(header, text).as_deref(), expected, "{text}");
        }
    }
}
