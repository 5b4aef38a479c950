//! The ODK text of a line: `lat lon alt acc;lat lon alt acc`.

use std::fmt;
use std::str::FromStr;

use farola_model::GeoPoint;

use crate::error::TrackError;
use crate::geometry::length_m;

/// Most points read from one geotrace: a fix each second for a whole day.
pub const MAX_POINTS: usize = 86_400;

/// The points of a geotrace answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Geotrace {
    points: Vec<GeoPoint>,
}

impl Geotrace {
    /// A trace of these points.
    #[must_use]
    pub fn new(points: Vec<GeoPoint>) -> Self {
        Self { points }
    }

    /// Its points in order.
    #[must_use]
    pub fn points(&self) -> &[GeoPoint] {
        &self.points
    }

    /// Its length in metres.
    #[must_use]
    pub fn length_m(&self) -> f64 {
        length_m(&self.points)
    }
}

impl fmt::Display for Geotrace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, point) in self.points.iter().enumerate() {
            if index > 0 {
                f.write_str(";")?;
            }
            point.fmt(f)?;
        }
        Ok(())
    }
}

impl FromStr for Geotrace {
    type Err = TrackError;

    /// Reads a geotrace. Space around the semicolons and one at the end are allowed, as
    /// other clients write them; an empty text is an empty trace.
    fn from_str(text: &str) -> Result<Self, TrackError> {
        let text = text.trim();
        let text = text.strip_suffix(';').unwrap_or(text);
        if text.is_empty() {
            return Ok(Self::default());
        }
        let mut points = Vec::new();
        for (index, part) in text.split(';').enumerate() {
            if index >= MAX_POINTS {
                return Err(TrackError::GeotraceTooLong { limit: MAX_POINTS });
            }
            let point = part
                .parse()
                .map_err(|_| TrackError::GeotraceMalformed { index })?;
            points.push(point);
        }
        Ok(Self { points })
    }
}
