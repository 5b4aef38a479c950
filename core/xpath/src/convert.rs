//! Conversions between the types: JavaRosa's reading of text, XPath 1.0's writing of numbers.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use crate::host::{Host, Scalar};
use crate::temporal::Temporal;
use crate::value::Value;

/// Two numbers nearer than this are equal, as in JavaRosa.
pub const EPSILON: f64 = 1e-12;

/// A number as XPath 1.0 writes it: no exponent, no point in integers, no negative zero.
///
/// ```
/// use farola_xpath::convert::number_to_string;
/// assert_eq!(number_to_string(3_000_000_000.0), "3000000000");
/// assert_eq!(number_to_string(0.00001), "0.00001");
/// assert_eq!(number_to_string(-0.0), "0");
/// assert_eq!(number_to_string(f64::NAN), "NaN");
/// ```
#[must_use]
pub fn number_to_string(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 {
            "Infinity".to_owned()
        } else {
            "-Infinity".to_owned()
        }
    // Also -0, which Rust would write with its sign.
    } else if number == 0.0 {
        "0".to_owned()
    } else {
        // Rust prints the shortest digits that read back the same, and never an exponent.
        number.to_string()
    }
}

/// Text as a plain number: trimmed, `,` read as `.`, only digits, `-` and `.`; else NaN.
///
/// ```
/// use farola_xpath::convert::plain_number;
/// assert_eq!(plain_number(" 4,5 "), 4.5);
/// assert!(plain_number("1e3").is_nan());
/// assert!(plain_number("+1").is_nan());
/// ```
#[must_use]
pub fn plain_number(text: &str) -> f64 {
    let trimmed = text.trim_matches(|c: char| c <= ' ');
    if !trimmed
        .bytes()
        .all(|b| matches!(b, b'0'..=b'9' | b'-' | b'.' | b','))
    {
        return f64::NAN;
    }
    // A decimal comma, which JavaRosa reads too.
    if trimmed.contains(',') {
        return trimmed.replace(',', ".").parse().unwrap_or(f64::NAN);
    }
    trimmed.parse().unwrap_or(f64::NAN)
}

/// Text as a number: a plain number, or the days of a date (the specification's `number()`).
#[must_use]
pub fn string_to_number(text: &str, zone: impl FnOnce() -> TimeZone) -> f64 {
    // Before the zone is asked for, which costs a look at the host's clock.
    let number = plain_number(text);
    if !number.is_nan() {
        return number;
    }
    let trimmed = text.trim();
    if !Temporal::looks_like(trimmed) {
        return f64::NAN;
    }
    Temporal::parse(trimmed, &zone()).map_or(f64::NAN, Temporal::days)
}

/// Whether a number is true: not NaN and not zero.
#[must_use]
pub fn number_to_boolean(number: f64) -> bool {
    number.abs() > EPSILON
}

pub(crate) fn boolean_to_string(truth: bool) -> &'static str {
    if truth { "true" } else { "false" }
}

pub(crate) fn zone<H: Host>(host: &H) -> TimeZone {
    host.now().time_zone().clone()
}

pub(crate) fn text_to_number<H: Host>(text: &str, host: &H) -> f64 {
    string_to_number(text, || zone(host))
}

pub(crate) fn node_to_number<H: Host>(node: H::Node, host: &H) -> f64 {
    match host.typed(node) {
        Some(Scalar::Number(number)) => number,
        Some(Scalar::Boolean(truth)) => f64::from(u8::from(truth)),
        Some(Scalar::Date(date)) => date.days(),
        None => text_to_number(&host.string_value(node), host),
    }
}

/// Any value as text.
pub fn to_text<'h, H: Host>(value: &Value<H::Node>, host: &'h H) -> Cow<'h, str> {
    match value {
        Value::Nodeset(nodes) => match nodes.first() {
            Some(node) => host.string_value(*node),
            None => Cow::Borrowed(""),
        },
        Value::String(text) => Cow::Owned(text.clone()),
        Value::Number(number) => Cow::Owned(number_to_string(*number)),
        Value::Boolean(truth) => Cow::Borrowed(boolean_to_string(*truth)),
        Value::Date(date) => Cow::Owned(date.to_string()),
    }
}

/// As [`to_text`], without copying a text that is there already.
pub(crate) fn into_text<H: Host>(value: Value<H::Node>, host: &H) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Owned(text),
        other => to_text(&other, host),
    }
}

/// Any value as a number.
pub fn to_number<H: Host>(value: &Value<H::Node>, host: &H) -> f64 {
    match value {
        Value::Nodeset(nodes) => nodes
            .first()
            .map_or(f64::NAN, |node| node_to_number(*node, host)),
        Value::String(text) => text_to_number(text, host),
        Value::Number(number) => *number,
        Value::Boolean(truth) => f64::from(u8::from(*truth)),
        Value::Date(date) => date.days(),
    }
}

/// Any value as a truth; a node-set is true when it has a node, as in XPath 1.0.
#[must_use]
pub fn to_boolean<N>(value: &Value<N>) -> bool {
    match value {
        Value::Nodeset(nodes) => !nodes.is_empty(),
        Value::String(text) => !text.is_empty(),
        Value::Number(number) => number_to_boolean(*number),
        Value::Boolean(truth) => *truth,
        // A date that could be read is one: there is no blank date.
        Value::Date(_) => true,
    }
}

/// The truth of a value in a host: a node whose type is a truth counts as that, not as a node
/// that is there; one that is not relevant is not there.
pub(crate) fn truth_of<H: Host>(value: &Value<H::Node>, host: &H) -> bool {
    // A node that is not relevant is not there for a condition.
    if let Value::Nodeset(nodes) = value
        && !nodes.iter().any(|node| host.is_relevant(*node))
    {
        return false;
    }
    if let Value::Nodeset(nodes) = value
        && let Some(truth) = nodes.first().and_then(|node| host.truth(*node))
    {
        return truth;
    }
    to_boolean(value)
}
