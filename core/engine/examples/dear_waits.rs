//! How long a fix and the lock wait while forms burn all their steps, call after call.
//!
//! `cargo run -p farola-engine --example dear_waits -- FOLDER` in an empty folder; it needs the
//! kit beside the crate. That neither waits for a form at all is held by counting calls, in
//! `tests/walking/door.rs`; this prints what a machine takes.

#![allow(clippy::disallowed_methods)] // it runs on a PC, never on a phone, and measures real time
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::indexing_slicing
)]

#[allow(dead_code, unreachable_pub)]
#[path = "../tests/walking/rig.rs"]
mod rig;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use farola_engine::door::{Door, DoorConfig, Folder, PlatformKeys};
use farola_engine::env::{SeededEntropy, SetClock, SetInstants};
use farola_engine::form::MediaMap;
use farola_engine::store::KeyUnavailable;
use farola_engine::transport::NoNetwork;
use farola_engine::{Env, Filling, WalkFix};
use farola_model::{Coded as _, FormId, Timestamp};

const PIN: &str = "493815";
/// Fixes between two locks at least, and locks.
const FIXES: usize = 40;
const LOCKS: usize = 25;

/// A key store that turns bytes around.
struct Keys;

impl PlatformKeys for Keys {
    fn wrap(&self, plain: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        Ok(plain.iter().map(|byte| !byte).collect())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        self.wrap(wrapped)
    }

    fn forget(&self) -> Result<(), KeyUnavailable> {
        Ok(())
    }
}

/// What of a form burns: a list against itself, instances against each other, text that doubles.
const BURNING: [(&str, &str); 3] = [
    (
        "counts within counts over a list",
        "count(instance('l')/root/item[count(instance('l')/root/item[k &gt; current()/../a]) &gt;= 0])",
    ),
    (
        "a pattern over every item",
        "count(instance('l')/root/item[count(instance('l')/root/item[regex(k, '[0-9]+(a|b)*')]) &gt; 0])",
    ),
    (
        "joined texts",
        "string-length(join(' ', instance('l')/root/item[string-length(join(' ', \
         instance('l')/root/item/k)) &gt; /data/a]/k))",
    ),
];

fn form(id: usize, expression: &str) -> String {
    let items = (0..1_500).map(|i| format!("<item><k>{i}</k></item>"));
    let items: String = items.collect();
    format!(
        "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
         xmlns:jr=\"http://openrosa.org/javarosa\"><h:head><h:title>Dear</h:title><model>\
         <instance><data id=\"dear{id}\" version=\"1\"><a/><b/><meta><instanceID/></meta></data>\
         </instance><instance id=\"l\"><root>{items}</root></instance>\
         <bind nodeset=\"/data/b\" calculate=\"if(/data/a = '', 0, {expression})\"/>\
         <bind nodeset=\"/data/meta/instanceID\" jr:preload=\"uid\"/></model></h:head><h:body>\
         <input ref=\"/data/a\"><label>a</label></input></h:body></h:html>"
    )
}

fn say(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "{what}: {} times, median {:?}, of 100 the 95th {:?}, the 99th {:?}, worst {:?}",
        times.len(),
        at(50),
        at(95),
        at(99),
        at(100)
    );
}

/// Answers until it is stopped; how long each call took.
fn burn(filling: &mut Filling, calls: &AtomicUsize) -> (Vec<Duration>, Instant) {
    let mut times = Vec::new();
    for value in (0..1_000).cycle() {
        calls.fetch_add(1, Ordering::Relaxed);
        let begun = Instant::now();
        let ended = filling.answer("/data/a", &value.to_string());
        match ended.map_err(|error| error.code()) {
            Err("form.stopped") => break,
            _ => times.push(begun.elapsed()),
        }
    }
    (times, Instant::now())
}

fn main() {
    let dir = PathBuf::from(std::env::args().nth(1).unwrap());
    let zone = jiff::tz::TimeZone::get("America/Mexico_City").unwrap();
    let door = Door::new(DoorConfig {
        dir: dir.clone(),
        shelf: Arc::new(Folder::new(&dir)),
        keys: Arc::new(Keys),
        instants: Arc::new(SetInstants::new(1_000_000, None)),
        env: Env {
            clock: Arc::new(SetClock::new(Timestamp(rig::EVENING), zone)),
            entropy: Arc::new(SeededEntropy::new(1)),
            ..Env::system(Arc::new(NoNetwork))
        },
    })
    .unwrap();
    let engine = door.begin(PIN).unwrap();
    let kit = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../kit/cs_recorrido.xml");
    let kit = std::fs::read(kit).unwrap();
    engine.add_form(&kit, &MediaMap::new()).unwrap();
    let mut filling = engine.new_walk(None).unwrap();
    rig::answer(&mut filling, &rig::registration());
    filling.finalize().unwrap();
    engine.start_walk(Some(90)).unwrap();
    let (mut calls_took, mut fixes, mut locks, mut stops) = (vec![], vec![], vec![], vec![]);
    let mut second = 0;
    for round in 0..LOCKS {
        let (name, expression) = BURNING[round % BURNING.len()];
        let made = form(round, expression);
        engine.add_form(made.as_bytes(), &MediaMap::new()).unwrap();
        let id = FormId::new(format!("dear{round}"));
        let mut filling = engine.begin(&id, None).unwrap();
        let calls = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let burning = scope.spawn(|| burn(&mut filling, &calls));
            while calls.load(Ordering::Relaxed) == 0 {
                std::thread::yield_now();
            }
            // In the first rounds whole calls end meanwhile, in the others the lock cuts the first.
            let whole = if round < BURNING.len() { 3 } else { 1 };
            let mut done = 0;
            while done < FIXES || calls.load(Ordering::Relaxed) < whole {
                done += 1;
                second += 2;
                let fix = WalkFix {
                    at: Timestamp(rig::EVENING + second * 1_000),
                    point: rig::place(second as f64, 6.0),
                    speed_mps: None,
                    bearing_deg: None,
                };
                let begun = Instant::now();
                engine.add_fix(&fix).unwrap();
                fixes.push(begun.elapsed());
            }
            let begun = Instant::now();
            door.lock();
            let locked = Instant::now();
            locks.push(locked - begun);
            let (times, ended) = burning.join().unwrap();
            stops.push(ended.saturating_duration_since(begun));
            let worst = times.iter().max().copied().unwrap_or_default();
            println!(
                "{name}: {} calls ended by their steps, worst {worst:?}",
                times.len()
            );
            calls_took.extend(times);
        });
        drop(filling);
        door.unlock(PIN).unwrap();
    }
    say("a call that burns all its steps", calls_took);
    say("a fix meanwhile", fixes);
    say("the lock meanwhile", locks);
    say("until the form had stopped", stops);
}
