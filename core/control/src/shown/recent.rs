//! When something happened, as lists say it.

use farola_form::jiff::Timestamp;
use farola_form::jiff::tz::Offset;

use crate::locale::Language;
use crate::moment::{Clock, Day};
use crate::words;

use super::moment::{clock, date};

/// An instant with the offset of the clocks where it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LocalTime {
    /// Milliseconds since 1970, UTC.
    pub at_ms: i64,
    /// Seconds that clocks here are ahead of UTC at that instant.
    pub offset_s: i32,
}

impl LocalTime {
    /// Day and time on a clock here; nothing beyond the years that there are.
    #[must_use]
    pub fn read(&self) -> Option<(Day, Clock)> {
        let offset = Offset::from_seconds(self.offset_s).ok()?;
        let at = Timestamp::from_millisecond(self.at_ms).ok()?;
        let local = offset.to_datetime(at);
        Some((local.date().into(), local.time().into()))
    }
}

/// `hoy 10:42`, `ayer 21:15`, `23 nov 2026, 21:15`; empty beyond the years that there are.
#[must_use]
pub fn recent(at: LocalTime, now: LocalTime, language: Language) -> String {
    let (Some((day, time)), Some((today, _))) = (at.read(), now.read()) else {
        return String::new();
    };
    let time = clock(&time);
    match today.since_epoch() - day.since_epoch() {
        0 => words::today(&time, language),
        1 => words::yesterday(&time, language),
        _ => words::on_day(&date(&day, language), &time, language),
    }
}

/// As [`recent`], as the beginning of a line: `Hoy 10:42`.
#[must_use]
pub fn recent_at_start(at: LocalTime, now: LocalTime, language: Language) -> String {
    let words = recent(at, now, language);
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Spanish};

    const HOUR_MS: i64 = 3_600_000;
    const WEST_6: i32 = -6 * 3600;
    /// 2026-11-25 00:30 in Mexico.
    const NIGHT_MS: i64 = 1_795_588_200_000;

    fn local(at_ms: i64) -> LocalTime {
        LocalTime {
            at_ms,
            offset_s: WEST_6,
        }
    }

    #[test]
    fn days_end_at_midnight_here() {
        let now = local(NIGHT_MS);
        for (hours_ago, es, en) in [
            (0, "hoy 00:30", "today 00:30"),
            (1, "ayer 23:30", "yesterday 23:30"),
            (24, "ayer 00:30", "yesterday 00:30"),
            (25, "23 nov 2026, 23:30", "Nov 23, 2026, 23:30"),
            (-23, "hoy 23:30", "today 23:30"),
            (-24, "26 nov 2026, 00:30", "Nov 26, 2026, 00:30"),
        ] {
            let at = local(NIGHT_MS - hours_ago * HOUR_MS);
            assert_eq!(recent(at, now, Spanish), es, "{hours_ago}");
            assert_eq!(recent(at, now, English), en, "{hours_ago}");
        }
    }

    #[test]
    fn a_line_begins_with_a_capital() {
        let now = local(NIGHT_MS);
        for (hours_ago, es, en) in [
            (0, "Hoy 00:30", "Today 00:30"),
            (24, "Ayer 00:30", "Yesterday 00:30"),
            (25, "23 nov 2026, 23:30", "Nov 23, 2026, 23:30"),
        ] {
            let at = local(NIGHT_MS - hours_ago * HOUR_MS);
            assert_eq!(recent_at_start(at, now, Spanish), es, "{hours_ago}");
            assert_eq!(recent_at_start(at, now, English), en, "{hours_ago}");
        }
        assert_eq!(recent_at_start(local(i64::MAX), now, Spanish), "");
    }

    #[test]
    fn each_instant_has_the_offset_of_its_own_day() {
        // Summer time ended between the two: 23:30 by the clocks of the day before.
        let at = LocalTime {
            at_ms: NIGHT_MS - 2 * HOUR_MS,
            offset_s: WEST_6 + 3600,
        };
        assert_eq!(recent(at, local(NIGHT_MS), Spanish), "ayer 23:30");
    }

    #[test]
    fn what_no_clock_shows_is_nothing() {
        assert_eq!(recent(local(i64::MAX), local(0), Spanish), "");
        let off = LocalTime {
            at_ms: 0,
            offset_s: i32::MAX,
        };
        assert_eq!(recent(off, local(0), Spanish), "");
    }
}
