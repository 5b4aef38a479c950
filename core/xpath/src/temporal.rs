//! Dates and dates with time, without ever passing a date through a moment of UTC.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// A local date, perhaps with a local time and its offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Temporal {
    /// The local date.
    pub date: Date,
    /// The local time and its offset; `None` for a plain date.
    pub time: Option<(Time, Offset)>,
}
