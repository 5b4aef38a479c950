//! Where a line or an area stands while it is walked or drawn.

use crate::flat::{area_m2, length_m};
use crate::locale::Locale;
use crate::place::{Place, least_points};
use crate::words;

/// What is said of the places that there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineState {
    /// None yet: how to begin.
    Empty,
    /// Too few for an answer.
    Missing {
        /// How many there are.
        points: u32,
        /// How many more make one.
        missing: u32,
    },
    /// An answer.
    Whole {
        /// How many there are.
        points: u32,
        /// In words how long it is, or of an area how large: `85 m`, `1.3 ha`.
        size: String,
        /// Whether it is an area: its end meets its beginning, and what lies between is filled.
        closes: bool,
    },
}

impl LineState {
    /// What is said of a line, or `closed` of an area.
    #[must_use]
    pub fn of(places: &[Place], closed: bool, locale: &Locale) -> Self {
        let points = count(places.len());
        let missing = count(least_points(closed).saturating_sub(places.len()));
        if points == 0 {
            Self::Empty
        } else if missing > 0 {
            Self::Missing { points, missing }
        } else if closed {
            let size = words::area(area_m2(places), locale);
            Self::Whole {
                points,
                size,
                closes: true,
            }
        } else {
            let size = words::distance(length_m(places), locale.decimal);
            Self::Whole {
                points,
                size,
                closes: false,
            }
        }
    }
}

fn count(places: usize) -> u32 {
    u32::try_from(places).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flat::{Offset, moved};

    const KIOSK: Place = Place {
        lat: 20.6767,
        lon: -103.347,
        altitude_m: None,
        accuracy_m: None,
    };

    fn corners() -> [Place; 4] {
        let corner = |east_m, north_m| moved(&KIOSK, &Offset { east_m, north_m });
        [
            corner(0.0, 0.0),
            corner(40.0, 0.0),
            corner(40.0, 40.0),
            corner(0.0, 40.0),
        ]
    }

    fn check(points: usize, closed: bool, expect: &LineState) {
        let locale = Locale::of_language("es");
        let state = LineState::of(&corners()[..points], closed, &locale);
        assert_eq!(&state, expect, "{points} {closed}");
        // It is whole where the form takes it for an answer.
        let written = Place::write_line(&corners()[..points], closed);
        assert_eq!(written.is_some(), matches!(state, LineState::Whole { .. }));
    }

    #[test]
    fn a_line_says_what_is_missing_and_then_how_long_it_is() {
        let missing = |points, missing| LineState::Missing { points, missing };
        let whole = |points, size: &str, closes| LineState::Whole {
            points,
            size: size.to_owned(),
            closes,
        };
        check(0, false, &LineState::Empty);
        check(1, false, &missing(1, 1));
        check(2, false, &whole(2, "40\u{a0}m", false));
        check(3, false, &whole(3, "80\u{a0}m", false));
        check(0, true, &LineState::Empty);
        check(1, true, &missing(1, 2));
        check(2, true, &missing(2, 1));
        check(3, true, &whole(3, "800\u{a0}m²", true));
        check(4, true, &whole(4, "1,600\u{a0}m²", true));
    }
}
