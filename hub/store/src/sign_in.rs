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
}
