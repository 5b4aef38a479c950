//! A hub that is carried from one engine to the other and back is the same hub: every row, every
//! file, every number, and what a phone knows of its feed. Cut off anywhere it goes on, and never
//! are there two.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use farola_hub_store::account::SessionId;
use farola_hub_store::app_user::KeyDigest;
use farola_hub_store::aside::{AsideReason, Sealed, SetAside};
use farola_hub_store::carry::{Carried, CarryStep, Progress};
use farola_hub_store::forget::{Forgetting, Reason};
use farola_hub_store::form::{FormFileBytes, GivenFile};
use farola_hub_store::fresh_key::FreshKey;
use farola_hub_store::people::DeviceId;
use farola_hub_store::queue::Condition;
use farola_hub_store::sign_in::Attempt;
use farola_hub_store::submission::{Accepted, Arrival, ArrivedFile, Kept, Summary};
use farola_hub_store::{OpenAs, Place, Store, StoreError};
use farola_model::{Coded as _, FormId, FormVersion, Md5, Sha256};
use farola_protocol::ParcelId;
use farola_protocol::parcel::{Announcement, ParcelKey};
use farola_protocol::review::ReviewAction;
use rig::On;
use rig::hub::*;
use rusqlite::Connection;
use rusqlite::types::Value;

mod rig;

/// More than one transaction's rows.
const RECORDS: usize = 620;
const PHOTOS: usize = 12;

/// A hub with something in every table.
fn furnished(on: On) -> (Hub, Place) {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    let store = &hub.store;
    let session = SessionId(Sha256::of(b"session"));
    let later = NOW.plus_millis(HOUR_MS);
    let opened = store.open_session(hub.account(), session, NOW, later);
    opened.wait().unwrap();
    let bytes = b"a;b".to_vec();
    let given = GivenFile {
        name: "lista.csv".to_owned(),
        bytes: FormFileBytes {
            sha256: store.files().put(&bytes).unwrap(),
            md5: Md5::of(&bytes),
            size: 3,
        },
    };
    store
        .give_form_file(ONE, FormId::new("g"), given, NOW)
        .wait()
        .unwrap();
    for number in 0..RECORDS {
        hub.accept(sent(&hub, number)).unwrap();
    }
    corrected(&hub);
    for number in 0..9 {
        let decision = hub.decision(number, ReviewAction::Start, &format!("d{number}"));
        store.decide(decision).wait().unwrap();
    }
    announced(&hub);
    forgotten(&hub);
    of_time(&hub);
    (hub, place)
}

fn sent(hub: &Hub, number: usize) -> Arrival {
    let photo = format!("photo {number}");
    let files = (number < PHOTOS).then(|| ArrivedFile {
        // One that is set aside is there as well.
        kept: if number == 0 {
            Kept::Aside(SetAside {
                reason: AsideReason::Unclean,
                sealed: Some(Sealed {
                    sha256: Sha256::of(photo.as_bytes()),
                    size: photo.len() as u64,
                }),
            })
        } else {
            Kept::AsItCame
        },
        ..hub.file("f.jpg", photo.as_bytes())
    });
    let walk = format!("14039-202611{:02}-a1b2c3", 1 + number % 28);
    Arrival {
        summary: Summary {
            title_es: format!("Parada {number} 🌳"),
            title_en: format!("Stop {number}"),
            place: (!number.is_multiple_of(5)).then(|| format!("Colonia {}", number % 7)),
            city_code: number.is_multiple_of(3).then(|| "14039".to_owned()),
            walk_code: number.is_multiple_of(2).then_some(walk),
            registers_walk: number.is_multiple_of(40),
            urgency: Some((1 + number % 4).to_string()),
            voices: Some(i64::try_from(number).unwrap()),
            isp: Some(-3),
            position: Some((20.675_123_456_789, -103.347, 0.1)),
            geometry: Some("{}".to_owned()),
            search: format!("lampara rota n{number} 100% улица"),
            ..Summary::default()
        },
        expected: files.iter().map(|_| "f.jpg".to_owned()).collect(),
        files: files.into_iter().collect(),
        device_id: Some("d'1 ñ".to_owned()),
        ..hub.arrival(number)
    }
}

/// A correction: its words take the place of those of the version before.
fn corrected(hub: &Hub) {
    let xml = b"<data id=\"f\"><note>corrected</note></data>".to_vec();
    let correction = Arrival {
        instance_id: id(9_000),
        deprecated_id: Some(id(3)),
        xml_sha256: Sha256::of(&xml),
        xml,
        summary: Summary {
            search: "farol nuevo".to_owned(),
            ..sent(hub, 3).summary
        },
        event_uid: "corrected".to_owned(),
        files: Vec::new(),
        expected: vec!["late.jpg".to_owned()],
        ..sent(hub, 3)
    };
    assert_eq!(hub.accept(correction).unwrap(), Accepted::Edited);
}

/// A record of another phone, with a file, that was forgotten.
fn forgotten(hub: &Hub) {
    let other = hub
        .store
        .add_app_user(ONE, "Otro".to_owned(), key("t2"), None, NOW);
    let sent = Arrival {
        app_user: Some(other.wait().unwrap().id),
        files: vec![hub.file("a.jpg", b"forgotten")],
        ..hub.arrival(8_500)
    };
    hub.accept(sent).unwrap();
    let forgetting = Forgetting {
        project: ONE,
        records: vec![id(8_500)],
        walk_code: None,
        reason: Reason::Asked,
        by: None,
        at: NOW,
    };
    hub.store.forget(forgetting).wait().unwrap();
    hub.store.erase_forgotten(0).unwrap();
}

/// A backup, an asking, a time, where the audit begins, and second proofs.
fn of_time(hub: &Hub) {
    for row in [
        "backup VALUES (1, 'a.age', '/b', 1, 2, NULL)",
        "forget_ask VALUES (1, 1, 'w', 4, 'asked', '', 1, 1, 'open', NULL, NULL)",
        "kept_for VALUES ('track', 60)",
        "audit_cut SELECT 1, 0, xml_sha256 FROM tombstone LIMIT 1",
        "second_proof SELECT 1, xml_sha256, 1, 1 FROM tombstone LIMIT 1",
        "recovery_code SELECT xml_sha256, 1 FROM tombstone LIMIT 1",
        "known_link SELECT xml_sha256, 1, 1 FROM tombstone LIMIT 1",
    ] {
        hub.beside.execute(&format!("INSERT INTO {row}"));
    }
}

fn announced(hub: &Hub) {
    let xml = hub.store.read_submission_xml(ONE, &id(9_000)).unwrap();
    let (xml_sha256, file) = (Sha256::of(&xml), Sha256::of(b"late"));
    let told = Announcement {
        instance_id: id(9_000),
        xml_sha256,
        name: "late.jpg".to_owned(),
        sha256: file,
        size: 4,
        key: ParcelKey::new([7; 32]),
    };
    let parcel = ParcelId::of("t1", &xml_sha256, "late.jpg", &file);
    let announced = hub.store.announce_parcel(ONE, hub.phone, parcel, told, NOW);
    announced.wait().unwrap();
    let guess = Attempt::new("::1", "ana@farola.example");
    hub.store.begin_sign_in(guess).wait().unwrap();
    let device = DeviceId(Sha256::of(b"browser"));
    let known = hub.store.remember_device(hub.reviewer, device, NOW);
    known.wait().unwrap();
    let fresh = FreshKey {
        digest: KeyDigest(Sha256::of(b"t1")),
        sealed: b"sealed".to_vec(),
    };
    hub.store.keep_fresh_key(hub.phone, fresh).wait().unwrap();
}

/// Every row of every table of a hub in a folder, as SQLite has it; the index of words is in what
/// is found, and what is to be moved to a bucket is of a folder that has one (`bucket.rs`).
/// Work that waits is noted anew, and compared without its numbers.
fn dump(dir: &Path) -> BTreeMap<String, Vec<String>> {
    let db = Connection::open(dir.join("hub.db")).unwrap();
    let mut tables = db
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
               AND name NOT LIKE 'submission_words%' AND name NOT IN ('moving', 'door')",
        )
        .unwrap();
    let names = tables.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let rows = |name: &str| {
        let columns = match name {
            "job" => "kind, about, submission, state, made_ms",
            _ => "*",
        };
        let mut all = db
            .prepare(&format!("SELECT {columns} FROM \"{name}\""))
            .unwrap();
        let columns = all.column_count();
        let rows = all.query_map([], |row| {
            let value = |column| row.get::<_, Value>(column).unwrap();
            Ok((0..columns).map(|n| format!("{:?}|", value(n))).collect())
        });
        let mut rows: Vec<String> = rows.unwrap().map(Result::unwrap).collect();
        rows.sort();
        rows
    };
    names
        .map(|name| name.unwrap())
        .map(|name| (name.clone(), rows(&name)))
        .collect()
}

fn open(place: &Place) -> Store {
    Store::open(place, OpenAs::Server, NOW, "another").unwrap()
}

fn code(outcome: Result<impl std::fmt::Debug, StoreError>) -> &'static str {
    outcome.unwrap_err().code()
}

/// Carries with a cut after so many steps, again and again until it is through; the number of cuts.
fn carry_cut(from: &Place, to: &Place, every: usize) -> usize {
    for cuts in 0.. {
        // Each run goes further: what one tells at its beginning, the next one tells again.
        let mut left = every + cuts;
        let told = &mut |_: Progress| {
            left -= 1;
            match left {
                0 => ControlFlow::Break(()),
                _ => ControlFlow::Continue(()),
            }
        };
        match Store::carry(from, to, told) {
            Ok(_) => return cuts,
            Err(error) => assert_eq!(error.code(), "hub.move_unfinished"),
        }
        // Neither end is a hub meanwhile.
        let opened = |place: &Place| Store::open(place, OpenAs::Command, NOW, "x");
        assert_eq!(code(opened(from)), "hub.moving");
        assert_eq!(code(opened(to)), "hub.move_unfinished");
        assert_eq!(
            code(Store::back_up(from, Path::new("/nowhere"))),
            "hub.moving"
        );
        assert!(cuts < 400, "it does not get on");
    }
    unreachable!()
}

fn carry(from: &Place, to: &Place) -> Result<Carried, StoreError> {
    Store::carry(from, to, &mut |_| ControlFlow::Continue(()))
}

/// What is found, and how it is counted.
fn found(store: &Store) -> Vec<i64> {
    let words = [
        "lampara", "rota", "n61", "n619", "%", "farol", "nuevo", "uli", "ули",
    ];
    let mut all: Vec<i64> = words
        .iter()
        .map(|word| {
            let asked = [Condition::Word((*word).to_owned())];
            store.read_queue(ONE, &asked, None, 5).unwrap().total
        })
        .collect();
    let facets = store.count_facets(ONE, &[]).unwrap();
    all.extend(facets.states.iter().map(|(_, count)| *count));
    all
}

#[test]
fn there_and_back_is_the_same_hub() {
    let (hub, here) = furnished(On::Sqlite);
    let (before, found_before) = (dump(hub.dir.path()), found(&hub.store));
    let empty = before.iter().filter(|(_, rows)| rows.is_empty());
    let empty: Vec<&String> = empty.map(|(name, _)| name).collect();
    assert_eq!(empty, Vec::<&String>::new(), "each table has a row");
    assert_eq!(found_before[..3], [620 - 1, 620 - 1, 11]);
    let (_, cursor, _) = hub.feed(None, 4);
    let cursor = cursor.unwrap();
    let Hub {
        dir: _dir,
        store,
        phone,
        ..
    } = hub;
    drop(store);

    let away = tempfile::tempdir().unwrap();
    let there = On::Postgres.place(away.path());
    let (first, last) = (carry_cut(&here, &there, 3), carry(&here, &there).unwrap());
    assert!(first > 10, "{first} cuts");
    assert_eq!(last, Carried::default(), "done once, it is done");
    assert_eq!(
        code(Store::open(&here, OpenAs::Server, NOW, "x")),
        "hub.moved"
    );
    assert!(Store::verify(&there).unwrap().is_whole());
    let store = open(&there);
    assert_eq!((store.epoch(), found(&store)), ("e1", found_before.clone()));
    // The phone goes on where it was.
    let page = store.read_changes(ONE, phone, Some(&cursor), 100).unwrap();
    assert!(!page.must_refetch);
    assert_eq!(
        (page.entries.len(), page.cursor.as_deref()),
        (6, Some("e1.11"))
    );
    drop(store);

    let home = tempfile::tempdir().unwrap();
    let back = Place::folder(home.path());
    carry_cut(&there, &back, 4);
    assert_eq!(dump(home.path()), before);
    assert_eq!(found(&open(&back)), found_before);
}

/// Files go into a bucket one by one, and come out of it again.
#[test]
fn into_a_bucket_and_out_again_is_the_same_hub() {
    let (hub, here) = furnished(On::Sqlite);
    let before = dump(hub.dir.path());
    let Hub {
        dir: _dir, store, ..
    } = hub;
    drop(store);
    let away = tempfile::tempdir().unwrap();
    let there = On::PostgresBucket.place(away.path());
    carry_cut(&here, &there, 9);
    for folder in std::fs::read_dir(away.path().join("files")).unwrap() {
        let left = std::fs::read_dir(folder.unwrap().path()).unwrap().count();
        assert_eq!(left, 0, "a file stayed in the folder");
    }
    assert!(Store::verify(&there).unwrap().is_whole());
    let home = tempfile::tempdir().unwrap();
    let back = Place::folder(home.path());
    carry_cut(&there, &back, 9);
    assert_eq!(dump(home.path()), before);
    assert!(Store::verify(&back).unwrap().is_whole());
}

/// What comes after a carrying has the numbers behind those that came with it.
#[test]
fn a_hub_goes_on_behind_what_came() {
    for to in [On::Postgres, On::Sqlite] {
        let (hub, here) = furnished(On::Sqlite);
        let dirs = hub.dir;
        drop(hub.store);
        let away = tempfile::tempdir().unwrap();
        let there = to.place(away.path());
        carry(&here, &there).unwrap();
        let hub = Hub {
            dir: away,
            store: open(&there),
            beside: hub.beside,
            phone: hub.phone,
            reviewer: hub.reviewer,
        };
        let accepted = hub.accept(sent(&hub, 5)).unwrap();
        assert_eq!(accepted, Accepted::Known, "what a phone sends again");
        assert_eq!(hub.accept(hub.arrival(7_000)).unwrap(), Accepted::Created);
        let decision = hub.decision(7_000, ReviewAction::Start, "d7000");
        hub.store.decide(decision).wait().unwrap();
        let (told, cursor, _) = hub.feed(Some("e1.10"), 10);
        assert_eq!((told.len(), cursor.as_deref()), (1, Some("e1.12")));
        let added = hub.store.add_user(
            user("zoe@a.example", farola_hub_store::account::Role::Team),
            NOW,
        );
        added.wait().unwrap();
        let again = form("h", &[]);
        hub.store
            .publish_form(ONE, again, Vec::new(), None, NOW)
            .wait()
            .unwrap();
        let matched = hub
            .store
            .match_form(ONE, &FormId::new("h"), &FormVersion::new("1"));
        assert!(matched.is_ok());
        drop(dirs);
    }
}

#[test]
fn what_is_no_empty_place_is_left_alone() {
    let (hub, here) = furnished(On::Sqlite);
    let other = tempfile::tempdir().unwrap();
    let other = On::Postgres.place(other.path());
    drop(Store::open(&other, OpenAs::Command, NOW, "other").unwrap());
    let away = tempfile::tempdir().unwrap();
    let there = On::Postgres.place(away.path());
    assert_eq!(code(carry(&here, &there)), "hub.in_use", "it is served");
    let Hub { dir, store, .. } = hub;
    drop(store);
    let nowhere = Place::folder(away.path().join("nothing"));
    assert_eq!(code(carry(&nowhere, &there)), "hub.not_found");
    assert_eq!(code(carry(&here, &here)), "hub.exists", "onto itself");
    assert_eq!(code(carry(&here, &other)), "hub.exists", "another hub");
    let full = tempfile::tempdir().unwrap();
    std::fs::write(full.path().join("letter.txt"), "x").unwrap();
    assert_eq!(
        code(carry(&here, &Place::folder(full.path()))),
        "hub.exists"
    );
    let url = rig::database();
    rig::beside(&url)
        .batch_execute("CREATE TABLE theirs (n INT)")
        .unwrap();
    let theirs = Place::folder(away.path().join("x"))
        .with_database(&url)
        .unwrap();
    assert_eq!(
        code(carry(&here, &theirs)),
        "hub.exists",
        "another program's"
    );
    let same = Place::folder(dir.path())
        .with_database(&rig::database())
        .unwrap();
    assert_eq!(
        code(carry(&here, &same)),
        "hub.exists",
        "one folder, two databases"
    );
    // None of it began anything.
    drop(open(&here));
    assert_eq!(code(Store::take_back(&here)), "hub.not_found");
}

/// On PostgreSQL a hub may serve from any folder: who carries it sees every one.
#[test]
fn a_database_in_use_is_not_carried() {
    let (hub, place) = furnished(On::Postgres);
    drop(hub.store);
    let away = tempfile::tempdir().unwrap();
    let there = Place::folder(away.path());
    let elsewhere = tempfile::tempdir().unwrap();
    let url = rig::database();
    let busy = Place::folder(elsewhere.path()).with_database(&url).unwrap();
    let beside = Place::folder(elsewhere.path().join("other"))
        .with_database(&url)
        .unwrap();
    let serving = open(&busy);
    assert_eq!(code(carry(&beside, &there)), "hub.in_use");
    assert_eq!(
        serving.list_projects().unwrap().len(),
        1,
        "and goes on serving"
    );
    drop(serving);
    let mut seen = 0;
    let told = &mut |_: Progress| {
        seen += 1;
        if seen == 2 {
            // Who comes meanwhile waits in vain.
            assert_eq!(
                code(Store::open(&place, OpenAs::Command, NOW, "x")),
                "hub.in_use"
            );
        }
        ControlFlow::Continue(())
    };
    Store::carry(&place, &there, told).unwrap();
}

#[test]
fn what_is_not_wanted_is_taken_back_and_two_never_serve() {
    let (hub, here) = furnished(On::Sqlite);
    let Hub {
        dir: _dir,
        store,
        phone,
        ..
    } = hub;
    drop(store);
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (first, second) = (Place::folder(one.path()), On::Postgres.place(two.path()));
    let cut = |place: &Place| {
        let mut left = 30;
        let told = &mut |_: Progress| {
            left -= 1;
            if left == 0 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        assert_eq!(
            code(Store::carry(&here, place, told)),
            "hub.move_unfinished"
        );
    };
    cut(&first);
    assert_eq!(code(Store::take_back(&first)), "hub.move_unfinished");
    Store::take_back(&here).unwrap();
    let store = open(&here);
    assert_eq!(store.epoch(), "e1");
    drop(store);
    assert_eq!(
        code(carry(&here, &first)),
        "hub.exists",
        "of another carrying"
    );

    // Begun at one place and finished at another, the first one stays closed.
    let third = Place::folder(one.path().join("third"));
    cut(&third);
    carry(&here, &second).unwrap();
    assert_eq!(code(carry(&here, &third)), "hub.exists");
    let opened = Store::open(&third, OpenAs::Server, NOW, "x");
    assert_eq!(code(opened), "hub.move_unfinished");
    let nowhere = Place::folder(one.path().join("fourth"));
    assert_eq!(code(carry(&here, &nowhere)), "hub.moved");

    // The old one may live again, as another: phones read its feed anew.
    Store::take_back(&here).unwrap();
    let store = open(&here);
    assert!(store.epoch() != "e1" && !store.epoch().contains('.'));
    let page = store.read_changes(ONE, phone, Some("e1.10"), 10).unwrap();
    assert!(page.must_refetch);
}

#[test]
fn damage_and_differences_are_said() {
    let (hub, here) = furnished(On::Sqlite);
    let Hub { dir, store, .. } = hub;
    let digest = Sha256::of(b"photo 1").to_string();
    let path = dir.path().join("files").join(&digest[..2]).join(&digest);
    drop(store);
    let away = tempfile::tempdir().unwrap();
    let there = On::Postgres.place(away.path());
    std::fs::write(&path, b"altered").unwrap();
    assert_eq!(code(carry(&here, &there)), "hub.damaged");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(code(carry(&here, &there)), "hub.damaged");
    std::fs::write(&path, b"photo 1").unwrap();

    // Somebody alters a row that came, between two runs: it is noticed, and put back it is well.
    let cut = &mut |progress: Progress| match progress.step {
        CarryStep::Checking => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    };
    assert_eq!(
        code(Store::carry(&here, &there, cut)),
        "hub.move_unfinished"
    );
    let source = Connection::open(dir.path().join("hub.db")).unwrap();
    let alter = |sql: &str| source.execute(sql, []).unwrap();
    alter("UPDATE submission SET title_es = title_es || '.' WHERE id = 600");
    let differs = carry(&here, &there).unwrap_err();
    assert!(
        matches!(differs, StoreError::MoveDiffers { what: "submission" }),
        "{differs:?}"
    );
    alter("UPDATE submission SET title_es = 'Parada 599 🌳' WHERE id = 600");
    alter("DELETE FROM submission_words WHERE rowid = 77");
    let differs = carry(&here, &there).unwrap_err();
    assert!(matches!(
        differs,
        StoreError::MoveDiffers {
            what: "submission_words"
        }
    ));
}

/// SQLite keeps the character zero in a text, PostgreSQL does not: it is replaced, and counted.
#[test]
fn a_zero_character_does_not_hold_a_hub() {
    let (hub, here) = furnished(On::Sqlite);
    let zero = Arrival {
        device_id: Some("a\0b".to_owned()),
        ..hub.arrival(8_000)
    };
    hub.accept(zero).unwrap();
    let Hub {
        dir: _dir, store, ..
    } = hub;
    drop(store);
    let away = tempfile::tempdir().unwrap();
    let there = On::Postgres.place(away.path());
    assert_eq!(carry(&here, &there).unwrap().altered, 1);
    let record = open(&there).open_record(ONE, &id(8_000)).unwrap();
    assert_eq!(record.device_id.as_deref(), Some("a\u{fffd}b"));
}

/// A backup of a hub on PostgreSQL is a folder with everything in it. It is served as it stands,
/// or carried to a PostgreSQL; phones that synced since read the feed anew.
#[test]
fn a_backup_of_a_database_elsewhere_is_a_hub() {
    let (hub, place) = furnished(On::Postgres);
    let found_before = found(&hub.store);
    let out = tempfile::tempdir().unwrap();
    let copy = out.path().join("copy");
    // While it serves.
    let report = Store::back_up(&place, &copy).unwrap();
    assert_eq!(
        (report.versions, report.files),
        (RECORDS as i64 + 1, PHOTOS + 1)
    );
    hub.accept(hub.arrival(8_001)).unwrap();
    assert!(Store::verify(&copy).unwrap().is_whole());
    assert_eq!(Store::verify(&place).unwrap().versions, RECORDS + 2);
    assert_eq!(code(Store::back_up(&place, &copy)), "hub.exists");
    let store = open(&Place::folder(&copy));
    assert_eq!(found(&store), found_before);
    assert_ne!(store.epoch(), "e1");
    let epoch = store.epoch().to_owned();
    drop(store);
    let away = tempfile::tempdir().unwrap();
    let restored = On::Postgres.place(away.path());
    carry(&Place::folder(&copy), &restored).unwrap();
    let store = open(&restored);
    assert_eq!(
        (store.epoch(), found(&store)),
        (epoch.as_str(), found_before)
    );
    let page = store
        .read_changes(ONE, hub.phone, Some("e1.10"), 100)
        .unwrap();
    assert!(page.must_refetch);
}

#[test]
fn damage_of_a_hub_on_postgresql_is_found() {
    let (hub, place) = furnished(On::Postgres);
    assert!(Store::verify(&place).unwrap().is_whole());
    let file = |bytes: &[u8]| {
        let digest = Sha256::of(bytes).to_string();
        hub.dir
            .path()
            .join("files")
            .join(&digest[..2])
            .join(&digest)
    };
    std::fs::remove_file(file(b"photo 1")).unwrap();
    std::fs::write(file(b"photo 2"), "x").unwrap();
    let report = Store::verify(&place).unwrap();
    assert_eq!(
        (report.missing_files.len(), report.wrong_files.len()),
        (1, 1)
    );
    let out = tempfile::tempdir().unwrap();
    let copied = Store::back_up(&place, &out.path().join("copy"));
    assert_eq!(code(copied), "hub.damaged");
    // A copy that was cut off is no hub.
    let torn = Store::open(&out.path().join("copy"), OpenAs::Server, NOW, "x");
    assert_eq!(code(torn), "hub.move_unfinished");
}
