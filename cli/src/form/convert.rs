//! `farola form convert SHEET`: a form of sheets, and every fault of theirs at its cell.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use farola_xlsform::{Compiled, Fault, Language, Severity};
use serde_json::json;

use super::sheets::{self, Trouble};
use crate::words::Words;

/// What `convert` is given.
#[derive(Debug, Args)]
pub(crate) struct ConvertArgs {
    /// The XLSForm: .xlsx, .xls, .ods, .csv, .md, or a folder with one CSV file for each sheet.
    sheet: PathBuf,
    /// Where the form goes; beside the sheet with the end .xml where none is given, - prints it.
    #[arg(short, long, value_name = "FORM.xml")]
    output: Option<PathBuf>,
    /// Writes over files that are there, without asking.
    #[arg(long)]
    force: bool,
    /// The language of what is said.
    #[arg(long, value_enum, default_value = "es")]
    words: Words,
    /// One JSON object per fault, in both languages.
    #[arg(long)]
    json: bool,
}

/// Compiles sheets: 0 the form is made (remarks are printed), 1 a fault is an error and nothing
/// is written, 2 the file cannot be read or written, or another one is there.
pub(super) fn run(args: &ConvertArgs) -> ExitCode {
    // The form may go to standard output, so that what is said goes beside it.
    let out = &mut io::stderr().lock();
    match convert(args, out) {
        Ok(code) => ExitCode::from(code),
        Err(_) => ExitCode::from(2),
    }
}

fn convert(args: &ConvertArgs, out: &mut impl Write) -> io::Result<u8> {
    let outcome = match sheets::compiled(&args.sheet) {
        Ok(outcome) => outcome,
        Err(Trouble::Unreadable(error)) => {
            writeln!(out, "{}: form.unreadable: {error}", args.sheet.display())?;
            return Ok(2);
        }
        Err(Trouble::Refused(fault)) => {
            tell(args, &fault, out)?;
            return Ok(1);
        }
    };
    for fault in &outcome.faults {
        tell(args, fault, out)?;
    }
    let Some(form) = &outcome.form else {
        summary(args, None, &outcome.faults, out)?;
        return Ok(1);
    };
    let files = written(args, form);
    if let Some(there) = files.iter().find(|file| is_another(file))
        && !args.force
        && !may_overwrite(args, &there.0, out)?
    {
        return Ok(2);
    }
    if let Err((path, error)) = write(&files) {
        writeln!(out, "{}: {error}", path.display())?;
        return Ok(2);
    }
    summary(args, Some(form), &outcome.faults, out)?;
    Ok(0)
}

/// The code of a file that stays because it is another one.
const FILE_THERE: &str = "form.file_there";

/// A file that is written: its path, `-` for standard output, and its text.
type Written<'f> = (PathBuf, &'f str);

/// The form, and beside it the files that the sheets hold.
fn written<'f>(args: &ConvertArgs, form: &'f Compiled) -> Vec<Written<'f>> {
    let printed = args.output.as_deref() == Some(Path::new("-"));
    let target = match &args.output {
        Some(target) => target.clone(),
        None => args.sheet.with_extension("xml"),
    };
    // What goes to standard output has no place for other files beside it.
    let beside = sheets::files(form).filter(|_| !printed);
    let beside = beside.map(|(name, text)| (target.with_file_name(name), text));
    let mut files: Vec<Written<'_>> = beside.collect();
    files.push((target, &form.xml));
    files
}

/// Whether another file is in the place of one that is written.
fn is_another((path, text): &Written<'_>) -> bool {
    path != Path::new("-")
        && path.exists()
        && std::fs::read(path).map_or(true, |there| there != text.as_bytes())
}

/// Asks whether a file may be written over; where nobody can be asked, it may not.
fn may_overwrite(args: &ConvertArgs, path: &Path, out: &mut impl Write) -> io::Result<bool> {
    let name = path.display();
    if !io::stdin().is_terminal() {
        let said = match args.words {
            Words::Es => "ya está y es otro archivo; --force escribe encima.",
            Words::En => "is there and is another file; --force writes over it.",
        };
        writeln!(out, "{name}: {FILE_THERE}: {said}")?;
        return Ok(false);
    }
    let asked = match args.words {
        Words::Es => "ya está y es otro archivo. ¿Escribir encima? [s/N]",
        Words::En => "is there and is another file. Write over it? [y/N]",
    };
    write!(out, "{name}: {asked} ")?;
    out.flush()?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    let answer = answer.trim().to_lowercase();
    Ok(["s", "si", "sí", "y", "yes"].contains(&answer.as_str()))
}

fn write(files: &[Written<'_>]) -> Result<(), (PathBuf, io::Error)> {
    for (path, text) in files {
        let written = match path == Path::new("-") {
            true => io::stdout().lock().write_all(text.as_bytes()),
            false => std::fs::write(path, text),
        };
        written.map_err(|error| (path.clone(), error))?;
    }
    Ok(())
}

fn tell(args: &ConvertArgs, fault: &Fault, out: &mut impl Write) -> io::Result<()> {
    if args.json {
        return json_line(args, fault, out);
    }
    let language = match args.words {
        Words::Es => Language::Spanish,
        Words::En => Language::English,
    };
    let severity = match (fault.severity(), args.words) {
        (Severity::Error, _) => "error",
        (Severity::Warning, Words::Es) => "aviso",
        (Severity::Warning, Words::En) => "warning",
        (Severity::Advice, Words::Es) => "consejo",
        (Severity::Advice, Words::En) => "advice",
    };
    let (place, code) = (&fault.place, fault.code());
    let (what, instead) = (fault.what(language), fault.instead(language));
    let place = place.to_string();
    let place = match place.as_str() {
        "" => args.sheet.display().to_string(),
        _ => place,
    };
    writeln!(out, "{place}: {severity} {code}: {what}\n  → {instead}\n")
}

fn json_line(args: &ConvertArgs, fault: &Fault, out: &mut impl Write) -> io::Result<()> {
    let place = &fault.place;
    let said = |language| json!({"what": fault.what(language), "instead": fault.instead(language)});
    let severity = match fault.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    };
    let line = json!({
        "form": args.sheet.display().to_string(), "code": fault.code(), "severity": severity,
        "sheet": place.sheet, "row": place.row, "column": place.column.map(|column| column + 1),
        "cell": place.address(), "header": place.header, "text": place.text,
        "es": said(Language::Spanish), "en": said(Language::English),
    });
    writeln!(out, "{line}")
}

fn summary(
    args: &ConvertArgs,
    form: Option<&Compiled>,
    faults: &[Fault],
    out: &mut impl Write,
) -> io::Result<()> {
    if args.json {
        return Ok(());
    }
    let errors = faults
        .iter()
        .filter(|f| f.severity() == Severity::Error)
        .count();
    let remarks = faults.len() - errors;
    let name = args.sheet.display();
    match (form, args.words) {
        (Some(form), Words::Es) => writeln!(
            out,
            "{name}: {} ({} {}); avisos: {remarks}",
            form.title, form.form_id, form.version
        ),
        (Some(form), Words::En) => writeln!(
            out,
            "{name}: {} ({} {}); remarks: {remarks}",
            form.title, form.form_id, form.version
        ),
        (None, Words::Es) => writeln!(
            out,
            "{name}: no se hizo; errores: {errors}, avisos: {remarks}"
        ),
        (None, Words::En) => writeln!(
            out,
            "{name}: not made; errors: {errors}, remarks: {remarks}"
        ),
    }
}
