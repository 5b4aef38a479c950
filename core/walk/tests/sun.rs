//! The light of a place: against the times of five cities, and where the sun does not set.

#![allow(clippy::unwrap_used)]

use farola_model::{GeoPoint, Timestamp};
use farola_walk::sun::{CIVIL_TWILIGHT_DEG, SUNSET_DEG, elevation_deg};
use farola_walk::{Light, city, light};
use proptest::prelude::*;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Midnight UTC of the two days.
const JUNE_21: i64 = 1_782_000_000_000;
const DECEMBER_21: i64 = 1_797_811_200_000;

fn at(lat: f64, lon: f64) -> GeoPoint {
    GeoPoint {
        lat,
        lon,
        alt_m: 0.0,
        accuracy_m: 0.0,
    }
}

/// When the sun sinks through `degrees` in the 18 hours after `noon`.
fn sinks_through(degrees: f64, noon: i64, place: &GeoPoint) -> i64 {
    (0..18 * 60)
        .map(|minute| noon + minute * MINUTE_MS)
        .find(|at| elevation_deg(Timestamp(*at), place) < degrees)
        .unwrap()
}

#[test]
fn sunset_and_twilight_of_five_cities_are_those_of_the_tables() {
    // INEGI key, hours of the zone behind UTC in June and December, local times of sunset and
    // of the end of civil twilight, by NOAA's formulas.
    let cities = [
        ("01001", [6, 6], [("19:35", "20:00"), ("18:11", "18:35")]),
        ("06002", [6, 6], [("19:35", "19:59"), ("18:22", "18:46")]),
        ("08037", [6, 7], [("20:14", "20:42"), ("17:06", "17:33")]),
        ("14039", [6, 6], [("19:36", "20:01"), ("18:17", "18:42")]),
        ("22014", [6, 6], [("19:24", "19:49"), ("18:06", "18:30")]),
    ];
    for (key, zones, times) in cities {
        let city = city(key).unwrap();
        let place = at(city.lat, city.lon);
        for ((midnight, zone), (sunset, dusk)) in
            [JUNE_21, DECEMBER_21].into_iter().zip(zones).zip(times)
        {
            let local_midnight = midnight + zone * HOUR_MS;
            for (text, degrees) in [(sunset, SUNSET_DEG), (dusk, CIVIL_TWILIGHT_DEG)] {
                let (hour, minute) = text.split_once(':').unwrap();
                let minutes: i64 =
                    hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap();
                let expected = local_midnight + minutes * MINUTE_MS;
                let found = sinks_through(degrees, local_midnight + 12 * HOUR_MS, &place);
                assert!(
                    (found - expected).abs() <= 2 * MINUTE_MS,
                    "{key} {text}: {} minutes off",
                    (found - expected) / MINUTE_MS
                );
            }
        }
    }
}

#[test]
fn a_winter_evening_goes_from_day_over_twilight_to_night() {
    let guadalajara = at(20.6767, -103.3470);
    let local =
        |hour: i64, minute: i64| Timestamp(DECEMBER_21 + (hour + 6) * HOUR_MS + minute * MINUTE_MS);
    assert_eq!(light(local(12, 0), &guadalajara), Light::Day);
    assert_eq!(light(local(18, 10), &guadalajara), Light::Day);
    assert_eq!(light(local(18, 30), &guadalajara), Light::Twilight);
    assert_eq!(light(local(18, 50), &guadalajara), Light::Night);
    assert_eq!(light(local(6, 0), &guadalajara), Light::Night);
}

#[test]
fn heights_are_those_of_the_published_formulas() {
    // Meeus, Astronomical Algorithms, examples 25.a and 28.b: on 13 October 1992 at 0h the sun
    // stands 7.78507 degrees south, which is its height at the pole, and is 13m 42.7s early:
    // at the equator six hours to the east it is just past rising.
    let meeus = Timestamp(718_934_400_000);
    assert!((elevation_deg(meeus, &at(90.0, 0.0)) + 7.785_07).abs() < 1e-4);
    let hour_angle_deg = (-90.0_f64 + 13.711 / 4.0).to_radians();
    let expected = (7.785_07_f64.to_radians().cos() * hour_angle_deg.cos()).asin();
    let found = elevation_deg(meeus, &at(0.0, 90.0));
    assert!((found - expected.to_degrees()).abs() < 1e-3, "{found}");
    // NOAA's formulas worked out apart from this code, over eleven centuries: a small term that is
    // wrong shows far from 2000 first, and does no harm before.
    let rows = [
        (-2_203_613_640_000, 19.2433, -103.7281, -58.019_891_673),
        (1_782_005_400_000, 20.6767, -103.3470, 0.589_950_355),
        (1_797_898_800_000, 20.5931, -100.3899, -3.752_779_474),
        (7_230_157_200_000, -54.8, -68.3, -3.155_091_928),
        (16_720_181_100_000, 59.9, 10.7, 2.399_029_898),
        (32_490_367_800_000, 31.7386, -106.4870, 48.195_756_442),
    ];
    for (ms, lat, lon, expected) in rows {
        let found = elevation_deg(Timestamp(ms), &at(lat, lon));
        assert!((found - expected).abs() < 1e-6, "{ms}: {found}");
    }
}

#[test]
fn at_the_pole_a_day_has_no_night_and_a_night_no_day() {
    for hour in 0..24 {
        let (june, december) = (JUNE_21 + hour * HOUR_MS, DECEMBER_21 + hour * HOUR_MS);
        for north in [at(90.0, 0.0), at(80.0, 25.0)] {
            assert_eq!(light(Timestamp(june), &north), Light::Day);
            assert_eq!(light(Timestamp(december), &north), Light::Night);
        }
        assert_eq!(light(Timestamp(june), &at(-90.0, 0.0)), Light::Night);
        assert_eq!(light(Timestamp(december), &at(-90.0, 0.0)), Light::Day);
        // Tromsø in December: twilight at noon, no sun.
        assert_ne!(light(Timestamp(december), &at(69.65, 18.96)), Light::Day);
    }
    let noon = Timestamp(DECEMBER_21 + 11 * HOUR_MS);
    assert_eq!(light(noon, &at(69.65, 18.96)), Light::Twilight);
}

proptest! {
    #[test]
    fn the_sun_is_somewhere_for_every_place_and_time(
        ms in any::<i64>(), lat in -1e6f64..1e6, lon in -1e6f64..1e6,
    ) {
        let height = elevation_deg(Timestamp(ms), &at(lat, lon));
        prop_assert!((-90.0..=90.0).contains(&height));
        // What is no place has no sun.
        prop_assert_eq!(light(Timestamp(ms), &at(f64::NAN, f64::INFINITY)), Light::Night);
    }

    #[test]
    fn opposite_sides_of_the_earth_have_opposite_heights(
        ms in 0i64..4_000_000_000_000, lat in -90f64..=90.0, lon in -180f64..0.0,
    ) {
        let here = elevation_deg(Timestamp(ms), &at(lat, lon));
        let there = elevation_deg(Timestamp(ms), &at(-lat, lon + 180.0));
        prop_assert!((here + there).abs() < 1e-6, "{here} {there}");
    }
}
