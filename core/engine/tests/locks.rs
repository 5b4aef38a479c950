//! A session and the lock between processes: where there is one, where another holds it, and
//! where the file system knows none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use farola_engine::env::SeededEntropy;
use farola_engine::env::files::{FileLock, Files, NotLocked};
use farola_engine::{Cancel, Engine, EngineError, Outcome, Report, SyncOptions};
use farola_model::Coded as _;
use farola_protocol::Response;
use support::{Reply, Server, engine, engine_on, put};

/// A file system that gives the same answer to everybody.
struct Answers(fn() -> NotLocked);

impl Files for Answers {
    fn try_lock(&self, _: &Path) -> Result<FileLock, NotLocked> {
        Err((self.0)())
    }
}

/// A server that takes everything, and a phone with one report to send.
fn phone(dir: &Path, lock: fn() -> NotLocked) -> (Server, Engine) {
    let server = Server::start(|got| match got.method.as_str() {
        "HEAD" => Reply::greeting(false),
        _ => Reply::new("201 Created", Response::success("ok", None).to_xml()),
    });
    let engine = engine_on(
        dir,
        Arc::new(SeededEntropy::new(1)),
        Arc::new(Answers(lock)),
    );
    self::engine(dir).enrol(&server.url()).unwrap();
    put(dir, "uuid:1", &[("a.jpg", vec![7; 300_000])]);
    (server, engine)
}

fn options() -> SyncOptions {
    SyncOptions {
        check_forms: false,
        ..SyncOptions::default()
    }
}

fn sync(engine: &Engine) -> Result<Report, EngineError> {
    engine.sync(options(), &|_| {}, &Cancel::default())
}

/// What `second` hears that tries while `first` exchanges, whose own session goes through.
fn during_a_session_of(first: &Engine, second: &Engine) -> Result<Report, EngineError> {
    let heard = Mutex::new(None);
    let listener = |_| {
        heard.lock().unwrap().get_or_insert_with(|| sync(second));
    };
    let report = first.sync(options(), &listener, &Cancel::default());
    assert_eq!(report.unwrap().outcome, Outcome::Complete);
    heard
        .into_inner()
        .unwrap()
        .expect("the listener was called")
}

#[test]
fn a_phone_syncs_where_file_locks_are_not_supported() {
    let dir = tempfile::tempdir().unwrap();
    let (server, engine) = phone(dir.path(), || NotLocked::Unsupported);
    let report = sync(&engine).unwrap();
    assert_eq!(report.outcome, Outcome::Complete);
    assert_eq!(server.requests(), ["HEAD /submission", "POST /submission"]);
    assert_eq!(engine.home().unwrap().sent, 1);
    // And again: nothing of the first session is in the way.
    assert_eq!(sync(&engine).unwrap().outcome, Outcome::Complete);
}

#[test]
fn without_file_locks_two_sessions_of_a_process_stay_apart() {
    let dir = tempfile::tempdir().unwrap();
    let (_server, engine) = phone(dir.path(), || NotLocked::Unsupported);
    let second = during_a_session_of(&engine, &engine);
    assert!(matches!(second, Err(EngineError::SyncRunning)));
}

#[test]
fn a_second_process_does_not_sync_meanwhile() {
    let dir = tempfile::tempdir().unwrap();
    let (server, _) = phone(dir.path(), || NotLocked::Unsupported);
    // Two engines on one folder share no mutex, as two processes.
    let (first, other) = (engine(dir.path()), engine(dir.path()));
    let second = during_a_session_of(&first, &other);
    assert!(matches!(second, Err(EngineError::SyncRunning)));
    assert_eq!(server.requests(), ["HEAD /submission", "POST /submission"]);
    // The first one is over.
    assert_eq!(sync(&other).unwrap().outcome, Outcome::Complete);
}

#[test]
fn where_another_holds_the_lock_nothing_is_sent() {
    let dir = tempfile::tempdir().unwrap();
    let (server, engine) = phone(dir.path(), || NotLocked::Held);
    assert!(matches!(sync(&engine), Err(EngineError::SyncRunning)));
    assert!(server.requests().is_empty());
    assert_eq!(engine.home().unwrap().waiting, 1);
}

/// A session would write the messages of the server of before, and its place in them, into the
/// other enrolment.
#[test]
fn nobody_joins_another_server_during_a_session() {
    const OTHER: &str = "https://other.example/v1/key/k/projects/1";
    let dir = tempfile::tempdir().unwrap();
    let (server, _) = phone(dir.path(), || NotLocked::Unsupported);
    let (first, second) = (engine(dir.path()), engine(dir.path()));
    for other in [&first, &second] {
        put(dir.path(), &format!("uuid:{:p}", other), &[]);
        let heard = Mutex::new(None);
        let listener = |_| {
            let mut heard = heard.lock().unwrap();
            heard.get_or_insert_with(|| other.enrol_decided(OTHER).map(drop));
        };
        let report = first.sync(options(), &listener, &Cancel::default());
        assert_eq!(report.unwrap().outcome, Outcome::Complete);
        let heard = heard.into_inner().unwrap().expect("a session runs");
        assert!(matches!(heard, Err(EngineError::SyncRunning)));
    }
    assert!(
        server
            .url()
            .starts_with(&first.device().unwrap().server.unwrap()),
        "it stays where it was"
    );
    first.enrol_decided(OTHER).unwrap();
    let joined = first.device().unwrap().server;
    assert_eq!(joined.as_deref(), Some("https://other.example"));
}

#[test]
fn a_fault_of_the_lock_is_told_and_nothing_is_sent() {
    let dir = tempfile::tempdir().unwrap();
    let (server, engine) = phone(dir.path(), || {
        NotLocked::Io(io::ErrorKind::PermissionDenied.into())
    });
    assert_eq!(sync(&engine).unwrap_err().code(), "storage.io");
    assert!(server.requests().is_empty());
}
