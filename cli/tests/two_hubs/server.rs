//! A PostgreSQL of the test's own, which can be killed and started again, and an S3 server.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The server; it ends with its standard input.
pub struct Server {
    /// Address of its first database.
    pub url: String,
    said: BufReader<ChildStdout>,
    tell: Option<ChildStdin>,
    process: Child,
}

impl Server {
    pub fn start() -> Self {
        Self::of("postgres.sh")
    }

    /// An S3 server with a bucket, which starts and ends in the same way.
    pub fn bucket() -> Self {
        let mut server = Self::of("s3.sh");
        server.url = format!("s3://farola?endpoint={}", server.url);
        server
    }

    fn of(script: &str) -> Self {
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts");
        let script = scripts.join(script);
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
        assert!(!server.url.is_empty(), "the server did not start");
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

impl Drop for Server {
    fn drop(&mut self) {
        self.tell = None;
        let _ = self.process.wait();
    }
}
