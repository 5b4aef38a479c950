//! Days and times in words.

use crate::locale::Language;
use crate::moment::{Clock, Day};
use crate::words;

/// `mié 25 nov 2026`, `Wed, Nov 25, 2026`. The weekday is there because a wrong one is seen at
/// once.
#[must_use]
pub fn day(day: &Day, language: Language) -> String {
    let weekday = day
        .weekday()
        .map_or("", |number| words::weekday(number, language));
    let date = date(day, language);
    match language {
        Language::Spanish => format!("{weekday} {date}"),
        Language::English => format!("{weekday}, {date}"),
    }
}

/// `25 nov 2026`, `Nov 25, 2026`: a day of the past, where no weekday is needed.
#[must_use]
pub fn date(day: &Day, language: Language) -> String {
    let month = words::short_month(day.month, language);
    match language {
        Language::Spanish => format!("{} {month} {}", day.day, day.year),
        Language::English => format!("{month} {}, {}", day.day, day.year),
    }
}

/// `noviembre de 2026`, `November 2026`; empty where there is no such month.
#[must_use]
pub fn month_and_year(day: &Day, language: Language) -> String {
    let month = words::month(day.month, language);
    if month.is_empty() {
        return String::new();
    }
    match language {
        Language::Spanish => format!("{month} de {}", day.year),
        Language::English => format!("{month} {}", day.year),
    }
}

/// `20:51`.
#[must_use]
pub fn clock(clock: &Clock) -> String {
    format!("{:02}:{:02}", clock.hour, clock.minute)
}

/// Day and time; the blank before the dot does not break.
#[must_use]
pub fn moment(at: &Day, time: &Clock, language: Language) -> String {
    format!("{}\u{a0}· {}", day(at, language), clock(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Spanish};

    #[test]
    fn days_are_told_in_both_languages() {
        let at = Day {
            year: 2026,
            month: 11,
            day: 25,
        };
        assert_eq!(day(&at, Spanish), "mié 25 nov 2026");
        assert_eq!(day(&at, English), "Wed, Nov 25, 2026");
        assert_eq!(month_and_year(&at, Spanish), "noviembre de 2026");
        assert_eq!(month_and_year(&at, English), "November 2026");
        for none in [0, 13] {
            assert_eq!(month_and_year(&Day { month: none, ..at }, Spanish), "");
        }
        let time = Clock { hour: 7, minute: 5 };
        assert_eq!(moment(&at, &time, Spanish), "mié 25 nov 2026\u{a0}· 07:05");
    }
}
