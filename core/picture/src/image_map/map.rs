//! An image-map as shapes, and the hit test.

/// A picture to touch. Lengths are in units of the picture, from its upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub struct ImageMap {
    /// Width of the picture; above 0.
    pub width: f64,
    /// Height of the picture; above 0.
    pub height: f64,
    /// What is drawn, lowest first.
    pub shapes: Vec<MapShape>,
}

/// One shape of the picture.
#[derive(Debug, Clone, PartialEq)]
pub struct MapShape {
    /// Value of the choice it is a part of.
    pub choice: Option<String>,
    /// Colour it is filled with: 0xAARRGGBB.
    pub fill: Option<u32>,
    /// Colour of its edge, 0xAARRGGBB, and how wide that is.
    pub stroke: Option<(u32, f64)>,
    /// Its outlines, curves already made into lines; filled by the non-zero rule.
    pub outlines: Vec<Outline>,
}

/// A line of a shape.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// Its corners.
    pub points: Vec<(f64, f64)>,
    /// Whether the last is joined to the first when its edge is drawn.
    pub closed: bool,
}

impl ImageMap {
    /// The choice at a place: the uppermost that holds it, else the nearest one within `reach`, for
    /// fingers are wider than streets.
    #[must_use]
    pub fn touched(&self, x: f64, y: f64, reach: f64) -> Option<&str> {
        let own = || self.shapes.iter().rev().filter(|s| s.choice.is_some());
        let nearest = || {
            own()
                .map(|shape| (shape.distance(x, y), shape))
                .filter(|(distance, _)| *distance <= reach)
                .min_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, shape)| shape)
        };
        let shape = own().find(|s| s.holds(x, y)).or_else(nearest)?;
        shape.choice.as_deref()
    }
}

impl MapShape {
    /// By the non-zero rule, whether it is filled or not: who touches the middle of a ring means
    /// it.
    fn holds(&self, x: f64, y: f64) -> bool {
        let edges = self.outlines.iter().flat_map(Outline::edges_of_area);
        let winding: i32 = edges.map(|(from, to)| crossing(from, to, x, y)).sum();
        winding != 0
    }

    fn distance(&self, x: f64, y: f64) -> f64 {
        let edges = self.outlines.iter().flat_map(Outline::edges_of_area);
        edges
            .map(|(from, to)| distance(from, to, x, y))
            .fold(f64::INFINITY, f64::min)
    }
}

impl Outline {
    /// An area is closed whatever its line is.
    fn edges_of_area(&self) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
        let next = self.points.iter().cycle().skip(1);
        self.points.iter().copied().zip(next.copied())
    }
}

/// What an edge adds to the winding around a place: the edges left of it, up or down.
fn crossing(from: (f64, f64), to: (f64, f64), x: f64, y: f64) -> i32 {
    let side = (to.0 - from.0) * (y - from.1) - (x - from.0) * (to.1 - from.1);
    if from.1 <= y && to.1 > y && side > 0.0 {
        1
    } else if from.1 > y && to.1 <= y && side < 0.0 {
        -1
    } else {
        0
    }
}

/// How far a place is from an edge.
fn distance(from: (f64, f64), to: (f64, f64), x: f64, y: f64) -> f64 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((x - from.0) * dx + (y - from.1) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (from.0 + along * dx - x).hypot(from.1 + along * dy - y)
}
