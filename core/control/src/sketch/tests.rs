use proptest::prelude::*;

use super::*;

fn at(lat: f64, lon: f64) -> Place {
    Place {
        lat,
        lon,
        altitude_m: None,
        accuracy_m: Some(5.0),
    }
}

fn kiosk() -> Place {
    at(20.6767, -103.347)
}

fn from_kiosk(east_m: f64, north_m: f64) -> Place {
    moved(&kiosk(), &Offset { east_m, north_m })
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.01
}

#[test]
fn around_nothing_there_is_no_frame() {
    assert_eq!(SketchFrame::around(&[]), None);
}

#[test]
fn one_place_has_some_room_around_it() {
    let frame = SketchFrame::around(&[kiosk()]).unwrap();
    assert_eq!((frame.east_m, frame.north_m), (60.0, 60.0));
    assert_eq!((frame.grid_m, frame.step_m), (10.0, 2.0));
    let middle = offsets(&kiosk(), &[frame.middle])[0];
    assert!(near(middle.east_m, 0.0) && near(middle.north_m, 0.0));
    assert_eq!(frame.middle.accuracy_m, None, "nobody measured the middle");
}

#[test]
fn a_street_is_framed_from_end_to_end() {
    let street = [
        from_kiosk(0.0, 0.0),
        from_kiosk(300.0, 20.0),
        from_kiosk(-100.0, 10.0),
    ];
    let frame = SketchFrame::around(&street).unwrap();
    assert!(near(frame.east_m, 400.0) && near(frame.north_m, 60.0));
    assert_eq!((frame.grid_m, frame.step_m), (50.0, 20.0));
    let middle = offsets(&kiosk(), &[frame.middle])[0];
    assert!(near(middle.east_m, 100.0) && near(middle.north_m, 10.0));
}

#[test]
fn the_date_line_goes_through_a_frame() {
    let frame = SketchFrame::around(&[at(0.0, 179.999), at(0.0, -179.999)]).unwrap();
    assert!((frame.east_m - 222.4).abs() < 0.5, "{}", frame.east_m);
    assert!(frame.middle.lon.abs() > 179.999);
}

#[test]
fn zooming_ends_at_a_doorway_and_at_a_city() {
    let frame = SketchFrame::around(&[kiosk()]).unwrap();
    assert_eq!(frame.zoomed(true).zoomed(false), frame);
    let mut nearer = vec![];
    let mut shown = frame;
    for _ in 0..4 {
        shown = shown.zoomed(true);
        nearer.push((shown.east_m, shown.grid_m, shown.step_m));
    }
    assert_eq!(
        nearer,
        [
            (30.0, 5.0, 1.0),
            (15.0, 2.0, 0.5),
            (12.5, 2.0, 0.5),
            (12.5, 2.0, 0.5)
        ]
    );
    let mut grids = vec![];
    let mut shown = frame;
    for _ in 0..10 {
        shown = shown.zoomed(false);
        grids.push((shown.north_m, shown.grid_m));
    }
    assert_eq!(
        grids,
        [
            (120.0, 20.0),
            (240.0, 20.0),
            (480.0, 50.0),
            (960.0, 100.0),
            (1920.0, 200.0),
            (3840.0, 500.0),
            (7680.0, 1000.0),
            (15_360.0, 2000.0),
            (25_600.0, 5000.0),
            (25_600.0, 5000.0)
        ]
    );
}

#[test]
fn a_frame_beyond_the_widest_grows_no_more_and_does_not_jump() {
    let wide = SketchFrame::around(&[from_kiosk(0.0, 0.0), from_kiosk(40_000.0, 100.0)]).unwrap();
    assert_eq!(wide.zoomed(false), wide);
    assert!(near(wide.zoomed(true).east_m, wide.east_m / 2.0));
}

#[test]
fn a_frame_follows_what_leaves_it() {
    let frame = SketchFrame::around(&[kiosk()]).unwrap();
    for inside in [(29.9, 0.0), (-29.9, 29.9), (0.0, -29.9)] {
        assert_eq!(frame.following(&from_kiosk(inside.0, inside.1)), frame);
    }
    for outside in [(30.1, 0.0), (-30.1, 0.0), (0.0, 30.1), (0.0, -500.0)] {
        let place = from_kiosk(outside.0, outside.1);
        let moved = frame.following(&place);
        assert_eq!(moved.middle, place);
        assert_eq!((moved.east_m, moved.grid_m), (frame.east_m, frame.grid_m));
    }
}

#[test]
fn a_finger_means_the_nearest_within_reach() {
    let places = [
        from_kiosk(0.0, 0.0),
        from_kiosk(80.0, 0.0),
        from_kiosk(86.0, 0.0),
    ];
    let frame = SketchFrame::around(&places).unwrap();
    // 86 m wide: a finger reaches 10.75 m; the middle lies 43 m east of the first.
    let touch = |east_m: f64, north_m: f64| {
        let by = Offset {
            east_m: east_m - 43.0,
            north_m,
        };
        frame.touched(&by, &places)
    };
    let table = [
        ((0.0, 0.0), Some(0)),
        ((0.0, 10.7), Some(0)),
        ((0.0, 10.8), None),
        ((40.0, 0.0), None),
        ((82.0, 1.0), Some(1)),
        ((84.0, 1.0), Some(2)),
        ((86.0, -10.0), Some(2)),
        ((97.0, 0.0), None),
    ];
    for ((east, north), means) in table {
        assert_eq!(touch(east, north), means, "{east} {north}");
    }
    let nowhere = Offset {
        east_m: 0.0,
        north_m: 0.0,
    };
    assert_eq!(frame.touched(&nowhere, &[]), None);
}

proptest! {
    #[test]
    fn every_place_lies_in_its_frame(
        lat in -60.0..60.0_f64,
        lon in -180.0..180.0_f64,
        around in prop::collection::vec((-3000.0..3000.0_f64, -3000.0..3000.0_f64), 1..12),
    ) {
        let origin = at(lat, lon);
        let places: Vec<Place> = around
            .iter()
            .map(|&(east_m, north_m)| moved(&origin, &Offset { east_m, north_m }))
            .collect();
        let frame = SketchFrame::around(&places).unwrap();
        for (number, seen) in offsets(&frame.middle, &places).iter().enumerate() {
            // The projection is another one a few kilometres on: a thousandth.
            prop_assert!(2.0 * seen.east_m.abs() <= frame.east_m * 1.002 + 0.01);
            prop_assert!(2.0 * seen.north_m.abs() <= frame.north_m * 1.002 + 0.01);
            let means = frame.touched(seen, &places).unwrap();
            prop_assert!(means == number || places[means] == places[number]);
        }
    }

    #[test]
    fn a_grid_has_five_to_thirteen_squares(metres in 1.0..100_000.0_f64) {
        let squares = metres / grid(metres);
        prop_assert!((4.999..12.501).contains(&squares), "{squares}");
    }
}
