//! Holding back who guesses passwords. Every hub on the database counts in the same rows, by the
//! database's clock, so that the count outlives a restart and is one over several hubs.
//!
//! A try is counted as a failure before its password is looked at, and taken back when it was
//! right: many guesses at once are many tries, not one.
//!
//! What is counted is chosen so that nobody's guesses keep others out. A stranger is counted by
//! the pair of her network address and the account: behind one address (a town hall) the others
//! go on, and so does the owner of the account from another address. Guesses at one account from
//! many addresses are counted together as well, generously. A browser in which the owner signed
//! in before is no stranger and counted by itself alone. Nothing is counted by the address alone:
//! who tries one password at every account has no more tries at each of them.

mod rule;

use farola_model::Sha256;

use crate::error::StoreError;
use crate::id::DeviceId;
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;
use rule::{Count, Rule};

/// A count says nothing any more after this time without another try.
const FORGET_MS: i64 = 2 * 3_600_000;

/// A try from an address where nobody is known, or from a known browser.
const ONE: Rule = Rule::Doubling { free: 5 };
/// All tries of strangers at one account. One address alone adds at most some 12 an hour.
const ACCOUNT: Rule = Rule::Leaking {
    free: 60,
    each_ms: 60_000,
};

/// All tries of strangers at the code of one account. Who comes so far has the password, and a
/// code is six digits. One address alone adds at most some 12 an hour.
const CODES: Rule = Rule::Leaking {
    free: 60,
    each_ms: 4 * 60_000,
};

/// Who tries to sign in. Only digests of it are kept.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    buckets: [Option<(Sha256, Rule)>; 2],
}

impl Attempt {
    /// A try from a network address at an account, however that is written.
    #[must_use]
    pub fn new(address: &str, account: &str) -> Self {
        let account = account.to_lowercase();
        let pair = format!("both {address} {account}");
        let account = format!("account {account}");
        let digest = |text: String| Sha256::of(text.as_bytes());
        Self {
            buckets: [Some((digest(pair), ONE)), Some((digest(account), ACCOUNT))],
        }
    }

    /// A try at an account from a browser in which its owner signed in before
    /// ([`Store::is_device_known`]).
    #[must_use]
    pub fn of_device(device: DeviceId) -> Self {
        let digest = Sha256::of(format!("device {}", device.0).as_bytes());
        Self {
            buckets: [Some((digest, ONE)), None],
        }
    }

    /// The same at the code beside the password, which is counted apart: a right password takes
    /// no wrong code back.
    #[must_use]
    pub fn of_code(self) -> Self {
        let of_code = |(digest, rule): (Sha256, Rule)| {
            let digest = Sha256::of(format!("code {digest}").as_bytes());
            let rule = if rule == ACCOUNT { CODES } else { rule };
            (digest, rule)
        };
        Self {
            buckets: self.buckets.map(|bucket| bucket.map(of_code)),
        }
    }

    fn counted(self) -> impl Iterator<Item = (Sha256, Rule)> {
        self.buckets.into_iter().flatten()
    }
}

impl Store {
    /// Milliseconds to wait before the next try; none when it may be made now. Costs no write:
    /// who is held back is not counted either.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], [`StoreError::Busy`], [`StoreError::Database`]: it is not
    /// known, so nobody may try.
    pub fn sign_in_wait_ms(&self, attempt: Attempt) -> Result<Option<i64>, StoreError> {
        self.read(|tx| Ok(Looked::at(tx, attempt)?.wait_ms()))
    }

    /// Counts a try, or answers how many milliseconds to wait where it may not be made now.
    pub fn begin_sign_in(&self, attempt: Attempt) -> Write<'_, Option<i64>> {
        self.write(move |tx| {
            let looked = Looked::at(tx, attempt)?;
            let wait = looked.wait_ms();
            if wait.is_none() {
                looked.count(tx)?;
            }
            Ok(wait)
        })
    }

    /// Takes a try back whose password was right, and forgets the failures before it of the same
    /// address or browser.
    pub fn sign_in_succeeded(&self, attempt: Attempt) -> Write<'_, ()> {
        self.write(move |tx| {
            for (bucket, rule) in attempt.counted() {
                let sql = match rule {
                    Rule::Doubling { .. } => "DELETE FROM sign_in WHERE bucket_sha256 = ?1",
                    Rule::Leaking { .. } => {
                        "UPDATE sign_in SET failures = failures - 1
                         WHERE bucket_sha256 = ?1 AND failures > 0"
                    }
                };
                tx.execute(sql, [bucket])?;
            }
            Ok(())
        })
    }
}

/// What is counted of an attempt now.
struct Looked {
    now_ms: i64,
    counts: Vec<(Sha256, Rule, Count)>,
}

impl Looked {
    fn at(tx: &Tx, attempt: Attempt) -> Result<Self, StoreError> {
        let sql = format!("SELECT {} AS now_ms", tx.dialect().now_ms());
        let now_ms = tx.maybe_row(&sql, (), |row| row.get("now_ms"))?;
        let now_ms = now_ms.ok_or(StoreError::Bug("the database has no time"))?;
        let mut counts = Vec::new();
        for (bucket, rule) in attempt.counted() {
            let sql = "SELECT failures, last_ms FROM sign_in WHERE bucket_sha256 = ?1";
            let counted = tx.maybe_row(sql, [bucket], |row| {
                Ok(Count {
                    failures: row.get("failures")?,
                    last_ms: row.get("last_ms")?,
                })
            })?;
            let count = counted.unwrap_or(Count {
                failures: 0,
                last_ms: now_ms,
            });
            counts.push((bucket, rule, count));
        }
        Ok(Self { now_ms, counts })
    }

    fn wait_ms(&self) -> Option<i64> {
        let waits = self.counts.iter();
        waits
            .filter_map(|(_, rule, count)| rule.wait_ms(*count, self.now_ms))
            .max()
    }

    fn count(&self, tx: &Tx) -> Result<(), StoreError> {
        let old = self.now_ms.saturating_sub(FORGET_MS);
        tx.execute("DELETE FROM sign_in WHERE last_ms < ?1", [old])?;
        let sql = "INSERT INTO sign_in (bucket_sha256, failures, last_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT (bucket_sha256)
             DO UPDATE SET failures = excluded.failures, last_ms = excluded.last_ms";
        for (bucket, rule, count) in &self.counts {
            let counted = rule.counted(*count, self.now_ms);
            tx.execute(sql, (*bucket, counted.failures, counted.last_ms))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn digests(attempt: Attempt) -> Vec<Sha256> {
        attempt.counted().map(|(digest, _)| digest).collect()
    }

    #[test]
    fn an_attempt_shares_what_it_has_in_common_with_another() {
        let one = digests(Attempt::new("::1", "Ana@x.mx"));
        assert_eq!(one, digests(Attempt::new("::1", "ana@x.mx")));
        let shares = |address, account| {
            let other = digests(Attempt::new(address, account));
            let pairs = one.iter().zip(&other);
            pairs.map(|(a, b)| a == b).collect::<Vec<_>>()
        };
        assert_eq!(shares("::2", "ana@x.mx"), [false, true]);
        assert_eq!(shares("::1", "eva@x.mx"), [false, false]);
        let device = digests(Attempt::of_device(DeviceId(Sha256::of(b"d"))));
        assert!(one.iter().all(|bucket| !device.contains(bucket)));
    }

    /// Guessers and honest people behind one address, and what the rows count meanwhile.
    #[derive(Default)]
    struct House {
        counts: BTreeMap<Sha256, Count>,
        now_ms: i64,
        looked: BTreeMap<String, i64>,
    }

    impl House {
        /// Whether a try is looked at, as [`Store::begin_sign_in`] counts it.
        fn tries(&mut self, attempt: Attempt) -> bool {
            let now_ms = self.now_ms;
            let looked: Vec<_> = attempt
                .counted()
                .map(|(bucket, rule)| {
                    let none = Count {
                        failures: 0,
                        last_ms: now_ms,
                    };
                    (bucket, rule, *self.counts.entry(bucket).or_insert(none))
                })
                .collect();
            let looked = Looked {
                now_ms,
                counts: looked,
            };
            if looked.wait_ms().is_some() {
                return false;
            }
            for (bucket, rule, count) in &looked.counts {
                self.counts.insert(*bucket, rule.counted(*count, now_ms));
            }
            true
        }

        fn succeeds(&mut self, attempt: Attempt) {
            for (bucket, rule) in attempt.counted() {
                match rule {
                    Rule::Doubling { .. } => drop(self.counts.remove(&bucket)),
                    Rule::Leaking { .. } => {
                        let count = self.counts.get_mut(&bucket);
                        count.expect("it was counted").failures -= 1;
                    }
                }
            }
        }

        fn guesses(&mut self, account: &str, device: Option<DeviceId>) {
            let attempt = match device {
                Some(device) => Attempt::of_device(device),
                None => Attempt::new("192.0.2.1", account),
            };
            if self.tries(attempt) && device.is_none() {
                *self.looked.entry(account.to_owned()).or_default() += 1;
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// However many guess at how many accounts behind one address, by whatever schedule, also
        /// in the browser that its owner uses: her right password is looked at the first time she
        /// shows it, in a browser that is known, or in one that a link made known; and nobody's
        /// account is guessed at more often than so in a day.
        #[test]
        fn guessers_at_one_address_hold_nobody_back_and_get_so_far(
            accounts in 1..5usize,
            guesses in prop::collection::vec(
                (0..5usize, 1..6u8, prop_oneof![0..500i64, 0..60_000i64, 0..1_200_000i64], 0..8u8),
                50..600),
            typos in 0..4usize,
        ) {
            let mut house = House::default();
            let device = |account: usize, made: usize| {
                DeviceId(Sha256::of(format!("{account} {made}").as_bytes()))
            };
            let mut links = vec![0; accounts];
            for (account, guessers, gap, kind) in guesses {
                let account = account % accounts;
                let name = format!("{account}@x.mx");
                house.now_ms += gap;
                for _ in 0..guessers {
                    // Now and then somebody sits down at the browser that she left.
                    let left = (kind == 0).then(|| device(account, links[account]));
                    house.guesses(&name, left);
                }
                if kind != 7 {
                    continue;
                }
                let known = Attempt::of_device(device(account, links[account]));
                if !house.tries(known) {
                    // Guessed at in her own browser: one link, and she is in.
                    links[account] += 1;
                    let known = Attempt::of_device(device(account, links[account]));
                    for _ in 0..=typos {
                        prop_assert!(house.tries(known));
                    }
                    house.succeeds(known);
                } else {
                    house.succeeds(known);
                }
            }
            let hours = house.now_ms / 3_600_000 + 2;
            for (account, looked) in &house.looked {
                prop_assert!(*looked <= 15 * hours, "{account}: {looked} in {hours} hours");
            }
        }

        /// The same in figures: a day of guesses without a pause at one account from one address.
        #[test]
        fn a_day_of_guesses_at_one_address_is_few_guesses(
            guessers in 1..20u8,
            pause_ms in 50..5_000i64,
        ) {
            let mut house = House::default();
            while house.now_ms < 24 * 3_600_000 {
                house.now_ms += pause_ms.max(house.now_ms / 200);
                for _ in 0..guessers {
                    house.guesses("ana@x.mx", None);
                }
            }
            let looked = house.looked["ana@x.mx"];
            prop_assert!((6..=15 * 24).contains(&looked), "{looked}");
        }
    }
}
