//! Tracks.

use farola_model::{Coded, GeoPoint, Timestamp};
use farola_store::{Fix, TrackPoint};

use crate::Phone;

fn fix(at: i64) -> TrackPoint {
    TrackPoint::Fix(Fix {
        at: Timestamp(at),
        point: GeoPoint {
            lat: 20.676_7,
            lon: -103.347,
            alt_m: 1_550.0,
            accuracy_m: 9.5,
        },
        speed_mps: Some(1.1),
        bearing_deg: None,
    })
}

#[test]
fn points_come_back_as_they_came() {
    let phone = Phone::new();
    let mut store = phone.open();
    store
        .begin_track("t1", Some("14039-20261123-a1b2c3"), Timestamp(1))
        .unwrap();
    store.append_track("t1", &fix(2)).unwrap();
    let more = [
        TrackPoint::Pause(Timestamp(3)),
        TrackPoint::Resume(Timestamp(4)),
        fix(4),
    ];
    store.append_track_points("t1", &more).unwrap();
    drop(store);
    let mut store = phone.open();
    assert_eq!(
        store.track_points("t1").unwrap(),
        [&[fix(2)], &more[..]].concat()
    );
    let track = store.track("t1").unwrap();
    assert_eq!((track.fixes, track.ended), (2, None));
    store.end_track("t1", Timestamp(9)).unwrap();
    store.end_track("t1", Timestamp(10)).unwrap();
    assert_eq!(store.tracks().unwrap()[0].ended, Some(Timestamp(9)));
    let late = store.append_track("t1", &fix(11)).unwrap_err();
    assert_eq!(late.code(), "storage.not_found");
    let twice = store.begin_track("t1", None, Timestamp(1)).unwrap_err();
    assert_eq!(twice.code(), "storage.exists");
    store.delete_track("t1").unwrap();
    assert_eq!(store.track_points("t1").unwrap(), []);
    assert_eq!(
        store.end_track("t1", Timestamp(1)).unwrap_err().code(),
        "storage.not_found"
    );
}

#[test]
fn the_last_place_is_the_newest_of_all_tracks() {
    let phone = Phone::new();
    let mut store = phone.open();
    assert_eq!(store.last_fix().unwrap(), None);
    for (track, at) in [("t1", 2), ("t2", 5)] {
        store.begin_track(track, None, Timestamp(at)).unwrap();
        assert_eq!(
            store.last_fix().unwrap().map(|fix| fix.at),
            (at > 2).then_some(Timestamp(3)),
            "a track that begins has no place"
        );
        let points = [fix(at), fix(at + 1), TrackPoint::Pause(Timestamp(at + 2))];
        store.append_track_points(track, &points).unwrap();
        assert_eq!(
            store.last_fix().unwrap().map(TrackPoint::Fix),
            Some(fix(at + 1)),
            "a pause is no place"
        );
    }
    store.delete_track("t2").unwrap();
    let left = store.last_fix().unwrap().map(|fix| fix.at);
    assert_eq!(left, Some(Timestamp(3)));
}
