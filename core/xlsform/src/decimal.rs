//! Decimal numbers as parameters have them, without the errors of binary fractions.

use std::cmp::Ordering;

/// Digits of fractions that are kept.
const SCALE: u32 = 12;

/// A number with twelve digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Decimal(i128);

impl Decimal {
    /// Reads `-1.5`, `10`, `.5`, `1e3`; nothing where the text is no number, is larger than
    /// 10^20, or has more than twelve digits after the point.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, unsigned) = match digits.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, digits.strip_prefix('+').unwrap_or(digits)),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || all.len() > 40 || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: i128 = all.parse().ok()?;
        let shift = i32::try_from(SCALE).ok()? + exponent - i32::try_from(fraction.len()).ok()?;
        let power = 10_i128.checked_pow(shift.unsigned_abs())?;
        let scaled = match shift.cmp(&0) {
            Ordering::Less if number % power != 0 => return None,
            Ordering::Less => number / power,
            _ => number.checked_mul(power)?,
        };
        // Small enough that no sum of two of them is too large.
        (scaled < 10_i128.pow(32)).then_some(Self(if negative { -scaled } else { scaled }))
    }

    /// Whether it is nothing.
    pub(crate) fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Whether it has no fraction.
    pub(crate) fn is_whole(self) -> bool {
        self.0 % 10_i128.pow(SCALE) == 0
    }

    /// Whether a whole number of `steps` gives it.
    pub(crate) fn is_multiple_of(self, step: Self) -> bool {
        self.0.checked_rem(step.0) == Some(0)
    }

    /// The difference.
    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    /// The difference without its sign.
    pub(crate) fn distance(self, other: Self) -> Self {
        Self((self.0 - other.0).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        let read = |text| Decimal::parse(text);
        assert_eq!(read("1.50"), read("1.5"));
        assert_eq!(read("1e3"), read("1000"));
        assert_eq!(read("-.5"), read("-0.5"));
        for none in [
            "", ".", "a", "1.2.3", "1e", "nan", "inf", "1e99", "0,5", "--1",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
        assert!(read("0.3").unwrap().is_multiple_of(read("0.1").unwrap()));
        assert!(!read("1").unwrap().is_multiple_of(read("0").unwrap()));
        assert!(read("2.0").unwrap().is_whole() && !read("2.5").unwrap().is_whole());
    }
}
