//! Values that people give: whether they are of the question's type, and how they are stored.

use std::fmt::Write;

use farola_model::GeoPoint;
use farola_model::limits::{ANSWER_BYTES, is_safe_file_name};
use farola_xpath::Temporal;
use jiff::ZonedDateTime;
use jiff::civil::{DateTime, Time};
use jiff::tz::{Offset, TimeZone};

use crate::def::DataType;
use crate::xml::is_xml_char;

/// The stored form of a value, or what was expected instead.
pub(crate) fn canonical(
    text: &str,
    data_type: DataType,
    zone: &TimeZone,
) -> Result<String, &'static str> {
    if text.len() > ANSWER_BYTES {
        return Err("text of a sensible length");
    }
    if !text.chars().all(is_xml_char) {
        return Err("text without control characters");
    }
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(String::new());
    }
    match data_type {
        DataType::String | DataType::Barcode | DataType::Intent => Ok(text.to_owned()),
        DataType::Int => int(trimmed).ok_or("int"),
        DataType::Decimal => decimal(trimmed).ok_or("decimal"),
        DataType::Boolean => match trimmed {
            "true" | "1" => Ok("true".to_owned()),
            "false" | "0" => Ok("false".to_owned()),
            _ => Err("boolean"),
        },
        DataType::Date => date(trimmed).ok_or("date"),
        DataType::Time => time(trimmed, zone).ok_or("time"),
        DataType::DateTime => date_time(trimmed, zone).ok_or("dateTime"),
        DataType::GeoPoint => point(trimmed).ok_or("geopoint"),
        DataType::GeoTrace => points(trimmed, 2).ok_or("geotrace"),
        DataType::GeoShape => points(trimmed, 3).ok_or("geoshape"),
        DataType::Binary => is_safe_file_name(trimmed)
            .then(|| trimmed.to_owned())
            .ok_or("binary"),
    }
}

/// Whether a stored value still is of a type; empty is of every type.
pub(crate) fn is_of_type(text: &str, data_type: DataType, zone: &TimeZone) -> bool {
    canonical(text, data_type, zone).is_ok()
}

/// 32 bits, as xsd:int has them.
fn int(text: &str) -> Option<String> {
    text.parse::<i32>().ok().map(|number| number.to_string())
}

/// Digits with at most one point, no exponent; the shortest form where that loses nothing.
fn decimal(text: &str) -> Option<String> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(part) || whole.len() + part.len() == 0 {
        return None;
    }
    // Beyond fifteen digits a binary number would change what was written.
    if whole.len() + part.len() > 15 {
        return Some(text.strip_prefix('+').unwrap_or(text).to_owned());
    }
    let number: f64 = text.parse().ok()?;
    Some(farola_xpath::convert::number_to_string(number))
}

fn date(text: &str) -> Option<String> {
    Temporal::parse_date(text).map(|date| date.to_string())
}

/// `HH:MM[:SS[.mmm]]` with an offset; a time without one is local. An hour alone is no time, as
/// in both peers.
fn clock(text: &str) -> Option<(Time, Option<Offset>)> {
    let zone_at = text.find(['Z', '+', '-']);
    let (time, zone) = match zone_at {
        Some(at) => (text.get(..at)?, Some(text.get(at..)?)),
        None => (text, None),
    };
    if !time.contains(':') {
        return None;
    }
    let time: Time = time.parse().ok()?;
    let offset = match zone {
        None => None,
        Some(zone) => Some(farola_xpath::parse_offset(zone)?),
    };
    Some((time, offset))
}

fn time(text: &str, zone: &TimeZone) -> Option<String> {
    let (time, offset) = clock(text)?;
    // A time has no day of its own; the zone's offset in winter stands in, as no day is known.
    let offset = match offset {
        Some(offset) => offset,
        None => {
            let day = DateTime::from_parts(jiff::civil::date(2026, 1, 1), time);
            zone.to_offset(zone.to_timestamp(day).ok()?)
        }
    };
    Some(format!("{}{}", clock_text(time), offset_text(offset)))
}

fn date_time(text: &str, zone: &TimeZone) -> Option<String> {
    let Some((day, rest)) = text.split_once('T') else {
        let day = Temporal::parse_date(text)?;
        return date_time(&format!("{day}T00:00:00.000"), zone);
    };
    let day = Temporal::parse_date(day)?.date;
    let (time, offset) = clock(rest)?;
    let local = DateTime::from_parts(day, time);
    let offset = match offset {
        Some(offset) => offset,
        None => zone.to_offset(zone.to_timestamp(local).ok()?),
    };
    Some(format!("{day}T{}{}", clock_text(time), offset_text(offset)))
}

/// `14:05:00.000`.
fn clock_text(time: Time) -> String {
    let mut out = String::new();
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        "{hour:02}:{minute:02}:{second:02}.{:03}",
        time.millisecond()
    );
    out
}

/// `-06:00`; UTC is `Z`, as ODK writes it.
pub(crate) fn offset_text(offset: Offset) -> String {
    let seconds = offset.seconds();
    if seconds == 0 {
        return "Z".to_owned();
    }
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The text of a moment as ODK stores it: local, with milliseconds and offset.
pub(crate) fn moment(now: &jiff::ZonedDateTime) -> String {
    let local = now.datetime();
    format!(
        "{}T{}{}",
        local.date(),
        clock_text(local.time()),
        offset_text(now.offset())
    )
}

/// The moment that a text is, in the zone of its own offset; nothing where it has none.
pub(crate) fn instant_of(text: &str) -> Option<ZonedDateTime> {
    let (day, rest) = text.trim().split_once('T')?;
    let day = Temporal::parse_date(day)?.date;
    let (time, offset) = clock(rest)?;
    let offset = offset?;
    let instant = offset.to_timestamp(DateTime::from_parts(day, time)).ok()?;
    Some(instant.to_zoned_datetime(TimeZone::fixed(offset)))
}

fn point(text: &str) -> Option<String> {
    text.parse::<GeoPoint>().ok()?;
    Some(text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
}

fn points(text: &str, least: usize) -> Option<String> {
    let parts = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let points: Option<Vec<String>> = parts.map(point).collect();
    points
        .filter(|list| list.len() >= least)
        .map(|list| list.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data_type: DataType, cases: &[(&str, Option<&str>)]) {
        let zone = TimeZone::get("America/Mexico_City").unwrap();
        for (text, expected) in cases {
            let got = canonical(text, data_type, &zone).ok();
            assert_eq!(got.as_deref(), *expected, "{data_type:?} {text}");
        }
    }

    #[test]
    fn numbers() {
        check(
            DataType::Int,
            &[
                ("12", Some("12")),
                (" 007 ", Some("7")),
                ("-3", Some("-3")),
                ("", Some("")),
                ("2147483648", None),
                ("1.5", None),
                ("1e3", None),
                ("doce", None),
            ],
        );
        check(
            DataType::Decimal,
            &[
                ("5.10", Some("5.1")),
                ("-.5", Some("-0.5")),
                ("0.00001", Some("0.00001")),
                ("1234567890.1234567890", Some("1234567890.1234567890")),
                ("1e3", None),
                ("1.2.3", None),
                (".", None),
                ("NaN", None),
            ],
        );
        check(
            DataType::Boolean,
            &[("1", Some("true")), ("false", Some("false")), ("si", None)],
        );
    }

    #[test]
    fn dates_and_times_keep_their_offset() {
        check(
            DataType::Date,
            &[
                ("2026-11-23", Some("2026-11-23")),
                ("2026-02-30", None),
                ("23/11/2026", None),
            ],
        );
        check(
            DataType::DateTime,
            &[
                (
                    "2026-11-23T20:00:00.000-06:00",
                    Some("2026-11-23T20:00:00.000-06:00"),
                ),
                ("2026-11-23T20:00:00Z", Some("2026-11-23T20:00:00.000Z")),
                ("2026-11-23T20:00", Some("2026-11-23T20:00:00.000-06:00")),
                ("2026-11-23", Some("2026-11-23T00:00:00.000-06:00")),
                ("2026-11-23T25:00", None),
                ("2026-11-23 20:00:00Z", None),
                ("2026-11-23T20", None),
                ("2026-11-23T20:00:00.000+25:00", None),
                ("2026-11-23T20:00:00.000-14:30", None),
                (
                    "2026-11-23T20:00:00.000+14:00",
                    Some("2026-11-23T20:00:00.000+14:00"),
                ),
            ],
        );
        check(
            DataType::Time,
            &[
                ("14:00", Some("14:00:00.000-06:00")),
                ("14:00:00.000+05:30", Some("14:00:00.000+05:30")),
                ("24:30", None),
                ("22", None),
                ("14:00:00.000+25:00", None),
            ],
        );
    }

    #[test]
    fn places_and_files() {
        check(
            DataType::GeoPoint,
            &[
                ("20.6  -103.3 0 0", Some("20.6 -103.3 0 0")),
                ("200 0", None),
                ("a b", None),
            ],
        );
        check(
            DataType::GeoTrace,
            &[("1 1;2 2;", Some("1 1;2 2")), ("1 1", None)],
        );
        check(
            DataType::Binary,
            &[
                ("foto.jpg", Some("foto.jpg")),
                ("../x", None),
                ("a/b", None),
            ],
        );
        check(DataType::String, &[("a\u{0}b", None), (" a ", Some(" a "))]);
    }
}
