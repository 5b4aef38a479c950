//! Metres walked, counted fix by fix.

use farola_model::GeoPoint;

use crate::filter::{Fix, Verdict};
use crate::geometry::distance_m;

/// Least step that counts as walking, in metres: standing still, a receiver wanders by this.
pub const MIN_STEP_M: f64 = 8.0;

/// Counts the metres of kept fixes with constant memory.
///
/// Steps shorter than [`MIN_STEP_M`], or than half the accuracy, are taken for wandering until
/// they add up to one that is not; nothing is counted between segments.
#[derive(Debug, Clone, Default)]
pub struct Odometer {
    anchor: Option<GeoPoint>,
    walked_m: f64,
}

impl Odometer {
    /// Counts the way to a fix as the filter judged it; a refused one changes nothing.
    pub fn push(&mut self, fix: &Fix, verdict: Verdict) {
        let anchor = match (verdict, self.anchor) {
            (Verdict::Refused(_), _) => return,
            (Verdict::Kept, Some(anchor)) => anchor,
            (Verdict::Kept, None) | (Verdict::KeptApart, _) => {
                self.anchor = Some(fix.point);
                return;
            }
        };
        let step = distance_m(&anchor, &fix.point);
        if step >= MIN_STEP_M.max(fix.point.accuracy_m / 2.0) {
            self.walked_m += step;
            self.anchor = Some(fix.point);
        }
    }

    /// Metres so far.
    #[must_use]
    pub fn walked_m(&self) -> f64 {
        self.walked_m
    }
}
