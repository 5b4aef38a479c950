//! Places: WGS 84 degrees, metres of altitude and accuracy.

use std::fmt;
use std::str::FromStr;

/// One position as ODK writes it: `lat lon alt acc`, degrees and metres.
#[derive(Clone, Copy, PartialEq)]
pub struct GeoPoint {
    /// Latitude in degrees, -90 to 90.
    pub lat: f64,
    /// Longitude in degrees, -180 to 180.
    pub lon: f64,
    /// Altitude in metres over the ellipsoid; 0 where unknown.
    pub alt_m: f64,
    /// Radius of uncertainty in metres; 0 where unknown or placed by hand.
    pub accuracy_m: f64,
}

/// The text is not a geopoint. It deliberately does not say what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a geopoint (latitude, longitude, then optional altitude and accuracy)")]
pub struct GeoPointError;

impl fmt::Debug for GeoPoint {
    // A coordinate must not reach a log through a `{:?}` somewhere.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GeoPoint(..)")
    }
}

impl fmt::Display for GeoPoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {} {}",
            self.lat, self.lon, self.alt_m, self.accuracy_m
        )
    }
}

impl FromStr for GeoPoint {
    type Err = GeoPointError;

    fn from_str(text: &str) -> Result<Self, GeoPointError> {
        let mut numbers = [0f64; 4];
        let mut count = 0;
        for part in text.split_ascii_whitespace() {
            let slot = numbers.get_mut(count).ok_or(GeoPointError)?;
            *slot = part.parse().map_err(|_| GeoPointError)?;
            count += 1;
        }
        let [lat, lon, alt_m, accuracy_m] = numbers;
        let within = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        if count < 2 || !within || !alt_m.is_finite() || !accuracy_m.is_finite() {
            return Err(GeoPointError);
        }
        Ok(Self {
            lat,
            lon,
            alt_m,
            accuracy_m,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_two_to_four_numbers() {
        let point: GeoPoint = "20.6767 -103.347 1550 9.5".parse().unwrap();
        assert_eq!((point.lat, point.accuracy_m), (20.6767, 9.5));
        assert_eq!(point.to_string(), "20.6767 -103.347 1550 9.5");
        assert!("20.6 -103.3".parse::<GeoPoint>().is_ok());
    }

    #[test]
    fn refuses_what_is_no_place_on_earth() {
        for wrong in [
            "",
            "20",
            "91 0",
            "0 181",
            "a b",
            "1 2 3 4 5",
            "NaN 0",
            "0 0 inf 0",
        ] {
            assert_eq!(wrong.parse::<GeoPoint>(), Err(GeoPointError), "{wrong}");
        }
    }

    #[test]
    fn debug_shows_no_coordinate() {
        let point: GeoPoint = "20.6767 -103.347".parse().unwrap();
        assert_eq!(format!("{point:?}"), "GeoPoint(..)");
    }
}
