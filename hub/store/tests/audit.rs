//! The audit on both engines: what is in it, in which order it is read, and that a change of it
//! is found wherever it was made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use farola_hub_store::account::UserId;
use farola_hub_store::audit::{AuditEntry, Opened, Opening};
use farola_hub_store::{OpenAs, Store};
use farola_model::{Sha256, Timestamp};
use rig::On;
use rig::hub::*;
use serde_json::json;

mod rig;

const KINDS: [Opened; 5] = [
    Opened::List,
    Opened::Record,
    Opened::Photo,
    Opened::PhoneCode,
    Opened::Audit,
];

fn open(store: &Store, by: UserId, number: usize) {
    let opening = Opening {
        by,
        what: KINDS[number % KINDS.len()],
        details: json!({"number": number}),
    };
    let at = Timestamp(NOW.as_millis() + number as i64);
    store.note_opening(opening, at).wait().unwrap();
}

impl Hub {
    fn all_of_the_audit(&self) -> Vec<AuditEntry> {
        self.store.read_audit(None, 500).unwrap().entries
    }

    /// Lets the test do what the application cannot: as somebody in the database itself.
    fn break_in(&self, on: On) {
        let of = match on {
            On::Sqlite | On::SqliteBucket => "",
            On::Postgres | On::PostgresBucket => " ON audit",
        };
        for trigger in ["audit_keeps", "audit_stays"] {
            self.beside.execute(&format!("DROP TRIGGER {trigger}{of}"));
        }
    }
}

fn who_opened_what_is_read_page_by_page_from_the_newest_on(on: On) {
    let hub = hub(on);
    let before = hub.all_of_the_audit().len();
    for number in 0..23 {
        open(&hub.store, hub.reviewer, number);
    }
    let (mut read, mut next) = (Vec::new(), None);
    loop {
        let page = hub.store.read_audit(next, 7).unwrap();
        assert!(page.entries.len() <= 7);
        read.extend(page.entries);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert_eq!(read, hub.all_of_the_audit(), "the pages are the whole");
    assert_eq!(read.len(), before + 23);
    for (number, entry) in read.iter().rev().skip(before).enumerate() {
        let kind = KINDS[number % KINDS.len()];
        assert_eq!(entry.action, kind.as_str());
        assert_eq!(entry.details, format!("{{\"number\":{number}}}"));
        assert_eq!(entry.by, Some(hub.reviewer));
        assert_eq!(entry.name.as_deref(), Some("Ana"));
        assert_eq!(entry.at.as_millis(), NOW.as_millis() + number as i64);
    }
    // What the terminal did is of nobody.
    assert!(read.iter().any(|entry| entry.by.is_none()));
    assert_eq!(hub.store.read_audit(Some(0), 7).unwrap().entries, []);
}

/// Each way in which somebody could change an entry, in the middle and at the ends.
fn a_change_made_elsewhere_is_found(on: On) {
    let all = 11;
    for (what, sql, found) in [
        ("who", "UPDATE audit SET user_id = NULL WHERE id = {}", true),
        (
            "when",
            "UPDATE audit SET at_ms = at_ms + 1 WHERE id = {}",
            true,
        ),
        ("what", "UPDATE audit SET action = 'x' WHERE id = {}", true),
        (
            "of what",
            "UPDATE audit SET details = '{}' WHERE id = {}",
            true,
        ),
        (
            "digest",
            "UPDATE audit SET digest = NULL WHERE id = {}",
            true,
        ),
        ("gone", "DELETE FROM audit WHERE id = {}", true),
        (
            "nothing",
            "UPDATE audit SET action = action WHERE id = {}",
            false,
        ),
    ] {
        let hub = hub(on);
        for number in 0..all {
            open(&hub.store, hub.reviewer, number);
        }
        let entries = hub.all_of_the_audit();
        let whole = hub.store.check_audit(None).unwrap();
        assert!(whole.is_whole() && whole.entries == entries.len() as u64);
        assert_eq!(whole.head, entries[0].digest);
        hub.break_in(on);
        let bent = &entries[5];
        hub.beside.execute(
            &sql.replace("'{}'", "'[]'")
                .replace("{}", &bent.id.to_string()),
        );
        let check = hub.store.check_audit(None).unwrap();
        assert_eq!(!check.is_whole(), found, "{what} {check:?}");
        let at = if what == "gone" {
            entries[4].id
        } else {
            bent.id
        };
        assert_eq!(check.broken_at, found.then_some(at), "{what}");
        // What is noted behind a break does not heal it.
        open(&hub.store, hub.reviewer, 0);
        let check = hub.store.check_audit(None).unwrap();
        assert_eq!(check.broken_at, found.then_some(at), "{what}");
    }
}

/// The chain alone does not tell that its end is missing, or that all of it was written anew: a
/// digest that was noted elsewhere does.
fn a_digest_that_was_noted_elsewhere_is_looked_for(on: On) {
    let hub = hub(on);
    open(&hub.store, hub.reviewer, 1);
    let noted = hub.store.check_audit(None).unwrap().head.unwrap();
    open(&hub.store, hub.reviewer, 2);
    let check = |expected: Sha256| hub.store.check_audit(Some(expected)).unwrap();
    assert_eq!(check(noted).has_expected, Some(true));
    assert_eq!(check(Sha256([9; 32])).has_expected, Some(false));
    assert!(!check(Sha256([9; 32])).is_whole());
    hub.break_in(on);
    let last = &hub.all_of_the_audit()[..2];
    for entry in last {
        hub.beside
            .execute(&format!("DELETE FROM audit WHERE id = {}", entry.id));
    }
    assert!(hub.store.check_audit(None).unwrap().is_whole());
    assert!(!check(noted).is_whole(), "cut off behind what was noted");
    // With nothing left no digest is found either.
    hub.beside.execute("DELETE FROM audit");
    let empty = check(noted);
    assert_eq!(
        (empty.entries, empty.head, empty.is_whole()),
        (0, None, false)
    );
}

/// Hubs on one database write one chain, whoever comes first.
fn hubs_beside_each_other_write_one_chain(on: On) {
    let dir = tempfile::tempdir().unwrap();
    let (place, beside) = on.place_and_beside(dir.path());
    let hub = hub_at(dir, &place, beside);
    let other = Store::open(&place, OpenAs::Command, NOW, "e2").unwrap();
    let before = hub.all_of_the_audit().len();
    let reviewer = hub.reviewer;
    std::thread::scope(|scope| {
        for store in [&hub.store, &other] {
            scope.spawn(move || {
                for number in 0..40 {
                    open(store, reviewer, number);
                }
            });
        }
    });
    let check = hub.store.check_audit(None).unwrap();
    assert!(check.is_whole(), "{check:?}");
    assert_eq!(check.entries, before as u64 + 80);
}

/// What a hub of before noted is covered from the first entry of today on.
fn entries_of_a_hub_of_before_are_covered_from_now_on(on: On) {
    let hub = hub(on);
    hub.break_in(on);
    hub.beside.execute("UPDATE audit SET digest = NULL");
    let check = hub.store.check_audit(None).unwrap();
    assert!(check.is_whole() && check.head.is_none(), "{check:?}");
    open(&hub.store, hub.reviewer, 1);
    open(&hub.store, hub.reviewer, 2);
    assert!(hub.store.check_audit(None).unwrap().is_whole());
    let oldest = hub.all_of_the_audit().pop().unwrap();
    hub.beside.execute(&format!(
        "UPDATE audit SET action = 'x' WHERE id = {}",
        oldest.id
    ));
    assert!(!hub.store.check_audit(None).unwrap().is_whole());
}

on_both! {
    who_opened_what_is_read_page_by_page_from_the_newest_on,
    a_change_made_elsewhere_is_found,
    a_digest_that_was_noted_elsewhere_is_looked_for,
    hubs_beside_each_other_write_one_chain,
    entries_of_a_hub_of_before_are_covered_from_now_on,
}
