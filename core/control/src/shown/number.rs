//! Numbers with their thousands in groups.

use crate::locale::DecimalMark;

/// `1234567.5` as `1,234,567.5` or `1.234.567,5`; what is no plain number stays as it is.
///
/// Typed again, it is read as the same number.
#[must_use]
pub fn number(value: &str, decimal: DecimalMark) -> String {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", value),
    };
    let (whole, part) = match digits.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (digits, None),
    };
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !part.is_none_or(plain) {
        return value.to_owned();
    }
    let mut shown = String::with_capacity(value.len() + value.len() / 3);
    shown.push_str(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            shown.push(decimal.grouping());
        }
        shown.push(digit);
    }
    if let Some(part) = part {
        shown.push(decimal.sign());
        shown.push_str(part);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed::{self, NumberKind};
    use proptest::prelude::*;

    #[test]
    fn thousands_stand_in_groups() {
        for (value, point, comma) in [
            ("0", "0", "0"),
            ("999", "999", "999"),
            ("1234", "1,234", "1.234"),
            ("-1234567.89", "-1,234,567.89", "-1.234.567,89"),
            ("0.125", "0.125", "0,125"),
            ("1e5", "1e5", "1e5"),
            ("", "", ""),
            ("-", "-", "-"),
            ("1.", "1.", "1."),
            (".5", ".5", ".5"),
            ("abc", "abc", "abc"),
        ] {
            assert_eq!(number(value, DecimalMark::Point), point);
            assert_eq!(number(value, DecimalMark::Comma), comma);
        }
    }

    proptest! {
        #[test]
        fn a_shown_number_typed_is_the_number(whole in any::<i32>(), part in 0u32..100_000) {
            for mark in [DecimalMark::Point, DecimalMark::Comma] {
                let value = whole.to_string();
                let shown = number(&value, mark);
                prop_assert_eq!(typed::number(&shown, NumberKind::Whole, mark), Ok(value.clone()));
                prop_assert_eq!(typed::number(&shown, NumberKind::Decimal, mark), Ok(value.clone()));
                let value = format!("{whole}.{part}");
                let shown = number(&value, mark);
                prop_assert_eq!(typed::number(&shown, NumberKind::Decimal, mark), Ok(value));
            }
        }
    }
}
