//! Clients that post submissions to hubs, as phones do: the cells of the table in which ODK Central
//! was measured (2.8 kB of XML; the same with a 204 kB photo that is unlike every other), over
//! loopback with keep-alive.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use farola_sim::street::STAMP;

/// How long a cell lasts.
const CELL: Duration = Duration::from_secs(4);
/// Clients of a cell.
pub(crate) const CONCURRENCY: [usize; 3] = [1, 8, 32];
/// Clock ticks per second in /proc, fixed by the kernel's interface.
pub(crate) const TICKS: f64 = 100.0;

/// Posts for the time of a cell; answers the time of each submission, sorted. The clients go to
/// the hubs in turn and stay there, as behind a balancer of connections.
pub(crate) fn post(
    hubs: &[SocketAddr],
    path: &str,
    photo: Option<&[u8]>,
    clients: usize,
    next: &AtomicU32,
) -> Vec<Duration> {
    let started = Instant::now();
    let goes_on = move |_| started.elapsed() < CELL;
    let mut times: Vec<Duration> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|client| hubs[client % hubs.len()])
            .map(|hub| scope.spawn(move || send(hub, path, photo, next, goes_on)))
            .collect();
        let times = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        times.collect()
    });
    times.sort_unstable();
    times
}

/// Posts one submission after another on one connection, as long as the number of those that were
/// sent says so; answers the time of each.
pub(crate) fn send(
    hub: SocketAddr,
    path: &str,
    photo: Option<&[u8]>,
    next: &AtomicU32,
    goes_on: impl Fn(usize) -> bool,
) -> Vec<Duration> {
    let mut stream = TcpStream::connect(hub).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut times = Vec::new();
    while goes_on(times.len()) {
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

/// Milliseconds.
pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
