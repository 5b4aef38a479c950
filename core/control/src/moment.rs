//! Days and times of day. A day has no zone and never passes through an instant of one.

use farola_form::jiff::Span;
use farola_form::jiff::civil::{Date, Time};

use crate::answer::Answer;
use crate::shown::LocalTime;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// Year, -9999 to 9999.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

/// The first and the last year of a list to pick from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearSpan {
    /// The first.
    pub first: i16,
    /// The last, not before the first.
    pub last: i16,
}

/// The years that anybody alive was born in, and as many ahead as plans reach.
const YEARS: YearSpan = YearSpan {
    first: 1900,
    last: 2100,
};

impl YearSpan {
    /// The years to pick from: 1900 to 2100, and as far as the answer lies outside of them, so
    /// that a form's own value can be shown and kept.
    #[must_use]
    pub fn around(day: Option<Day>) -> Self {
        let year = day.map_or(YEARS.first, |day| day.year);
        Self {
            first: YEARS.first.min(year),
            last: YEARS.last.max(year),
        }
    }

    /// The years of both: a year that was left can be gone back to.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }

    /// The first day of the month that a day is in, or of the nearest one of these years.
    pub(crate) fn nearest_month(self, day: Day) -> Day {
        let month = match day.year {
            year if year < self.first => 1,
            year if year > self.last => 12,
            _ => day.month,
        };
        Day {
            year: day.year.max(self.first).min(self.last),
            month,
            day: 1,
        }
    }

    pub(crate) fn has(&self, day: Day) -> bool {
        (self.first..=self.last).contains(&day.year)
    }
}

impl Default for YearSpan {
    fn default() -> Self {
        YEARS
    }
}

/// A part of a day or of a time that is turned by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimePart {
    /// The year.
    Year,
    /// The month; the year goes on with it.
    Month,
    /// The day; month and year go on with it.
    Day,
    /// The hour; the day stays.
    Hour,
    /// The minute; the hour goes on with it.
    Minute,
}

impl TimePart {
    pub(crate) fn is_of_day(self) -> bool {
        match self {
            Self::Year | Self::Month | Self::Day => true,
            Self::Hour | Self::Minute => false,
        }
    }
}

/// A day with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// The time.
    pub clock: Clock,
}

impl Moment {
    /// Where the picker of an answer stands: at the answer, and for what it has not at now, so
    /// that whoever turns one part keeps the others. 1970 where now is beyond all years.
    #[must_use]
    pub fn proposed(answer: &Answer, now: LocalTime) -> Self {
        let epoch = Day {
            year: 1970,
            month: 1,
            day: 1,
        };
        let (today, time) = now.read().unwrap_or((epoch, Clock { hour: 0, minute: 0 }));
        let (day, clock) = match answer {
            Answer::Day { day } => (*day, time),
            Answer::Clock { clock } => (today, *clock),
            Answer::Moment { day, clock } => (*day, *clock),
            _ => (today, time),
        };
        Self { day, clock }
    }
}

/// A time of day, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock {
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
}

impl Day {
    /// Reads `2026-11-25`, also where a time follows it; nothing for what is no day.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let day = text.split('T').next().unwrap_or_default();
        day.trim().parse::<Date>().ok().map(Self::from)
    }

    /// The day as a form keeps it; nothing where the month has no such day.
    #[must_use]
    pub fn write(&self) -> Option<String> {
        self.date().map(|date| date.to_string())
    }

    /// Weekday from Monday as 0.
    #[must_use]
    pub fn weekday(&self) -> Option<u8> {
        let weekday = self.date()?.weekday().to_monday_zero_offset();
        u8::try_from(weekday).ok()
    }

    /// The same day, or the last one that its month has.
    #[must_use]
    pub fn within_month(self) -> Self {
        let days = [31, 30, 29, 28];
        let fits = days.iter().find(|day| {
            let shorter = Self { day: **day, ..self };
            shorter.date().is_some()
        });
        Self {
            day: self.day.clamp(1, *fits.unwrap_or(&28)),
            ..self
        }
    }

    /// The day so many years, months or days on; the last one of a month that has no such day.
    /// Nothing beyond the years that there are, and for parts of a time.
    pub(crate) fn turned(self, part: TimePart, by: i32) -> Option<Self> {
        let span = match part {
            TimePart::Year => Span::new().try_years(by),
            TimePart::Month => Span::new().try_months(by),
            TimePart::Day => Span::new().try_days(by),
            TimePart::Hour | TimePart::Minute => return None,
        };
        let turned = self.date()?.checked_add(span.ok()?).ok()?;
        Some(turned.into())
    }

    /// Days since 1970-01-01.
    pub(crate) fn since_epoch(&self) -> i64 {
        // Years from March on, so that the leap day is the last of its year.
        let year = i64::from(self.year) - i64::from(self.month <= 2);
        let month = (i64::from(self.month) + 9) % 12;
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    fn date(&self) -> Option<Date> {
        let month = i8::try_from(self.month).ok()?;
        let day = i8::try_from(self.day).ok()?;
        Date::new(self.year, month, day).ok()
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self {
            year: date.year(),
            month: u8::try_from(date.month()).unwrap_or(1),
            day: u8::try_from(date.day()).unwrap_or(1),
        }
    }
}

impl From<Time> for Clock {
    fn from(time: Time) -> Self {
        Self {
            hour: u8::try_from(time.hour()).unwrap_or(0),
            minute: u8::try_from(time.minute()).unwrap_or(0),
        }
    }
}

impl Clock {
    /// Reads the clock of `20:51:00.000-06:00`, as it stood where it was written down.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let end = text.find(['Z', '+', '-']).unwrap_or(text.len());
        let clock = text.get(..end)?.trim();
        if !clock.contains(':') {
            return None;
        }
        clock.parse::<Time>().ok().map(Self::from)
    }

    /// The time so many hours or minutes on, round the clock.
    pub(crate) fn turned(self, part: TimePart, by: i32) -> Self {
        let minutes = match part {
            TimePart::Hour => i64::from(by) * 60,
            TimePart::Minute => i64::from(by),
            TimePart::Year | TimePart::Month | TimePart::Day => 0,
        };
        let now = i64::from(self.hour) * 60 + i64::from(self.minute);
        let then = (now + minutes).rem_euclid(24 * 60);
        let part = |number: i64| u8::try_from(number).unwrap_or(0);
        Self {
            hour: part(then / 60),
            minute: part(then % 60),
        }
    }

    /// The time without an offset, which the form adds; nothing where there is no such time.
    #[must_use]
    pub fn write(&self) -> Option<String> {
        let there = self.hour < 24 && self.minute < 60;
        there.then(|| format!("{:02}:{:02}:00.000", self.hour, self.minute))
    }
}

/// Reads `2026-11-25T20:51:00.000-06:00`, by the clock of the place where it was written.
#[must_use]
pub fn read_moment(text: &str) -> Option<(Day, Clock)> {
    let (day, clock) = text.split_once('T')?;
    Some((Day::read(day)?, Clock::read(clock)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_written() {
        for (text, expect) in [
            ("2026-11-25", Some("2026-11-25")),
            ("2026-11-25T23:30:00.000-06:00", Some("2026-11-25")),
            ("2024-02-29", Some("2024-02-29")),
            ("2026-02-29", None),
            ("2026-13-01", None),
            ("mañana", None),
            ("", None),
        ] {
            let written = Day::read(text).and_then(|day| day.write());
            assert_eq!(written.as_deref(), expect, "{text}");
        }
        let last = Day {
            year: 2026,
            month: 2,
            day: 31,
        };
        assert_eq!(last.within_month().day, 28);
        assert_eq!(Day { year: 2024, ..last }.within_month().day, 29);
        assert_eq!(Day { month: 4, ..last }.within_month().day, 30);
        assert_eq!(Day { day: 0, ..last }.within_month().day, 1);
        assert_eq!(last.write(), None);
    }

    #[test]
    fn years_to_pick_from_reach_to_the_answer() {
        for (text, first, last) in [
            ("", 1900, 2100),
            ("2026-11-25", 1900, 2100),
            ("1900-01-01", 1900, 2100),
            ("2100-12-31", 1900, 2100),
            ("1850-06-01", 1850, 2100),
            ("1899-12-31", 1899, 2100),
            ("2101-01-01", 1900, 2101),
            ("-000044-03-15", -44, 2100),
        ] {
            let span = YearSpan::around(Day::read(text));
            assert_eq!((span.first, span.last), (first, last), "{text}");
        }
    }

    #[test]
    fn the_years_of_two_answers_are_those_of_both() {
        let span = |text: &str| YearSpan::around(Day::read(text));
        let both = span("1850-06-01").and(span("2101-01-01"));
        assert_eq!((both.first, both.last), (1850, 2101));
        assert_eq!(span("2026-11-25").and(span("")), YearSpan::default());
    }

    #[test]
    fn a_picker_stands_at_the_answer_and_for_the_rest_at_now() {
        // 2026-11-25 20:51 in Guadalajara.
        let now = LocalTime {
            at_ms: 1_795_661_460_000,
            offset_s: -6 * 3600,
        };
        let (today, time) = now.read().unwrap();
        let day = Day {
            year: 1999,
            month: 2,
            day: 3,
        };
        let clock = Clock { hour: 7, minute: 5 };
        for (answer, expect) in [
            (Answer::Blank, (today, time)),
            (Answer::Day { day }, (day, time)),
            (Answer::Clock { clock }, (today, clock)),
            (Answer::Moment { day, clock }, (day, clock)),
        ] {
            let stands = Moment::proposed(&answer, now);
            assert_eq!((stands.day, stands.clock), expect);
        }
        let never = LocalTime {
            at_ms: i64::MAX,
            offset_s: 0,
        };
        assert_eq!(Moment::proposed(&Answer::Blank, never).day.year, 1970);
    }

    #[test]
    fn days_are_counted_from_1970() {
        for (text, days, weekday) in [
            ("1970-01-01", 0, 3),
            ("1969-12-31", -1, 2),
            ("2000-03-01", 11_017, 2),
            ("2026-11-25", 20_782, 2),
            ("0001-01-01", -719_162, 0),
        ] {
            let day = Day::read(text).unwrap();
            assert_eq!(day.since_epoch(), days, "{text}");
            assert_eq!(day.weekday(), Some(weekday), "{text}");
        }
    }

    #[test]
    fn clocks_are_those_of_their_place() {
        for (text, expect) in [
            ("20:51:00.000-06:00", Some("20:51:00.000")),
            ("00:05Z", Some("00:05:00.000")),
            ("7:5", None),
            ("24:00", None),
            ("20", None),
            ("", None),
        ] {
            let written = Clock::read(text).and_then(|clock| clock.write());
            assert_eq!(written.as_deref(), expect, "{text}");
        }
        assert_eq!(
            Clock {
                hour: 24,
                minute: 0
            }
            .write(),
            None
        );
        let (day, clock) = read_moment("2026-11-25T23:51:07.123-06:00").unwrap();
        assert_eq!((day.day, clock.hour, clock.minute), (25, 23, 51));
        assert_eq!(read_moment("2026-11-25"), None);
    }
}
