//! When two texts mean the same value.
//!
//! Engines write `1` and `1.0`, `true` and `1`, a moment with and without milliseconds. What a
//! person or a server would read differently is a difference.

use jiff::Timestamp;

/// Whether both texts are the same value.
pub(crate) fn same(ours: &str, theirs: &str) -> bool {
    let alike = ours == theirs || plain(ours) == plain(theirs) || same_number(ours, theirs);
    alike || same_places(ours, theirs) || {
        let moments = (moment(ours), moment(theirs));
        matches!(moments, (Some(a), Some(b)) if a == b)
    }
}

/// Places with other spaces between them and other zeros.
fn same_places(a: &str, b: &str) -> bool {
    let places = |text: &str| -> Option<Vec<Vec<f64>>> {
        let numbers = |place: &str| -> Option<Vec<f64>> {
            let numbers = place.split_whitespace().map(str::parse::<f64>);
            numbers.collect::<Result<Vec<_>, _>>().ok()
        };
        text.trim()
            .trim_end_matches(';')
            .split(';')
            .map(numbers)
            .collect()
    };
    let (Some(a), Some(b)) = (places(a), places(b)) else {
        return false;
    };
    // With fewer it is a number, or a list of some.
    a == b && a.iter().all(|place| place.len() == 4)
}

fn same_number(a: &str, b: &str) -> bool {
    let (Ok(a), Ok(b)) = (a.parse::<f64>(), b.parse::<f64>()) else {
        return false;
    };
    // The last digits of a long calculation differ from one library of mathematics to another.
    a == b || (a - b).abs() <= 1e-11 * a.abs().max(b.abs())
}

/// A moment in milliseconds; a time of day counts from the first day.
fn moment(text: &str) -> Option<i64> {
    let whole = if text.contains('T') {
        text.to_owned()
    } else {
        format!("1970-01-01T{text}")
    };
    let moment = whole.parse::<Timestamp>().ok()?;
    Some(moment.as_millisecond())
}

fn plain(text: &str) -> String {
    let text = match text {
        "true" => "1",
        "false" => "0",
        other => other,
    };
    let text = text.replace("\r\n", "\n");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once(".0") {
        out.push_str(before);
        let whole = before.ends_with(|c: char| c.is_ascii_digit())
            && !after.starts_with(|c: char| c.is_ascii_digit());
        out.push_str(if whole { "" } else { ".0" });
        rest = after;
    }
    out + rest
}

#[test]
fn the_same_value_is_the_same() {
    for (a, b, wanted) in [
        ("1", "1.0", true),
        ("1", "01", true),
        ("true", "1", true),
        ("a 1.0 b", "a 1 b", true),
        ("1.05", "1.5", false),
        ("", "0", false),
        ("14:00:00.000-06:00", "20:00:00.000Z", true),
        ("14:00:00.000-06:00", "14:00:00.000Z", false),
        (
            "2026-11-24T20:00:00.000-06:00",
            "2026-11-25T02:00:00Z",
            true,
        ),
        ("0.1", "0.1000001", false),
        ("1 2 0 0; 3 4 0 0", "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0", true),
        ("1 2 0 0; 3 4 0 0", "1 2 0 0; 3 4 0 1", false),
        ("1  2", "1 2", false),
    ] {
        assert_eq!(same(a, b), wanted, "{a} {b}");
    }
}
