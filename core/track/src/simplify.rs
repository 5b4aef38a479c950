//! Fewer points for the same line: Douglas–Peucker in metres.

use farola_model::GeoPoint;
use geo_types::Coord;

use crate::geometry::{offset_from_segment_m, offset_m};

/// Indices, ascending, of the points that a line within `tolerance_m` of all points needs.
///
/// First and last are always among them. The work is on an explicit stack: a trace of any
/// length needs no deeper call stack.
#[must_use]
pub fn simplify(points: &[GeoPoint], tolerance_m: f64) -> Vec<usize> {
    let Some(origin) = points.first() else {
        return Vec::new();
    };
    // On a plane in metres: a degree of longitude is shorter than one of latitude.
    let flat: Vec<Coord<f64>> = points.iter().map(|p| offset_m(origin, p)).collect();
    let last = flat.len() - 1;
    let mut kept = vec![0, last];
    let mut spans = vec![(0, last)];
    while let Some((from, to)) = spans.pop() {
        if let Some((index, offset)) = farthest(&flat, from, to)
            // A span whose farthest point is near enough needs none of its points: all others are
            // nearer.
            && offset > tolerance_m
        {
            kept.push(index);
            spans.push((from, index));
            spans.push((index, to));
        }
    }
    kept.sort_unstable();
    kept.dedup();
    kept
}

/// The point strictly between `from` and `to` that is farthest from the line of the two.
fn farthest(flat: &[Coord<f64>], from: usize, to: usize) -> Option<(usize, f64)> {
    let (start, end) = (*flat.get(from)?, *flat.get(to)?);
    let mut worst: Option<(usize, f64)> = None;
    for (index, point) in flat.iter().enumerate().take(to).skip(from + 1) {
        let offset = offset_from_segment_m(*point, start, end);
        if worst.is_none_or(|(_, most)| offset > most) {
            worst = Some((index, offset));
        }
    }
    worst
}
