//! A line that stays short however long the way: for a map on a small screen.

use farola_model::GeoPoint;

use crate::simplify::simplify;

/// Tolerance of a line that has not grown too long yet, in metres.
const FIRST_TOLERANCE_M: f64 = 2.0;

/// Points of a line, never more than a limit.
///
/// When the limit is passed the line is simplified to half of it, with a tolerance that grows
/// as the way does. So a point costs the same at the start and after hours.
#[derive(Debug, Clone)]
pub struct Sketch {
    points: Vec<GeoPoint>,
    limit: usize,
    tolerance_m: f64,
}

impl Sketch {
    /// An empty line of at most `limit` points; at least four.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            points: Vec::new(),
            limit: limit.max(4),
            tolerance_m: FIRST_TOLERANCE_M,
        }
    }

    /// The line through `points`.
    pub fn of(points: impl IntoIterator<Item = GeoPoint>, limit: usize) -> Self {
        let mut sketch = Self::new(limit);
        for point in points {
            sketch.push(point);
        }
        sketch
    }

    /// Goes on to a point.
    pub fn push(&mut self, point: GeoPoint) {
        self.points.push(point);
        if self.points.len() <= self.limit {
            return;
        }
        self.thin();
        // Down to half and not just below the limit: else each further point would thin the line
        // again.
        while self.points.len() > self.limit / 2 {
            self.tolerance_m *= 2.0;
            self.thin();
        }
    }

    fn thin(&mut self) {
        self.points = simplify(&self.points, self.tolerance_m)
            .into_iter()
            .filter_map(|index| self.points.get(index).copied())
            .collect();
    }

    /// The line: its first point, its last point, and what is needed between them.
    #[must_use]
    pub fn points(&self) -> &[GeoPoint] {
        &self.points
    }
}
