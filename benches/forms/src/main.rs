//! The form engine beside its peers: Farola, JavaRosa and ODK Web Forms' engine do the same with
//! the same forms in one run, each case in a process of its own, on two clocks.
//!
//! `make bench-forms` runs it; `farola-bench-forms --help` says how to run parts.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr
)]

mod alloc;
mod clock;
mod forms;
mod ours;
mod run;
mod table;

use std::path::Path;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["case", dir, cases @ ..] => {
            for case in cases {
                ours::run(Path::new(dir), case);
            }
        }
        ["forms", dir] => run::write_forms(Path::new(dir)),
        rest => run::all(rest),
    }
}
