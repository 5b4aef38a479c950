//! What is PostgreSQL's own: its schema is SQLite's, a newer one is left alone, what is
//! append-only stays, and several hubs on one database write as one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::path::Path;

use farola_hub_store::account::{NewUser, Role, UserId};
use farola_hub_store::app_user::{AppUserId, KeyDigest, NewKey};
use farola_hub_store::form::NewForm;
use farola_hub_store::review::{Decider, Decision, NewComment};
use farola_hub_store::sign_in::Attempt;
use farola_hub_store::submission::{Accepted, Arrival, ArrivedFile, Summary, Verdict};
use farola_hub_store::{OpenAs, Place, Store, StoreError};
use farola_model::{Coded as _, FormId, FormVersion, InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::review::ReviewAction;
use farola_protocol::{Change, Problem};

mod rig;

const NOW: Timestamp = Timestamp(1_795_985_580_000);
const ONE: ProjectId = ProjectId(1);

/// A folder of its own for each hub, and one place for their files: without it a second hub is
/// refused (`one_place.rs`).
fn place(dir: &Path, url: &str) -> Place {
    // A copy of a database knows the place of the one that it was copied from.
    let name = Sha256::of(url.trim_end_matches("_copy").as_bytes()).to_string();
    let files = rig::s3::shared().url(&format!("farola/{name}"));
    let place = Place::folder(dir).with_database(url).unwrap();
    rig::s3::with(place, &files).unwrap()
}

fn open(dir: &Path, url: &str) -> Store {
    Store::open(place(dir, url), OpenAs::Server, NOW, "e1").unwrap()
}

fn id(number: usize) -> InstanceId {
    InstanceId::new(format!("uuid:00000000-0000-4000-8000-{number:012}"))
}

/// Two hubs on one database, each with a folder of its own, and who uses them.
struct Two {
    hubs: [Store; 2],
    url: String,
    phone: AppUserId,
    reviewer: UserId,
    _dirs: [tempfile::TempDir; 2],
}

fn two() -> Two {
    let url = rig::database();
    let dirs = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let hubs = [open(dirs[0].path(), &url), open(dirs[1].path(), &url)];
    let form = NewForm {
        id: FormId::new("f"),
        version: FormVersion::new("1"),
        title: "F".to_owned(),
        xml: b"<f/>".to_vec(),
        fields: "{}".to_owned(),
        attachments: Vec::new(),
        cities: Vec::new(),
    };
    let published = hubs[0].publish_form(ONE, form, Vec::new(), None, NOW);
    published.wait().unwrap();
    let key = NewKey {
        digest: KeyDigest(Sha256::of(b"t1")),
        prefix: "t1".to_owned(),
    };
    let phone = hubs[0].add_app_user(ONE, "Equipo".to_owned(), key, None, NOW);
    let phone = phone.wait().unwrap().id;
    let reviewer = NewUser {
        email: "ana@farola.example".to_owned(),
        display_name: "Ana".to_owned(),
        role: Role::Reviewer,
        language: "es".to_owned(),
        password_hash: "$argon2id$".to_owned(),
    };
    let reviewer = hubs[1].add_user(reviewer, NOW).wait().unwrap();
    Two {
        hubs,
        url,
        phone,
        reviewer,
        _dirs: dirs,
    }
}

impl Two {
    fn arrival(&self, number: usize) -> Arrival {
        let (form, version) = (FormId::new("f"), FormVersion::new("1"));
        let form = self.hubs[0].match_form(ONE, &form, &version).unwrap();
        let xml = format!("<data id=\"f\"><note>{number}</note></data>").into_bytes();
        Arrival {
            project: ONE,
            form: form.form,
            form_version: form.version,
            app_user: Some(self.phone),
            user: None,
            instance_id: id(number),
            deprecated_id: None,
            xml_sha256: Sha256::of(&xml),
            xml,
            left: None,
            summary: Summary::default(),
            verdict: Verdict::default(),
            expected: Vec::new(),
            files: Vec::new(),
            device_id: None,
            user_agent: None,
            device_date: None,
            at: NOW,
            event_uid: format!("arrived {number}"),
        }
    }

    fn decider(&self) -> Decider {
        Decider {
            user: self.reviewer,
            role: Role::Reviewer,
        }
    }
}

#[test]
fn the_schema_is_that_of_sqlite() {
    let dir = tempfile::tempdir().unwrap();
    let url = rig::database();
    drop(open(dir.path(), &url));
    let sqlite = tempfile::tempdir().unwrap();
    drop(Store::open(sqlite.path(), OpenAs::Server, NOW, "e1").unwrap());
    // The index of words is each engine's own.
    let beside = rusqlite::Connection::open(sqlite.path().join("hub.db")).unwrap();
    let sql =
        "SELECT t.name || '.' || c.name || CASE WHEN c.\"notnull\" OR c.pk THEN '!' ELSE '' END
         FROM sqlite_schema t JOIN pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
           AND t.name NOT LIKE 'submission_words%'";
    let mut columns = beside.prepare(sql).unwrap();
    let ours = columns.query_map([], |row| row.get::<_, String>(0));
    let ours: BTreeSet<String> = ours.unwrap().map(Result::unwrap).collect();
    let sql = "SELECT table_name || '.' || column_name
           || CASE is_nullable WHEN 'NO' THEN '!' ELSE '' END
         FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> 'migration'
           AND table_name <> 'submission_words'";
    let mut beside = rig::beside(&url);
    let theirs = beside.query(sql, &[]).unwrap();
    let theirs: BTreeSet<String> = theirs.iter().map(|row| row.get(0)).collect();
    assert!(ours.len() > 100, "{ours:?}");
    assert_eq!(ours, theirs);
    // No text is ordered by the language of the server.
    let sql = "SELECT table_name || '.' || column_name FROM information_schema.columns
         WHERE table_schema = 'public' AND data_type = 'text'
           AND collation_name IS DISTINCT FROM 'C'";
    let others = beside.query(sql, &[]).unwrap();
    let others: Vec<String> = others.iter().map(|row| row.get(0)).collect();
    assert_eq!(others, Vec::<String>::new());
}

#[test]
fn a_newer_schema_is_left_alone_and_the_same_is_not_made_twice() {
    let dir = tempfile::tempdir().unwrap();
    let url = rig::database();
    drop(open(dir.path(), &url));
    let again = Store::open(place(dir.path(), &url), OpenAs::Server, NOW, "e2").unwrap();
    assert_eq!(again.epoch(), "e1", "the epoch is the database's");
    drop(again);
    let mut beside = rig::beside(&url);
    let newer = "INSERT INTO migration (number) VALUES (99)";
    beside.execute(newer, &[]).unwrap();
    let error = Store::open(place(dir.path(), &url), OpenAs::Server, NOW, "e3").unwrap_err();
    assert_eq!(error.code(), "hub.database_newer");
}

/// With a database that names none of its files, a folder's files would be swept.
#[test]
fn a_folder_belongs_to_one_kind_of_database() {
    let dir = tempfile::tempdir().unwrap();
    let url = rig::database();
    drop(open(dir.path(), &url));
    let forgotten = Store::open(dir.path(), OpenAs::Server, NOW, "e2").unwrap_err();
    assert_eq!(forgotten.code(), "hub.in_use");
    assert!(!Store::exists(dir.path()), "nothing was made");
    drop(open(dir.path(), &url));
    let embedded = tempfile::tempdir().unwrap();
    drop(Store::open(embedded.path(), OpenAs::Server, NOW, "e1").unwrap());
    let error = Store::open(place(embedded.path(), &url), OpenAs::Server, NOW, "e3").unwrap_err();
    assert_eq!(error.code(), "hub.in_use");
}

#[test]
fn what_is_append_only_stays() {
    let two = two();
    two.hubs[0]
        .accept_submission(two.arrival(1))
        .wait()
        .unwrap();
    let decision = Decision {
        project: ONE,
        instance_id: id(1),
        action: ReviewAction::Start,
        reason: None,
        comments: Vec::new(),
        expected_version: None,
        by: two.decider(),
        at: NOW,
        uid: "d".to_owned(),
    };
    two.hubs[0].decide(decision).wait().unwrap();
    let mut beside = rig::beside(&two.url);
    for sql in [
        "UPDATE audit SET action = 'x'",
        "DELETE FROM audit",
        "UPDATE review_event SET body = 'x'",
        "DELETE FROM review_event",
        "UPDATE change SET state = 'x'",
        "DELETE FROM change",
        "UPDATE submission_version SET xml = ''",
    ] {
        let error = beside.execute(sql, &[]).unwrap_err();
        let said = error.as_db_error().unwrap().message();
        assert!(said.contains("is append-only"), "{sql}: {said}");
    }
}

#[test]
fn a_database_that_nobody_answers_for_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let nobody = place(dir.path(), "postgres://farola@127.0.0.1:1/hub");
    let error = Store::open(nobody, OpenAs::Server, NOW, "e").unwrap_err();
    assert_eq!(error.code(), "hub.database_unreachable");
    // One that speaks no TLS is not spoken to where TLS is wanted.
    let plain = format!("{}?sslmode=require", rig::database());
    let error = Store::open(place(dir.path(), &plain), OpenAs::Server, NOW, "e").unwrap_err();
    assert_eq!(error.code(), "hub.database_unreachable");
}

/// Two hubs comment on one record and take submissions at the same time: every entry of the
/// phone's feed has its number, none twice, none left out, and none is passed over by a reader
/// that follows meanwhile.
#[test]
fn two_hubs_write_one_feed_without_a_gap() {
    const EACH: usize = 60;
    let two = two();
    two.hubs[0]
        .accept_submission(two.arrival(0))
        .wait()
        .unwrap();
    let follow = |hub: &Store, until: usize| {
        let (mut cursor, mut seen) = (None, Vec::new());
        while seen.len() < until {
            let page = hub.read_changes(ONE, two.phone, cursor.as_deref(), 7);
            let page = page.unwrap();
            cursor = page.cursor;
            seen.extend(page.entries.into_iter().map(|entry| match entry {
                Change::Review(review) => review.seq,
                Change::Forgotten(_) | Change::Other => panic!("it was not written"),
            }));
        }
        seen
    };
    let told = std::thread::scope(|scope| {
        for (place, hub) in two.hubs.iter().enumerate() {
            let two = &two;
            scope.spawn(move || {
                for number in 0..EACH {
                    let unique = place * EACH + number;
                    let comment = NewComment {
                        reference: None,
                        body: "x".to_owned(),
                        uid: format!("c{unique}"),
                    };
                    let said = hub.comment(ONE, id(0), comment, two.decider(), NOW);
                    said.wait().unwrap();
                    let sent = hub.accept_submission(two.arrival(1 + unique));
                    assert_eq!(sent.wait().unwrap().0, Accepted::Created);
                }
            });
        }
        scope
            .spawn(|| follow(&two.hubs[1], 2 * EACH))
            .join()
            .unwrap()
    });
    let wanted: Vec<u64> = (1..=2 * EACH as u64).collect();
    assert_eq!(told, wanted);
    assert_eq!(follow(&two.hubs[0], 2 * EACH), wanted);
    let records = two.hubs[1].read_queue(ONE, &[], None, 1).unwrap();
    assert_eq!(records.total, 2 * EACH as i64 + 1);
}

/// The same submission through both hubs at once is one record, whoever is first.
#[test]
fn the_same_submission_through_two_hubs_is_kept_once() {
    let two = two();
    for number in 0..30 {
        let arrival = two.arrival(number);
        let outcomes = std::thread::scope(|scope| {
            let sent = two.hubs.each_ref().map(|hub| {
                let arrival = arrival.clone();
                scope.spawn(move || hub.accept_submission(arrival).wait().unwrap().0)
            });
            sent.map(|outcome| outcome.join().unwrap())
        });
        assert!(outcomes.contains(&Accepted::Created), "{outcomes:?}");
        assert!(outcomes.contains(&Accepted::Known), "{outcomes:?}");
    }
    let records = two.hubs[0].read_queue(ONE, &[], None, 1).unwrap();
    assert_eq!(records.total, 30);
}

#[test]
fn a_connection_that_broke_is_opened_anew() {
    let two = two();
    let first = two.arrival(0);
    let mut beside = rig::beside(&two.url);
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for number in 0..5 {
        let gone = beside.query(cut, &[]).unwrap().len();
        assert!(gone >= 2, "writers and readers of two hubs: {gone}");
        for (place, hub) in two.hubs.iter().enumerate() {
            let arrival = Arrival {
                instance_id: id(number * 2 + place),
                event_uid: format!("{number} {place}"),
                ..first.clone()
            };
            // Nothing had begun: whoever comes now hears nothing of it.
            hub.accept_submission(arrival).wait().unwrap();
            assert_eq!(hub.list_projects().unwrap().len(), 1);
        }
    }
    let records = two.hubs[0].read_queue(ONE, &[], None, 1).unwrap();
    assert_eq!(records.total, 10);
}

/// PostgreSQL keeps no zero character: who sends one hears that, and nobody else.
#[test]
fn a_zero_character_is_refused_alone() {
    let two = two();
    let zero = Arrival {
        device_id: Some("a\0b".to_owned()),
        ..two.arrival(1)
    };
    let hub = &two.hubs[0];
    let (sender, told) = std::sync::mpsc::channel();
    for arrival in [two.arrival(0), zero, two.arrival(2)] {
        let sender = sender.clone();
        let sent = hub.accept_submission(arrival);
        sent.submit(move |result| sender.send(result.map(|(accepted, _)| accepted)).unwrap());
    }
    let told: Vec<_> = told.iter().take(3).collect();
    let refused = |outcome: &Result<Accepted, StoreError>| {
        matches!(outcome, Err(StoreError::Refused(Problem::BadParameter)))
    };
    assert_eq!(told.iter().filter(|outcome| outcome.is_ok()).count(), 2);
    assert_eq!(told.iter().filter(|outcome| refused(outcome)).count(), 1);
    let records = hub.read_queue(ONE, &[], None, 1).unwrap();
    assert_eq!(records.total, 2);
}

/// Each hub is given the jobs of its own folder: only there are the bytes.
#[test]
fn a_job_is_for_the_hub_that_has_the_file() {
    let two = two();
    for (number, hub) in two.hubs.iter().enumerate() {
        let photo = ArrivedFile {
            name: "a.jpg".to_owned(),
            sha256: hub.files().put(b"the same photo").unwrap(),
            size: 14,
            media_type: "image/jpeg",
            kept: farola_hub_store::submission::Kept::AsItCame,
        };
        let arrival = Arrival {
            files: vec![photo],
            ..two.arrival(number)
        };
        hub.accept_submission(arrival).wait().unwrap();
    }
    assert_eq!(two.hubs[0].read_jobs().unwrap().waiting, 2);
    for hub in &two.hubs {
        let jobs = hub.claim_jobs(10).wait().unwrap();
        assert_eq!(jobs.len(), 1, "{jobs:?}");
    }
    // One starts again: what the other one holds stays held.
    assert_eq!(two.hubs[0].take_back_jobs().wait().unwrap(), 1);
    assert_eq!(two.hubs[1].claim_jobs(10).wait().unwrap(), []);
}

/// A folder is marked for a database elsewhere once that has answered.
#[test]
fn a_database_that_does_not_answer_leaves_no_mark() {
    let dir = tempfile::tempdir().unwrap();
    let nobody = place(dir.path(), "postgres://farola@127.0.0.1:1/hub");
    Store::open(nobody, OpenAs::Server, NOW, "e").unwrap_err();
    drop(Store::open(dir.path(), OpenAs::Server, NOW, "e").unwrap());
}

/// Hubs count wrong passwords together, and hear of each other's keys and forms at once.
#[test]
fn what_one_hub_changes_the_other_knows_at_once() {
    let two = two();
    let [a, b] = &two.hubs;
    let guess = Attempt::new("::1", "ana@farola.example");
    for _ in 0..5 {
        assert_eq!(a.begin_sign_in(guess).wait().unwrap(), None);
    }
    assert!(b.sign_in_wait_ms(guess).unwrap().is_some());
    assert!(b.begin_sign_in(guess).wait().unwrap().is_some());
    let token = |token: &str| KeyDigest(Sha256::of(token.as_bytes()));
    let knows = |hub: &Store, key: &str| hub.find_app_user(ONE, token(key)).unwrap().is_some();
    // Each is asked first, so that what it knows is in its memory.
    assert!(knows(a, "t1") && knows(b, "t1") && !knows(b, "t2"));
    let key = NewKey {
        digest: token("t2"),
        prefix: "t2".to_owned(),
    };
    a.rotate_app_user(ONE, two.phone, key, None, NOW)
        .wait()
        .unwrap();
    assert!(!knows(b, "t1") && knows(b, "t2"));
    a.revoke_app_user(ONE, two.phone, None, NOW).wait().unwrap();
    assert!(!knows(b, "t2"));
    let version = |hub: &Store, version: &str| {
        hub.match_form(ONE, &FormId::new("f"), &FormVersion::new(version))
    };
    version(b, "1").unwrap();
    version(b, "2").unwrap_err();
    let form = NewForm {
        id: FormId::new("f"),
        version: FormVersion::new("2"),
        title: "F".to_owned(),
        xml: b"<f2/>".to_vec(),
        fields: "{}".to_owned(),
        attachments: Vec::new(),
        cities: Vec::new(),
    };
    a.publish_form(ONE, form, Vec::new(), None, NOW)
        .wait()
        .unwrap();
    version(b, "2").unwrap();
}

/// The server may begin transactions in ways of its own; ours are as we say.
#[test]
fn the_settings_of_a_server_do_not_change_the_rules() {
    for (setting, value) in [
        ("default_transaction_isolation", "serializable"),
        ("default_transaction_isolation", "repeatable read"),
        ("default_transaction_read_only", "on"),
    ] {
        let two = two();
        let name = two.url.rsplit('/').next().unwrap().to_owned();
        let mut beside = rig::beside(&two.url);
        let alter = format!("ALTER DATABASE {name} SET {setting} = '{value}'");
        beside.batch_execute(&alter).unwrap();
        // New connections have it.
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()";
        beside.query(cut, &[]).unwrap();
        std::thread::scope(|scope| {
            for (place, hub) in two.hubs.iter().enumerate() {
                let two = &two;
                scope.spawn(move || {
                    for number in 0..20 {
                        let sent = hub.accept_submission(two.arrival(place * 20 + number));
                        assert_eq!(sent.wait().unwrap().0, Accepted::Created, "{setting}");
                    }
                });
            }
        });
        let records = two.hubs[0].read_queue(ONE, &[], None, 1).unwrap();
        assert_eq!(records.total, 40, "{setting} {value}");
    }
}

/// A database that was put back from a copy gives its feed another name: what phones know of
/// the old one is not good any more.
#[test]
fn a_restored_database_is_another_feed() {
    let two = two();
    let first = two.hubs[0].epoch().to_owned();
    two.hubs[0]
        .accept_submission(two.arrival(0))
        .wait()
        .unwrap();
    let cursor =
        |hub: &Store, since: Option<&str>| hub.read_changes(ONE, two.phone, since, 10).unwrap();
    let known = cursor(&two.hubs[0], None).cursor.unwrap();
    assert!(!cursor(&two.hubs[1], Some(&known)).must_refetch, "one feed");
    let name = two.url.rsplit('/').next().unwrap().to_owned();
    let (phone, url) = (two.phone, two.url.clone());
    let Two { hubs, .. } = two;
    drop(hubs);
    // Opened again where it was, it is the same.
    let dir = tempfile::tempdir().unwrap();
    let again = open(dir.path(), &url);
    assert_eq!(again.epoch(), first);
    drop(again);
    let mut server = rig::beside(&url.replace(&format!("/{name}"), "/postgres"));
    let copy = format!("CREATE DATABASE {name}_copy TEMPLATE {name}");
    server.batch_execute(&copy).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let restored = open(elsewhere.path(), &format!("{url}_copy"));
    assert_ne!(restored.epoch(), first);
    let page = restored.read_changes(ONE, phone, Some(&known), 10).unwrap();
    assert!(page.must_refetch);
    let page = restored.read_changes(ONE, phone, None, 10).unwrap();
    let fresh = page.cursor.unwrap();
    assert!(fresh.starts_with(restored.epoch()), "{fresh}");
    // Put back below a hub that serves: it notices with the next connection, or at once where
    // it sees that the database says it is elsewhere.
    let mut beside = rig::beside(&format!("{url}_copy"));
    beside
        .execute("UPDATE hub SET home = 'of the copy'", &[])
        .unwrap();
    let page = restored.read_changes(ONE, phone, Some(&fresh), 10).unwrap();
    assert!(page.must_refetch);
    let third = restored.read_changes(ONE, phone, None, 10).unwrap();
    assert!(!third.cursor.unwrap().starts_with(restored.epoch()));
}
