//! The fixed clock of a driven session.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// Reads a time such as `2026-11-23T20:00:00-06:00`; its offset is local time.
///
/// # Errors
/// A sentence that names the text, when it is no RFC 3339 time.
pub fn parse_clock(text: &str) -> Result<ZonedDateTime, String> {
    if let Ok(zoned) = text.parse::<ZonedDateTime>() {
        return Ok(zoned);
    }
    let refused = || format!("{text:?} is no RFC 3339 time");
    let moment: Timestamp = text.parse().map_err(|_| refused())?;
    let pieces = jiff::fmt::temporal::Pieces::parse(text).map_err(|_| refused())?;
    let zone = pieces
        .to_numeric_offset()
        .map_or(TimeZone::UTC, TimeZone::fixed);
    Ok(ZonedDateTime::new(moment, zone))
}

#[cfg(test)]
mod tests {
    use super::parse_clock;

    #[test]
    fn the_offset_given_is_local_time() {
        let now = parse_clock("2026-11-23T20:00:00-06:00").expect("a time");
        assert_eq!(now.date().to_string(), "2026-11-23");
        assert_eq!(now.offset().seconds(), -6 * 3600);
    }

    #[test]
    fn what_is_no_time_is_named() {
        let refusal = parse_clock("mañana").expect_err("no time");
        assert_eq!(refusal, "\"mañana\" is no RFC 3339 time");
    }
}
