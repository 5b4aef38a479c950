//! The engine seen from outside: scripts for `farola form drive`, tables for `farola xpath`.
//!
//! A script is NAME.xml with NAME.jsonl beside it: first a line about the whole script (`about`,
//! `options`, `hello`), then one step a line: what is sent and what must come back. A table is a
//! line about all its rows (`doc`, `tz`, `now`), then one expression a line. `peer` says why the
//! reference engine answers otherwise. The program is the one that `FAROLA_BIN` names, else the
//! one that was built beside this test.

// What cannot go on without a program or a file stops with a word; that is what a test is for.
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod expect;
mod generate;
mod program;
mod properties;
mod scripts;
mod tables;
mod walker;

/// Fails with every fault at once, so that one run shows the whole state.
#[track_caller]
fn all_held(what: &str, checks: usize, faults: &[String]) {
    assert!(checks > 0, "{what}: nothing was checked");
    assert!(
        faults.is_empty(),
        "{what}: {} of {checks} checks failed\n{}",
        faults.len(),
        faults.join("\n")
    );
}
