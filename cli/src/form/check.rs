//! `farola form check FORM…`: every fault with its place, its line, its cause and the way out.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use farola_form::{Allowed, Diagnostic, FormDef, Severity};
use farola_walk::kit::Form;
use farola_xlsform::Language;
use serde_json::json;

use super::explain;
use super::load::{Told, load_told};
use super::telling;
use super::test;
use super::watch::{self, Ran, WatchArgs};
use crate::words::Words;

/// What `check` is given.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Forms to check.
    #[arg(required_unless_present = "explain")]
    forms: Vec<PathBuf>,
    /// Folder with the forms' attached files; each form's own folder where none is given.
    #[arg(long)]
    media: Option<PathBuf>,
    /// Says what a code means.
    #[arg(long, value_name = "CODE", conflicts_with = "forms")]
    explain: Option<String>,
    /// The language of what is said.
    #[arg(long, value_enum, default_value = "es")]
    words: Words,
    /// Also says what the form gathers that tells who somebody is: errors for the forms of a
    /// walk, advice for others.
    #[arg(long)]
    privacy: bool,
    /// Also says which expressions grow linearly with the instances of a repeat or the items of a
    /// list; what grows with the square or more is said in any case.
    #[arg(long)]
    growth: bool,
    /// One JSON object per diagnostic.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    watching: WatchArgs,
}

/// Checks forms: 0 all are usable (remarks are printed), 1 a form has errors, 2 usage: a file
/// cannot be read, or no such code.
pub(super) fn run(args: &CheckArgs) -> ExitCode {
    let out = &mut io::stdout().lock();
    let code = match &args.explain {
        Some(code) => explain_code(code, out),
        None if args.watching.watch => watched(args, out),
        None => check(args, true, out).map(|(code, _)| code),
    };
    match code {
        Ok(code) => ExitCode::from(code),
        // Whoever read our output went away; there is nobody left to tell.
        Err(_) => ExitCode::from(2),
    }
}

fn explain_code(code: &str, out: &mut impl Write) -> io::Result<u8> {
    match explain::explain(code) {
        Some(text) => write!(out, "{text}").map(|()| 0),
        None => writeln!(out, "{}", explain::unknown(code)).map(|()| 2),
    }
}

/// Checks at each save, and runs the cases.
fn watched(args: &CheckArgs, out: &mut impl Write) -> io::Result<u8> {
    let mut files = args.forms.clone();
    files.extend(args.watching.tests.iter().cloned());
    let words = (!args.json).then_some(args.words);
    watch::watch(&files, words, out, |out, tell| {
        let (code, ran) = check(args, tell, out)?;
        let tests = &args.watching.tests;
        for form in args.forms.iter().filter(|_| code == 0 && !tests.is_empty()) {
            test::watched(form, tests, args.media.clone(), args.json, out)?;
        }
        Ok(ran)
    })
}

/// Checks once. `tell`: a file that is no form at all is told.
fn check(args: &CheckArgs, tell: bool, out: &mut impl Write) -> io::Result<(u8, Ran)> {
    let (mut worst, mut errors, mut warnings) = (0, 0_usize, 0_usize);
    for form in &args.forms {
        let beside = form.parent().map(Path::to_path_buf);
        let mut loaded = load_told(form, args.media.clone().or(beside), args.growth);
        if loaded.is_unread && !tell {
            return Ok((2, Ran::Unread));
        }
        loaded.told.append(&mut loaded.dear);
        let def = loaded.def.take().map(Arc::new);
        if let Some(def) = def.as_ref().filter(|_| args.privacy) {
            loaded.told.extend(of_privacy(def));
        }
        // Read again for its lines only where there is something to show.
        let source = match loaded.told.is_empty() {
            true => Vec::new(),
            false => fs::read(form).unwrap_or_default(),
        };
        for told in &loaded.told {
            let d = &told.diagnostic;
            worst = worst.max(exit_code(d));
            match d.severity {
                Severity::Error => errors += 1,
                Severity::Warning => warnings += 1,
            }
            if args.json {
                json_line(form, told, &source, out)?;
            } else {
                for_people(args.words, form, told, &source, out)?;
            }
        }
        if !args.json {
            summary(args.words, form, def.as_deref(), &loaded.told, out)?;
        }
    }
    if !args.json && args.forms.len() > 1 {
        let forms = args.forms.len();
        let found = found(args.words, errors, warnings);
        match args.words {
            Words::Es => writeln!(out, "{forms} formularios: {found}")?,
            Words::En => writeln!(out, "{forms} forms: {found}")?,
        }
    }
    out.flush()?;
    Ok((worst, Ran::Through))
}

/// What the rules of privacy say, with no cell of a sheet.
fn of_privacy(def: &Arc<FormDef>) -> impl Iterator<Item = Told> {
    let of_walk = Form::from_id(def.id()).map(Form::gathers);
    let allowed = of_walk.map(|gathers| Allowed::of(gathers.photos, gathers.places));
    let found = def.check_privacy(allowed.as_ref());
    found.into_iter().map(|diagnostic| Told {
        diagnostic,
        cell: None,
        fault: None,
    })
}

fn json_line(form: &Path, told: &Told, source: &[u8], out: &mut impl Write) -> io::Result<()> {
    let (d, cell) = (&told.diagnostic, told.cell.as_ref());
    let excerpt = d.place.excerpt(source);
    let line = json!({
        "form": form.display().to_string(), "code": d.code, "severity": d.severity,
        "message": d.message, "place": d.place, "help": d.help,
        "line": d.place.line, "column": d.place.column, "path": d.place.path,
        "offset": d.place.offset, "xlsform": xlsform(&d.place.path, Words::En),
        "sheet": cell.map(|cell| &cell.sheet), "row": cell.and_then(|cell| cell.row),
        "cell": cell.and_then(|cell| cell.address()),
        "header": cell.and_then(|cell| cell.header.as_ref()),
        "excerpt": excerpt.map(|e| json!({"text": e.text, "caret": e.caret})),
        "es": in_spanish(told),
    });
    writeln!(out, "{line}")
}

/// What is wrong in Spanish, and the way out: nothing for what has English words only.
fn in_spanish(told: &Told) -> Option<serde_json::Value> {
    if let Some(fault) = &told.fault {
        return Some(telling::said(fault, Language::Spanish));
    }
    let said = Words::Es.diagnostic(told.diagnostic.code);
    (!said.is_empty()).then(|| json!({ "what": said }))
}

fn for_people(
    words: Words,
    form: &Path,
    told: &Told,
    source: &[u8],
    out: &mut impl Write,
) -> io::Result<()> {
    let d = &told.diagnostic;
    let (line, column) = (d.place.line, d.place.column);
    write!(out, "{}", form.display())?;
    if line > 0 {
        write!(out, ":{line}:{column}")?;
    }
    if let Some(cell) = told.cell.as_ref().filter(|cell| !cell.sheet.is_empty()) {
        write!(out, ": {cell}")?;
    }
    let severity = match (d.severity, words) {
        (Severity::Error, _) => "error",
        (Severity::Warning, Words::Es) => "aviso",
        (Severity::Warning, Words::En) => "warning",
    };
    let (what, way_out) = said(words, told);
    writeln!(out, ": {severity} {}: {what}", d.code)?;
    if let Some(excerpt) = d.place.excerpt(source) {
        let margin = " ".repeat(line.to_string().len().max(4));
        writeln!(out, "{line:>4} | {}", excerpt.text)?;
        writeln!(out, "{margin} | {}^", " ".repeat(excerpt.caret))?;
    }
    if line > 0 && !d.place.path.is_empty() {
        let at = match words {
            Words::Es => "en",
            Words::En => "at",
        };
        match xlsform(&d.place.path, words) {
            Some(cell) => writeln!(out, "  {at}: {} (XLSForm: {cell})", d.place.path)?,
            None => writeln!(out, "  {at}: {}", d.place.path)?,
        }
    }
    writeln!(out, "  {way_out}\n")
}

/// What is wrong, and below it the way out. A diagnostic of the form has words of its own in
/// English; in Spanish the sentence of its code comes first.
fn said(words: Words, told: &Told) -> (String, String) {
    let d = &told.diagnostic;
    if let Some(fault) = &told.fault {
        let language = telling::language(words);
        return (
            fault.what(language),
            format!("→ {}", fault.instead(language)),
        );
    }
    match (words, words.diagnostic(d.code)) {
        (Words::Es, "") => (d.message.clone(), format!("salida (en inglés): {}", d.help)),
        (Words::Es, said) => (
            said.to_owned(),
            format!("detalle (en inglés): {}", d.message),
        ),
        (Words::En, _) => (d.message.clone(), format!("way out: {}", d.help)),
    }
}

fn summary(
    words: Words,
    form: &Path,
    def: Option<&FormDef>,
    diagnostics: &[Told],
    out: &mut impl Write,
) -> io::Result<()> {
    let name = form.display();
    let errors = diagnostics
        .iter()
        .filter(|told| told.diagnostic.severity == Severity::Error)
        .count();
    let found = found(words, errors, diagnostics.len() - errors);
    let Some(def) = def else {
        return match words {
            Words::Es => writeln!(out, "{name}: no se puede usar; {found}"),
            Words::En => writeln!(out, "{name}: not usable; {found}"),
        };
    };
    let questions = def.fields().iter().filter(|f| f.control.is_some()).count();
    let (title, id, version) = (def.title(), def.id(), def.version());
    let version = match version {
        "" => String::new(),
        version => format!(" {version}"),
    };
    let questions = match words {
        Words::Es => number(questions, ["sin preguntas", "1 pregunta", "preguntas"]),
        Words::En => number(questions, ["no questions", "1 question", "questions"]),
    };
    writeln!(out, "{name}: {title} ({id}{version}), {questions}; {found}")
}

fn found(words: Words, errors: usize, warnings: usize) -> String {
    let (errors, warnings) = match words {
        Words::Es => (
            number(errors, ["sin errores", "1 error", "errores"]),
            number(warnings, ["sin avisos", "1 aviso", "avisos"]),
        ),
        Words::En => (
            number(errors, ["no errors", "1 error", "errors"]),
            number(warnings, ["no warnings", "1 warning", "warnings"]),
        ),
    };
    format!("{errors}, {warnings}")
}

/// How many: what none and one are called, and the word for more.
fn number(count: usize, [none, one, more]: [&str; 3]) -> String {
    match count {
        0 => none.to_owned(),
        1 => one.to_owned(),
        _ => format!("{count} {more}"),
    }
}

/// Where the designer of an XLSForm finds the place: the row and the column of the survey sheet.
fn xlsform(path: &str, words: Words) -> Option<String> {
    let (node, part) = path.split_once(' ')?;
    let row = node.rsplit('/').next().filter(|name| !name.is_empty())?;
    let column = match (part, words) {
        ("@relevant", _) => "relevant",
        ("@readonly", _) => "read_only",
        ("@required", _) => "required",
        ("@constraint", _) => "constraint",
        ("@calculate", _) => "calculation",
        ("@jr:count", _) => "repeat_count",
        ("message", Words::Es) => "constraint_message o required_message",
        ("message", Words::En) => "constraint_message or required_message",
        ("itemset/@nodeset" | "itemset", Words::Es) => "choice_filter, o la lista que nombra type",
        ("itemset/@nodeset" | "itemset", Words::En) => "choice_filter, or the list named in type",
        ("setvalue/@value", Words::Es) => "default, o calculation con trigger",
        ("setvalue/@value", Words::En) => "default, or calculation with trigger",
        ("output/@value" | "label/@ref", Words::Es) => "label, hint o un mensaje",
        ("output/@value" | "label/@ref", Words::En) => "label, hint or a message",
        _ => return None,
    };
    Some(match words {
        Words::Es => format!("fila {row}, columna {column}"),
        Words::En => format!("row {row}, column {column}"),
    })
}

fn exit_code(diagnostic: &Diagnostic) -> u8 {
    match diagnostic.severity {
        Severity::Error if diagnostic.code == "form.unreadable" => 2,
        Severity::Error => 1,
        Severity::Warning => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_diagnostic_of_the_list_is_said_in_both_languages() {
        let list = include_str!("../../../docs/errors.md");
        let (_, diagnostics) = list.split_once("## Diagnostics of a form").unwrap();
        let diagnostics = diagnostics.split("\n## ").next().unwrap();
        let codes = diagnostics.lines().filter_map(|line| {
            let code = line.strip_prefix("| `")?.split('`').next()?;
            code.starts_with("form.").then_some(code)
        });
        let codes: Vec<&str> = codes.collect();
        assert!(codes.len() > 40);
        for code in codes {
            for words in [Words::Es, Words::En] {
                assert!(words.diagnostic(code).ends_with('.'), "{code}");
            }
        }
    }

    #[test]
    fn a_count_is_said_in_the_language_of_the_person() {
        assert_eq!(found(Words::Es, 0, 1), "sin errores, 1 aviso");
        assert_eq!(found(Words::Es, 2, 2), "2 errores, 2 avisos");
        assert_eq!(found(Words::En, 1, 0), "1 error, no warnings");
        let place = xlsform("/data/r message", Words::Es);
        assert_eq!(
            place.as_deref(),
            Some("fila r, columna constraint_message o required_message")
        );
    }

    #[test]
    fn places_are_said_as_cells() {
        let check = |path, expected: Option<&str>| {
            assert_eq!(xlsform(path, Words::En).as_deref(), expected);
        };
        check("/data/g/age @relevant", Some("row age, column relevant"));
        check("/data/r @jr:count", Some("row r, column repeat_count"));
        check("/data/age", None);
        check("bind", None);
    }
}
