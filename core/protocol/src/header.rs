//! Header names, their fixed values, and the one header whose value needs reading.

use farola_model::Timestamp;

/// Version of OpenRosa, required in requests and sent in answers.
pub const OPENROSA_VERSION: &str = "X-OpenRosa-Version";
/// The only value of [`OPENROSA_VERSION`].
pub const OPENROSA_VERSION_VALUE: &str = "1.0";
/// Bytes the server takes in one request.
pub const ACCEPT_CONTENT_LENGTH: &str = "X-OpenRosa-Accept-Content-Length";
/// Announces the hub's own dialect, on formList and on HEAD submission.
pub const FAROLA_HUB: &str = "X-Farola-Hub";
/// The hub dialect this crate speaks.
pub const FAROLA_HUB_VALUE: &str = "1";
/// Announces on HEAD submission that the hub takes parcels (see [`crate::parcel`]).
pub const FAROLA_PARCELS: &str = "X-Farola-Parcels";
/// The form of parcels this crate speaks.
pub const FAROLA_PARCELS_VALUE: &str = "1";
/// The dotted problem code beside an OpenRosa error envelope.
pub const FAROLA_PROBLEM: &str = "X-Farola-Problem";
/// A number used once that a phone sends where it knows its hub's key (see [`crate::proof`]).
pub const FAROLA_NONCE: &str = "X-Farola-Nonce";
/// The hub's signature under the answer to such a request.
pub const FAROLA_SIGNATURE: &str = "X-Farola-Signature";
/// CSRF token of the web app's writes.
pub const CSRF: &str = "X-CSRF";
/// Part name of the submission's XML in a multipart body.
pub const XML_PART: &str = "xml_submission_file";
/// Form field that marks every request but the last of a split submission.
pub const INCOMPLETE_PART: &str = "*isIncomplete*";

/// Reads `Retry-After`: seconds, or an HTTP date in any of its forms that servers still send.
///
/// Returns milliseconds from `now`, never negative; `None` where the value is neither.
///
/// ```
/// use farola_model::Timestamp;
/// use farola_protocol::header::retry_after_ms;
/// assert_eq!(retry_after_ms("120", Timestamp(0)), Some(120_000));
/// assert_eq!(retry_after_ms("Thu, 01 Jan 1970 00:01:00 GMT", Timestamp(0)), Some(60_000));
/// assert_eq!(retry_after_ms("soon", Timestamp(0)), None);
/// ```
#[must_use]
pub fn retry_after_ms(value: &str, now: Timestamp) -> Option<i64> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than an i64 holds is still "a very long time".
        return Some(
            value
                .parse::<i64>()
                .unwrap_or(i64::MAX)
                .saturating_mul(1000),
        );
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new()
        .parse_timestamp(value)
        .ok()?;
    Some(at.as_millisecond().saturating_sub(now.as_millis()).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_in_the_past_is_now_and_hostile_values_do_not_overflow() {
        assert_eq!(
            retry_after_ms("Thu, 01 Jan 1970 00:00:01 GMT", Timestamp(9_000)),
            Some(0)
        );
        assert_eq!(
            retry_after_ms("9".repeat(40).as_str(), Timestamp(0)),
            Some(i64::MAX)
        );
        for wrong in ["", "-5", "1.5", "\u{0}", "Thu, 99 Foo 1970"] {
            assert_eq!(retry_after_ms(wrong, Timestamp(0)), None, "{wrong}");
        }
    }
}
