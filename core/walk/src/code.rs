//! The walk code that joins all forms of one walk: `14039-20261121-a3f09c`.

use std::fmt;
use std::str::FromStr;

use crate::error::WalkError;

/// A municipality's INEGI key, the date of registration, six hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WalkCode {
    text: String,
}

impl WalkCode {
    /// Makes the code of a walk from its city, its date and its `walk_uid`, as the
    /// registration form does.
    ///
    /// # Errors
    /// [`WalkError::CodeMalformed`] where the parts do not make a walk code.
    pub fn make(city: &str, date: (u16, u8, u8), walk_uid: &str) -> Result<Self, WalkError> {
        let (year, month, day) = date;
        let tail: String = walk_uid.chars().take(6).collect();
        format!("{city}-{year:04}{month:02}{day:02}-{tail}").parse()
    }

    /// The INEGI key of the municipality, five digits.
    #[must_use]
    pub fn city_key(&self) -> &str {
        self.text.split('-').next().unwrap_or_default()
    }

    /// The date as eight digits, `20261121`.
    #[must_use]
    pub fn date(&self) -> &str {
        self.text.split('-').nth(1).unwrap_or_default()
    }

    /// The whole code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for WalkCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for WalkCode {
    type Err = WalkError;

    fn from_str(text: &str) -> Result<Self, WalkError> {
        let mut parts = text.split('-');
        let (Some(city), Some(date), Some(tail), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(WalkError::CodeMalformed);
        };
        let digits = |part: &str, n| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        let hex = tail.len() == 6 && tail.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if digits(city, 5) && digits(date, 8) && is_date(date) && hex {
            Ok(Self {
                text: text.to_owned(),
            })
        } else {
            Err(WalkError::CodeMalformed)
        }
    }
}

fn is_date(digits: &str) -> bool {
    let Ok(number) = digits.parse::<u32>() else {
        return false;
    };
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}
