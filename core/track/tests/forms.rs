//! The forms a track takes: geotrace, GPX, GeoJSON, fewer points.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_model::{Coded, GeoPoint, Timestamp};
use farola_track::geometry::{offset_from_segment_m, offset_m};
use farola_track::{Fix, Geotrace, Settings, Track, TrackError, distance_m, length_m, simplify};
use proptest::prelude::*;

fn point(lat: f64, lon: f64) -> GeoPoint {
    GeoPoint {
        lat,
        lon,
        alt_m: 1550.5,
        accuracy_m: 8.0,
    }
}

fn two_segments() -> Track {
    let at = |second: i64, lat, lon| Fix {
        at: Timestamp(1_763_740_000_000 + second * 1000),
        point: point(lat, lon),
    };
    let fixes = [
        at(0, 20.6767, -103.347),
        at(10, 20.67680001, -103.34700009),
        at(900, 20.677, -103.348),
        at(910, 20.6771, -103.348),
    ];
    Track::from_fixes(fixes, Settings::default()).0
}

#[test]
fn known_distances() {
    // A degree of latitude, and Plaza de Armas to Parque Morelos (by hand: 0.0035°, 0.006°).
    let north = distance_m(&point(20.0, 0.0), &point(21.0, 0.0));
    assert!((north - 111_195.0).abs() < 1.0, "{north}");
    let across = distance_m(&point(20.6767, -103.347), &point(20.6802, -103.341));
    let flat = (0.0035f64 * 111_195.0).hypot(0.006 * 111_195.0 * 20.678f64.to_radians().cos());
    assert!((across - flat).abs() < 0.1, "{across} {flat}");
    // The short way over the antimeridian.
    let over = distance_m(&point(0.0, 179.999), &point(0.0, -179.999));
    assert!((over - 222.39).abs() < 0.1, "{over}");
    let flat = offset_m(&point(0.0, 179.999), &point(0.0, -179.999));
    assert!((flat.x - 222.39).abs() < 0.1);
}

#[test]
fn a_geotrace_is_read_as_other_clients_write_it() {
    for text in [
        "20.6 -103.3 0 0;20.7 -103.3 0 0",
        "20.6 -103.3 0 0; 20.7 -103.3 0 0;",
        " 20.6 -103.3;\n20.7 -103.3 ",
    ] {
        let trace: Geotrace = text.parse().unwrap();
        assert_eq!(
            trace.to_string(),
            "20.6 -103.3 0 0;20.7 -103.3 0 0",
            "{text}"
        );
        assert!((trace.length_m() - 11_119.5).abs() < 1.0);
    }
    assert_eq!("".parse(), Ok(Geotrace::default()));
}

#[test]
fn a_broken_geotrace_names_the_point_and_not_its_text() {
    for (text, index) in [
        ("x", 0),
        ("20.6 -103.3;;20.7 -103.3", 1),
        ("20.6 -103.3;20.7", 1),
        ("1 2;3 4;95 0", 2),
        ("1 2;3 4 NaN", 1),
    ] {
        let error = text.parse::<Geotrace>().unwrap_err();
        assert_eq!(error, TrackError::GeotraceMalformed { index }, "{text}");
        assert_eq!(error.code(), "track.geotrace_malformed");
        assert!(!error.to_string().contains("103"));
    }
    let endless = "1 2;".repeat(86_401);
    assert!(matches!(
        endless.parse::<Geotrace>(),
        Err(TrackError::GeotraceTooLong { .. })
    ));
}

#[test]
fn gpx_has_a_segment_for_each_segment() {
    insta::assert_snapshot!(two_segments().to_gpx("Ruta <1> & vuelta"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <gpx version="1.1" creator="Farola" xmlns="http://www.topografix.com/GPX/1/1">
    <trk><name>Ruta &lt;1&gt; &amp; vuelta</name>
    <trkseg>
    <trkpt lat="20.6767" lon="-103.347"><ele>1550.5</ele><time>2025-11-21T15:46:40.000Z</time></trkpt>
    <trkpt lat="20.67680001" lon="-103.34700009"><ele>1550.5</ele><time>2025-11-21T15:46:50.000Z</time></trkpt>
    </trkseg>
    <trkseg>
    <trkpt lat="20.677" lon="-103.348"><ele>1550.5</ele><time>2025-11-21T16:01:40.000Z</time></trkpt>
    <trkpt lat="20.6771" lon="-103.348"><ele>1550.5</ele><time>2025-11-21T16:01:50.000Z</time></trkpt>
    </trkseg>
    </trk>
    </gpx>
    "#);
}

#[test]
fn geojson_is_one_feature() {
    insta::assert_snapshot!(two_segments().to_geojson("Ruta"), @r#"{"geometry":{"coordinates":[[[-103.347,20.6767,1550.5],[-103.3470001,20.6768,1550.5]],[[-103.348,20.677,1550.5],[-103.348,20.6771,1550.5]]],"type":"MultiLineString"},"properties":{"from":"2025-11-21T15:46:40.000Z","length_m":22.0,"name":"Ruta","to":"2025-11-21T16:01:50.000Z"},"type":"Feature"}"#);
    let single = Track::from_fixes(two_segments().fixes().take(2).copied(), Settings::default()).0;
    assert_eq!(single.to_geojson("")["geometry"]["type"], "LineString");
    let empty = Track::default().to_geojson("");
    assert!(empty["geometry"].is_null() && empty["properties"]["from"].is_null());
}

#[test]
fn lines_are_longitude_then_latitude() {
    let lines = two_segments().lines();
    assert_eq!(lines.0.len(), 2);
    assert_eq!(lines.0[0].0[0].x, -103.347);
}

#[test]
fn a_corner_stays_and_a_straight_line_goes() {
    let line = [
        point(20.0, -103.0),
        point(20.001, -103.0),
        point(20.002, -103.0),
        point(20.002, -103.001),
        point(20.002, -103.002),
    ];
    assert_eq!(simplify(&line, 1.0), [0, 2, 4]);
    assert_eq!(simplify(&line, 1e6), [0, 4]);
    assert_eq!(simplify(&line[..1], 1.0), [0]);
    assert!(simplify(&[], 1.0).is_empty());
}

fn any_point() -> impl Strategy<Value = GeoPoint> {
    (
        -90.0..=90.0f64,
        -180.0..=180.0f64,
        -500.0..9000.0f64,
        0.0..3000.0f64,
    )
        .prop_map(|(lat, lon, alt_m, accuracy_m)| GeoPoint {
            lat,
            lon,
            alt_m,
            accuracy_m,
        })
}

/// Within a few kilometres of each other.
fn walk_point() -> impl Strategy<Value = GeoPoint> {
    (0.0..0.03f64, 0.0..0.03f64).prop_map(|(lat, lon)| point(20.66 + lat, -103.36 + lon))
}

proptest! {
    #[test]
    fn a_geotrace_reads_back(points in prop::collection::vec(any_point(), 0..40)) {
        let trace = Geotrace::new(points);
        prop_assert!(!trace.to_string().contains(['e', 'E']));
        prop_assert_eq!(trace.to_string().parse::<Geotrace>().unwrap(), trace);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9 .;eNa\\-+]{0,60}") {
        if let Ok(trace) = text.parse::<Geotrace>() {
            prop_assert_eq!(trace.to_string().parse::<Geotrace>().unwrap(), trace);
        }
    }

    #[test]
    fn distance_is_a_metric(a in any_point(), b in any_point(), c in any_point()) {
        let half_way_round = std::f64::consts::PI * 6_371_008.8;
        prop_assert_eq!(distance_m(&a, &a), 0.0);
        prop_assert!((distance_m(&a, &b) - distance_m(&b, &a)).abs() < 1e-6);
        prop_assert!((0.0..=half_way_round + 1e-6).contains(&distance_m(&a, &b)));
        prop_assert!(distance_m(&a, &c) <= distance_m(&a, &b) + distance_m(&b, &c) + 1e-3);
    }

    #[test]
    fn what_simplification_drops_is_within_the_tolerance(
        points in prop::collection::vec(walk_point(), 2..80), tolerance in 0.0..500.0f64,
    ) {
        let kept = simplify(&points, tolerance);
        prop_assert_eq!((kept[0], *kept.last().unwrap()), (0, points.len() - 1));
        for pair in kept.windows(2) {
            prop_assert!(pair[0] < pair[1]);
            let flat = |index: usize| offset_m(&points[0], &points[index]);
            for index in pair[0]..pair[1] {
                let off = offset_from_segment_m(flat(index), flat(pair[0]), flat(pair[1]));
                prop_assert!(off <= tolerance + 1e-9);
            }
        }
        let thin: Vec<GeoPoint> = kept.iter().map(|index| points[*index]).collect();
        prop_assert!(length_m(&thin) <= length_m(&points) + 1e-6);
    }
}
