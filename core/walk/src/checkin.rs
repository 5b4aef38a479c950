//! The check-in timer: the group says every some minutes that it is well.
//!
//! This says only what is true at an instant, and when to ring; ringing is the shell's part.

use farola_model::Timestamp;

/// How long after the due time a check-in counts as missed.
pub const GRACE_MS: i64 = 5 * 60_000;

const MINUTE_MS: i64 = 60_000;

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

impl CheckInStatus {
    /// Whether the group is asked: the button of the check-in stands out then.
    #[must_use]
    pub fn asks(&self) -> bool {
        match self {
            Self::Fine { .. } => false,
            Self::Due | Self::Missed { .. } => true,
        }
    }

    /// The minutes to say: those left until it is due, a begun one counted whole, so that no
    /// person reads that it is due in 0 minutes; or those that have passed since, whole ones
    /// alone. 0 while it is due.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        let minutes = match self {
            Self::Fine { due_in_ms } => due_in_ms.saturating_add(MINUTE_MS - 1) / MINUTE_MS,
            Self::Due => 0,
            Self::Missed { late_ms } => late_ms / MINUTE_MS,
        };
        u32::try_from(minutes.max(0)).unwrap_or(u32::MAX)
    }
}

/// How long a reminder that nobody answered rests: the second comes when the check-in counts as
/// missed, and one as often after it.
const REPEAT_MS: i64 = GRACE_MS;

/// When to remind of the check-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// Which reminder is due: 0 before the first, 1 from the due time on, one more each five
    /// minutes; while the clock stands before the last check-in one less each five minutes. A
    /// shell shows one anew when this is another number than it showed last.
    pub ring: u32,
    /// Milliseconds until the next.
    pub next_in_ms: i64,
}

/// An alarm this near to the time of the next reminder may stay: it is asked for with each
/// position. Nobody notices it, and the clock of a position shifts it by less.
const SLACK_MS: u64 = 5_000;

impl Reminder {
    /// When to set an alarm for the next, on whatever clock shows `now_ms`; nothing where the
    /// alarm that is set for `set_for_ms` on the same clock may stay.
    #[must_use]
    pub fn alarm(&self, now_ms: i64, set_for_ms: Option<i64>) -> Option<i64> {
        let due_ms = now_ms.saturating_add(self.next_in_ms);
        let may_stay = set_for_ms.is_some_and(|set| set.abs_diff(due_ms) < SLACK_MS);
        (!may_stay).then_some(due_ms)
    }
}

/// The number of a reminder that comes after so many others.
fn numbered(others: i64) -> u32 {
    u32::try_from(others).map_or(u32::MAX, |others| others.saturating_add(1))
}

impl CheckIn {
    /// When to remind at `now`: at the due time, and again until somebody answers.
    #[must_use]
    pub fn reminder(&self, now: Timestamp) -> Reminder {
        let late = match self.status(now) {
            CheckInStatus::Fine { due_in_ms } => {
                return Reminder {
                    ring: 0,
                    next_in_ms: due_in_ms,
                };
            }
            CheckInStatus::Due => self.late_ms(now),
            CheckInStatus::Missed { late_ms } => late_ms,
        };
        let back = self.last.millis_since(now);
        if back > 0 {
            return Self::reminder_of_a_clock_set_back(back);
        }
        Reminder {
            ring: numbered(late / REPEAT_MS),
            next_in_ms: REPEAT_MS - late % REPEAT_MS,
        }
    }

    /// The reminder of a clock that shows so many milliseconds before the last check-in. Once too
    /// often is better than silence: it is due, and again each five minutes of the way back to
    /// that check-in. Each has an instant of its own, whenever it is asked for: counted from now,
    /// the next would be put off with each position and never come.
    fn reminder_of_a_clock_set_back(back: i64) -> Reminder {
        let whole = back.saturating_sub(1);
        Reminder {
            ring: numbered(whole / REPEAT_MS),
            next_in_ms: whole % REPEAT_MS + 1,
        }
    }

    /// Milliseconds since the due time; less than 0 before it.
    fn late_ms(&self, now: Timestamp) -> i64 {
        let every_ms = i64::from(self.every_min).saturating_mul(60_000);
        now.millis_since(self.last).saturating_sub(every_ms)
    }

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
        let late = self.late_ms(now);
        if late < 0 {
            CheckInStatus::Fine { due_in_ms: -late }
        } else if late <= GRACE_MS {
            CheckInStatus::Due
        } else {
            CheckInStatus::Missed { late_ms: late }
        }
    }
}
