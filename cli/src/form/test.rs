//! `farola form test FORM TESTS…`: a form's own tests, one line a case.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use farola_drive::cases::{CaseReport, Defaults, Suite};
use farola_drive::parse_clock;
use farola_form::{FormDef, Severity};
use farola_model::Coded;
use serde_json::json;

use super::load::load;

/// What `test` is given.
#[derive(Debug, Args)]
pub(crate) struct TestArgs {
    /// The form.
    form: PathBuf,
    /// Files of cases (YAML).
    #[arg(required = true)]
    tests: Vec<PathBuf>,
    /// Folder with the form's attached files; the form's own folder where none is given.
    #[arg(long)]
    media: Option<PathBuf>,
    /// Language of the cases that name none.
    #[arg(long)]
    lang: Option<String>,
    /// Time of the cases that name none; its offset is local time.
    #[arg(long)]
    now: Option<String>,
    /// Seed of the cases that name none.
    #[arg(long)]
    seed: Option<u64>,
    /// Only the cases whose name holds this.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// One JSON object per case, and one with the sums.
    #[arg(long)]
    json: bool,
}

/// Runs the cases: 0 all pass, 1 some fail, 2 the form or a file of cases cannot be used.
pub(super) fn run(args: &TestArgs) -> ExitCode {
    match test(args, &mut io::stdout().lock()) {
        Ok(code) => ExitCode::from(code),
        // Whoever read our output went away; there is nobody left to tell.
        Err(_) => ExitCode::from(2),
    }
}

/// Runs the cases of a form that is being watched.
pub(super) fn watched(
    form: &Path,
    tests: &[PathBuf],
    media: Option<PathBuf>,
    json: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    let args = TestArgs {
        form: form.to_path_buf(),
        tests: tests.to_vec(),
        media,
        lang: None,
        now: None,
        seed: None,
        only: None,
        json,
    };
    test(&args, out).map(|_| ())
}

fn test(args: &TestArgs, out: &mut impl Write) -> io::Result<u8> {
    if let Some(Err(why)) = args.now.as_deref().map(parse_clock) {
        return unusable(args, out, "--now", "form.bad_now", &why);
    }
    let Some(form) = form(args, out)? else {
        return Ok(2);
    };
    let mut suites = Vec::new();
    for path in &args.tests {
        match read(path) {
            Ok(suite) => suites.push((path, suite)),
            Err((code, why)) => {
                let name = path.display().to_string();
                return unusable(args, out, &name, code, &why);
            }
        }
    }
    let mut defaults = Defaults::default();
    defaults.now.clone_from(&args.now);
    defaults.seed = args.seed;
    defaults.language.clone_from(&args.lang);
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for (path, suite) in suites {
        let suite = match &args.only {
            Some(text) => suite.only(text),
            None => suite,
        };
        for report in suite.run(&form, &defaults) {
            match report.passed() {
                true => passed += 1,
                false => failed += 1,
            }
            say(args, out, path, &report)?;
        }
    }
    if passed + failed == 0 {
        let why = "no case has such a name";
        return unusable(args, out, "--only", "cases.none", why);
    }
    if args.json {
        writeln!(out, "{}", json!({"passed": passed, "failed": failed}))?;
    } else {
        writeln!(out, "{passed} passed, {failed} failed")?;
    }
    out.flush()?;
    Ok(u8::from(failed > 0))
}

/// The form; what keeps it from loading is printed.
fn form(args: &TestArgs, out: &mut impl Write) -> io::Result<Option<Arc<FormDef>>> {
    let beside = args.form.parent().map(Path::to_path_buf);
    let (form, diagnostics) = load(&args.form, args.media.clone().or(beside));
    if form.is_none() {
        for d in diagnostics.iter().filter(|d| d.severity == Severity::Error) {
            let place = format!("{}:{}", args.form.display(), d.place);
            unusable(
                args,
                out,
                &place,
                d.code,
                &format!("{}. {}", d.message, d.help),
            )?;
        }
    }
    Ok(form.map(Arc::new))
}

fn read(path: &Path) -> Result<Suite, (&'static str, String)> {
    let bytes = fs::read(path).map_err(|error| ("form.unreadable", error.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| ("cases.syntax", "the file is not UTF-8 text".to_owned()))?;
    Suite::parse(&text).map_err(|error| (error.code(), error.to_string()))
}

fn unusable(
    args: &TestArgs,
    out: &mut impl Write,
    place: &str,
    code: &str,
    why: &str,
) -> io::Result<u8> {
    if args.json {
        let line = json!({"error": code, "place": place, "message": why});
        writeln!(out, "{line}")?;
    } else {
        writeln!(out, "{place}: error {code}: {why}")?;
    }
    out.flush()?;
    Ok(2)
}

fn say(args: &TestArgs, out: &mut impl Write, path: &Path, report: &CaseReport) -> io::Result<()> {
    if args.json {
        let line = json!({
            "file": path.display().to_string(), "line": report.at.line, "case": report.name,
            "passed": report.passed(), "failures": report.failures,
        });
        return writeln!(out, "{line}");
    }
    let word: &dyn fmt::Display = if report.passed() { &"ok  " } else { &"FAIL" };
    writeln!(out, "{word} {}", report.name)?;
    for failure in &report.failures {
        writeln!(out, "     {}:{failure}", path.display())?;
    }
    Ok(())
}
