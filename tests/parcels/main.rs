//! Large files handed to the platform: a real engine, a real hub on loopback, and a platform
//! that uploads by plain `PUT`, well or badly.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    dead_code,
    unreachable_pub
)]

#[path = "../rig/http.rs"]
mod http;
mod world;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use farola_engine::{CarrierRefused, Outcome, Parcel, parcel_ended};
use farola_model::Sha256;
use world::{DAY_MS, World, photo};

#[test]
fn a_photo_arrives_by_the_platform() {
    let mut world = World::new(&[("a.jpg", photo(1))]);
    let (report, parcels) = world.hand_over();
    assert_eq!((report.outcome, report.handed_over), (Outcome::Complete, 1));
    assert_eq!(world.receipt().missing, ["a.jpg"], "the report is there");
    let parcel = &parcels[0];
    assert!(!parcel.url.reveal().contains("/key/"));
    assert!(!parcel.wait_for_free_network);
    assert_eq!(parcel.size, std::fs::metadata(&parcel.path).unwrap().len());
    assert!(!format!("{parcel:?}").contains(&parcel.id.to_string()));
    let with_parcel = world.engine().storage().unwrap().database_bytes;

    // While it is on its way nothing is sent again and nothing is wrong, also after a restart.
    for _ in 0..2 {
        let report = world.sync();
        assert_eq!(report.outcome, Outcome::Complete);
        assert!(report.delivered.is_empty() && report.postponed.is_empty());
        assert_eq!(world.hand_over().0.handed_over, 0);
        world.reopen();
        assert!(parcel.path.exists());
        assert_eq!(world.receipt().missing, ["a.jpg"]);
    }

    assert_eq!(world.upload(parcel).status, 201);
    // The platform tells it while the app is behind its lock, perhaps more than once.
    world.close();
    for _ in 0..2 {
        parcel_ended(&world.phone, &parcel.id.to_string()).unwrap();
    }
    assert!(world.lying().is_empty());
    world.reopen();
    assert!(world.engine().storage().unwrap().database_bytes <= with_parcel - parcel.size);
    let report = world.sync();
    assert_eq!(report.delivered.len(), 1);
    let receipt = world.receipt();
    assert!(receipt.holds("a.jpg", &Sha256::of(&photo(1))) && receipt.missing.is_empty());
    assert_eq!(
        world.upload(parcel).status,
        200,
        "the platform repeats itself"
    );
    assert_eq!(world.receipt().files.len(), 1);
}

#[test]
fn the_hub_may_have_it_before_the_shell_hears_of_it() {
    let mut world = World::new(&[("a.jpg", photo(1)), ("b.jpg", photo(2))]);
    let (_, parcels) = world.hand_over();
    assert_eq!(parcels.len(), 2);
    for parcel in &parcels {
        assert_eq!(world.upload(parcel).status, 201);
    }
    assert_eq!(world.sync().delivered.len(), 1);
    assert!(world.lying().is_empty(), "what arrived is removed");
    parcel_ended(&world.phone, &parcels[0].id.to_string()).unwrap();
}

#[test]
fn nothing_of_a_photo_can_be_read_on_the_phone() {
    let bytes = photo(3);
    let runs: HashSet<&[u8]> = bytes.windows(16).collect();
    let readable = |bytes: &[u8]| bytes.windows(16).any(|run| runs.contains(run));
    assert!(
        readable(&bytes[1_000..1_016]),
        "the search finds what is there"
    );
    let mut world = World::new(&[("a.jpg", bytes.clone())]);
    let look = |world: &World| {
        let files = everything(&world.phone);
        assert!(files.iter().all(|(_, bytes)| !readable(bytes)));
        files.len()
    };
    let before = look(&world);
    let (_, parcels) = world.hand_over();
    assert_eq!(parcels.len(), 1);
    assert!(
        look(&world) > before,
        "a sealed file and its mark lie there"
    );
    world.close();
    look(&world);
    // Nor is the key of the phone there, which the address of the upload could have carried.
    let key = farola_protocol::parcel::token(&world.url)
        .unwrap()
        .as_bytes();
    for (path, bytes) in everything(&world.phone.join("parcels")) {
        assert!(!bytes.windows(key.len()).any(|run| run == key), "{path}");
    }
}

fn everything(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(everything(&path));
        } else {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.push((name, std::fs::read(&path).unwrap()));
        }
    }
    files
}

#[test]
fn what_the_platform_does_not_take_is_sent_by_the_core() {
    let mut world = World::new(&[("a.jpg", photo(1))]);
    let report = world.hand_over_to(&|_: Parcel| Err(CarrierRefused));
    assert_eq!((report.outcome, report.handed_over), (Outcome::Complete, 0));
    assert!(world.lying().is_empty(), "the sealed file is gone");
    assert_eq!(world.receipt().missing, ["a.jpg"]);
    assert_eq!(world.sync().delivered.len(), 1);
}

#[test]
fn a_disk_that_takes_no_parcel_changes_nothing_else() {
    let mut world = World::new(&[("a.jpg", photo(1))]);
    std::fs::write(world.phone.join("parcels"), b"in the way").unwrap();
    let (report, parcels) = world.hand_over();
    assert_eq!((report.outcome, report.handed_over), (Outcome::Complete, 0));
    assert!(parcels.is_empty() && report.postponed.is_empty());
    assert_eq!(world.sync().delivered.len(), 1);
}

#[test]
fn an_upload_that_fails_is_made_good_by_the_next_sync() {
    for (name, damage) in [
        (
            "flipped",
            (|body: &mut Vec<u8>| body[100_000] ^= 1) as fn(&mut Vec<u8>),
        ),
        ("truncated", |body| body.truncate(150_000)),
        ("extended", |body| body.push(0)),
        ("empty", Vec::clear),
    ] {
        let mut world = World::new(&[("a.jpg", photo(1))]);
        let (_, parcels) = world.hand_over();
        let mut body = std::fs::read(&parcels[0].path).unwrap();
        damage(&mut body);
        let answer = world.put(&parcels[0], &body);
        assert!(
            (400..500).contains(&answer.status),
            "{name}: {}",
            answer.status
        );
        assert_ne!(answer.problem(), "(no code)", "{name}");
        parcel_ended(&world.phone, &parcels[0].id.to_string()).unwrap();
        assert_eq!(world.sync().delivered.len(), 1, "{name}");
    }
}

#[test]
fn an_upload_that_is_cut_is_made_good_by_the_next_sync() {
    let mut world = World::new(&[("a.jpg", photo(1))]);
    let (_, parcels) = world.hand_over();
    let body = std::fs::read(&parcels[0].path).unwrap();
    if let Some(status) = world.put_torn(&parcels[0], &body, 120_000) {
        assert_eq!(status, 400);
    }
    assert_eq!(world.receipt().missing, ["a.jpg"]);
    parcel_ended(&world.phone, &parcels[0].id.to_string()).unwrap();
    assert_eq!(world.sync().delivered.len(), 1);
    // It comes all the same, late: nothing changes.
    assert_eq!(world.put(&parcels[0], &body).status, 201);
    assert_eq!(world.receipt().files.len(), 1);
}

#[test]
fn a_parcel_does_not_open_under_another_id() {
    let mut world = World::new(&[("a.jpg", photo(1)), ("b.jpg", photo(2))]);
    let (_, parcels) = world.hand_over();
    let body = std::fs::read(&parcels[0].path).unwrap();
    let answer = world.put(&parcels[1], &body);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (400, "parcel.damaged")
    );
    assert_eq!(world.receipt().missing.len(), 2);
}

#[test]
fn a_process_killed_before_the_platform_took_it_sends_it_itself() {
    let mut world = World::new(&[("a.jpg", photo(1))]);
    let killed = catch_unwind(AssertUnwindSafe(|| {
        world.hand_over_to(&|_: Parcel| -> Result<(), CarrierRefused> { panic!("killed") })
    }));
    assert!(killed.is_err());
    assert_eq!(world.lying().len(), 1, "sealed, and never taken");
    world.reopen();
    assert!(world.lying().is_empty());
    assert_eq!(world.sync().delivered.len(), 1);
}

#[test]
fn a_parcel_that_lies_too_long_is_lost() {
    let mut world = World::new(&[("a.jpg", photo(1))]);
    world.hand_over();
    world.wait(6 * DAY_MS);
    assert!(world.sync().delivered.is_empty());
    assert!(!world.lying().is_empty());
    world.wait(2 * DAY_MS);
    assert_eq!(world.sync().delivered.len(), 1);
    assert!(world.lying().is_empty());
}

#[test]
fn what_a_failed_upload_left_can_be_handed_over_again() {
    let mut world = World::new(&[("a.jpg", photo(1))]);
    let (_, first) = world.hand_over();
    let old = std::fs::read(&first[0].path).unwrap();
    parcel_ended(&world.phone, &first[0].id.to_string()).unwrap();
    let (report, second) = world.hand_over();
    assert_eq!((report.handed_over, second[0].id), (1, first[0].id));
    // Sealed under another key: the old body opens no more.
    assert_eq!(world.put(&second[0], &old).status, 400);
    assert_eq!(world.upload(&second[0]).status, 201);
    assert_eq!(world.sync().delivered.len(), 1);
}

#[test]
fn with_the_data_saver_a_parcel_waits_for_a_free_network() {
    let mut world = World::new(&[("a.jpg", photo(1)), ("b.jpg", vec![7; 9_000])]);
    let (report, parcels) = world.hand_over_sparing();
    assert_eq!((report.outcome, report.handed_over), (Outcome::Complete, 1));
    assert!(parcels[0].wait_for_free_network);
    assert_eq!(
        world.receipt().missing,
        ["a.jpg"],
        "the small one went along"
    );
}

#[test]
fn no_more_than_twenty_lie_there() {
    let names: Vec<String> = (0..22).map(|n| format!("{n:02}.jpg")).collect();
    let files: Vec<(&str, Vec<u8>)> = (1..)
        .zip(&names)
        .map(|(n, name)| (name.as_str(), photo(n)))
        .collect();
    let mut world = World::new(&files);
    assert_eq!(world.hand_over().0.handed_over, 20);
    assert_eq!(world.hand_over().0.handed_over, 0);
    assert!(
        world.sync().delivered.is_empty(),
        "the two that were left went, the rest is away"
    );
    assert_eq!(world.receipt().missing.len(), 20);
}

#[test]
fn only_an_id_names_a_file_to_remove() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("farola.db"), b"x").unwrap();
    for wrong in [
        "",
        "../farola.db",
        "farola.db",
        &"A".repeat(32),
        &"a".repeat(33),
    ] {
        assert!(parcel_ended(folder.path(), wrong).is_err(), "{wrong}");
    }
    parcel_ended(folder.path(), &"a".repeat(32)).unwrap();
    assert!(folder.path().join("farola.db").exists());
}
