//! The contract where no other file asks for it: bytes and where they lie, sweeps, what is
//! append-only, backups, moves, counters, and who is told of a write. Each case on both engines,
//! with files in a folder and in a bucket.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;

use farola_hub_store::account::Role;
use farola_hub_store::files::ShownAs;
use farola_hub_store::key_seed::KeySeed;
use farola_hub_store::submission::{Accepted, Arrival, ArrivedFile, Summary};
use farola_hub_store::{OpenAs, Place, Store, StoreError};
use farola_model::{Coded as _, Sha256, Timestamp};
use farola_protocol::review::{ReviewAction, ReviewState};
use rig::On;
use rig::hub::*;

mod rig;

/// Behind every clock.
const LATER: Timestamp = Timestamp(i64::MAX);
const ENDS: [On; 4] = [
    On::Sqlite,
    On::Postgres,
    On::SqliteBucket,
    On::PostgresBucket,
];

fn has_bucket(on: On) -> bool {
    matches!(on, On::SqliteBucket | On::PostgresBucket)
}

fn code(outcome: Result<impl std::fmt::Debug, StoreError>) -> &'static str {
    outcome.unwrap_err().code()
}

/// A hub whose place is known, with a record that has a photo and that somebody opened.
fn furnished(on: On) -> (Hub, Place) {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    let sent = Arrival {
        files: vec![hub.file("a.jpg", b"a street lamp")],
        ..hub.arrival(1)
    };
    hub.accept(sent).unwrap();
    let opened = hub.decision(1, ReviewAction::Start, "d1");
    hub.store.decide(opened).wait().unwrap();
    (hub, place)
}

fn bytes_are_got_as_they_were_put_wherever_they_lie(on: On) {
    let hub = hub(on);
    let (store, files) = (&hub.store, hub.store.files());
    let piece = files.piece();
    let bytes: Vec<u8> = (0..=250u8).cycle().take(piece + piece / 2).collect();
    let (digest, end) = (Sha256::of(&bytes), bytes.len());
    let mut incoming = files.receive().unwrap();
    for part in bytes.chunks(70_001) {
        incoming.write(part).unwrap();
    }
    assert!(!files.has(digest), "not before it is kept");
    files.keep(incoming, digest).unwrap();
    let named = ArrivedFile {
        name: "a.jpg".to_owned(),
        sha256: digest,
        size: end as u64,
        media_type: "image/jpeg",
        kept: farola_hub_store::submission::Kept::AsItCame,
    };
    let sent = Arrival {
        files: vec![named],
        ..hub.arrival(1)
    };
    store.accept_submission(sent).wait().unwrap();
    assert_eq!(store.moves_files(), has_bucket(on));
    let waiting = store.read_waiting_files().unwrap();
    assert_eq!(waiting.files, i64::from(has_bucket(on)));
    assert_eq!(waiting.since.is_some(), has_bucket(on));
    for round in 0..2 {
        assert!(files.has(digest));
        assert_eq!(files.read(digest).unwrap(), bytes);
        assert_eq!(store.read_file(digest).unwrap(), bytes);
        let ranges = [
            (0, 1),
            (5, 0),
            (piece - 1, 2),
            (0, end + 1),
            (end - 1, 9),
            (end, 9),
            (end + 9, 1),
        ];
        for (from, length) in ranges {
            let expected = &bytes[from.min(end)..(from + length).min(end).max(from.min(end))];
            let got = files.read_range(digest, from as u64, length).unwrap();
            assert!(got == expected, "{from} {length}");
            let got = store.read_file_range(digest, from as u64, length).unwrap();
            assert!(got == expected, "{from} {length}");
        }
        let moved = store.move_files().unwrap();
        assert_eq!(moved.files, usize::from(has_bucket(on) && round == 0));
        assert_eq!(moved.left, 0);
    }
    let waiting = store.read_waiting_files().unwrap();
    assert_eq!((waiting.files, waiting.since), (0, None));
    let other = Sha256::of(b"never came");
    assert!(!files.has(other));
    assert_eq!(code(files.read(other)), "hub.not_found");
    assert_eq!(code(files.read_range(other, 0, 1)), "hub.not_found");
    assert_eq!(code(store.read_file(other)), "hub.not_found");
    assert_eq!(code(store.read_file_range(other, 0, 1)), "hub.not_found");
    // Who has left the bucket gets nothing of it any more, and hears so.
    store.leave_bucket();
    match has_bucket(on) {
        true => assert_eq!(code(store.read_file(digest)), "hub.files_unreachable"),
        false => assert_eq!(store.read_file(digest).unwrap(), bytes),
    }
}

fn a_shown_photo_is_found_as_it_was_kept(on: On) {
    let hub = hub(on);
    let files = hub.store.files();
    let shown = ShownAs {
        digest: Sha256::of(b"photo"),
        side: Some(320),
    };
    assert_eq!(files.find_shown(shown), None);
    files.keep_shown(shown, b"small").unwrap();
    files.keep_shown(shown, b"smaller").unwrap();
    assert_eq!(files.find_shown(shown).unwrap(), b"smaller");
    let whole = ShownAs {
        side: None,
        ..shown
    };
    assert_eq!(files.find_shown(whole), None);
    assert!(!files.has(shown.digest), "it is no file of the hub");
}

fn a_file_that_lies_there_and_is_named_is_moved_once_it_is_claimed(on: On) {
    let (hub, _) = furnished(on);
    let store = &hub.store;
    assert_eq!(store.claim_files(NOW).unwrap(), 0);
    // As in the folder of a hub that had no bucket until now.
    let digest = store.files().put(b"a street lamp").unwrap();
    store.files().put(b"of nobody").unwrap();
    let mine = usize::from(has_bucket(on));
    assert_eq!(store.claim_files(NOW).unwrap(), mine);
    let waiting = store.read_waiting_files().unwrap();
    assert_eq!(waiting.since, has_bucket(on).then_some(NOW));
    assert_eq!(store.move_files().unwrap().files, mine);
    assert_eq!(store.claim_files(NOW).unwrap(), 0);
    assert_eq!(store.read_file(digest).unwrap(), b"a street lamp");
}

fn what_no_row_names_is_swept_and_nothing_else(on: On) {
    let hub = hub(on);
    let store = &hub.store;
    let photo = |number: usize| format!("photo {number}");
    for number in 0..12 {
        let sent = Arrival {
            files: vec![hub.file("a.jpg", photo(number).as_bytes())],
            ..hub.arrival(number)
        };
        hub.accept(sent).unwrap();
    }
    // It serves: what was settled when it was opened stays.
    store.settle_files().wait().unwrap();
    let alone = store.files().put(b"of nobody").unwrap();
    let swept = store.sweep_orphans(Timestamp(0)).unwrap();
    assert_eq!(swept.removed, 0, "it came a moment ago");
    let told = store.sweep_few_orphans(LATER, &|| true).unwrap().unwrap();
    assert_eq!(told.removed, 0, "it was told to stop");
    let swept = store.sweep_few_orphans(LATER, &|| false).unwrap().unwrap();
    assert_eq!(swept.removed, 1, "one of thirteen");
    assert!(!store.files().has(alone));
    for number in 0..2 {
        store.files().put(&[number]).unwrap();
    }
    let many = store.sweep_few_orphans(LATER, &|| false).unwrap();
    assert_eq!(many, None, "too many to be believed");
    assert_eq!(store.sweep_orphans(LATER).unwrap().removed, 2);
    for number in 0..12 {
        let bytes = photo(number).into_bytes();
        assert_eq!(store.read_file(Sha256::of(&bytes)).unwrap(), bytes);
    }
}

fn who_is_told_of_a_write_finds_it(on: On) {
    let hub = hub(on);
    let add = || {
        let (tell, told) = sync_channel(1);
        let added = hub
            .store
            .add_user(user("eva@farola.example", Role::Team), NOW);
        added.submit(move |result| tell.send(result).unwrap());
        told.recv().unwrap()
    };
    let eva = add().unwrap();
    let found = hub.store.find_account("eva@farola.example").unwrap();
    assert_eq!(found.unwrap().user.id, eva);
    assert_eq!(code(add()), "hub.exists");
    assert_eq!(hub.store.list_users(NOW).unwrap().len(), 2);
    // One that nobody queues is none.
    drop(
        hub.store
            .add_user(user("ida@farola.example", Role::Team), NOW),
    );
    assert_eq!(hub.store.list_users(NOW).unwrap().len(), 2);
}

fn what_was_received_decided_and_told_is_changed_by_nobody(on: On) {
    let (hub, _) = furnished(on);
    for (table, sql) in [
        ("audit", "UPDATE audit SET action = 'x'"),
        ("audit", "DELETE FROM audit"),
        ("review_event", "UPDATE review_event SET body = 'x'"),
        ("review_event", "DELETE FROM review_event"),
        ("change", "UPDATE change SET state = 'x'"),
        ("change", "DELETE FROM change"),
        (
            "submission_version",
            "UPDATE submission_version SET xml_sha256 = xml",
        ),
        (
            "submission_version",
            "UPDATE submission_version SET instance_id = 'x'",
        ),
        ("attachment_file", "UPDATE attachment_file SET carried = 1"),
    ] {
        let rows = hub.beside.number(&format!("SELECT count(*) FROM {table}"));
        assert!(rows > 0, "{table}");
        let said = hub.beside.try_execute(sql).unwrap_err();
        let refused = said.contains("append-only") || said.contains("never changed");
        assert!(refused, "{sql}: {said}");
    }
    let history = hub.store.open_record(ONE, &id(1)).unwrap().history;
    assert_eq!(history.len(), 2);
}

fn a_backup_is_the_hub_of_that_moment_and_another_life(on: On) {
    let (hub, place) = furnished(on);
    let cursor = hub.feed(None, 9).1.unwrap();
    let out = tempfile::tempdir().unwrap();
    let copy = out.path().join("copy");
    assert!(Store::is_at(&place).unwrap());
    assert!(!Store::is_at(&Place::folder(&copy)).unwrap());
    let report = Store::back_up(&place, &copy).unwrap();
    assert_eq!((report.versions, report.files, report.bytes), (1, 1, 13));
    assert_eq!(code(Store::back_up(&place, &copy)), "hub.exists");
    // What comes after is not in it.
    hub.accept(hub.arrival(2)).unwrap();
    assert!(Store::exists(&copy) && Store::is_at(&Place::folder(&copy)).unwrap());
    for (place, versions) in [(&Place::folder(&copy), 1), (&place, 2)] {
        let report = Store::verify(place).unwrap();
        assert!(report.is_whole(), "{report:?}");
        assert_eq!((report.versions, report.files), (versions, 1));
    }
    let restored = Store::open(&copy, OpenAs::Server, NOW, "e2").unwrap();
    assert_ne!(restored.epoch(), hub.store.epoch());
    let record = restored.open_record(ONE, &id(1)).unwrap();
    assert_eq!(record.item.state, ReviewState::InReview);
    let photo = Sha256::of(b"a street lamp");
    assert_eq!(restored.read_file(photo).unwrap(), b"a street lamp");
    assert_eq!(restored.read_queue(ONE, &[], None, 9).unwrap().total, 1);
    let page = restored.read_changes(ONE, hub.phone, Some(&cursor), 9);
    assert!(page.unwrap().must_refetch, "a phone has to notice");
}

fn a_hub_is_carried_to_every_end_or_taken_back(on: On) {
    for to in ENDS {
        let (hub, here) = furnished(on);
        let cursor = hub.feed(None, 9).1.unwrap();
        let Hub {
            dir: _dir,
            store,
            phone,
            ..
        } = hub;
        let key = KeySeed::new([7; 32]);
        store.keep_key_seed(key).wait().unwrap();
        drop(store);
        let away = tempfile::tempdir().unwrap();
        let there = to.place(away.path());
        let cut = Store::carry(&here, &there, &mut |_| ControlFlow::Break(()));
        assert_eq!(code(cut), "hub.move_unfinished", "{to:?}");
        let open = |place: &Place| Store::open(place, OpenAs::Server, NOW, "other");
        assert_eq!(code(open(&here)), "hub.moving");
        Store::take_back(&here).unwrap();
        drop(open(&here).unwrap());

        let away = tempfile::tempdir().unwrap();
        let there = to.place(away.path());
        let told = &mut |_| ControlFlow::Continue(());
        let carried = Store::carry(&here, &there, told).unwrap();
        assert_eq!((carried.files, carried.bytes), (1, 13), "{to:?}");
        assert_eq!(code(open(&here)), "hub.moved");
        let report = Store::verify(&there).unwrap();
        assert!(report.is_whole(), "{to:?}: {report:?}");
        let store = open(&there).unwrap();
        assert_eq!(store.epoch(), "e1");
        let photo = Sha256::of(b"a street lamp");
        assert_eq!(store.read_file(photo).unwrap(), b"a street lamp");
        let page = store.read_changes(ONE, phone, Some(&cursor), 9).unwrap();
        assert!(!page.must_refetch && page.entries.is_empty(), "{to:?}");
        let key = store.keep_key_seed(KeySeed::new([8; 32])).wait().unwrap();
        assert_eq!(
            key,
            KeySeed::new([7; 32]),
            "{to:?}: phones know it by its key"
        );
    }
}

/// A record wanders from neighbourhood to neighbourhood and from state to state: the counters that
/// it leaves behind are gone.
fn counters_are_no_more_than_what_they_count(on: On) {
    const RECORDS: usize = 3;
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    let of_place = |place: usize| Summary {
        place: Some(format!("Colonia {place}")),
        day: Some(format!("202611{:02}", 1 + place % 28)),
        ..Summary::default()
    };
    for number in 0..RECORDS {
        let sent = Arrival {
            summary: of_place(number),
            ..hub.arrival(number)
        };
        assert_eq!(hub.accept(sent).unwrap(), Accepted::Created);
    }
    let rows = |sql: &str| hub.beside.number(sql);
    for step in 1..20 {
        let (base, next) = (100 * (step - 1), 100 * step);
        let opened = hub.decision(base, ReviewAction::Start, &format!("d{step}"));
        hub.store.decide(opened).wait().unwrap();
        let corrected = Arrival {
            deprecated_id: Some(id(base)),
            summary: of_place(next),
            ..hub.arrival(next)
        };
        assert_eq!(hub.accept(corrected).unwrap(), Accepted::Edited);
        let days = rows("SELECT count(*) FROM tally_day");
        assert!(days <= 2 * RECORDS as i64, "{days} counters of days");
    }
    assert_eq!(rows("SELECT count(*) FROM tally_day WHERE records <= 0"), 0);
    // Counters of groups that are empty wait for the sweep, and nobody is shown them.
    assert!(rows("SELECT count(*) FROM tally WHERE records = 0") > 10);
    let places = hub.store.list_places(ONE).unwrap();
    assert_eq!(places, ["Colonia 1", "Colonia 1900", "Colonia 2"]);
    // So many at one time: phones that send do not wait for all of them.
    assert_eq!(hub.store.sweep_counters(4).wait().unwrap(), 4);
    while hub.store.sweep_counters(4).wait().unwrap() > 0 {}
    assert_eq!(rows("SELECT count(*) FROM tally"), RECORDS as i64);
    assert_eq!(hub.store.list_places(ONE).unwrap(), places);
    assert_eq!(Store::verify(&place).unwrap().wrong_counters, 0);
    // And they go on from there.
    let opened = hub.decision(1900, ReviewAction::Start, "after");
    hub.store.decide(opened).wait().unwrap();
    hub.accept(hub.arrival(7)).unwrap();
    assert_eq!(Store::verify(&place).unwrap().wrong_counters, 0);
}

/// Where counters are wrong the sweep makes nothing worse: a counter that a record names, or that
/// a day counts under, stays.
fn an_empty_counter_that_is_still_named_is_not_swept(on: On) {
    let (hub, place) = furnished(on);
    let kept = hub
        .beside
        .number("SELECT count(*) FROM tally WHERE records > 0");
    for bent in [
        "UPDATE tally SET records = 0",
        "UPDATE tally_day SET records = 0",
    ] {
        hub.beside.execute(bent);
        while hub.store.sweep_counters(9).wait().unwrap() > 0 {}
        let left = hub.beside.number("SELECT count(*) FROM tally");
        assert!(left >= kept, "{bent}");
    }
    hub.store.recount().wait().unwrap();
    assert_eq!(Store::verify(&place).unwrap().wrong_counters, 0);
}

/// Hubs on one database, a hub that is carried and one that is put back from a copy have one key:
/// their phones take nobody else's word for theirs.
fn a_hub_has_one_key_wherever_it_goes(on: On) {
    let (hub, here) = furnished(on);
    let seed = |byte: u8| KeySeed::new([byte; 32]);
    let keep = |store: &Store, byte| store.keep_key_seed(seed(byte)).wait().unwrap();
    assert_eq!(keep(&hub.store, 1), seed(1));
    assert_eq!(keep(&hub.store, 2), seed(1));
    assert!(!format!("{:?}", seed(1)).contains('1'));
    let beside = Store::open(here.clone(), OpenAs::Command, NOW, "e2").unwrap();
    assert_eq!(keep(&beside, 3), seed(1));
    drop(beside);
    let out = tempfile::tempdir().unwrap();
    let copy = out.path().join("copy");
    Store::back_up(&here, &copy).unwrap();
    let restored = Store::open(&copy, OpenAs::Server, NOW, "e2").unwrap();
    assert_eq!(keep(&restored, 4), seed(1));
}

on_both! {
    bytes_are_got_as_they_were_put_wherever_they_lie,
    a_shown_photo_is_found_as_it_was_kept,
    a_file_that_lies_there_and_is_named_is_moved_once_it_is_claimed,
    what_no_row_names_is_swept_and_nothing_else,
    who_is_told_of_a_write_finds_it,
    what_was_received_decided_and_told_is_changed_by_nobody,
    a_backup_is_the_hub_of_that_moment_and_another_life,
    a_hub_is_carried_to_every_end_or_taken_back,
    a_hub_has_one_key_wherever_it_goes,
    counters_are_no_more_than_what_they_count,
    an_empty_counter_that_is_still_named_is_not_swept,
}
