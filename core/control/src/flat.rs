//! Flat metres around a place, for sketches and for what they measure.
//!
//! The projection and the earth are those of core/track: right to millimetres over the few
//! kilometres of a neighbourhood.

use farola_model::GeoPoint;
use farola_track::{EARTH_RADIUS_M, length_m as track_length_m, offset_m};

use crate::place::Place;

/// Nearer to a pole than this cosine no street goes; it keeps the division finite.
const LEAST_COSINE: f64 = 0.01;

/// Metres from a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offset {
    /// To the east.
    pub east_m: f64,
    /// To the north.
    pub north_m: f64,
}

/// Where places lie as seen from an origin.
#[must_use]
pub fn offsets(origin: &Place, places: &[Place]) -> Vec<Offset> {
    let origin = GeoPoint::from(*origin);
    let offset = |place: &Place| {
        let metres = offset_m(&origin, &(*place).into());
        Offset {
            east_m: metres.x,
            north_m: metres.y,
        }
    };
    places.iter().map(offset).collect()
}

/// The place so far from an origin. It was put by hand: neither its height nor its accuracy is
/// known.
#[must_use]
pub fn moved(origin: &Place, by: &Offset) -> Place {
    let cosine = origin.lat.to_radians().cos().max(LEAST_COSINE);
    let lat = origin.lat + (by.north_m / EARTH_RADIUS_M).to_degrees();
    let lon = origin.lon + (by.east_m / (EARTH_RADIUS_M * cosine)).to_degrees();
    Place {
        lat: lat.clamp(-90.0, 90.0),
        lon: lon - 360.0 * (lon / 360.0).round(),
        altitude_m: None,
        accuracy_m: None,
    }
}

/// Metres along a line.
#[must_use]
pub fn length_m(places: &[Place]) -> f64 {
    let points: Vec<GeoPoint> = places.iter().map(|place| (*place).into()).collect();
    track_length_m(&points)
}

/// Square metres of an area; it closes by itself.
#[must_use]
pub fn area_m2(places: &[Place]) -> f64 {
    let Some(origin) = places.first() else {
        return 0.0;
    };
    let corners = offsets(origin, places);
    let next = corners.iter().cycle().skip(1);
    let twice = |(a, b): (&Offset, &Offset)| a.east_m * b.north_m - b.east_m * a.north_m;
    let sum: f64 = corners.iter().zip(next).map(twice).sum();
    sum.abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(lat: f64, lon: f64) -> Place {
        Place {
            lat,
            lon,
            altitude_m: Some(1550.0),
            accuracy_m: Some(5.0),
        }
    }

    #[test]
    fn a_square_has_its_area() {
        let origin = at(20.6767, -103.347);
        let corner = |east_m, north_m| moved(&origin, &Offset { east_m, north_m });
        let square = [
            corner(0.0, 0.0),
            corner(100.0, 0.0),
            corner(100.0, 50.0),
            corner(0.0, 50.0),
        ];
        assert!((area_m2(&square) - 5000.0).abs() < 0.1);
        assert!((length_m(&square) - 250.0).abs() < 0.1);
        assert_eq!(
            (area_m2(&[]), area_m2(&square[..2]), length_m(&square[..1])),
            (0.0, 0.0, 0.0)
        );
        assert_eq!(square[1].accuracy_m, None, "put by hand");
    }

    #[test]
    fn the_date_line_is_no_wall() {
        let origin = at(0.0, 179.9999);
        let beyond = moved(
            &origin,
            &Offset {
                east_m: 50.0,
                north_m: 0.0,
            },
        );
        assert!(beyond.lon < -179.9);
        assert!((offsets(&origin, &[beyond])[0].east_m - 50.0).abs() < 0.01);
    }

    proptest! {
        #[test]
        fn there_and_back(lat in -70.0..70.0f64, lon in -180.0..180.0f64,
            east_m in -2000.0..2000.0f64, north_m in -2000.0..2000.0f64) {
            let origin = at(lat, lon);
            let there = moved(&origin, &Offset { east_m, north_m });
            let seen = offsets(&origin, &[there])[0];
            prop_assert!((seen.east_m - east_m).abs() < 0.01);
            prop_assert!((seen.north_m - north_m).abs() < 0.01);
        }
    }
}
