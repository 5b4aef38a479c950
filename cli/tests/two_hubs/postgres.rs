//! A PostgreSQL of the test's own, which can be killed and started again.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The server; it ends with its standard input.
pub struct Postgres {
    /// Address of its first database.
    pub url: String,
    said: BufReader<ChildStdout>,
    tell: Option<ChildStdin>,
    process: Child,
}

impl Postgres {
    pub fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/postgres.sh");
        let mut process = Command::new(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut server = Self {
            url: String::new(),
            said: BufReader::new(process.stdout.take().unwrap()),
            tell: process.stdin.take(),
            process,
        };
        server.url = server.line();
        assert!(!server.url.is_empty(), "PostgreSQL did not start");
        server
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }

    /// Kills it, as when its machine fails, and starts it again at the same address.
    pub fn restart(&mut self) {
        let tell = self.tell.as_mut().unwrap();
        tell.write_all(b"restart\n").unwrap();
        assert_eq!(self.line(), "restarted");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.tell = None;
        let _ = self.process.wait();
    }
}
