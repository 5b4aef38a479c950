//! The line of few points, the odometer, courses and places along a line.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss
)]

use farola_model::{GeoPoint, Timestamp};
use farola_track::{
    Fix, Odometer, Settings, Sketch, Track, along, bearing_deg, distance_m, length_m,
};
use proptest::prelude::*;

fn point(north_m: f64, east_m: f64) -> GeoPoint {
    GeoPoint {
        lat: 20.6767 + north_m / 111_195.0,
        lon: -103.347 + east_m / 104_030.0,
        alt_m: 1_550.0,
        accuracy_m: 8.0,
    }
}

#[test]
fn a_long_way_stays_a_short_line_near_it() {
    // Ninety minutes through a grid of blocks of 80 m, a fix a second.
    let way: Vec<GeoPoint> = (0..5_400)
        .map(|second| {
            let metres = f64::from(second) * 0.8;
            let (leg, rest) = ((metres / 80.0).floor(), metres % 80.0);
            let (north, east) = ((leg / 2.0).ceil() * 80.0, (leg / 2.0).floor() * 80.0);
            if leg % 2.0 == 0.0 {
                point(north + rest, east)
            } else {
                point(north, east + rest)
            }
        })
        .collect();
    let sketch = Sketch::of(way.iter().copied(), 200);
    let line = sketch.points();
    assert!((20..=200).contains(&line.len()), "{}", line.len());
    assert_eq!((line[0], line[line.len() - 1]), (way[0], way[5_399]));
    // 54 corners need 55 points; none may be cut by more than a house front.
    let share = length_m(line) / length_m(&way);
    assert!((0.98..1.001).contains(&share), "{share}");
}

#[test]
fn standing_for_hours_makes_no_long_line() {
    let mut sketch = Sketch::new(200);
    for second in 0..7_200 {
        let turn = f64::from(second) * 2.4;
        sketch.push(point(5.0 * turn.sin(), 5.0 * turn.cos()));
        assert!(sketch.points().len() <= 200);
    }
}

#[test]
fn courses_are_clockwise_from_north() {
    let here = point(0.0, 0.0);
    for (to, course) in [
        (point(100.0, 0.0), 0.0),
        (point(0.0, 100.0), 90.0),
        (point(-100.0, 0.0), 180.0),
        (point(0.0, -100.0), 270.0),
        (point(100.0, 100.0), 45.0),
    ] {
        let off = (bearing_deg(&here, &to) - course).abs();
        assert!(!(0.1..=359.9).contains(&off), "{course}: {off}");
    }
    assert!(bearing_deg(&here, &here) < 360.0);
}

#[test]
fn a_place_along_a_line_is_so_many_metres_from_its_beginning() {
    let line = [point(0.0, 0.0), point(100.0, 0.0), point(100.0, 50.0)];
    let place = along(&line, 120.0).unwrap();
    assert!((distance_m(&line[1], &place) - 20.0).abs() < 0.1);
    assert_eq!(along(&line, -5.0), Some(line[0]));
    assert_eq!(along(&line, 9_000.0), Some(line[2]));
    assert_eq!(along(&[], 1.0), None);
    // Over the antimeridian, the short way.
    let fiji = [180.0 - 0.001, -180.0 + 0.001].map(|lon| GeoPoint {
        lon,
        ..point(0.0, 0.0)
    });
    let middle = along(&fiji, length_m(&fiji) / 2.0).unwrap();
    assert!(middle.lon.abs() > 179.9999, "not the middle");
}

proptest! {
    #[test]
    fn the_odometer_counts_what_the_track_does(
        steps in prop::collection::vec((1i64..900, -40f64..40.0, -40f64..40.0, 3f64..70.0), 0..120),
    ) {
        let (mut second, mut north, mut east) = (0, 0.0, 0.0);
        let fixes: Vec<Fix> = steps
            .into_iter()
            .map(|(seconds, n, e, accuracy_m)| {
                second += seconds;
                north += n;
                east += e;
                Fix {
                    at: Timestamp(second * 1_000),
                    point: GeoPoint { accuracy_m, ..point(north, east) },
                }
            })
            .collect();
        let (track, _) = Track::from_fixes(fixes.iter().copied(), Settings::default());
        let mut filter = farola_track::Filter::new(Settings::default());
        let mut odometer = Odometer::default();
        for fix in &fixes {
            let verdict = filter.push(*fix);
            odometer.push(fix, verdict);
        }
        prop_assert!((odometer.walked_m() - track.walked_m()).abs() < 1e-6);
    }

    #[test]
    fn a_line_keeps_both_ends_and_its_limit(
        limit in 0usize..40, points in prop::collection::vec((-500f64..500.0, -500f64..500.0), 1..200),
    ) {
        let points: Vec<GeoPoint> = points.into_iter().map(|(n, e)| point(n, e)).collect();
        let sketch = Sketch::of(points.iter().copied(), limit);
        prop_assert!(sketch.points().len() <= limit.max(4));
        prop_assert_eq!(sketch.points().first(), points.first());
        prop_assert_eq!(sketch.points().last(), points.last());
    }
}
