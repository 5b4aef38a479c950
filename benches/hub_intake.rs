//! Submissions per second into a hub, with and without photos: the cells of the table in which
//! ODK Central was measured (2.8 kB of XML; the same with a 204 kB photo that is unlike every
//! other), over loopback with keep-alive.
//!
//! The hub is a process of its own, so that its CPU and memory are its own; the clients share
//! the machine with it. CPU per submission is the figure to compare: a rate also tells how busy
//! the machine was.
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
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use farola_benches::photo;
use farola_hub_server::store::Place;
use farola_hub_server::{Config, admin, run};
use farola_model::ProjectId;
use farola_sim::street::STAMP;

const FOLDER: &str = "FAROLA_BENCH_HUB_FOLDER";
const CELL: Duration = Duration::from_secs(4);
const CONCURRENCY: [usize; 3] = [1, 8, 32];
/// Clock ticks per second in /proc, fixed by the kernel's interface.
const TICKS: f64 = 100.0;

fn main() {
    if let Ok(folder) = std::env::var(FOLDER) {
        serve(Path::new(&folder));
        return;
    }
    let temp = tempfile::tempdir().unwrap();
    let store = admin::open(temp.path()).unwrap();
    let form = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kit/cs_punto.xml");
    admin::publish(&store, ProjectId(1), &form, None).unwrap();
    let (_, enrolment) =
        admin::add_app_user(&store, ProjectId(1), "bench", "http://127.0.0.1:1").unwrap();
    let path = enrolment
        .server_url
        .reveal()
        .split_once("127.0.0.1:1")
        .unwrap()
        .1
        .to_owned();
    drop(store);
    let started = Instant::now();
    let (mut hub, address) = spawn(temp.path());
    println!(
        "start-up        {:>8.0} ms (spawn to listening)",
        ms(started.elapsed())
    );
    println!("memory idle     {:>8.1} MiB", memory(&hub, "VmRSS"));
    println!("cell      conc.    acc./s   p50 ms   p99 ms   hub CPU ms/sub   RSS MiB");
    let next = AtomicU32::new(1);
    let street = photo().unwrap();
    for (name, photo) in [("XML", None), ("photo", Some(street.as_slice()))] {
        for clients in CONCURRENCY {
            cell(name, photo, clients, &hub, address, &path, &next);
        }
    }
    println!("memory peak     {:>8.1} MiB", memory(&hub, "VmHWM"));
    hub.kill().unwrap();
    hub.wait().unwrap();
    let report = admin::verify(temp.path()).unwrap();
    assert!(report.is_whole(), "{report:?}");
    println!(
        "verified after kill: {} records, {} files",
        report.versions, report.files
    );
}

fn serve(folder: &Path) {
    let config = Config {
        place: Place::folder(folder),
        listen: "127.0.0.1:0".parse().unwrap(),
        base_url: None,
        patience: farola_hub_server::Patience::default(),
    };
    run(
        config,
        |address| println!("LISTENING {address}"),
        std::future::pending(),
    )
    .unwrap();
}

fn spawn(folder: &Path) -> (Child, SocketAddr) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    let address = line.strip_prefix("LISTENING ").unwrap().parse().unwrap();
    (child, address)
}

fn cell(
    name: &str,
    photo: Option<&[u8]>,
    clients: usize,
    hub: &Child,
    address: SocketAddr,
    path: &str,
    next: &AtomicU32,
) {
    let (cpu, started) = (cpu_ms(hub), Instant::now());
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|_| scope.spawn(|| client(address, path, photo, started, next)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let (seconds, cpu) = (started.elapsed().as_secs_f64(), cpu_ms(hub) - cpu);
    times.sort_unstable();
    let count = times.len() as f64;
    let at = |share: f64| ms(times[((count - 1.0) * share) as usize]);
    println!(
        "{name:<9} {clients:>5} {:>9.1} {:>8.1} {:>8.1} {:>16.2} {:>9.1}",
        count / seconds,
        at(0.5),
        at(0.99),
        cpu / count,
        memory(hub, "VmRSS"),
    );
}

/// Posts one submission after another on one connection; answers the time of each.
fn client(
    address: SocketAddr,
    path: &str,
    photo: Option<&[u8]>,
    started: Instant,
    next: &AtomicU32,
) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut times = Vec::new();
    while started.elapsed() < CELL {
        let request = request(path, next.fetch_add(1, Ordering::Relaxed), photo);
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

/// CPU time of the hub so far; 0 where the system has no /proc.
fn cpu_ms(hub: &Child) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", hub.id())).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = fields
        .split_ascii_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|t| t.parse::<f64>().ok())
        .sum();
    ticks * 1000.0 / TICKS
}

fn memory(hub: &Child, line: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", hub.id())).unwrap_or_default();
    let found = status
        .lines()
        .find(|l| l.starts_with(line))
        .unwrap_or_default();
    let kib = found
        .split_ascii_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
