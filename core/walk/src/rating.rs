//! Ratings 0 to 3, and exact fractions of what could have been reached.

use crate::error::WalkError;
use crate::item::Item;

/// A rating from 0 (poor) to 3 (good), in half steps, because the median of an even number
/// of raters can lie between two levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating {
    halves: u8,
}

impl Rating {
    /// The best rating.
    pub const BEST: Self = Self { halves: 6 };

    /// A whole rating.
    ///
    /// # Errors
    /// [`WalkError::RatingOutOfRange`] outside 0 to 3.
    pub fn new(level: i64) -> Result<Self, WalkError> {
        match u8::try_from(level) {
            Ok(level) if level <= 3 => Ok(Self { halves: level * 2 }),
            _ => Err(WalkError::RatingOutOfRange),
        }
    }

    /// The rating as a number, 0 to 3 in steps of 0.5.
    #[must_use]
    pub fn value(self) -> f64 {
        f64::from(self.halves) / 2.0
    }

    /// Twice the rating, exactly.
    #[must_use]
    pub fn halves(self) -> u64 {
        u64::from(self.halves)
    }

    /// The median of some ratings; `None` of none.
    #[must_use]
    pub fn median(ratings: &[Self]) -> Option<Self> {
        let mut sorted = ratings.to_vec();
        sorted.sort_unstable();
        let upper = sorted.get(sorted.len() / 2)?;
        let lower = sorted.get((sorted.len() - 1) / 2)?;
        // Whole ratings have even halves, so the mean of two of them is exact. Half ratings
        // (medians of medians) round down, which errs toward the less safe reading.
        Some(Self {
            halves: (lower.halves + upper.halves) / 2,
        })
    }
}

/// The ratings of one visit to one stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ratings {
    slots: [Option<Rating>; 12],
}

impl Ratings {
    /// Reads the ratings by the names of the stop form's questions.
    ///
    /// A value outside 0 to 3 counts as not answered: the hub does not trust a phone's sums.
    pub fn from_answers(answer: &dyn Fn(&str) -> Option<i64>) -> Self {
        let mut ratings = Self::default();
        for item in Item::ALL {
            let rating = answer(item.field()).and_then(|level| Rating::new(level).ok());
            ratings.set(item, rating);
        }
        ratings
    }

    /// The rating of one item.
    #[must_use]
    pub fn get(&self, item: Item) -> Option<Rating> {
        self.slots.get(item.index()).copied().flatten()
    }

    /// Sets or clears the rating of one item.
    pub fn set(&mut self, item: Item, rating: Option<Rating>) {
        if let Some(slot) = self.slots.get_mut(item.index()) {
            *slot = rating;
        }
    }
}

/// An exact share of what could have been reached.
#[derive(Debug, Clone, Copy)]
pub struct Ratio {
    part: u64,
    whole: u64,
}

impl Ratio {
    /// `part` of `whole`; `None` where `whole` is zero or `part` is more than it.
    #[must_use]
    pub fn new(part: u64, whole: u64) -> Option<Self> {
        (whole > 0 && part <= whole).then_some(Self { part, whole })
    }

    /// The share as 0 to 1.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // far below 2^52: twelve items of small weights
    pub fn value(self) -> f64 {
        self.part as f64 / self.whole as f64
    }

    /// The share in hundredths, rounded half up, as the form's `round(…, 0)` does.
    #[must_use]
    pub fn percent(self) -> u8 {
        u8::try_from(self.scaled(100)).unwrap_or(100)
    }

    /// The share as a mark out of 5 in tenths, rounded half up (`31` is 3.1).
    #[must_use]
    pub fn tenths_of_five(self) -> u8 {
        u8::try_from(self.scaled(50)).unwrap_or(50)
    }

    fn scaled(self, top: u64) -> u64 {
        // Doubled so that the half that is added to round stays a whole number.
        self.part
            .saturating_mul(2)
            .saturating_mul(top)
            .saturating_add(self.whole)
            .checked_div(self.whole.saturating_mul(2))
            .unwrap_or(0)
    }

    /// The mean of some shares; `None` of none.
    pub(crate) fn mean(ratios: &[Self]) -> Option<Self> {
        let count = u64::try_from(ratios.len()).ok()?;
        let whole = ratios
            .iter()
            .try_fold(1u64, |product, ratio| product.checked_mul(ratio.whole))?;
        let part = ratios
            .iter()
            .map(|ratio| whole / ratio.whole * ratio.part)
            .sum();
        Self::new(part, whole.checked_mul(count)?)
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        u128::from(self.part) * u128::from(other.whole)
            == u128::from(other.part) * u128::from(self.whole)
    }
}

impl Eq for Ratio {}
