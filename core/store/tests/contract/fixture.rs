//! The database as released versions wrote it, and the key to look behind the API.

use std::path::Path;

use farola_model::{DeviceId, FormRef, FormVersion, GeoPoint, ProjectId, Sha256, Timestamp};
use farola_store::{
    Device, Enrolment, Fix, FormMedium, Moment, NewComment, NewDraft, NewForm, Purged, Receipt,
    RetentionPolicy, ReviewChange, SealedFor, Server, Store, StoredEntity, StoredList,
    SubmissionEvent, TrackPoint, WalkPart,
};
use rusqlite::Connection;

use crate::{KEY, Phone, form_ref, id, new_draft, seal};

/// A connection that knows the key and nothing else of this crate.
pub(crate) fn raw(path: &Path) -> Connection {
    let hex: String = KEY.iter().map(|byte| format!("{byte:02x}")).collect();
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
        .unwrap();
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .unwrap();
    conn
}

/// How many schemas were released.
pub(crate) const SCHEMAS: usize = 5;
/// Databases as each schema's release wrote them.
const FIXTURES: [&str; SCHEMAS] = [
    include_str!("../fixtures/v1.sql"),
    include_str!("../fixtures/v2.sql"),
    include_str!("../fixtures/v3.sql"),
    include_str!("../fixtures/v4.sql"),
    include_str!("../fixtures/v5.sql"),
];

/// What schema 2 added.
fn furnish_lists(store: &mut Store) {
    let list = StoredList {
        name: "people".into(),
        hash: "md5:people".into(),
        needs_approval: true,
        properties: "[\"age\"]".into(),
    };
    let entity = StoredEntity {
        id: "e1".into(),
        label: "Ana".into(),
        version: 2,
        trunk_version: Some(1),
        branch_id: "b1".into(),
        online: true,
        properties: "[[\"age\",\"34\"]]".into(),
    };
    store
        .replace_entities(&list, &[entity], Timestamp(300))
        .unwrap();
}

/// What schema 3 added.
fn furnish_walk(store: &mut Store) {
    store.begin_walk(&new_draft("walk")).unwrap();
    let code = Some("14039-20261123-a1b2c3");
    store.start_walk("t2", code, Timestamp(7_000)).unwrap();
    store.check_in_walk(Timestamp(7_500)).unwrap();
    store
        .begin_walk_form(&new_draft("stop"), WalkPart::Stop)
        .unwrap();
}

/// What schema 4 added. Seen two hours after the walk set out: nothing goes.
fn furnish_remains(store: &mut Store) {
    store
        .keep_last_saved(&form_ref().id, &id("returned"), b"<data/>")
        .unwrap();
    let now = Moment {
        wall: Timestamp(7_000_000),
        since_boot_ms: Some(9_000),
        boot: Some([7; 16]),
    };
    let purged = store.retain(RetentionPolicy::default(), now).unwrap();
    let old_form = Purged {
        forms: 1,
        ..Purged::default()
    };
    assert_eq!(purged, old_form);
}

/// What schema 5 added: for whom a record is sealed.
fn furnish_sealed(store: &mut Store) {
    let device = store.device().unwrap().unwrap();
    let server = Server {
        identity: "hub:one/1".into(),
        before: None,
    };
    store.enrol(&device, &server, &[], "another").unwrap();
    seal(store, "for the other", &[]);
    let server = Server {
        identity: "hub:two/1".into(),
        before: None,
    };
    store.enrol(&device, &server, &[], "another").unwrap();
}

/// Something in every table, through the API.
fn furnish(store: &mut Store) {
    let photo = b"a photo of a street lamp that is out";
    let list = store
        .import_media(&mut &b"calle\nJuarez\n"[..], "text/csv", Timestamp(100))
        .unwrap();
    for version in ["1", "2"] {
        let form = NewForm {
            form: FormRef {
                version: FormVersion::new(version),
                ..form_ref()
            },
            title: format!("Punto {version}"),
            xml: format!("<h:html>{version}</h:html>").into_bytes(),
            hash: format!("md5:{version}"),
            media: vec![FormMedium {
                name: "calles.csv".into(),
                hash: "md5:list".into(),
                sha256: list.sha256,
            }],
            at: Timestamp(200),
        };
        store.store_form(&form).unwrap();
    }
    let draft = NewDraft {
        deprecated: Some(id("returned")),
        snapshot: Some(b"snapshot".to_vec()),
        ..new_draft("draft")
    };
    store.begin_draft(&draft).unwrap();
    store
        .append_deltas(&id("draft"), &[b"one", b"two", b"three"], Timestamp(2_000))
        .unwrap();
    store
        .snapshot_draft(&id("draft"), 1, b"snapshot 1", Timestamp(2_100))
        .unwrap();
    store
        .import_draft_media(
            &id("draft"),
            "foto.jpg",
            "original",
            &mut &photo[..],
            "image/jpeg",
            Timestamp(2_200),
        )
        .unwrap();
    for name in ["waiting", "returned", "wedged"] {
        seal(store, name, &[("1.jpg", photo), ("2.jpg", name.as_bytes())]);
    }
    let returned = id("returned");
    store
        .advance(&returned, SubmissionEvent::Offer, Timestamp(4_000))
        .unwrap();
    store
        .mark_stored(&returned, &["1.jpg", "2.jpg"], Timestamp(4_100))
        .unwrap();
    store
        .acknowledge(&returned, &Receipt::bare(), Timestamp(4_200))
        .unwrap();
    store
        .postpone(&id("waiting"), Timestamp(9_000), "network.timeout", true)
        .unwrap();
    store
        .wedge(&id("wedged"), "submission.too_large", Timestamp(4_300))
        .unwrap();
    let change = ReviewChange {
        seq: 12,
        instance: returned,
        xml_sha256: Some(Sha256::of(b"xml")),
        state: "has_issues".into(),
        reason: None,
        comments: vec![NewComment {
            id: "c1".into(),
            reference: Some("/data/p_luz".into()),
            body: "¿De qué lado de la calle?".into(),
            at: "2026-11-23T20:53:00Z".into(),
            role: "reviewer".into(),
        }],
    };
    store
        .apply_changes("project/1", &[change], "epoch:12", Timestamp(5_000))
        .unwrap();
    store.set_setting("language", "es").unwrap();
    let device = Device {
        id: DeviceId::new("farola:0011223344556677"),
        enrolment: Some(Enrolment {
            server_url: "https://hub.example/v1/key/token/projects/1".into(),
            project: Some(ProjectId(1)),
            token: "token".into(),
            at: Timestamp(50),
        }),
    };
    store.set_device(&device).unwrap();
    store
        .begin_track("t1", Some("14039-20261123-a1b2c3"), Timestamp(6_000))
        .unwrap();
    let point = GeoPoint {
        lat: 20.6767,
        lon: -103.347,
        alt_m: 1550.0,
        accuracy_m: 9.5,
    };
    let fix = Fix {
        at: Timestamp(6_100),
        point,
        speed_mps: Some(1.25),
        bearing_deg: None,
    };
    let points = [TrackPoint::Fix(fix), TrackPoint::Pause(Timestamp(6_200))];
    store.append_track_points("t1", &points).unwrap();
}

/// The database as SQL: its schema, then every row.
fn dump(path: &Path) -> String {
    let conn = raw(path);
    let mut sql = String::from("-- Database of schema v5 with something in every table.\n");
    let text = |query: &str| -> Vec<String> {
        let mut statement = conn.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    };
    for object in text(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'sqlite_sequence' ORDER BY rowid",
    ) {
        sql.push_str(&object);
        sql.push_str(";\n");
    }
    for table in text("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid") {
        if table == "sqlite_sequence" {
            continue;
        }
        let columns = text(&format!("SELECT name FROM pragma_table_info('{table}')"));
        let quoted: Vec<String> = columns.iter().map(|c| format!("quote({c})")).collect();
        let rows = text(&format!(
            "SELECT {} FROM {table} ORDER BY id",
            quoted.join(" || ', ' || ")
        ));
        assert!(!rows.is_empty(), "{table} has nothing in the fixture");
        for row in rows {
            sql.push_str(&format!(
                "INSERT INTO {table} ({}) VALUES ({row});\n",
                columns.join(", ")
            ));
        }
    }
    sql
}

/// A database as the version that wrote the fixture left it; its salt is the key's. Its pages
/// are laid out as that version laid them out: it set these before the first table.
pub(crate) fn from_fixture(schema: usize) -> Phone {
    let phone = Phone::new();
    let salt = Sha256::of(&[&b"farola/store/salt/1:"[..], &KEY].concat());
    let hex: String = KEY
        .iter()
        .chain(&salt.0[..16])
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let conn = Connection::open(phone.path()).unwrap();
    conn.execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))
        .unwrap();
    conn.execute_batch(
        "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA application_id = 0x4661726f; \
         PRAGMA journal_mode = WAL;",
    )
    .unwrap();
    conn.execute_batch(FIXTURES[schema - 1]).unwrap();
    conn.pragma_update(None, "user_version", u32::try_from(schema).unwrap())
        .unwrap();
    phone
}

/// What a person would find in it.
fn content(store: &Store) -> String {
    let submissions: Vec<_> = store.submissions().unwrap();
    let whole: Vec<_> = submissions
        .iter()
        .map(|s| store.submission(&s.instance).unwrap())
        .collect();
    format!(
        "{:#?}",
        (
            store.home_counts().unwrap(),
            store.forms().unwrap(),
            store
                .form_media(&store.forms().unwrap()[0].xml_sha256)
                .unwrap(),
            (
                store.load_draft(&id("draft")).unwrap(),
                store.draft_media(&id("draft")).unwrap()
            ),
            whole,
            store.due(Timestamp(10_000), 9).unwrap().len(),
            (
                store.reviews().unwrap(),
                store.review(&id("returned")).unwrap().comments
            ),
            (
                store.cursor("project/1").unwrap(),
                store.setting("language").unwrap()
            ),
            store.device().unwrap(),
            (store.tracks().unwrap(), store.track_points("t1").unwrap()),
        )
    )
}

#[test]
fn a_database_of_schema_v1_opens_with_everything_in_it() {
    let phone = from_fixture(1);
    let mut store = phone.open_checked();
    assert_eq!(store.salvage(), None);
    let new = Phone::new();
    let mut fresh = new.open();
    furnish(&mut fresh);
    assert_eq!(content(&store), content(&fresh));
    insta::assert_snapshot!(content(&store));
    assert_eq!(store.entity_lists().unwrap(), []);
    assert_eq!(store.open_walk().unwrap(), None);
    // And it goes on from there: no id is given out twice.
    seal(&mut store, "after", &[]);
    assert_eq!(
        store
            .append_delta(&id("draft"), b"four", Timestamp(1))
            .unwrap(),
        4
    );
}

#[test]
fn a_database_of_schema_v2_opens_with_everything_in_it() {
    let phone = from_fixture(2);
    let store = phone.open_checked();
    let new = Phone::new();
    let mut fresh = new.open();
    furnish(&mut fresh);
    furnish_lists(&mut fresh);
    assert_eq!(content(&store), content(&fresh));
    assert_eq!(store.entity_lists().unwrap(), fresh.entity_lists().unwrap());
    assert_eq!(
        store.entities("people").unwrap(),
        fresh.entities("people").unwrap()
    );
}

#[test]
fn a_database_of_schema_v3_opens_with_everything_in_it() {
    let phone = from_fixture(3);
    let store = phone.open_checked();
    let new = Phone::new();
    let mut fresh = new.open();
    furnish(&mut fresh);
    furnish_lists(&mut fresh);
    furnish_walk(&mut fresh);
    assert_eq!(content(&store), content(&fresh));
    let walk = store.open_walk().unwrap();
    assert!(walk.is_some());
    assert_eq!(walk, fresh.open_walk().unwrap());
    let forms = store.walk_forms(&id("walk")).unwrap();
    assert_eq!(forms.len(), 1);
    assert_eq!(forms, fresh.walk_forms(&id("walk")).unwrap());
}

#[test]
fn a_database_of_schema_v4_opens_with_everything_in_it() {
    let phone = from_fixture(4);
    let mut store = phone.open_checked();
    let new = Phone::new();
    let mut fresh = new.open();
    furnish(&mut fresh);
    furnish_lists(&mut fresh);
    furnish_walk(&mut fresh);
    furnish_remains(&mut fresh);
    assert_eq!(content(&store), content(&fresh));
    let form = form_ref().id;
    assert_eq!(store.last_saved(&form).unwrap().unwrap(), b"<data/>");
    // What was counted goes on from there.
    let now = Moment {
        wall: Timestamp(0),
        since_boot_ms: Some(9_000 + 8 * 86_400_000),
        boot: Some([7; 16]),
    };
    let purged = [&mut store, &mut fresh].map(|s| s.retain(RetentionPolicy::default(), now));
    let purged = purged.map(Result::unwrap);
    assert_eq!(purged[0], purged[1]);
    assert!(purged[0].others > 0, "{purged:?}");
}

#[test]
fn a_database_of_schema_v5_opens_with_everything_in_it() {
    let phone = from_fixture(5);
    let store = phone.open_checked();
    let new = Phone::new();
    let mut fresh = new.open();
    furnish(&mut fresh);
    furnish_lists(&mut fresh);
    furnish_walk(&mut fresh);
    furnish_remains(&mut fresh);
    furnish_sealed(&mut fresh);
    assert_eq!(content(&store), content(&fresh));
    assert_eq!(store.sealed_for().unwrap(), fresh.sealed_for().unwrap());
    let one = store.submission_info(&id("for the other")).unwrap();
    assert!(!one.goes_here);
    assert_eq!(one.problem.as_deref(), Some("submission.another_server"));
}

/// What waited before is for the server that the phone was enrolled with then.
#[test]
fn what_older_schemas_sealed_is_for_their_server() {
    for schema in 1..5 {
        for (key, identity) in [
            (None, "at:https://hub.example/v1/projects/1"),
            (Some("AbC-_"), "hub:AbC-_/1"),
        ] {
            let phone = from_fixture(schema);
            let conn = raw(&phone.path());
            if let Some(key) = key {
                let sql = "INSERT INTO setting (key, value) VALUES ('enrolment.hub_key', ?1)";
                conn.execute(sql, [key]).unwrap();
            }
            drop(conn);
            let store = phone.open_checked();
            let waiting = SealedFor {
                server: Some(identity.to_owned()),
                records: 2,
            };
            assert_eq!(store.sealed_for().unwrap(), [waiting]);
            assert!(store.submissions().unwrap().iter().all(|s| s.goes_here));
        }
    }
}

/// Up to schema 3 the last submissions were settings.
#[test]
fn last_submissions_of_older_schemas_are_taken_over() {
    let phone = from_fixture(3);
    let conn = raw(&phone.path());
    conn.execute_batch(
        "INSERT INTO setting (key, value) VALUES ('last_saved:cs_punto', '<data>ñ</data>')",
    )
    .unwrap();
    drop(conn);
    let store = phone.open_checked();
    let kept = store.last_saved(&form_ref().id).unwrap().unwrap();
    assert_eq!(kept, "<data>ñ</data>".as_bytes());
    assert_eq!(store.setting("last_saved:cs_punto").unwrap(), None);
    assert_eq!(store.setting("language").unwrap().unwrap(), "es");
}

/// Fails when a released schema is changed in place instead of by a new migration. To write
/// the fixture of a new schema: `FAROLA_WRITE_FIXTURE=1 cargo test -p farola-store fixture`.
#[test]
fn schema_v5_is_what_the_migrations_make() {
    let phone = Phone::new();
    let mut store = phone.open();
    furnish(&mut store);
    furnish_lists(&mut store);
    furnish_walk(&mut store);
    furnish_remains(&mut store);
    furnish_sealed(&mut store);
    drop(store);
    let sql = dump(&phone.path());
    if std::env::var_os("FAROLA_WRITE_FIXTURE").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/v5.sql");
        std::fs::write(path, &sql).unwrap();
    }
    assert!(
        sql == FIXTURES[4],
        "the schema or what is stored differs from tests/fixtures/v5.sql"
    );
}
