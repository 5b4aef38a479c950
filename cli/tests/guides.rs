//! The guide from an empty sheet to a phone, followed step by step as it is written.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A helper may stop the test.

use std::path::Path;
use std::process::Command;

/// The words of a command: those in quotes are one.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('"').enumerate();
    let words = parts.flat_map(|(index, part)| match index % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

fn followed(guide: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/guides")
        .join(guide);
    let text = std::fs::read_to_string(path).unwrap();
    let commands = text
        .lines()
        .filter_map(|line| line.strip_prefix("$ farola "));
    let folder = tempfile::tempdir().unwrap();
    let mut steps = 0;
    for command in commands {
        let output = Command::new(env!("CARGO_BIN_EXE_farola"))
            .args(words(command))
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{guide}: {command}: {said}");
        if command.starts_with("hub app-user") {
            // What the code says is what a phone needs: where the hub is, and a key.
            assert!(said.contains("http"), "{guide}: {said}");
        }
        steps += 1;
    }
    assert_eq!(steps, 7, "{guide}");
}

#[test]
fn a_new_form_reaches_the_phone_as_the_guide_says() {
    followed("new-form.md");
    followed("formulario-nuevo.md");
}
