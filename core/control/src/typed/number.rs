//! Numbers as people type them.
//!
//! The decimal mark of the phone divides. Of the two marks the last one does; a mark that repeats
//! groups. The grouping mark alone groups where it stands as people write thousands (`1,234`),
//! else it divides (`1,5`): some keyboards have one mark only. `bindings/scenario/numbers.json`
//! holds the cases.

use crate::locale::DecimalMark;

/// Whether decimals may be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// A whole number of 32 bits, as xsd:int has them.
    Whole,
    /// A number with decimals.
    Decimal,
}

/// The text is no number of its kind. It deliberately does not say what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no number of the question's kind")]
pub struct NotANumber;

/// Reads a number in the words of an XForm. Nothing typed, or only a sign, is no answer: the
/// empty text.
///
/// ```
/// use farola_control::{DecimalMark, typed};
/// let point = DecimalMark::Point;
/// let read = |text| typed::number(text, typed::NumberKind::Decimal, point);
/// assert_eq!(read("1,234.50").as_deref(), Ok("1234.50"));
/// assert_eq!(read("1,5").as_deref(), Ok("1.5"));
/// assert_eq!(read("-").as_deref(), Ok(""));
/// assert!(read("1-2").is_err());
/// ```
///
/// # Errors
/// [`NotANumber`] where the text is none: other letters, a second sign, decimals in a whole
/// number, a whole number beyond 32 bits.
pub fn read(typed: &str, kind: NumberKind, decimal: DecimalMark) -> Result<String, NotANumber> {
    let body: String = typed.chars().filter(|letter| !is_space(*letter)).collect();
    let (sign, body) = match body.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", body.strip_prefix('+').unwrap_or(&body)),
    };
    let known = |letter: char| letter.is_ascii_digit() || letter == '.' || letter == ',';
    if !body.chars().all(known) {
        return Err(NotANumber);
    }
    if !body.contains(|letter: char| letter.is_ascii_digit()) {
        return Ok(String::new());
    }
    let (whole, part) = match divider(body, decimal) {
        Some(at) => body.split_at(at),
        None => (body, ""),
    };
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    written(sign, &digits(whole), &digits(part), kind)
}

fn written(sign: &str, whole: &str, part: &str, kind: NumberKind) -> Result<String, NotANumber> {
    match kind {
        NumberKind::Whole => {
            let number = format!("{sign}{whole}");
            let fits = part.chars().all(|digit| digit == '0') && number.parse::<i32>().is_ok();
            if fits { Ok(number) } else { Err(NotANumber) }
        }
        NumberKind::Decimal => {
            let whole = if whole.is_empty() { "0" } else { whole };
            let point = if part.is_empty() { "" } else { "." };
            Ok(format!("{sign}{whole}{point}{part}"))
        }
    }
}

/// Blanks of every kind, and the apostrophe that groups in Switzerland.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() || letter == '\'' || letter == '\u{2019}'
}

/// Where the mark stands that divides; nothing in a number without decimals.
fn divider(body: &str, decimal: DecimalMark) -> Option<usize> {
    let at = body.rfind(['.', ','])?;
    let mark = body.get(at..)?.chars().next()?;
    let alone = body.matches(mark).count() == 1;
    let groups = mark == decimal.grouping() && is_thousands(body, mark);
    (alone && !groups).then_some(at)
}

/// `1,234` and `123,456`; `0,125` is no such number, and neither is `12,34`.
fn is_thousands(body: &str, mark: char) -> bool {
    let Some((before, after)) = body.split_once(mark) else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&before.len())
        && !before.starts_with('0')
        && after.len() == 3
        && digits(before)
        && digits(after)
}

/// Takes the grouping marks out that the field itself wrote (`thousands-sep`): those are none of
/// the person's, so what is left is read without them.
#[must_use]
pub fn ungrouped(typed: &str, decimal: DecimalMark) -> String {
    typed
        .chars()
        .filter(|letter| *letter != decimal.grouping())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(typed: &str, kind: NumberKind, mark: DecimalMark, expect: Option<&str>) {
        let read = read(typed, kind, mark);
        assert_eq!(read.as_deref().ok(), expect, "{typed} {kind:?} {mark:?}");
    }

    #[test]
    fn the_table_of_the_shells_holds() {
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../bindings/scenario/numbers.json"
        );
        let table: serde_json::Value =
            serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        for (name, kind) in [
            ("decimal", NumberKind::Decimal),
            ("whole", NumberKind::Whole),
        ] {
            let cases = table[name].as_object().unwrap();
            assert!(cases.len() > 10);
            for (typed, value) in cases {
                check(typed, kind, DecimalMark::Point, value.as_str());
                // Where the comma divides, the same table holds with the marks exchanged.
                check(&exchanged(typed), kind, DecimalMark::Comma, value.as_str());
            }
        }
    }

    fn exchanged(text: &str) -> String {
        let other = |letter| match letter {
            '.' => ',',
            ',' => '.',
            _ => letter,
        };
        text.chars().map(other).collect()
    }

    #[test]
    fn marks_divide_or_group() {
        let (decimal, whole) = (NumberKind::Decimal, NumberKind::Whole);
        for (typed, point, comma) in [
            ("1.234", Some("1.234"), Some("1234")),
            ("1,234", Some("1234"), Some("1.234")),
            ("1.5", Some("1.5"), Some("1.5")),
            ("1\u{a0}234\u{202f}567", Some("1234567"), Some("1234567")),
            ("1'234", Some("1234"), Some("1234")),
            ("\u{2212}3", Some("-3"), Some("-3")),
            ("+3", Some("3"), Some("3")),
            ("--3", None, None),
            ("1e3", None, None),
            ("٣", None, None),
            ("1234,567", Some("1234.567"), Some("1234.567")),
        ] {
            check(typed, decimal, DecimalMark::Point, point);
            check(typed, decimal, DecimalMark::Comma, comma);
        }
        check(
            "-2147483648",
            whole,
            DecimalMark::Point,
            Some("-2147483648"),
        );
        check("-2147483649", whole, DecimalMark::Point, None);
        check("00012", whole, DecimalMark::Point, Some("00012"));
    }

    #[test]
    fn the_fields_own_marks_are_taken_out() {
        assert_eq!(ungrouped("1,234,56", DecimalMark::Point), "123456");
        assert_eq!(ungrouped("1.234,56", DecimalMark::Comma), "1234,56");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                let _ = read(&text, NumberKind::Whole, mark);
                if let Ok(value) = read(&text, NumberKind::Decimal, mark) {
                    prop_assert!(value.is_empty() || value.parse::<f64>().is_ok());
                }
            }
        }
    }
}
