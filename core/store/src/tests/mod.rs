//! The fault loop: every operation fails at its n-th step, for n = 1, 2, 3 … until it succeeds.
//!
//! Whatever the step, a failed operation leaves every table as it was. Two faults are tried:
//! an interrupt at each instruction of SQLite's machine, and a disk that is full at each page.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use farola_model::{DeviceId, FormId, FormRef, FormVersion, InstanceId, Sha256, Timestamp};
use rusqlite::types::Value;

use crate::{
    Attachment, Device, Enrolment, Error, FinalizedWith, Key, NewComment, NewDraft, NewForm,
    Receipt, ReviewChange, Server, Store, StoredEntity, StoredList, SubmissionEvent, WalkPart,
};

/// A failed attempt that goes on longer than this is a loop of its own.
const MOST_STEPS: u32 = 20_000;

type Operation = fn(&mut Store) -> Result<(), Error>;

const OPERATIONS: &[(&str, Operation)] = &[
    ("begin_draft", |store| store.begin_draft(&new_draft("new"))),
    ("begin_walk", |store| store.begin_walk(&new_draft("new"))),
    ("begin_walk_form", |store| {
        store.begin_walk_form(&new_draft("new"), WalkPart::Stop)
    }),
    ("start_walk", |store| {
        store.start_walk("t2", Some(&"c".repeat(9_000)), AT)
    }),
    ("leave_walk", |store| store.leave_walk(AT)),
    ("delete_draft", |store| store.delete_draft(&id("draft"))),
    ("append_delta", |store| {
        store
            .append_delta(&id("draft"), &[b'x'; 9_000], AT)
            .map(drop)
    }),
    ("append_deltas", |store| {
        let delta: &[u8] = &[b'x'; 5_000];
        store.append_deltas(&id("draft"), &[delta; 3], AT).map(drop)
    }),
    ("snapshot_draft", |store| {
        store.snapshot_draft(&id("draft"), 2, &[b's'; 20_000], AT)
    }),
    ("import_draft_media", |store| {
        let mut photo = std::io::repeat(b'p').take(600_000);
        store
            .import_draft_media(&id("draft"), "2.jpg", "original", &mut photo, "x", AT)
            .map(drop)
    }),
    ("finalize", |store| {
        let file = Attachment {
            name: "1.jpg".into(),
            role: "original".into(),
            sha256: Sha256::of(b"photo"),
        };
        store
            .finalize(&id("draft"), &[b'<'; 30_000], &[file], AT)
            .map(drop)
    }),
    ("finalize_with_entities", |store| {
        let people = || "people".to_owned();
        let writes = [(people(), entity(1)), (people(), entity(2))];
        let with = FinalizedWith {
            title: Some("finalized"),
            entities: &writes,
        };
        store
            .finalize_with_entities(&id("draft"), &[b'<'; 9_000], &[], with, AT)
            .map(drop)
    }),
    ("replace_entities", |store| {
        let many: Vec<_> = (0..40).map(entity).collect();
        store.replace_entities(&people("md5:2"), &many, AT)
    }),
    ("rebase_draft", |store| {
        store.rebase_draft(&id("draft"), &form(), &Sha256([9; 32]), &[b's'; 20_000], AT)
    }),
    ("acknowledge", |store| {
        store
            .acknowledge(&id("sent"), &Receipt::bare(), AT)
            .map(drop)
    }),
    ("mark_stored", |store| {
        store.mark_stored(&id("sent"), &[], AT).map(drop)
    }),
    ("apply_changes", |store| {
        let page: Vec<_> = (0..5).map(change).collect();
        store.apply_changes("p", &page, "cursor", AT)
    }),
    ("store_form", |store| {
        store
            .store_form(&NewForm {
                form: form(),
                title: "t".into(),
                xml: vec![b'x'; 50_000],
                hash: "md5:1".into(),
                media: Vec::new(),
                at: AT,
            })
            .map(drop)
    }),
    ("enrol", |store| {
        let device = Device {
            id: DeviceId::new("d"),
            enrolment: Some(Enrolment {
                server_url: "https://h/v1/key/t/projects/1".into(),
                project: None,
                token: "t".into(),
                at: AT,
            }),
        };
        store.enrol(
            &device,
            &Server {
                identity: "hub:k/1".into(),
                before: None,
            },
            &[("new", Some(&"k".repeat(9_000))), ("old", None)],
            "p",
        )
    }),
    ("purge", |store| {
        let purged = store.purge(Default::default(), Timestamp(i64::MAX))?;
        assert_eq!(purged.submissions, 1);
        Ok(())
    }),
];

const AT: Timestamp = Timestamp(9_000);

fn id(text: &str) -> InstanceId {
    InstanceId::new(text)
}

fn form() -> FormRef {
    FormRef {
        id: FormId::new("f"),
        version: FormVersion::new("1"),
    }
}

fn new_draft(name: &str) -> NewDraft {
    NewDraft {
        instance: id(name),
        form: form(),
        form_sha256: Sha256::of(b"form"),
        title: "t".repeat(5_000),
        deprecated: None,
        snapshot: Some(vec![b's'; 9_000]),
        at: Timestamp(1),
    }
}

fn people(hash: &str) -> StoredList {
    StoredList {
        name: "people".into(),
        hash: hash.into(),
        needs_approval: false,
        properties: "[]".into(),
    }
}

fn entity(n: u32) -> StoredEntity {
    StoredEntity {
        id: format!("e{n}"),
        label: "l".repeat(3_000),
        version: n,
        trunk_version: None,
        branch_id: "b".into(),
        online: false,
        properties: "[]".into(),
    }
}

fn change(n: u64) -> ReviewChange {
    ReviewChange {
        seq: n,
        instance: id(&format!("i{n}")),
        xml_sha256: None,
        state: "has_issues".into(),
        reason: None,
        comments: vec![NewComment {
            id: format!("c{n}"),
            reference: None,
            body: "b".repeat(5_000),
            at: "t".into(),
            role: "reviewer".into(),
        }],
    }
}

/// A store in which every operation has something to do.
fn furnished(dir: &tempfile::TempDir) -> Store {
    let path = dir.path().join("farola.db");
    let mut store = Store::open(&path, &|| Ok(Key::new([7; 32]))).unwrap();
    store.begin_draft(&new_draft("draft")).unwrap();
    store
        .append_deltas(&id("draft"), &[b"1", b"2", b"3"], AT)
        .unwrap();
    store
        .import_draft_media(
            &id("draft"),
            "1.jpg",
            "original",
            &mut &b"photo"[..],
            "x",
            AT,
        )
        .unwrap();
    store
        .replace_entities(&people("md5:1"), &[entity(1)], AT)
        .unwrap();
    store.begin_walk(&new_draft("walk")).unwrap();
    for name in ["sent", "old"] {
        store.begin_draft(&new_draft(name)).unwrap();
        store.finalize(&id(name), b"<data/>", &[], AT).unwrap();
        store
            .advance(&id(name), SubmissionEvent::Offer, AT)
            .unwrap();
    }
    store.acknowledge(&id("old"), &Receipt::bare(), AT).unwrap();
    // With free pages in the file a disk is full only later.
    crate::retention::give_back(&store.conn).unwrap();
    assert_eq!(store.free_bytes().unwrap(), 0);
    store
}

/// Everything in every table.
fn dump(store: &Store) -> Vec<String> {
    let conn = &store.conn;
    let mut tables = conn
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    let mut rows = Vec::new();
    for table in tables {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let values: Vec<Value> = (0..columns).map(|n| row.get(n).unwrap()).collect();
            rows.push(format!(
                "{table} {:?}",
                Sha256::of(format!("{values:?}").as_bytes())
            ));
        }
    }
    rows
}

/// Runs `operation` under ever milder faults until it succeeds; says how often it failed.
fn until_success(
    name: &str,
    operation: Operation,
    fault: &dyn Fn(&mut Store, u32),
    relief: &dyn Fn(&mut Store),
    expected: fn(&Error) -> bool,
) -> u32 {
    let dir = tempfile::tempdir().unwrap();
    let mut store = furnished(&dir);
    operation(&mut store).unwrap();
    let complete = dump(&store);

    let dir = tempfile::tempdir().unwrap();
    let mut store = furnished(&dir);
    let before = dump(&store);
    assert_ne!(before, complete, "{name}: changes nothing");
    for n in 0..MOST_STEPS {
        fault(&mut store, n);
        let result = operation(&mut store);
        relief(&mut store);
        let after = dump(&store);
        if let Err(error) = &result {
            assert!(expected(error), "{name} at {n}: {error:?}");
        }
        // SQLite may say "interrupted" of a commit that it has finished: then all is there.
        if after == complete {
            store.check().unwrap();
            return n;
        }
        assert!(result.is_err(), "{name} at {n}: succeeded by half");
        assert!(
            after == before,
            "{name} at {n}: something half-written stayed"
        );
    }
    panic!("{name}: never succeeded");
}

#[test]
fn an_interrupt_at_any_instruction_leaves_nothing_half_written() {
    for (name, operation) in OPERATIONS {
        let failures = until_success(
            name,
            *operation,
            &|store, n| {
                // Once: an interrupt stops what runs, not the rollback after it.
                let calls = Arc::new(AtomicU32::new(0));
                let handler = move || calls.fetch_add(1, Ordering::Relaxed) == n;
                store
                    .connection()
                    .progress_handler(1, Some(handler))
                    .unwrap();
            },
            &|store| {
                store
                    .connection()
                    .progress_handler(1, None::<fn() -> bool>)
                    .unwrap()
            },
            |error| matches!(error, Error::Interrupted),
        );
        assert!(failures > 5, "{name}: only {failures} places to fail at");
    }
}

#[test]
fn a_disk_full_at_any_page_leaves_nothing_half_written() {
    for (name, operation) in OPERATIONS {
        let failures = until_success(
            name,
            *operation,
            &|store, n| limit_pages(store, Some(n)),
            &|store| limit_pages(store, None),
            |error| matches!(error, Error::DiskFull),
        );
        let grows = !matches!(
            *name,
            "acknowledge"
                | "mark_stored"
                | "purge"
                | "snapshot_draft"
                | "rebase_draft"
                | "leave_walk"
                | "delete_draft"
        );
        assert!(!grows || failures > 0, "{name}: the disk was never full");
    }
}

/// Allows the file `extra` pages more than it has, or any number.
fn limit_pages(store: &mut Store, extra: Option<u32>) {
    let conn = store.connection();
    let pages: u32 = conn
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    let most = extra.map_or(u32::MAX - 1, |extra| pages + extra);
    conn.query_row(&format!("PRAGMA max_page_count = {most}"), [], |_| Ok(()))
        .unwrap();
}

#[test]
fn what_must_outlive_a_power_cut_is_synced_and_the_rest_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = furnished(&dir);
    let level = |store: &Store| -> i64 {
        store
            .conn
            .query_row("PRAGMA synchronous", [], |row| row.get(0))
            .unwrap()
    };
    let (normal, full) = (1, 2);
    for (lasting, expected) in [
        (crate::store::Lasting::Kill, normal),
        (crate::store::Lasting::PowerCut, full),
    ] {
        let during = store
            .write(lasting, |tx| {
                Ok(tx.query_row("PRAGMA synchronous", [], |row| row.get::<_, i64>(0))?)
            })
            .unwrap();
        assert_eq!(during, expected);
        assert_eq!(level(&store), normal);
    }
    let failed = store.write(crate::store::Lasting::PowerCut, |_| {
        Err::<(), _>(Error::UnsafeName)
    });
    assert!(failed.is_err());
    assert_eq!(level(&store), normal);
}

#[test]
fn a_transaction_left_open_does_not_swallow_what_comes_after() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = furnished(&dir);
    for write in [
        (|store| store.append_delta(&id("draft"), b"kept", AT).map(drop)) as Operation,
        |store| store.append_deltas(&id("draft"), &[b"kept"], AT).map(drop),
    ] {
        let before = store.load_draft(&id("draft")).unwrap().deltas.len();
        store
            .connection()
            .execute_batch("BEGIN; DELETE FROM draft_delta;")
            .unwrap();
        write(&mut store).unwrap();
        assert!(store.conn.is_autocommit());
        let after = store.load_draft(&id("draft")).unwrap().deltas.len();
        assert_eq!(after, before + 1);
    }
}
