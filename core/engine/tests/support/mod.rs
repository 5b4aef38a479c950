//! A small HTTP server on loopback that answers as a test says, and a phone with something to
//! send.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use farola_engine::env::files::{Files, SystemFiles};
use farola_engine::env::{Entropy, SeededEntropy, SetClock};
use farola_engine::store::{Attachment, Key, NewDraft, Store};
use farola_engine::transport::HttpTransport;
use farola_engine::{Cancel, Engine, EngineConfig, Env, Report, SyncOptions};
use farola_model::{FormId, FormRef, FormVersion, InstanceId, Sha256, Timestamp};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Got {
    pub method: String,
    pub path: String,
    pub head: String,
    pub body: Vec<u8>,
}

/// What to answer.
pub enum Reply {
    /// Status line and headers, then the body with its length.
    Full(&'static str, Vec<(&'static str, String)>, Vec<u8>),
    /// Bytes as they are, then the connection closes.
    Raw(Vec<u8>),
    /// A head, then bytes without end.
    Endless(&'static str),
    /// The connection closes without an answer.
    Cut,
}

impl Reply {
    pub fn new(status: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self::Full(status, Vec::new(), body.into())
    }

    pub fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        match self {
            Self::Full(status, mut headers, body) => {
                headers.push((name, value.into()));
                Self::Full(status, headers, body)
            }
            other => other,
        }
    }

    pub fn greeting(hub: bool) -> Self {
        let reply =
            Self::new("204 No Content", "").with("X-OpenRosa-Accept-Content-Length", "100000000");
        if hub {
            reply.with("X-Farola-Hub", "1")
        } else {
            reply
        }
    }
}

type Handler = dyn FnMut(&Got) -> Reply + Send;

/// The server; stops when dropped.
pub struct Server {
    pub address: SocketAddr,
    pub got: Arc<Mutex<Vec<Got>>>,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub fn start(handler: impl FnMut(&Got) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let got: Arc<Mutex<Vec<Got>>> = Arc::default();
        let stop = Arc::new(AtomicBool::new(false));
        let (seen, stopped) = (Arc::clone(&got), Arc::clone(&stop));
        let handler: Arc<Mutex<Box<Handler>>> = Arc::new(Mutex::new(Box::new(handler)));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (seen, handler) = (Arc::clone(&seen), Arc::clone(&handler));
                std::thread::spawn(move || serve(stream.unwrap(), &seen, &handler));
            }
        });
        Self { address, got, stop }
    }

    pub fn url(&self) -> String {
        format!("http://{}/v1/key/secret-token/projects/1", self.address)
    }

    pub fn requests(&self) -> Vec<String> {
        let got = self.got.lock().unwrap();
        let short = |path: &str| path.replace("/v1/key/secret-token/projects/1", "");
        got.iter()
            .map(|g| format!("{} {}", g.method, short(&g.path)))
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Vec<Got>>, handler: &Mutex<Box<Handler>>) {
    let Some(got) = read_request(&mut stream) else {
        return;
    };
    seen.lock().unwrap().push(got.clone());
    let reply = (handler.lock().unwrap())(&got);
    let _ = match reply {
        Reply::Full(status, headers, body) => {
            let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
            for (name, value) in headers {
                head += &format!("{name}: {value}\r\n");
            }
            if !status.starts_with("204") {
                head += &format!("Content-Length: {}\r\n", body.len());
            }
            head += "\r\n";
            let body = if got.method == "HEAD" {
                Vec::new()
            } else {
                body
            };
            stream
                .write_all(head.as_bytes())
                .and_then(|()| stream.write_all(&body))
        }
        Reply::Raw(bytes) => stream.write_all(&bytes),
        Reply::Cut => Ok(()),
        Reply::Endless(head) => {
            let mut result = stream.write_all(head.as_bytes());
            while result.is_ok() {
                result = stream.write_all(&[b'a'; 65_536]);
            }
            result
        }
    };
}

fn read_request(stream: &mut TcpStream) -> Option<Got> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let mut first = head.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let length = head
        .lines()
        .find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length:")
                .map(str::to_owned)
        })
        .and_then(|value| value.trim().parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Got {
        method,
        path,
        head,
        body,
    })
}

pub fn key() -> Arc<dyn farola_engine::store::KeyProvider + Send + Sync> {
    Arc::new(|| Ok(Key::new([7; 32])))
}

pub fn engine(dir: &Path) -> Engine {
    engine_with(dir, Arc::new(SeededEntropy::new(1)))
}

pub fn engine_with(dir: &Path, entropy: Arc<dyn Entropy>) -> Engine {
    engine_on(dir, entropy, Arc::new(SystemFiles))
}

/// On a file system of the test's own.
pub fn engine_on(dir: &Path, entropy: Arc<dyn Entropy>, files: Arc<dyn Files>) -> Engine {
    let env = Env {
        clock: Arc::new(SetClock::new(
            Timestamp(1_795_985_580_000),
            jiff::tz::TimeZone::UTC,
        )),
        entropy,
        transport: Arc::new(HttpTransport::new()),
        files,
    };
    Engine::open(EngineConfig {
        dir: dir.to_owned(),
        key: key(),
        env,
    })
    .unwrap()
}

/// Puts a finalized submission with files into the phone's database.
pub fn put(dir: &Path, id: &str, files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut store = Store::open(&dir.join("farola.db"), key().as_ref()).unwrap();
    let instance = InstanceId::new(id);
    let at = Timestamp(1_000);
    store
        .begin_draft(&NewDraft {
            instance: instance.clone(),
            form: FormRef {
                id: FormId::new("f"),
                version: FormVersion::new("1"),
            },
            form_sha256: Sha256::of(b"form"),
            title: "Parada".into(),
            deprecated: None,
            snapshot: None,
            at,
        })
        .unwrap();
    let mut attachments = Vec::new();
    for (name, bytes) in files {
        let medium = store
            .import_media(&mut bytes.as_slice(), "image/jpeg", at)
            .unwrap();
        let (name, role) = ((*name).to_owned(), "original".to_owned());
        attachments.push(Attachment {
            name,
            role,
            sha256: medium.sha256,
        });
    }
    let xml = format!("<data id=\"f\"><meta><instanceID>{id}</instanceID></meta></data>");
    store
        .finalize(&instance, xml.as_bytes(), &attachments, at)
        .unwrap();
    xml.into_bytes()
}

pub fn sync(engine: &Engine) -> Report {
    let options = SyncOptions {
        check_forms: false,
        spare_media: false,
        ..SyncOptions::default()
    };
    engine.sync(options, &|_| {}, &Cancel::default()).unwrap()
}

/// Parts of a multipart body: name and bytes.
pub fn parts(got: &Got) -> Vec<(String, Vec<u8>)> {
    let boundary = got
        .head
        .lines()
        .find_map(|line| line.split("boundary=").nth(1))
        .expect("multipart")
        .to_owned();
    let marker = format!("--{boundary}");
    let mut found = Vec::new();
    let mut rest = got.body.as_slice();
    while let Some(at) = find(rest, marker.as_bytes()) {
        rest = &rest[at + marker.len()..];
        if rest.starts_with(b"--") {
            return found;
        }
        let head_end = find(rest, b"\r\n\r\n").unwrap();
        let head = String::from_utf8(rest[..head_end].to_vec()).unwrap();
        let name = head
            .split("name=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let body_end = find(rest, format!("\r\n{marker}").as_bytes()).unwrap();
        found.push((name, rest[head_end + 4..body_end].to_vec()));
        rest = &rest[body_end..];
    }
    panic!("the body has no end");
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

/// A sound of a recorder, as WAV, with what a recorder says of itself in a chunk of its own.
pub fn sound() -> Vec<u8> {
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        [&name[..], &length, body].concat()
    };
    let format = [1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0];
    let inside = [
        b"WAVE".to_vec(),
        chunk(b"fmt ", &format),
        chunk(b"LIST", b"INFOIART\x08\0\0\0Pixel 9 "),
        chunk(b"data", &[128; 64]),
    ];
    chunk(b"RIFF", &inside.concat())
}
