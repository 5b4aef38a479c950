//! Opening: new, again, with the wrong key, by two, from the future, read-only, full.

use std::fs;

use farola_model::{Coded, ErrorClass, Timestamp};
use farola_store::{Access, Error, Key, KeyUnavailable, Store, StoreOptions};

use crate::{Phone, id, key, new_draft};

fn files(phone: &Phone) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(phone.dir.path())
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, fs::read(entry.path()).unwrap())
        })
        .filter(|(name, _)| !name.ends_with("-shm") && !name.ends_with("-wal"))
        .collect();
    files.sort();
    files
}

#[test]
fn a_new_one_is_made_and_opens_again() {
    let phone = Phone::new();
    let mut store = phone.open();
    assert_eq!(store.access(), Access::ReadWrite);
    assert_eq!(store.salvage(), None);
    store.begin_draft(&new_draft("a")).unwrap();
    drop(store);
    let store = phone.open_checked();
    assert_eq!(store.drafts().unwrap().len(), 1);
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    for entry in fs::read_dir(phone.dir.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn the_wrong_key_is_told_and_nothing_touched() {
    let phone = Phone::new();
    phone.open().begin_draft(&new_draft("a")).unwrap();
    let before = files(&phone);
    let wrong = Store::open(&phone.path(), &|| Ok(Key::new([9; 32]))).unwrap_err();
    assert!(matches!(wrong, Error::WrongKey), "{wrong:?}");
    assert_eq!(
        (wrong.code(), wrong.class()),
        ("storage.wrong_key", ErrorClass::Auth)
    );
    assert_eq!(files(&phone), before);
    assert_eq!(phone.open().drafts().unwrap().len(), 1);
}

#[test]
fn a_key_store_that_refuses_is_told_by_its_own_code() {
    let phone = Phone::new();
    for (reason, code) in [
        (KeyUnavailable::Locked, "storage.key_locked"),
        (KeyUnavailable::Missing, "storage.key_missing"),
        (KeyUnavailable::Denied, "storage.key_denied"),
    ] {
        let error = Store::open(&phone.path(), &move || Err(reason)).unwrap_err();
        assert_eq!(error.code(), code);
    }
    assert!(!phone.path().exists(), "a database without a key was made");
}

#[test]
fn someone_elses_file_is_told_and_not_touched() {
    let mut plain = b"SQLite format 3\0".to_vec();
    plain.resize(8192, 7);
    for content in [plain, b"%PDF-1.7 a report, and no database".to_vec()] {
        let phone = Phone::new();
        fs::write(phone.path(), &content).unwrap();
        let error = Store::open(&phone.path(), &key()).unwrap_err();
        assert_eq!(error.code(), "storage.not_a_database");
        assert_eq!(files(&phone), [("farola.db".to_owned(), content)]);
    }
}

#[test]
fn a_folder_that_is_not_there_and_a_folder_in_its_place_are_errors_of_the_file_system() {
    let phone = Phone::new();
    let nowhere = phone.dir.path().join("no/farola.db");
    for path in [nowhere.as_path(), phone.dir.path()] {
        let error = Store::open(path, &key()).unwrap_err();
        assert_eq!(error.code(), "storage.io", "{error:?}");
    }
}

#[test]
fn one_from_the_future_opens_for_reading_only() {
    let phone = Phone::new();
    phone.open().begin_draft(&new_draft("a")).unwrap();
    raise_schema(&phone, 999);
    let mut store = phone.open();
    assert_eq!(store.access(), Access::FromTheFuture { found: 999 });
    assert_eq!(store.drafts().unwrap().len(), 1);
    let before = files(&phone);
    for refused in [
        store.begin_draft(&new_draft("b")),
        store
            .append_delta(&id("a"), b"{}", Timestamp(1))
            .map(|_| ()),
        store.delete_draft(&id("a")),
        store.set_setting("language", "es"),
        store.purge(Default::default(), Timestamp(1)).map(|_| ()),
    ] {
        let error = refused.unwrap_err();
        assert_eq!(error.code(), "storage.from_the_future");
        assert!(matches!(
            error,
            Error::FromTheFuture {
                found: 999,
                supported: 5
            }
        ));
    }
    drop(store);
    assert_eq!(files(&phone), before);
}

fn raise_schema(phone: &Phone, number: u32) {
    let conn = crate::fixture::raw(&phone.path());
    conn.pragma_update(None, "user_version", number).unwrap();
}

#[test]
fn two_openers_share_it_and_one_that_holds_it_too_long_is_told() {
    let phone = Phone::new();
    let mut first = phone.open();
    let impatient = StoreOptions {
        wait_ms: 10,
        ..StoreOptions::default()
    };
    let mut second = Store::open_with(&phone.path(), &key(), impatient).unwrap();
    first.begin_draft(&new_draft("a")).unwrap();
    second.begin_draft(&new_draft("b")).unwrap();
    assert_eq!(first.drafts().unwrap().len(), 2);

    let holder = crate::fixture::raw(&phone.path());
    holder.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = second.begin_draft(&new_draft("c")).unwrap_err();
    assert_eq!(
        (error.code(), error.class()),
        ("storage.busy", ErrorClass::Retry)
    );
    assert_eq!(second.drafts().unwrap().len(), 2, "readers do not wait");
    holder.execute_batch("COMMIT").unwrap();
    second.begin_draft(&new_draft("c")).unwrap();
}

#[test]
fn a_reader_beside_the_writer_sees_what_is_committed_and_cannot_write() {
    let phone = Phone::new();
    let mut store = phone.open();
    let reader = store.reader(&key()).unwrap();
    store.begin_draft(&new_draft("a")).unwrap();
    assert_eq!(reader.drafts().unwrap().len(), 1);
    let handle = std::thread::spawn(move || reader.home_counts().unwrap().drafts);
    assert_eq!(handle.join().unwrap(), 1);
}

#[test]
fn destroy_leaves_nothing() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    drop(store);
    fs::write(phone.dir.path().join("farola.db.corrupt-1"), b"x").unwrap();
    fs::write(phone.dir.path().join("other.txt"), b"x").unwrap();
    Store::destroy(&phone.path()).unwrap();
    let left: Vec<_> = files(&phone).into_iter().map(|(name, _)| name).collect();
    assert_eq!(left, ["other.txt"]);
}

/// A store that was shut answers nothing more, and the file can be opened by who has the key.
#[test]
fn a_store_that_was_shut_is_locked_whatever_is_asked() {
    let phone = Phone::new();
    let mut store = phone.open();
    store.begin_draft(&new_draft("a")).unwrap();
    store.shut();
    assert_eq!(store.access(), Access::Shut);
    let codes = [
        store.drafts().map(drop),
        store.load_draft(&id("a")).map(drop),
        store.setting("a").map(drop),
        store.home_counts().map(drop),
        store.begin_draft(&new_draft("b")),
        store.append_delta(&id("a"), b"x", Timestamp(1)).map(drop),
        store.purge(Default::default(), Timestamp(1)).map(drop),
    ];
    for refused in codes {
        assert_eq!(refused.unwrap_err().code(), "storage.key_locked");
    }
    store.shut();
    assert_eq!(phone.open().drafts().unwrap().len(), 1);
}
