//! The files of a hub on a PostgreSQL are in one place: the folder of its one hub, or a bucket that
//! all hubs have. A hub that looks elsewhere would answer that a photo is not there, so it does
//! not start.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;

use farola_hub_store::submission::{Arrival, ArrivedFile};
use farola_hub_store::{OpenAs, Place, Store, StoreError};
use farola_model::{Coded as _, Sha256};
use rig::hub::*;
use rig::{Beside, s3};

mod rig;

const OTHER: &str = "hub.files_in_other_folder";

/// A hub on PostgreSQL with its files in its folder, and one of them.
struct Alone {
    hub: Hub,
    place: Place,
}

fn alone() -> Alone {
    let dir = tempfile::tempdir().unwrap();
    let url = rig::database();
    let place = Place::folder(dir.path()).with_database(&url).unwrap();
    let alone = Alone {
        hub: hub_at(dir, &place, Beside::Postgres(url)),
        place,
    };
    alone.send(&alone.hub.store, 1, b"lamp");
    alone
}

impl Alone {
    /// A record with a file, which comes to that hub of several.
    fn send(&self, store: &Store, number: usize, bytes: &[u8]) {
        let file = ArrivedFile {
            name: "f.jpg".to_owned(),
            sha256: store.files().put(bytes).unwrap(),
            size: bytes.len() as u64,
            media_type: "image/jpeg",
            kept: farola_hub_store::submission::Kept::AsItCame,
        };
        let arrival = Arrival {
            files: vec![file],
            ..self.hub.arrival(number)
        };
        store.accept_submission(arrival).wait().unwrap();
    }

    /// As in a hub of before, the row does not say where the files are.
    fn forget(&self) {
        self.hub.beside.execute("UPDATE hub SET files = NULL");
    }
}

fn open(place: &Place, open_as: OpenAs) -> Result<Store, StoreError> {
    Store::open(place, open_as, NOW, "e2")
}

fn serve(place: &Place) -> Store {
    open(place, OpenAs::Server).unwrap()
}

fn code(outcome: Result<impl std::fmt::Debug, StoreError>) -> &'static str {
    outcome.unwrap_err().code()
}

fn reads(store: &Store, bytes: &[u8]) -> bool {
    store.read_file(Sha256::of(bytes)).unwrap() == bytes
}

#[test]
fn a_second_folder_is_refused_whatever_opens_it() {
    let alone = alone();
    let other = tempfile::tempdir().unwrap();
    let beside = alone.place.clone().at(other.path());
    let told = &mut |_| std::ops::ControlFlow::Continue(());
    let new = other.path().join("new");
    let refuse = |when: &str| {
        for open_as in [OpenAs::Server, OpenAs::Command] {
            assert_eq!(code(open(&beside, open_as)), OTHER, "{when} {open_as:?}");
        }
        // Nor with a bucket: what the first one has would never come there.
        let bucket = s3::shared().give(beside.clone());
        assert_eq!(code(open(&bucket, OpenAs::Server)), OTHER, "{when}");
        assert_eq!(code(Store::verify(&beside)), OTHER, "{when}");
        assert_eq!(code(Store::back_up(&beside, &new)), OTHER, "{when}");
        assert!(!new.exists(), "nothing of a copy was made");
    };
    refuse("while it serves");
    assert!(
        open(&alone.place, OpenAs::Command).is_ok(),
        "its own folder"
    );
    assert!(reads(&alone.hub.store, b"lamp"), "and goes on serving");
    let Alone { hub, place } = alone;
    let Hub { dir, store, .. } = hub;
    drop(store);
    refuse("after it ended");
    let carried = Store::carry(&beside, &Place::folder(&new), told);
    assert_eq!(code(carried), OTHER);
    // None of it changed anything.
    assert!(reads(&serve(&place), b"lamp"));
    assert!(Store::verify(&place).unwrap().is_whole());
    drop(dir);
}

/// A command on another machine, or with a mistyped bucket, before any hub served the database: it
/// would claim the files for a place that nobody serves, and the hub would be refused.
#[test]
fn a_command_claims_nothing_until_it_brings_files() {
    let url = rig::database();
    let beside = Beside::Postgres(url.clone());
    let (desk, room, table) = (
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
        tempfile::tempdir().unwrap(),
    );
    let at = |dir: &Path| Place::folder(dir).with_database(&url).unwrap();
    let unsaid = || beside.number("SELECT count(*) FROM hub WHERE files IS NULL") == 1;
    for place in [at(desk.path()), s3::shared().give(at(table.path()))] {
        let command = open(&place, OpenAs::Command).unwrap();
        let named = command.rename_project(ONE, "León".to_owned(), NOW);
        named.wait().unwrap();
        assert!(unsaid(), "it looked and wrote a row");
    }
    let bringing = open(&at(desk.path()), OpenAs::Command).unwrap();
    bringing.settle_files().wait().unwrap();
    assert!(!unsaid());
    bringing.settle_files().wait().unwrap();
    drop(bringing);
    for open_as in [OpenAs::Server, OpenAs::Command] {
        assert_eq!(code(open(&at(room.path()), open_as)), OTHER);
    }
    beside.execute("UPDATE hub SET files = NULL");
    let served = serve(&at(room.path()));
    assert!(!unsaid(), "whoever serves says where");
    assert_eq!(code(open(&at(desk.path()), OpenAs::Command)), OTHER);
    // With a bucket it may move what is in its own folder there, and in no other.
    let bucket = s3::shared().give(at(room.path()));
    assert!(open(&bucket, OpenAs::Command).is_ok());
    assert!(served.settle_files().wait().is_ok());
}

#[test]
fn a_folder_may_be_carried_to_another_disk() {
    let Alone { hub, place } = alone();
    let Hub { dir, store, .. } = hub;
    drop(store);
    let disk = tempfile::tempdir().unwrap();
    let there = disk.path().join("hub");
    copy(dir.path(), &there);
    drop(dir);
    let store = serve(&place.at(&there));
    assert!(reads(&store, b"lamp"));
}

/// Its name goes with it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => assert!(std::fs::copy(entry.path(), to).is_ok()),
        }
    }
}

#[test]
fn with_a_bucket_of_the_first_every_other_may_come() {
    let alone = alone();
    let other = tempfile::tempdir().unwrap();
    let bucket = s3::shared().give(alone.place.clone());
    let beside = bucket.clone().at(other.path());
    let Alone { hub, place } = alone;
    let Hub { dir, store, .. } = hub;
    drop(store);
    assert_eq!(code(open(&beside, OpenAs::Server)), OTHER);
    let first = serve(&bucket);
    first.claim_files(NOW).unwrap();
    assert_eq!(first.move_files().unwrap().files, 1);
    assert!(reads(&serve(&beside), b"lamp"));
    // And from then on none without it.
    assert_eq!(code(open(&place, OpenAs::Command)), "hub.files_elsewhere");
    drop(dir);
}

/// Until now hubs came to one database with a folder each, and each missed what the others had.
#[test]
fn hubs_of_before_come_together_in_a_bucket() {
    let alone = alone();
    let (other, third) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let beside = alone.place.clone().at(other.path());
    alone.forget();
    let second = serve(&beside);
    alone.send(&second, 2, b"street");
    drop(second);
    let first = |place: &Place| place.clone().at(alone.hub.dir.path());
    let bucket = s3::shared().give(beside.clone());
    // Whose folder is known goes first.
    assert_eq!(code(open(&first(&beside), OpenAs::Command)), OTHER);
    assert_eq!(code(open(&first(&bucket), OpenAs::Command)), OTHER);
    let move_all = |store: &Store| {
        store.claim_files(NOW).unwrap();
        store.move_files().unwrap().files
    };
    let second = serve(&bucket);
    assert_eq!(move_all(&second), 1);
    let Hub { dir, store, .. } = alone.hub;
    drop(store);
    let first = serve(&bucket.clone().at(dir.path()));
    assert_eq!(move_all(&first), 1);
    let third = serve(&bucket.clone().at(third.path()));
    for store in [&first, &second, &third] {
        assert!(reads(store, b"lamp") && reads(store, b"street"));
    }
    assert!(Store::verify(&bucket).unwrap().is_whole());
}

/// As operating.md says for a folder that is lost for good.
#[test]
fn a_lost_folder_is_let_go_by_hand() {
    let alone = alone();
    let other = tempfile::tempdir().unwrap();
    let beside = alone.place.clone().at(other.path());
    assert_eq!(code(open(&beside, OpenAs::Server)), OTHER);
    alone.forget();
    let store = serve(&beside);
    assert_eq!(code(store.read_file(Sha256::of(b"lamp"))), "hub.not_found");
    // What was put back out of a backup is there.
    store.files().put(b"lamp").unwrap();
    assert!(reads(&store, b"lamp"));
    assert_eq!(code(open(&alone.place, OpenAs::Command)), OTHER);
}
