//! The files without their key.

use std::fs;
use std::io::Read;

use farola_model::{DeviceId, Timestamp};
use farola_store::{Device, Enrolment, NewDraft};

use crate::{Phone, id, new_draft, seal};

/// What must not be seen: a piece of everything a phone keeps, and of SQLite's own.
const SECRETS: &[&str] = &[
    "SQLite format 3",
    "CREATE TABLE",
    "draft_delta",
    "answer-in-the-journal",
    "answer-in-the-snapshot",
    "title-of-the-draft",
    "photo-photo-photo",
    "token-of-the-phone",
    "uuid:",
    "cs_punto",
    "14039-20261123",
];

fn assert_silent(phone: &Phone, moment: &str) {
    let mut seen = 0;
    for entry in fs::read_dir(phone.dir.path()).unwrap() {
        let entry = entry.unwrap();
        let mut bytes = Vec::new();
        fs::File::open(entry.path())
            .unwrap()
            .read_to_end(&mut bytes)
            .unwrap();
        seen += bytes.len();
        for secret in SECRETS {
            let found = bytes
                .windows(secret.len())
                .any(|at| at == secret.as_bytes());
            assert!(!found, "{moment}: {secret:?} in {:?}", entry.file_name());
        }
    }
    assert!(seen > 4096, "{moment}: there was nothing to look at");
}

#[test]
fn neither_file_nor_log_nor_index_show_anything_at_any_moment() {
    let phone = Phone::new();
    let mut store = phone.open();
    assert_silent(&phone, "new");
    let device = Device {
        id: DeviceId::new("farola:1"),
        enrolment: Some(Enrolment {
            server_url: "https://hub.example/v1/key/token-of-the-phone".into(),
            project: None,
            token: "token-of-the-phone".into(),
            at: Timestamp(1),
        }),
    };
    store.set_device(&device).unwrap();
    let draft = NewDraft {
        title: "title-of-the-draft".into(),
        snapshot: Some(b"answer-in-the-snapshot".to_vec()),
        ..new_draft("a")
    };
    store.begin_draft(&draft).unwrap();
    for _ in 0..60 {
        store
            .append_delta(&id("a"), b"answer-in-the-journal", Timestamp(2))
            .unwrap();
    }
    store
        .begin_track("t", Some("14039-20261123-a1b2c3"), Timestamp(1))
        .unwrap();
    assert_silent(&phone, "answering");
    let photo = "photo-photo-photo".repeat(18_000);
    seal(&mut store, "b", &[("f.jpg", photo.as_bytes())]);
    assert_silent(&phone, "sealed");
    store
        .purge(Default::default(), Timestamp(i64::MAX))
        .unwrap();
    assert_silent(&phone, "purged");
    assert!(fs::metadata(phone.path()).unwrap().len() > 0);
    drop(store);
    assert_silent(&phone, "closed");
}

#[test]
fn the_search_itself_finds_what_is_in_the_open() {
    let phone = Phone::new();
    fs::write(phone.path(), "…SQLite format 3…".repeat(1_000)).unwrap();
    let found = std::panic::catch_unwind(|| assert_silent(&phone, "control"));
    assert!(found.is_err());
}
