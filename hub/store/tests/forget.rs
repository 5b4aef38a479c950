//! Forgetting on both engines: what was said is in no row and in no byte of the hub's folder, what
//! others said stays, and the phones that know it are told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_hub_store::forget::{Forgetting, Forgotten, Reason};
use farola_hub_store::review::NewComment;
use farola_hub_store::submission::{Arrival, Summary};
use farola_hub_store::{Place, Store, StoreError};
use farola_model::{Coded as _, InstanceId, Sha256};
use farola_protocol::review::ReviewAction;
use farola_protocol::{Change, Problem};
use rig::hub::*;
use rig::{On, files_with};

mod rig;

const CODE: &str = "14039-20261123-a1b2c3";
/// In everything that is forgotten, and in nothing else.
const SAID: &str = "zorzalenlaesquina";
/// In everything that stays.
const KEPT: &str = "calandriaenlaesquina";

fn xml(number: usize, word: &str) -> Vec<u8> {
    format!("<data id=\"f\"><note>{word} {number}</note></data>").into_bytes()
}

/// A record in which everything says `word`.
fn sent(hub: &Hub, number: usize, word: &str) -> Arrival {
    let xml = xml(number, word);
    let photo = format!("{word} photo {number}");
    Arrival {
        xml_sha256: Sha256::of(&xml),
        xml,
        summary: Summary {
            title_es: format!("{word} título"),
            title_en: format!("{word} title"),
            place: Some(format!("{word} colonia")),
            walk_code: Some(CODE.to_owned()),
            geometry: Some(format!("{{\"{word}\":1}}")),
            search: format!("{word} oscuro"),
            registers_walk: number == 1,
            ..Summary::default()
        },
        expected: vec![format!("{word}.jpg")],
        files: vec![
            hub.file(&format!("{word}.jpg"), photo.as_bytes()),
            hub.file("shared.jpg", b"a lamp that both saw"),
        ],
        ..hub.arrival(number)
    }
}

impl Hub {
    /// A record that was commented, sent back and corrected.
    fn story(&self, number: usize, word: &str) {
        self.accept(sent(self, number, word)).unwrap();
        let mut back = self.decision(
            number,
            ReviewAction::RequestCorrection,
            &format!("d{number}"),
        );
        back.comments = vec![NewComment {
            reference: Some("/data/note".to_owned()),
            body: format!("{word}?"),
            uid: format!("c{number}"),
        }];
        self.store.decide(back).wait().unwrap();
        let corrected = Arrival {
            instance_id: id(number + 100),
            deprecated_id: Some(id(number)),
            event_uid: format!("again {number}"),
            ..sent(self, number + 100, word)
        };
        self.accept(corrected).unwrap();
        let small = farola_hub_store::files::ShownAs {
            digest: Sha256::of(format!("{word} photo {number}").as_bytes()),
            side: Some(320),
        };
        let picture = format!("{word} small");
        self.store
            .files()
            .keep_shown(small, picture.as_bytes())
            .unwrap();
    }

    fn forget(&self, records: &[InstanceId]) -> Result<Forgotten, StoreError> {
        let done = self.store.forget(Forgetting {
            project: ONE,
            records: records.to_vec(),
            walk_code: None,
            reason: Reason::Asked,
            by: Some(self.reviewer),
            at: NOW,
        });
        done.wait()
    }

    fn erase(&self) {
        let mut reached = 0;
        loop {
            let erased = self.store.erase_forgotten(reached).unwrap();
            if erased.reached == reached {
                break;
            }
            reached = erased.reached;
        }
        self.store.erase_traces().unwrap();
    }

    /// Where `word` is: tables of PostgreSQL that have a row with it, files of the folder.
    fn traces(&self, on: On, word: &str) -> Vec<String> {
        let mut found = files_with(self.dir.path(), word);
        if matches!(on, On::Postgres | On::PostgresBucket) {
            let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
            let sql = format!(
                "SELECT count(*) FROM information_schema.tables t
                 WHERE t.table_schema = current_schema() AND query_to_xml(format('SELECT 1 FROM %I x
                   WHERE to_jsonb(x)::text LIKE ''%%{word}%%''
                      OR to_jsonb(x)::text LIKE ''%%{hex}%%'' LIMIT 1', t.table_name),
                   false, false, '')::text LIKE '%<row%'"
            );
            let tables = self.beside.number(&sql);
            found.extend((0..tables).map(|_| "a table".to_owned()));
        }
        found
    }
}

fn place_of(on: On) -> (Hub, Place) {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    (hub_at(dir, &place, beside), place)
}

fn what_is_forgotten_is_nowhere_and_the_rest_is_whole(on: On) {
    let (hub, place) = place_of(on);
    // Enough beside it that its words are in the index with those of others.
    for number in 2..40 {
        hub.story(number, KEPT);
    }
    hub.story(1, SAID);
    let photos = [1, 101].map(|n| Sha256::of(format!("{SAID} photo {n}").as_bytes()));
    assert!(
        !hub.traces(on, SAID).is_empty(),
        "the scan finds what is there"
    );
    assert!(photos.iter().all(|photo| hub.store.files().has(*photo)));
    let done = hub.forget(&[id(101)]).unwrap();
    assert_eq!((done.records, done.versions, done.phones), (1, 2, 1));
    assert_eq!(done.files, 2, "not the one that others name too");
    hub.erase();
    assert_eq!(hub.traces(on, SAID), Vec::<String>::new());
    assert!(photos.iter().all(|photo| !hub.store.files().has(*photo)));
    // The others are as they were, and counted right.
    assert!(!hub.traces(on, KEPT).is_empty());
    let report = Store::verify(&place).unwrap();
    assert!(report.is_whole(), "{report:?}");
    assert_eq!(report.versions, 38 * 2);
    let shared = Sha256::of(b"a lamp that both saw");
    assert_eq!(
        hub.store.read_file(shared).unwrap(),
        b"a lamp that both saw"
    );
    assert_eq!(hub.store.read_queue(ONE, &[], None, 1).unwrap().total, 38);
    let history = hub.store.open_record(ONE, &id(102)).unwrap().history;
    assert!(history.len() >= 3);
    // It is not to come again, under none of its ids.
    for number in [1, 101] {
        let again = Arrival {
            deprecated_id: None,
            ..sent(&hub, number, SAID)
        };
        assert_eq!(refused(hub.accept(again)), Problem::SubmissionDeleted);
    }
    // The door is shut behind it.
    for table in ["review_event", "change", "tombstone"] {
        let sql = format!("DELETE FROM {table}");
        assert!(hub.beside.try_execute(&sql).is_err(), "{table}");
    }
}

fn the_phones_that_know_it_are_told_in_their_feed(on: On) {
    let (hub, _) = place_of(on);
    let other = hub
        .store
        .add_app_user(ONE, "Otro".to_owned(), key("t2"), None, NOW);
    let other = other.wait().unwrap().id;
    hub.story(1, SAID);
    hub.story(2, KEPT);
    let cursor = hub.feed(None, 50).1.unwrap();
    hub.forget(&[id(101)]).unwrap();
    let told = |phone, since: Option<&str>, limit| {
        hub.store.read_changes(ONE, phone, since, limit).unwrap()
    };
    // Entry by entry, and whole.
    let (mut since, mut heard) = (Some(cursor.clone()), Vec::new());
    loop {
        let page = told(hub.phone, since.as_deref(), 1);
        heard.extend(page.entries);
        since = page.cursor;
        if page.up_to_date {
            break;
        }
    }
    assert_eq!(heard, told(hub.phone, Some(&cursor), 50).entries);
    let told_of: Vec<_> = heard
        .iter()
        .map(|change| match change {
            Change::Forgotten(of) => (of.instance_id.clone(), of.xml_sha256),
            other => panic!("{other:?}"),
        })
        .collect();
    let of = |number: usize| (id(number), Sha256::of(&xml(number, SAID)));
    assert_eq!(told_of, [of(1), of(101)]);
    // From the beginning: nothing of what was said about it, all of what was said of the other.
    let all = told(hub.phone, None, 50).entries;
    let reviews = all.iter().filter_map(|change| match change {
        Change::Review(review) => Some(review.instance_id.clone()),
        _ => None,
    });
    assert!(reviews.into_iter().all(|of| of == id(2) || of == id(102)));
    assert_eq!(told(other, None, 50).entries, []);
}

/// All of them or none: what names one that is not there changes nothing.
fn one_that_is_not_there_leaves_all_as_they_are(on: On) {
    let (hub, place) = place_of(on);
    hub.story(1, SAID);
    let before = hub.feed(None, 50);
    let error = hub.forget(&[id(101), id(77)]).unwrap_err();
    assert_eq!(error.code(), "hub.not_found");
    assert_eq!(hub.store.read_queue(ONE, &[], None, 1).unwrap().total, 1);
    assert_eq!(hub.feed(None, 50), before);
    assert!(hub.beside.try_execute("DELETE FROM change").is_err());
    assert!(Store::verify(&place).unwrap().is_whole());
    // The older version of a record does not name it.
    assert!(hub.forget(&[id(1)]).is_err());
    assert!(hub.forget(&[id(101)]).is_ok());
}

fn a_walk_is_found_by_its_code_alone(on: On) {
    let (hub, _) = place_of(on);
    hub.story(1, SAID);
    hub.accept(hub.arrival(7)).unwrap();
    let found = hub.store.read_walk_records(ONE, CODE).unwrap();
    let ids: Vec<_> = found.iter().map(|one| one.instance_id.clone()).collect();
    assert_eq!(ids, [id(101)]);
    assert_eq!(found[0].xml, xml(101, SAID));
    assert_eq!(hub.store.read_walk_records(ONE, "none").unwrap(), []);
    let whole = Forgetting {
        project: ONE,
        records: ids,
        walk_code: Some(CODE.to_owned()),
        reason: Reason::Privacy,
        by: None,
        at: NOW,
    };
    hub.store.forget(whole).wait().unwrap();
    assert_eq!(hub.beside.number("SELECT count(*) FROM walk"), 0);
    assert_eq!(hub.beside.number("SELECT count(*) FROM door"), 0);
    assert_eq!(
        hub.beside
            .number("SELECT count(*) FROM tombstone WHERE reason = 'privacy'"),
        2
    );
}

on_both! {
    what_is_forgotten_is_nowhere_and_the_rest_is_whole,
    the_phones_that_know_it_are_told_in_their_feed,
    one_that_is_not_there_leaves_all_as_they_are,
    a_walk_is_found_by_its_code_alone,
}
