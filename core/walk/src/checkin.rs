//! The check-in timer: the group says every some minutes that it is well.
//!
//! This says only what is true at an instant; ringing is the shell's part.

use farola_model::Timestamp;

/// How long after the due time a check-in counts as missed.
pub const GRACE_MS: i64 = 5 * 60_000;

/// The agreed rhythm and the last sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckIn {
    /// Agreed minutes between check-ins (`checkin_min`, 10 to 45).
    pub every_min: u16,
    /// The last check-in, or the start of the walk.
    pub last: Timestamp,
}

/// Where the timer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckInStatus {
    /// Nothing to do for so many milliseconds.
    Fine {
        /// Milliseconds until the next check-in is due.
        due_in_ms: i64,
    },
    /// The group is asked now.
    Due,
    /// No word for longer than the grace: the safety lead is alerted.
    Missed {
        /// Milliseconds since the check-in was due.
        late_ms: i64,
    },
}

impl CheckIn {
    /// Where the timer stands at `now`.
    ///
    /// A clock that went back behind the last check-in makes it due: asking once too often
    /// is better than silence, and no alarm is raised on a clock alone.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> CheckInStatus {
        let since = now.millis_since(self.last);
        if since < 0 {
            return CheckInStatus::Due;
        }
        let late = since.saturating_sub(i64::from(self.every_min).saturating_mul(60_000));
        if late < 0 {
            CheckInStatus::Fine { due_in_ms: -late }
        } else if late <= GRACE_MS {
            CheckInStatus::Due
        } else {
            CheckInStatus::Missed { late_ms: late }
        }
    }
}
