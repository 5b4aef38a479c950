//! How long to wait: exponential with full jitter, and the server's own wish.

/// First and longest pause.
const BASE_MS: i64 = 2_000;
const CAP_MS: i64 = 15 * 60 * 1_000;
/// A server's wish is obeyed up to here; a hostile one must not silence a phone for good.
const WISH_CAP_MS: i64 = 6 * 60 * 60 * 1_000;

/// Chance from a seed that the engine gives (SplitMix64): a session reproduces.
#[derive(Debug, Clone)]
pub struct Jitter(u64);

impl Jitter {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Pause before attempt `attempt` (counted from 1): anything up to the exponential
    /// ceiling, so that a fleet coming back online does not come back at once; never less
    /// than the server's wish.
    pub fn pause_ms(&mut self, attempt: u32, wish_ms: Option<i64>) -> i64 {
        let ceiling = BASE_MS
            .saturating_mul(1 << attempt.saturating_sub(1).min(20))
            .min(CAP_MS);
        let spread = self.next() % u64::try_from(ceiling).unwrap_or(1).max(1);
        let jittered = i64::try_from(spread).unwrap_or(0) + 1;
        match wish_ms {
            Some(wish) => wish
                .clamp(0, WISH_CAP_MS)
                .saturating_add(jittered.min(BASE_MS)),
            None => jittered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_stay_between_nothing_and_the_ceiling_and_spread() {
        let mut jitter = Jitter::new(7);
        for attempt in 1..64 {
            let ceiling = (2_000i64 << (attempt - 1).min(20)).min(CAP_MS);
            let pauses: Vec<i64> = (0..200).map(|_| jitter.pause_ms(attempt, None)).collect();
            assert!(pauses.iter().all(|p| (1..=ceiling).contains(p)));
            assert!(pauses.iter().any(|p| *p < ceiling / 4));
            assert!(pauses.iter().any(|p| *p > ceiling / 4 * 3));
        }
    }

    #[test]
    fn the_servers_wish_is_a_floor_with_a_cap() {
        let mut jitter = Jitter::new(1);
        assert!(jitter.pause_ms(1, Some(60_000)) > 60_000);
        assert!(jitter.pause_ms(1, Some(i64::MAX)) <= WISH_CAP_MS + BASE_MS);
        assert!(jitter.pause_ms(1, Some(-5)) <= BASE_MS);
    }
}
