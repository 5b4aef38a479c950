//! Joining a server is a decision, and a record goes to no other server than the one it was sealed
//! for, whatever was joined before and after.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use farola_engine::env::SeededEntropy;
use farola_engine::protocol::{Enrolment, HubKey};
use farola_engine::{Engine, JoinSaid};
use farola_model::{Coded as _, InstanceId};
use support::{Reply, Server, engine, engine_with, put, sync};

const KEY: HubKey = HubKey::new([7; 32]);

/// A plain server that takes everything, or nothing.
struct Plain {
    server: Server,
    open: Arc<AtomicBool>,
}

impl Plain {
    fn start() -> Self {
        let open = Arc::new(AtomicBool::new(true));
        let is_open = Arc::clone(&open);
        let server = Server::start(move |got| match got.method.as_str() {
            "HEAD" => Reply::greeting(false),
            "POST" if is_open.load(Ordering::Relaxed) => Reply::new("201 Created", ""),
            _ => Reply::new("400 Bad Request", ""),
        });
        Self { server, open }
    }

    /// Which of these records came to it.
    fn got(&self, records: &[String]) -> Vec<String> {
        let got = self.server.got.lock().unwrap();
        let came = |id: &&String| {
            let tag = format!("<instanceID>{id}</instanceID>");
            got.iter()
                .any(|got| String::from_utf8_lossy(&got.body).contains(&tag))
        };
        records.iter().filter(came).cloned().collect()
    }
}

fn link(url: &str, name: &str, key: Option<HubKey>) -> String {
    let enrolment = Enrolment {
        project_name: Some(name.to_owned()),
        ..Enrolment::at(url, key).unwrap()
    };
    enrolment.to_link()
}

fn said(engine: &Engine, text: &str) -> Vec<String> {
    let offer = engine.enrolment_offer(text).unwrap();
    let said = offer.said().into_iter().map(|said| match said {
        JoinSaid::Server { place } => format!("to {place}"),
        JoinSaid::Words { words } => format!("{} words", words.split(' ').count()),
        JoinSaid::NoKey => "no key".to_owned(),
        JoinSaid::Replaces { place } => format!("instead of {place}"),
        JoinSaid::Go { count } => format!("{count} go"),
        JoinSaid::Stay { count } => format!("{count} stay"),
    });
    let pin = offer.needs_pin.then(|| "PIN".to_owned());
    said.chain(pin).collect()
}

#[test]
fn what_joining_means_is_told_before() {
    const A: &str = "https://a.example/v1/key/k/projects/1";
    let dir = tempfile::tempdir().unwrap();
    let engine = engine(dir.path());
    let first = link(A, "Red", None);
    assert_eq!(
        said(&engine, &first),
        ["to Red: https://a.example", "no key"]
    );
    let keyed = link(A, "Red", Some(KEY));
    assert_eq!(
        said(&engine, &keyed),
        ["to Red: https://a.example", "4 words"]
    );
    // Something waits that was sealed before there was a server.
    put(dir.path(), "uuid:1", &[]);
    assert_eq!(
        said(&engine, &first),
        ["to Red: https://a.example", "no key", "1 go", "PIN"]
    );
    let refused = engine.enrol(&first).unwrap_err();
    assert_eq!(refused.code(), "enrol.needs_pin");
    assert_eq!(engine.device().unwrap().server, None);
    engine.enrol_decided(&first).unwrap();
    put(dir.path(), "uuid:2", &[]);
    // Another server: nothing of it goes there.
    let other = link("https://b.example/v1/key/k/projects/1", "Otra", Some(KEY));
    assert_eq!(
        said(&engine, &other),
        [
            "to Otra: https://b.example",
            "4 words",
            "instead of Red: https://a.example",
            "2 stay",
            "PIN"
        ]
    );
    // The same server, which has a key by now, under another phone's key.
    let again = link("https://a.example/v1/key/x/projects/1", "Red", Some(KEY));
    assert_eq!(
        said(&engine, &again)[1..],
        [
            "4 words",
            "instead of Red: https://a.example",
            "2 go",
            "PIN"
        ]
    );
    // Another project of an address without a key is another server.
    let project = link("https://a.example/v1/key/k/projects/2", "Red", None);
    assert_eq!(
        said(&engine, &project)[1..],
        [
            "no key",
            "instead of Red: https://a.example",
            "2 stay",
            "PIN"
        ]
    );
    engine.enrol_decided(&other).unwrap();
    assert_eq!(engine.home().unwrap().waiting, 0);
    assert_eq!(engine.home().unwrap().elsewhere, 2, "it is said");
    for info in engine.submissions().unwrap() {
        assert_eq!(info.problem.as_deref(), Some("submission.another_server"));
    }
    // By the hub's key it is known again wherever it stands, and where nothing waits for it the
    // same hub is joined without a question.
    let moved = link("https://c.example/v1/key/y/projects/1", "Otra", Some(KEY));
    assert_eq!(said(&engine, &moved)[1..], ["4 words", "2 stay", "PIN"]);
}

/// SplitMix64.
struct Rng(u64);
impl Rng {
    fn below(&mut self, n: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % n).unwrap()
    }
}

/// Any history of joining, sealing, sending and failing: no record ever reaches a server that it
/// was not sealed for, and each that has one gets there in the end.
#[test]
fn no_record_reaches_a_server_that_it_was_not_sealed_for() {
    for seed in 0..40 {
        history(seed);
    }
}

fn history(seed: u64) {
    let mut rng = Rng(seed);
    let servers = [Plain::start(), Plain::start(), Plain::start()];
    let dir = tempfile::tempdir().unwrap();
    let engine = engine_with(dir.path(), Arc::new(SeededEntropy::new(seed)));
    // Of each record the server it was sealed for: a plain one by its number, one with a key by
    // its number and 10.
    let mut sealed: BTreeMap<String, Option<usize>> = BTreeMap::new();
    let mut joined: Option<usize> = None;
    let mut seen = BTreeSet::new();
    for step in 0..24 {
        match rng.below(10) {
            0..=2 => {
                let number = rng.below(3);
                // Nobody at these addresses can prove to be a hub.
                let key =
                    (rng.below(4) == 0).then_some(HubKey::new([u8::try_from(number).unwrap(); 32]));
                let text = link(&servers[number].server.url(), "P", key);
                engine.enrol_decided(&text).unwrap();
                let now = if key.is_some() { number + 10 } else { number };
                for home in sealed.values_mut() {
                    if home.is_none() || (key.is_some() && *home == Some(number)) {
                        *home = Some(now);
                    }
                }
                joined = Some(now);
            }
            3..=5 => {
                let id = format!("uuid:{step}");
                put(dir.path(), &id, &[]);
                sealed.insert(id, joined);
            }
            6 => {
                let open = &servers[rng.below(3)].open;
                open.store(rng.below(2) == 0, Ordering::Relaxed);
            }
            _ if joined.is_some() => {
                sync(&engine);
                // What was refused for good is tried again when a person asks.
                for id in sealed.keys() {
                    let _ = engine.retry(&InstanceId::new(id.as_str()));
                }
            }
            _ => {}
        }
        check(seed, &servers, &sealed, joined, &mut seen);
    }
    for (number, plain) in servers.iter().enumerate() {
        plain.open.store(true, Ordering::Relaxed);
        let text = link(&plain.server.url(), "P", None);
        engine.enrol_decided(&text).unwrap();
        for home in sealed.values_mut().filter(|home| home.is_none()) {
            *home = Some(number);
        }
        sync(&engine);
        check(seed, &servers, &sealed, Some(number), &mut seen);
    }
    let all: Vec<String> = sealed.keys().cloned().collect();
    for (number, plain) in servers.iter().enumerate() {
        let here = all.iter().filter(|id| sealed[*id] == Some(number));
        let here: Vec<String> = here.cloned().collect();
        let got = plain.got(&here);
        assert_eq!(
            got, here,
            "seed {seed}: each arrives where it was sealed for"
        );
    }
}

/// What came anew came to the server that is joined, and was sealed for it and for no other.
fn check(
    seed: u64,
    servers: &[Plain; 3],
    sealed: &BTreeMap<String, Option<usize>>,
    joined: Option<usize>,
    seen: &mut BTreeSet<(usize, String)>,
) {
    let all: Vec<String> = sealed.keys().cloned().collect();
    for (number, plain) in servers.iter().enumerate() {
        for id in plain.got(&all) {
            let home = sealed[&id];
            if seen.insert((number, id)) {
                assert_eq!(joined, Some(number), "seed {seed}");
                assert_eq!(home, Some(number), "seed {seed}");
            }
        }
    }
}
