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
            // The shift is bounded by itself: the ceiling is reached long before.
            .saturating_mul(1 << attempt.saturating_sub(1).min(20))
            .min(CAP_MS);
        let spread = self.next() % u64::try_from(ceiling).unwrap_or(1).max(1);
        let jittered = i64::try_from(spread).unwrap_or(0) + 1;
        match wish_ms {
            Some(wish) => wish
                .clamp(0, WISH_CAP_MS)
                // A little later than wished: all phones that were told the same second would
                // come in it.
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
    fn nobody_waits_longer_than_a_quarter_of_an_hour_or_six_hours_by_the_servers_wish() {
        let longest = |attempt: u32, wish: Option<i64>| {
            let mut jitter = Jitter::new(3);
            let pauses = (0..20_000).map(|_| jitter.pause_ms(attempt, wish));
            let (least, most) = pauses.fold((i64::MAX, 0), |(least, most), pause| {
                (pause.min(least), pause.max(most))
            });
            (least, most)
        };
        // Attempt, shortest and longest pause in milliseconds: the ceiling doubles up to 15
        // minutes and stays there, whatever the attempt.
        for (attempt, ceiling) in [
            (0, 2_000),
            (1, 2_000),
            (2, 4_000),
            (3, 8_000),
            (4, 16_000),
            (9, 512_000),
            (10, 900_000),
            (11, 900_000),
            (40, 900_000),
            (u32::MAX, 900_000),
        ] {
            let (least, most) = longest(attempt, None);
            assert!(
                least >= 1 && least < ceiling / 100 + 2,
                "{attempt}: {least}"
            );
            assert!(
                most <= ceiling && most > ceiling / 100 * 98,
                "{attempt}: {most}"
            );
        }
        for (wish, floor) in [
            (-1, 0),
            (0, 0),
            (60_000, 60_000),
            (6 * 3_600_000, 21_600_000),
            (6 * 3_600_000 + 1, 21_600_000),
            (i64::MAX, 21_600_000),
        ] {
            // A long attempt adds no more than a short one: the server has said when.
            let (least, most) = longest(40, Some(wish));
            assert!(
                (floor + 1..floor + 2_000).contains(&least),
                "{wish}: {least}"
            );
            assert!(
                (floor + 1..=floor + 2_000).contains(&most),
                "{wish}: {most}"
            );
        }
    }

    #[test]
    fn chance_is_of_its_seed() {
        // SplitMix64's own sequence, so that a session that was found at fault reproduces.
        let mut jitter = Jitter::new(0);
        let first = [jitter.next(), jitter.next(), jitter.next()];
        assert_eq!(
            first,
            [
                0xe220_a839_7b1d_cdaf,
                0x6e78_9e6a_a1b9_65f4,
                0x06c4_5d18_8009_454f
            ]
        );
    }

    #[test]
    fn the_servers_wish_is_a_floor_with_a_cap() {
        let mut jitter = Jitter::new(1);
        assert!(jitter.pause_ms(1, Some(60_000)) > 60_000);
        assert!(jitter.pause_ms(1, Some(i64::MAX)) <= WISH_CAP_MS + BASE_MS);
        assert!(jitter.pause_ms(1, Some(-5)) <= BASE_MS);
    }
}
