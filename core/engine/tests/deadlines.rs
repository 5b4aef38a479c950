//! Deadlines of requests: counted on the clock that the engine was given, and on the one that
//! nobody can set.

#![allow(clippy::unwrap_used)]

#[path = "support/mod.rs"]
mod support;

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use farola_engine::env::{SeededEntropy, SetClock};
use farola_engine::transport::{Transport, WireAnswer, WireRequest};
use farola_engine::{Cancel, Clock, Engine, EngineConfig, Env, Outcome, SyncOptions, SyncProblem};
use farola_model::Timestamp;
use farola_sync::Failure;
use jiff::tz::TimeZone;

/// What happens to the clock while a byte of an answer is waited for.
type Tick = fn(&SetClock);

/// A server whose answers come a byte at a time.
struct Trickle {
    clock: Arc<SetClock>,
    tick: Tick,
}

impl Transport for Trickle {
    fn send(&self, _request: WireRequest) -> Result<WireAnswer, Failure> {
        Ok(WireAnswer {
            status: 200,
            headers: Vec::new(),
            body: Box::new(Drops {
                clock: Arc::clone(&self.clock),
                tick: self.tick,
                left: 1_000,
            }),
        })
    }
}

struct Drops {
    clock: Arc<SetClock>,
    tick: Tick,
    left: usize,
}

impl Read for Drops {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        (self.tick)(&self.clock);
        match (self.left.checked_sub(1), buffer.first_mut()) {
            (Some(left), Some(byte)) => {
                self.left = left;
                *byte = b' ';
                Ok(1)
            }
            _ => Ok(0),
        }
    }
}

/// Why a session over such a server paused, and how long it took on the engine's clock.
fn problem(tick: Tick) -> (Option<SyncProblem>, Duration) {
    let dir = tempfile::tempdir().unwrap();
    let clock = Arc::new(SetClock::new(Timestamp(1_800_000_000_000), TimeZone::UTC));
    let transport = Arc::new(Trickle {
        clock: Arc::clone(&clock),
        tick,
    });
    let env = Env {
        clock: Arc::clone(&clock) as Arc<dyn Clock>,
        entropy: Arc::new(SeededEntropy::new(7)),
        ..Env::system(transport)
    };
    let engine = Engine::open(EngineConfig {
        dir: dir.path().to_owned(),
        key: support::key(),
        env,
    })
    .unwrap();
    engine
        .enrol("https://hub.example/v1/key/k/projects/1")
        .unwrap();
    let options = SyncOptions {
        patience_ms: 0,
        ..SyncOptions::default()
    };
    let report = engine.sync(options, &|_| {}, &Cancel::default()).unwrap();
    let problem = match report.outcome {
        Outcome::Paused(problem) => Some(problem),
        _ => None,
    };
    (
        problem,
        Duration::from_millis(clock.instant().since_boot_ms),
    )
}

#[test]
fn an_answer_that_comes_a_byte_at_a_time_is_given_up_at_its_deadline() {
    let (problem, took) = problem(|clock| clock.pass(Duration::from_secs(1)));
    assert_eq!(problem, Some(SyncProblem::Timeout));
    assert!(took < Duration::from_secs(600), "{took:?}");
}

#[test]
fn a_clock_that_is_set_forward_ends_no_request() {
    let (problem, took) = problem(|clock| {
        clock.set(Timestamp(clock.now().as_millis() + 3_600_000));
    });
    assert_ne!(problem, Some(SyncProblem::Timeout));
    assert!(took < Duration::from_secs(60), "{took:?}");
}
