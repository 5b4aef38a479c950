//! Lines walked: which fix becomes a point.
//!
//! One rule for both shells, and the one the walk itself is measured by: core/track's filter
//! says which fix is believed (accuracy, speed, clock), and a step counts once it is longer than
//! [`MIN_STEP_M`] and half the accuracy, below which it is the receiver wandering. Collect takes
//! a point each 20 s with an accuracy of 10 m; half of the fixes that residents' phones give in a
//! street never reach that.
//!
//! The line itself is the answer of the form, point by point, so that a killed app loses none;
//! only the filter's memory of the last fixes is kept here.

use farola_model::GeoPoint;
use farola_track::{Filter, Fix, MIN_STEP_M, Settings, Verdict, distance_m};

use crate::place::Place;

/// What became of a fix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walked {
    /// It is a point of the line.
    Taken,
    /// It is too near to the last point to be a step.
    Near,
    /// It is not exact enough.
    Inexact,
    /// It is not believed: a jump, a clock set back, the same fix again, no place on Earth.
    Doubtful,
}

/// Somebody who walks a line.
#[derive(Debug, Clone)]
pub struct Walker {
    filter: Filter,
}

impl Default for Walker {
    fn default() -> Self {
        Self {
            filter: Filter::new(Settings::default()),
        }
    }
}

impl Walker {
    /// Judges a fix that a person takes as a point by hand: exact enough, it is one, however
    /// near to the last. The filter is not asked, for it has seen this fix already.
    #[must_use]
    pub fn here(fix: Fix) -> Walked {
        let GeoPoint {
            lat,
            lon,
            accuracy_m,
            ..
        } = fix.point;
        let on_earth = lat.abs() <= 90.0 && lon.abs() <= 180.0 && accuracy_m >= 0.0;
        if !on_earth {
            return Walked::Doubtful;
        }
        if accuracy_m > Settings::default().max_accuracy_m {
            return Walked::Inexact;
        }
        Walked::Taken
    }

    /// Judges the next fix against the last point of the line as it stands.
    pub fn step(&mut self, last: Option<&Place>, fix: Fix) -> Walked {
        match self.filter.push(fix) {
            Verdict::Refused(farola_track::Refusal::Inaccurate) => return Walked::Inexact,
            Verdict::Refused(_) => return Walked::Doubtful,
            Verdict::Kept | Verdict::KeptApart => {}
        }
        let Some(last) = last else {
            return Walked::Taken;
        };
        let least = MIN_STEP_M.max(fix.point.accuracy_m / 2.0);
        if distance_m(&(*last).into(), &fix.point) < least {
            return Walked::Near;
        }
        Walked::Taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use farola_model::Timestamp;

    /// A fix so many seconds after the first and so many metres north of it.
    fn fix(second: i64, north_m: f64, accuracy_m: f64) -> Fix {
        Fix {
            at: Timestamp(1_764_000_000_000 + second * 1000),
            point: GeoPoint {
                lat: 20.6767 + north_m / 111_320.0,
                lon: -103.347,
                alt_m: 1550.0,
                accuracy_m,
            },
        }
    }

    fn check(fixes: &[(i64, f64, f64)], expect: &[Walked]) {
        let mut walker = Walker::default();
        let mut line: Vec<Place> = Vec::new();
        let mut seen = Vec::new();
        for (second, north, accuracy) in fixes {
            let fix = fix(*second, *north, *accuracy);
            let walked = walker.step(line.last(), fix);
            if walked == Walked::Taken {
                line.push(fix.point.into());
            }
            seen.push(walked);
        }
        assert_eq!(seen, expect);
        assert!(line.iter().all(|place| place.altitude_m == Some(1550.0)));
    }

    #[test]
    fn steps_are_longer_than_the_receiver_wanders() {
        use Walked::{Inexact, Near, Taken};
        check(
            &[(0, 0.0, 5.0), (3, 4.0, 5.0), (6, 7.9, 5.0), (9, 12.0, 5.0)],
            &[Taken, Near, Near, Taken],
        );
        check(
            &[(0, 0.0, 40.0), (9, 12.0, 40.0), (18, 24.0, 40.0)],
            &[Taken, Near, Taken],
        );
        check(&[(0, 0.0, 51.0), (9, 12.0, 50.0)], &[Inexact, Taken]);
    }

    #[test]
    fn what_nobody_walks_is_not_taken() {
        use Walked::{Doubtful, Near, Taken};
        check(
            &[
                (0, 0.0, 5.0),
                (1, 500.0, 5.0),
                (1, 0.0, 5.0),
                (-5, 30.0, 5.0),
                (0, 0.0, 5.0),
            ],
            &[Taken, Doubtful, Near, Doubtful, Doubtful],
        );
        check(&[(0, 1e9, 5.0), (1, 0.0, 5.0)], &[Doubtful, Taken]);
    }

    #[test]
    fn here_is_a_point_where_it_is_exact_enough() {
        use Walked::{Doubtful, Inexact, Taken};
        let table = [
            (0.0, 5.0, Taken),
            (0.0, 0.0, Taken),
            (0.0, 50.0, Taken),
            (0.0, 50.1, Inexact),
            (0.0, f64::INFINITY, Inexact),
            (0.0, f64::NAN, Doubtful),
            (0.0, -1.0, Doubtful),
            (1e9, 5.0, Doubtful),
            (f64::NAN, 5.0, Doubtful),
        ];
        for (north_m, accuracy_m, expect) in table {
            let here = fix(0, north_m, accuracy_m);
            assert_eq!(Walker::here(here), expect, "{north_m} m, ±{accuracy_m} m");
        }
    }

    #[test]
    fn a_line_goes_on_after_a_kill() {
        // A new walker has no memory; the line's last point still says how far a step is.
        let last = Place::from(fix(0, 0.0, 5.0).point);
        assert_eq!(
            Walker::default().step(Some(&last), fix(60, 3.0, 5.0)),
            Walked::Near
        );
        assert_eq!(
            Walker::default().step(Some(&last), fix(60, 30.0, 5.0)),
            Walked::Taken
        );
    }
}
