//! `device fill`: one form from a file of answers, finalized at the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use farola_engine::env::SystemClock;
use farola_engine::form::find_language;
use farola_engine::{Engine, Filling};
use farola_model::FormId;
use serde_json::json;

use super::answers::{Step, Steps, give, pair};
use super::phone::{Network, Problem, open};
use super::{Done, Say};

#[derive(Debug, Args)]
pub(super) struct FillArgs {
    /// Folder of the phone.
    dir: PathBuf,
    /// Id of the form (`cs_punto`).
    form: String,
    /// JSON: an object of references and values in the order of work, or a list of such objects
    /// and `{"add": REPEAT}`; `-` reads standard input.
    #[arg(long, value_name = "FILE.json")]
    answers: Option<PathBuf>,
    /// Answers a question with a photo.
    #[arg(long = "photo", value_name = "REF=FILE")]
    photos: Vec<String>,
    /// Goes on with the last draft of the form, if there is one.
    #[arg(long)]
    resume: bool,
    /// Leaves the draft open.
    #[arg(long)]
    draft: bool,
}

pub(super) fn run(args: &FillArgs, key_file: Option<&Path>, say: &mut Say) -> Done {
    let mut steps = read_steps(args.answers.as_deref())?;
    for photo in &args.photos {
        let (path, file) = pair(photo)?;
        steps.push(Step::Photo(path, PathBuf::from(file)));
    }
    let engine = open(&args.dir, key_file, Arc::new(SystemClock), Network::Off)?;
    let mut filling = begin(&engine, &args.form, args.resume, say)?;
    let refused = give(&mut filling, &steps, say)?;
    if args.draft {
        return Ok(());
    }
    finalize(&mut filling, refused, say)
}

fn read_steps(path: Option<&Path>) -> Result<Vec<Step>, Problem> {
    let Some(path) = path else {
        return Ok(Vec::new());
    };
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin().lock())
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|error| Problem::io("answers", &error))?;
    let steps: Steps = serde_json::from_str(&text).map_err(|error| {
        Problem::usage(format!(
            "answers: line {}, column {}",
            error.line(),
            error.column()
        ))
    })?;
    Ok(steps.0)
}

/// Begins a form, or goes on with its last draft.
fn begin(engine: &Engine, form: &str, resume: bool, say: &mut Say) -> Result<Filling, Problem> {
    let drafts = if resume { engine.drafts()? } else { Vec::new() };
    let draft = drafts
        .iter()
        .find(|d| d.form.id.as_str() == form && d.deprecated.is_none());
    let filling = match draft {
        Some(draft) => engine.resume(&draft.instance)?,
        None => {
            let language = form_language(engine, form, say.language())?;
            engine.begin(&FormId::new(form), language.as_deref())?
        }
    };
    say.machine(&json!({
        "event": if draft.is_some() { "resumed" } else { "begun" },
        "form": form,
        "instance": filling.instance(),
        "seq": filling.seq(),
    }));
    Ok(filling)
}

/// The form's name for a language: `Español (es)` for `es`.
pub(super) fn form_language(
    engine: &Engine,
    form: &str,
    tag: &str,
) -> Result<Option<String>, Problem> {
    let Some(info) = engine
        .forms()?
        .into_iter()
        .find(|f| f.form.id.as_str() == form)
    else {
        return Ok(None);
    };
    let def = engine.definition(&info.sha256)?;
    let languages = def.languages();
    let found = find_language(languages, tag);
    Ok(found.and_then(|place| languages.get(place)).cloned())
}

/// Finalizes the form and says so.
pub(super) fn finalize(filling: &mut Filling, refused: Vec<String>, say: &mut Say) -> Done {
    if !refused.is_empty() {
        return Err(Problem::refused(refused));
    }
    say.machine(&json!({"event": "finalizing", "instance": filling.instance()}));
    let finalized = filling.finalize()?;
    let (form, _) = filling.form();
    say.line(
        &json!({
            "event": "finalised",
            "form": form.id,
            "instance": finalized.instance,
            "xmlSha256": finalized.xml_sha256,
            "attachments": finalized.attachments,
        }),
        &format!("{} guardado: {}", form.id, finalized.instance),
        &format!("{} finalized: {}", form.id, finalized.instance),
    );
    Ok(())
}
