//! Holding back who guesses passwords: per account, per address, and per pair of both. Every hub
//! on the database counts in the same rows, by the database's clock.
//!
//! A try is counted as a failure before its password is looked at, and taken back when it was
//! right: many guesses at once are many tries, not one.

use farola_model::Sha256;

use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

/// Longest time to wait.
const LONGEST_MS: i64 = 15 * 60 * 1000;
/// Failures are forgotten after this time without another one.
const FORGET_MS: i64 = 60 * 60 * 1000;

/// Failures that are free: one address and account together, one address, one account. An
/// account alone is generous, so that a stranger cannot lock its owner out with a few tries.
const FREE: [i64; 3] = [5, 30, 60];

/// Who tries to sign in. Only digests of it are kept.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// Address and account, address, account.
    buckets: [Sha256; 3],
}

impl Attempt {
    /// A try from a network address at an account, however that is written.
    #[must_use]
    pub fn new(address: &str, account: &str) -> Self {
        let account = account.to_lowercase();
        let keys = [
            format!("both {address} {account}"),
            format!("from {address}"),
            format!("account {account}"),
        ];
        Self {
            buckets: keys.map(|key| Sha256::of(key.as_bytes())),
        }
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
        self.read(|tx| wait_ms(tx, &attempt))
    }

    /// Counts a try, or answers how many milliseconds to wait where it may not be made now.
    pub fn begin_sign_in(&self, attempt: Attempt) -> Write<'_, Option<i64>> {
        self.write(move |tx| {
            let wait = wait_ms(tx, &attempt)?;
            if wait.is_none() {
                count(tx, &attempt)?;
            }
            Ok(wait)
        })
    }

    /// Takes a try back whose password was right, and forgets the failures of that account from
    /// there.
    pub fn sign_in_succeeded(&self, attempt: Attempt) -> Write<'_, ()> {
        self.write(move |tx| {
            let [both, from, account] = attempt.buckets;
            let sql = "DELETE FROM sign_in WHERE bucket_sha256 = ?1 OR bucket_sha256 = ?2";
            tx.execute(sql, (both, account))?;
            let sql = "UPDATE sign_in SET failures = failures - 1
                 WHERE bucket_sha256 = ?1 AND failures > 0";
            tx.execute(sql, [from])?;
            Ok(())
        })
    }
}

fn wait_ms(tx: &Tx, attempt: &Attempt) -> Result<Option<i64>, StoreError> {
    let sql = format!(
        "SELECT failures, {} - last_ms AS since FROM sign_in WHERE bucket_sha256 = ?1",
        tx.dialect().now_ms()
    );
    let mut longest = None;
    for (bucket, free) in attempt.buckets.into_iter().zip(FREE) {
        let counted = tx.maybe_row(&sql, [bucket], |row| {
            Ok((row.get("failures")?, row.get("since")?))
        })?;
        longest = longest.max(counted.and_then(|(failures, since)| left(failures, free, since)));
    }
    Ok(longest)
}

/// What is left of the pause after so many failures, the last one `since` milliseconds ago.
fn left(failures: i64, free: i64, since: i64) -> Option<i64> {
    let over = failures.saturating_sub(free);
    if over < 0 || since > FORGET_MS {
        return None;
    }
    let pause = 1000i64.saturating_mul(1i64 << over.min(20)).min(LONGEST_MS);
    Some(pause.saturating_sub(since)).filter(|left| *left > 0)
}

fn count(tx: &Tx, attempt: &Attempt) -> Result<(), StoreError> {
    let now = tx.dialect().now_ms();
    let old = format!("DELETE FROM sign_in WHERE last_ms < {now} - {FORGET_MS}");
    tx.execute(&old, ())?;
    let sql = format!(
        "INSERT INTO sign_in (bucket_sha256, failures, last_ms) VALUES (?1, 1, {now})
         ON CONFLICT (bucket_sha256)
         DO UPDATE SET failures = sign_in.failures + 1, last_ms = excluded.last_ms"
    );
    for bucket in attempt.buckets {
        tx.execute(&sql, [bucket])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            assert_eq!(left(failures, 5, since), expected, "{failures} {since}");
        }
    }

    #[test]
    fn an_attempt_shares_what_it_has_in_common_with_another() {
        let one = Attempt::new("::1", "Ana@x.mx").buckets;
        assert_eq!(one, Attempt::new("::1", "ana@x.mx").buckets);
        let shares = |address, account| {
            let other = Attempt::new(address, account).buckets;
            one.iter()
                .zip(&other)
                .map(|(a, b)| a == b)
                .collect::<Vec<_>>()
        };
        assert_eq!(shares("::2", "ana@x.mx"), [false, false, true]);
        assert_eq!(shares("::1", "eva@x.mx"), [false, true, false]);
    }
}
