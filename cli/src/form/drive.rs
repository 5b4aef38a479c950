//! `farola form drive FORM`: a form without a screen.

use std::fs;
use std::io::{self, BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use farola_form::{
    DeviceProperties, Diagnostic, Entropy, FormDef, OpenAs, Place, Session, SessionEnv, Severity,
};
use farola_model::Coded;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Value, json};

use super::load::load;
use super::request;

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
    /// Id of the device.
    #[arg(long)]
    device_id: Option<String>,
    /// Name of the person.
    #[arg(long)]
    username: Option<String>,
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
    let mut session = match open(args, Arc::clone(&def), now) {
        Ok(session) => session,
        Err(diagnostic) => {
            say(&mut out, &not_loaded(&[diagnostic]))?;
            return Ok(1);
        }
    };
    say(&mut out, &loaded(&def, &diagnostics))?;
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if line.trim().is_empty() {
            continue;
        }
        if !fixed {
            session.set_now(ZonedDateTime::now());
        }
        say(&mut out, &request::answer(&mut session, &line))?;
    }
    Ok(0)
}

fn say(out: &mut impl Write, value: &Value) -> io::Result<()> {
    writeln!(out, "{value}")?;
    out.flush()
}

fn loaded(def: &FormDef, diagnostics: &[Diagnostic]) -> Value {
    json!({
        "loaded": true,
        "title": def.title(),
        "id": def.id(),
        "version": def.version(),
        "languages": def.languages(),
        "diagnostics": diagnostics,
    })
}

fn not_loaded(diagnostics: &[Diagnostic]) -> Value {
    json!({"loaded": false, "diagnostics": diagnostics})
}

fn fault(code: &'static str, message: &str, help: &'static str) -> Diagnostic {
    Diagnostic {
        code,
        severity: Severity::Error,
        message: message.to_owned(),
        place: Place::default(),
        help,
    }
}

fn open(args: &DriveArgs, def: Arc<FormDef>, now: ZonedDateTime) -> Result<Session, Diagnostic> {
    let entropy: Box<dyn Entropy + Send> = match args.seed {
        Some(seed) => Box::new(Seeded(seed)),
        None => Box::new(System),
    };
    let properties = DeviceProperties {
        device_id: args.device_id.clone(),
        username: args.username.clone(),
        ..DeviceProperties::default()
    };
    let env = SessionEnv {
        now,
        entropy,
        properties,
        language: args.lang.clone(),
    };
    let Some(path) = &args.instance else {
        return Ok(Session::new(def, env));
    };
    let xml = fs::read(path).map_err(|error| {
        let help = "Check the path and that the file may be read.";
        fault("form.unreadable", &error.to_string(), help)
    })?;
    Session::open(def, env, &xml, OpenAs::Edit).map_err(|error| {
        let help = "Give a submission of this very form.";
        fault(error.code(), &error.to_string(), help)
    })
}

/// The time given, with its offset as local time; the machine's own where none is.
fn clock(now: Option<&str>) -> Result<ZonedDateTime, String> {
    let Some(text) = now else {
        return Ok(ZonedDateTime::now());
    };
    if let Ok(zoned) = text.parse::<ZonedDateTime>() {
        return Ok(zoned);
    }
    let moment: Timestamp = text
        .parse()
        .map_err(|_| format!("{text:?} is no RFC 3339 time"))?;
    let pieces = jiff::fmt::temporal::Pieces::parse(text)
        .map_err(|_| format!("{text:?} is no RFC 3339 time"))?;
    let zone = pieces
        .to_numeric_offset()
        .map_or(TimeZone::UTC, TimeZone::fixed);
    Ok(ZonedDateTime::new(moment, zone))
}

/// Repeatable bytes: SplitMix64, good enough where nobody must be kept from guessing.
struct Seeded(u64);

impl Entropy for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            for (slot, byte) in chunk.iter_mut().zip(z.to_le_bytes()) {
                *slot = byte;
            }
        }
    }
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
