//! Walks: one is open, and each of its parts begins together with its place in it.

use farola_model::{Coded, Timestamp};
use farola_store::{PartState, Receipt, RetentionPolicy, Store, SubmissionEvent, WalkPart};

use crate::{Phone, id, new_draft};

fn begin(store: &mut Store, name: &str) {
    store.begin_walk(&new_draft(name)).unwrap();
}

fn parts(store: &Store, walk: &str) -> Vec<(String, WalkPart, PartState)> {
    let forms = store.walk_forms(&id(walk)).unwrap();
    forms
        .into_iter()
        .map(|form| (form.instance.to_string(), form.part, form.state))
        .collect()
}

#[test]
fn a_walk_and_its_parts_come_back_as_they_were() {
    let phone = Phone::new();
    let mut store = phone.open();
    assert_eq!(store.open_walk().unwrap(), None);
    begin(&mut store, "walk");
    store
        .finalize(&id("walk"), b"<a/>", &[], Timestamp(5))
        .unwrap();
    store
        .start_walk("t1", Some("14039-20261123-a1b2c3"), Timestamp(6))
        .unwrap();
    for (name, part) in [
        ("s1", WalkPart::Stop),
        ("f1", WalkPart::Finding),
        ("s2", WalkPart::Stop),
        ("d", WalkPart::Debrief),
    ] {
        store.begin_walk_form(&new_draft(name), part).unwrap();
    }
    store
        .finalize(&id("s1"), b"<a>1</a>", &[], Timestamp(7))
        .unwrap();
    store.check_in_walk(Timestamp(8)).unwrap();
    drop(store);

    let mut store = phone.open();
    let walk = store.open_walk().unwrap().unwrap();
    assert_eq!(walk.registration, id("walk"));
    assert_eq!(walk.registration_state, PartState::Finalized);
    assert_eq!(walk.track.as_deref(), Some("t1"));
    assert_eq!((walk.checked_in, walk.left), (Some(Timestamp(8)), None));
    assert_eq!(
        store.track_code("t1").unwrap().as_deref(),
        Some("14039-20261123-a1b2c3")
    );
    assert_eq!(
        parts(&store, "walk"),
        [
            (id("s1").to_string(), WalkPart::Stop, PartState::Finalized),
            (id("f1").to_string(), WalkPart::Finding, PartState::Draft),
            (id("s2").to_string(), WalkPart::Stop, PartState::Draft),
            (id("d").to_string(), WalkPart::Debrief, PartState::Draft),
        ]
    );
    // Left: the track ends with it, what was filled stays.
    store.leave_walk(Timestamp(9)).unwrap();
    store.leave_walk(Timestamp(10)).unwrap();
    assert_eq!(store.open_walk().unwrap(), None);
    assert_eq!(store.walks().unwrap()[0].left, Some(Timestamp(9)));
    assert_eq!(store.track("t1").unwrap().ended, Some(Timestamp(9)));
    assert_eq!(store.drafts().unwrap().len(), 3);
}

#[test]
fn a_draft_thrown_away_takes_its_place_with_it() {
    let phone = Phone::new();
    let mut store = phone.open();
    begin(&mut store, "walk");
    store
        .begin_walk_form(&new_draft("s1"), WalkPart::Stop)
        .unwrap();
    store.delete_draft(&id("s1")).unwrap();
    assert_eq!(parts(&store, "walk"), []);
    // A registration thrown away: the walk never was.
    store.delete_draft(&id("walk")).unwrap();
    assert_eq!(store.walks().unwrap(), []);
}

#[test]
fn what_was_purged_counts_as_sealed() {
    let phone = Phone::new();
    let mut store = phone.open();
    begin(&mut store, "walk");
    store
        .begin_walk_form(&new_draft("s1"), WalkPart::Stop)
        .unwrap();
    store
        .finalize(&id("s1"), b"<a/>", &[], Timestamp(2))
        .unwrap();
    store
        .advance(&id("s1"), SubmissionEvent::Offer, Timestamp(3))
        .unwrap();
    store
        .acknowledge(&id("s1"), &Receipt::bare(), Timestamp(4))
        .unwrap();
    let policy = RetentionPolicy {
        days_after_acknowledged: 0,
    };
    assert_eq!(store.purge(policy, Timestamp(9)).unwrap().submissions, 1);
    assert_eq!(
        parts(&store, "walk"),
        [(id("s1").to_string(), WalkPart::Stop, PartState::Purged)]
    );
}

#[test]
fn the_registration_of_a_walk_under_way_is_not_purged() {
    let phone = Phone::new();
    let mut store = phone.open();
    begin(&mut store, "walk");
    store
        .finalize(&id("walk"), b"<a/>", &[], Timestamp(2))
        .unwrap();
    store
        .advance(&id("walk"), SubmissionEvent::Offer, Timestamp(3))
        .unwrap();
    store
        .acknowledge(&id("walk"), &Receipt::bare(), Timestamp(4))
        .unwrap();
    store
        .begin_walk_form(&new_draft("d"), WalkPart::Debrief)
        .unwrap();
    let policy = RetentionPolicy {
        days_after_acknowledged: 0,
    };
    let purged = |store: &mut Store| store.purge(policy, Timestamp(9)).unwrap().submissions;
    assert_eq!(purged(&mut store), 0, "the debrief is being filled");
    store
        .finalize(&id("d"), b"<a>d</a>", &[], Timestamp(5))
        .unwrap();
    assert_eq!(purged(&mut store), 1, "the walk is over");
    let walk = store.open_walk().unwrap().unwrap();
    assert_eq!(walk.registration_state, PartState::Purged);
}

#[test]
fn one_walk_is_open_at_a_time() {
    let phone = Phone::new();
    let mut store = phone.open();
    begin(&mut store, "one");
    store.start_walk("t1", None, Timestamp(2)).unwrap();
    // Another one leaves it, and its track.
    begin(&mut store, "two");
    assert_eq!(store.open_walk().unwrap().unwrap().registration, id("two"));
    assert!(store.track("t1").unwrap().ended.is_some());
    let (newest, oldest) = (&store.walks().unwrap()[0], &store.walks().unwrap()[1]);
    assert_eq!(
        (newest.left.is_some(), oldest.left.is_some()),
        (false, true)
    );
    // A form keeps the walk that it was begun on.
    store
        .begin_walk_form(&new_draft("s1"), WalkPart::Stop)
        .unwrap();
    begin(&mut store, "three");
    store.take_into_walk(&id("s1"), WalkPart::Finding).unwrap();
    assert_eq!(parts(&store, "three"), []);
    assert_eq!(
        parts(&store, "two"),
        [(id("s1").to_string(), WalkPart::Stop, PartState::Draft)]
    );
}

#[test]
fn without_a_walk_nothing_is_begun_on_it() {
    let phone = Phone::new();
    let mut store = phone.open();
    let refused = [
        store.start_walk("t1", None, Timestamp(1)).unwrap_err(),
        store.check_in_walk(Timestamp(1)).unwrap_err(),
        store
            .begin_walk_form(&new_draft("s1"), WalkPart::Stop)
            .unwrap_err(),
        store.take_into_walk(&id("s1"), WalkPart::Stop).unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.code(), "storage.not_found");
    }
    assert_eq!(
        (store.tracks().unwrap().len(), store.drafts().unwrap().len()),
        (0, 0)
    );
    // Nor is a walk begun twice, nor a way.
    begin(&mut store, "walk");
    store.start_walk("t1", None, Timestamp(2)).unwrap();
    let twice = store.start_walk("t2", None, Timestamp(3)).unwrap_err();
    assert_eq!(twice.code(), "storage.exists");
    assert_eq!(store.tracks().unwrap().len(), 1);
    let twice = store.begin_walk(&new_draft("walk")).unwrap_err();
    assert_eq!(twice.code(), "storage.exists");
    assert_eq!(
        store.open_walk().unwrap().unwrap().track.as_deref(),
        Some("t1")
    );
}
