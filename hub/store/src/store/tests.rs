//! Promises that only a write of a test's own can ask for: groups commit together and fail
//! apart, what is append-only stays.

use std::sync::mpsc::channel;

use farola_model::Coded as _;

use super::*;
use crate::account::{NewUser, Role, add_user};

const NOW: Timestamp = Timestamp(1_795_985_580_000);

fn open(dir: &Path) -> Store {
    Store::open(dir, OpenAs::Server, NOW, "epoch-1").unwrap()
}

fn user(number: usize) -> NewUser {
    NewUser {
        email: format!("{number}@farola.example"),
        display_name: "Ana".to_owned(),
        role: Role::Reviewer,
        language: "es".to_owned(),
        password_hash: "$argon2id$".to_owned(),
    }
}

#[test]
fn a_job_that_fails_takes_nothing_else_of_its_group_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let (sender, receiver) = channel();
    for number in 0..200 {
        let sender = sender.clone();
        let write = store.write(move |tx| {
            let id = add_user(tx, &user(number), NOW)?;
            match number % 10 {
                3 => Err(StoreError::Busy),
                7 => panic!("a fault of a job"),
                _ => Ok(id),
            }
        });
        write.submit(move |result| sender.send((number, result)).unwrap());
    }
    drop(sender);
    let results: Vec<_> = receiver.iter().collect();
    assert_eq!(results.len(), 200, "every job hears how it went");
    for (number, result) in &results {
        let fails = matches!(number % 10, 3 | 7);
        assert_eq!(result.is_err(), fails, "job {number}");
    }
    let kept = store.list_users(NOW).unwrap();
    assert_eq!(
        kept.len(),
        160,
        "what failed left nothing, what did not is there"
    );
}

#[test]
fn a_full_disk_fails_what_does_not_fit_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let limit = |pages: i64| {
        // The limit is no change of the database, so it can be set inside a job.
        let sql = format!("PRAGMA max_page_count = {pages}");
        let set = store.write(move |tx| tx.row(&sql, (), |row| row.get::<_, i64>(0)));
        set.wait().unwrap()
    };
    // SQLite answers with the pages in use when the limit asked for is below them.
    let used = limit(1);
    limit(used + 6);
    let mut kept = 0;
    let error = loop {
        let large = NewUser {
            display_name: "x".repeat(3000),
            ..user(kept)
        };
        match store.add_user(large, NOW).wait() {
            Ok(_) => kept += 1,
            Err(error) => break error,
        }
        assert!(kept < 100, "the disk never became full");
    };
    assert_eq!(error.code(), "hub.disk_full");
    assert_eq!(store.list_users(NOW).unwrap().len(), kept);
    limit(1_000_000);
    store.add_user(user(999), NOW).wait().unwrap();
    assert_eq!(store.list_users(NOW).unwrap().len(), kept + 1);
}

#[test]
fn history_feed_and_audit_refuse_to_be_changed() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    store.add_user(user(1), NOW).wait().unwrap();
    let refused = |sql: &'static str| {
        let write = store.write(move |tx| tx.execute(sql, ()));
        write.wait().unwrap_err()
    };
    for sql in ["UPDATE audit SET action = 'x'", "DELETE FROM audit"] {
        assert_eq!(refused(sql).code(), "hub.database", "{sql}");
    }
}

/// Lists, records and phones are read on connections of their own: as many of each as there are
/// at one time, and nobody waits.
#[test]
fn who_searches_takes_no_reader_of_records_or_phones() {
    fn all_at_once(store: &Store, lists: usize, records: usize, phones: usize) -> i64 {
        let one = |tx: &Tx| tx.row("SELECT 1 AS n", (), |row| row.get::<_, i64>("n"));
        let read = if lists > 0 {
            store.read_list(|tx| Ok(one(tx)? + all_at_once(store, lists - 1, records, phones)))
        } else if records > 0 {
            store.read(|tx| Ok(one(tx)? + all_at_once(store, 0, records - 1, phones)))
        } else if phones > 0 {
            store.read_phone(|tx| Ok(one(tx)? + all_at_once(store, 0, 0, phones - 1)))
        } else {
            Ok(0)
        };
        read.unwrap()
    }
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let all = lists() + READERS + PHONES;
    let read = all_at_once(&store, lists(), READERS, PHONES);
    assert_eq!(usize::try_from(read).unwrap(), all);
}

/// Somebody reads at each moment, as where many people search: SQLite by itself never begins its
/// log anew then, and it grows with everything that is written.
#[test]
fn the_log_begins_anew_also_where_somebody_always_reads() {
    const WRITTEN: u64 = 3 * crate::log::LONG_LOG;
    const EACH: u64 = 1 << 20;
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let log = || {
        let log = std::fs::metadata(dir.path().join("hub.db-wal"));
        log.unwrap().len()
    };
    // Some milliseconds, in which other reads begin.
    let read = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
         SELECT count(*) + (SELECT count(*) FROM audit) AS n FROM n";
    let written = std::sync::atomic::AtomicBool::new(false);
    let longest = std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !written.load(std::sync::atomic::Ordering::Relaxed) {
                    let n = store.read(|tx| tx.row(read, (), |row| row.get::<_, i64>("n")));
                    assert!(n.unwrap() >= 20_000);
                }
            });
        }
        let mut longest = 0;
        for _ in 0..WRITTEN / EACH {
            let note = store.write(|tx| {
                let text = "x".repeat(usize::try_from(EACH).unwrap());
                let sql = "INSERT INTO audit (at_ms, action, details) VALUES (0, 'long', ?1)";
                tx.execute(sql, [text.as_str()])
            });
            note.wait().unwrap();
            longest = longest.max(log());
        }
        written.store(true, std::sync::atomic::Ordering::Relaxed);
        longest
    });
    assert!(longest > 4 << 20, "nothing was written to it");
    assert!(longest < 2 * crate::log::LONG_LOG, "{longest} bytes");
}
