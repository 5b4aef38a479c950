//! What one more submission costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use farola_model::{FormId, FormVersion};
use rusqlite::Connection;

use super::*;
use crate::form::{NewForm, match_form};
use crate::sqlite::Sqlite;
use crate::store::OpenAs;

const NOW: Timestamp = Timestamp(1_795_985_580_000);

fn arrival(number: usize, form: FormKey, form_version: FormVersionKey) -> Arrival {
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
    let published = store.publish_form(ProjectId(1), form, Vec::new(), None, NOW);
    published.wait().unwrap();
}

/// What the hub asks and writes for one more submission.
fn one_more(tx: &Tx, number: usize) {
    let (id, version) = (FormId::new("f"), FormVersion::new("1"));
    let form = match_form(tx, ProjectId(1), &id, &version).unwrap();
    accept(tx, &arrival(number, form.form, form.version)).unwrap();
}

#[test]
fn one_more_submission_costs_the_same_however_many_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), OpenAs::Server, NOW, "epoch-1").unwrap();
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
    let tx = Tx::new(Sqlite::new(connection));
    let costs: Vec<u64> = (0..1000)
        .map(|number| {
            let before = steps.load(Ordering::Relaxed);
            one_more(&tx, number);
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
