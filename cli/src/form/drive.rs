//! `farola form drive FORM`: a form without a screen.

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use farola_drive::{Interpreter, Seeded, fault, loaded, not_loaded, parse_clock};
use farola_form::{DeviceProperties, Diagnostic, Entropy, FormDef, MigrationReport, SessionEnv};
use jiff::ZonedDateTime;
use serde_json::{Value, json};

use super::load::load;

/// What `drive` is given.
#[derive(Debug, Args)]
pub(crate) struct DriveArgs {
    /// The XForm.
    form: PathBuf,
    /// Folder with the files of external instances.
    #[arg(long)]
    media: Option<PathBuf>,
    /// Language to start in.
    #[arg(long)]
    lang: Option<String>,
    /// Fixed clock; its offset is local time.
    #[arg(long)]
    now: Option<String>,
    /// Makes ids and random numbers repeatable.
    #[arg(long)]
    seed: Option<u64>,
    /// An existing submission to correct.
    #[arg(long)]
    instance: Option<PathBuf>,
    /// A draft to go on with, as `save` gave it.
    #[arg(long, conflicts_with = "instance")]
    draft: Option<PathBuf>,
    /// The version of the form that the draft was begun with: it is moved to FORM.
    #[arg(long, requires = "draft", value_name = "OLD")]
    migrate_from: Option<PathBuf>,
    /// The submission before, for jr://instance/last-saved.
    #[arg(long)]
    last_saved: Option<PathBuf>,
    /// Id of the device.
    #[arg(long)]
    device_id: Option<String>,
    /// Name of the person.
    #[arg(long)]
    username: Option<String>,
    /// Every command takes it; the lines are JSON with and without.
    #[arg(long)]
    json: bool,
}

/// Loads the form, says so, then answers line by line until the input ends.
pub(super) fn run(args: &DriveArgs) -> ExitCode {
    match drive(args) {
        Ok(code) => ExitCode::from(code),
        // Whoever read our output went away; there is nobody left to tell.
        Err(_) => ExitCode::from(1),
    }
}

fn drive(args: &DriveArgs) -> io::Result<u8> {
    let stdout = io::stdout();
    let mut out = stdout.lock();
    let now = match clock(args.now.as_deref()) {
        Ok(now) => now,
        Err(message) => {
            let help = "Give a time like 2026-11-23T20:00:00-06:00.";
            say(
                &mut out,
                &not_loaded(&[fault("form.bad_now", &message, help)]),
            )?;
            return Ok(2);
        }
    };
    let (def, diagnostics) = load(&args.form, args.media.clone());
    let Some(def) = def else {
        say(&mut out, &not_loaded(&diagnostics))?;
        return Ok(1);
    };
    let def = Arc::new(def);
    let fixed = args.now.is_some();
    let (mut driven, migration) = match open(args, Arc::clone(&def), now) {
        Ok(opened) => opened,
        Err(diagnostic) => {
            say(&mut out, &not_loaded(&[diagnostic]))?;
            return Ok(1);
        }
    };
    let mut greeting = loaded(&def, &diagnostics);
    if let (Some(report), Some(object)) = (migration, greeting.as_object_mut()) {
        object.insert("migration".to_owned(), json!(report));
    }
    say(&mut out, &greeting)?;
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        if !fixed {
            driven.set_now(ZonedDateTime::now());
        }
        say(&mut out, &driven.answer(&line))?;
    }
    Ok(0)
}

fn say(out: &mut impl Write, value: &Value) -> io::Result<()> {
    writeln!(out, "{value}")?;
    out.flush()
}

fn open(
    args: &DriveArgs,
    def: Arc<FormDef>,
    now: ZonedDateTime,
) -> Result<(Interpreter, Option<MigrationReport>), Diagnostic> {
    let env = environment(args, now.clone())?;
    if let Some(path) = &args.draft {
        let draft = read(path)?;
        let Some(old) = &args.migrate_from else {
            return Ok((Interpreter::resume(def, env, &draft)?, None));
        };
        let (old, mut diagnostics) = load(old, args.media.clone());
        let Some(old) = old else {
            let help = "Check the older version with farola form check.";
            return Err(diagnostics
                .pop()
                .unwrap_or_else(|| fault("form.unreadable", "the older version", help)));
        };
        let from = (Arc::new(old), environment(args, now)?);
        let (driven, report) = Interpreter::migrate(from, (def, env), &draft)?;
        return Ok((driven, Some(report)));
    }
    let submission = args.instance.as_deref().map(read).transpose()?;
    let driven = Interpreter::open(def, env, submission.as_deref())?;
    Ok((driven, None))
}

fn environment(args: &DriveArgs, now: ZonedDateTime) -> Result<SessionEnv, Diagnostic> {
    let entropy: Box<dyn Entropy + Send> = match args.seed {
        Some(seed) => Box::new(Seeded(seed)),
        None => Box::new(System),
    };
    let properties = DeviceProperties {
        device_id: args.device_id.clone(),
        username: args.username.clone(),
        ..DeviceProperties::default()
    };
    Ok(SessionEnv {
        now,
        entropy,
        properties,
        language: args.lang.clone(),
        last_saved: args.last_saved.as_deref().map(read).transpose()?,
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    fs::read(path).map_err(|error| {
        let help = "Check the path and that the file may be read.";
        fault("form.unreadable", &error.to_string(), help)
    })
}

/// The time given, with its offset as local time; the machine's own where none is.
fn clock(now: Option<&str>) -> Result<ZonedDateTime, String> {
    now.map_or_else(|| Ok(ZonedDateTime::now()), parse_clock)
}

/// The system's own source.
struct System;

impl Entropy for System {
    fn fill(&mut self, bytes: &mut [u8]) {
        // Without randomness an instance id would be given twice: better no form than that.
        if getrandom::fill(bytes).is_err() {
            std::process::abort();
        }
    }
}
