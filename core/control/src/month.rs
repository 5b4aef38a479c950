//! A month as a page of a calendar: where its days stand in the week, and which page is next.

use crate::locale::Language;
use crate::moment::{Day, TimePart, YearSpan};
use crate::{shown, words};

/// Days of a week.
const WEEK: u8 = 7;
/// The day that a week begins with, from Monday as 0: Sunday, as printed calendars have it in
/// Mexico (CLDR's week data), whichever language the app is in.
const FIRST: u8 = 6;

/// A day of the week, as the head of its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weekday {
    /// Its number from Monday as 1 to Sunday as 7 (ISO 8601).
    pub number: u8,
    /// The letter that stands over its column.
    pub letter: String,
    /// Its whole name, for whoever hears it.
    pub name: String,
}

impl Weekday {
    /// The seven days from the one that a week begins with.
    #[must_use]
    pub fn week(language: Language) -> Vec<Self> {
        let places = (0..WEEK).map(|place| (FIRST + place) % WEEK);
        let days = places.map(|from_monday| {
            let name = words::weekday_name(from_monday, language);
            let first = name.chars().next();
            Self {
                number: from_monday + 1,
                letter: first.map_or_else(String::new, |first| first.to_uppercase().collect()),
                name: name.to_owned(),
            }
        });
        days.collect()
    }
}

/// One month, as a calendar shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthPage {
    /// Its year.
    pub year: i16,
    /// Its number, 1 to 12.
    pub month: u8,
    /// `noviembre de 2026`.
    pub title: String,
    /// Places of its first week that are before its first day, 0 to 6.
    pub blank: u8,
    /// Days that it has.
    pub days: u8,
}

impl MonthPage {
    /// The page so many months from the one that `day` is on. That one itself where the other is
    /// of a year that is not offered, or beyond the years that there are. A day of a year that is
    /// not offered is taken for the nearest month that is: on its own page nothing could be chosen,
    /// and no turn would lead away from it.
    #[must_use]
    pub fn turned(day: Day, months: i32, years: Option<YearSpan>, language: Language) -> Self {
        let first = match years {
            Some(years) => years.nearest_month(day),
            None => Day { day: 1, ..day },
        };
        let offered = |day: &Day| years.is_none_or(|years| years.has(*day));
        let turned = first.turned(TimePart::Month, months).filter(offered);
        Self::of(turned.unwrap_or(first), language)
    }

    fn of(first: Day, language: Language) -> Self {
        let from_monday = first.weekday().unwrap_or(FIRST);
        let longest = Day { day: 31, ..first };
        Self {
            year: first.year,
            month: first.month,
            title: shown::month_and_year(&first, language),
            blank: (from_monday + WEEK - FIRST) % WEEK,
            days: longest.within_month().day,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Spanish};

    fn day(text: &str) -> Day {
        Day::read(text).unwrap()
    }

    fn page(text: &str, months: i32, years: Option<YearSpan>) -> String {
        let page = MonthPage::turned(day(text), months, years, Spanish);
        let MonthPage {
            year,
            month,
            blank,
            days,
            ..
        } = page;
        format!("{year}-{month} {blank}+{days}")
    }

    #[test]
    fn a_week_begins_on_sunday_in_both_languages() {
        let letters = |language| {
            let days = Weekday::week(language).into_iter();
            days.map(|day| day.letter).collect::<String>()
        };
        assert_eq!(letters(Spanish), "DLMMJVS");
        assert_eq!(letters(English), "SMTWTFS");
        let week = Weekday::week(Spanish);
        let numbers: Vec<u8> = week.iter().map(|day| day.number).collect();
        assert_eq!(numbers, [7, 1, 2, 3, 4, 5, 6]);
        assert_eq!((&*week[0].name, &*week[6].name), ("domingo", "sábado"));
    }

    #[test]
    fn a_page_has_its_days_below_their_weekdays() {
        // Begins on a Sunday, a Saturday, a Monday; the months of each length.
        for (text, expect) in [
            ("2026-11-25", "2026-11 0+30"),
            ("2026-08-31", "2026-8 6+31"),
            ("2026-06-01", "2026-6 1+30"),
            ("2026-02-01", "2026-2 0+28"),
            ("2028-02-29", "2028-2 2+29"),
            ("1900-02-10", "1900-2 4+28"),
        ] {
            assert_eq!(page(text, 0, None), expect, "{text}");
        }
        let november = MonthPage::turned(day("2026-11-25"), 0, None, Spanish);
        assert_eq!(november.title, "noviembre de 2026");
    }

    #[test]
    fn a_turn_leads_over_years_and_no_further_than_is_offered() {
        let years = Some(YearSpan {
            first: 2025,
            last: 2026,
        });
        for (text, months, expect) in [
            ("2026-11-30", 1, "2026-12 2+31"),
            // From a long month to a short one.
            ("2026-01-31", 1, "2026-2 0+28"),
            ("2026-12-31", 1, "2026-12 2+31"),
            ("2026-12-31", -12, "2025-12 1+31"),
            ("2025-01-15", -1, "2025-1 3+31"),
            ("2025-06-15", -12, "2025-6 0+30"),
        ] {
            assert_eq!(page(text, months, years), expect, "{text} {months}");
        }
        // From a year that is not offered.
        for (text, months, expect) in [
            ("2031-05-20", 0, "2026-12 2+31"),
            ("2031-05-20", -1, "2026-11 0+30"),
            ("2031-05-20", 1, "2026-12 2+31"),
            ("1999-12-31", 0, "2025-1 3+31"),
            ("1999-12-31", 1, "2025-2 6+28"),
            ("1999-12-31", -12, "2025-1 3+31"),
        ] {
            assert_eq!(page(text, months, years), expect, "{text} {months}");
        }
        assert_eq!(page("2026-12-31", 1, None), "2027-1 5+31");
        assert_eq!(page("9999-12-31", 1, None), "9999-12 3+31");
    }

    /// The blanks of a page follow from the days of the one before.
    #[test]
    fn pages_join_without_a_gap() {
        let (mut at, mut expect) = (day("1999-12-01"), None);
        for _ in 0..1_000 {
            let page = MonthPage::turned(at, 0, None, English);
            assert!(expect.is_none_or(|blank| blank == page.blank), "{page:?}");
            expect = Some((page.blank + page.days) % WEEK);
            let next = MonthPage::turned(at, 1, None, English);
            at = Day {
                year: next.year,
                month: next.month,
                day: 31,
            }
            .within_month();
        }
    }
}
