//! Sealed backups on both engines: they open with their key alone, end by themselves, and one that
//! is put back brings nothing back that was forgotten since.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::{Path, PathBuf};

use farola_hub_store::forget::{Forgetting, Reason};
use farola_hub_store::ledger::{BESIDE_BACKUPS, read_ledger, write_ledger};
use farola_hub_store::sealed::{Backup, BackupKey, Restored, make_backup_key};
use farola_hub_store::submission::{Arrival, Summary};
use farola_hub_store::{OpenAs, Store, StoreError};
use farola_model::{Coded as _, Sha256};
use farola_protocol::Problem;
use rig::hub::*;
use rig::{On, files_with};

mod rig;

/// In what is forgotten after the backup, and in nothing else.
const SAID: &str = "zorzalenlaesquina";
const KEPT: &str = "calandriaenlaesquina";

fn sent(hub: &Hub, number: usize, word: &str) -> Arrival {
    let xml = format!("<data id=\"f\"><note>{word} {number}</note></data>").into_bytes();
    let photo = format!("{word} photo {number}");
    Arrival {
        xml_sha256: Sha256::of(&xml),
        xml,
        summary: Summary {
            title_es: format!("{word} título"),
            search: format!("{word} oscuro"),
            ..Summary::default()
        },
        expected: vec!["f.jpg".to_owned()],
        files: vec![hub.file("f.jpg", photo.as_bytes())],
        ..hub.arrival(number)
    }
}

/// A hub with three records, two of which stay.
fn hub_of(on: On) -> Hub {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    for (number, word) in [(1, SAID), (2, KEPT), (3, KEPT)] {
        hub.accept(sent(&hub, number, word)).unwrap();
    }
    hub
}

/// A pair of keys, a folder of backups and the place of a hub that is put back.
struct Kept {
    out: tempfile::TempDir,
    to: BackupKey,
    private: String,
}

impl Kept {
    fn new() -> Self {
        let (public, private) = make_backup_key();
        let out = tempfile::tempdir().unwrap();
        let to = public.parse().unwrap();
        Self { out, to, private }
    }

    fn backup(&self, name: &str) -> Backup {
        Backup {
            name: name.to_owned(),
            folder: self.folder().display().to_string(),
            made: NOW,
            until: NOW.plus_millis(30 * 24 * HOUR_MS),
        }
    }

    fn folder(&self) -> PathBuf {
        self.out.path().join("backups")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn restore(&self, name: &str, key: &str, dir: &str) -> Result<Restored, StoreError> {
        let listed = read_ledger(&self.file(BESIDE_BACKUPS)).unwrap();
        let dir = self.out.path().join(dir);
        Store::restore_backup(&self.file(name), key, &dir, &listed, NOW)
    }
}

fn forget(hub: &Hub, number: usize) {
    let done = hub.store.forget(Forgetting {
        project: ONE,
        records: vec![id(number)],
        walk_code: None,
        reason: Reason::Asked,
        by: None,
        at: NOW,
    });
    done.wait().unwrap();
}

fn code<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> &'static str {
    outcome.unwrap_err().code()
}

fn open(dir: &Path) -> Store {
    Store::open(dir, OpenAs::Server, NOW, "e").unwrap()
}

fn a_backup_opens_with_its_key_alone_and_brings_everything(on: On) {
    let (hub, kept) = (hub_of(on), Kept::new());
    let report = hub.store.seal_backup(&kept.to, kept.backup("a.age"));
    let report = report.unwrap();
    assert_eq!((report.versions, report.files), (3, 3));
    assert_eq!(files_with(&kept.folder(), KEPT), Vec::<String>::new());
    // Nothing of the copy stays beside the hub.
    assert!(!hub.dir.path().join("hub.copy").exists());
    // The same name is not written over; no second is noted.
    let again = hub.store.seal_backup(&kept.to, kept.backup("a.age"));
    assert_eq!(code(again), "hub.exists");
    assert_eq!(hub.store.list_backups().unwrap(), [kept.backup("a.age")]);
    let (_, other) = make_backup_key();
    for key in [other.as_str(), "", "# nothing", "age1"] {
        assert_eq!(code(kept.restore("a.age", key, "b")), "hub.backup_closed");
    }
    // Cut off or altered anywhere, it is no backup, and there is no hub.
    let whole = std::fs::read(kept.file("a.age")).unwrap();
    for (cut, place) in [
        (1, None),
        (20_000, None),
        (0, Some(whole.len() / 2)),
        (0, Some(3)),
    ] {
        let mut bytes = whole[..whole.len() - cut].to_vec();
        if let Some(place) = place {
            bytes[place] ^= 1;
        }
        std::fs::write(kept.file("cut.age"), bytes).unwrap();
        let outcome = kept.restore("cut.age", &kept.private, "b");
        assert_eq!(code(outcome), "hub.backup_closed", "{cut} {place:?}");
    }
    let left: Vec<_> = std::fs::read_dir(kept.out.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    let restored = kept.restore("a.age", &kept.private, "b").unwrap();
    assert_eq!(
        (restored.versions, restored.files, restored.forgotten),
        (3, 3, 0)
    );
    let over = kept.restore("a.age", &kept.private, "b");
    assert_eq!(code(over), "hub.exists");
    let dir = kept.out.path().join("b");
    let back = open(&dir);
    assert_ne!(back.epoch(), hub.store.epoch(), "phones notice");
    assert_eq!(back.read_queue(ONE, &[], None, 5).unwrap().total, 3);
    let photo = Sha256::of(format!("{SAID} photo 1").as_bytes());
    assert_eq!(
        back.read_file(photo).unwrap(),
        hub.store.read_file(photo).unwrap()
    );
}

fn an_older_backup_brings_nothing_back_that_was_forgotten(on: On) {
    let (hub, kept) = (hub_of(on), Kept::new());
    hub.store
        .seal_backup(&kept.to, kept.backup("a.age"))
        .unwrap();
    forget(&hub, 1);
    assert_eq!(hub.store.keep_ledgers().unwrap(), 0, "it knows its own");
    let listed = read_ledger(&kept.file(BESIDE_BACKUPS)).unwrap();
    assert_eq!(listed, hub.store.read_tombstones().unwrap());
    let restored = kept.restore("a.age", &kept.private, "b").unwrap();
    assert_eq!(
        (restored.versions, restored.files, restored.forgotten),
        (2, 2, 1)
    );
    let dir = kept.out.path().join("b");
    assert_eq!(files_with(&dir, SAID), Vec::<String>::new());
    assert!(
        !files_with(&dir, KEPT).is_empty(),
        "the scan finds what is there"
    );
    let photo = Sha256::of(format!("{SAID} photo 1").as_bytes());
    let back = open(&dir);
    assert!(!back.files().has(photo));
    assert_eq!(back.read_queue(ONE, &[], None, 5).unwrap().total, 2);
    assert_eq!(back.read_tombstones().unwrap(), listed);
    let form = Arrival {
        xml_sha256: Sha256::of(b"again"),
        ..sent(&hub, 1, SAID)
    };
    let again = back.accept_submission(form).wait().unwrap_err();
    assert!(
        matches!(again, StoreError::Refused(Problem::SubmissionDeleted)),
        "{again:?}"
    );
}

/// A database that was put back by hand is met by the list beside it, when the hub starts.
fn a_list_beside_the_hub_is_applied_to_an_older_database(on: On) {
    let (hub, other) = (hub_of(on), hub_of(On::Sqlite));
    forget(&other, 1);
    forget(&other, 3);
    let listed = other.store.read_tombstones().unwrap();
    let beside = hub.dir.path().join("hub.tombstones");
    write_ledger(&beside, &listed[..1]).unwrap();
    // Written once more, what is there stays.
    write_ledger(&beside, &listed).unwrap();
    assert_eq!(hub.store.keep_ledgers().unwrap(), 2);
    assert_eq!(hub.store.read_queue(ONE, &[], None, 5).unwrap().total, 1);
    assert_eq!(hub.store.keep_ledgers().unwrap(), 0);
    assert_eq!(hub.store.read_tombstones().unwrap(), listed);
    // One that it never had is refused later as well.
    let mut unknown = listed[0].clone();
    unknown.instance_id = id(77);
    let laid = hub.store.lay_tombstones(vec![unknown.clone(), unknown]);
    assert_eq!(laid.wait().unwrap(), 1);
    assert_eq!(
        refused(hub.accept(hub.arrival(77))),
        Problem::SubmissionDeleted
    );
    // A list that is not readable is no empty list.
    for broken in ["{", "[]\n", "{\"project\":1}", "\u{0}"] {
        std::fs::write(&beside, broken).unwrap();
        assert_eq!(code(hub.store.keep_ledgers()), "hub.tombstones", "{broken}");
        assert_eq!(std::fs::read_to_string(&beside).unwrap(), broken);
    }
}

fn backups_end_by_themselves(on: On) {
    let (hub, kept) = (hub_of(on), Kept::new());
    hub.store
        .seal_backup(&kept.to, kept.backup("a.age"))
        .unwrap();
    let later = Backup {
        until: NOW.plus_millis(31 * 24 * HOUR_MS),
        ..kept.backup("b.age")
    };
    hub.store.seal_backup(&kept.to, later.clone()).unwrap();
    let end = NOW.plus_millis(30 * 24 * HOUR_MS);
    assert_eq!(hub.store.prune_backups(end.plus_millis(-1)).unwrap(), []);
    assert_eq!(
        hub.store.prune_backups(end).unwrap(),
        [kept.backup("a.age")]
    );
    assert!(!kept.file("a.age").exists());
    assert!(kept.file("b.age").exists());
    assert_eq!(
        hub.store.list_backups().unwrap(),
        std::slice::from_ref(&later)
    );
    // A disk that is not there now: what it holds is still said.
    let away = kept.out.path().join("away");
    std::fs::rename(kept.folder(), &away).unwrap();
    let end = end.plus_millis(90 * 24 * HOUR_MS);
    assert_eq!(hub.store.prune_backups(end).unwrap(), []);
    assert_eq!(
        hub.store.list_backups().unwrap(),
        std::slice::from_ref(&later)
    );
    std::fs::rename(&away, kept.folder()).unwrap();
    assert_eq!(hub.store.prune_backups(end).unwrap(), [later]);
    assert!(!kept.file("b.age").exists());
}

/// A backup that fails is none: neither a file nor a word of it stays.
fn a_backup_that_fails_is_not_listed(on: On) {
    let (hub, kept) = (hub_of(on), Kept::new());
    std::fs::write(kept.out.path().join("backups"), "no folder").unwrap();
    assert!(
        hub.store
            .seal_backup(&kept.to, kept.backup("a.age"))
            .is_err()
    );
    assert_eq!(hub.store.list_backups().unwrap(), []);
    assert!(!hub.dir.path().join("hub.copy").exists());
}

on_both! {
    a_backup_opens_with_its_key_alone_and_brings_everything,
    an_older_backup_brings_nothing_back_that_was_forgotten,
    a_list_beside_the_hub_is_applied_to_an_older_database,
    backups_end_by_themselves,
    a_backup_that_fails_is_not_listed,
}

#[test]
fn what_is_no_public_key_is_refused() {
    for wrong in [
        "",
        "age1",
        "AGE-SECRET-KEY-1",
        "ssh-ed25519 AAAA",
        "age1qqqq",
    ] {
        assert_eq!(
            code(wrong.parse::<BackupKey>()),
            "hub.backup_key",
            "{wrong}"
        );
    }
    let (public, private) = make_backup_key();
    assert!(public.starts_with("age1") && private.contains(&public));
    assert!(format!("{:?}", public.parse::<BackupKey>().unwrap()).contains(&public));
}
