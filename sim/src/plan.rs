//! The plan of a walk: which form is filled where and when.

use farola_walk::kit::Form;
use serde::{Deserialize, Serialize};

use crate::route::{Fix, Route};

/// Everything that a walk follows from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    /// Decides what the group sees and answers.
    pub seed: u64,
    /// Number of stops.
    pub stops: u32,
    /// Milliseconds since 1970.
    pub started: i64,
    /// Where the group walks.
    pub route: Route,
}

/// What is filled at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The registration, a quarter of an hour before the start.
    Registration,
    /// Stop number, from 1.
    Stop(u32),
    /// Finding number, from 1.
    Finding(u32),
    /// The debrief, when the group sits down.
    Debrief,
}

/// One form of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// What is filled.
    pub kind: Kind,
    /// Milliseconds after the start.
    pub at_ms: i64,
    /// Index of the fix where the group stands.
    pub fix: usize,
}

impl Visit {
    /// The form that is filled.
    #[must_use]
    pub fn form(&self) -> Form {
        match self.kind {
            Kind::Registration => Form::Registration,
            Kind::Stop(_) => Form::Stop,
            Kind::Finding(_) => Form::Finding,
            Kind::Debrief => Form::Debrief,
        }
    }

    /// Whether it is the first of a walk.
    #[must_use]
    pub fn is_registration(&self) -> bool {
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
    #[must_use]
    pub fn visits(&self) -> Vec<Visit> {
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

    /// The fix at an index.
    #[must_use]
    pub fn fix(&self, index: usize) -> Option<&Fix> {
        self.route.fixes.get(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::route;

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
