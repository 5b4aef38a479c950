//! A hub whose files stay in a bucket: phones never wait for it, people see why they do.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

mod rig;
#[path = "../../store/tests/rig/s3.rs"]
#[allow(dead_code, unreachable_pub)]
mod s3;

use std::time::Duration;

use farola_hub_server::admin;
use farola_hub_server::store::{Place, Store};
use rig::{Answer, Rig, furnish_at, id, photo, stop};
use s3::S3;
use serde_json::{Value, json};

/// How long a busy machine may take for what the hub does by itself.
const PATIENCE: usize = 1_200;

fn send(rig: &Rig, number: u32) -> Vec<u8> {
    let photo = photo(u8::try_from(number * 20).unwrap());
    let answer = rig.submit(
        &stop(&id(number), "<foto>f.jpg</foto>"),
        &[("f.jpg", &photo)],
    );
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.receipt().files.len(), 1);
    photo
}

fn fetch(rig: &Rig, token: &str, number: u32, how: &str) -> Answer {
    let id = id(number);
    let path = format!("/v1/projects/1/review/submissions/{id}/attachments/f.jpg{how}");
    rig.json("GET", &path, Some(token), &serde_json::Value::Null)
}

/// The hub moves files by itself.
fn wait_until_moved(store: &Store) {
    for _ in 0..PATIENCE {
        if store.read_waiting_files().unwrap().files == 0 {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nothing is moved");
}

/// What an administrator is told of files that wait, once it is what is asked for.
fn wait_for(rig: &Rig, admin: &str, enough: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..PATIENCE {
        let answer = rig.json("GET", "/v1/jobs", Some(admin), &Value::Null);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let files = answer.json()["files"].clone();
        if enough(&files) {
            return files;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nobody says what waits");
}

#[test]
fn phones_send_and_people_look_while_a_bucket_comes_and_goes() {
    let kept = tempfile::tempdir().unwrap();
    let mut server = S3::own(kept.path());
    let dir = tempfile::tempdir().unwrap();
    let place = server.give(Place::folder(dir.path()));
    let key = furnish_at(&place);
    let rig = Rig::at(&place, key);
    let store = admin::open(&place).unwrap();
    let token = rig.sign_in("reviewer");
    let photos = [send(&rig, 1), send(&rig, 2)];
    wait_until_moved(&store);
    assert_eq!(s3::objects(kept.path()).len(), 2);
    assert_eq!(s3::objects(&dir.path().join("files")).len(), 0);
    let original = fetch(&rig, &token, 1, "?original=true");
    assert_eq!((original.status, &original.body), (200, &photos[0]));
    assert_eq!(fetch(&rig, &token, 1, "").status, 200);

    server.stop();
    let third = send(&rig, 3);
    let shown = fetch(&rig, &token, 3, "?original=true");
    assert_eq!((shown.status, &shown.body), (200, &third), "it is here");
    assert_eq!(fetch(&rig, &token, 1, "").status, 200, "shown before");
    let away = fetch(&rig, &token, 2, "");
    assert_eq!(
        (away.status, away.problem()),
        (503, "server.busy".to_owned())
    );
    assert!(away.header("Retry-After").is_some());
    assert_eq!(store.read_waiting_files().unwrap().files, 1);
    let admin = rig.sign_in("admin");
    let said = wait_for(&rig, &admin, |files| files["problem"].is_string());
    assert_eq!((&said["here"], &said["elsewhere"]), (&json!(1), &json!(0)));
    assert_eq!(said["problem"], "hub.files_unreachable");
    assert!(said["hereSince"].as_str().unwrap().ends_with('Z'), "{said}");
    assert_eq!(said["elsewhereSince"], json!(null));
    for (token, status) in [(Some(&*token), 403), (None, 401)] {
        let asked = rig.json("GET", "/v1/jobs", token, &json!(null));
        assert_eq!(asked.status, status, "what waits is for administrators");
    }

    server.again(kept.path());
    wait_until_moved(&store);
    let said = wait_for(&rig, &admin, |files| files["problem"].is_null());
    assert_eq!(
        (&said["here"], &said["hereSince"]),
        (&json!(0), &json!(null))
    );
    assert_eq!(s3::objects(kept.path()).len(), 3);
    for (number, photo) in [(2, &photos[1]), (3, &third)] {
        let original = fetch(&rig, &token, number, "?original=true");
        assert_eq!((original.status, &original.body), (200, photo));
    }
    assert!(admin::verify(&place).unwrap().is_whole());
}
