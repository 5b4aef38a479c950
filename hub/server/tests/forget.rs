//! Forgetting beside a hub that serves: by the number of the stop, in no byte of its folder, told
//! to the phone, refused when it comes again.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod rig;

use std::path::Path;

use farola_hub_server::admin;
use farola_hub_server::store::forget::Reason;
use farola_hub_server::store::ledger::{Tombstone, write_ledger};
use farola_model::{Coded as _, InstanceId, ProjectId, Sha256, Timestamp};
use rig::{Rig, WALK, id, registration, stop};
use serde_json::{Value, json};

const ONE: ProjectId = ProjectId(1);
const SAID: &str = "zorzalenlaesquina";
const KEPT: &str = "calandriaenlaesquina";

fn of_stop(number: u32, stop_number: u32, word: &str) -> String {
    let notes = format!("<nota>{word} {number}</nota><foto>{word}.jpg</foto>");
    let xml = stop(&id(number), &notes);
    xml.replace(
        "<parada>4</parada>",
        &format!("<parada>{stop_number}</parada>"),
    )
}

fn holds(dir: &Path, word: &str) -> bool {
    std::fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, word);
        }
        let bytes = std::fs::read(path).unwrap();
        bytes
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    })
}

#[test]
fn a_stop_is_forgotten_beside_a_hub_that_serves() {
    let rig = Rig::new();
    let reviewer = rig.sign_in("reviewer");
    let sent = [
        registration(&id(9)),
        of_stop(1, 4, SAID),
        of_stop(2, 3, KEPT),
        of_stop(3, 44, KEPT),
        of_stop(4, 4, SAID),
    ];
    for xml in &sent {
        let word = if xml.contains(SAID) { SAID } else { KEPT };
        let photo = rig::photo(u8::try_from(xml.len() % 200).unwrap());
        let name = format!("{word}.jpg");
        let files: &[(&str, &[u8])] = match xml.contains("foto") {
            true => &[(&name, &photo)],
            false => &[],
        };
        assert_eq!(rig.submit(xml, files).status, 201);
    }
    let record = |number: u32| format!("/v1/projects/1/review/submissions/{}", id(number));
    let comment = json!({"body": format!("{SAID}?")});
    let said = rig.json(
        "POST",
        &format!("{}/comments", record(1)),
        Some(&reviewer),
        &comment,
    );
    assert_eq!(said.status, 200);
    let store = admin::open(rig::place(&rig.dir)).unwrap();
    let none = admin::records_of_walk(&store, ONE, WALK, Some(5)).unwrap_err();
    assert_eq!(none.code(), "hub.not_found");
    assert_eq!(
        admin::records_of_walk(&store, ONE, WALK, None)
            .unwrap()
            .len(),
        5
    );
    let records = admin::records_of_walk(&store, ONE, WALK, Some(4)).unwrap();
    assert_eq!(records.len(), 2);
    let in_folder = rig.dir.join("hub.db").exists();
    assert_eq!(holds(&rig.dir, SAID), in_folder);
    let done = admin::forget(&store, ONE, records, None, Reason::Asked).unwrap();
    assert_eq!((done.records, done.versions, done.phones), (2, 2, 1));
    assert!(!holds(&rig.dir, SAID));
    assert_eq!(holds(&rig.dir, KEPT), in_folder);
    for (number, status) in [(1, 404), (4, 404), (2, 200), (3, 200), (9, 200)] {
        let read = rig.json("GET", &record(number), Some(&reviewer), &Value::Null);
        assert_eq!(read.status, status, "{number}");
    }
    let again = rig.submit(&sent[1], &[]);
    assert_eq!(
        (again.status, again.problem().as_str()),
        (409, "submission.deleted")
    );
    let feed = format!("/v1/key/{}/projects/1/farola/changes", rig.key);
    let told = rig
        .send("GET", &feed, &[("X-OpenRosa-Version", "1.0")], b"")
        .json();
    let forgotten: Vec<&str> = told["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["kind"] == "forgotten")
        .map(|entry| entry["instanceId"].as_str().unwrap())
        .collect();
    assert_eq!(forgotten, [id(1), id(4)]);
}

/// An older database that was put back by hand: the list beside it is applied before the first
/// request is answered.
#[test]
fn an_older_database_is_served_without_what_was_forgotten() {
    let mut rig = Rig::new();
    assert_eq!(rig.submit(&of_stop(1, 4, SAID), &[]).status, 201);
    assert_eq!(rig.submit(&of_stop(2, 3, KEPT), &[]).status, 201);
    let token = rig.sign_in("reviewer");
    let sha256 = Sha256::of(of_stop(1, 4, SAID).as_bytes());
    let forgotten = Tombstone {
        project: ONE,
        instance_id: InstanceId::new(id(1).as_str()),
        xml_sha256: sha256,
        reason: Reason::Asked,
        at: Timestamp(1),
    };
    write_ledger(&rig.dir.join("hub.tombstones"), &[forgotten]).unwrap();
    rig.restart();
    assert_eq!(rig.read(&token, "queue")["total"], 1);
    assert!(!holds(&rig.dir, SAID));
    let again = rig.submit(&of_stop(1, 4, SAID), &[]);
    assert_eq!(again.problem(), "submission.deleted");
}
