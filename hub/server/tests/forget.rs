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
use farola_hub_server::store::ledger::{Tombstone, read_ledger, write_ledger};
use farola_hub_server::store::sealed::make_backup_key;
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

/// The way of people: an administrator asks, another person confirms, and when the work is done no
/// byte of it is there.
#[test]
fn two_people_forget_a_stop() {
    let rig = Rig::new();
    let [team, reviewer, admin] = ["team", "reviewer", "admin"].map(|role| rig.sign_in(role));
    for (number, stop_number, word) in [(1, 4, SAID), (2, 3, KEPT), (3, 4, SAID)] {
        let xml = of_stop(number, stop_number, word);
        let photo = rig::photo(u8::try_from(number * 40).unwrap());
        let name = format!("{word}.jpg");
        assert_eq!(rig.submit(&xml, &[(&name, &photo)]).status, 201);
    }
    let path = "/v1/projects/1/forgetting";
    let ask = |token: &str, code: &str, stop: Value, reason: &str| {
        let body = json!({"walkCode": code, "stop": stop, "reason": reason});
        rig.json("POST", path, Some(token), &body)
    };
    assert_eq!(ask(&reviewer, WALK, json!(4), "asked").status, 403);
    assert_eq!(
        ask(&admin, "14039-20260101-ffffff", json!(4), "asked").status,
        404
    );
    assert_eq!(ask(&admin, WALK, json!(5), "asked").status, 404);
    assert_eq!(ask(&admin, WALK, json!(4), "retention").status, 400);
    let asked = ask(&admin, &format!(" {WALK} "), json!(4), "privacy");
    assert_eq!(asked.status, 200, "{}", asked.text());
    let asked = asked.json();
    assert_eq!(
        (&asked["records"], &asked["isOwn"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(
        ask(&admin, WALK, json!(4), "asked").status,
        400,
        "asked already"
    );
    assert_eq!(rig.read(&reviewer, "queue")["total"], 3, "nothing went");

    let store = admin::open(rig::place(&rig.dir)).unwrap();
    let out = tempfile::tempdir().unwrap();
    let to = make_backup_key().0.parse().unwrap();
    let (backup, _) = admin::seal_backup(&store, &to, out.path(), 30).unwrap();
    let confirm = format!("{path}/{}/confirm", asked["id"]);
    let by = |token: &str| rig.json("POST", &confirm, Some(token), &json!({}));
    for (token, status) in [(&team, 403), (&admin, 403)] {
        assert_eq!(by(token).status, status);
    }
    assert_eq!(rig.read(&reviewer, "queue")["total"], 3, "nothing went");
    let done = by(&reviewer);
    assert_eq!(done.status, 200, "{}", done.text());
    let done = done.json();
    assert_eq!((&done["records"], &done["files"]), (&json!(2), &json!(2)));
    assert_eq!(done["backups"].as_array().unwrap().len(), 1);
    assert_eq!(done["backups"][0]["name"], backup.name.as_str());
    assert_eq!(by(&reviewer).status, 404, "once");
    assert_eq!(rig.read(&reviewer, "queue")["total"], 1);

    let waits = || {
        let jobs = rig
            .json("GET", "/v1/jobs", Some(&admin), &Value::Null)
            .json();
        jobs["waiting"] != 0 || jobs["dead"] != 0
    };
    for _ in 0..600 {
        if !waits() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    assert!(!waits(), "the work is done");
    assert!(!holds(&rig.dir, SAID));
    assert_eq!(holds(&rig.dir, KEPT), rig.dir.join("hub.db").exists());
    // Apart from it, beside the hub and beside its backup, it stands what not to bring back.
    for list in [
        rig.dir.join("hub.tombstones"),
        out.path().join("tombstones"),
    ] {
        assert_eq!(read_ledger(&list).unwrap().len(), 2, "{}", list.display());
    }
    // What was asked names the walk no more, and who did it stands in the audit.
    let list = rig.json("GET", path, Some(&reviewer), &Value::Null).json();
    assert_eq!(
        (&list[0]["state"], &list[0]["walkCode"]),
        (&json!("done"), &json!(""))
    );
    let audit = rig
        .json("GET", "/v1/audit", Some(&admin), &Value::Null)
        .json();
    let acts = audit["entries"].as_array().unwrap().iter();
    let acts: Vec<_> = acts
        .map(|entry| (&entry["action"], &entry["name"]))
        .collect();
    for (act, name) in [
        ("record.forget_ask", "Persona admin"),
        ("record.forget_confirm", "Persona reviewer"),
        ("record.forget", "Persona reviewer"),
    ] {
        assert!(
            acts.contains(&(&json!(act), &json!(name))),
            "{act} {acts:?}"
        );
    }
}
