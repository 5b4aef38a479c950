//! Metres between places.
//!
//! Lengths use the haversine formula on a sphere of the WGS 84 mean radius (error below
//! 0.5 %, far under the receiver's own). Offsets from a line use a flat projection around a
//! point, exact to millimetres over the few kilometres of a walk.

use farola_model::GeoPoint;
use geo_types::Coord;

/// Mean radius of the Earth in metres (IUGG).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Metres between two places along the surface; altitude is left out.
#[must_use]
pub fn distance_m(a: &GeoPoint, b: &GeoPoint) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((b.lon - a.lon).to_radians() / 2.0).sin();
    let chord = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
    2.0 * EARTH_RADIUS_M * chord.sqrt().clamp(0.0, 1.0).asin()
}

/// Metres along a line of places.
pub fn length_m<'a>(points: impl IntoIterator<Item = &'a GeoPoint>) -> f64 {
    let mut total = 0.0;
    let mut before: Option<&GeoPoint> = None;
    for point in points {
        if let Some(before) = before {
            total += distance_m(before, point);
        }
        before = Some(point);
    }
    total
}

/// The course from one place to another, in degrees clockwise from north: 0 to 360. From a
/// place to itself it is 0.
#[must_use]
pub fn bearing_deg(from: &GeoPoint, to: &GeoPoint) -> f64 {
    let (lat_from, lat_to) = (from.lat.to_radians(), to.lat.to_radians());
    let lon = (to.lon - from.lon).to_radians();
    let east = lon.sin() * lat_to.cos();
    let north = lat_from.cos() * lat_to.sin() - lat_from.sin() * lat_to.cos() * lon.cos();
    let degrees = east.atan2(north).to_degrees().rem_euclid(360.0);
    // A hair west of north comes out as 360 itself.
    if degrees < 360.0 { degrees } else { 0.0 }
}

/// The place so many metres along a line; its end where the line is shorter. Altitude and
/// accuracy are those of the point before it.
#[must_use]
pub fn along(line: &[GeoPoint], metres: f64) -> Option<GeoPoint> {
    let mut left = metres;
    let mut before = line.first()?;
    for point in line.iter().skip(1) {
        let step = distance_m(before, point);
        if step > 0.0 && left < step {
            let share = (left / step).max(0.0);
            let mut lon = point.lon - before.lon;
            // The short way round, over the antimeridian too.
            lon -= 360.0 * (lon / 360.0).round();
            let mut place = *before;
            place.lat += share * (point.lat - before.lat);
            place.lon += share * lon;
            place.lon -= 360.0 * (place.lon / 360.0).round();
            return Some(place);
        }
        left -= step;
        before = point;
    }
    Some(*before)
}

/// Metres east and north of `origin`, on a flat projection.
#[must_use]
pub fn offset_m(origin: &GeoPoint, point: &GeoPoint) -> Coord<f64> {
    // A walk may cross the antimeridian; the short way round is meant.
    let mut lon = point.lon - origin.lon;
    if lon > 180.0 {
        lon -= 360.0;
    } else if lon < -180.0 {
        lon += 360.0;
    }
    let metres_per_radian = EARTH_RADIUS_M;
    Coord {
        x: lon.to_radians() * metres_per_radian * origin.lat.to_radians().cos(),
        y: (point.lat - origin.lat).to_radians() * metres_per_radian,
    }
}

/// Metres from `point` to the segment between `from` and `to`, all in flat metres.
#[must_use]
pub fn offset_from_segment_m(point: Coord<f64>, from: Coord<f64>, to: Coord<f64>) -> f64 {
    let along = to - from;
    let square = along.x * along.x + along.y * along.y;
    let reach = point - from;
    let share = if square > 0.0 {
        ((reach.x * along.x + reach.y * along.y) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (reach.x - share * along.x).hypot(reach.y - share * along.y)
}
