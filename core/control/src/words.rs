//! The few words that values need: months, weekdays, winds, durations and distances.
//!
//! The words themselves are written by `cargo xtask words` out of `words/common.toml`.

mod table;

use crate::locale::{DecimalMark, Language, Locale};
use crate::place::plain;
use crate::shown;

const MONTHS: [(&str, &str); 12] = [
    table::MONTH_1,
    table::MONTH_2,
    table::MONTH_3,
    table::MONTH_4,
    table::MONTH_5,
    table::MONTH_6,
    table::MONTH_7,
    table::MONTH_8,
    table::MONTH_9,
    table::MONTH_10,
    table::MONTH_11,
    table::MONTH_12,
];

/// From Monday on.
const WEEKDAYS: [(&str, &str); 7] = [
    table::WEEKDAY_1,
    table::WEEKDAY_2,
    table::WEEKDAY_3,
    table::WEEKDAY_4,
    table::WEEKDAY_5,
    table::WEEKDAY_6,
    table::WEEKDAY_7,
];

/// Whole names, from Monday on.
const WEEKDAY_NAMES: [(&str, &str); 7] = [
    table::WEEKDAY_NAME_1,
    table::WEEKDAY_NAME_2,
    table::WEEKDAY_NAME_3,
    table::WEEKDAY_NAME_4,
    table::WEEKDAY_NAME_5,
    table::WEEKDAY_NAME_6,
    table::WEEKDAY_NAME_7,
];

/// The eight winds, clockwise from north.
const WINDS: [(&str, &str); 8] = [
    table::DIRECTION_N,
    table::DIRECTION_NE,
    table::DIRECTION_E,
    table::DIRECTION_SE,
    table::DIRECTION_S,
    table::DIRECTION_SW,
    table::DIRECTION_W,
    table::DIRECTION_NW,
];

pub(crate) fn in_language(words: (&'static str, &'static str), language: Language) -> &'static str {
    match language {
        Language::Spanish => words.0,
        Language::English => words.1,
    }
}

/// The name of a month, 1 to 12; empty for any other number.
#[must_use]
pub fn month(number: u8, language: Language) -> &'static str {
    let place = usize::from(number).checked_sub(1);
    let words = place.and_then(|place| MONTHS.get(place));
    words.map_or("", |words| in_language(*words, language))
}

/// The name of a month in three letters.
#[must_use]
pub fn short_month(number: u8, language: Language) -> &'static str {
    let name = month(number, language);
    name.get(..3).unwrap_or(name)
}

/// The short name of a weekday, from Monday as 0; empty for any number above 6.
#[must_use]
pub fn weekday(from_monday: u8, language: Language) -> &'static str {
    let words = WEEKDAYS.get(usize::from(from_monday));
    words.map_or("", |words| in_language(*words, language))
}

/// The whole name of a weekday, from Monday as 0; empty for any number above 6.
#[must_use]
pub fn weekday_name(from_monday: u8, language: Language) -> &'static str {
    let words = WEEKDAY_NAMES.get(usize::from(from_monday));
    words.map_or("", |words| in_language(*words, language))
}

/// A course in whole degrees clockwise from north, 0 to 359; 0 for no number.
#[must_use]
pub fn degrees(course: f64) -> u16 {
    // The cast saturates, and NaN becomes 0.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = course.round().rem_euclid(360.0) as u16;
    whole
}

/// The wind that a course in degrees points to, clockwise from north.
#[must_use]
pub fn wind(degrees: f64, language: Language) -> &'static str {
    let eighth = (degrees.rem_euclid(360.0) / 45.0).round();
    // 0 to 8, where 8 is north again; no number is none of the winds.
    let place = (0..WINDS.len()).find(|place| eighth.rem_euclid(8.0) == f64_of(*place));
    let words = place.and_then(|place| WINDS.get(place));
    words.map_or("", |words| in_language(*words, language))
}

#[allow(clippy::cast_precision_loss)] // Below nine.
fn f64_of(place: usize) -> f64 {
    place as f64
}

/// Between a number and its unit: no line ends there.
const BOUND: char = '\u{a0}';

/// A duration in hours and minutes: `25 min`, `1 h 05 min`, `2 h 00 min`. Seconds below a minute
/// are no minute.
#[must_use]
pub fn duration(millis: i64) -> String {
    let minutes = millis.max(0) / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}{BOUND}min"),
        (hours, minutes) => format!("{hours}{BOUND}h {minutes:02}{BOUND}min"),
    }
}

/// A wait as it is chosen from a list: in seconds below a minute, then in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitShown {
    /// So many seconds, fewer than 60.
    Seconds {
        /// How many.
        count: u32,
    },
    /// So many minutes.
    Minutes {
        /// How many.
        count: u32,
    },
}

impl WaitShown {
    /// How so many seconds are said.
    #[must_use]
    pub fn of(seconds: u32) -> Self {
        match seconds / 60 {
            0 => Self::Seconds { count: seconds },
            count => Self::Minutes { count },
        }
    }
}

/// For how long something is kept, as it is chosen from a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptShown {
    /// It goes as soon as it has arrived.
    None,
    /// So many days.
    Days {
        /// How many.
        count: u16,
    },
}

impl KeptShown {
    /// How so many days are said.
    #[must_use]
    pub fn of(days: u16) -> Self {
        match days {
            0 => Self::None,
            count => Self::Days { count },
        }
    }
}

/// Bytes of a file or of a store: whole kilobytes begun, then megabytes and gigabytes with one
/// decimal, each of a thousand.
#[must_use]
pub fn bytes(count: u64, decimal: DecimalMark) -> String {
    let kilobytes = count.div_ceil(1000);
    if kilobytes < 1000 {
        return format!("{kilobytes}{BOUND}kB");
    }
    // Tenths, rounded half up: 999.96 MB is a gigabyte.
    let tenths_of = |unit: u64| (count / (unit / 100)).saturating_add(5) / 10;
    let megabytes = tenths_of(1_000_000);
    if megabytes < 10_000 {
        return format!("{}{BOUND}MB", tenths(megabytes, decimal));
    }
    format!("{}{BOUND}GB", tenths(tenths_of(1_000_000_000), decimal))
}

fn tenths(number: u64, decimal: DecimalMark) -> String {
    let (whole, part) = (number / 10, number % 10);
    let value = if part == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{part}")
    };
    shown::number(&value, decimal)
}

/// `hoy 10:42`.
pub(crate) fn today(clock: &str, language: Language) -> String {
    in_language(table::TIME_TODAY, language).replace("{time}", clock)
}

/// `ayer 21:15`.
pub(crate) fn yesterday(clock: &str, language: Language) -> String {
    in_language(table::TIME_YESTERDAY, language).replace("{time}", clock)
}

/// `23 nov 2026, 21:15`.
pub(crate) fn on_day(date: &str, clock: &str, language: Language) -> String {
    let words = in_language(table::TIME_DAY, language);
    words.replace("{day}", date).replace("{time}", clock)
}

/// A distance: metres below a kilometre, then kilometres with one decimal.
#[must_use]
pub fn distance(metres: f64, decimal: DecimalMark) -> String {
    let whole = metres.round();
    if whole < 1000.0 {
        return format!("{}{BOUND}m", plain(whole, 0));
    }
    let kilometres = plain(metres / 1000.0, 1);
    format!("{}{BOUND}km", shown::number(&kilometres, decimal))
}

/// An area: square metres below a hectare, then hectares with one decimal.
#[must_use]
pub fn area(square_metres: f64, locale: &Locale) -> String {
    let whole = square_metres.round();
    if whole < 10_000.0 {
        let metres = plain(whole, 0);
        return format!("{}{BOUND}m²", shown::number(&metres, locale.decimal));
    }
    let hectares = plain(square_metres / 10_000.0, 1);
    format!("{}{BOUND}ha", shown::number(&hectares, locale.decimal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Spanish};

    #[test]
    fn winds_are_eight() {
        for (degrees, es, en) in [
            (0.0, "norte", "north"),
            (22.4, "norte", "north"),
            (22.6, "noreste", "northeast"),
            (135.0, "sureste", "southeast"),
            (225.0, "suroeste", "southwest"),
            (315.0, "noroeste", "northwest"),
            (337.6, "norte", "north"),
            (360.0, "norte", "north"),
            (-90.0, "poniente", "west"),
            (f64::NAN, "", ""),
        ] {
            assert_eq!(
                (wind(degrees, Spanish), wind(degrees, English)),
                (es, en),
                "{degrees}"
            );
        }
    }

    #[test]
    fn a_course_is_a_whole_number_of_the_circle() {
        for (course, expect) in [
            (0.0, 0),
            (0.5, 1),
            (359.4, 359),
            // North, and not 360.
            (359.5, 0),
            (360.0, 0),
            (-0.4, 0),
            (-90.0, 270),
            (725.0, 5),
            (f64::NAN, 0),
            (f64::INFINITY, 0),
        ] {
            assert_eq!(degrees(course), expect, "{course}");
        }
    }

    #[test]
    fn durations_have_hours() {
        for (minutes, expect) in [
            (0, "0\u{a0}min"),
            (1, "1\u{a0}min"),
            (59, "59\u{a0}min"),
            (60, "1\u{a0}h 00\u{a0}min"),
            (65, "1\u{a0}h 05\u{a0}min"),
            (85, "1\u{a0}h 25\u{a0}min"),
            (120, "2\u{a0}h 00\u{a0}min"),
        ] {
            assert_eq!(duration(minutes * 60_000 + 59_999), expect);
        }
        assert_eq!(duration(-1), "0\u{a0}min");
    }

    #[test]
    fn waits_are_seconds_and_then_minutes() {
        for (seconds, expect) in [
            (0, WaitShown::Seconds { count: 0 }),
            (15, WaitShown::Seconds { count: 15 }),
            (59, WaitShown::Seconds { count: 59 }),
            (60, WaitShown::Minutes { count: 1 }),
            (119, WaitShown::Minutes { count: 1 }),
            (300, WaitShown::Minutes { count: 5 }),
        ] {
            assert_eq!(WaitShown::of(seconds), expect, "{seconds}");
        }
    }

    #[test]
    fn distances_grow_into_kilometres() {
        for (metres, point, comma) in [
            (0.4, "0\u{a0}m", "0\u{a0}m"),
            (999.4, "999\u{a0}m", "999\u{a0}m"),
            (999.6, "1\u{a0}km", "1\u{a0}km"),
            (1549.0, "1.5\u{a0}km", "1,5\u{a0}km"),
            (1_234_567.0, "1,234.6\u{a0}km", "1.234,6\u{a0}km"),
        ] {
            assert_eq!(distance(metres, DecimalMark::Point), point);
            assert_eq!(distance(metres, DecimalMark::Comma), comma);
        }
        let locale = Locale::default();
        assert_eq!(area(1234.4, &locale), "1,234\u{a0}m²");
        assert_eq!(area(12_700.0, &locale), "1.3\u{a0}ha");
    }

    #[test]
    fn bytes_grow_by_thousands() {
        for (count, point, comma) in [
            (0, "0\u{a0}kB", "0\u{a0}kB"),
            (1, "1\u{a0}kB", "1\u{a0}kB"),
            (999_000, "999\u{a0}kB", "999\u{a0}kB"),
            (999_001, "1\u{a0}MB", "1\u{a0}MB"),
            (1_449_999, "1.4\u{a0}MB", "1,4\u{a0}MB"),
            (1_450_000, "1.5\u{a0}MB", "1,5\u{a0}MB"),
            (12_000_000, "12\u{a0}MB", "12\u{a0}MB"),
            (999_949_999, "999.9\u{a0}MB", "999,9\u{a0}MB"),
            (999_950_000, "1\u{a0}GB", "1\u{a0}GB"),
            (2_540_000_000, "2.5\u{a0}GB", "2,5\u{a0}GB"),
            (1_234_560_000_000, "1,234.6\u{a0}GB", "1.234,6\u{a0}GB"),
        ] {
            assert_eq!(bytes(count, DecimalMark::Point), point);
            assert_eq!(bytes(count, DecimalMark::Comma), comma);
        }
        assert_eq!(
            bytes(u64::MAX, DecimalMark::Point),
            "18,446,744,073.7\u{a0}GB"
        );
    }

    #[test]
    fn months_and_weekdays() {
        assert_eq!(
            (month(1, Spanish), month(12, English)),
            ("enero", "December")
        );
        assert_eq!((month(0, Spanish), month(13, Spanish)), ("", ""));
        assert_eq!(
            (short_month(9, Spanish), short_month(9, English)),
            ("sep", "Sep")
        );
        assert_eq!(
            (
                weekday(2, Spanish),
                weekday(6, English),
                weekday(7, Spanish)
            ),
            ("mié", "Sun", "")
        );
    }
}
