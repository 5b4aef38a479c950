//! What the process-level tests share: the binary, a hub on loopback, phones, and seeded dice.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr
)]

#[path = "../../../tests/rig/http.rs"]
pub mod http;
pub mod phone;
pub mod raw;

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use farola_model::Sha256;
use serde_json::Value;

pub const BIN: &str = env!("CARGO_BIN_EXE_farola");
pub const REVIEWER: &str = "reviewer@farola.example";
pub const PASSWORD: &str = "una contraseña larga";
/// Longest time that one command may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

pub fn kit(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../kit")
        .join(name)
}

/// Numbers from a seed (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
}

/// The seed of this run: FAROLA_SEED, or the one the suite is known by.
pub fn seed() -> u64 {
    let given = std::env::var("FAROLA_SEED").ok();
    given
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_261_123)
}

/// Number of kills: the variable's, or `default`.
pub fn kills(variable: &str, default: usize) -> usize {
    let given = std::env::var(variable).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(default)
}

pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(BIN);
    command
        .args(args)
        .env_remove("FAROLA_KEY")
        .env_remove("FAROLA_HUB_DATABASE")
        .env_remove("FAROLA_HUB_FILES")
        // The key of scripts/s3.sh, which hubs with a bucket of a test's ask for.
        .env("AWS_ACCESS_KEY_ID", "farola")
        .env("AWS_SECRET_ACCESS_KEY", "farola-secret")
        .envs(elsewhere(args))
        .env("RUST_BACKTRACE", "1")
        .stdin(Stdio::null());
    command
}

/// Where a hub has what is not in its folder, for its process. With a PostgreSQL and an S3 server
/// in the environment (`scripts/on-postgres.sh`), each folder has a database and a part of the
/// bucket of its own there.
fn elsewhere(args: &[&str]) -> Vec<(&'static str, String)> {
    let mut rest = args
        .iter()
        .skip_while(|arg| !["--data", "verify"].contains(arg));
    let (Ok(server), Some(dir)) = (std::env::var("FAROLA_TEST_POSTGRES"), rest.nth(1)) else {
        return Vec::new();
    };
    // A test that has its own database, named or in the folder, has its place by itself.
    let own = args.contains(&"--database") || Path::new(dir).join("hub.db").exists();
    if args[0] != "hub" || own {
        return Vec::new();
    }
    let name = Sha256::of(dir.as_bytes()).to_string();
    let name = format!("hub_{}", name.split_at(32).0);
    let admin = server.parse::<postgres::Config>().unwrap();
    let mut admin = admin.connect(postgres::NoTls).unwrap();
    // Copying the template is for one at a time, over all processes that test.
    admin.batch_execute("SELECT pg_advisory_lock(1)").unwrap();
    let there = admin.query("SELECT 1 FROM pg_database WHERE datname = $1", &[&name]);
    if there.unwrap().is_empty() {
        let create = format!("CREATE DATABASE {name}");
        admin.batch_execute(&create).unwrap();
    }
    let endpoint = std::env::var("FAROLA_TEST_S3").unwrap();
    vec![
        (
            "FAROLA_HUB_DATABASE",
            server.replace("/postgres", &format!("/{name}")),
        ),
        (
            "FAROLA_HUB_FILES",
            format!("s3://farola/{name}?endpoint={endpoint}"),
        ),
        ("AWS_ACCESS_KEY_ID", "farola".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "farola-secret".to_owned()),
    ]
}

/// Runs the binary to its end. A crash is never an answer, whatever the test looks for.
pub fn farola(args: &[&str]) -> Output {
    farola_with(args, b"")
}

/// The same with something on standard input.
pub fn farola_with(args: &[&str], input: &[u8]) -> Output {
    let mut child = command(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let code = output.status.code();
    assert!(
        code.is_some_and(|code| code < 100) && !stderr.contains("panicked"),
        "farola {args:?} crashed: {code:?} {stderr}"
    );
    output
}

/// Runs the binary and expects success; its standard output.
pub fn done(args: &[&str]) -> String {
    let output = farola(args);
    assert!(
        output.status.success(),
        "farola {args:?}: {} {}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

pub fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

/// A process whose lines are read while it runs, and which is killed at a chosen moment.
pub struct Watched {
    child: Child,
    lines: Receiver<String>,
}

impl Watched {
    pub fn start(args: &[&str]) -> Self {
        Self::of(command(args))
    }

    pub fn of(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// Reads until the `count`-th line that `wanted` names, waits `delay` more, and kills. The
    /// lines that were printed, and whether it was the kill that ended the process.
    pub fn kill_after(
        mut self,
        count: u64,
        wanted: impl Fn(&Value) -> bool,
        delay: Duration,
    ) -> (Vec<Value>, bool) {
        let mut seen = Vec::new();
        let mut left = count;
        let start = Instant::now();
        while left > 0 {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    if let Ok(value) = serde_json::from_str::<Value>(&line) {
                        left -= u64::from(wanted(&value));
                        seen.push(value);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("silent for {:?}", start.elapsed()),
            }
        }
        if left == 0 {
            std::thread::sleep(delay);
        }
        // SIGKILL; on a process that has ended already this does nothing.
        let _ = self.child.kill();
        let status = self.child.wait().unwrap();
        // A whole line is one write: the last may be cut only where nothing was promised yet.
        let rest = self.lines.iter();
        seen.extend(rest.filter_map(|line| serde_json::from_str(&line).ok()));
        (seen, status.code().is_none())
    }
}

/// A hub's folder with people and forms, and the process that serves it.
pub struct Hub {
    pub dir: PathBuf,
    pub address: SocketAddr,
    /// Its database, where it is not in the folder.
    pub database: Option<String>,
    /// The bucket of its files, where they are not in the folder.
    pub files: Option<String>,
    child: Option<Child>,
}

/// A port that is free now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Hub {
    /// Makes the folder and serves it.
    pub fn new(dir: &Path) -> Self {
        Self::elsewhere(dir, None, None)
    }

    /// The same with its database elsewhere, and its files in a bucket.
    pub fn elsewhere(dir: &Path, database: Option<&str>, files: Option<&str>) -> Self {
        let mut hub = Self::of(dir);
        hub.database = database.map(str::to_owned);
        hub.files = files.map(str::to_owned);
        let place = hub.place();
        let place: Vec<&str> = place.iter().map(String::as_str).collect();
        done(
            &[
                &["hub", "init", "--project-name", "Guadalajara"],
                &place[..],
            ]
            .concat(),
        );
        let role = ["--role", "reviewer", "--password-stdin"];
        let args = [&["hub", "user", "add", REVIEWER], &place[..], &role[..]].concat();
        assert!(farola_with(&args, PASSWORD.as_bytes()).status.success());
        let forms = [
            "cs_cierre.xml",
            "cs_hallazgo.xml",
            "cs_punto.xml",
            "cs_recorrido.xml",
        ];
        let forms = forms.map(|name| kit(name).to_str().unwrap().to_owned());
        let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
        done(&[&["hub", "form", "publish"], &place[..], &forms[..]].concat());
        hub.serve();
        hub
    }

    /// One more that serves the same database from a folder of its own.
    pub fn beside(dir: &Path, database: &str, files: Option<&str>) -> Self {
        let mut hub = Self::of(dir);
        hub.database = Some(database.to_owned());
        hub.files = files.map(str::to_owned);
        hub.serve();
        hub
    }

    /// A folder that is there and that nobody serves.
    pub fn of(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            address: SocketAddr::from(([127, 0, 0, 1], free_port())),
            database: None,
            files: None,
            child: None,
        }
    }

    /// Where its data are, as a command is told.
    pub fn place(&self) -> Vec<String> {
        let mut place = vec!["--data".to_owned(), self.dir.to_str().unwrap().to_owned()];
        if let Some(database) = &self.database {
            place.extend(["--database".to_owned(), database.clone()]);
        }
        if let Some(files) = &self.files {
            place.extend(["--files".to_owned(), files.clone()]);
        }
        place
    }

    /// Starts the process, at the same address each time.
    pub fn serve(&mut self) {
        let listen = self.address.to_string();
        let place = self.place();
        let place: Vec<&str> = place.iter().map(String::as_str).collect();
        let serve = ["hub", "--json", "serve", "--listen", &listen];
        let mut child = command(&[&serve, &place[..]].concat())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        assert!(line.contains("listening"), "the hub does not start: {line}");
        self.child = Some(child);
    }

    /// KiB that the process holds (`VmRSS`), as the kernel counts them.
    #[cfg(target_os = "linux")]
    pub fn held_kib(&self) -> u64 {
        let process = self.child.as_ref().unwrap().id();
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let mut lines = status.lines();
        let line = lines.find(|line| line.starts_with("VmRSS")).unwrap();
        line.split_ascii_whitespace()
            .nth(1)
            .unwrap()
            .parse()
            .unwrap()
    }

    /// Kills the process with SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            assert_eq!(
                child.wait().unwrap().code(),
                None,
                "the hub ended by itself"
            );
        }
    }

    /// A new key: the address that enrols a phone.
    pub fn enrolment(&self, name: &str) -> String {
        self.enrolment_at(name, self.address)
    }

    /// The same, of a phone that reaches the hub at another address.
    pub fn enrolment_at(&self, name: &str, address: SocketAddr) -> String {
        let base = format!("http://{address}");
        let place = self.place();
        let place: Vec<&str> = place.iter().map(String::as_str).collect();
        let args = [
            "hub",
            "--json",
            "app-user",
            "add",
            name,
            "--base-url",
            &base,
        ];
        let line: Value = serde_json::from_str(&done(&[&args, &place[..]].concat())).unwrap();
        line["url"].as_str().unwrap().to_owned()
    }

    /// Session of the reviewer.
    pub fn sign_in(&self) -> String {
        let body = serde_json::json!({"email": REVIEWER, "password": PASSWORD}).to_string();
        let headers = [("Content-Type", "application/json")];
        let answer = http::send(
            self.address,
            "POST",
            "/v1/sessions",
            &headers,
            body.as_bytes(),
        );
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    /// Instance ids of every record, through all pages of the queue.
    pub fn records(&self) -> Vec<String> {
        let bearer = format!("Bearer {}", self.sign_in());
        let headers = [("Authorization", bearer.as_str())];
        let (mut ids, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/v1/projects/1/review/queue?limit=100{cursor}");
            let page = http::send(self.address, "GET", &path, &headers, b"").json();
            let items = page["items"].as_array().unwrap();
            ids.extend(
                items
                    .iter()
                    .map(|i| i["instanceId"].as_str().unwrap().to_owned()),
            );
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={}", http::escaped(next)),
                None => {
                    assert_eq!(page["total"].as_u64().unwrap() as usize, ids.len());
                    return ids;
                }
            }
        }
    }

    /// What `hub verify` says, as JSON.
    pub fn verify(&self) -> Value {
        let output = farola(&["hub", "--json", "verify", self.dir.to_str().unwrap()]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "the hub is damaged: {text}");
        serde_json::from_str(&text).unwrap()
    }

    /// Whether this hub's files are moved to a bucket.
    pub fn has_bucket() -> bool {
        std::env::var("FAROLA_TEST_S3").is_ok()
    }

    /// Number of files that are in the hub's folder, and of those not yet whole.
    pub fn files(&self) -> (usize, usize) {
        (
            count(&self.dir.join("files")),
            count(&self.dir.join("incoming")),
        )
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Files below a folder.
pub fn count(dir: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return 0;
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .map(|path| if path.is_dir() { count(&path) } else { 1 })
        .sum()
}
