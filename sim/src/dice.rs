//! Chance from a seed: the same walk each time, on every machine.

/// Numbers from a seed and a place in the story (SplitMix64): the same walk each time.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice for one place in the story, so that what happens there does not depend on how often
    /// they fell before.
    #[must_use]
    pub fn new(seed: u64, place: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ place.wrapping_mul(0x2545));
        dice.roll();
        dice
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.roll() % u64::from(n.max(1))).unwrap_or(0)
    }

    /// A number from 0 to 1.
    pub fn share(&mut self) -> f64 {
        f64::from(self.below(1_000_000)) / 1_000_000.0
    }

    /// One of some; nothing of none.
    pub fn pick<'a, T: ?Sized>(&mut self, of: &'a [&'a T]) -> Option<&'a T> {
        let index = self.below(u32::try_from(of.len()).unwrap_or(u32::MAX));
        of.get(usize::try_from(index).unwrap_or(0)).copied()
    }
}
