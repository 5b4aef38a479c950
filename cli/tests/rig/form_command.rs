//! The commands of `farola form` as a person runs them, and the forms of the kit.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file of the kit.
pub(crate) fn kit(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../kit")
        .join(name)
}

/// Runs `farola form`: its exit code, what it printed, and what it said.
pub(crate) fn farola(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_farola"))
        .arg("form")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}
