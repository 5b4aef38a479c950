//! Holding back who guesses passwords: per account, per address, and per pair of both.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use farola_model::Timestamp;

/// Longest time to wait.
const LONGEST_MS: i64 = 15 * 60 * 1000;
/// A bucket is forgotten after this time without a failure.
const FORGET_MS: i64 = 60 * 60 * 1000;
/// Most buckets kept: a flood of made-up names must not fill the memory.
const BUCKETS: usize = 20_000;

/// Failures that are free: one address and account together, one address, one account. An
/// account alone is generous, so that a stranger cannot lock its owner out with a few tries.
const FREE: [u32; 3] = [5, 30, 60];

#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    failures: u32,
    last: Timestamp,
}

/// Counts failed sign-ins.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    buckets: Mutex<BTreeMap<String, Bucket>>,
}

fn keys(address: &str, account: &str) -> [String; 3] {
    let account = account.to_lowercase();
    [
        format!("both {address} {account}"),
        format!("from {address}"),
        format!("account {account}"),
    ]
}

impl Limiter {
    /// Milliseconds to wait before the next try; none when it may be made now.
    #[must_use]
    pub(crate) fn wait_ms(&self, address: &str, account: &str, now: Timestamp) -> Option<i64> {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let waits = keys(address, account)
            .into_iter()
            .zip(FREE)
            .filter_map(|(key, free)| {
                let bucket = buckets.get(&key)?;
                let over = bucket.failures.checked_sub(free)?;
                let pause = 1000i64.saturating_mul(1i64 << over.min(20)).min(LONGEST_MS);
                let left = pause.saturating_sub(now.millis_since(bucket.last));
                (left > 0).then_some(left)
            });
        waits.max()
    }

    /// Notes a failure.
    pub(crate) fn failed(&self, address: &str, account: &str, now: Timestamp) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > BUCKETS {
            buckets.retain(|_, bucket| now.millis_since(bucket.last) < FORGET_MS / 60);
        }
        for key in keys(address, account) {
            let bucket = buckets.entry(key).or_default();
            if now.millis_since(bucket.last) > FORGET_MS {
                bucket.failures = 0;
            }
            bucket.failures = bucket.failures.saturating_add(1);
            bucket.last = now;
        }
    }

    /// Forgets the failures of who signed in.
    pub(crate) fn succeeded(&self, address: &str, account: &str) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let [both, _, account] = keys(address, account);
        buckets.remove(&both);
        buckets.remove(&account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(limiter: &Limiter, times: u32, at: i64) {
        for _ in 0..times {
            limiter.failed("::1", "ana@x.mx", Timestamp(at));
        }
    }

    #[test]
    fn five_tries_are_free_then_the_wait_doubles() {
        let limiter = Limiter::default();
        fail(&limiter, 4, 0);
        assert_eq!(limiter.wait_ms("::1", "Ana@x.mx", Timestamp(0)), None);
        fail(&limiter, 1, 0);
        assert_eq!(limiter.wait_ms("::1", "ana@x.mx", Timestamp(0)), Some(1000));
        fail(&limiter, 2, 0);
        assert_eq!(
            limiter.wait_ms("::1", "ana@x.mx", Timestamp(1500)),
            Some(2500)
        );
        assert_eq!(limiter.wait_ms("::2", "ana@x.mx", Timestamp(0)), None);
        fail(&limiter, 20, 0);
        assert_eq!(
            limiter.wait_ms("::1", "ana@x.mx", Timestamp(0)),
            Some(LONGEST_MS)
        );
    }

    #[test]
    fn success_and_time_forgive() {
        let limiter = Limiter::default();
        fail(&limiter, 6, 0);
        limiter.succeeded("::1", "ana@x.mx");
        assert_eq!(limiter.wait_ms("::1", "ana@x.mx", Timestamp(0)), None);
        fail(&limiter, 6, 0);
        limiter.failed("::1", "ana@x.mx", Timestamp(FORGET_MS + 1));
        assert_eq!(
            limiter.wait_ms("::1", "ana@x.mx", Timestamp(FORGET_MS + 1)),
            None
        );
    }
}
