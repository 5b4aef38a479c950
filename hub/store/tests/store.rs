//! The store's promises below HTTP: groups commit together and fail apart, history stays, the
//! folder has one server, a newer database is left alone.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::channel;

use farola_hub_store::account::{self, NewUser, Role};
use farola_hub_store::form::{self, NewForm};
use farola_hub_store::submission::{Arrival, ArrivedFile, Summary, accept};
use farola_hub_store::{Connection, OpenAs, Store, StoreError, parcel};
use farola_model::{Coded as _, FormId, FormVersion, InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::parcel::{Announcement, ParcelKey};
use farola_protocol::{ParcelId, Problem};

const NOW: Timestamp = Timestamp(1_795_985_580_000);

fn open(dir: &std::path::Path) -> Store {
    Store::open(dir, OpenAs::Server, NOW, "epoch-1").unwrap()
}

fn user(number: usize) -> NewUser {
    NewUser {
        email: format!("{number}@farola.example"),
        display_name: "Ana".to_owned(),
        role: Role::Reviewer,
        language: "es".to_owned(),
        password_hash: "$argon2id$".to_owned(),
    }
}

#[test]
fn a_job_that_fails_takes_nothing_else_of_its_group_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let (sender, receiver) = channel();
    for number in 0..200 {
        let sender = sender.clone();
        store.submit(
            move |connection| {
                let id = account::add_user(connection, &user(number), NOW)?;
                match number % 10 {
                    3 => Err(StoreError::Busy),
                    7 => panic!("a fault of a job"),
                    _ => Ok(id),
                }
            },
            move |result| sender.send((number, result)).unwrap(),
        );
    }
    drop(sender);
    let results: Vec<_> = receiver.iter().collect();
    assert_eq!(results.len(), 200, "every job hears how it went");
    for (number, result) in &results {
        let fails = matches!(number % 10, 3 | 7);
        assert_eq!(result.is_err(), fails, "job {number}");
    }
    let kept = store.read(account::users).unwrap();
    assert_eq!(
        kept.len(),
        160,
        "what failed left nothing, what did not is there"
    );
}

#[test]
fn a_full_disk_fails_what_does_not_fit_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let limit = |pages: i64| {
        let set = move |c: &Connection| {
            Ok(
                c.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| {
                    row.get::<_, i64>(0)
                })?,
            )
        };
        // The limit is no change of the database, so it can be set inside a job.
        store.write(set).unwrap()
    };
    // SQLite answers with the pages in use when the limit asked for is below them.
    let used = limit(1);
    limit(used + 6);
    let mut kept = 0;
    let error = loop {
        let large = NewUser {
            display_name: "x".repeat(3000),
            ..user(kept)
        };
        match store.write(move |connection| account::add_user(connection, &large, NOW)) {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 100, "the disk never became full");
    };
    assert_eq!(error.code(), "hub.disk_full");
    assert_eq!(store.read(account::users).unwrap().len(), kept);
    limit(1_000_000);
    store
        .write(|connection| account::add_user(connection, &user(999), NOW))
        .unwrap();
    assert_eq!(store.read(account::users).unwrap().len(), kept + 1);
}

#[test]
fn history_feed_and_audit_refuse_to_be_changed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let audited = |connection: &Connection| account::add_user(connection, &user(1), NOW);
    store.write(audited).unwrap();
    let refused = |sql: &'static str| {
        store
            .write(move |connection| Ok(connection.execute(sql, [])?))
            .unwrap_err()
    };
    for sql in ["UPDATE audit SET action = 'x'", "DELETE FROM audit"] {
        assert_eq!(refused(sql).code(), "hub.database", "{sql}");
    }
}

#[test]
fn one_process_serves_a_folder_and_commands_work_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let second = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-2").unwrap_err();
    assert_eq!(second.code(), "hub.in_use");
    let beside = Store::open(dir.path(), OpenAs::Command, NOW, "epoch-2").unwrap();
    beside
        .write(|connection| account::add_user(connection, &user(1), NOW))
        .unwrap();
    assert_eq!(store.read(account::users).unwrap().len(), 1);
    assert_eq!(
        beside.epoch(),
        "epoch-1",
        "the epoch is the database's, not the process's"
    );
}

#[test]
fn a_database_from_the_future_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let file = dir.path().join("hub.db");
    Connection::open(&file)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let error = Store::open(dir.path(), OpenAs::Server, NOW, "e").unwrap_err();
    assert_eq!(error.code(), "hub.database_newer");
    let version: i64 = Connection::open(&file)
        .unwrap()
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert_eq!(version, 99);
}

#[test]
fn a_file_that_is_no_database_is_an_error_not_a_loss() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("hub.db"), [7u8; 8192]).unwrap();
    let error = Store::open(dir.path(), OpenAs::Server, NOW, "e").unwrap_err();
    assert_eq!(error.code(), "hub.database");
    assert_eq!(
        std::fs::read(dir.path().join("hub.db")).unwrap(),
        [7u8; 8192]
    );
}

#[test]
fn a_version_of_a_form_means_one_content() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let form = |version: &str, xml: &[u8]| NewForm {
        id: FormId::new("f"),
        version: FormVersion::new(version),
        title: "F".to_owned(),
        xml: xml.to_vec(),
        fields: "{}".to_owned(),
        attachments: vec!["lista.csv".to_owned()],
        cities: Vec::new(),
    };
    let publish = |form: NewForm| {
        store.write(move |connection| form::publish(connection, ProjectId(1), &form, None, NOW))
    };
    let one = publish(form("1", b"<a/>")).unwrap();
    assert_eq!(
        publish(form("1", b"<a/>")).unwrap(),
        one,
        "the same again changes nothing"
    );
    let taken = publish(form("1", b"<b/>")).unwrap_err();
    assert!(matches!(
        taken,
        StoreError::Refused(Problem::FormVersionExists)
    ));
    let two = publish(form("2", b"<b/>")).unwrap();
    assert_eq!((two.key, two.version.as_str()), (one.key, "2"));
    let old = store
        .read(|c| form::version_key(c, one.key, &FormVersion::new("1")))
        .unwrap();
    assert_eq!(
        old, one.version_key,
        "submissions of an older version are still taken"
    );
}

#[test]
fn the_schema_is_what_the_snapshot_says() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let connection = Connection::open(dir.path().join("hub.db")).unwrap();
    let mut statement = connection
        .prepare("SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1")
        .unwrap();
    let names: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    insta::assert_snapshot!(names.join("\n"));
}

/// A submission of the form with this row.
fn arrival(number: usize, form: i64, form_version: i64) -> Arrival {
    let id = format!("uuid:00000000-0000-4000-8000-{number:012}");
    let xml = format!("<data id=\"f\"><note>{number}</note></data>").into_bytes();
    Arrival {
        project: ProjectId(1),
        form,
        form_version,
        app_user: None,
        user: None,
        instance_id: InstanceId::new(id.as_str()),
        deprecated_id: None,
        xml_sha256: Sha256::of(&xml),
        xml,
        answers: "[]".to_owned(),
        summary: Summary {
            search: "x".repeat(3000),
            ..Summary::default()
        },
        expected: Vec::new(),
        files: Vec::new(),
        device_id: None,
        user_agent: None,
        device_date: None,
        at: NOW,
        event_uid: number.to_string(),
    }
}

fn publish(store: &Store) {
    let form = NewForm {
        id: FormId::new("f"),
        version: FormVersion::new("1"),
        title: "F".to_owned(),
        xml: b"<a/>".to_vec(),
        fields: "{}".to_owned(),
        attachments: Vec::new(),
        cities: Vec::new(),
    };
    store
        .write(move |connection| form::publish(connection, ProjectId(1), &form, None, NOW))
        .unwrap();
}

#[test]
fn a_parcel_is_expected_for_two_weeks_and_its_key_goes_with_its_arrival() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    publish(&store);
    let day = 24 * 60 * 60 * 1000;
    let key = |c: &Connection| {
        let mut rows = c.prepare("SELECT key IS NULL FROM parcel")?;
        let found = rows.query_map([], |row| row.get(0))?;
        Ok(found.collect::<Result<Vec<bool>, _>>()?)
    };
    store
        .write(move |c| {
            let token = (Sha256::of(b"t"), "t");
            let user = account::add_app_user(c, ProjectId(1), "Equipo", token, None, NOW)?.id;
            let form = form::form(c, ProjectId(1), &FormId::new("f"))?;
            let version = form::version_key(c, form.key, &FormVersion::new("1"))?;
            let sent = Arrival {
                app_user: Some(user),
                ..arrival(1, form.key, version)
            };
            accept(c, &sent)?;
            let file = Sha256::of(b"file");
            let id = ParcelId::of("t", &sent.xml_sha256, "f.jpg", &file);
            let told = Announcement {
                instance_id: sent.instance_id,
                xml_sha256: sent.xml_sha256,
                name: "f.jpg".to_owned(),
                sha256: file,
                size: 4,
                key: ParcelKey::new([7; 32]),
            };
            parcel::announce(c, ProjectId(1), user, &id, &told, NOW)?;
            let late = |days| parcel::expected(c, &id, NOW.plus_millis(days * day));
            assert!(late(14)?.is_some() && late(15)?.is_none());
            // Announcing anything forgets what is too old; this is announced anew.
            let again = NOW.plus_millis(15 * day);
            let known = parcel::announce(c, ProjectId(1), user, &id, &told, again)?;
            assert_eq!(known, parcel::Announced::Created);
            let arrived = ArrivedFile {
                name: told.name,
                sha256: file,
                size: 4,
                media_type: "image/jpeg",
            };
            assert!(parcel::arrived(c, &id, arrived, "uid", again)?);
            assert!(late(16)?.is_some_and(|parcel| parcel.key.is_none()));
            Ok(())
        })
        .unwrap();
    assert_eq!(store.read(key).unwrap(), [true]);
}

/// What the hub asks and writes for one more submission.
fn one_more(connection: &Connection, number: usize) {
    let form = form::form(connection, ProjectId(1), &FormId::new("f")).unwrap();
    let version = FormVersion::new("1");
    let version = form::version_key(connection, form.key, &version).unwrap();
    accept(connection, &arrival(number, form.key, version)).unwrap();
}

#[test]
fn one_more_submission_costs_the_same_however_many_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    publish(&store);
    drop(store);
    // Steps of SQLite's machine are counted: no clock, so the same on every machine.
    let mut connection = Connection::open(dir.path().join("hub.db")).unwrap();
    let steps = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&steps);
    let count = move || {
        counter.fetch_add(1, Ordering::Relaxed);
        false
    };
    connection.progress_handler(1, Some(count)).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    let costs: Vec<u64> = (0..1000)
        .map(|number| {
            let before = steps.load(Ordering::Relaxed);
            one_more(&connection, number);
            steps.load(Ordering::Relaxed) - before
        })
        .collect();
    let (few, many) = (costs[9], costs[999]);
    assert!(few > 50, "nothing was counted: {few}");
    assert!(
        many < few + few / 10,
        "the 10th {few} steps, the 1000th {many}"
    );
}
