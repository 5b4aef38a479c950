//! A reference engine behind the line protocol: one process for all walks, with a time limit.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::here;

/// After this long an answer is not waited for; the slowest honest one took four seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    JavaRosa,
    WebForms,
}

impl Name {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::JavaRosa => "javarosa",
            Self::WebForms => "web-forms",
        }
    }

    /// The peers that `WALK_PEERS` names; both where it names none.
    pub(crate) fn wanted() -> Vec<Self> {
        let named = std::env::var("WALK_PEERS").unwrap_or_default();
        [Self::JavaRosa, Self::WebForms]
            .into_iter()
            .filter(|peer| named.is_empty() || named.split(',').any(|word| word == peer.word()))
            .collect()
    }
}

/// A peer that runs.
pub(crate) struct Peer {
    pub(crate) name: Name,
    running: Option<Running>,
}

struct Running {
    child: Child,
    to: ChildStdin,
    from: Receiver<String>,
}

impl Running {
    fn start(name: Name) -> Self {
        let mut child = Command::new(here().join("peers/run.sh"))
            .arg(name.word())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("peers/run.sh");
        let to = child.stdin.take().expect("its input");
        let out = child.stdout.take().expect("its output");
        let (send, from) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if send.send(line).is_err() {
                    break;
                }
            }
        });
        Self { child, to, from }
    }
}

impl Peer {
    pub(crate) fn new(name: Name) -> Self {
        Self {
            name,
            running: None,
        }
    }

    /// Sends one request; `None` when no answer came in time, and the peer is put down.
    pub(crate) fn ask(&mut self, request: &Value) -> Option<Value> {
        let name = self.name;
        let running = self.running.get_or_insert_with(|| Running::start(name));
        let sent = writeln!(running.to, "{request}").and_then(|()| running.to.flush());
        let line = sent
            .ok()
            .and_then(|()| running.from.recv_timeout(PATIENCE).ok());
        if line.is_none() {
            self.stop();
        }
        line.and_then(|line| serde_json::from_str(&line).ok())
    }

    /// Begins anew with a form; what it said.
    pub(crate) fn open(&mut self, form: &Path) -> Value {
        let form = std::path::absolute(form).unwrap_or_else(|_| form.to_path_buf());
        self.ask(&json!({"op": "open", "form": form}))
            .unwrap_or(json!({"loaded": false, "diagnostics": [{"message": "no answer"}]}))
    }

    fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            drop(running.child.kill());
            drop(running.child.wait());
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.stop();
    }
}
