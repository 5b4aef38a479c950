//! How exact a sensed place is, judged once for every shell.

use farola_model::Timestamp;
use farola_track::Settings;

use crate::control::Accuracy;
use crate::place::plain;

/// Within so many metres a place finds the right lamp post.
pub(crate) const GOOD_M: f64 = 25.0;
/// A position older than this is of another corner: a group walks 40 m meanwhile.
const FRESH_MS: i64 = 30_000;

/// How exact a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Exactness {
    /// Nothing is sensed yet, or the receiver does not say.
    Unknown,
    /// Good.
    Good,
    /// Not good; it can be taken, and waiting may help.
    Weak,
    /// Beyond what is wanted: a place can be taken with a warning, and a walked line gets no
    /// point of it.
    Poor,
}

/// What a shell says and draws of an accuracy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// How exact it is.
    pub exactness: Exactness,
    /// Whole metres to show; nothing where it is unknown.
    pub metres: Option<u32>,
    /// How much of the line that shows it is full: 1 where it is good, the less the farther it
    /// is from good, 0 where it is unknown.
    pub share: f64,
    /// Whether the place is taken by itself, as the form asks.
    pub takes: bool,
    /// Whole metres that the button which takes the place warns of; nothing where the place is
    /// good, or its accuracy is unknown.
    pub warned_m: Option<u32>,
    /// Whole metres that are wanted, for the sentence about a place that is poor.
    pub wanted_m: u32,
}

impl Accuracy {
    /// What the fixes of a walked line are held to: `warn_over_m` is where the filter of
    /// core/track refuses them.
    #[must_use]
    pub fn of_line() -> Self {
        Self {
            take_at_m: None,
            good_m: GOOD_M,
            warn_over_m: Settings::default().max_accuracy_m,
        }
    }

    /// Judges the accuracy of a fix, a radius in metres. What is no radius is unknown: receivers
    /// say 0 or less where they do not know.
    #[must_use]
    pub fn judge(&self, accuracy_m: Option<f64>) -> Judged {
        let wanted_m = whole(self.warn_over_m).unwrap_or(u32::MAX);
        let radius = accuracy_m.filter(|metres| metres.is_finite() && *metres > 0.0);
        let Some(metres) = radius else {
            return Judged {
                exactness: Exactness::Unknown,
                metres: None,
                share: 0.0,
                takes: false,
                warned_m: None,
                wanted_m,
            };
        };
        let exactness = if metres <= self.good_m {
            Exactness::Good
        } else if metres <= self.warn_over_m {
            Exactness::Weak
        } else {
            Exactness::Poor
        };
        let shown = whole(metres);
        Judged {
            exactness,
            metres: shown,
            share: (self.good_m / metres).min(1.0),
            takes: self.take_at_m.is_some_and(|wanted| metres <= wanted),
            warned_m: shown.filter(|_| exactness != Exactness::Good),
            wanted_m,
        }
    }
}

/// To the nearest whole metre; nothing beyond what a number of metres holds.
fn whole(metres: f64) -> Option<u32> {
    plain(metres.round(), 0).parse().ok()
}

/// Whether a fix is young enough to be where the person is. Receivers hand out what they sensed
/// last before they sense anew. One of the future is of a clock that was set, and as old.
#[must_use]
pub fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    let age = now.millis_since(at);
    (-FRESH_MS..=FRESH_MS).contains(&age)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(take_at_m: Option<f64>) -> Accuracy {
        Accuracy {
            take_at_m,
            good_m: take_at_m.unwrap_or(GOOD_M),
            warn_over_m: 100.0,
        }
    }

    #[test]
    fn each_side_of_each_mark() {
        use Exactness::{Good, Poor, Weak};
        let line = Accuracy::of_line();
        for (accuracy, metres, expect, takes) in [
            (point(None), 0.4, Good, false),
            (point(None), 25.0, Good, false),
            (point(None), 25.1, Weak, false),
            (point(None), 100.0, Weak, false),
            (point(None), 100.1, Poor, false),
            (point(Some(5.0)), 5.0, Good, true),
            (point(Some(5.0)), 5.1, Weak, false),
            (line, 25.0, Good, false),
            (line, 50.0, Weak, false),
            (line, 50.1, Poor, false),
        ] {
            let judged = accuracy.judge(Some(metres));
            assert_eq!(
                (judged.exactness, judged.takes),
                (expect, takes),
                "{metres}"
            );
        }
    }

    #[test]
    fn what_is_no_radius_is_unknown() {
        for metres in [
            None,
            Some(0.0),
            Some(-1.0),
            Some(f64::NAN),
            Some(f64::INFINITY),
        ] {
            let judged = point(Some(5.0)).judge(metres);
            assert_eq!(judged.exactness, Exactness::Unknown, "{metres:?}");
            assert_eq!(
                (judged.metres, judged.share, judged.takes),
                (None, 0.0, false)
            );
        }
    }

    #[test]
    fn metres_are_whole_and_a_line_is_full_where_it_is_good() {
        let shown = |metres| {
            let judged = point(None).judge(Some(metres));
            (judged.metres, judged.share)
        };
        assert_eq!(shown(0.2), (Some(0), 1.0));
        assert_eq!(shown(9.4), (Some(9), 1.0));
        assert_eq!(shown(9.5), (Some(10), 1.0));
        assert_eq!(shown(50.0), (Some(50), 0.5));
        assert_eq!(shown(1e12).0, None);
    }

    #[test]
    fn what_is_not_good_is_kept_with_a_warning() {
        let said = |accuracy: Accuracy, metres| {
            let judged = accuracy.judge(metres);
            (judged.warned_m, judged.wanted_m)
        };
        assert_eq!(said(point(None), None), (None, 100));
        assert_eq!(said(point(None), Some(25.0)), (None, 100));
        assert_eq!(said(point(None), Some(25.4)), (Some(25), 100));
        assert_eq!(said(point(None), Some(130.0)), (Some(130), 100));
        assert_eq!(said(Accuracy::of_line(), Some(62.0)), (Some(62), 50));
        let odd = Accuracy {
            warn_over_m: 12.5,
            ..point(None)
        };
        assert_eq!(said(odd, Some(1.0)), (None, 13));
    }

    #[test]
    fn a_fix_is_fresh_for_half_a_minute() {
        let now = Timestamp(1_764_000_000_000);
        for (age, fresh) in [
            (0, true),
            (30_000, true),
            (30_001, false),
            (-30_000, true),
            (-30_001, false),
            (i64::MAX, false),
        ] {
            let at = Timestamp(now.as_millis().saturating_sub(age));
            assert_eq!(is_fresh(at, now), fresh, "{age}");
        }
    }

    proptest! {
        #[test]
        fn less_exact_is_never_judged_better(a in 0.1f64..500.0, b in 0.1f64..500.0) {
            let rank = |metres| {
                let judged = point(Some(5.0)).judge(Some(metres));
                let place = match judged.exactness {
                    Exactness::Good => 0,
                    Exactness::Weak => 1,
                    Exactness::Poor => 2,
                    Exactness::Unknown => 3,
                };
                (place, 1.0 - judged.share)
            };
            let (near, far) = (a.min(b), a.max(b));
            prop_assert!(rank(near) <= rank(far));
        }
    }
}
