//! Places, lines and areas as a form keeps them: `lat lon altitude accuracy`, joined by `;`.

use farola_form::DataType;
use farola_model::GeoPoint;

/// Decimals of a degree that are kept: a seventh is a centimetre, far below any receiver.
const DEGREE_DECIMALS: usize = 7;
/// Decimals of metres that are kept.
const METRE_DECIMALS: usize = 1;

/// A place on Earth.
#[derive(Clone, Copy, PartialEq)]
pub struct Place {
    /// Latitude in degrees, -90 to 90.
    pub lat: f64,
    /// Longitude in degrees, -180 to 180.
    pub lon: f64,
    /// Metres over the ellipsoid, where they are known.
    pub altitude_m: Option<f64>,
    /// Radius of uncertainty in metres; nothing where the place was put by hand.
    pub accuracy_m: Option<f64>,
}

impl std::fmt::Debug for Place {
    // A coordinate must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Place(..)")
    }
}

impl Place {
    /// Reads one place; nothing where the text is none on Earth.
    ///
    /// ```
    /// use farola_control::Place;
    /// let place = Place::read("20.6767 -103.347 1550 9.5").unwrap();
    /// assert_eq!(place.accuracy_m, Some(9.5));
    /// assert!(Place::read("91 0").is_none());
    /// ```
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        text.trim().parse::<GeoPoint>().ok().map(Self::from)
    }

    /// Reads a line of places; those that are none are left out.
    #[must_use]
    pub fn read_line(text: &str) -> Vec<Self> {
        text.split(';').filter_map(Self::read).collect()
    }

    /// The place as a form keeps it: four numbers, none with idle zeros.
    ///
    /// Nothing where it is not on Earth: no answer is better than a wrong one.
    #[must_use]
    pub fn write(&self) -> Option<String> {
        let numbers = [self.lat, self.lon, self.altitude(), self.accuracy()];
        let on_earth = self.lat.abs() <= 90.0 && self.lon.abs() <= 180.0;
        let known = numbers.iter().all(|number| number.is_finite());
        (on_earth && known).then(|| {
            let decimals = [
                DEGREE_DECIMALS,
                DEGREE_DECIMALS,
                METRE_DECIMALS,
                METRE_DECIMALS,
            ];
            let texts = numbers
                .iter()
                .zip(decimals)
                .map(|(number, most)| plain(*number, most));
            texts.collect::<Vec<_>>().join(" ")
        })
    }

    /// Writes a line or, `closed`, an area, which ends where it begins. Nothing while there are
    /// too few places for one.
    #[must_use]
    pub fn write_line(places: &[Self], closed: bool) -> Option<String> {
        if places.len() < least_points(closed) {
            return None;
        }
        let open = closed && !ends_at_start(places);
        let end = places.first().filter(|_| open);
        let all = places.iter().chain(end);
        let texts = all.map(Self::write).collect::<Option<Vec<_>>>()?;
        Some(texts.join(";"))
    }

    /// Whether it is said to be put by hand: no receiver said how exact it is. A form keeps the
    /// same for a receiver that does not say, and nobody can tell the two apart afterwards.
    #[must_use]
    pub fn is_by_hand(&self) -> bool {
        self.accuracy_m.is_none()
    }

    fn altitude(&self) -> f64 {
        self.altitude_m.unwrap_or(0.0)
    }

    fn accuracy(&self) -> f64 {
        self.accuracy_m.unwrap_or(0.0)
    }
}

impl From<GeoPoint> for Place {
    fn from(point: GeoPoint) -> Self {
        // A geopoint has 0 where nothing is known.
        let known = |metres: f64| (metres != 0.0).then_some(metres);
        Self {
            lat: point.lat,
            lon: point.lon,
            altitude_m: known(point.alt_m),
            accuracy_m: known(point.accuracy_m).filter(|metres| *metres > 0.0),
        }
    }
}

impl From<Place> for GeoPoint {
    fn from(place: Place) -> Self {
        Self {
            lat: place.lat,
            lon: place.lon,
            alt_m: place.altitude(),
            accuracy_m: place.accuracy(),
        }
    }
}

/// The least number of places that make a line, or an area.
#[must_use]
pub fn least_points(closed: bool) -> usize {
    if closed { 3 } else { 2 }
}

/// The places of an answer as they are drawn: an area without its end, which is its beginning.
#[must_use]
pub fn drawn_points(value: &str, data_type: DataType) -> Vec<Place> {
    let mut places = Place::read_line(value);
    if data_type == DataType::GeoShape && ends_at_start(&places) {
        places.pop();
    }
    places
}

#[allow(clippy::float_cmp)] // The same corner, written twice.
fn ends_at_start(places: &[Place]) -> bool {
    match (places.first(), places.last()) {
        (Some(first), Some(last)) if places.len() > 1 => {
            first.lat == last.lat && first.lon == last.lon
        }
        _ => false,
    }
}

/// A number with so many decimals at most, without exponent and idle zeros.
pub(crate) fn plain(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => &text,
    };
    match text {
        "-0" | "" => "0".to_owned(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expect: Option<&str>) {
        let written = Place::read(text).and_then(|place| place.write());
        assert_eq!(written.as_deref(), expect, "{text}");
    }

    #[test]
    fn places_are_written_without_idle_zeros() {
        check(
            "20.6767 -103.347 1550 9.5",
            Some("20.6767 -103.347 1550 9.5"),
        );
        check(
            "20.67670000 -103.3470001 1550.04 9.55",
            Some("20.6767 -103.3470001 1550 9.6"),
        );
        check("20 -103", Some("20 -103 0 0"));
        check("-0.00000001 0", Some("0 0 0 0"));
        check(" 1 2 ", Some("1 2 0 0"));
    }

    #[test]
    fn what_is_not_on_earth_is_no_place() {
        for text in [
            "",
            "91 0",
            "0 181",
            "20",
            "a b",
            "1 2 3 4 5",
            "NaN 0",
            "0 0 inf 0",
        ] {
            check(text, None);
        }
        let nowhere = Place {
            lat: f64::NAN,
            lon: 0.0,
            altitude_m: None,
            accuracy_m: None,
        };
        assert_eq!(nowhere.write(), None);
    }

    #[test]
    fn lines_need_their_points_and_areas_close() {
        let line = |text: &str, closed| Place::write_line(&Place::read_line(text), closed);
        assert_eq!(line("1 1", false), None);
        assert_eq!(line("1 1;2 2", false).as_deref(), Some("1 1 0 0;2 2 0 0"));
        assert_eq!(line("1 1;2 2", true), None);
        let ring = line("1 1;2 2;3 1", true).unwrap();
        assert_eq!(ring, "1 1 0 0;2 2 0 0;3 1 0 0;1 1 0 0");
        assert_eq!(
            line(&ring, true).as_deref(),
            Some(ring.as_str()),
            "closed once only"
        );
        assert_eq!(drawn_points(&ring, DataType::GeoShape).len(), 3);
        assert_eq!(drawn_points(&ring, DataType::GeoTrace).len(), 4);
        assert_eq!(Place::read_line(" 1 1 ; x ;2 2;").len(), 2);
        // The first corner of an area begins and ends it, and is there all the same.
        assert_eq!(drawn_points("1 1 0 0", DataType::GeoShape).len(), 1);
        assert_eq!(drawn_points("", DataType::GeoShape).len(), 0);
    }

    #[test]
    fn debug_shows_no_coordinate() {
        assert_eq!(format!("{:?}", Place::read("1 2").unwrap()), "Place(..)");
    }

    proptest! {
        #[test]
        fn a_written_place_reads_as_itself(lat in -90.0..90.0f64, lon in -180.0..180.0f64,
            alt in -400.0..9000.0f64, accuracy in 0.0..500.0f64) {
            let place = Place { lat, lon, altitude_m: Some(alt), accuracy_m: Some(accuracy) };
            let once = place.write().unwrap();
            let again = Place::read(&once).unwrap();
            prop_assert_eq!(again.write().unwrap(), once);
            prop_assert!((again.lat - lat).abs() < 1e-7);
        }

        #[test]
        fn any_text_is_read(text in ".{0,80}") {
            let _ = Place::read_line(&text);
        }
    }
}
