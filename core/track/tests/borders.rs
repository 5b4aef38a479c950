//! Exactly where each rule of a track begins, and what is true at the edges of the map.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_model::{GeoPoint, Timestamp};
use farola_track::geometry::{offset_from_segment_m, offset_m};
use farola_track::{
    Filter, Fix, Geotrace, Odometer, Refusal, Settings, Track, Verdict, along, bearing_deg,
    distance_m, length_m,
};

fn at(lat: f64, lon: f64) -> GeoPoint {
    GeoPoint {
        lat,
        lon,
        alt_m: 0.0,
        accuracy_m: 5.0,
    }
}

/// A fix so many metres north of a place on the equator.
fn fix(ms: i64, north_m: f64) -> Fix {
    Fix {
        at: Timestamp(ms),
        point: at(north_m / 111_195.0, 0.0),
    }
}

fn verdict_after(first: Fix, second: Fix) -> Verdict {
    let mut filter = Filter::new(Settings::default());
    filter.push(first);
    filter.push(second)
}

#[test]
fn words_for_refusals_are_a_contract_and_each_is_counted() {
    let codes = Refusal::ALL.map(Refusal::code);
    let words = ["invalid", "inaccurate", "duplicate", "clock_back", "jump"];
    assert_eq!(codes, words);
    let mut filter = Filter::new(Settings::default());
    for fix in [fix(0, 0.0), fix(0, 1.0), fix(0, 2.0), fix(9_000, 900.0)] {
        filter.push(fix);
    }
    let counts = Refusal::ALL.map(|reason| filter.counts().refused(reason));
    assert_eq!(counts, [0, 0, 2, 0, 1]);
    assert_eq!((filter.counts().kept(), filter.counts().seen()), (1, 4));
}

#[test]
fn a_fix_is_fit_up_to_the_edges_of_the_earth_and_of_its_accuracy() {
    let invalid = Some(Refusal::Invalid);
    let with = |change: fn(&mut GeoPoint)| {
        let mut point = at(20.0, -103.0);
        change(&mut point);
        let fix = Fix {
            at: Timestamp(0),
            point,
        };
        match Filter::new(Settings::default()).push(fix) {
            Verdict::Refused(reason) => Some(reason),
            Verdict::Kept | Verdict::KeptApart => None,
        }
    };
    assert_eq!(with(|p| p.lat = 90.0), None);
    assert_eq!(with(|p| p.lat = -90.1), invalid);
    assert_eq!(with(|p| p.lon = -180.0), None);
    assert_eq!(with(|p| p.lon = 180.1), invalid);
    assert_eq!(with(|p| p.alt_m = f64::INFINITY), invalid);
    assert_eq!(with(|p| p.accuracy_m = f64::NAN), invalid);
    assert_eq!(with(|p| p.accuracy_m = -0.1), invalid);
    assert_eq!(with(|p| p.accuracy_m = 0.0), None);
    assert_eq!(with(|p| p.accuracy_m = 50.0), None);
    assert_eq!(with(|p| p.accuracy_m = 50.1), Some(Refusal::Inaccurate));
}

#[test]
fn ten_minutes_of_silence_are_one_way_and_a_millisecond_more_is_not() {
    assert_eq!(verdict_after(fix(0, 0.0), fix(600_000, 9.0)), Verdict::Kept);
    assert_eq!(
        verdict_after(fix(0, 0.0), fix(600_001, 9.0)),
        Verdict::KeptApart
    );
}

#[test]
fn a_fix_that_comes_twice_takes_no_vote_away() {
    let jump = Verdict::Refused(Refusal::Jump);
    let mut filter = Filter::new(Settings::default());
    filter.push(fix(0, 5_000.0));
    let again = fix(20_000, 10.0);
    let verdicts = [fix(10_000, 0.0), again, again, fix(30_000, 20.0)].map(|f| filter.push(f));
    assert_eq!(verdicts, [jump, jump, jump, Verdict::KeptApart]);
}

#[test]
fn a_step_counts_from_half_the_accuracy_on() {
    let walked = |metres: f64, accuracy_m: f64| {
        let mut odometer = Odometer::default();
        odometer.push(&fix(0, 0.0), Verdict::KeptApart);
        let mut to = fix(10_000, metres);
        to.point.accuracy_m = accuracy_m;
        odometer.push(&to, Verdict::Kept);
        odometer.walked_m().round()
    };
    assert_eq!((walked(7.9, 4.0), walked(8.1, 4.0)), (0.0, 8.0));
    assert_eq!((walked(14.9, 30.0), walked(15.1, 30.0)), (0.0, 15.0));
}

#[test]
fn courses_over_the_curve_of_the_earth() {
    // A quarter round the 45th parallel: the great circle sets out well north of east.
    let far = bearing_deg(&at(45.0, 0.0), &at(45.0, 90.0));
    assert!((far - 54.735_6).abs() < 1e-3, "{far}");
    // A hair west of north is north, and not 360.
    let hair = bearing_deg(&at(0.0, 0.0), &at(1.0, -1e-300));
    assert!((0.0..360.0).contains(&hair), "{hair}");
}

#[test]
fn offsets_are_metres_east_and_north_the_short_way_round() {
    let near = |found: f64, metres: f64| (found - metres).abs() < 0.1;
    let offset = |from: GeoPoint, to: GeoPoint| offset_m(&from, &to);
    let north_east = offset(at(60.0, 10.0), at(60.001, 10.001));
    assert!(near(north_east.x, 55.6) && near(north_east.y, 111.2));
    let south_west = offset(at(60.0, 10.0), at(59.999, 9.999));
    assert!(near(south_west.x, -55.6) && near(south_west.y, -111.2));
    let (west, east) = (at(0.0, 179.999), at(0.0, -179.999));
    assert!(near(offset(west, east).x, 222.39));
    assert!(near(offset(east, west).x, -222.39));
    // Half round the earth is the same either way; which one is written down here.
    let half = offset(at(0.0, 0.0), at(0.0, 180.0)).x;
    assert!(half > 0.0 && offset(at(0.0, 0.0), at(0.0, -180.0)).x < 0.0);
    // A segment without a length is a point.
    let (here, there) = (offset(at(0.0, 0.0), at(0.0, 0.0)), north_east);
    assert!(near(
        offset_from_segment_m(there, here, here),
        there.x.hypot(there.y)
    ));
}

#[test]
fn a_place_along_a_line_lies_on_it_in_every_direction() {
    for (from, to) in [
        (at(0.0, 10.0), at(0.0, 10.002)),
        (at(0.0, 10.0), at(0.0, 9.998)),
        (at(0.0, 179.999), at(0.0, -179.999)),
        (at(0.0, -179.999), at(0.0, 179.999)),
        (at(-1.0, 10.0), at(-0.998, 10.0)),
        (at(0.0, 0.0), at(-0.002, 0.0)),
    ] {
        let line = [from, to];
        let whole = length_m(&line);
        for share in [0.0, 0.25, 0.5, 0.75] {
            let place = along(&line, whole * share).unwrap();
            let (before, after) = (distance_m(&from, &place), distance_m(&place, &to));
            assert!((before - whole * share).abs() < 0.01, "{from:?} {share}");
            assert!((before + after - whole).abs() < 0.01, "{from:?} {share}");
            assert!(place.lon.abs() <= 180.0, "{}", place.lon);
        }
    }
}

#[test]
fn what_a_track_is_given_as_is_all_of_it() {
    let fixes = [
        fix(0, 0.0),
        fix(10_000, 10.0),
        fix(20_000, 20.0),
        fix(700_000, 30.0),
    ];
    let (track, _) = Track::from_fixes(fixes, Settings::default());
    let points = fixes.map(|fix| fix.point);
    assert_eq!(track.geotrace(), Geotrace::new(points.to_vec()));
    assert_eq!(track.geotrace().points(), points);
    // The middle of a straight line is not needed; a segment of one fix stays.
    let thin = track.simplified(1.0);
    assert_eq!(thin.segments(), [vec![fixes[0], fixes[2]], vec![fixes[3]]]);
    // As a line that one fix is left out: RFC 7946 has no line of one position.
    let geometry = &track.to_geojson("")["geometry"];
    assert_eq!(geometry["type"], "LineString");
    assert_eq!(geometry["coordinates"].as_array().unwrap().len(), 3);
}

#[test]
fn a_name_in_gpx_holds_only_what_xml_can() {
    let gpx = Track::default().to_gpx("a\u{1}b\u{1f}c\u{7f}d\te\u{fffe}f é");
    assert!(gpx.contains("<name>abc\u{7f}d ef é</name>"), "{gpx}");
}
