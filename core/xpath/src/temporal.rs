//! Dates and dates with time, without ever passing a plain date through a moment of UTC.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// Milliseconds of a day.
const DAY: f64 = 86_400_000.0;

/// A local date, perhaps with a local time and its offset from UTC.
///
/// ```
/// use farola_xpath::Temporal;
/// let date = Temporal::parse_date("2026-03-08").unwrap();
/// assert_eq!(date.days(), 20_520.0);
/// assert_eq!(date.to_string(), "2026-03-08");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Temporal {
    /// The local date.
    pub date: Date,
    /// The local time and its offset; `None` for a plain date.
    pub time: Option<(Time, Offset)>,
}

impl Temporal {
    /// A plain date.
    #[must_use]
    pub fn from_date(date: Date) -> Self {
        Self { date, time: None }
    }

    /// A local date and time.
    #[must_use]
    pub fn from_parts(local: DateTime, offset: Offset) -> Self {
        Self {
            date: local.date(),
            time: Some((local.time(), offset)),
        }
    }

    /// Reads `2026-12-31`, also without leading zeros as JavaRosa does; nothing else.
    #[must_use]
    pub fn parse_date(text: &str) -> Option<Self> {
        date(text).map(Self::from_date)
    }

    /// Reads a date or a date with time. A time with an offset is brought to the local zone, a
    /// time without is local already.
    #[must_use]
    pub fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        let Some((day, clock)) = text.split_once('T') else {
            return Self::parse_date(text);
        };
        let day = date(day)?;
        let (time, offset) = time(clock)?;
        let local = DateTime::from_parts(day, time);
        match offset {
            Some(offset) => Some(Self::at(offset.to_timestamp(local).ok()?, zone)),
            None => {
                let moment = zone.to_timestamp(local).ok()?;
                Some(Self {
                    date: day,
                    time: Some((time, zone.to_offset(moment))),
                })
            }
        }
    }

    /// Whether a text is written strictly as `YYYY-MM-DD`, perhaps with a time: only such a
    /// text turns into a number by itself.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| {
            bytes
                .get(range)
                .is_some_and(|part| part.iter().all(u8::is_ascii_digit))
        };
        digits(0..4)
            && bytes.get(4) == Some(&b'-')
            && digits(5..7)
            && bytes.get(7) == Some(&b'-')
            && digits(8..10)
            && matches!(bytes.get(10), None | Some(b'T'))
    }

    /// A moment as the local clock shows it.
    #[must_use]
    pub fn at(moment: Timestamp, zone: &TimeZone) -> Self {
        let offset = zone.to_offset(moment);
        Self::from_parts(offset.to_datetime(moment), offset)
    }

    /// The local time so many local days after 1970-01-01, to the millisecond: the inverse of
    /// [`Temporal::days`], so that `today() + 7` is a week from today in every zone.
    ///
    /// ```
    /// use farola_xpath::Temporal;
    /// let zone = jiff::tz::TimeZone::get("America/Mexico_City").unwrap();
    /// let date = Temporal::parse_date("2026-03-08").unwrap();
    /// let noon = Temporal::from_epoch_days(date.days() + 0.5, &zone).unwrap();
    /// assert_eq!(noon.to_string(), "2026-03-08T12:00:00.000-06:00");
    /// # let utc = Temporal::from_parts(noon.date.at(12, 0, 0, 0), jiff::tz::Offset::UTC);
    /// assert_eq!(utc.to_string(), "2026-03-08T12:00:00.000Z");
    /// assert_eq!(noon.days(), date.days() + 0.5);
    /// ```
    #[must_use]
    pub fn from_epoch_days(days: f64, zone: &TimeZone) -> Option<Self> {
        // Rounded: a fraction of a day that should be a whole millisecond is a little off as a
        // double, and cut it would be one too few.
        let whole = (days * DAY).round();
        let date = civil_from_days((whole / DAY).floor() as i64)?;
        let local = date.to_datetime(clock((whole.rem_euclid(DAY)) as i64)?);
        let moment = zone.to_timestamp(local).ok()?;
        Some(Self::from_parts(local, zone.to_offset(moment)))
    }

    /// The moment so many days after 1970-01-01T00:00Z: the inverse of
    /// [`Temporal::decimal_date_time`], cut to the millisecond as JavaRosa does.
    #[must_use]
    pub fn from_decimal_date_time(days: f64, zone: &TimeZone) -> Option<Self> {
        let moment = Timestamp::from_millisecond((days * DAY) as i64).ok()?;
        Some(Self::at(moment, zone))
    }

    /// The plain date so many days after 1970-01-01.
    #[must_use]
    pub fn from_days(days: i64) -> Option<Self> {
        civil_from_days(days).map(Self::from_date)
    }

    /// The same without its time.
    #[must_use]
    pub fn without_time(self) -> Self {
        Self { time: None, ..self }
    }

    /// Local days since 1970-01-01; the time is the fraction.
    #[must_use]
    pub fn days(self) -> f64 {
        let days = days_from_civil(self.date) as f64;
        match self.time {
            Some((time, _)) => days + milliseconds(time) as f64 / DAY,
            None => days,
        }
    }

    /// Milliseconds since 1970-01-01T00:00Z; a plain date is its local midnight.
    #[must_use]
    pub fn epoch_milliseconds(self, zone: &TimeZone) -> Option<i64> {
        let moment = match self.time {
            Some((time, offset)) => offset.to_timestamp(DateTime::from_parts(self.date, time)),
            None => zone.to_timestamp(self.date.to_datetime(Time::midnight())),
        };
        moment.ok().map(Timestamp::as_millisecond)
    }

    /// `decimal-date-time`: days since 1970-01-01T00:00Z with their fraction.
    #[must_use]
    pub fn decimal_date_time(self, zone: &TimeZone) -> f64 {
        self.epoch_milliseconds(zone)
            .map_or(f64::NAN, |ms| ms as f64 / DAY)
    }

    /// `decimal-time`: the fraction of the local day, computed as JavaRosa does, so that the
    /// last digits agree.
    #[must_use]
    pub fn decimal_time(self) -> f64 {
        let local = days_from_civil(self.date) as f64 * DAY
            + self.time.map_or(0.0, |(time, _)| milliseconds(time) as f64);
        let days = local / DAY;
        // The detour over whole days costs the same last digits as theirs.
        days - days.floor()
    }
}

impl fmt::Display for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date;
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            date.month(),
            date.day()
        )?;
        let Some((time, offset)) = self.time else {
            return Ok(());
        };
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        write!(
            f,
            "T{hour:02}:{minute:02}:{second:02}.{:03}",
            time.millisecond()
        )?;
        let seconds = offset.seconds();
        // As the peers write it: a clock that is at UTC has a letter, not an offset.
        if seconds == 0 {
            return f.write_str("Z");
        }
        let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// The fraction of a local day that a time of day stands for: `06:00:00.000-06:00` is 0.25 where
/// the local offset is -06:00.
#[must_use]
pub fn decimal_time_of_day(text: &str, local: Offset) -> Option<f64> {
    let (time, offset) = time(text)?;
    let shift = offset.map_or(0, |offset| {
        i64::from(local.seconds() - offset.seconds()) * 1000
    });
    // An offset may lead into the day before or after; the time of day goes round.
    let milliseconds = (milliseconds(time) + shift).rem_euclid(86_400_000);
    Some(milliseconds as f64 / DAY)
}

fn milliseconds(time: Time) -> i64 {
    let minutes = i64::from(time.hour()) * 60 + i64::from(time.minute());
    (minutes * 60 + i64::from(time.second())) * 1000 + i64::from(time.millisecond())
}

/// The time of day so many milliseconds after midnight.
fn clock(milliseconds: i64) -> Option<Time> {
    let part = |unit: i64, of: i64| i8::try_from(milliseconds / unit % of).ok();
    let nanoseconds = i32::try_from(milliseconds % 1000).ok()? * 1_000_000;
    Time::new(
        part(3_600_000, 24)?,
        part(60_000, 60)?,
        part(1000, 60)?,
        nanoseconds,
    )
    .ok()
}

/// A run of digits of at most so many places.
fn digits(text: &str, most: usize) -> Option<i32> {
    let fits = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

fn date(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    // A year of two digits would be one of the first century, and is a slip.
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let small = |part, most| digits(part, most).and_then(|n| i8::try_from(n).ok());
    Date::new(
        i16::try_from(digits(year, 4)?).ok()?,
        small(month, 2)?,
        small(day, 2)?,
    )
    .ok()
}

/// `14:00`, `14:00:00`, `14:00:00.000`, each with `Z`, `+06:00`, `-06` or nothing after it.
fn time(text: &str) -> Option<(Time, Option<Offset>)> {
    let (clock, offset) = match text.find(['Z', '+', '-']) {
        Some(at) => (text.get(..at)?, Some(parse_offset(text.get(at..)?)?)),
        None => (text, None),
    };
    let mut parts = clock.split(':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    let (second, fraction) = match parts.next() {
        Some(seconds) => seconds.split_once('.').unwrap_or((seconds, "0")),
        None => ("0", "0"),
    };
    let whole = fraction.bytes().all(|b| b.is_ascii_digit());
    if parts.next().is_some() || fraction.len() > 9 || !whole {
        return None;
    }
    let nanoseconds: i32 = format!("{fraction:0<9}").parse().ok()?;
    let small = |part| digits(part, 2).and_then(|n| i8::try_from(n).ok());
    let time = Time::new(small(hour)?, small(minute)?, small(second)?, nanoseconds).ok()?;
    Some((time, offset))
}

/// Reads `Z`, `+06:00`, `-0600` or `-06`. As in XML Schema, no clock is more than fourteen hours
/// from UTC.
///
/// ```
/// use farola_xpath::parse_offset;
/// assert_eq!(parse_offset("-06:00").unwrap().seconds(), -21_600);
/// assert!(parse_offset("+25:00").is_none());
/// ```
#[must_use]
pub fn parse_offset(text: &str) -> Option<Offset> {
    if text == "Z" {
        return Some(Offset::UTC);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let rest = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) => (digits(hours, 2)?, digits(minutes, 2)?),
        None if rest.len() == 4 => (digits(rest.get(..2)?, 2)?, digits(rest.get(2..)?, 2)?),
        None => (digits(rest, 2)?, 0),
    };
    if minutes > 59 || hours * 60 + minutes > 14 * 60 {
        return None;
    }
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// Days from 1970-01-01 in the proleptic Gregorian calendar.
fn days_from_civil(date: Date) -> i64 {
    let (year, month) = (i64::from(date.year()), i64::from(date.month()));
    // The year is taken to begin in March: the leap day is then its last, and months have a
    // regular pattern of lengths (153 days in five).
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(date.day()) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> Option<Date> {
    let shifted = days.checked_add(719_468)?;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 {
        month_index + 3
    } else {
        month_index - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}
