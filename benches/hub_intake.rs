//! Submissions per second into a hub, with and without photos: the cells of the table in which
//! ODK Central was measured (2.8 kB of XML; the same with a 204 kB photo that is unlike every
//! other), over loopback with keep-alive.
//!
//! The hub is a process of its own, so that its CPU and memory are its own; the clients share
//! the machine with it. CPU per submission is the figure to compare: a rate also tells how busy
//! the machine was.
//!
//! With the program of another build of this bench in `FAROLA_BENCH_BESIDE` both hubs get the
//! same requests from the same clients, a cell in turns over some rounds, and each cell is said as
//! a ratio.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

use farola_benches::photo;
use farola_hub_server::store::Place;
use farola_hub_server::store::quota::Quota;
use farola_hub_server::{Config, admin, run};
use farola_model::ProjectId;
use tempfile::TempDir;

use clients::{CONCURRENCY, TICKS, ms, post};

mod clients;

const FOLDER: &str = "FAROLA_BENCH_HUB_FOLDER";
const BESIDE: &str = "FAROLA_BENCH_BESIDE";
/// How often each cell is measured where two hubs are compared.
const ROUNDS: usize = 5;

fn main() {
    if let Ok(folder) = std::env::var(FOLDER) {
        serve(Path::new(&folder));
        return;
    }
    let mut hubs = vec![Hub::spawn("here", &std::env::current_exe().unwrap())];
    if let Some(other) = std::env::var_os(BESIDE) {
        hubs.push(Hub::spawn("beside", &PathBuf::from(other)));
    }
    for hub in &hubs {
        let (start, idle) = (ms(hub.start), hub.memory("VmRSS"));
        println!(
            "{:<7} {start:.0} ms from spawn to listening, idle {idle:.1} MiB",
            hub.name
        );
    }
    println!("hub     cell  conc.    acc./s   p50 ms   p99 ms   hub CPU ms/sub   RSS MiB");
    let (next, street) = (AtomicU32::new(1), photo().unwrap());
    let mut measured: Vec<Vec<Measured>> = hubs.iter().map(|_| Vec::new()).collect();
    for _ in 0..if hubs.len() > 1 { ROUNDS } else { 1 } {
        for (kind, photo) in [("XML", None), ("photo", Some(street.as_slice()))] {
            for clients in CONCURRENCY {
                for at in turns(hubs.len(), measured[0].len()) {
                    let cell = cell(&hubs[at], photo, clients, &next);
                    cell.print(hubs[at].name, kind, clients);
                    measured[at].push(cell);
                }
            }
        }
    }
    if let [here, beside] = measured.as_slice() {
        compare(here, beside);
    }
    for hub in hubs {
        hub.end();
    }
}

/// Who is first in a cell is second in the next.
fn turns(hubs: usize, cells: usize) -> impl Iterator<Item = usize> {
    (0..hubs).map(move |at| (at + cells) % hubs)
}

/// Each cell of both hubs over the rounds, least and median, and what this one needs of the other.
fn compare(here: &[Measured], beside: &[Measured]) {
    let cells = 2 * CONCURRENCY.len();
    println!("\nhere/beside   conc.  least CPU ms       ratio  median CPU ms      ratio  p50  p99");
    for cell in 0..cells {
        let of = |all: &[Measured], what: fn(&Measured) -> f64| {
            let mut each: Vec<f64> = all.iter().skip(cell).step_by(cells).map(what).collect();
            each.sort_by(f64::total_cmp);
            each
        };
        let kind = if cell < CONCURRENCY.len() {
            "XML"
        } else {
            "photo"
        };
        let clients = CONCURRENCY[cell % CONCURRENCY.len()];
        let (ours, theirs) = (of(here, |m| m.cpu), of(beside, |m| m.cpu));
        let middle = ours.len() / 2;
        let ratio = |what: fn(&Measured) -> f64| of(here, what)[middle] / of(beside, what)[middle];
        println!(
            "{kind:<13} {clients:>5} {:>6.2} {:>6.2} {:>9.2}x {:>7.2} {:>6.2} {:>9.2}x {:>4.2} {:>4.2}",
            ours[0],
            theirs[0],
            ours[0] / theirs[0],
            ours[middle],
            theirs[middle],
            ours[middle] / theirs[middle],
            ratio(|m| m.p50),
            ratio(|m| m.p99),
        );
    }
}

/// The process that is measured: prepares the folder, says where and at which path it listens.
fn serve(folder: &Path) {
    let store = admin::open(folder).unwrap();
    let form = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kit/cs_punto.xml");
    admin::publish(&store, ProjectId(1), &form, None).unwrap();
    let (_, enrolment) =
        admin::add_app_user(&store, ProjectId(1), "bench", "http://127.0.0.1:1").unwrap();
    let url = enrolment.server_url.reveal();
    let path = url.split_once("127.0.0.1:1").unwrap().1.to_owned();
    drop(store);
    println!("PATH {path}");
    let config = Config {
        place: Place::folder(folder),
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: None,
        front: farola_hub_server::Front::default(),
        patience: farola_hub_server::Patience::default(),
        // One key sends what a city sends.
        quota: Quota {
            uploads: u64::MAX,
            bytes: u64::MAX,
        },
        clock: farola_hub_server::machine_clock,
    };
    run(
        config,
        |address| println!("LISTENING {address}"),
        std::future::pending(),
    )
    .unwrap();
}

/// A hub in a process of its own, of this build or of another.
struct Hub {
    name: &'static str,
    folder: TempDir,
    child: Child,
    address: SocketAddr,
    path: String,
    start: Duration,
}

impl Hub {
    fn spawn(name: &'static str, program: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(program)
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = |prefix: &str| -> String {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(prefix).unwrap().to_owned()
        };
        let path = said("PATH ");
        let began = Instant::now();
        let address = said("LISTENING ").parse().unwrap();
        Self {
            name,
            folder,
            child,
            address,
            path,
            start: began.elapsed(),
        }
    }

    /// Kills it and looks at what it left: all that it accepted must be there and whole. Another
    /// build's folder is not looked at, since its tables may be other ones.
    fn end(mut self) {
        println!("{:<7} peak {:.1} MiB", self.name, self.memory("VmHWM"));
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        if self.name == "here" {
            let report = admin::verify(self.folder.path()).unwrap();
            assert!(report.is_whole(), "{report:?}");
            let (records, files) = (report.versions, report.files);
            println!("verified after kill: {records} records, {files} files");
        }
    }

    /// CPU time so far in milliseconds; 0 where the system has no /proc.
    fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let ticks: f64 = fields
            .split_ascii_whitespace()
            .skip(11)
            .take(2)
            .filter_map(|t| t.parse::<f64>().ok())
            .sum();
        ticks * 1000.0 / TICKS
    }

    /// A line of /proc's status in MiB.
    fn memory(&self, line: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let found = status.lines().find(|l| l.starts_with(line));
        let kib = found
            .and_then(|found| found.split_ascii_whitespace().nth(1))
            .and_then(|kib| kib.parse::<f64>().ok());
        kib.unwrap_or(0.0) / 1024.0
    }
}

/// What one cell came to: submissions a second, milliseconds, milliseconds each, MiB.
struct Measured {
    rate: f64,
    p50: f64,
    p99: f64,
    cpu: f64,
    memory: f64,
}

impl Measured {
    fn print(&self, hub: &str, kind: &str, clients: usize) {
        println!(
            "{hub:<7} {kind:<5} {clients:>5} {:>9.1} {:>8.1} {:>8.1} {:>16.2} {:>9.1}",
            self.rate, self.p50, self.p99, self.cpu, self.memory
        );
    }
}

fn cell(hub: &Hub, photo: Option<&[u8]>, clients: usize, next: &AtomicU32) -> Measured {
    let (cpu, started) = (hub.cpu(), Instant::now());
    let times = post(&[hub.address], &hub.path, photo, clients, next);
    let (seconds, cpu) = (started.elapsed().as_secs_f64(), hub.cpu() - cpu);
    let count = times.len() as f64;
    let at = |share: f64| ms(times[((count - 1.0) * share) as usize]);
    Measured {
        rate: count / seconds,
        p50: at(0.5),
        p99: at(0.99),
        cpu: cpu / count,
        memory: hub.memory("VmRSS"),
    }
}
