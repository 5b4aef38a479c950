//! The sun over a place: what light a walk is in.
//!
//! "After dark" follows from the sun at the place and the day, never from the clock: in June it
//! is light at half past seven, in December it is not. The formulas are those of NOAA's solar
//! calculator (after Meeus), good to a minute or two at the latitudes people walk at.

use farola_model::{GeoPoint, Timestamp};

use crate::item::Light;

/// Height of the sun's centre at sunrise and sunset in degrees: half its disc, and the bending
/// of its light at the horizon.
pub const SUNSET_DEG: f64 = -0.833;
/// Height of the sun at the end of civil twilight in degrees.
pub const CIVIL_TWILIGHT_DEG: f64 = -6.0;

/// Days of the Julian calendar before 1970, and its day of the year 2000 (noon).
const JULIAN_1970: f64 = 2_440_587.5;
const JULIAN_2000: f64 = 2_451_545.0;
const MS_PER_DAY: f64 = 86_400_000.0;

/// Height of the sun's centre above the horizon in degrees, without the bending of its light.
#[must_use]
pub fn elevation_deg(at: Timestamp, place: &GeoPoint) -> f64 {
    #[allow(clippy::cast_precision_loss)] // a millisecond in 285,000 years
    let days = at.as_millis() as f64 / MS_PER_DAY;
    let sun = Sun::at((days + JULIAN_1970 - JULIAN_2000) / 36_525.0);
    let minutes = days.rem_euclid(1.0) * 1_440.0;
    // The earth turns by a degree in four minutes; the zone of a clock plays no part.
    let solar_minutes = minutes + sun.equation_of_time_min + 4.0 * place.lon;
    let hour_angle = (solar_minutes / 4.0 - 180.0).to_radians();
    let lat = place.lat.to_radians();
    let height =
        lat.sin() * sun.declination.sin() + lat.cos() * sun.declination.cos() * hour_angle.cos();
    height.clamp(-1.0, 1.0).asin().to_degrees()
}

/// The light at an instant in a place: day while any of the sun is up, night after civil
/// twilight.
#[must_use]
pub fn light(at: Timestamp, place: &GeoPoint) -> Light {
    let elevation = elevation_deg(at, place);
    if elevation >= SUNSET_DEG {
        Light::Day
    } else if elevation >= CIVIL_TWILIGHT_DEG {
        Light::Twilight
    } else {
        Light::Night
    }
}

/// Where the sun stands among the stars.
struct Sun {
    /// Radians north of the equator.
    declination: f64,
    /// What a sundial is ahead of an even clock, in minutes.
    equation_of_time_min: f64,
}

impl Sun {
    /// At so many Julian centuries after 2000.
    fn at(t: f64) -> Self {
        let mean_longitude = (280.466_46 + t * (36_000.769_83 + t * 0.000_303_2))
            .rem_euclid(360.0)
            .to_radians();
        let anomaly = (357.529_11 + t * (35_999.050_29 - 0.000_153_7 * t)).to_radians();
        let eccentricity = 0.016_708_634 - t * (0.000_042_037 + 0.000_000_126_7 * t);
        let centre = anomaly.sin() * (1.914_602 - t * (0.004_817 + 0.000_014 * t))
            + (2.0 * anomaly).sin() * (0.019_993 - 0.000_101 * t)
            + (3.0 * anomaly).sin() * 0.000_289;
        let node = (125.04 - 1_934.136 * t).to_radians();
        let longitude = mean_longitude + (centre - 0.005_69 - 0.004_78 * node.sin()).to_radians();
        let seconds = 21.448 - t * (46.815 + t * (0.000_59 - t * 0.001_813));
        let obliquity =
            (23.0 + (26.0 + seconds / 60.0) / 60.0 + 0.002_56 * node.cos()).to_radians();
        let y = (obliquity / 2.0).tan().powi(2);
        let equation = y * (2.0 * mean_longitude).sin() - 2.0 * eccentricity * anomaly.sin()
            + 4.0 * eccentricity * y * anomaly.sin() * (2.0 * mean_longitude).cos()
            - 0.5 * y * y * (4.0 * mean_longitude).sin()
            - 1.25 * eccentricity * eccentricity * (2.0 * anomaly).sin();
        Self {
            declination: (obliquity.sin() * longitude.sin()).clamp(-1.0, 1.0).asin(),
            equation_of_time_min: 4.0 * equation.to_degrees(),
        }
    }
}
