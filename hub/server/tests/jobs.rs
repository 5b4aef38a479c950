//! Work after answers over HTTP: photos get their pictures, what fails for good is on a list that
//! only administrators see.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod rig;

use std::time::Duration;

use farola_model::Sha256;
use rig::{Rig, id, photo, stop, undecodable};
use serde_json::{Value, json};

/// What becomes of jobs is looked at so often; a hub needs a few of these.
const LOOKS: usize = 600;

fn jobs(rig: &Rig, token: &str) -> Value {
    let answer = rig.json("GET", "/v1/jobs", Some(token), &Value::Null);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The list once nothing waits any more.
fn at_rest(rig: &Rig, token: &str) -> Value {
    for _ in 0..LOOKS {
        let jobs = jobs(rig, token);
        if jobs["waiting"] == 0 {
            return jobs;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("jobs wait still: {}", jobs(rig, token));
}

fn shown(rig: &Rig, digest: Sha256, side: u32) -> Option<Vec<u8>> {
    std::fs::read(rig.dir.join("shown").join(format!("{digest}-{side}"))).ok()
}

#[test]
fn a_photo_gets_its_pictures_before_anybody_asks() {
    let rig = Rig::new();
    let photos = [photo(10), photo(200)];
    for (number, photo) in (1..).zip(&photos) {
        let answer = rig.submit(
            &stop(&id(number), "<foto>a.jpg</foto>"),
            &[("a.jpg", photo)],
        );
        assert_eq!(answer.status, 201, "{}", answer.text());
    }
    let admin = rig.sign_in("admin");
    let jobs = at_rest(&rig, &admin);
    assert_eq!(jobs["dead"], 0, "{jobs}");
    for photo in &photos {
        let small = shown(&rig, Sha256::of(photo), 320).unwrap();
        let small = image::load_from_memory(&small).unwrap();
        assert_eq!((small.width(), small.height()), (320, 240));
        assert!(shown(&rig, Sha256::of(photo), 1280).is_some());
    }
}

#[test]
fn what_is_no_photo_is_on_the_list_of_administrators() {
    let rig = Rig::new();
    let torn = undecodable();
    rig.submit(&stop(&id(1), "<foto>a.jpg</foto>"), &[("a.jpg", torn)]);
    let admin = rig.sign_in("admin");
    let list = at_rest(&rig, &admin);
    assert_eq!(list["dead"], 1, "{list}");
    // Where files stay in the folder nothing of them is told.
    let moves = std::env::var_os("FAROLA_TEST_S3").is_some();
    assert_eq!(list["files"].is_object(), moves, "{list}");
    let dead = &list["newestDead"][0];
    assert_eq!(dead["kind"], "pictures");
    assert_eq!(dead["about"], Sha256::of(torn).to_string());
    assert_eq!(
        (&dead["tries"], &dead["problem"]),
        (&json!(1), &json!("attachment.not_an_image"))
    );
    assert_eq!(dead["record"], json!({"projectId": 1, "instanceId": id(1)}));
    let number = dead["id"].as_i64().unwrap();
    let ask = |token: &str, method: &str, path: &str| {
        rig.json(
            method,
            &format!("/v1/jobs{path}"),
            Some(token),
            &Value::Null,
        )
    };
    for role in ["reviewer", "team"] {
        let token = rig.sign_in(role);
        assert_eq!(ask(&token, "GET", "").status, 403, "{role}");
        assert_eq!(ask(&token, "POST", &format!("/{number}/again")).status, 403);
        assert_eq!(ask(&token, "DELETE", &format!("/{number}")).status, 403);
    }
    // Tried again it fails again; taken off the list it is gone, and the file is not.
    assert_eq!(ask(&admin, "POST", &format!("/{number}/again")).status, 200);
    let list = at_rest(&rig, &admin);
    assert_eq!(
        (&list["dead"], &list["newestDead"][0]["id"]),
        (&json!(1), &json!(number))
    );
    assert_eq!(ask(&admin, "DELETE", &format!("/{number}")).status, 200);
    assert_eq!(jobs(&rig, &admin)["dead"], 0);
    assert_eq!(ask(&admin, "DELETE", &format!("/{number}")).status, 404);
    assert_eq!(ask(&admin, "POST", "/999/again").status, 404);
    assert_eq!(rig.receipt(&id(1)).files.len(), 1);
}
