//! Time: of the system, or put by hand.

use std::sync::Mutex;
use std::time::Duration;

use farola_model::Timestamp;
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

use super::cancel::Cancel;
use super::instants::{Instant, Instants as _, SystemInstants};

/// Gives the time.
pub trait Clock: Send + Sync {
    /// Now, as the calendar has it: a person or the network may set it forward and back.
    fn now(&self) -> Timestamp;
    /// Now, on the clock that nobody can set: for deadlines and durations.
    fn instant(&self) -> Instant;
    /// The zone the person lives in.
    fn zone(&self) -> TimeZone;
    /// Waits until `until`, or less when `cancel` stirs.
    fn wait(&self, until: Timestamp, cancel: &Cancel);

    /// Now, as the person's watch shows it.
    fn local(&self) -> ZonedDateTime {
        let now = jiff::Timestamp::from_millisecond(self.now().as_millis()).unwrap_or_default();
        now.to_zoned_datetime(self.zone())
    }
}

/// The clock and zone of the machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

// The one place where the engine asks the system for the time; a clock is given to all else.
#[allow(clippy::disallowed_methods)]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }

    fn instant(&self) -> Instant {
        SystemInstants.instant()
    }

    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }

    fn wait(&self, until: Timestamp, cancel: &Cancel) {
        let ms = until.millis_since(self.now()).clamp(0, 60_000);
        cancel.wait(Duration::from_millis(ms.unsigned_abs()));
    }
}

/// A clock that stands where it is put, in a zone of choice. Waiting moves it; setting it does
/// not move its instants, as on a phone whose clock is set.
#[derive(Debug)]
pub struct SetClock {
    now: Mutex<Timestamp>,
    elapsed: Mutex<Duration>,
    zone: TimeZone,
}

impl SetClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: Timestamp, zone: TimeZone) -> Self {
        Self {
            now: Mutex::new(now),
            elapsed: Mutex::default(),
            zone,
        }
    }

    /// Puts the clock.
    pub fn set(&self, now: Timestamp) {
        *self
            .now
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = now;
    }

    /// Lets time pass: the wall clock and the instants go forward by as much.
    pub fn pass(&self, duration: Duration) {
        let ms = i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        self.set(Timestamp(self.now().as_millis().saturating_add(ms)));
        let mut elapsed = self
            .elapsed
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        *elapsed = elapsed.saturating_add(duration);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self
            .now
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn instant(&self) -> Instant {
        let elapsed = self
            .elapsed
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        Instant {
            since_boot_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
            boot: None,
        }
    }

    fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    fn wait(&self, until: Timestamp, _cancel: &Cancel) {
        let ms = until.millis_since(self.now()).max(0);
        self.pass(Duration::from_millis(ms.unsigned_abs()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_a_clock_ends_no_deadline_and_waiting_does() {
        let clock = SetClock::new(Timestamp(10_000), TimeZone::UTC);
        let began = clock.instant();
        clock.set(Timestamp(9_000_000));
        assert_eq!(clock.instant().ms_since(&began), 0);
        clock.set(Timestamp(0));
        clock.wait(Timestamp(4_999), &Cancel::default());
        assert_eq!(clock.instant().ms_since(&began), 4_999);
        clock.pass(Duration::from_millis(1));
        assert_eq!(clock.instant().ms_since(&began), 5_000);
        assert_eq!(clock.now(), Timestamp(5_000));
        // A moment that is past is not waited for.
        clock.wait(Timestamp(1), &Cancel::default());
        assert_eq!(clock.instant().ms_since(&began), 5_000);
        assert_eq!(clock.now(), Timestamp(5_000));
    }
}
