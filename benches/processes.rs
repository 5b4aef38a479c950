//! Processes that a run starts and what they cost: scripts of the project that serve until their
//! standard input ends, hubs, and the time that all of them below one took of the processors.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::clients::TICKS;

/// A server that a script of the project starts.
pub(crate) struct Script {
    /// What it printed first: where it is reached.
    pub(crate) url: String,
    open: Option<ChildStdin>,
    process: Child,
}

impl Script {
    /// Starts `scripts/NAME FOLDER`.
    pub(crate) fn start(name: &str, folder: &Path) -> Self {
        let scripts = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts"));
        let mut process = Command::new(scripts.join(name))
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut url).unwrap();
        let url = url.trim().to_owned();
        assert!(!url.is_empty(), "{name} did not start");
        Self {
            url,
            open: process.stdin.take(),
            process,
        }
    }

    /// Milliseconds of the processors so far, of all its processes.
    pub(crate) fn cpu(&self) -> f64 {
        cpu_below(self.process.id())
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.open = None;
        let _ = self.process.wait();
    }
}

/// Milliseconds of the processors that a process and everything that it started took so far.
pub(crate) fn cpu_below(root: u32) -> f64 {
    let (mut parents, mut spent) = (BTreeMap::new(), BTreeMap::new());
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(id) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else {
            continue;
        };
        // A process that ended meanwhile is counted by the one that waited for it.
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let rest = stat.rsplit(')').next().unwrap_or_default();
        let numbers: Vec<f64> = rest
            .split_ascii_whitespace()
            .skip(1)
            .filter_map(|number| number.parse().ok())
            .collect();
        // The parent; own time and that of children that ended, of the system and not.
        if let (Some(parent), Some(times)) = (numbers.first(), numbers.get(10..14)) {
            parents.insert(id, *parent as u32);
            spent.insert(id, times.iter().sum::<f64>() * 1000.0 / TICKS);
        }
    }
    let is_below = |mut id: u32| {
        while id != root {
            match parents.get(&id) {
                Some(parent) if *parent != id => id = *parent,
                _ => return false,
            }
        }
        true
    };
    let below = spent.iter().filter(|(id, _)| is_below(**id));
    below.map(|(_, spent)| spent).sum()
}

/// Files below a folder.
pub(crate) fn files_below(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let count = |path: PathBuf| if path.is_dir() { files_below(&path) } else { 1 };
    entries.map(|entry| count(entry.path())).sum()
}
