//! How many tries are free and how long one waits beyond them, apart from every database and
//! clock.

/// Longest time to wait.
const LONGEST_MS: i64 = 15 * 60 * 1000;
/// A doubling count begins anew after this time without another failure.
const ANEW_MS: i64 = 60 * 60 * 1000;

/// What is kept of the tries that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    /// Tries that are not forgotten.
    pub(super) failures: i64,
    /// When that number was right.
    pub(super) last_ms: i64,
}

impl Count {
    /// Milliseconds since then. A clock that was set far back would have one wait for days, so a
    /// count of a time to come is none.
    fn since(self, now_ms: i64) -> i64 {
        let since = now_ms.saturating_sub(self.last_ms);
        if since < -LONGEST_MS {
            i64::MAX
        } else {
            since.max(0)
        }
    }
}

/// How a count becomes a wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Beyond the free ones each try waits twice as long as the one before, up to a bound.
    Doubling {
        /// Tries that wait for nothing.
        free: i64,
    },
    /// Beyond the free ones a try may be made each time one is forgotten, and one is forgotten
    /// steadily.
    Leaking {
        /// Tries that wait for nothing.
        free: i64,
        /// So often one is forgotten.
        each_ms: i64,
    },
}

impl Rule {
    /// Milliseconds until the next try; none when it may be made now.
    pub(super) fn wait_ms(self, count: Count, now_ms: i64) -> Option<i64> {
        let since = count.since(now_ms);
        match self {
            Self::Doubling { free } => {
                let over = count.failures.saturating_sub(free);
                if over < 0 || since > ANEW_MS {
                    return None;
                }
                let pause = 1000i64.saturating_mul(1i64 << over.min(20)).min(LONGEST_MS);
                Some(pause.saturating_sub(since)).filter(|left| *left > 0)
            }
            Self::Leaking { free, each_ms } => {
                let over = count.failures.saturating_sub(since / each_ms) >= free;
                over.then(|| each_ms - since % each_ms)
            }
        }
    }

    /// The count with one more try.
    pub(super) fn counted(self, count: Count, now_ms: i64) -> Count {
        let since = count.since(now_ms);
        let first = Count {
            failures: 1,
            last_ms: now_ms,
        };
        match self {
            Self::Doubling { .. } if since > ANEW_MS => first,
            Self::Doubling { .. } => Count {
                failures: count.failures.saturating_add(1),
                last_ms: now_ms,
            },
            Self::Leaking { each_ms, .. } => {
                let forgotten = since / each_ms;
                if forgotten >= count.failures {
                    return first;
                }
                Count {
                    failures: count.failures - forgotten + 1,
                    // What of the next one to be forgotten has gone by is not lost.
                    last_ms: count
                        .last_ms
                        .saturating_add(forgotten.saturating_mul(each_ms)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ACCOUNT, CODES, ONE};
    use super::*;
    use proptest::prelude::*;

    const HOUR_MS: i64 = 3_600_000;
    const NONE: Count = Count {
        failures: 0,
        last_ms: 0,
    };

    #[test]
    fn what_is_free_waits_for_nothing_then_the_wait_doubles() {
        for (failures, since, expected) in [
            (0, 0, None),
            (4, 0, None),
            (5, 0, Some(1000)),
            (5, 999, Some(1)),
            (5, 1000, None),
            (7, 1500, Some(2500)),
            (25, 0, Some(LONGEST_MS)),
            (i64::MAX, 0, Some(LONGEST_MS)),
            (25, LONGEST_MS, None),
            // The clock was set back: a little, and by a day.
            (7, -1500, Some(4000)),
            (25, -24 * HOUR_MS, None),
        ] {
            let count = Count {
                failures,
                last_ms: 1_000_000_000,
            };
            let wait = ONE.wait_ms(count, 1_000_000_000 + since);
            assert_eq!(wait, expected, "{failures} {since}");
        }
    }

    #[test]
    fn what_leaks_is_forgotten_steadily() {
        let full = Count {
            failures: 60,
            last_ms: 0,
        };
        for (at, wait, failures) in [
            (0, Some(60_000), 61),
            (59_999, Some(1), 61),
            (60_000, None, 60),
            (90_000, None, 60),
            (600_000, None, 51),
            (HOUR_MS, None, 1),
            (30 * HOUR_MS, None, 1),
        ] {
            assert_eq!(ACCOUNT.wait_ms(full, at), wait, "{at}");
            assert_eq!(ACCOUNT.counted(full, at).failures, failures, "{at}");
        }
        // A try half a minute late is counted, and the next one is forgotten on time.
        let late = ACCOUNT.counted(full, 90_000);
        assert_eq!(ACCOUNT.wait_ms(late, 90_000), Some(30_000));
    }

    /// What one stranger has made of an account's counts after trying whenever she may at times
    /// that she chooses.
    fn guessed(gaps_ms: &[i64], of_all: Rule) -> (i64, Count) {
        let (mut now, mut own, mut account, mut tries) = (0, NONE, NONE, 0);
        for gap in gaps_ms {
            now += gap;
            let wait = ONE.wait_ms(own, now).max(of_all.wait_ms(account, now));
            if wait.is_none() {
                (own, account) = (ONE.counted(own, now), of_all.counted(account, now));
                tries += 1;
            }
            let owner = of_all.wait_ms(account, now);
            assert_eq!(owner, None, "the owner waits at {now} after {tries} tries");
        }
        (tries, account)
    }

    #[test]
    fn a_week_of_one_strangers_guesses_never_holds_the_owner_back() {
        for of_all in [ACCOUNT, CODES] {
            a_week_of(of_all);
        }
    }

    fn a_week_of(of_all: Rule) {
        // As fast as it goes; and as is cheapest for her: some quickly, then an hour of rest.
        let steady = vec![1_000; 7 * 24 * 3_600];
        let (tries, _) = guessed(&steady, of_all);
        assert!((600..=700).contains(&tries), "four an hour: {tries}");
        for quick in 1..20 {
            let round = [vec![1_000; 1 << quick.min(10)], vec![HOUR_MS + 1]].concat();
            let rounds: Vec<i64> = round.repeat(100);
            let hours = rounds.iter().sum::<i64>() / HOUR_MS;
            let (tries, _) = guessed(&rounds, of_all);
            assert!(tries <= 15 * (hours + 1), "{tries} in {hours} hours");
        }
    }

    proptest! {
        #[test]
        fn no_schedule_of_one_stranger_holds_the_owner_back(
            gaps in prop::collection::vec(
                prop_oneof![0..2_000i64, 0..20 * 60_000i64, 0..3 * HOUR_MS], 1..400)
        ) {
            guessed(&gaps, ACCOUNT);
            guessed(&gaps, CODES);
        }

        /// However many guess at how many addresses, an account is tried no more often than this.
        #[test]
        fn an_account_is_tried_so_often_and_no_more(
            gaps in prop::collection::vec(0..30_000i64, 1..600)
        ) {
            for (of_all, each_ms) in [(ACCOUNT, 60_000), (CODES, 240_000)] {
                let (mut now, mut account, mut tries) = (0, NONE, 0);
                for gap in &gaps {
                    now += gap;
                    if of_all.wait_ms(account, now).is_none() {
                        account = of_all.counted(account, now);
                        tries += 1;
                    }
                }
                prop_assert!(tries <= 60 + now / each_ms + 1, "{tries} in {now} ms");
            }
        }
    }
}
