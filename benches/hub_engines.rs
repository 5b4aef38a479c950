//! The hub on its two engines beside each other, in one run on one machine: SQLite and a folder,
//! PostgreSQL and an S3 server, and two hubs on the latter. What a submission costs the hub, the
//! database and the S3 server apart, how many come through, and how long one takes.
//!
//! Each cell is measured in turns. It lasts four seconds; its processor time runs on until every
//! file of it is in the bucket. A file is as large as a photo and is none, so that no pictures are
//! made of it meanwhile; what those cost is measured apart, at the end.
//!
//! `FAROLA_BENCH_HUB` names the program `farola` that serves, `FAROLA_BENCH_ROUNDS` how often each
//! cell is measured (3).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::AtomicU32;
use std::time::{Duration, Instant};

use clients::{CONCURRENCY, ms, post, send};
use farola_benches::{load, photo};
use processes::{Script, cpu_below, files_below};

mod clients;
mod processes;

const HUB: &str = "FAROLA_BENCH_HUB";
const ROUNDS: &str = "FAROLA_BENCH_ROUNDS";
/// Photos of which pictures are made, one after the other.
const PICTURES: usize = 40;
/// Pictures of one photo.
const SIZES: usize = 2;
/// How long anything that has to come may take.
const PATIENCE: Duration = Duration::from_secs(300);

fn main() {
    let Some(program) = std::env::var_os(HUB).map(PathBuf::from) else {
        println!("hub_engines: skipped, {HUB} names no program `farola`");
        return;
    };
    let rounds = std::env::var(ROUNDS).ok();
    let rounds: usize = rounds.map_or(3, |rounds| rounds.parse().unwrap());
    let temp = tempfile::tempdir().unwrap();
    // The server of the database is another user's where we are root.
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(temp.path(), open).unwrap();
    let place = |name: &str| temp.path().join(name);
    let setups = [
        Setup::here("SQLite", &program, &place("sqlite")),
        Setup::elsewhere("PostgreSQL", &program, &place("one"), 1),
        Setup::elsewhere("two hubs", &program, &place("two"), 2),
    ];
    println!("{}; {rounds} rounds", load());
    let cells = measure(&setups, rounds);
    table(&setups, &cells);
    pictures(&setups[0]);
    println!("{}", load());
    for setup in setups {
        setup.end();
    }
}

/// A cell of a setup: submissions a second, milliseconds by the clock, and of the processors for
/// each: the hubs', the database's, the S3 server's.
#[derive(Clone, Copy)]
struct Cell {
    rate: f64,
    p50: f64,
    p99: f64,
    cpu: [f64; 3],
}

/// Of each kind, number of clients and setup, its rounds.
type Cells = Vec<Vec<Vec<Vec<Cell>>>>;

/// What is posted.
const KINDS: [&str; 2] = ["XML", "file"];

/// Every cell of every setup, in turns.
fn measure(setups: &[Setup], rounds: usize) -> Cells {
    let (next, file) = (AtomicU32::new(1), no_photo());
    let mut cells = vec![vec![vec![Vec::new(); setups.len()]; CONCURRENCY.len()]; KINDS.len()];
    for round in 0..rounds {
        for (kind, cells) in cells.iter_mut().enumerate() {
            let file = (kind == 1).then_some(file.as_slice());
            for (clients, cells) in CONCURRENCY.into_iter().zip(cells) {
                for turn in 0..setups.len() {
                    // Who is first in a round is second in the next.
                    let at = (turn + round) % setups.len();
                    let cell = setups[at].cell(file, clients, &next);
                    println!(
                        "{:<11} {:<5} {clients:>3} {}",
                        setups[at].name,
                        KINDS[kind],
                        cell.line()
                    );
                    cells[at].push(cell);
                }
            }
        }
    }
    cells
}

impl Cell {
    fn line(&self) -> String {
        let [hubs, database, bucket] = self.cpu;
        format!(
            "{:>7.0}/s  p50 {:>6.1}  p99 {:>6.1} ms  CPU {hubs:.2} + {database:.2} + {bucket:.2} ms",
            self.rate, self.p50, self.p99
        )
    }
}

/// Medians over the rounds, as a table of the documentation.
fn table(setups: &[Setup], cells: &[Vec<Vec<Vec<Cell>>>]) {
    println!("\n| | clients | | per s | p50 ms | p99 ms | CPU hub | database | S3 |");
    println!("|---|---:|---|---:|---:|---:|---:|---:|---:|");
    for (kind, cells) in KINDS.iter().zip(cells) {
        for (clients, cells) in CONCURRENCY.iter().zip(cells) {
            for (setup, rounds) in setups.iter().zip(cells) {
                let median = |of: &dyn Fn(&Cell) -> f64| {
                    let mut each: Vec<f64> = rounds.iter().map(of).collect();
                    each.sort_by(f64::total_cmp);
                    each[each.len() / 2]
                };
                let cpu = [0, 1, 2].map(|part| median(&|cell| cell.cpu[part]));
                println!(
                    "| {kind} | {clients} | {} | {:.0} | {:.1} | {:.0} | {:.2} | {:.2} | {:.2} |",
                    setup.name,
                    median(&|cell| cell.rate),
                    median(&|cell| cell.p50),
                    median(&|cell| cell.p99),
                    cpu[0],
                    cpu[1],
                    cpu[2]
                );
            }
        }
    }
}

/// What the pictures of a photo cost, which a hub makes after the answer.
fn pictures(setup: &Setup) {
    let next = AtomicU32::new(500_000_000);
    let shown = setup.hubs[0].dir.join("shown");
    let spent = |bytes: &[u8], made: usize| {
        let before = setup.cpu()[0];
        let hub = &setup.hubs[0];
        send(hub.address, &setup.path, Some(bytes), &next, |sent| {
            sent < PICTURES
        });
        wait_for("pictures", || files_below(&shown) >= made);
        (setup.cpu()[0] - before) / PICTURES as f64
    };
    let file = spent(&no_photo(), 0);
    let photo = spent(&photo().unwrap(), PICTURES * SIZES);
    println!("\na photo with its pictures {photo:.1} ms of the hub's CPU, a file {file:.1} ms");
}

/// As large as a photo and unlike every other one, but no photo.
fn no_photo() -> Vec<u8> {
    let mut bytes = photo().unwrap();
    bytes[..3].fill(0);
    bytes
}

/// One or more hubs and what they stand on.
struct Setup {
    name: &'static str,
    program: PathBuf,
    hubs: Vec<Hub>,
    path: String,
    database: Option<Script>,
    bucket: Option<Script>,
}

impl Setup {
    fn here(name: &'static str, program: &Path, folder: &Path) -> Self {
        Self::furnish(name, program, vec![Hub::of(folder)], None, None)
    }

    fn elsewhere(name: &'static str, program: &Path, folder: &Path, hubs: usize) -> Self {
        let database = Script::start("postgres.sh", &folder.join("postgres"));
        let bucket = Script::start("s3.sh", &folder.join("s3"));
        let files = format!("s3://farola?endpoint={}", bucket.url);
        let hub = |number: usize| Hub {
            elsewhere: vec![
                "--database".to_owned(),
                database.url.clone(),
                "--files".to_owned(),
                files.clone(),
            ],
            ..Hub::of(&folder.join(format!("hub{number}")))
        };
        let hubs = (0..hubs).map(hub).collect();
        Self::furnish(name, program, hubs, Some(database), Some(bucket))
    }

    /// Makes the hub, its form and the key of a phone, and starts every copy.
    fn furnish(
        name: &'static str,
        program: &Path,
        mut hubs: Vec<Hub>,
        database: Option<Script>,
        bucket: Option<Script>,
    ) -> Self {
        let first = &hubs[0];
        let form = concat!(env!("CARGO_MANIFEST_DIR"), "/../kit/cs_punto.xml");
        first.run(program, &["hub", "init"], &[]);
        first.run(program, &["hub", "form", "publish"], &[form]);
        let add = ["hub", "--json", "app-user", "add", "bench", "--base-url"];
        let added = first.run(program, &add, &["http://127.0.0.1:1"]);
        let path = added.split_once("127.0.0.1:1").unwrap().1;
        let path = path.split('"').next().unwrap().to_owned();
        for hub in &mut hubs {
            hub.serve(program);
        }
        Self {
            name,
            program: program.to_owned(),
            hubs,
            path,
            database,
            bucket,
        }
    }

    fn cell(&self, file: Option<&[u8]>, clients: usize, next: &AtomicU32) -> Cell {
        let (cpu, started) = (self.cpu(), Instant::now());
        let hubs: Vec<SocketAddr> = self.hubs.iter().map(|hub| hub.address).collect();
        let times = post(&hubs, &self.path, file, clients, next);
        let seconds = started.elapsed().as_secs_f64();
        if self.bucket.is_some() {
            wait_for("files in the bucket", || {
                self.hubs
                    .iter()
                    .all(|hub| files_below(&hub.dir.join("files")) == 0)
            });
        }
        let (count, spent) = (times.len() as f64, self.cpu());
        let at = |share: f64| ms(times[((count - 1.0) * share) as usize]);
        Cell {
            rate: count / seconds,
            p50: at(0.5),
            p99: at(0.99),
            cpu: [0, 1, 2].map(|part| (spent[part] - cpu[part]) / count),
        }
    }

    /// Milliseconds of the processors so far: the hubs', the database's, the S3 server's.
    fn cpu(&self) -> [f64; 3] {
        let hubs = self.hubs.iter().map(|hub| cpu_below(hub.child().id()));
        let script = |script: &Option<Script>| script.as_ref().map_or(0.0, Script::cpu);
        [hubs.sum(), script(&self.database), script(&self.bucket)]
    }

    /// Kills the hubs and looks at what they left: all that they accepted must be there and whole.
    fn end(mut self) {
        for hub in &mut self.hubs {
            let child = hub.child.as_mut().unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let verified = self.hubs[0].verify(&self.program);
        println!("{}: verified after kill: {}", self.name, verified.trim());
    }
}

/// A hub in its folder.
struct Hub {
    dir: PathBuf,
    elsewhere: Vec<String>,
    address: SocketAddr,
    child: Option<Child>,
}

impl Hub {
    fn of(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            elsewhere: Vec::new(),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            child: None,
        }
    }

    fn child(&self) -> &Child {
        self.child.as_ref().unwrap()
    }

    fn command(&self, program: &Path, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(words)
            .args(&self.elsewhere)
            // One key sends what a city sends.
            .env("FAROLA_HUB_UPLOADS_A_DAY", u64::MAX.to_string())
            .env("FAROLA_HUB_MEGABYTES_A_DAY", u64::MAX.to_string())
            .env("AWS_ACCESS_KEY_ID", "farola")
            .env("AWS_SECRET_ACCESS_KEY", "farola-secret")
            .env("FAROLA_LOG", "error");
        command
    }

    fn run(&self, program: &Path, words: &[&str], more: &[&str]) -> String {
        let folder = ["--data", self.dir.to_str().unwrap()];
        let words = [words, more, &folder].concat();
        let output = self.command(program, &words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn verify(&self, program: &Path) -> String {
        let words = ["hub", "--words", "en", "verify", self.dir.to_str().unwrap()];
        let output = self.command(program, &words).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn serve(&mut self, program: &Path) {
        let folder = ["--data", self.dir.to_str().unwrap()];
        let words = ["hub", "--json", "serve", "--listen", "127.0.0.1:0"];
        let mut command = self.command(program, &[&words[..], &folder].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let said: serde_json::Value = serde_json::from_str(&line).unwrap();
        self.address = said["listening"].as_str().unwrap().parse().unwrap();
        self.child = Some(child);
    }
}

fn wait_for(what: &str, is_there: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_there() {
        assert!(began.elapsed() < PATIENCE, "{what} do not come");
        std::thread::sleep(Duration::from_millis(20));
    }
}
