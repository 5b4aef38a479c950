//! The phases of a walk, its time without pauses, and the way to the next stop.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::fmt::Write as _;

use farola_model::{GeoPoint, Timestamp};
use farola_track::distance_m;
use farola_walk::{Deed, Mark, Phase, Standing, Way, planned_places, walked_ms, way_to_stop};
use proptest::prelude::*;

/// Every cell: a dot where the deed cannot be done.
const TABLE: &str = "                     Registration Gate    Walking Paused  Debrief Done
FinalizeRegistration Gate         .       .       .       .       .
Start                .            Walking .       .       .       .
Fix                  .            .       Walking .       .       .
Pause                .            .       Paused  Paused  .       .
GoOn                 .            .       Walking Walking .       .
CheckIn              .            .       Walking Paused  .       .
Stop                 .            .       Walking Paused  Debrief .
Finding              .            .       Walking Paused  Debrief .
Debrief              .            .       Debrief Debrief Debrief .
FinalizeDebrief      .            .       .       .       Done    Done
Leave                Done         Done    Done    Done    Done    Done
";

#[test]
fn every_cell_of_the_table_is_as_it_is_written_down() {
    let mut table = format!("{:20}", "");
    let widths = [12, 7, 7, 7, 7, 4];
    for (phase, width) in Phase::ALL.iter().zip(widths) {
        write!(table, " {:width$}", format!("{phase:?}")).unwrap();
    }
    table.push('\n');
    for deed in Deed::ALL {
        write!(table, "{:20}", format!("{deed:?}")).unwrap();
        for (phase, width) in Phase::ALL.iter().zip(widths) {
            let to = phase.after(deed).map_or(".".into(), |to| format!("{to:?}"));
            write!(table, " {to:width$}").unwrap();
        }
        table = table.trim_end().to_owned() + "\n";
    }
    assert_eq!(table, TABLE, "\n{table}");
}

#[test]
fn positions_are_taken_while_the_group_is_out_and_at_no_other_time() {
    let on = Phase::ALL.map(Phase::is_on);
    // Registration, gate, walking, paused, debrief, done.
    assert_eq!(on, [false, false, true, true, false, false]);
}

#[test]
fn a_phase_follows_from_what_is_stored() {
    let of = |change: fn(&mut Standing)| {
        let mut standing = Standing::default();
        change(&mut standing);
        Phase::of(&standing)
    };
    assert_eq!(of(|_| {}), Phase::Registration);
    assert_eq!(of(|s| s.registered = true), Phase::Gate);
    assert_eq!(
        of(|s| (s.registered, s.started) = (true, true)),
        Phase::Walking
    );
    assert_eq!(of(|s| (s.started, s.paused) = (true, true)), Phase::Paused);
    // Ended in a pause is ended.
    assert_eq!(
        of(|s| (s.started, s.paused, s.ended) = (true, true, true)),
        Phase::Debrief
    );
    assert_eq!(of(|s| (s.ended, s.debriefed) = (true, true)), Phase::Done);
    assert_eq!(of(|s| s.left = true), Phase::Done);
}

fn rest(at: i64) -> Mark {
    Mark {
        at: Timestamp(at),
        rests: true,
    }
}

fn on(at: i64) -> Mark {
    Mark {
        at: Timestamp(at),
        rests: false,
    }
}

#[test]
fn time_is_counted_without_the_pauses() {
    let walked = |marks: &[Mark], until| walked_ms(Timestamp(100), marks, Timestamp(until));
    assert_eq!(walked(&[], 900), 800);
    assert_eq!(walked(&[rest(200)], 900), 100);
    assert_eq!(walked(&[rest(200), on(500)], 900), 500);
    assert_eq!(walked(&[rest(200), rest(300), on(500), on(600)], 900), 500);
    // The clock was set back: no time, and no panic.
    assert_eq!(walked(&[], 50), 0);
    assert_eq!(walked(&[rest(50), on(500)], 900), 400);
}

fn point(lat: f64, lon: f64) -> GeoPoint {
    GeoPoint {
        lat,
        lon,
        alt_m: 0.0,
        accuracy_m: 0.0,
    }
}

#[test]
fn planned_stops_lie_evenly_along_the_route() {
    // An L of some 1,111 m north and 1,041 m east.
    let route = [
        point(20.67, -103.35),
        point(20.68, -103.35),
        point(20.68, -103.34),
    ];
    let length = distance_m(&route[0], &route[1]) + distance_m(&route[1], &route[2]);
    let places = planned_places(&route, 5);
    assert_eq!(places.len(), 5);
    assert!(distance_m(&places[0], &route[0]) < 0.01);
    assert!(distance_m(&places[4], &route[2]) < 0.01);
    // The third, half-way, lies on the first leg, 35 m before the corner.
    assert!((places[2].lon - route[0].lon).abs() < 1e-9);
    let before_corner = distance_m(&places[2], &route[1]);
    assert!(
        (before_corner - (1_111.9 - length / 2.0)).abs() < 1.0,
        "{before_corner}"
    );

    let way = way_to_stop(&route[0], &places, 2).unwrap();
    assert!((way.metres - length / 4.0).abs() < 0.5, "{}", way.metres);
    assert!(!(0.01..=359.99).contains(&way.bearing_deg));
    let way = way_to_stop(&route[1], &places, 5).unwrap();
    assert!((way.bearing_deg - 90.0).abs() < 0.1, "{}", way.bearing_deg);
    // Past the plan, and without one, nothing is known.
    assert_eq!(way_to_stop(&route[0], &places, 6), None);
    assert_eq!(way_to_stop(&route[0], &places, 0), None);
    assert_eq!(planned_places(&[], 5), []);
    assert_eq!(planned_places(&route[..1], 3), [route[0]; 3]);
}

#[test]
fn who_is_nearer_than_the_fix_is_exact_is_there() {
    for (metres, accuracy_m, there) in [
        (0.0, 9.0, true),
        (9.0, 9.0, true),
        (9.1, 9.0, false),
        // Nobody needs a way of a few steps, however exact the fix.
        (5.0, 1.0, true),
        (5.1, 1.0, false),
        // A weak fix says of no far place that it is here.
        (25.0, 400.0, true),
        (25.1, 400.0, false),
    ] {
        let way = Way {
            metres,
            bearing_deg: 0.0,
        };
        assert_eq!(way.is_there(accuracy_m), there, "{metres} ±{accuracy_m}");
    }
}

proptest! {
    #[test]
    fn walked_time_is_never_more_than_time(
        start in 0i64..1_000, marks in prop::collection::vec((0i64..10_000, any::<bool>()), 0..12),
        until in 0i64..10_000,
    ) {
        let mut marks: Vec<Mark> = marks
            .into_iter()
            .map(|(at, rests)| Mark { at: Timestamp(at.max(start)), rests })
            .collect();
        marks.sort_by_key(|mark| mark.at);
        let last = marks.last().map_or(start, |mark| mark.at.0).max(until);
        let walked = walked_ms(Timestamp(start), &marks, Timestamp(last));
        prop_assert!((0..=(last - start).max(0)).contains(&walked));
    }

    #[test]
    fn places_keep_their_order_along_the_route(stops in 1u32..40, legs in 1usize..8) {
        #[allow(clippy::cast_precision_loss)]
        let route: Vec<GeoPoint> = (0..=legs)
            .map(|leg| point(20.6 + leg as f64 * 0.002, -103.3))
            .collect();
        let places = planned_places(&route, stops);
        prop_assert_eq!(places.len(), stops as usize);
        for pair in places.windows(2) {
            prop_assert!(pair[0].lat < pair[1].lat);
        }
    }
}
