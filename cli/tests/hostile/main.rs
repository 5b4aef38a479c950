//! Hostile and broken input from every side, by name: each is refused with its code, nothing
//! is lost, and nothing crashes.
//!
//! Every table prints `name → code` at its end (`cargo test -- --nocapture` shows it).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod arguments;
mod databases;
mod forms;
mod hub;
#[cfg(target_os = "linux")]
mod memory;
mod phones;
#[path = "../rig/mod.rs"]
mod rig;

use std::process::Output;

/// Prints a table and fails with all its wrong rows at once: name, expected, got.
fn judge(title: &str, rows: Vec<(&str, String, String)>) {
    println!("{title}:");
    for (name, _, got) in &rows {
        println!("  {name} → {got}");
    }
    println!("  {} cases", rows.len());
    let wrong: Vec<_> = rows
        .iter()
        .filter(|(_, wanted, got)| wanted != got)
        .collect();
    assert!(wrong.is_empty(), "name, expected, got: {wrong:#?}");
}

/// The code that a command gave: of its problem on standard error (JSON or sentence).
fn code_of(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    for line in text.lines() {
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(line) {
            let code = value["code"].as_str().or(value["error"].as_str());
            if let Some(code) = code {
                return code.to_owned();
            }
        }
    }
    let first = text.lines().next().unwrap_or_default();
    first.split(": ").next().unwrap_or_default().to_owned()
}
