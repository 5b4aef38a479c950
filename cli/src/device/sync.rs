//! `device sync`: one session with the server.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use farola_engine::env::SystemClock;
use farola_engine::protocol::shown_name;
use farola_engine::{Cancel, Dialect, Missed, Outcome, Report, Stage, SyncOptions};
use farola_model::{Coded as _, InstanceId};
use serde_json::{Value, json};

use super::phone::{Network, Problem, open};
use super::{Done, Say};

#[derive(Debug, Args)]
pub(super) struct SyncArgs {
    /// Folder of the phone.
    dir: PathBuf,
    /// As in flight mode: no network is touched.
    #[arg(long)]
    offline: bool,
    /// Does not look for forms.
    #[arg(long)]
    no_forms: bool,
    /// Longest pause inside the session, in seconds.
    #[arg(long, default_value_t = 60)]
    patience: u32,
}

#[derive(Debug, Args)]
pub(super) struct RetryArgs {
    /// Folder of the phone.
    dir: PathBuf,
    /// Id of the submission.
    instance: String,
}

/// Puts a submission back into the outbox.
pub(super) fn retry(args: &RetryArgs, key_file: Option<&Path>, say: &mut Say) -> Done {
    let engine = open(&args.dir, key_file, Arc::new(SystemClock), Network::Off)?;
    let instance = InstanceId::new(&*args.instance);
    engine.retry(&instance)?;
    say.line(
        &json!({"event": "waiting", "instance": instance}),
        &format!("{instance}: en espera de la próxima sincronización."),
        &format!("{instance}: waits for the next sync."),
    );
    Ok(())
}

pub(super) fn run(args: &SyncArgs, key_file: Option<&Path>, say: &mut Say) -> Done {
    let network = if args.offline {
        Network::Off
    } else {
        Network::On
    };
    let engine = open(&args.dir, key_file, Arc::new(SystemClock), network)?;
    let options = SyncOptions {
        retry_now: true,
        check_forms: !args.no_forms,
        spare_media: false,
        patience_ms: i64::from(args.patience) * 1_000,
    };
    let machine = say.for_machines();
    let listener = move |progress: farola_engine::Progress| {
        if machine {
            let mut said = Say::new(true, crate::words::Words::En);
            said.machine(&json!({
                "event": "progress",
                "stage": stage(progress.stage),
                "delivered": progress.delivered,
                "submissions": progress.submissions,
                "fileBytesSent": progress.file_bytes_sent,
                "fileBytes": progress.file_bytes,
            }));
        }
    };
    let report = engine.sync(options, &listener, &Cancel::default())?;
    let home = engine.home()?;
    say.line(
        &to_json(&report, home.waiting),
        &format!(
            "Entregados {}, en espera {}, con problema {}, mensajes nuevos {}.",
            report.delivered.len(),
            home.waiting,
            home.stuck,
            home.messages
        ),
        &format!(
            "Delivered {}, waiting {}, with a problem {}, new messages {}.",
            report.delivered.len(),
            home.waiting,
            home.stuck,
            home.messages
        ),
    );
    for missed in &report.missed {
        name(missed, say);
    }
    verdict(&report)
}

/// Names a form or a file that could not be had; for machines it stands in the report.
fn name(missed: &Missed, say: &mut Say) {
    let form = shown_name(missed.form.as_str()).unwrap_or_default();
    let (code, problem) = (missed.problem.code(), &missed.problem);
    match &missed.file {
        Some(file) => say.people(
            &format!("No se bajó el archivo «{file}» del formulario «{form}» ({code})."),
            &format!("The file “{file}” of the form “{form}” was not fetched: {problem} ({code})."),
        ),
        None => say.people(
            &format!("No se bajó el formulario «{form}» ({code})."),
            &format!("The form “{form}” was not fetched: {problem} ({code})."),
        ),
    }
}

fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Idle => "idle",
        Stage::Greeting => "greeting",
        Stage::Reports => "reports",
        Stage::Changes => "changes",
        Stage::Forms => "forms",
        Stage::Media => "media",
        Stage::Waiting => "waiting",
    }
}

fn to_json(report: &Report, waiting: u64) -> Value {
    let items = |list: &[(farola_model::InstanceId, farola_engine::SyncProblem)]| -> Vec<Value> {
        list.iter()
            .map(|(id, why)| json!({"instance": id, "code": why.code()}))
            .collect()
    };
    let forms: Vec<Value> = report
        .missed
        .iter()
        .map(|missed| {
            json!({"form": missed.form, "file": missed.file, "code": missed.problem.code()})
        })
        .collect();
    json!({
        "event": "synced",
        "outcome": match report.outcome {
            Outcome::Complete => "complete",
            Outcome::Paused(_) => "paused",
            Outcome::Cancelled => "cancelled",
        },
        "problem": match report.outcome {
            Outcome::Paused(problem) => Some(problem.code()),
            _ => None,
        },
        "dialect": report.dialect.map(|dialect| match dialect {
            Dialect::Hub => "hub",
            Dialect::OpenRosa => "openrosa",
        }),
        "delivered": report.delivered,
        "wedged": items(&report.wedged),
        "postponed": items(&report.postponed),
        "forms": report.forms_stored.iter().map(|f| f.id.as_str()).collect::<Vec<_>>(),
        "formProblems": forms,
        "changes": report.changes,
        "waiting": waiting,
        "retryAt": report.retry_at.map(|at| at.to_string()),
    })
}

/// Exit 0 only when everything is done.
fn verdict(report: &Report) -> Done {
    match report.outcome {
        Outcome::Paused(problem) => return Err(Problem::of(&problem)),
        Outcome::Cancelled => return Err(Problem::usage("cancelled").into_failure()),
        Outcome::Complete => {}
    }
    let items = report
        .wedged
        .iter()
        .chain(&report.postponed)
        .map(|(_, problem)| problem);
    let forms = report.missed.iter().map(|missed| &missed.problem);
    match items.chain(forms).next() {
        Some(problem) => Err(Problem::of(problem).into_failure()),
        None => Ok(()),
    }
}
