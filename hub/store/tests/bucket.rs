//! Files in a bucket: what comes is in the folder first and moved from there; a bucket that is
//! away costs nothing but time; nothing in it is overwritten; several hubs share one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice
)]

use std::path::{Path, PathBuf};

use farola_hub_store::moving::Moved;
use farola_hub_store::submission::Arrival;
use farola_hub_store::{OpenAs, Place, Store, StoreError};
use farola_model::{Coded as _, Sha256, Timestamp};
use rig::On;
use rig::hub::*;
use rig::s3::{self, S3, objects};

mod rig;

/// Behind every clock.
const LATER: Timestamp = Timestamp(i64::MAX);

/// A hub on an S3 server of its own.
struct Own {
    hub: Hub,
    place: Place,
    server: S3,
    kept: tempfile::TempDir,
}

fn own(on: On) -> Own {
    let kept = tempfile::tempdir().unwrap();
    let server = S3::own(kept.path());
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let place = server.give(place);
    let hub = hub_at(dir, &place, beside);
    Own {
        hub,
        place,
        server,
        kept,
    }
}

impl Own {
    /// Files that are in the bucket.
    fn moved(&self) -> Vec<PathBuf> {
        objects(self.kept.path())
    }

    /// Files that lie in the hub's folder.
    fn here(&self) -> usize {
        objects(&self.hub.dir.path().join("files")).len()
    }

    /// A record with a file of each of these bytes, which nobody moves yet.
    fn send(&self, number: usize, files: &[&[u8]]) -> Result<(), StoreError> {
        let named = |(place, bytes): (usize, &&[u8])| self.hub.file(&format!("{place}.jpg"), bytes);
        let arrival = Arrival {
            files: files.iter().enumerate().map(named).collect(),
            ..self.hub.arrival(number)
        };
        self.hub.store.accept_submission(arrival).wait().map(|_| ())
    }

    fn waiting(&self) -> i64 {
        self.hub.store.read_waiting_files().unwrap().files
    }

    fn path(&self, bytes: &[u8]) -> PathBuf {
        let digest = Sha256::of(bytes).to_string();
        let files = self.hub.dir.path().join("files");
        files.join(&digest[..2]).join(&digest)
    }
}

/// On both engines, with a bucket of their own.
fn each(test: impl Fn(&mut Own)) {
    for on in [On::Sqlite, On::Postgres] {
        test(&mut own(on));
    }
}

fn all(files: usize) -> Moved {
    Moved { files, left: 0 }
}

#[test]
fn what_comes_lies_in_the_folder_until_it_is_in_the_bucket() {
    each(|own| {
        let store = &own.hub.store;
        let files: [&[u8]; 3] = [b"a", b"street", b"lamp"];
        own.send(1, &files).unwrap();
        assert_eq!((own.here(), own.moved().len(), own.waiting()), (3, 0, 3));
        assert!(store.read_waiting_files().unwrap().since.is_some());
        let read = |bytes: &[u8]| store.read_file(Sha256::of(bytes)).unwrap();
        assert!(files.iter().all(|bytes| read(bytes) == **bytes));
        assert_eq!(store.move_files().unwrap(), all(3));
        assert_eq!((own.here(), own.moved().len(), own.waiting()), (0, 3, 0));
        assert_eq!(store.read_waiting_files().unwrap().since, None);
        assert!(files.iter().all(|bytes| read(bytes) == **bytes));
        assert!(
            files
                .iter()
                .all(|bytes| store.files().has(Sha256::of(bytes)))
        );
        assert_eq!(store.move_files().unwrap(), all(0));
        let missing = store.read_file(Sha256::of(b"other")).unwrap_err();
        assert!(matches!(missing, StoreError::Missing { .. }));
        // It comes again, and is moved again, to where it is.
        own.send(2, &[b"lamp"]).unwrap();
        assert_eq!((own.here(), own.waiting()), (1, 1));
        assert_eq!(store.move_files().unwrap(), all(1));
        assert_eq!((own.here(), own.moved().len(), own.waiting()), (0, 3, 0));
    });
}

#[test]
fn a_range_of_a_file_is_the_same_wherever_it_lies() {
    each(|own| {
        own.send(1, &[b"a street lamp", b""]).unwrap();
        let (digest, none) = (Sha256::of(b"a street lamp"), Sha256::of(b""));
        let store = &own.hub.store;
        for moved in [false, true] {
            let cases: [(u64, usize, &[u8]); 8] = [
                (0, 1, b"a"),
                (2, 6, b"street"),
                (9, 100, b"lamp"),
                (0, 13, b"a street lamp"),
                (12, 1, b"p"),
                (13, 5, b""),
                (99, 5, b""),
                (3, 0, b""),
            ];
            for (from, length, expected) in cases {
                let got = store.read_file_range(digest, from, length).unwrap();
                assert_eq!(got, expected, "{from} {length} {moved}");
            }
            assert_eq!(store.read_file_range(none, 0, 5).unwrap(), b"");
            assert_eq!(store.read_file(none).unwrap(), b"");
            let other = store.read_file_range(Sha256::of(b"x"), 0, 5).unwrap_err();
            assert!(matches!(other, StoreError::Missing { .. }));
            store.move_files().unwrap();
        }
        assert_eq!(own.here(), 0);
    });
}

/// For hours, for all that the hub knows.
#[test]
fn a_bucket_that_is_away_costs_nothing_but_time() {
    each(|own| {
        own.send(1, &[b"before"]).unwrap();
        own.hub.store.move_files().unwrap();
        own.server.stop();
        for number in 2..7 {
            own.send(number, &[format!("photo {number}").as_bytes()])
                .unwrap();
            let error = own.hub.store.move_files().unwrap_err();
            assert_eq!(error.code(), "hub.files_unreachable");
        }
        assert_eq!((own.here(), own.waiting()), (5, 5));
        let store = &own.hub.store;
        assert_eq!(store.read_file(Sha256::of(b"photo 3")).unwrap(), b"photo 3");
        let before = store.read_file(Sha256::of(b"before")).unwrap_err();
        assert_eq!(before.code(), "hub.files_unreachable");
        assert!(!store.files().has(Sha256::of(b"before")), "nobody says so");
        own.server.again(own.kept.path());
        assert_eq!(own.hub.store.move_files().unwrap(), all(5));
        assert_eq!((own.here(), own.moved().len(), own.waiting()), (0, 6, 0));
        assert!(Store::verify(&own.place).unwrap().is_whole());
    });
}

/// A hub starts without its bucket, and with a wrong key it does not.
#[test]
fn a_start_says_what_a_person_has_to_mend() {
    let mut own = own(On::Sqlite);
    let open = |place: &Place| Store::open(place, OpenAs::Server, NOW, "e1");
    let new = |url: &str, keys: [(&str, &str); 2]| {
        let dir = tempfile::tempdir().unwrap();
        let keys = keys.map(|(name, value)| (name.to_owned(), value.to_owned()));
        open(&Place::folder(dir.path()).with_files(url, keys).unwrap()).map(|_| ())
    };
    let url = own.server.url("farola");
    assert!(new(&url, s3::KEYS).is_ok());
    let wrong = [s3::KEYS[0], ("AWS_SECRET_ACCESS_KEY", "guessed")];
    let refused = new(&url, wrong).unwrap_err();
    assert_eq!(refused.code(), "hub.files_refused");
    // An address that was refused is not the hub's: the right one, or none, is taken afterwards.
    for right in [Some(own.server.url("farola")), None] {
        let dir = tempfile::tempdir().unwrap();
        let at = |url: &str, keys: [(&str, &str); 2]| {
            let keys = keys.map(|(name, value)| (name.to_owned(), value.to_owned()));
            let place = Place::folder(dir.path()).with_files(url, keys);
            open(&place.unwrap()).map(|_| ())
        };
        let typed = at(&own.server.url("another"), wrong).unwrap_err();
        assert_eq!(typed.code(), "hub.files_refused");
        match right {
            Some(url) => at(&url, s3::KEYS).unwrap(),
            None => open(&Place::folder(dir.path())).map(|_| ()).unwrap(),
        }
    }
    own.server.stop();
    assert!(new(&url, s3::KEYS).is_ok(), "phones do not wait for it");
}

/// Whatever ends the hub between two steps of a move, the next one begins there.
#[test]
fn a_move_that_was_cut_off_goes_on() {
    each(|own| {
        let store = &own.hub.store;
        // In the bucket, and the folder still has it.
        own.send(1, &[b"put"]).unwrap();
        let copy = own.path(b"put");
        std::fs::copy(&copy, own.hub.dir.path().join("kept")).unwrap();
        store.move_files().unwrap();
        std::fs::copy(own.hub.dir.path().join("kept"), &copy).unwrap();
        assert_eq!((own.here(), own.waiting()), (1, 0));
        assert_eq!(store.claim_files(NOW).unwrap(), 1);
        assert_eq!(store.move_files().unwrap(), all(1));
        // Removed from the folder, and its row is still there.
        own.send(2, &[b"put"]).unwrap();
        std::fs::remove_file(&copy).unwrap();
        assert_eq!((own.here(), own.waiting()), (0, 1));
        assert_eq!(store.move_files().unwrap(), all(1));
        assert_eq!((own.here(), own.moved().len(), own.waiting()), (0, 1, 0));
        // Lost in the folder and in no bucket: said, and never taken for moved.
        own.send(3, &[b"lost", b"other"]).unwrap();
        std::fs::remove_file(own.path(b"lost")).unwrap();
        assert_eq!(store.move_files().unwrap(), Moved { files: 1, left: 1 });
        assert_eq!(store.move_files().unwrap_err().code(), "hub.damaged");
        let report = Store::verify(&own.place).unwrap();
        assert_eq!(report.missing_files, [Sha256::of(b"lost")]);
    });
}

#[test]
fn nothing_is_put_that_does_not_have_its_digest_and_nothing_overwritten() {
    each(|own| {
        let store = &own.hub.store;
        own.send(1, &[b"rotten", b"sound"]).unwrap();
        std::fs::write(own.path(b"rotten"), b"rotted").unwrap();
        assert_eq!(store.move_files().unwrap(), Moved { files: 1, left: 1 });
        assert_eq!(own.moved().len(), 1);
        // Another file under that digest, by whatever hand.
        let [moved] = &own.moved()[..] else { panic!() };
        let strange = Sha256::of(b"strange").to_string();
        let files = moved.parent().unwrap().parent().unwrap();
        let there = files.join(&strange[..2]).join(&strange);
        std::fs::create_dir_all(there.parent().unwrap()).unwrap();
        std::fs::write(&there, b"not it").unwrap();
        own.send(2, &[b"strange"]).unwrap();
        assert_eq!(store.move_files().unwrap_err().code(), "hub.bug");
        assert_eq!(std::fs::read(&there).unwrap(), b"not it");
        assert_eq!((own.here(), own.waiting()), (2, 2), "both stay");
        let read = store.read_file(Sha256::of(b"strange")).unwrap();
        assert_eq!(read, b"strange", "the folder comes first");
        let report = Store::verify(&own.place).unwrap();
        assert_eq!(report.wrong_files, [Sha256::of(b"rotten")]);
        std::fs::write(moved, b"altered").unwrap();
        assert_eq!(Store::verify(&own.place).unwrap().wrong_files.len(), 2);
    });
}

/// S3 takes pieces of five megabytes and no smaller ones but for the last.
#[test]
fn a_large_file_goes_in_pieces() {
    const PIECE: usize = 5 * 1024 * 1024;
    let own = own(On::Sqlite);
    let store = &own.hub.store;
    let bytes: Vec<u8> = (0..3 * PIECE as u32).map(|n| (n % 251) as u8).collect();
    let sizes = [PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 7];
    for (number, size) in sizes.into_iter().enumerate() {
        let bytes = &bytes[number..number + size];
        own.send(number, &[bytes]).unwrap();
        assert_eq!(store.move_files().unwrap(), all(1), "{size}");
        assert!(
            store.read_file(Sha256::of(bytes)).unwrap() == *bytes,
            "{size}"
        );
        // Again, to where it is.
        own.send(100 + number, &[bytes]).unwrap();
        assert_eq!(store.move_files().unwrap(), all(1), "{size}");
    }
    let rotten = &bytes[9..9 + 2 * PIECE];
    own.send(200, &[rotten]).unwrap();
    std::fs::write(own.path(rotten), &bytes[10..10 + 2 * PIECE]).unwrap();
    assert_eq!(store.move_files().unwrap_err().code(), "hub.bug");
    assert_eq!((own.here(), own.moved().len()), (1, sizes.len()));
}

/// A refused file stays in the folder until it is swept, and never comes to the bucket.
#[test]
fn the_bucket_has_what_a_row_names_and_nothing_else() {
    each(|own| {
        let store = &own.hub.store;
        for number in 0..12 {
            own.send(number, &[format!("kept {number}").as_bytes()])
                .unwrap();
        }
        let other = Arrival {
            xml_sha256: Sha256::of(b"another"),
            files: vec![own.hub.file("x.jpg", b"refused")],
            ..own.hub.arrival(1)
        };
        assert!(store.accept_submission(other).wait().is_err());
        assert_eq!(store.move_files().unwrap(), all(12));
        assert_eq!(store.claim_files(NOW).unwrap(), 0);
        assert_eq!((own.here(), own.moved().len()), (1, 12));
        // One of one: but the files of the bucket speak for the database.
        let swept = store.sweep_few_orphans(LATER, &|| false).unwrap().unwrap();
        assert_eq!((swept.files, swept.removed), (1, 1));
        assert_eq!((own.here(), own.moved().len()), (0, 12));
        assert!(Store::verify(&own.place).unwrap().is_whole());
    });
}

#[test]
fn a_database_that_names_nothing_removes_nothing_of_a_folder_that_is_moved() {
    let own = own(On::Sqlite);
    own.hub.file("x.jpg", b"nobody's");
    assert_eq!(
        own.hub.store.sweep_few_orphans(LATER, &|| false).unwrap(),
        None
    );
    assert_eq!(own.here(), 1);
}

/// From a folder to a bucket by naming it, and by nothing less back.
#[test]
fn a_hub_that_gets_a_bucket_moves_what_it_has() {
    for on in [On::Sqlite, On::Postgres] {
        let kept = tempfile::tempdir().unwrap();
        let server = S3::own(kept.path());
        let dir = tempfile::tempdir().unwrap();
        let (folder, beside) = on.place_and_beside(dir.path());
        let hub = hub_at(dir, &folder, beside);
        let record = Arrival {
            files: vec![hub.file("a.jpg", b"aaaa"), hub.file("b.jpg", b"bb")],
            ..hub.arrival(1)
        };
        hub.accept(record).unwrap();
        let Hub { dir, store, .. } = hub;
        assert_eq!(
            (store.claim_files(NOW).unwrap(), store.moves_files()),
            (0, false)
        );
        drop(store);
        let bucket = server.give(folder.clone());
        let open = |place: &Place| Store::open(place, OpenAs::Server, NOW, "e1");
        let store = open(&bucket).unwrap();
        assert_eq!(store.read_file(Sha256::of(b"bb")).unwrap(), b"bb");
        assert_eq!(store.claim_files(NOW).unwrap(), 2);
        assert_eq!(store.move_files().unwrap(), all(2));
        assert_eq!(objects(&dir.path().join("files")).len(), 0);
        assert_eq!(store.read_file(Sha256::of(b"bb")).unwrap(), b"bb");
        drop(store);
        for wrong in [&folder, &server.give(folder.clone())] {
            let error = open(wrong).unwrap_err();
            assert_eq!(error.code(), "hub.files_elsewhere");
            let error = Store::verify(wrong).unwrap_err();
            assert_eq!(error.code(), "hub.files_elsewhere");
        }
        let report = Store::verify(&bucket).unwrap();
        assert_eq!((report.files, report.is_whole()), (2, true));
        assert!(open(&bucket).is_ok());
    }
}

/// A backup needs nothing but itself: no bucket, no key.
#[test]
fn a_backup_of_a_bucket_is_a_folder() {
    let own = own(On::Sqlite);
    own.send(1, &[b"aaaa", b"bb"]).unwrap();
    own.hub.store.move_files().unwrap();
    own.send(2, &[b"waits"]).unwrap();
    let out = tempfile::tempdir().unwrap();
    let copy = out.path().join("copy");
    let report = Store::back_up(&own.place, &copy).unwrap();
    assert_eq!((report.versions, report.files, report.bytes), (2, 3, 11));
    assert!(Store::verify(&copy).unwrap().is_whole());
    let served = Store::open(&copy, OpenAs::Server, NOW, "e").unwrap();
    assert_eq!(served.read_file(Sha256::of(b"bb")).unwrap(), b"bb");
    drop(served);
    let without = Store::back_up(own.hub.dir.path(), &out.path().join("x")).unwrap_err();
    assert_eq!(without.code(), "hub.files_elsewhere");
    // And what was copied so can be moved to a bucket anew.
    let moved = own.server.give(Place::folder(&copy));
    let served = Store::open(&moved, OpenAs::Server, NOW, "e").unwrap();
    assert_eq!(served.claim_files(NOW).unwrap(), 3);
    assert_eq!(served.move_files().unwrap(), all(3));
    assert!(Store::verify(&moved).unwrap().is_whole());
}

/// From a bucket to another engine with the same bucket, then back to a folder.
#[test]
fn a_hub_is_carried_with_its_bucket_and_out_of_it() {
    let own = own(On::Sqlite);
    own.send(1, &[b"aaaa", b"bb"]).unwrap();
    own.hub.store.move_files().unwrap();
    own.send(2, &[b"waits"]).unwrap();
    let Own {
        hub,
        place,
        server,
        kept,
    } = own;
    let Hub { dir, store, .. } = hub;
    drop(store);
    let told = &mut |_| std::ops::ControlFlow::Continue(());
    let (shared, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let without = Store::carry(
        &Place::folder(dir.path()),
        &Place::folder(shared.path()),
        told,
    );
    assert_eq!(without.unwrap_err().code(), "hub.files_elsewhere");
    let there = place.clone().at(shared.path());
    let there = there.with_database(&rig::database()).unwrap();
    let carried = Store::carry(&place, &there, told).unwrap();
    assert_eq!(carried.files, 1, "the bucket has the others");
    let store = Store::open(&there, OpenAs::Server, NOW, "e").unwrap();
    assert_eq!(store.claim_files(NOW).unwrap(), 0, "the move put it there");
    assert_eq!(objects(kept.path()).len(), 3);
    drop(store);
    assert!(Store::verify(&there).unwrap().is_whole());
    let back = Place::folder(folder.path());
    assert_eq!(Store::carry(&there, &back, told).unwrap().files, 3);
    drop(server);
    let store = Store::open(&back, OpenAs::Server, NOW, "e").unwrap();
    assert_eq!(store.read_file(Sha256::of(b"waits")).unwrap(), b"waits");
    assert!(Store::verify(&back).unwrap().is_whole());
}

/// Two hubs, two folders, one database and one bucket.
#[test]
fn a_file_that_another_hub_has_still_is_on_its_way() {
    let own = own(On::Postgres);
    let dir = tempfile::tempdir().unwrap();
    let beside = own.place.clone().at(dir.path());
    let other = Store::open(&beside, OpenAs::Server, NOW, "e1").unwrap();
    own.send(1, &[b"lamp"]).unwrap();
    let told = other.read_waiting_files().unwrap();
    assert_eq!((told.files, told.since, told.elsewhere), (0, None, 1));
    assert!(told.elsewhere_since.is_some());
    let told = own.hub.store.read_waiting_files().unwrap();
    assert_eq!((told.files, told.elsewhere), (1, 0));
    let digest = Sha256::of(b"lamp");
    assert_eq!(
        other.read_file(digest).unwrap_err().code(),
        "hub.file_on_its_way"
    );
    let range = other.read_file_range(digest, 0, 2).unwrap_err();
    assert_eq!(range.code(), "hub.file_on_its_way");
    assert_eq!(other.move_files().unwrap(), all(0), "it is not this one's");
    own.hub.store.move_files().unwrap();
    assert_eq!(other.read_file(digest).unwrap(), b"lamp");

    // The same file through both: each moves its own, to one place.
    own.send(2, &[b"twice"]).unwrap();
    let twice = Arrival {
        files: vec![farola_hub_store::submission::ArrivedFile {
            sha256: other.files().put(b"twice").unwrap(),
            ..own.hub.file("0.jpg", b"twice")
        }],
        ..own.hub.arrival(3)
    };
    other.accept_submission(twice).wait().unwrap();
    let digest = Sha256::of(b"twice");
    assert_eq!(other.read_file(digest).unwrap(), b"twice");
    assert_eq!(own.hub.store.move_files().unwrap(), all(1));
    assert_eq!(other.move_files().unwrap(), all(1));
    assert_eq!((own.moved().len(), own.here()), (2, 0));
    assert_eq!(objects(&dir.path().join("files")).len(), 0);
    assert_eq!(own.hub.store.read_file(digest).unwrap(), b"twice");
}

/// A file that somebody removed is damage, and no reason for the others to wait.
#[test]
fn a_file_that_is_nowhere_keeps_no_other_from_being_moved() {
    each(|own| {
        own.send(1, &[b"gone"]).unwrap();
        std::fs::remove_file(own.path(b"gone")).unwrap();
        let alone = own.hub.store.move_files().unwrap_err();
        assert_eq!(alone.code(), "hub.damaged");
        own.send(2, &[b"lamp"]).unwrap();
        let moved = own.hub.store.move_files().unwrap();
        assert_eq!(moved, Moved { files: 1, left: 1 });
        assert_eq!(own.waiting(), 1, "it is told for as long as it is so");
    });
}

/// Many at once, from both hubs, while the bucket comes and goes.
#[test]
fn two_hubs_move_side_by_side_and_lose_nothing() {
    let mut own = own(On::Postgres);
    let dir = tempfile::tempdir().unwrap();
    let beside = own.place.clone().at(dir.path());
    let other = Store::open(&beside, OpenAs::Server, NOW, "e1").unwrap();
    let bytes = |n: usize| format!("photo {}", n % 40).into_bytes();
    for round in 0..3 {
        if round == 1 {
            own.server.stop();
        }
        std::thread::scope(|scope| {
            for (place, store) in [&own.hub.store, &other].into_iter().enumerate() {
                let own = &own;
                scope.spawn(move || {
                    for n in 0..20 {
                        let number = round * 100 + place * 20 + n;
                        let file = farola_hub_store::submission::ArrivedFile {
                            sha256: store.files().put(&bytes(number)).unwrap(),
                            ..own.hub.file("0.jpg", &bytes(number))
                        };
                        let arrival = Arrival {
                            files: vec![file],
                            ..own.hub.arrival(number)
                        };
                        store.accept_submission(arrival).wait().unwrap();
                        if n % 8 == 0 {
                            let _ = store.move_files();
                        }
                    }
                });
            }
        });
        if round == 1 {
            own.server.again(own.kept.path());
        }
    }
    for store in [&own.hub.store, &other] {
        store.claim_files(NOW).unwrap();
        store.move_files().unwrap();
        assert_eq!(store.read_waiting_files().unwrap().files, 0);
    }
    assert_eq!(own.moved().len(), 40);
    let report = Store::verify(&own.place).unwrap();
    assert_eq!((report.files, report.is_whole()), (40, true));
    assert_eq!(files_of(dir.path()), 0);
}

fn files_of(dir: &Path) -> usize {
    objects(&dir.join("files")).len()
}
