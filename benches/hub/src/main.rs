//! What a hub costs at a thousand and at a million records.
//!
//! The hub is the program `farola` on a real folder, in a process of its own, and everything goes
//! over HTTP: records come through the intake as phones send them, reviewers decide as the review
//! app does. No row is written by hand, so indexes, counters and history are what they would be.
//! The same seed gives the same records.
//!
//! `make bench-hub-million` runs it; `farola-bench-hub --help` says how to run parts. A folder that
//! is named is kept, so that another build can be measured on the same records.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod cases;
mod client;
mod dice;
mod fill;
mod hub;
mod intake;
mod note;
mod record;

use std::fmt::Write as _;
use std::path::PathBuf;

use cases::Row;
use hub::Bench;

const HELP: &str = "farola-bench-hub --farola PROGRAM --folder DIR [--records N] [--only PART]

  --farola PROGRAM  the hub to measure
  --folder DIR      its folder and what is known of it; made when new, gone on with when not
  --records N       records of the large measurement (1,000,000)
  --few N           records of the small one (1,000)
  --only fill       take in the records and review a tenth, measure nothing
  --only measure    measure what is in the folder as it is
  --only arrivals   of that only what arrives, with what is written for each
  --cold            also drop the system's page cache before one start (needs root)";

struct Asked {
    farola: PathBuf,
    folder: PathBuf,
    records: u64,
    few: u64,
    only: Option<String>,
    cold: bool,
}

fn asked() -> Option<Asked> {
    let (mut farola, mut folder, mut only) = (None, None, None);
    let (mut records, mut few, mut cold) = (1_000_000, 1_000, false);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--farola" => farola = words.next().map(PathBuf::from),
            "--folder" => folder = words.next().map(PathBuf::from),
            "--records" => records = words.next()?.parse().ok()?,
            "--few" => few = words.next()?.parse().ok()?,
            "--only" => only = words.next(),
            "--cold" => cold = true,
            _ => return None,
        }
    }
    Some(Asked {
        farola: farola?,
        folder: folder?,
        records,
        few,
        only,
        cold,
    })
}

fn main() {
    let Some(asked) = asked() else {
        println!("{HELP}");
        std::process::exit(2);
    };
    let mut bench = Bench::open(&asked.farola, &asked.folder);
    let mut tables = Vec::new();
    if asked.only.is_none() {
        fill::to(&mut bench, asked.few);
        tables.push(measure(&bench, asked.cold));
    }
    match asked.only.as_deref() {
        Some("arrivals") => {
            let hub = bench.serve();
            let mut rows = vec![Row::one("records", "", bench.records() as f64)];
            rows.extend(intake::arrivals(&bench, &hub));
            return print(&[rows]);
        }
        Some("measure") => {}
        _ => fill::to(&mut bench, asked.records),
    }
    if asked.only.as_deref() != Some("fill") {
        tables.push(measure(&bench, asked.cold));
    }
    print(&tables);
}

/// Everything that is measured of the folder as it is.
fn measure(bench: &Bench, cold: bool) -> Vec<Row> {
    let mut rows = cases::starts(bench, cold);
    let hub = bench.serve();
    rows.push(Row::one("records", "", bench.records() as f64));
    rows.push(Row::one("database, MB", "", bench.megabytes()));
    rows.extend(cases::reads(bench, &hub));
    rows.push(Row::one(
        "RSS after the reads, MiB",
        "",
        hub.memory("VmRSS"),
    ));
    rows.extend(intake::arrivals(bench, &hub));
    rows.push(Row::one(
        "RSS after the arrivals, MiB",
        "",
        hub.memory("VmRSS"),
    ));
    rows.push(Row::one("RSS, peak, MiB", "", hub.memory("VmHWM")));
    rows
}

/// One line for each thing, one pair of columns for each measurement.
fn print(tables: &[Vec<Row>]) {
    let Some(first) = tables.first() else {
        return;
    };
    println!(
        "\n| what | bar |{}",
        " median | 99 % |".repeat(tables.len())
    );
    println!("|---|---:|{}", "---:|---:|".repeat(tables.len()));
    for (at, row) in first.iter().enumerate() {
        let mut line = format!("| {} | {} |", row.name, row.bar);
        for table in tables {
            let row = &table[at];
            let _ = match row.p99 {
                Some(p99) => write!(line, " {:.2} | {p99:.2} |", row.value),
                None => write!(line, " {:.2} | |", row.value),
            };
        }
        println!("{line}");
    }
}
