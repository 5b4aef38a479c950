//! Parcels against a real hub: announced with a key, uploaded without one.
// A test that meets something unexpected is to fail at once, where it stands.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod rig;

use farola_model::Sha256;
use rig::{Rig, add_phone, camera_photo, id, parcel, stop};

const PHOTO: &str = "<foto>f.jpg</foto>";

/// A stop that misses its photo, larger than a piece.
fn waiting(rig: &Rig) -> (String, Vec<u8>, rig::Parcel) {
    let xml = stop(&id(1), PHOTO);
    assert_eq!(rig.submit(&xml, &[]).receipt().missing, ["f.jpg"]);
    let bytes = vec![b'7'; 300_000];
    let parcel = parcel(&rig.key, &xml, &id(1), "f.jpg", &bytes);
    (xml, bytes, parcel)
}

fn history(rig: &Rig) -> usize {
    let token = rig.sign_in("reviewer");
    let record = rig.read(
        &token,
        &format!("submissions/{}", rig::http::escaped(&id(1))),
    );
    record.to_string().matches("\"media\"").count()
}

#[test]
fn the_hub_announces_that_it_takes_parcels() {
    let rig = Rig::new();
    let headers = [("X-OpenRosa-Version", "1.0")];
    let answer = rig.send("HEAD", &rig.phone("submission"), &headers, b"");
    assert_eq!(answer.header("x-farola-hub"), Some("1"));
    assert_eq!(answer.header("x-farola-parcels"), Some("1"));
}

#[test]
fn a_parcel_arrives_as_a_repeated_post_would() {
    let mut rig = Rig::new();
    let (xml, bytes, parcel) = waiting(&rig);
    let answer = rig.announce(&parcel.id, &parcel.told.to_json());
    assert_eq!(answer.status, 201, "{}", answer.text());
    assert_eq!(answer.json()["id"], parcel.id.to_string());
    assert_eq!(rig.announce(&parcel.id, &parcel.told.to_json()).status, 200);
    // A hub that was started anew still expects it.
    rig.restart();
    assert_eq!(
        rig.upload(&parcel.id.to_string(), &parcel.sealed).status,
        201
    );
    let receipt = rig.receipt(&id(1));
    assert!(receipt.missing.is_empty());
    assert!(receipt.holds("f.jpg", &parcel.told.sha256));
    assert_eq!(receipt.files[0].size, bytes.len() as u64);
    let lines = history(&rig);
    assert!(lines > 0, "the history tells of it");

    // Repeated by the platform, and sent by the phone itself too: nothing is there twice.
    assert_eq!(
        rig.upload(&parcel.id.to_string(), &parcel.sealed).status,
        200
    );
    let again = rig.announce(&parcel.id, &parcel.told.to_json());
    assert_eq!(
        (again.status, again.problem().as_str()),
        (409, "parcel.not_wanted")
    );
    assert_eq!(
        rig.submit(&xml, &[("f.jpg", &bytes)]).receipt().files.len(),
        1
    );
    assert_eq!(history(&rig), lines);
}

#[test]
fn a_parcel_after_the_file_came_otherwise_changes_nothing() {
    let rig = Rig::new();
    let (xml, bytes, parcel) = waiting(&rig);
    assert_eq!(rig.announce(&parcel.id, &parcel.told.to_json()).status, 201);
    assert!(
        rig.submit(&xml, &[("f.jpg", &bytes)])
            .receipt()
            .missing
            .is_empty()
    );
    let lines = history(&rig);
    assert_eq!(
        rig.upload(&parcel.id.to_string(), &parcel.sealed).status,
        201
    );
    assert_eq!((rig.receipt(&id(1)).files.len(), history(&rig)), (1, lines));
}

#[test]
fn a_parcel_that_an_older_phone_did_not_clean_is_known_by_what_came() {
    let rig = Rig::new();
    for (number, bytes) in [(1, camera_photo(1)), (2, b"%PDF-1.7 and more".to_vec())] {
        let xml = stop(&id(number), PHOTO);
        rig.submit(&xml, &[]);
        let parcel = parcel(&rig.key, &xml, &id(number), "f.jpg", &bytes);
        assert_eq!(rig.announce(&parcel.id, &parcel.told.to_json()).status, 201);
        let sent = rig.upload(&parcel.id.to_string(), &parcel.sealed);
        assert_eq!(sent.status, 201, "{}", sent.text());
        let receipt = rig.receipt(&id(number));
        assert!(receipt.holds("f.jpg", &Sha256::of(&bytes)) && receipt.missing.is_empty());
        let again = rig.announce(&parcel.id, &parcel.told.to_json());
        assert_eq!(again.problem(), "parcel.not_wanted");
    }
}

#[test]
fn the_key_told_last_opens() {
    let rig = Rig::new();
    let (_, _, parcel) = waiting(&rig);
    let mut other = parcel.told.clone();
    other.key = farola_protocol::parcel::ParcelKey::new([9; 32]);
    assert_eq!(rig.announce(&parcel.id, &other.to_json()).status, 201);
    let answer = rig.upload(&parcel.id.to_string(), &parcel.sealed);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (400, "parcel.damaged")
    );
    assert_eq!(rig.announce(&parcel.id, &parcel.told.to_json()).status, 200);
    assert_eq!(
        rig.upload(&parcel.id.to_string(), &parcel.sealed).status,
        201
    );
}

#[test]
fn only_the_sender_announces_and_only_what_is_missing() {
    let mut rig = Rig::new();
    let (xml, bytes, parcel) = waiting(&rig);
    let refused = |rig: &Rig, parcel: &rig::Parcel, status: u16, problem: &str| {
        let answer = rig.announce(&parcel.id, &parcel.told.to_json());
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (status, problem)
        );
    };
    let unknown = rig::parcel(&rig.key, &xml, &id(2), "f.jpg", &bytes);
    refused(&rig, &unknown, 404, "submission.unknown");
    let changed = rig::parcel(&rig.key, "<data/>", &id(1), "f.jpg", &bytes);
    refused(&rig, &changed, 409, "submission.digest_mismatch");
    let named = rig::parcel(&rig.key, &xml, &id(1), "../f.jpg", &bytes);
    refused(&rig, &named, 400, "request.bad_file_name");
    rig.key = add_phone(&rig.dir, "Equipo 2");
    // Neither the id of another phone nor one of its own for what that one sent.
    refused(&rig, &parcel, 400, "request.bad_parameter");
    let own = rig::parcel(&rig.key, &xml, &id(1), "f.jpg", &bytes);
    refused(&rig, &own, 404, "submission.unknown");
    rig.key = "nobody".into();
    refused(&rig, &own, 403, "auth.key_unknown");
}

#[test]
fn a_revoked_phone_uploads_nothing_more() {
    let rig = Rig::new();
    let (_, _, parcel) = waiting(&rig);
    assert_eq!(rig.announce(&parcel.id, &parcel.told.to_json()).status, 201);
    let token = rig.sign_in("admin");
    let users = rig.json(
        "GET",
        "/v1/projects/1/app-users",
        Some(&token),
        &serde_json::Value::Null,
    );
    let user = users.json()[0]["id"].clone();
    let path = format!("/v1/projects/1/app-users/{user}");
    let gone = rig.json("DELETE", &path, Some(&token), &serde_json::Value::Null);
    assert!(gone.status < 300, "{}", gone.text());
    let answer = rig.upload(&parcel.id.to_string(), &parcel.sealed);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (404, "parcel.unknown")
    );
}
