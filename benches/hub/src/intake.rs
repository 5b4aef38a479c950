//! What an arrival costs, alone, among eight, and while four people search all the time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::cases::{Row, searches};
use crate::client::Client;
use crate::hub::{Bench, Hub};
use crate::record::Walk;

/// How long one way of sending is measured, and how often, in turns.
const CELL: Duration = Duration::from_secs(6);
const ROUNDS: usize = 3;
const PEOPLE: usize = 4;
/// Walks that no filling reaches, of which the records are not kept count of.
const BEYOND: u64 = 1 << 32;

struct Sent {
    times: Vec<Duration>,
    seconds: f64,
    cpu: f64,
    /// Bytes that the hub's process handed to the system to be written.
    written: f64,
    searches: u64,
}

/// Records that come while nobody else asks, and while people search.
pub(crate) fn arrivals(bench: &Bench, hub: &Hub) -> Vec<Row> {
    let fresh = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let next = AtomicU64::new(BEYOND + fresh.unwrap().as_secs() * 10_000);
    let mut rows = Vec::new();
    for (name, clients, people) in [
        ("1 client", 1, 0),
        ("8 clients", 8, 0),
        ("8 clients, four people search", 8, PEOPLE),
    ] {
        let mut all: Vec<Sent> = Vec::new();
        for _ in 0..ROUNDS {
            all.push(sent(bench, hub, &next, clients, people));
        }
        all.sort_by(|one, other| one.seconds_each().total_cmp(&other.seconds_each()));
        let middle = all.remove(ROUNDS / 2);
        let count = middle.times.len() as f64;
        let bar = if people > 0 { "half" } else { "" };
        rows.push(Row::one(
            &format!("arrivals a second: {name}"),
            bar,
            count / middle.seconds,
        ));
        if people == 0 {
            rows.push(Row::one(
                &format!("CPU of an arrival, ms: {name}"),
                "",
                middle.cpu / count,
            ));
            rows.push(Row::one(
                &format!("written for an arrival, kB: {name}"),
                "",
                middle.written / count / 1_000.0,
            ));
        } else {
            let rate = middle.searches as f64 / middle.seconds;
            rows.push(Row::one("  searches a second meanwhile", "", rate));
        }
        rows.push(Row::of(&format!("arrival: {name}"), "", middle.times, ""));
    }
    rows
}

impl Sent {
    fn seconds_each(&self) -> f64 {
        self.seconds / self.times.len() as f64
    }
}

fn sent(bench: &Bench, hub: &Hub, next: &AtomicU64, clients: u64, people: usize) -> Sent {
    let (stop, searched) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for person in 0..people {
            let (stop, searched) = (&stop, &searched);
            scope.spawn(move || search(bench, hub, person, stop, searched));
        }
        let (cpu, written, began) = (hub.cpu(), hub.written(), Instant::now());
        let threads: Vec<_> = (0..clients)
            .map(|_| scope.spawn(move || client(bench, hub, next, began)))
            .collect();
        let sent = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        let times = sent.collect();
        let (seconds, cpu) = (began.elapsed().as_secs_f64(), hub.cpu() - cpu);
        let written = hub.written() - written;
        stop.store(true, Ordering::Relaxed);
        Sent {
            times,
            seconds,
            cpu,
            written,
            searches: searched.load(Ordering::Relaxed),
        }
    })
}

fn client(bench: &Bench, hub: &Hub, next: &AtomicU64, began: Instant) -> Vec<Duration> {
    let mut client = Client::phone(hub.address);
    let mut times = Vec::new();
    while began.elapsed() < CELL {
        let walk = next.fetch_add(1, Ordering::Relaxed);
        for record in Walk::new(walk).each() {
            let sent = Instant::now();
            let answer = client.submit(bench.key(walk), &record.xml);
            times.push(sent.elapsed());
            assert_eq!(answer.status, 201, "{}", record.id);
        }
    }
    times
}

/// Asks for pages and counts of one word after the other, as the review app does.
fn search(bench: &Bench, hub: &Hub, person: usize, stop: &AtomicBool, searched: &AtomicU64) {
    let mut client = bench.reviewer(hub);
    let words = searches();
    let mut turn = person;
    while !stop.load(Ordering::Relaxed) {
        let word = &words[turn % words.len()].1;
        for path in ["queue?limit=50", "facets?lang=es"] {
            let answer = client.get(&format!("/v1/projects/1/review/{path}{word}"));
            assert_eq!(answer.status, 200);
        }
        searched.fetch_add(1, Ordering::Relaxed);
        turn += 3;
    }
}
