//! The hub that is measured: its folder, its process, what is known of its records.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Client;

const EMAIL: &str = "revisora@farola.example";
const PASSWORD: &str = "farola de noche 7";
/// Teams, each with a key of its own.
const PHONES: usize = 40;
/// Clock ticks per second in /proc, fixed by the kernel's interface.
const TICKS: f64 = 100.0;

/// A folder with a hub, and how far it is filled.
pub(crate) struct Bench {
    farola: PathBuf,
    folder: PathBuf,
    known: Value,
}

impl Bench {
    /// Goes on with a folder, or makes it with its forms, a reviewer and phones.
    pub(crate) fn open(farola: &Path, folder: &Path) -> Self {
        let mut bench = Self {
            farola: farola.to_owned(),
            folder: folder.to_owned(),
            known: json!({"walks": 0, "records": 0, "reviewed": 0}),
        };
        match fs::read(folder.join("bench.json")) {
            Ok(known) => bench.known = serde_json::from_slice(&known).unwrap(),
            Err(_) => bench.make(),
        }
        bench
    }

    fn make(&mut self) {
        let mut folder = fs::DirBuilder::new();
        // The hub refuses one that others can look into and that holds other things.
        std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
        folder.recursive(true).create(&self.folder).unwrap();
        self.run(&["init"], "");
        self.run(
            &[
                "user",
                "add",
                EMAIL,
                "--role",
                "reviewer",
                "--password-stdin",
            ],
            PASSWORD,
        );
        let kit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kit");
        for form in ["cs_recorrido", "cs_punto", "cs_hallazgo"] {
            let form = kit.join(form).with_extension("xml");
            self.run(&["form", "publish", form.to_str().unwrap()], "");
        }
        let keys = (1..=PHONES).map(|number| {
            let name = format!("Equipo {number}");
            let base = ["--base-url", "http://127.0.0.1:1"];
            let said = self.run(&["app-user", "add", &name, base[0], base[1]], "");
            let said: Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
            let url = said["url"].as_str().unwrap();
            url.split_once("127.0.0.1:1").unwrap().1.to_owned()
        });
        let keys: Vec<String> = keys.collect();
        self.known["keys"] = json!(keys);
        let hub = self.serve();
        let who = json!({"email": EMAIL, "password": PASSWORD});
        let answer = Client::phone(hub.address).post("/v1/sessions", &who);
        self.known["token"] = answer.json()["token"].clone();
        self.save();
    }

    fn run(&self, words: &[&str], input: &str) -> String {
        let mut child = Command::new(&self.farola)
            .args(["hub", "--json"])
            .args(words)
            .arg("--data")
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        writeln!(stdin, "{input}").unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "farola hub {words:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub(crate) fn serve(&self) -> Hub {
        Hub::spawn(&self.farola, &self.folder)
    }

    pub(crate) fn number(&self, what: &str) -> u64 {
        self.known[what].as_u64().unwrap_or(0)
    }

    pub(crate) fn records(&self) -> u64 {
        self.number("records")
    }

    pub(crate) fn note(&mut self, what: &str, number: u64) {
        self.known[what] = json!(number);
    }

    pub(crate) fn save(&self) {
        fs::write(self.folder.join("bench.json"), self.known.to_string()).unwrap();
    }

    /// A reviewer who is signed in.
    pub(crate) fn reviewer(&self, hub: &Hub) -> Client {
        Client::person(hub.address, self.known["token"].as_str().unwrap())
    }

    /// Where the phone of a team sends to.
    pub(crate) fn key(&self, team: u64) -> &str {
        self.known["keys"][team as usize % PHONES].as_str().unwrap()
    }

    pub(crate) fn megabytes(&self) -> f64 {
        let size = fs::metadata(self.folder.join("hub.db")).map_or(0, |file| file.len());
        size as f64 / 1e6
    }

    /// Reads of the folder come from the disk again.
    pub(crate) fn forget_pages(&self) {
        let _ = Command::new("sync").status();
        fs::write("/proc/sys/vm/drop_caches", "3").unwrap();
    }
}

/// The hub's process; ended when dropped, as an administrator ends it.
pub(crate) struct Hub {
    child: Child,
    pub(crate) address: SocketAddr,
    /// From the start of the process until it listens.
    pub(crate) start: Duration,
}

impl Hub {
    fn spawn(farola: &Path, folder: &Path) -> Self {
        let began = Instant::now();
        let mut child = Command::new(farola)
            // A few keys send what a city sends.
            .env("FAROLA_HUB_UPLOADS_A_DAY", u64::MAX.to_string())
            .env("FAROLA_HUB_MEGABYTES_A_DAY", u64::MAX.to_string())
            .args([
                "hub",
                "--json",
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data",
            ])
            .arg(folder)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        let address = line["listening"].as_str().unwrap().parse().unwrap();
        Self {
            child,
            address,
            start: began.elapsed(),
        }
    }

    /// CPU time so far in milliseconds; 0 where the system has no /proc.
    pub(crate) fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let stat = stat.unwrap_or_default();
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let used = fields.split_ascii_whitespace().skip(11).take(2);
        let ticks: f64 = used.filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
        ticks * 1_000.0 / TICKS
    }

    /// Bytes that its process handed to the system to be written, files and answers; 0 where the
    /// system has no /proc.
    pub(crate) fn written(&self) -> f64 {
        let io = fs::read_to_string(format!("/proc/{}/io", self.child.id()));
        let io = io.unwrap_or_default();
        let written = io.lines().find_map(|line| line.strip_prefix("wchar: "));
        written.and_then(|bytes| bytes.parse().ok()).unwrap_or(0.0)
    }

    /// A line of /proc's status in MiB.
    pub(crate) fn memory(&self, line: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.unwrap_or_default();
        let found = status.lines().find(|one| one.starts_with(line));
        let kib = found.and_then(|found| found.split_ascii_whitespace().nth(1));
        kib.and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1_024.0
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let _ = self.child.wait();
    }
}
