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

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use farola_benches::photo;
use farola_hub_server::store::Place;
use farola_hub_server::{Config, admin, run};
use farola_model::ProjectId;
use farola_sim::street::STAMP;
use tempfile::TempDir;

const FOLDER: &str = "FAROLA_BENCH_HUB_FOLDER";
const BESIDE: &str = "FAROLA_BENCH_BESIDE";
const CELL: Duration = Duration::from_secs(4);
const CONCURRENCY: [usize; 3] = [1, 8, 32];
/// How often each cell is measured where two hubs are compared.
const ROUNDS: usize = 5;
/// Clock ticks per second in /proc, fixed by the kernel's interface.
const TICKS: f64 = 100.0;

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
        patience: farola_hub_server::Patience::default(),
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
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|_| scope.spawn(|| client(hub, photo, started, next)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let (seconds, cpu) = (started.elapsed().as_secs_f64(), hub.cpu() - cpu);
    times.sort_unstable();
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

/// Posts one submission after another on one connection; answers the time of each.
fn client(hub: &Hub, photo: Option<&[u8]>, started: Instant, next: &AtomicU32) -> Vec<Duration> {
    let mut stream = TcpStream::connect(hub.address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut times = Vec::new();
    while started.elapsed() < CELL {
        let request = request(&hub.path, next.fetch_add(1, Ordering::Relaxed), photo);
        let sent = Instant::now();
        stream.write_all(&request).unwrap();
        let status = read_answer(&mut stream);
        assert!(status.starts_with("HTTP/1.1 201"), "{status}");
        times.push(sent.elapsed());
    }
    times
}

fn request(path: &str, number: u32, photo: Option<&[u8]>) -> Vec<u8> {
    let mut xml = format!(
        "<data id=\"cs_punto\" version=\"2026112501\"><start>2026-11-23T19:40:00.000-06:00</start>\
         <walk_code>14039-20261123-a1b2c3</walk_code><parada>{}</parada>\
         <pos>20.6767 -103.3470 1550 9.5</pos><luz_ahora>noche</luz_ahora>",
        number % 40 + 1
    );
    for item in [
        "p_senal",
        "p_luz",
        "p_apertura",
        "p_ojos",
        "p_gente",
        "p_genero",
        "p_vigila",
    ] {
        let _ = write!(xml, "<{item}>1</{item}>");
    }
    for item in [
        "p_salida",
        "p_trans",
        "p_camino",
        "p_cuidado",
        "p_comun",
        "p_siente",
    ] {
        let _ = write!(xml, "<{item}>2</{item}>");
    }
    if photo.is_some() {
        xml.push_str("<foto>f.jpg</foto>");
    }
    let filler = 2_650usize.saturating_sub(xml.len());
    let _ = write!(
        xml,
        "<nota>{}</nota><meta><instanceID>uuid:00000000-0000-4000-8000-{number:012}\
         </instanceID></meta></data>",
        "luz ".repeat(filler / 4)
    );
    let mut body = format!(
        "--B\r\nContent-Disposition: form-data; name=\"xml_submission_file\"; \
         filename=\"s.xml\"\r\nContent-Type: text/xml\r\n\r\n{xml}\r\n"
    )
    .into_bytes();
    if let Some(photo) = photo {
        body.extend_from_slice(
            b"--B\r\nContent-Disposition: form-data; name=\"f.jpg\"; filename=\"f.jpg\"\r\n\
              Content-Type: image/jpeg\r\n\r\n",
        );
        let from = body.len();
        body.extend_from_slice(photo);
        body[from..][STAMP].copy_from_slice(&u64::from(number).to_le_bytes());
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--B--\r\n");
    let mut request = format!(
        "POST {path}/submission HTTP/1.1\r\nHost: bench\r\nX-OpenRosa-Version: 1.0\r\n\
         Content-Type: multipart/form-data; boundary=B\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.append(&mut body);
    request
}

/// Reads one answer of known length or in chunks; answers its first line.
fn read_answer(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0u8; 8192];
    loop {
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "the hub hung up");
        bytes.extend_from_slice(&piece[..read]);
        let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let length = head
            .split("\r\ncontent-length: ")
            .nth(1)
            .and_then(|rest| rest.split("\r\n").next().unwrap().parse::<usize>().ok());
        let whole = match length {
            Some(length) => bytes.len() >= end + 4 + length,
            None => bytes.ends_with(b"0\r\n\r\n"),
        };
        if whole {
            let first = bytes.split(|byte| *byte == b'\r').next().unwrap();
            return String::from_utf8_lossy(first).into_owned();
        }
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
