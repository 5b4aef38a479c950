//! The value of a question in words.

use farola_form::{Choice, DataType};

use crate::control::{Control, DatePick};
use crate::locale::{Language, Locale};
use crate::markup;
use crate::moment::{Clock, Day, read_moment};
use crate::place::{self, Place, plain};

use super::{clock, day, moment, month_and_year, number};

/// Decimals of a degree that are shown: a metre.
const DEGREE_DECIMALS: usize = 5;

/// A stored value in words; the value itself where it is none of its type, and empty where there
/// is none.
///
/// The control says of a date whether only its month or year is meant, and of digits whether
/// they stand in groups. Choices have labels: see [`choices`].
#[must_use]
pub fn value(
    value: &str,
    data_type: DataType,
    control: Option<&Control>,
    locale: &Locale,
) -> String {
    let language = locale.language;
    let words = match data_type {
        DataType::Int | DataType::Decimal => Some(number(value, locale.decimal)),
        DataType::Date => Day::read(value).map(|at| day_by(&at, control, language)),
        DataType::Time => Clock::read(value).map(|time| clock(&time)),
        DataType::DateTime => read_moment(value).map(|(at, time)| moment(&at, &time, language)),
        DataType::GeoPoint => Place::read(value).map(|at| place(&at, locale)),
        DataType::GeoTrace | DataType::GeoShape => {
            let drawn = place::drawn_points(value, data_type).len();
            (drawn > 0).then(|| points(drawn, language))
        }
        DataType::Boolean => truth(value, language).map(str::to_owned),
        _ => Some(text(value, control, locale)),
    };
    words.unwrap_or_else(|| value.to_owned())
}

fn text(value: &str, control: Option<&Control>, locale: &Locale) -> String {
    match control {
        Some(Control::Digits { grouped: true }) => number(value, locale.decimal),
        _ => value.to_owned(),
    }
}

fn day_by(at: &Day, control: Option<&Control>, language: Language) -> String {
    match control {
        Some(Control::Date {
            pick: DatePick::MonthAndYear,
            ..
        }) => month_and_year(at, language),
        Some(Control::Date {
            pick: DatePick::Year,
            ..
        }) => at.year.to_string(),
        _ => day(at, language),
    }
}

/// `20.67670, -103.34700 (±9 m)`.
#[must_use]
pub fn place(at: &Place, locale: &Locale) -> String {
    let degrees = |number: f64| {
        let text = format!("{number:.DEGREE_DECIMALS$}");
        text.replace('.', &locale.decimal.sign().to_string())
    };
    // Where the comma divides it cannot also part the two.
    let between = if locale.decimal.sign() == ',' {
        ";"
    } else {
        ","
    };
    let both = format!("{}{between} {}", degrees(at.lat), degrees(at.lon));
    match at.accuracy_m {
        Some(metres) => format!("{both} (±{}\u{a0}m)", plain(metres.round(), 0)),
        None => both,
    }
}

fn points(count: usize, language: Language) -> String {
    match (language, count) {
        (Language::Spanish, 1) => "1 punto".to_owned(),
        (Language::Spanish, _) => format!("{count} puntos"),
        (Language::English, 1) => "1 point".to_owned(),
        (Language::English, _) => format!("{count} points"),
    }
}

fn truth(value: &str, language: Language) -> Option<&'static str> {
    match (value, language) {
        ("true" | "1", Language::Spanish) => Some("Sí"),
        ("true" | "1", Language::English) => Some("Yes"),
        ("false" | "0", _) => Some("No"),
        _ => None,
    }
}

/// Labels of what is chosen, in the order of the value, joined by commas; a value that is not on
/// offer stands for itself.
#[must_use]
pub fn choices(chosen: &[&str], offered: &[Choice]) -> String {
    let label = |value: &&str| {
        let choice = offered.iter().find(|choice| choice.value == **value);
        let label = choice.map(|choice| markup::plain(&choice.label));
        label
            .filter(|label| !label.is_empty())
            .unwrap_or_else(|| (*value).to_owned())
    };
    chosen.iter().map(label).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::DecimalMark;

    fn check(data_type: DataType, stored: &str, es: &str, en: &str) {
        let shown = |language| {
            let locale = Locale {
                language,
                decimal: DecimalMark::Point,
            };
            value(stored, data_type, None, &locale)
        };
        assert_eq!(
            (shown(Language::Spanish), shown(Language::English)),
            (es.to_owned(), en.to_owned())
        );
    }

    #[test]
    fn values_are_told() {
        check(DataType::Int, "12345", "12,345", "12,345");
        check(
            DataType::Date,
            "2026-11-25",
            "mié 25 nov 2026",
            "Wed, Nov 25, 2026",
        );
        check(DataType::Time, "20:51:00.000-06:00", "20:51", "20:51");
        check(
            DataType::DateTime,
            "2026-11-25T00:05:00.000Z",
            "mié 25 nov 2026\u{a0}· 00:05",
            "Wed, Nov 25, 2026\u{a0}· 00:05",
        );
        let place = "20.67670, -103.34700 (±9\u{a0}m)";
        check(
            DataType::GeoPoint,
            "20.6767 -103.347 1550 8.6",
            place,
            place,
        );
        check(
            DataType::GeoTrace,
            "1 1 0 0;2 2 0 0",
            "2 puntos",
            "2 points",
        );
        check(
            DataType::GeoShape,
            "1 1 0 0;2 2 0 0;3 1 0 0;1 1 0 0",
            "3 puntos",
            "3 points",
        );
        check(DataType::Boolean, "true", "Sí", "Yes");
        check(DataType::String, "a_b", "a_b", "a_b");
    }

    #[test]
    fn what_is_none_of_its_type_is_shown_as_it_is() {
        for (data_type, stored) in [
            (DataType::Date, "mañana"),
            (DataType::Time, "?"),
            (DataType::DateTime, "2026-11-25"),
            (DataType::GeoPoint, "here"),
            (DataType::GeoTrace, "?"),
            (DataType::Boolean, "maybe"),
            (DataType::Decimal, "x"),
            (DataType::String, ""),
        ] {
            check(data_type, stored, stored, stored);
        }
    }

    #[test]
    fn decimals_of_a_place_follow_the_locale() {
        let locale = Locale {
            language: Language::Spanish,
            decimal: DecimalMark::Comma,
        };
        let at = Place::read("20.6767 -103.347").unwrap();
        assert_eq!(place(&at, &locale), "20,67670; -103,34700");
    }
}
