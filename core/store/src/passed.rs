//! How much time has passed for this database, whatever the clock on the wall was set to.
//!
//! Two counts, since a clock that lies must do no harm in either direction. What a server has
//! confirmed goes by the one that never stays behind: keeping it too long is the harm. What no
//! server has goes by the one that never runs ahead: removing it too early is. Between two
//! moments of one start of the phone the instants tell the time exactly, and the wall says
//! nothing. Across a restart only the wall knows how long the phone was off: the first count
//! believes it when it goes forward, the second counts the time since the restart alone.

use farola_model::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use crate::error::Result;

/// A moment by the clock that a person can set and by the one that nobody can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// By the calendar.
    pub wall: Timestamp,
    /// Milliseconds since the phone was started; nothing where they are not known.
    pub since_boot_ms: Option<u64>,
    /// Which start of the phone; nothing where the system does not say.
    pub boot: Option<[u8; 16]>,
}

impl Moment {
    /// A moment of which only the calendar is known.
    #[must_use]
    pub fn of_wall(wall: Timestamp) -> Self {
        Self {
            wall,
            since_boot_ms: None,
            boot: None,
        }
    }
}

/// Milliseconds that passed since the database first counted them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passed {
    /// Never fewer than have passed, unless the wall was set back while the phone was off.
    pub(crate) at_most_ms: i64,
    /// Never more than have passed.
    pub(crate) at_least_ms: i64,
    /// When it was brought up to date.
    seen: Moment,
}

impl Passed {
    fn begins(now: Moment) -> Self {
        Self {
            at_most_ms: 0,
            at_least_ms: 0,
            seen: now,
        }
    }

    /// Brought up to date.
    fn at(self, now: Moment) -> Self {
        let wall_ms = now.wall.0.saturating_sub(self.seen.wall.0).max(0);
        let (most, least) = match (self.seen.since_boot_ms, now.since_boot_ms) {
            (Some(then), Some(since_boot)) => {
                let same = match (self.seen.boot, now.boot) {
                    (Some(before), Some(boot)) => Some(before == boot),
                    // A smaller number tells of a restart, a larger one of nothing.
                    _ if since_boot < then => Some(false),
                    _ => None,
                };
                let since = signed(since_boot.saturating_sub(then));
                match same {
                    Some(true) => (since, since),
                    Some(false) => (wall_ms.max(signed(since_boot)), signed(since_boot)),
                    // Another start, with more behind it, cannot be told from the same one. Of
                    // the two the smaller has surely passed.
                    None => (wall_ms.max(since), since),
                }
            }
            // What cannot be told from a clock that was set is no time that passed for sure.
            _ => (wall_ms, 0),
        };
        Self {
            at_most_ms: self.at_most_ms.saturating_add(most),
            at_least_ms: self.at_least_ms.saturating_add(least),
            seen: now,
        }
    }
}

fn signed(ms: u64) -> i64 {
    i64::try_from(ms).unwrap_or(i64::MAX)
}

/// Brings the counts up to date and says them.
pub(crate) fn bring_up(tx: &Transaction<'_>, now: Moment) -> Result<Passed> {
    let passed = known(tx)?.map_or_else(|| Passed::begins(now), |passed| passed.at(now));
    tx.execute(
        "INSERT INTO passed (id, at_most_ms, at_least_ms, wall_ms, since_boot_ms, boot) \
         VALUES (1, ?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET \
         at_most_ms = excluded.at_most_ms, at_least_ms = excluded.at_least_ms, \
         wall_ms = excluded.wall_ms, since_boot_ms = excluded.since_boot_ms, \
         boot = excluded.boot",
        params![
            passed.at_most_ms,
            passed.at_least_ms,
            now.wall.0,
            now.since_boot_ms.map_or(UNKNOWN, signed),
            now.boot,
        ],
    )?;
    Ok(passed)
}

/// How an unknown time since the start is written.
const UNKNOWN: i64 = -1;

/// The counts as they were last brought up to date; nothing before the first time.
pub(crate) fn known(conn: &rusqlite::Connection) -> Result<Option<Passed>> {
    let sql = "SELECT at_most_ms, at_least_ms, wall_ms, since_boot_ms, boot FROM passed";
    let mut statement = conn.prepare_cached(sql)?;
    let passed = statement.query_row([], |row| {
        Ok(Passed {
            at_most_ms: row.get(0)?,
            at_least_ms: row.get(1)?,
            seen: Moment {
                wall: Timestamp(row.get(2)?),
                since_boot_ms: u64::try_from(row.get::<_, i64>(3)?).ok(),
                boot: row.get(4)?,
            },
        })
    });
    Ok(passed.optional()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(wall: i64, since_boot_ms: u64, boot: u8) -> Moment {
        Moment {
            wall: Timestamp(wall),
            since_boot_ms: Some(since_boot_ms),
            boot: (boot > 0).then_some([boot; 16]),
        }
    }

    #[test]
    fn the_table_of_two_moments() {
        let then = |boot| Passed::begins(at(10_000, 5_000, boot));
        let table = [
            // One start: the wall says nothing.
            (1, at(10_100, 5_100, 1), (100, 100)),
            (1, at(90_000, 5_100, 1), (100, 100)),
            (1, at(0, 5_100, 1), (100, 100)),
            // A restart: the phone was off for as long as the wall says, if it says any.
            (1, at(90_000, 300, 2), (80_000, 300)),
            (1, at(0, 300, 2), (300, 300)),
            (1, at(90_000, 6_000, 2), (80_000, 6_000)),
            // A system that does not name its starts.
            (0, at(90_000, 300, 0), (80_000, 300)),
            (0, at(90_000, 5_100, 0), (80_000, 100)),
            (0, at(0, 5_100, 0), (100, 100)),
            // Only the wall.
            (1, Moment::of_wall(Timestamp(90_000)), (80_000, 0)),
            (1, Moment::of_wall(Timestamp(0)), (0, 0)),
            (
                1,
                Moment::of_wall(Timestamp(i64::MAX)),
                (i64::MAX - 10_000, 0),
            ),
        ];
        for (boot, now, expected) in table {
            let passed = then(boot).at(now);
            let found = (passed.at_most_ms, passed.at_least_ms);
            assert_eq!(found, expected, "{boot} {now:?}");
        }
    }

    /// Something that happens to a phone and its clock.
    #[derive(Debug, Clone)]
    enum Event {
        /// It lies there.
        Pass(u32),
        /// It is off for a time, and started again.
        Restart(u32),
        /// Its clock is set by as much.
        Set(i32),
    }

    proptest! {
        #[test]
        fn one_count_never_runs_ahead_and_the_other_never_stays_behind(
            events in prop::collection::vec(
                prop_oneof![
                    any::<u32>().prop_map(Event::Pass),
                    any::<u32>().prop_map(Event::Restart),
                    any::<i32>().prop_map(Event::Set),
                ],
                0..40,
            ),
            named in any::<bool>(),
        ) {
            let (mut truth, mut since_boot, mut boot, mut lie) = (0i64, 0u64, 1u8, 0i64);
            let moment = |truth: i64, lie: i64, since_boot, boot| {
                at(4_000_000_000_000 + truth + lie, since_boot, if named { boot } else { 0 })
            };
            let mut passed = Passed::begins(moment(0, 0, 0, 1));
            for event in events {
                match event {
                    Event::Pass(ms) => {
                        truth += i64::from(ms);
                        since_boot += u64::from(ms);
                    }
                    Event::Restart(ms) => {
                        truth += i64::from(ms);
                        (since_boot, boot) = (0, boot + 1);
                    }
                    Event::Set(ms) => lie += i64::from(ms),
                }
                let before = passed;
                passed = passed.at(moment(truth, lie, since_boot, boot));
                prop_assert!(passed.at_least_ms <= truth);
                prop_assert!(passed.at_most_ms >= before.at_most_ms);
                prop_assert!(passed.at_most_ms >= truth);
            }
        }
    }
}
