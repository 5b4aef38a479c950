//! Project scripts: `cargo run -p farola-xtask -- tidy`.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a script speaks to its terminal

use std::process::ExitCode;

use farola_xtask::tidy;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("tidy") => run_tidy(),
        _ => {
            eprintln!("usage: cargo run -p farola-xtask -- tidy");
            ExitCode::from(2)
        }
    }
}

fn run_tidy() -> ExitCode {
    let tree = match tidy::Tree::of_workspace() {
        Ok(tree) => tree,
        Err(error) => {
            eprintln!("tidy: {error}");
            return ExitCode::from(2);
        }
    };
    let mut total = 0;
    for (name, rule) in tidy::RULES {
        let findings = rule(&tree);
        println!("{name}: {} findings", findings.len());
        for finding in &findings {
            println!("  {finding}");
        }
        total += findings.len();
    }
    if total == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
