//! Walks forms at random on our engine and on both reference engines, and compares everything
//! after every step.
//!
//! `make walk`, or by hand with `WALK_FORMS` (files and folders, separated by colons), `WALK_SEEDS`
//! (walks a form), `WALK_MADE_UP` (forms made up by `generate`), `WALK_STEPS`, `WALK_SECONDS` (no
//! walk begins after that), `WALK_PEERS`, `WALK_OUT` (a folder for the scenarios that it finds;
//! else they are printed).

// What it finds is for the person who started it.
#![allow(clippy::print_stdout)]

pub(crate) mod answers;
pub(crate) mod chance;
mod compare;
pub(crate) mod facts;
mod faults;
mod ours;
mod peer;
mod shrink;
mod submission;
mod values;
mod walk;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use self::chance::Chance;
use self::facts::Facts;
use self::ours::Form;
use self::peer::{Name, Peer};
use self::walk::{Finding, Report, Walk};
use crate::generate::{self, Range, Tape};
use crate::program::{files, here};

fn setting(name: &str, otherwise: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

fn forms_of(place: &Path, found: &mut Vec<PathBuf>) {
    if place.is_file() {
        found.push(place.to_path_buf());
        return;
    }
    let inside = std::fs::read_dir(place).into_iter().flatten().flatten();
    for entry in inside {
        let path = entry.path();
        let is_form = path.extension().is_some_and(|e| e == "xml")
            && std::fs::read(&path)
                .is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains("<instance"));
        if path.is_dir() || is_form {
            forms_of(&path, found);
        }
    }
}

/// The forms that are named, or the kit and the forms of this suite.
fn forms() -> Vec<PathBuf> {
    let mut found = Vec::new();
    match std::env::var("WALK_FORMS") {
        Ok(named) => named
            .split(':')
            .for_each(|place| forms_of(Path::new(place), &mut found)),
        Err(_) => {
            forms_of(&here().join("../../kit"), &mut found);
            found.extend(
                files("forms", "jsonl")
                    .iter()
                    .map(|script| script.with_extension("xml")),
            );
        }
    }
    found.sort();
    let first = setting("WALK_FIRST_SEED", 1);
    let many = if found.is_empty() { 1000 } else { 60 };
    found.extend(made_up(first..first + setting("WALK_MADE_UP", many)));
    found
}

/// Made-up forms of these seeds, written to a folder.
fn made_up(seeds: std::ops::Range<u64>) -> Vec<PathBuf> {
    let folder = std::env::var("WALK_OUT").map_or_else(
        |_| std::env::temp_dir().join("farola-walk"),
        |out| Path::new(&out).join("made-up"),
    );
    std::fs::create_dir_all(&folder).expect("a folder for made-up forms");
    let write = |seed: u64| {
        let mut chance = Chance::new(seed);
        let length = 30 + chance.below(230);
        let tape = (0..length).map(|_| u16::try_from(chance.below(60_000)).unwrap_or(0));
        let xml = generate::form(Tape::new(tape.collect()), Range::Shared);
        let path = folder.join(format!("made-up-{seed}.xml"));
        std::fs::write(&path, xml).expect("a made-up form");
        path
    };
    seeds.map(write).collect()
}

/// Everything that a run gathers.
#[derive(Default)]
struct Total {
    walks: usize,
    steps: usize,
    states: usize,
    submissions: usize,
    known: BTreeMap<&'static str, usize>,
    seen: BTreeSet<String>,
    told: Vec<String>,
    refused: BTreeMap<String, BTreeMap<&'static str, String>>,
}

impl Total {
    fn add(&mut self, report: &Report) {
        self.steps += report.steps;
        self.states += report.states;
        self.submissions += report.submissions;
        for (name, times) in &report.known {
            *self.known.entry(name).or_default() += times;
        }
    }

    fn refuse(&mut self, form: &Path, report: &Report) {
        for (who, told) in &report.refused {
            let form = form.display().to_string();
            let told = told.chars().take(120).collect();
            self.refused.entry(form).or_default().insert(who, told);
        }
    }

    fn tell(
        &mut self,
        form: &Form,
        facts: &Facts,
        seed: u64,
        finding: &Finding,
        peers: &mut [Peer],
    ) {
        let (peer, what, path) = finding.difference.signature();
        let name = form.path.file_stem().unwrap_or_default().to_string_lossy();
        if !self
            .seen
            .insert(format!("{name} {} {what} {path}", peer.word()))
        {
            return;
        }
        let found = peers.iter_mut().find(|p| p.name == peer);
        let best = match found {
            Some(peer) if what != "load" => shrink::shrink(form, facts, peer, finding),
            _ => Finding {
                difference: finding.difference.clone(),
                steps: finding.steps.clone(),
            },
        };
        let scenario = shrink::scenario(form, &best);
        let title = format!("{} seed {seed}: {}", form.path.display(), best.difference);
        println!("{title}\n    {} steps", best.steps.len());
        match std::env::var("WALK_OUT") {
            Ok(folder) => {
                let file = format!("{name}-{}-{}.jsonl", peer.word(), self.told.len());
                drop(std::fs::create_dir_all(&folder));
                drop(std::fs::write(Path::new(&folder).join(file), &scenario));
            }
            Err(_) => println!("{scenario}"),
        }
        self.told.push(title);
    }
}

#[test]
#[ignore = "needs Java, Node and the peers that peers/README.md tells of: make walk"]
fn walks_agree_with_the_peers() {
    // A panic of the engine is a finding like any other; its trace would drown the report.
    std::panic::set_hook(Box::new(|_| {}));
    let start = Instant::now();
    let limit = Duration::from_secs(setting("WALK_SECONDS", 600));
    let (seeds, steps) = (setting("WALK_SEEDS", 2), setting("WALK_STEPS", 40));
    let first = setting("WALK_FIRST_SEED", 1);
    let mut peers: Vec<Peer> = Name::wanted().into_iter().map(Peer::new).collect();
    let mut total = Total::default();
    let forms = forms();
    'all: for seed in first..first + seeds {
        for path in &forms {
            if start.elapsed() > limit {
                println!("stopped after {} s", limit.as_secs());
                break 'all;
            }
            let form = Form::read(path);
            let facts = Facts::of(&form.xml);
            let mut chance = Chance::new(seed);
            let (walk, mut report) = Walk::open(&form, &facts, &mut peers);
            total.refuse(path, walk.as_ref().map_or(&report, |walk| &walk.report));
            if let Some(walk) = walk {
                report = walk.run(usize::try_from(steps).unwrap_or(40), &mut chance);
            }
            total.walks += 1;
            total.add(&report);
            for finding in &report.findings {
                total.tell(&form, &facts, seed, finding, &mut peers);
            }
        }
    }
    println!(
        "{} forms, {} walks, {} steps, {} states and {} submissions compared in {} s",
        forms.len(),
        total.walks,
        total.steps,
        total.states,
        total.submissions,
        start.elapsed().as_secs()
    );
    for who in ["farola", "javarosa", "web-forms"] {
        let by = |told: &&BTreeMap<&str, String>| told.contains_key(who);
        println!(
            "  not loaded by {who}: {}",
            total.refused.values().filter(by).count()
        );
    }
    for (form, told) in &total.refused {
        println!("  not loaded: {form} {told:?}");
    }
    for (name, times) in &total.known {
        println!("  known: {name} × {times}");
    }
    drop(std::panic::take_hook());
    crate::all_held("walks", total.states.max(1), &total.told);
    assert!(total.states > 0, "no form was walked");
}
