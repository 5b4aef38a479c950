//! Pauses: where the group stood for a while.

use farola_model::{GeoPoint, Timestamp};

use crate::filter::Fix;
use crate::geometry::distance_m;
use crate::track::Track;

/// What counts as a pause.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PauseRule {
    /// All fixes stay within this distance of the first, in metres.
    pub radius_m: f64,
    /// For at least so long, in milliseconds.
    pub min_ms: i64,
}

impl Default for PauseRule {
    /// 25 m (the accuracy a stop is accepted with) for two minutes (a short stop form).
    fn default() -> Self {
        Self {
            radius_m: 25.0,
            min_ms: 120_000,
        }
    }
}

/// One pause.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pause {
    /// First fix of it.
    pub from: Timestamp,
    /// Last fix of it.
    pub to: Timestamp,
    /// Mean of its fixes, with the best accuracy among them.
    pub centre: GeoPoint,
}

impl Track {
    /// The pauses in order; none reaches over the end of a segment, no two overlap.
    #[must_use]
    pub fn pauses(&self, rule: PauseRule) -> Vec<Pause> {
        let mut pauses = Vec::new();
        for segment in self.segments() {
            let mut rest = segment.as_slice();
            while let Some(first) = rest.first() {
                let stay = rest
                    .iter()
                    .take_while(|fix| distance_m(&first.point, &fix.point) <= rule.radius_m)
                    .count();
                // Never none: the loop must go on past a fix whose distance is no number.
                let (here, beyond) = rest.split_at(stay.clamp(1, rest.len()));
                match pause(here).filter(|p| p.to.millis_since(p.from) >= rule.min_ms) {
                    Some(found) => {
                        pauses.push(found);
                        rest = beyond;
                    }
                    // Only the first fix is given up: a pause may begin at the next, whose circle
                    // is another.
                    None => rest = rest.split_first().map_or(&[][..], |(_, next)| next),
                }
            }
        }
        pauses
    }
}

fn pause(fixes: &[Fix]) -> Option<Pause> {
    let (first, last) = (fixes.first()?, fixes.last()?);
    #[allow(clippy::cast_precision_loss)] // a count of fixes
    let count = fixes.len() as f64;
    let mean =
        |of: fn(&GeoPoint) -> f64| fixes.iter().map(|fix| of(&fix.point)).sum::<f64>() / count;
    Some(Pause {
        from: first.at,
        to: last.at,
        centre: GeoPoint {
            lat: mean(|point| point.lat),
            lon: mean(|point| point.lon),
            alt_m: mean(|point| point.alt_m),
            accuracy_m: fixes
                .iter()
                .map(|fix| fix.point.accuracy_m)
                .fold(f64::INFINITY, f64::min),
        },
    })
}
