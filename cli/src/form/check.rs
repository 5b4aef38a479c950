//! `farola form check FORM…`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use farola_form::{Diagnostic, Severity};
use serde_json::json;

use super::load::load;

/// What `check` is given.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// XForms to check.
    #[arg(required = true)]
    forms: Vec<PathBuf>,
    /// Folder with the forms' attached files.
    #[arg(long)]
    media: Option<PathBuf>,
    /// One JSON object per diagnostic.
    #[arg(long)]
    json: bool,
}

/// Checks forms: 0 all are usable (remarks are printed), 1 a form has errors, 2 usage: a file
/// cannot be read.
pub(super) fn run(args: &CheckArgs) -> ExitCode {
    match check(args) {
        Ok(worst) => ExitCode::from(worst),
        // Whoever read our output went away; there is nobody left to tell.
        Err(_) => ExitCode::from(2),
    }
}

fn check(args: &CheckArgs) -> io::Result<u8> {
    let mut out = io::stdout().lock();
    let mut worst = 0;
    for form in &args.forms {
        let (def, diagnostics) = load(form, args.media.clone());
        let name = form.display();
        for d in &diagnostics {
            worst = worst.max(exit_code(d));
            if args.json {
                let line = json!({"form": name.to_string(), "code": d.code,
                    "severity": d.severity, "message": d.message,
                    "place": d.place, "help": d.help});
                writeln!(out, "{line}")?;
            } else {
                writeln!(out, "{name}:{d}\n    {}", d.help)?;
            }
        }
        if !args.json
            && let Some(def) = &def
        {
            let questions = def.fields().iter().filter(|f| f.control.is_some()).count();
            writeln!(
                out,
                "{name}: {} ({} {}), {questions} questions, {} remarks",
                def.title(),
                def.id(),
                def.version(),
                diagnostics.len()
            )?;
        }
    }
    out.flush()?;
    Ok(worst)
}

fn exit_code(diagnostic: &Diagnostic) -> u8 {
    match diagnostic.severity {
        Severity::Error if diagnostic.code == "form.unreadable" => 2,
        Severity::Error => 1,
        Severity::Warning => 0,
    }
}
