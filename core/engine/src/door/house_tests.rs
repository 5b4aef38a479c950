//! What a person is shown, for each state of the door's file and each answer of the key store.

use std::sync::atomic::{AtomicU32, Ordering};

use super::super::testbench::{Bench, OTHER, PIN, TestKeys};
use super::*;
use crate::transport::NoNetwork;

/// How the key store answers.
#[derive(Debug, Clone, Copy)]
enum Answer {
    /// As it should.
    Works,
    /// Nothing but this.
    Refuses(KeyUnavailable),
    /// This to the first question, and then as it should.
    Once(KeyUnavailable),
    /// It wraps, for that needs no secret, and unwraps nothing: an iPhone that is locked.
    WrapsOnly,
    /// It refuses the first question, and gives back other bytes than it wrapped.
    Mangles,
}

/// The columns of the tables below.
const ANSWERS: [Answer; 8] = [
    Answer::Works,
    Answer::Refuses(KeyUnavailable::Locked),
    Answer::Refuses(KeyUnavailable::Missing),
    Answer::Refuses(KeyUnavailable::Denied),
    Answer::Once(KeyUnavailable::Locked),
    Answer::Once(KeyUnavailable::Denied),
    Answer::WrapsOnly,
    Answer::Mangles,
];

struct Keys {
    inner: Arc<TestKeys>,
    answer: Answer,
    asked: AtomicU32,
}

impl Keys {
    fn first(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed) == 0
    }
}

impl PlatformKeys for Keys {
    fn wrap(&self, plain: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        match self.answer {
            Answer::Refuses(reason) => Err(reason),
            _ => self.inner.wrap(plain),
        }
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        match self.answer {
            Answer::Refuses(reason) => Err(reason),
            Answer::WrapsOnly => Err(KeyUnavailable::Denied),
            Answer::Once(reason) if self.first() => Err(reason),
            Answer::Mangles if self.first() => Err(KeyUnavailable::Denied),
            Answer::Mangles => Ok(vec![0; wrapped.len()]),
            Answer::Works | Answer::Once(_) => self.inner.unwrap(wrapped),
        }
    }

    fn forget(&self) -> Result<(), KeyUnavailable> {
        match self.answer {
            Answer::Refuses(reason) => Err(reason),
            _ => Ok(()),
        }
    }
}

/// A phone on which a PIN was chosen.
struct Stand {
    dir: tempfile::TempDir,
    bench: Bench,
}

impl Stand {
    fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            bench: Bench::sealed(),
        }
    }

    fn door(&self, answer: Answer) -> Door {
        Door::new(DoorConfig {
            dir: self.dir.path().to_owned(),
            shelf: Arc::clone(&self.bench.shelf) as Arc<_>,
            keys: Arc::new(Keys {
                inner: Arc::clone(&self.bench.keys),
                answer,
                asked: AtomicU32::new(0),
            }),
            instants: Arc::clone(&self.bench.instants) as Arc<_>,
            env: Env::system(Arc::new(NoNetwork)),
        })
        .unwrap()
    }

    fn files(&self) -> Vec<(String, Option<Vec<u8>>)> {
        let shelf = &self.bench.shelf;
        let named = |name: String| (name.clone(), shelf.bytes(&name));
        shelf.names().into_iter().map(named).collect()
    }

    /// Puts a database where one would be.
    fn give_database(&self) {
        let phone = self.dir.path().join(PHONE);
        std::fs::create_dir_all(&phone).unwrap();
        std::fs::write(phone.join(DATABASE_FILE), b"answers").unwrap();
    }

    /// Puts `change` of the door's file in its place.
    fn change(&self, name: &str, change: fn(&TestKeys, Vec<u8>) -> Vec<u8>) {
        let shelf = &self.bench.shelf;
        let whole = match name {
            "sealed" => self.bench.cheap(),
            _ => shelf.bytes(name).unwrap(),
        };
        shelf.remove("door").unwrap();
        shelf.put(name, &change(&self.bench.keys, whole));
    }
}

fn shown(state: &Result<DoorState>) -> String {
    match state {
        Ok(DoorState::Unused) => "unused".into(),
        Ok(DoorState::Locked { wait_ms }) => format!("locked {wait_ms}"),
        Ok(DoorState::Open) => "open".into(),
        Ok(DoorState::Damaged { code }) => format!("damaged {code}"),
        Err(error) => format!("later {}", error.code()),
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "ok")
}

const GONE: &str = "damaged lock.damaged";
const LOST: &str = "damaged storage.key_missing";
const OPENS: &str = "locked 0";
const LOCKED: &str = "later storage.key_locked";
const DENIED: &str = "later storage.key_denied";

/// Whatever the key store says, nothing helps.
const FOR_GOOD: [&str; 8] = [GONE; 8];
/// Whether it is for good only a key store tells that gives something at this moment.
const TO_BE_ASKED: [&str; 8] = [GONE, LOCKED, LOST, DENIED, LOCKED, GONE, DENIED, DENIED];
/// Nothing is wrong with it.
const WHOLE: [&str; 8] = [OPENS, LOCKED, LOST, DENIED, LOCKED, OPENS, DENIED, DENIED];

/// What may have become of a file, and what is shown then.
type Row = (
    &'static str,
    fn(&TestKeys, Vec<u8>) -> Vec<u8>,
    [&'static str; 8],
);

/// A file of the least length that can hold what is needed, as the key store of the tests wraps.
fn plain_bytes(keys: &TestKeys, wrapped: &[u8]) -> usize {
    keys.unwrap(wrapped).unwrap().len()
}

const ROWS: [Row; 11] = [
    ("whole", |_, whole| whole, WHOLE),
    ("empty", |_, _| Vec::new(), FOR_GOOD),
    ("of one byte", |_, whole| whole[..1].to_vec(), FOR_GOOD),
    (
        "shorter than what it holds",
        |keys, whole| whole[..plain_bytes(keys, &whole) - 1].to_vec(),
        FOR_GOOD,
    ),
    (
        "as long as what it holds",
        |keys, whole| whole[..plain_bytes(keys, &whole)].to_vec(),
        TO_BE_ASKED,
    ),
    (
        "without its last byte",
        |_, whole| whole[..whole.len() - 1].to_vec(),
        TO_BE_ASKED,
    ),
    ("all zeros", |_, whole| vec![0; whole.len()], TO_BE_ASKED),
    (
        "bent in its first byte",
        |_, mut bytes| {
            bytes[0] ^= 1;
            bytes
        },
        TO_BE_ASKED,
    ),
    (
        "bent in its last byte",
        |_, mut bytes| {
            *bytes.last_mut().unwrap() ^= 1;
            bytes
        },
        TO_BE_ASKED,
    ),
    (
        "torn before it was wrapped",
        |keys, whole| {
            let plain = keys.unwrap(&whole).unwrap();
            keys.wrap(&plain[..plain.len() - 1]).unwrap()
        },
        TO_BE_ASKED,
    ),
    (
        "longer than it can be",
        |keys, whole| {
            let mut plain = keys.unwrap(&whole).unwrap();
            plain.push(0);
            keys.wrap(&plain).unwrap()
        },
        TO_BE_ASKED,
    ),
];

/// Looks at one cell: what is shown, and that it keeps what it promises.
fn check_cell(what: &str, stand: &Stand, answer: Answer, expected: &str) {
    let cell = format!("{what}, {answer:?}");
    let before = stand.files();
    let state = stand.door(answer).state();
    assert_eq!(shown(&state), expected, "{cell}");
    match state {
        Ok(DoorState::Damaged { code: reason }) => {
            // No PIN opens it, none takes its place, and there is a way out.
            assert_eq!(stand.files(), before, "{cell}");
            let unlocked = code(stand.door(answer).unlock(PIN));
            let absent = before.is_empty();
            let told = if absent { "lock.unused" } else { reason };
            assert_eq!(unlocked, told, "{cell}");
            assert_eq!(code(stand.door(answer).begin(OTHER)), reason, "{cell}");
            assert_eq!(stand.files(), before, "{cell}");
            stand.door(answer).erase_damaged().unwrap();
            assert_eq!(shown(&stand.door(answer).state()), "unused", "{cell}");
            assert!(stand.files().is_empty(), "{cell}");
            assert!(!stand.dir.path().join(PHONE).exists(), "{cell}");
        }
        Err(error) => {
            // Nothing is removed, replaced or spent: later may be another answer.
            for told in [
                code(stand.door(answer).unlock(PIN)),
                code(stand.door(answer).begin(OTHER)),
                code(stand.door(answer).erase_damaged()),
            ] {
                assert_eq!(told, error.code(), "{cell}");
            }
            assert_eq!(stand.files(), before, "{cell}");
        }
        Ok(DoorState::Locked { .. }) => {
            assert_eq!(code(stand.door(answer).erase_damaged()), "lock.in_use");
        }
        Ok(DoorState::Unused | DoorState::Open) => {
            assert_eq!(stand.files(), before, "{cell}");
        }
    }
}

#[test]
fn what_is_for_good_has_a_way_out_and_what_is_not_is_tried_again() {
    for name in ["door", "sealed"] {
        for (what, change, expected) in ROWS {
            for (answer, expected) in ANSWERS.into_iter().zip(expected) {
                let stand = Stand::new();
                stand.change(name, change);
                check_cell(&format!("{name} {what}"), &stand, answer, expected);
            }
        }
    }
}

#[test]
fn without_a_file_no_key_store_is_asked() {
    for answer in ANSWERS {
        let stand = Stand::new();
        stand.bench.shelf.remove("door").unwrap();
        check_cell("no file", &stand, answer, "unused");
        stand.give_database();
        check_cell("no file and a database", &stand, answer, GONE);
    }
}

#[test]
fn what_was_refused_for_now_opens_later() {
    for (answer, expected) in ANSWERS.into_iter().zip(WHOLE) {
        if expected == OPENS {
            continue;
        }
        let stand = Stand::new();
        assert_eq!(shown(&stand.door(answer).state()), expected, "{answer:?}");
        assert_ne!(code(stand.door(answer).unlock(PIN)), "ok", "{answer:?}");
        drop(stand.door(Answer::Works).unlock(PIN).unwrap());
    }
}
