//! The few words that values need: months, weekdays, winds, durations and distances.

use crate::locale::{DecimalMark, Language, Locale};
use crate::place::plain;
use crate::shown;

const MONTHS: [(&str, &str); 12] = [
    ("enero", "January"),
    ("febrero", "February"),
    ("marzo", "March"),
    ("abril", "April"),
    ("mayo", "May"),
    ("junio", "June"),
    ("julio", "July"),
    ("agosto", "August"),
    ("septiembre", "September"),
    ("octubre", "October"),
    ("noviembre", "November"),
    ("diciembre", "December"),
];

/// From Monday on.
const WEEKDAYS: [(&str, &str); 7] = [
    ("lun", "Mon"),
    ("mar", "Tue"),
    ("mié", "Wed"),
    ("jue", "Thu"),
    ("vie", "Fri"),
    ("sáb", "Sat"),
    ("dom", "Sun"),
];

/// The eight winds, clockwise from north, in the words of words/common.toml: a street in Mexico
/// runs to the oriente and not to the este.
const WINDS: [(&str, &str); 8] = [
    ("norte", "north"),
    ("noreste", "northeast"),
    ("oriente", "east"),
    ("sureste", "southeast"),
    ("sur", "south"),
    ("suroeste", "southwest"),
    ("poniente", "west"),
    ("noroeste", "northwest"),
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

/// A duration in hours and minutes: `25 min`, `1 h 25 min`, `2 h`. Seconds below a minute are
/// no minute.
#[must_use]
pub fn duration(millis: i64) -> String {
    let minutes = millis.max(0) / 60_000;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// A distance: metres below a kilometre, then kilometres with one decimal.
#[must_use]
pub fn distance(metres: f64, decimal: DecimalMark) -> String {
    let whole = metres.round();
    if whole < 1000.0 {
        return format!("{} m", plain(whole, 0));
    }
    let kilometres = plain(metres / 1000.0, 1);
    format!("{} km", shown::number(&kilometres, decimal))
}

/// An area: square metres below a hectare, then hectares with one decimal.
#[must_use]
pub fn area(square_metres: f64, locale: &Locale) -> String {
    let whole = square_metres.round();
    if whole < 10_000.0 {
        let metres = plain(whole, 0);
        return format!("{} m²", shown::number(&metres, locale.decimal));
    }
    let hectares = plain(square_metres / 10_000.0, 1);
    format!("{} ha", shown::number(&hectares, locale.decimal))
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
    fn durations_have_hours() {
        for (minutes, expect) in [
            (0, "0 min"),
            (1, "1 min"),
            (59, "59 min"),
            (60, "1 h"),
            (85, "1 h 25 min"),
            (120, "2 h"),
        ] {
            assert_eq!(duration(minutes * 60_000 + 59_999), expect);
        }
        assert_eq!(duration(-1), "0 min");
    }

    #[test]
    fn distances_grow_into_kilometres() {
        for (metres, point, comma) in [
            (0.4, "0 m", "0 m"),
            (999.4, "999 m", "999 m"),
            (999.6, "1 km", "1 km"),
            (1549.0, "1.5 km", "1,5 km"),
            (1_234_567.0, "1,234.6 km", "1.234,6 km"),
        ] {
            assert_eq!(distance(metres, DecimalMark::Point), point);
            assert_eq!(distance(metres, DecimalMark::Comma), comma);
        }
        let locale = Locale::default();
        assert_eq!(area(1234.4, &locale), "1,234 m²");
        assert_eq!(area(12_700.0, &locale), "1.3 ha");
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
