//! Finds the programs, starts them and talks to them in lines of JSON.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

/// The folder of this suite.
pub(crate) fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// The program under test.
pub(crate) fn farola() -> PathBuf {
    if let Some(named) = std::env::var_os("FAROLA_BIN") {
        return PathBuf::from(named);
    }
    // target/debug/deps/conformance-… stands one folder below target/debug/farola.
    let test = std::env::current_exe().expect("the path of this test");
    let built = test
        .ancestors()
        .nth(2)
        .map(|dir| dir.join("farola"))
        .unwrap_or_default();
    assert!(
        built.is_file(),
        "there is no program at {}: run `cargo build -p farola-cli` first, or name one in FAROLA_BIN",
        built.display()
    );
    built
}

/// The lines of a file of JSON, with the number of each.
pub(crate) fn lines(path: &Path) -> Vec<(usize, Value)> {
    let text = std::fs::read_to_string(path).expect("a file of the suite");
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            let value = serde_json::from_str(line)
                .unwrap_or_else(|e| panic!("{}:{}: {e}", path.display(), at + 1));
            (at + 1, value)
        })
        .collect()
}

/// The files of one folder with this extension, in order.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(here().join(folder))
        .expect("a folder of the suite")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    found.sort();
    found
}

/// A program that answers each line with a line.
pub(crate) struct Program {
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Program {
    /// Starts it.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{:?} does not start: {e}", command.get_program()));
        let to = child.stdin.take();
        let from = BufReader::new(child.stdout.take().expect("its output"));
        Self { child, to, from }
    }

    /// The next line it writes; `None` at the end.
    pub(crate) fn line(&mut self) -> Option<Value> {
        let mut line = String::new();
        match self.from.read_line(&mut line) {
            Ok(n) if n > 0 => Some(
                serde_json::from_str(&line).unwrap_or_else(|_| Value::String(line.trim().into())),
            ),
            _ => None,
        }
    }

    /// Sends one request and reads its answer.
    pub(crate) fn ask(&mut self, request: &Value) -> Option<Value> {
        let to = self.to.as_mut()?;
        writeln!(to, "{request}").ok()?;
        to.flush().ok()?;
        self.line()
    }

    /// Closes its input and waits; true when it ended well.
    pub(crate) fn end(mut self) -> bool {
        drop(self.to.take());
        self.child.wait().is_ok_and(|status| status.success())
    }
}
