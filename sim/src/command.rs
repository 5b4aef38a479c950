//! `farola-sim …` on the command line: JSON lines for machines, one sentence for people.
//!
//! Exit codes are those of `farola`: 0 done, 1 a problem that the output names, 2 wrong usage.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};
use farola_engine::env::{Clock as _, SetClock, SystemClock};
use farola_model::Coded as _;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::error::SimError;
use crate::phone;
use crate::walk::{Order, Told, Walked, walk};

/// Wrong usage, as clap itself ends.
const USAGE: u8 = 2;
const FAILURE: u8 = 1;

/// Invented walks on the real engine.
#[derive(Debug, Parser)]
#[command(name = "farola-sim", version)]
pub struct Sim {
    #[command(subcommand)]
    command: SimCommand,
}

#[derive(Debug, Subcommand)]
enum SimCommand {
    /// Walks a whole safety walk without network: registration, stops, findings, debrief.
    Walk(WalkArgs),
}

/// Languages of the output and of the forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Words {
    /// Mexican Spanish.
    Es,
    /// English.
    En,
}

#[derive(Debug, Args)]
struct WalkArgs {
    /// Folder of the phone; it must hold the kit's forms (sync once with a network).
    dir: PathBuf,
    /// Route through Guadalajara: `andador`, `mercado`, `parque`; or a file of GPS fixes
    /// (CSV with the columns t, lat, lon, alt, accuracy).
    #[arg(long, default_value = "andador")]
    route: String,
    /// Decides what the group sees and answers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of stops.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(4..=20))]
    stops: u32,
    /// When it starts, RFC 3339 with its offset. Without it: the last dusk that leaves time.
    #[arg(long, value_name = "TIME")]
    start: Option<String>,
    /// Goes on with a walk that was interrupted; begins one where there is none.
    #[arg(long)]
    resume: bool,
    /// Print one JSON object per line, for machines.
    #[arg(long)]
    json: bool,
    /// Language of the output for people, and of the forms.
    #[arg(long, value_enum, default_value_t = Words::Es)]
    words: Words,
    /// File with the key of the database (64 hexadecimal digits). Without it the environment's
    /// FAROLA_KEY is used, or else DIR/key.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

impl Sim {
    /// Runs it to its end; the code with which the process ends.
    #[must_use]
    pub fn run(self) -> u8 {
        let SimCommand::Walk(args) = self.command;
        match run_walk(&args) {
            Ok(()) => 0,
            Err(error) => fail(&error, args.json),
        }
    }
}

fn run_walk(args: &WalkArgs) -> Result<(), SimError> {
    let zone = TimeZone::get("America/Mexico_City").unwrap_or(TimeZone::UTC);
    let now = SystemClock.now();
    let clock = Arc::new(SetClock::new(now, zone.clone()));
    let key_file = args.key_file.as_deref().map(Path::new);
    let engine = phone::open(&args.dir, key_file, Arc::clone(&clock))?;
    let order = Order {
        route: args.route.clone(),
        seed: args.seed,
        stops: args.stops,
        started: match &args.start {
            Some(text) => {
                let at: jiff::Timestamp = text.parse().map_err(|_| SimError::StartMalformed)?;
                at.as_millisecond()
            }
            None => last_dusk(&zone, now.as_millis()),
        },
        resume: args.resume,
        language: match args.words {
            Words::Es => "es",
            Words::En => "en",
        },
    };
    let mut tell = |told: Told<'_>| {
        if args.json {
            print(&line(&told).to_string());
        }
    };
    let walked = walk(&engine, &clock, &order, &mut tell)?;
    if !args.json {
        print(&sentence(&walked, args.words));
    }
    Ok(())
}

/// The last 18:20 on the watches of Guadalajara that is two hours past.
fn last_dusk(zone: &TimeZone, now: i64) -> i64 {
    const DAY_MS: i64 = 86_400_000;
    const DUSK_MS: i64 = (18 * 60 + 20) * 60_000;
    let instant = jiff::Timestamp::from_millisecond(now).unwrap_or_default();
    let offset = i64::from(zone.to_offset(instant).seconds()) * 1_000;
    let midnight = (now + offset).div_euclid(DAY_MS) * DAY_MS - offset;
    let dusk = midnight + DUSK_MS;
    if dusk + 2 * 3_600_000 <= now {
        dusk
    } else {
        dusk - DAY_MS
    }
}

/// What a machine reads.
fn line(told: &Told<'_>) -> Value {
    match told {
        Told::Begun {
            form,
            instance,
            seq,
        } => json!({"event": "begun", "form": form.id(), "instance": instance, "seq": seq}),
        Told::Taking { instance, path } => {
            json!({"event": "photo", "instance": instance, "ref": path})
        }
        Told::Answered {
            form,
            instance,
            path,
            value,
            seq,
            valid,
        } => json!({"event": "answer", "form": form.id(), "instance": instance, "ref": path,
            "value": value, "seq": seq, "valid": valid}),
        Told::Finalizing { instance } => json!({"event": "finalizing", "instance": instance}),
        Told::Finalized { form, finalized } => json!({"event": "finalised", "form": form.id(),
            "instance": finalized.instance, "xmlSha256": finalized.xml_sha256,
            "attachments": finalized.attachments}),
        Told::Walked(walked) => json!({"event": "walked", "walkCode": walked.code,
            "forms": walked.forms, "fixes": walked.fixes, "lengthM": walked.length_m,
            "waiting": walked.waiting, "waitingFiles": walked.waiting_files}),
    }
}

/// What a person reads.
fn sentence(walked: &Walked, words: Words) -> String {
    let Walked {
        code,
        forms,
        length_m,
        waiting,
        ..
    } = walked;
    match words {
        Words::Es => format!(
            "Recorrido {code}: {forms} formularios, {length_m} m, {waiting} en espera de red."
        ),
        Words::En => {
            format!("Walk {code}: {forms} forms, {length_m} m, {waiting} waiting for a network.")
        }
    }
}

fn fail(error: &SimError, json: bool) -> u8 {
    let mut err = std::io::stderr().lock();
    let code = error.code();
    let _ = if json {
        let value = json!({"event": "problem", "code": code, "message": error.to_string()});
        writeln!(err, "{value}")
    } else {
        writeln!(err, "{code}: {error}")
    };
    match error {
        SimError::UnderWay
        | SimError::NoPhone
        | SimError::NoSuchRoute
        | SimError::RouteMalformed
        | SimError::StartMalformed => USAGE,
        _ => FAILURE,
    }
}

/// Prints a line and hands it over at once: a test that kills this process compares it with
/// what it then finds.
fn print(line: &str) {
    // A closed pipe is no reason to fail what is already done.
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
