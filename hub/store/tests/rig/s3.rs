//! An S3 server (`scripts/s3.sh`), as long as its standard input is open.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use farola_hub_store::{Place, StoreError};

pub const KEYS: [(&str, &str); 2] = [
    ("AWS_ACCESS_KEY_ID", "farola"),
    ("AWS_SECRET_ACCESS_KEY", "farola-secret"),
];

/// Of one prefix each: a server holds the files of many hubs.
static GIVEN: AtomicU32 = AtomicU32::new(0);

pub struct S3 {
    pub endpoint: String,
    open: Option<ChildStdin>,
    process: Child,
}

/// The server that all tests of this process share.
pub fn shared() -> &'static S3 {
    static SERVER: OnceLock<S3> = OnceLock::new();
    SERVER.get_or_init(|| S3::start(&[]))
}

impl S3 {
    fn start(told: &[&str]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/s3.sh");
        let mut process = Command::new(script)
            .args(told)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut endpoint = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut endpoint).unwrap();
        let endpoint = endpoint.trim().to_owned();
        assert!(
            !endpoint.is_empty(),
            "no S3 server; scripts/setup.sh s3 installs it"
        );
        Self {
            endpoint,
            open: process.stdin.take(),
            process,
        }
    }

    /// A server of a test's own, which keeps what it holds in `dir`.
    pub fn own(dir: &Path) -> Self {
        Self::start(&[dir.to_str().unwrap()])
    }

    pub fn stop(&mut self) {
        self.open = None;
        self.process.wait().unwrap();
    }

    /// The same server again, where it was.
    pub fn again(&mut self, dir: &Path) {
        let port = self.endpoint.rsplit(':').next().unwrap().to_owned();
        *self = Self::start(&[dir.to_str().unwrap(), &port]);
    }

    /// An address of the bucket, or of another one.
    pub fn url(&self, bucket: &str) -> String {
        format!("s3://{bucket}?endpoint={}", self.endpoint)
    }

    /// The same place with its files in a new part of the bucket.
    pub fn give(&self, place: Place) -> Place {
        let part = GIVEN.fetch_add(1, Ordering::Relaxed);
        let url = self.url(&format!("farola/hub-{part}"));
        with(place, &url).unwrap()
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A place with its files at that address.
pub fn with(place: Place, url: &str) -> Result<Place, StoreError> {
    let keys = KEYS.map(|(name, value)| (name.to_owned(), value.to_owned()));
    place.with_files(url, keys)
}

/// The files that a server keeps below `dir`, by name.
pub fn objects(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.extend(objects(&path));
        } else if name.len() == 64 && name.bytes().all(|sign| sign.is_ascii_hexdigit()) {
            found.push(path);
        }
    }
    found.sort();
    found
}
