//! The store's promises below HTTP: the folder has one server, a newer database is left alone,
//! a version means one content, parcels are expected for their time.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

use farola_hub_store::account::{NewUser, Role, SessionId};
use farola_hub_store::app_user::{KeyDigest, NewKey};
use farola_hub_store::form::NewForm;
use farola_hub_store::parcel::Announced;
use farola_hub_store::queue::Condition;
use farola_hub_store::review::{Decider, Decision};
use farola_hub_store::submission::{Accepted, Arrival, ArrivedFile, Summary, Verdict};
use farola_hub_store::{OpenAs, Place, Store, StoreError};
use farola_model::{Coded as _, FormId, FormVersion, InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::parcel::{Announcement, ParcelKey};
use farola_protocol::review::ReviewAction;
use farola_protocol::{Change, ParcelId, Problem};
use rig::On;
use rusqlite::Connection;

mod rig;

const NOW: Timestamp = Timestamp(1_795_985_580_000);

fn open(place: impl Into<Place>) -> Store {
    Store::open(place, OpenAs::Server, NOW, "epoch-1").unwrap()
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
fn one_process_serves_a_folder_and_commands_work_beside_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let second = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-2").unwrap_err();
    assert_eq!(second.code(), "hub.in_use");
    let beside = Store::open(dir.path(), OpenAs::Command, NOW, "epoch-2").unwrap();
    beside.add_user(user(1), NOW).wait().unwrap();
    assert_eq!(store.list_users(NOW).unwrap().len(), 1);
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

/// A folder as a hub of an older schema left it, with something in every table.
fn of_schema(dump: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let old = Connection::open(dir.path().join("hub.db")).unwrap();
    old.execute_batch(dump).unwrap();
    dir
}

#[test]
fn a_database_of_schema_2_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-2.sql"));
}

#[test]
fn a_database_of_schema_3_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-3.sql"));
}

#[test]
fn a_database_of_schema_4_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-4.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-4.sql"));
}

#[test]
fn a_database_of_schema_5_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-5.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-5.sql"));
}

#[test]
fn a_database_of_schema_6_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-6.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-6.sql"));
}

#[test]
fn a_database_of_schema_7_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-7.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-7.sql"));
}

#[test]
fn a_database_of_schema_8_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-8.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-8.sql"));
}

#[test]
fn a_database_of_schema_9_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-9.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-9.sql"));
}

#[test]
fn a_database_of_schema_10_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-10.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-10.sql"));
}

#[test]
fn a_database_of_schema_11_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-11.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-11.sql"));
}

#[test]
fn a_database_of_schema_12_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-12.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-12.sql"));
}

#[test]
fn a_database_of_schema_13_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-13.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-13.sql"));
}

#[test]
fn a_database_of_schema_14_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-14.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-14.sql"));
}

#[test]
fn a_database_of_schema_15_is_brought_up_to_date_and_goes_on() {
    goes_on(include_str!("fixtures/schema-15.sql"));
    goes_on_elsewhere(include_str!("fixtures/postgres-15.sql"));
}

/// From schema 2 on, and from 4 on PostgreSQL, each schema has a database as it left it; the
/// newest one gets its own with the one that follows.
#[test]
fn each_schema_of_before_has_a_fixture() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (engine, first, name) in [("sqlite", 2, "schema"), ("postgres", 4, "postgres")] {
        let steps = std::fs::read_dir(here.join("migrations").join(engine)).unwrap();
        let newest = steps.count();
        assert!(newest > first, "{engine}");
        for number in first..newest {
            let fixture = here.join(format!("tests/fixtures/{name}-{number}.sql"));
            let dump = std::fs::read_to_string(&fixture).unwrap_or_default();
            // It is of the schema that its name says, and a test above brings it up to date.
            let schema = |number: usize| match engine {
                "sqlite" => format!("PRAGMA user_version = {number};"),
                _ => format!("INSERT INTO public.migration VALUES ({number});"),
            };
            assert!(dump.contains(&schema(number)), "{}", fixture.display());
            assert!(!dump.contains(&schema(number + 1)), "{}", fixture.display());
            let tried = format!("include_str!(\"fixtures/{name}-{number}.sql\")");
            assert!(include_str!("store.rs").contains(&tried), "{tried}");
        }
    }
}

fn goes_on(dump: &str) {
    let dir = of_schema(dump);
    reads_whole(&Place::folder(dir.path()));
    as_before(open(dir.path()));
    assert_eq!(Store::verify(dir.path()).unwrap().wrong_counters, 0);
    // What the triggers hold is held after it as well.
    let beside = Connection::open(dir.path().join("hub.db")).unwrap();
    beside.execute("DELETE FROM change", []).unwrap_err();
    // Every row refers to rows that are there, also where a table was made anew.
    let astray = "SELECT count(*) FROM pragma_foreign_key_check";
    let astray: i64 = beside.query_row(astray, [], |row| row.get(0)).unwrap();
    assert_eq!(astray, 0);
    let schema: i64 = beside
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    let steps = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
    let newest = std::fs::read_dir(steps).unwrap().count();
    assert_eq!(schema, i64::try_from(newest).unwrap());
}

/// The same on PostgreSQL.
fn goes_on_elsewhere(dump: &str) {
    let (dir, url) = (tempfile::tempdir().unwrap(), rig::database());
    rig::beside(&url).batch_execute(dump).unwrap();
    let place = Place::folder(dir.path()).with_database(&url).unwrap();
    reads_whole(&place);
    as_before(open(&place));
    assert_eq!(Store::verify(&place).unwrap().wrong_counters, 0);
    let mut beside = rig::beside(&url);
    beside.execute("DELETE FROM change", &[]).unwrap_err();
}

/// A hub of before, such as a backup, is verified as it is. The dumps are of the database alone, so
/// its files are the only thing that is missed.
fn reads_whole(place: &Place) {
    let mut report = Store::verify(place.clone()).unwrap();
    assert_ne!(report.missing_files, []);
    report.missing_files.clear();
    assert!(report.is_whole(), "{report:?}");
}

/// A hub of before has what it had, and goes on with it.
fn as_before(store: Store) {
    assert_eq!(store.epoch(), "epoch-of-schema-2");
    let id = |number: usize| {
        InstanceId::new(format!("uuid:00000000-0000-4000-8000-{number:012}").as_str())
    };
    // People, phones and what was sent are there; an address is found however it is written.
    let account = store.find_account("ANA@farola.example").unwrap().unwrap();
    let session = SessionId(Sha256::of(b"s"));
    assert!(store.find_session(session, NOW).unwrap().is_some());
    let taken = NewUser {
        email: "ana@FAROLA.example".to_owned(),
        ..user(1)
    };
    let taken = store.add_user(taken, NOW).wait().unwrap_err();
    assert_eq!(taken.code(), "hub.exists");
    let key = KeyDigest(Sha256::of(b"t1"));
    let phone = store.find_app_user(ProjectId(1), key).unwrap().unwrap().id;
    let records = store.read_queue(ProjectId(1), &[], None, 10).unwrap();
    assert_eq!((records.total, records.items.len()), (3, 3));
    let forms = store.list_counted_forms(ProjectId(1)).unwrap();
    assert_eq!(forms.iter().map(|form| form.submissions).sum::<i64>(), 3);
    let facets = store.count_facets(ProjectId(1), &[]).unwrap();
    assert_eq!(facets.states.iter().map(|(_, count)| count).sum::<i64>(), 3);
    let record = store.open_record(ProjectId(1), &id(1)).unwrap();
    assert_eq!((record.versions.len(), record.history.len()), (2, 4));
    assert_eq!((record.files.len(), record.files[0].others), (2, 1));
    // The feed goes on where it was: no number is given twice, none is left out.
    let feed = |since| store.read_changes(ProjectId(1), phone, since, 10).unwrap();
    assert_eq!(feed(None).entries.len(), 3);
    let decision = Decision {
        project: ProjectId(1),
        instance_id: id(3),
        action: ReviewAction::Start,
        reason: None,
        comments: Vec::new(),
        expected_version: None,
        by: Decider {
            user: account.user.id,
            role: Role::Reviewer,
        },
        at: NOW,
        uid: "after".to_owned(),
    };
    store.decide(decision).wait().unwrap();
    let page = feed(Some("epoch-of-schema-2.3"));
    assert_eq!(page.cursor.as_deref(), Some("epoch-of-schema-2.4"));
    let [Change::Review(told)] = page.entries.as_slice() else {
        panic!("{:?}", page.entries);
    };
    assert_eq!((told.seq, &told.instance_id), (4, &id(3)));
    let words = [Condition::Word("poste".to_owned())];
    let found = store.read_queue(ProjectId(1), &words, None, 10).unwrap();
    assert_eq!(found.total, 3);
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

fn a_version_of_a_form_means_one_content(on: On) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(on.place(dir.path()));
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
        let published = store.publish_form(ProjectId(1), form, Vec::new(), None, NOW);
        published.wait().map(|counted| counted.form)
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
        .match_form(ProjectId(1), &FormId::new("f"), &FormVersion::new("1"))
        .unwrap();
    assert_eq!(
        old.version, one.version_key,
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

/// A submission of the form `f`.
fn arrival(store: &Store, number: usize) -> Arrival {
    let form = store
        .match_form(ProjectId(1), &FormId::new("f"), &FormVersion::new("1"))
        .unwrap();
    let id = format!("uuid:00000000-0000-4000-8000-{number:012}");
    let xml = format!("<data id=\"f\"><note>{number}</note></data>").into_bytes();
    Arrival {
        project: ProjectId(1),
        form: form.form,
        form_version: form.version,
        app_user: None,
        user: None,
        instance_id: InstanceId::new(id.as_str()),
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
    let published = store.publish_form(ProjectId(1), form, Vec::new(), None, NOW);
    published.wait().unwrap();
}

fn a_parcel_is_expected_for_two_weeks_and_its_key_goes_with_its_arrival(on: On) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(on.place(dir.path()));
    publish(&store);
    let day = 24 * 60 * 60 * 1000;
    let key = NewKey {
        digest: KeyDigest(Sha256::of(b"t")),
        prefix: "t".to_owned(),
    };
    let phone = store.add_app_user(ProjectId(1), "Equipo".to_owned(), key, None, NOW);
    let user = phone.wait().unwrap().id;
    let sent = Arrival {
        app_user: Some(user),
        expected: vec!["f.jpg".to_owned()],
        ..arrival(&store, 1)
    };
    let (accepted, _) = store.accept_submission(sent.clone()).wait().unwrap();
    assert_eq!(accepted, Accepted::Created);
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
    let announce = |at| {
        let announced = store.announce_parcel(ProjectId(1), user, id, told.clone(), at);
        announced.wait().unwrap()
    };
    announce(NOW);
    let late = |days| store.find_parcel(&id, NOW.plus_millis(days * day)).unwrap();
    assert!(late(14).is_some() && late(15).is_none());
    // Announcing anything forgets what is too old; this is announced anew.
    let again = NOW.plus_millis(15 * day);
    assert_eq!(announce(again), Announced::Created);
    let arrived = ArrivedFile {
        name: told.name.clone(),
        sha256: file,
        size: 4,
        media_type: "image/jpeg",
        kept: farola_hub_store::submission::Kept::AsItCame,
    };
    let taken = store.take_parcel(id, arrived, "uid".to_owned(), again);
    assert!(taken.wait().unwrap());
    assert!(late(16).is_some_and(|parcel| parcel.key.is_none()));
}

on_both! {
    a_version_of_a_form_means_one_content,
    a_parcel_is_expected_for_two_weeks_and_its_key_goes_with_its_arrival,
}
