//! The plan of a walk: which form is filled where and when.

use serde::{Deserialize, Serialize};

use super::route::{Fix, Route};

/// Everything that a walk follows from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) stops: u32,
    /// Milliseconds since 1970.
    pub(super) started: i64,
    pub(super) route: Route,
}

/// What is filled at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Registration,
    /// Stop number, from 1.
    Stop(u32),
    /// Finding number, from 1.
    Finding(u32),
    Debrief,
}

/// One form of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Visit {
    pub(super) kind: Kind,
    /// Milliseconds after the start.
    pub(super) at_ms: i64,
    /// Index of the fix where the group stands.
    pub(super) fix: usize,
}

impl Visit {
    pub(super) fn form(&self) -> &'static str {
        match self.kind {
            Kind::Registration => "cs_recorrido",
            Kind::Stop(_) => "cs_punto",
            Kind::Finding(_) => "cs_hallazgo",
            Kind::Debrief => "cs_cierre",
        }
    }

    pub(super) fn is_registration(&self) -> bool {
        self.kind == Kind::Registration
    }
}

/// A finding is noted this long after the stop before it.
const FINDING_AFTER_MS: i64 = 180_000;
/// The group sits down this long after the last stop.
const DEBRIEF_AFTER_MS: i64 = 900_000;

impl Plan {
    /// The forms of the walk in order: registration, stops spread over the route, a finding
    /// after every third stop, debrief.
    pub(super) fn visits(&self) -> Vec<Visit> {
        let last = self.route.fixes.len().saturating_sub(1);
        let spread = usize::try_from(self.stops.max(2) - 1).unwrap_or(1);
        let mut visits = vec![Visit {
            kind: Kind::Registration,
            at_ms: -900_000,
            fix: 0,
        }];
        let place_of = |stop: u32| usize::try_from(stop - 1).unwrap_or(0) * last / spread;
        let time_at = |place: usize| self.fix(place).map_or(0, |fix| fix.at_ms);
        let mut findings = 0;
        for stop in 1..=self.stops {
            let place = place_of(stop);
            let at_ms = time_at(place);
            visits.push(Visit {
                kind: Kind::Stop(stop),
                at_ms,
                fix: place,
            });
            if stop % 3 == 0 {
                findings += 1;
                // Found on the way to the next stop, however near that is.
                let (next, until_next_ms) = if stop < self.stops {
                    (place_of(stop + 1), time_at(place_of(stop + 1)) - at_ms)
                } else {
                    (last, DEBRIEF_AFTER_MS)
                };
                visits.push(Visit {
                    kind: Kind::Finding(findings),
                    at_ms: at_ms + FINDING_AFTER_MS.min(until_next_ms / 2),
                    fix: (place + 3).min(next),
                });
            }
        }
        let end = time_at(last) + DEBRIEF_AFTER_MS;
        visits.push(Visit {
            kind: Kind::Debrief,
            at_ms: end,
            fix: last,
        });
        visits
    }

    pub(super) fn fix(&self, index: usize) -> Option<&Fix> {
        self.route.fixes.get(index)
    }
}

/// Numbers from a seed and a place in the story (SplitMix64): the same walk each time.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64, place: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ place.wrapping_mul(0x2545));
        dice.next();
        dice
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.next() % u64::from(n.max(1))).unwrap_or(0)
    }

    /// A number from 0 to 1.
    pub(super) fn share(&mut self) -> f64 {
        f64::from(self.below(1_000_000)) / 1_000_000.0
    }

    pub(super) fn pick<'a, T: ?Sized>(&mut self, of: &'a [&'a T]) -> Option<&'a T> {
        let index = self.below(u32::try_from(of.len()).unwrap_or(u32::MAX));
        of.get(usize::try_from(index).unwrap_or(0)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::super::route;
    use super::*;

    #[test]
    fn a_walk_has_all_its_forms_in_the_order_of_time() {
        for (stops, findings) in [(4, 1), (10, 3), (20, 6)] {
            let route = route::load("andador", 7).unwrap();
            let visits = Plan {
                seed: 7,
                stops,
                started: 0,
                route,
            }
            .visits();
            assert_eq!(visits.len(), 2 + stops as usize + findings);
            assert!(
                visits
                    .windows(2)
                    .all(|w| w[0].at_ms < w[1].at_ms && w[0].fix <= w[1].fix)
            );
        }
    }
}
