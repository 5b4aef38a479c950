//! The filter by example, and what must hold for any fixes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_model::{GeoPoint, Timestamp};
use farola_track::{Filter, Fix, PauseRule, Refusal, Settings, Track, Verdict, distance_m};
use proptest::prelude::*;

/// A fix so many metres north of Guadalajara's Plaza de Armas.
fn fix(second: i64, north_m: f64, accuracy_m: f64) -> Fix {
    Fix {
        at: Timestamp(1_763_740_000_000 + second * 1000),
        point: GeoPoint {
            lat: 20.6767 + north_m / 111_195.0,
            lon: -103.347,
            alt_m: 1550.0,
            accuracy_m,
        },
    }
}

fn verdicts(fixes: &[Fix]) -> Vec<Verdict> {
    let mut filter = Filter::new(Settings::default());
    fixes.iter().map(|fix| filter.push(*fix)).collect()
}

use Verdict::{Kept, KeptApart, Refused};

#[test]
fn the_first_fix_stands_apart_and_the_walk_goes_on() {
    let walk = [fix(0, 0.0, 8.0), fix(10, 12.0, 8.0), fix(20, 25.0, 8.0)];
    assert_eq!(verdicts(&walk), [KeptApart, Kept, Kept]);
}

#[test]
fn each_reason_refuses_its_fix() {
    let mut nowhere = fix(10, 0.0, 5.0);
    nowhere.point.lat = f64::NAN;
    let mut blind = fix(10, 0.0, 5.0);
    blind.point.accuracy_m = -1.0;
    let cases = [
        (nowhere, Refusal::Invalid),
        (blind, Refusal::Invalid),
        (fix(10, 10.0, 50.1), Refusal::Inaccurate),
        (fix(0, 10.0, 5.0), Refusal::Duplicate),
        (fix(-1, 10.0, 5.0), Refusal::ClockBack),
        (fix(10, 90.0, 5.0), Refusal::Jump),
    ];
    for (second, reason) in cases {
        assert_eq!(
            verdicts(&[fix(0, 0.0, 5.0), second]),
            [KeptApart, Refused(reason)]
        );
    }
}

#[test]
fn accuracy_is_granted_before_a_jump_is_seen() {
    // 90 m in 10 s is no walk, unless both fixes may be off by 10 m: then it is 7 m/s.
    let walk = [fix(0, 0.0, 10.0), fix(10, 89.0, 10.0)];
    assert_eq!(verdicts(&walk), [KeptApart, Kept]);
}

#[test]
fn one_reflection_is_refused_and_the_walk_goes_on() {
    let walk = [fix(0, 0.0, 5.0), fix(10, 900.0, 5.0), fix(20, 20.0, 5.0)];
    assert_eq!(verdicts(&walk), [KeptApart, Refused(Refusal::Jump), Kept]);
}

#[test]
fn three_fixes_that_agree_outvote_a_wrong_start() {
    let walk = [
        fix(0, 5_000.0, 5.0),
        fix(10, 0.0, 5.0),
        fix(20, 10.0, 5.0),
        fix(30, 20.0, 5.0),
        fix(40, 30.0, 5.0),
    ];
    let jump = Refused(Refusal::Jump);
    assert_eq!(verdicts(&walk), [KeptApart, jump, jump, KeptApart, Kept]);
    let (track, _) = Track::from_fixes(walk, Settings::default());
    assert_eq!(track.segments().len(), 2);
    assert!((track.length_m() - 10.0).abs() < 0.1, "no leap is counted");
}

#[test]
fn a_clock_set_back_for_good_begins_a_new_segment() {
    let walk = [
        fix(3600, 0.0, 5.0),
        fix(10, 10.0, 5.0),
        fix(20, 20.0, 5.0),
        fix(30, 30.0, 5.0),
        fix(40, 40.0, 5.0),
    ];
    let back = Refused(Refusal::ClockBack);
    assert_eq!(verdicts(&walk), [KeptApart, back, back, KeptApart, Kept]);
}

#[test]
fn the_same_wrong_fix_again_and_again_is_no_vote() {
    let wrong = fix(10, 900.0, 5.0);
    let walk = [
        fix(0, 0.0, 5.0),
        wrong,
        wrong,
        wrong,
        wrong,
        fix(20, 9.0, 5.0),
    ];
    assert_eq!(verdicts(&walk)[5], Kept);
}

#[test]
fn a_long_silence_begins_a_new_segment() {
    let walk = [fix(0, 0.0, 5.0), fix(601, 5_000.0, 5.0)];
    assert_eq!(verdicts(&walk), [KeptApart, KeptApart]);
}

#[test]
fn a_pause_is_found_where_the_group_stood() {
    let mut fixes: Vec<Fix> = (0..10).map(|i| fix(i * 10, i as f64 * 13.0, 8.0)).collect();
    // Five minutes at 130 m, wandering by up to 9 m.
    fixes.extend((10..40).map(|i| fix(i * 10, 130.0 + (i % 4) as f64 * 3.0, 8.0)));
    fixes.extend((40..50).map(|i| fix(i * 10, 130.0 + (i - 40) as f64 * 13.0, 8.0)));
    let (track, _) = Track::from_fixes(fixes, Settings::default());
    let pauses = track.pauses(PauseRule::default());
    assert_eq!(pauses.len(), 1);
    let stood = pauses[0].to.millis_since(pauses[0].from);
    assert!((290_000..=340_000).contains(&stood), "{stood}");
    assert!(distance_m(&pauses[0].centre, &fix(0, 134.0, 0.0).point) < 6.0);
    // Wandering is in the length and not in what was walked.
    assert!(track.length_m() > track.walked_m());
    assert!((track.walked_m() - 247.0).abs() < 15.0);
}

#[test]
fn private_ends_are_cut() {
    let fixes = (0..100).map(|i| fix(i * 10, i as f64 * 10.0, 5.0));
    let (track, _) = Track::from_fixes(fixes, Settings::default());
    let cut = track.without_ends(200.0);
    let (first, last) = (
        cut.fixes().next().unwrap(),
        cut.fixes().next_back().unwrap(),
    );
    let start = track.fixes().next().unwrap();
    let end = track.fixes().next_back().unwrap();
    assert!(distance_m(&start.point, &first.point) >= 199.9);
    assert!(distance_m(&end.point, &last.point) >= 199.9);
    assert!((cut.length_m() - 590.0).abs() < 11.0);
    assert_eq!(track.without_ends(500.0).fixes().count(), 0);
}

fn any_fix() -> impl Strategy<Value = Fix> {
    (
        0i64..4_000,
        prop_oneof![9 => 0.0..3_000.0f64, 1 => Just(f64::NAN), 1 => -1e7..1e7f64],
        prop_oneof![8 => 0.0..80.0f64, 1 => Just(f64::INFINITY), 1 => Just(-3.0)],
    )
        .prop_map(|(second, north, accuracy)| fix(second, north, accuracy))
}

proptest! {
    #[test]
    fn every_fix_is_counted_once_and_kept_ones_keep_order(
        fixes in prop::collection::vec(any_fix(), 0..200),
    ) {
        let settings = Settings::default();
        let (track, filter) = Track::from_fixes(fixes.clone(), settings);
        prop_assert_eq!(filter.counts().seen(), fixes.len() as u64);
        prop_assert_eq!(filter.counts().kept(), track.fixes().count() as u64);
        for segment in track.segments() {
            prop_assert!(!segment.is_empty());
            for fix in segment {
                prop_assert!(fix.point.accuracy_m <= settings.max_accuracy_m);
                prop_assert!(fixes.contains(fix));
            }
            for step in segment.windows(2) {
                let seconds = step[1].at.millis_since(step[0].at) as f64 / 1000.0;
                prop_assert!(seconds > 0.0 && seconds <= 600.0);
                let granted = step[0].point.accuracy_m + step[1].point.accuracy_m;
                let metres = distance_m(&step[0].point, &step[1].point);
                prop_assert!(metres <= granted + settings.max_speed_mps * seconds + 1e-6);
            }
        }
        prop_assert!(track.length_m() >= track.walked_m() - 1e-6);
    }

    #[test]
    fn filtering_a_segment_again_keeps_all_of_it(
        fixes in prop::collection::vec(any_fix(), 0..100),
    ) {
        let (track, _) = Track::from_fixes(fixes, Settings::default());
        for segment in track.segments() {
            let (again, _) = Track::from_fixes(segment.clone(), Settings::default());
            prop_assert_eq!(again.segments(), std::slice::from_ref(segment));
        }
    }

    #[test]
    fn what_is_left_between_the_ends_is_far_enough_along(
        steps in prop::collection::vec(0.0..60.0f64, 2..60), metres in 0.0..400.0f64,
    ) {
        let mut north = 0.0;
        let fixes = steps.iter().enumerate().map(|(i, step)| {
            north += step;
            fix(i as i64 * 10, north, 5.0)
        });
        let (track, _) = Track::from_fixes(fixes, Settings::default());
        let cut = track.without_ends(metres);
        // All steps go north in one segment, so along the track is as the crow flies.
        for fix in cut.fixes() {
            let first = track.fixes().next().unwrap();
            let last = track.fixes().next_back().unwrap();
            prop_assert!(distance_m(&first.point, &fix.point) >= metres - 1e-3);
            prop_assert!(distance_m(&last.point, &fix.point) >= metres - 1e-3);
        }
    }

    #[test]
    fn pauses_are_long_enough_and_apart(fixes in prop::collection::vec(any_fix(), 0..120)) {
        let mut fixes = fixes;
        fixes.sort_by_key(|fix| fix.at);
        let (track, _) = Track::from_fixes(fixes, Settings::default());
        let rule = PauseRule { radius_m: 400.0, min_ms: 60_000 };
        let pauses = track.pauses(rule);
        for pause in &pauses {
            prop_assert!(pause.to.millis_since(pause.from) >= rule.min_ms);
        }
        for pair in pauses.windows(2) {
            prop_assert!(pair[0].to < pair[1].from);
        }
    }
}
