//! Days as a project has them.

use farola_model::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The date as lists compare it: `20261128`.
#[must_use]
pub(crate) fn digits(date: Date) -> String {
    date.strftime("%Y%m%d").to_string()
}

/// The day of an instant in a zone; none where the zone is not known or the instant is beyond
/// what a calendar has.
#[must_use]
pub(crate) fn in_zone(at: Timestamp, zone: &str) -> Option<String> {
    let zone = TimeZone::get(zone).ok()?;
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).ok()?;
    Some(digits(at.to_zoned_datetime(zone).date()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_that_of_where_the_project_is() {
        let day = |at: &str, zone: &str| {
            let at: jiff::Timestamp = at.parse().unwrap();
            in_zone(Timestamp(at.as_millisecond()), zone)
        };
        // 06:00 in UTC is midnight in the centre of Mexico, which has no summer time.
        let centre = "America/Mexico_City";
        assert_eq!(day("2026-11-28T05:59:59Z", centre).unwrap(), "20261127");
        assert_eq!(day("2026-11-28T06:00:00Z", centre).unwrap(), "20261128");
        assert_eq!(day("2026-07-28T05:59:59Z", centre).unwrap(), "20260727");
        // At the border the clocks change.
        let border = "America/Ciudad_Juarez";
        assert_eq!(day("2026-07-28T06:00:00Z", border).unwrap(), "20260728");
        assert_eq!(day("2026-11-28T06:59:59Z", border).unwrap(), "20261127");
        assert_eq!(day("2026-11-28T06:59:59Z", "Mars/Olympus"), None);
        assert_eq!(in_zone(Timestamp(i64::MAX), centre), None);
    }
}
