//! Taking in records until there are so many, and reviewing a tenth of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use serde_json::json;

use crate::client::Client;
use crate::hub::{Bench, Hub};
use crate::record::{Walk, id};

/// As many as share a commit, twice: while one half waits for the disk the other is worked on.
const PHONES: u64 = 64;
const REVIEWERS: u64 = 8;
/// Records after which it notes how far it is.
const STRETCH: u64 = 50_000;

/// Fills the folder of a bench up to so many records (a walk more or less). Cut off, it goes on
/// from the last [`STRETCH`].
pub(crate) fn to(bench: &mut Bench, records: u64) {
    let hub = bench.serve();
    while bench.records() < records {
        stretch(bench, &hub, records.min(bench.records() + STRETCH));
    }
    let (reviewed, walks) = (bench.number("reviewed"), bench.number("walks") / 10);
    review(bench, &hub, reviewed, walks);
    bench.note("reviewed", reviewed.max(walks));
    bench.save();
}

fn stretch(bench: &mut Bench, hub: &Hub, records: u64) {
    let from = bench.number("walks");
    let (mut walks, mut planned) = (from, bench.records());
    while planned < records {
        planned += Walk::new(walks).records();
        walks += 1;
    }
    let began = Instant::now();
    send(bench, hub, from, walks);
    let rate = (planned - bench.records()) as f64 / began.elapsed().as_secs_f64();
    println!("{planned} records, {rate:.0} a second");
    bench.note("walks", walks);
    bench.note("records", planned);
    bench.save();
}

/// Sends walks, each by one phone in its order.
fn send(bench: &Bench, hub: &Hub, from: u64, to: u64) {
    let next = AtomicU64::new(from);
    std::thread::scope(|scope| {
        for _ in 0..PHONES {
            scope.spawn(|| {
                let mut client = Client::phone(hub.address);
                loop {
                    let walk = next.fetch_add(1, Ordering::Relaxed);
                    if walk >= to {
                        break;
                    }
                    for record in Walk::new(walk).each() {
                        let answer = client.submit(bench.key(walk), &record.xml);
                        // 202: it was here, from a run that was cut off.
                        assert!(
                            matches!(answer.status, 201 | 202),
                            "{} {}",
                            record.id,
                            String::from_utf8_lossy(&answer.body)
                        );
                    }
                }
            });
        }
    });
}

/// Decides about every record of some walks: most are approved, a few sent back or refused.
fn review(bench: &Bench, hub: &Hub, from: u64, to: u64) {
    let next = AtomicU64::new(from);
    let began = Instant::now();
    let decided = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..REVIEWERS {
            let (next, decided) = (&next, &decided);
            scope.spawn(move || {
                let mut client = bench.reviewer(hub);
                loop {
                    let walk = next.fetch_add(1, Ordering::Relaxed);
                    if walk >= to {
                        break;
                    }
                    for index in 0..Walk::new(walk).records() {
                        decide(&mut client, &id(walk, index), (walk + index) % 20);
                        decided.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let (decided, seconds) = (decided.into_inner(), began.elapsed().as_secs_f64());
    if decided > 0 {
        println!("{decided} decisions in {seconds:.0} s");
    }
}

fn decide(client: &mut Client, id: &str, turn: u64) {
    let decision = match turn {
        0 => {
            json!({"action": "reject", "reason": "No se distingue el lugar", "expectedVersion": 1})
        }
        1 => json!({"action": "request_correction", "expectedVersion": 1,
            "comments": [{"body": "Falta decir de qué lado de la calle"}]}),
        2 => json!({"action": "start", "expectedVersion": 1}),
        _ => json!({"action": "approve", "expectedVersion": 1}),
    };
    let path = format!("/v1/projects/1/review/submissions/{id}/decision");
    let answer = client.post(&path, &decision);
    // 409: decided already, in a run that was cut off.
    assert!(
        matches!(answer.status, 200 | 409),
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
}
