//! Project scripts: `cargo xtask tidy`, `commits`, `changed`, `cargo xtask words`,
//! `cargo xtask release`.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a script speaks to its terminal

use std::process::ExitCode;

use farola_xtask::{history, release, tidy, words};

const USAGE: &str = "usage: cargo xtask tidy\n       cargo xtask commits   (those that are not on main)\n       cargo xtask changed   (crates that differ from main)\n       cargo xtask words [--check]\n       cargo xtask release VERSION DAY [--write]   (0.2.0 2026-11-29)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("tidy") => run_tidy(),
        Some("commits") => said(commits()),
        Some("changed") => said(changed()),
        Some("words") => run_words(arguments.get(1).map(String::as_str)),
        Some("release") => run_release(arguments.get(1..).unwrap_or_default()),
        _ => usage(),
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

/// Says the lines of what went well, or why it did not.
fn said(result: Result<Vec<String>, Vec<String>>) -> ExitCode {
    match result {
        Ok(lines) => {
            lines.iter().for_each(|line| println!("{line}"));
            ExitCode::SUCCESS
        }
        Err(faults) => {
            faults.iter().for_each(|fault| eprintln!("{fault}"));
            ExitCode::FAILURE
        }
    }
}

fn commits() -> Result<Vec<String>, Vec<String>> {
    let root = tidy::root().map_err(|error| vec![error])?;
    let messages = history::base(&root)
        .and_then(|base| history::messages(&root, &base))
        .map_err(|error| vec![error])?;
    let faults: Vec<String> = messages
        .iter()
        .flat_map(|(commit, message)| history::faults(commit, message))
        .map(|finding| finding.to_string())
        .collect();
    if faults.is_empty() {
        Ok(vec![format!(
            "{} commits that are not on main",
            messages.len()
        )])
    } else {
        Err(faults)
    }
}

fn changed() -> Result<Vec<String>, Vec<String>> {
    let tree = tidy::Tree::of_workspace().map_err(|error| vec![error])?;
    history::base(&tree.root)
        .and_then(|base| history::changed_packages(&tree, &base))
        .map_err(|error| vec![error])
}

fn usage() -> ExitCode {
    eprintln!("{USAGE}");
    ExitCode::from(2)
}

fn run_release(arguments: &[String]) -> ExitCode {
    let mode = match arguments.get(2).map(String::as_str) {
        None => release::Mode::Tell,
        Some("--write") => release::Mode::Write,
        Some(_) => return usage(),
    };
    let (Some(version), Some(day)) = (arguments.first(), arguments.get(1)) else {
        return usage();
    };
    let prepared = tidy::Tree::of_workspace()
        .map_err(|error| vec![error])
        .and_then(|tree| release::prepare(&tree, version, day, mode));
    match prepared {
        Ok(lines) => {
            lines.iter().for_each(|line| println!("{line}"));
            ExitCode::SUCCESS
        }
        Err(faults) => {
            eprintln!("release: not ready");
            faults.iter().for_each(|fault| eprintln!("  {fault}"));
            ExitCode::FAILURE
        }
    }
}

/// Writes every file that is made from words/; with `--check` it only says which differ.
fn run_words(option: Option<&str>) -> ExitCode {
    let done = tidy::Tree::of_workspace().and_then(|tree| {
        let table = words::Words::read(|path| tree.text(path)).map_err(|error| error.0)?;
        if option == Some("--check") {
            let all = words::generated(&table);
            let stale = all.iter().filter(|f| tree.text(&f.path) != Some(&f.text));
            return Ok((true, stale.map(|file| file.path.clone()).collect()));
        }
        words::write(&tree.root, &table).map(|written| (false, written))
    });
    match done {
        Ok((check, files)) => {
            for file in &files {
                println!("{}: {file}", if check { "differs" } else { "written" });
            }
            ExitCode::from(u8::from(check && !files.is_empty()))
        }
        Err(error) => {
            eprintln!("words: {error}");
            ExitCode::from(2)
        }
    }
}
