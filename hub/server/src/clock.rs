//! The hub's time: that of its database, which several hubs share.
//!
//! Each hub asks its database for the time at its start and once a minute, and keeps by how much
//! the clock of its own machine is wrong. So it makes no difference to lists, sessions and
//! announcements which hub was asked, however wrong one of the clocks is. What has to stand in one
//! order (the feed of a phone, the history of a record) is numbered under the writers' lock and
//! needs no clock. On SQLite the machine's clock is the only one.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use farola_hub_store::{Store, StoreError};
use farola_model::Timestamp;

use crate::app::App;

/// How often the database is asked.
const ASK_EVERY: Duration = Duration::from_secs(60);
/// An answer that took longer says too little: the time in it is wrong by half of that.
const SLOW_MS: i64 = 1_000;

/// The clock of the machine, the one place that reads it.
#[must_use]
pub fn machine_clock() -> Timestamp {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// A machine's clock, put right.
#[derive(Debug)]
pub(crate) struct Clock {
    machine: fn() -> Timestamp,
    ahead_ms: AtomicI64,
}

impl Clock {
    pub(crate) fn new(machine: fn() -> Timestamp) -> Self {
        Self {
            machine,
            ahead_ms: AtomicI64::new(0),
        }
    }

    /// The time of the database, as far as it is known.
    pub(crate) fn now(&self) -> Timestamp {
        let ahead = self.ahead_ms.load(Ordering::Relaxed);
        self.machine().plus_millis(ahead.saturating_neg())
    }

    /// The time of the machine, which also dates the files on its disk.
    pub(crate) fn machine(&self) -> Timestamp {
        (self.machine)()
    }

    /// Asks the database; `slow` says whether an answer that took long is taken too.
    ///
    /// # Errors
    /// A failure of the database: what was known before holds.
    pub(crate) fn ask(&self, store: &Store, slow: Slow) -> Result<(), StoreError> {
        let before = self.machine();
        if let Some(time) = store.read_clock()? {
            let after = self.machine();
            if let Some(ahead) = ahead_ms(before, time, after, slow) {
                self.ahead_ms.store(ahead, Ordering::Relaxed);
            }
        }
        Ok(())
    }
}

/// What comes of an answer that took long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slow {
    /// It is better than nothing.
    Taken,
    /// What is known is better.
    Left,
}

/// By how much a machine is ahead that asked and was told the time at these times of its own.
fn ahead_ms(before: Timestamp, told: Timestamp, after: Timestamp, slow: Slow) -> Option<i64> {
    let took = after.as_millis().saturating_sub(before.as_millis());
    // Behind zero the machine's clock was set while it asked.
    if slow == Slow::Left && !(0..=SLOW_MS).contains(&took) {
        return None;
    }
    let middle = before.as_millis().saturating_add(took / 2);
    Some(middle.saturating_sub(told.as_millis()))
}

/// Keeps the clock right for as long as the hub serves.
pub(crate) async fn follow(app: App) {
    loop {
        tokio::time::sleep(ASK_EVERY).await;
        let asked = {
            let app = app.clone();
            app.clone()
                .read(move |store| app.clock().ask(store, Slow::Left))
                .await
        };
        if asked.is_err() {
            tracing::debug!(event = "clock.not_told");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_wrong_a_clock_is_is_told_by_the_middle_of_the_question() {
        for (before, told, after, expected) in [
            (1_000, 1_000, 1_000, Some(0)),
            (1_000, 1_005, 1_010, Some(0)),
            (1_000, 41_005, 1_010, Some(-40_000)),
            (90_000, 1_005, 90_010, Some(89_000)),
            (1_000, 1_000, 2_000, Some(500)),
            (1_000, 1_000, 2_001, None),
            // Set back by an hour while it asked.
            (3_600_000, 5, 10, None),
        ] {
            let [before, told, after] = [before, told, after].map(Timestamp);
            let left = ahead_ms(before, told, after, Slow::Left);
            assert_eq!(left, expected, "{before:?} {told:?} {after:?}");
        }
        let [before, told, after] = [1_000, 1_000, 21_000].map(Timestamp);
        assert_eq!(ahead_ms(before, told, after, Slow::Taken), Some(10_000));
    }

    #[test]
    fn a_clock_beside_its_only_database_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let clock = Clock::new(|| Timestamp(5_000));
        let open = farola_hub_store::OpenAs::Command;
        let store = Store::open(dir.path(), open, Timestamp(0), "e").unwrap();
        clock.ask(&store, Slow::Taken).unwrap();
        assert_eq!(
            (clock.now(), clock.machine()),
            (Timestamp(5_000), Timestamp(5_000))
        );
    }
}
