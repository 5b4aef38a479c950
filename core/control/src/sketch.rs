//! Which part of the neighbourhood a sketch shows: what it frames, how far apart the lines of its
//! grid are, how far a pin goes with one step, which place a finger means.
//!
//! Pixels, margins and the proportions of a screen stay the shell's: it fits the frame into the
//! room that it has, as many pixels for a metre to the east as to the north.

use crate::flat::{Offset, moved, offsets};
use crate::place::Place;

/// What has less extent is drawn as if it were so wide, in metres: otherwise the noise of a
/// receiver that stands still would fill the picture.
const LEAST_EXTENT_M: f64 = 60.0;
/// The narrowest and the widest frame that zooming leads to, in metres: a doorway and a city.
const NARROWEST_M: f64 = 12.5;
const WIDEST_M: f64 = 25_600.0;
/// At least so many squares of the grid lie along the longer side.
const SQUARES: f64 = 5.0;
/// A pin's step is the square of a frame that is so much smaller, fine enough to hit a lamp.
const STEPS: f64 = 4.0;
/// A finger may miss a place by this share of the longer side.
const REACH: f64 = 1.0 / 8.0;

/// The part of the neighbourhood that a sketch shows. North is up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SketchFrame {
    /// The place in its middle; a line of the grid goes through it each way.
    pub middle: Place,
    /// Metres from its western to its eastern edge.
    pub east_m: f64,
    /// Metres from its southern to its northern edge.
    pub north_m: f64,
    /// Metres between two lines of its grid: 1, 2 or 5 of a power of ten.
    pub grid_m: f64,
    /// Metres that one step moves a pin.
    pub step_m: f64,
}

impl SketchFrame {
    /// Around all of these places; nothing around none.
    #[must_use]
    pub fn around(places: &[Place]) -> Option<Self> {
        let first = places.first()?;
        let flat = offsets(first, places);
        let (west, east) = ends(flat.iter().map(|at| at.east_m));
        let (south, north) = ends(flat.iter().map(|at| at.north_m));
        let middle = Offset {
            east_m: west.midpoint(east),
            north_m: south.midpoint(north),
        };
        let extent = |from: f64, to: f64| (to - from).max(LEAST_EXTENT_M);
        let framed = Self::sized(
            moved(first, &middle),
            extent(west, east),
            extent(south, north),
        );
        Some(framed)
    }

    fn sized(middle: Place, east_m: f64, north_m: f64) -> Self {
        let longer = east_m.max(north_m);
        Self {
            middle,
            east_m,
            north_m,
            grid_m: grid(longer),
            step_m: grid(longer / STEPS),
        }
    }

    /// Half of it, or twice as much, with the same middle. What is narrower or wider already than
    /// zooming leads to stays as it is.
    #[must_use]
    pub fn zoomed(&self, nearer: bool) -> Self {
        let longer = self.longer();
        let by = if nearer {
            // Never above 1: a frame that is narrower already would grow when it is to come
            // nearer.
            (NARROWEST_M / longer).clamp(0.5, 1.0)
        } else {
            (WIDEST_M / longer).clamp(1.0, 2.0)
        };
        Self::sized(self.middle, self.east_m * by, self.north_m * by)
    }

    /// As it is while the place lies in it; else as large, with the place in its middle.
    #[must_use]
    pub fn following(&self, place: &Place) -> Self {
        let inside = |at: &Offset| {
            2.0 * at.east_m.abs() <= self.east_m && 2.0 * at.north_m.abs() <= self.north_m
        };
        let stays = offsets(&self.middle, &[*place]).iter().all(inside);
        Self {
            middle: if stays { self.middle } else { *place },
            ..*self
        }
    }

    /// The number, from 0, of the place that a touch means, so far from the middle: the nearest
    /// within a finger's reach.
    #[must_use]
    pub fn touched(&self, by: &Offset, places: &[Place]) -> Option<usize> {
        let from_touch = |at: Offset| (at.east_m - by.east_m).hypot(at.north_m - by.north_m);
        let metres = offsets(&self.middle, places).into_iter().map(from_touch);
        let reached = metres
            .enumerate()
            .filter(|(_, m)| *m <= self.longer() * REACH);
        let nearest = reached.min_by(|(_, a), (_, b)| a.total_cmp(b))?;
        Some(nearest.0)
    }

    fn longer(&self) -> f64 {
        self.east_m.max(self.north_m)
    }
}

impl Default for SketchFrame {
    /// What a sketch of no place shows: a frame around 0, 0.
    fn default() -> Self {
        let nowhere = Place {
            lat: 0.0,
            lon: 0.0,
            altitude_m: None,
            accuracy_m: None,
        };
        Self::sized(nowhere, LEAST_EXTENT_M, LEAST_EXTENT_M)
    }
}

/// The least and the most of them; 0 of none.
fn ends(along: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let least = along.clone().reduce(f64::min);
    let most = along.reduce(f64::max);
    (least.unwrap_or(0.0), most.unwrap_or(0.0))
}

/// Metres between two lines of the grid of so many metres: the largest 1, 2 or 5 of a power of
/// ten that leaves five squares.
fn grid(metres: f64) -> f64 {
    let most = metres / SQUARES;
    let power = 10_f64.powf(most.log10().floor());
    // Steps of 1, 2 and 5, which a person adds up at a glance.
    let digit = [5.0, 2.0].into_iter().find(|digit| most / power >= *digit);
    power * digit.unwrap_or(1.0)
}

#[cfg(test)]
mod tests;
