//! A fix, for the track of a walk and for a line that is walked in a form.

use farola_model::{GeoPoint, Timestamp};

/// A fix as the phone's receiver gave it.
#[derive(Clone, Copy, PartialEq)]
pub struct WalkFix {
    /// When it was taken.
    pub at: Timestamp,
    /// Where.
    pub point: GeoPoint,
    /// Metres per second, where the receiver says it.
    pub speed_mps: Option<f64>,
    /// Course in degrees from north, where the receiver says it.
    pub bearing_deg: Option<f64>,
}
