//! How far a walk has come: time without pauses, planned stops, the way to the next.

use farola_model::{GeoPoint, Timestamp};
use farola_track::{along, bearing_deg, distance_m, length_m};

/// A rest that was begun or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Timestamp,
    /// Whether the group rests from here on.
    pub rests: bool,
}

/// Milliseconds walked from `start` to `until`, the pauses left out.
///
/// A clock that was set back makes no time at all: a stretch with its end before its beginning
/// counts nothing.
#[must_use]
pub fn walked_ms(start: Timestamp, marks: &[Mark], until: Timestamp) -> i64 {
    let mut total = 0i64;
    let mut since = Some(start);
    for mark in marks {
        match (since, mark.rests) {
            (Some(from), true) => {
                total = total.saturating_add(mark.at.millis_since(from).max(0));
                since = None;
            }
            (None, false) => since = Some(mark.at),
            // Twice the same mark says nothing new.
            _ => {}
        }
    }
    let last = since.map_or(0, |from| until.millis_since(from).max(0));
    total.saturating_add(last)
}

/// Places of the planned stops, spread evenly along the drawn route: the first at its
/// beginning, the last at its end. None without a route.
#[must_use]
pub fn planned_places(route: &[GeoPoint], stops: u32) -> Vec<GeoPoint> {
    let length = length_m(route);
    let spaces = f64::from(stops.saturating_sub(1).max(1));
    (0..stops)
        .filter_map(|stop| along(route, length * f64::from(stop) / spaces))
        .collect()
}

/// The way from one place to another, as the crow flies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// Metres.
    pub metres: f64,
    /// Degrees clockwise from north.
    pub bearing_deg: f64,
}

impl Way {
    /// Whether the group is there already: it is nearer than its own place is known, which makes
    /// the metres and the course chance. Within [`THERE_M`] it always is, and a fix that is not
    /// exact says so of no place further than [`THERE_AT_MOST_M`].
    ///
    /// `accuracy_m` is the accuracy of the fix that the way begins at, in metres.
    #[must_use]
    pub fn is_there(&self, accuracy_m: f64) -> bool {
        self.metres <= accuracy_m.clamp(THERE_M, THERE_AT_MOST_M)
    }
}

/// Metres within which nobody needs a way.
const THERE_M: f64 = 5.0;

/// Metres from which a place is not where the group is: beyond them a fix is weak.
const THERE_AT_MOST_M: f64 = 25.0;

/// The way from where the group is to the planned place of a stop, counted from 1.
#[must_use]
pub fn way_to_stop(from: &GeoPoint, places: &[GeoPoint], stop: u32) -> Option<Way> {
    let index = usize::try_from(stop.checked_sub(1)?).ok()?;
    let to = places.get(index)?;
    Some(Way {
        metres: distance_m(from, to),
        bearing_deg: bearing_deg(from, to),
    })
}
