//! `farola form convert SHEET`: a form of sheets, and every fault of theirs at its cell.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use farola_xlsform::{Compiled, Fault, Severity};

use super::sheets::{self, Trouble};
use super::target::{self, Written};
use super::telling::Telling;
use super::test;
use super::watch::{self, Ran, WatchArgs};
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
    #[command(flatten)]
    watching: WatchArgs,
}

/// Compiles sheets: 0 the form is made (remarks are printed), 1 a fault is an error and nothing
/// is written, 2 the file cannot be read or written, or another one is there.
pub(super) fn run(args: &ConvertArgs) -> ExitCode {
    // The form may go to standard output, so that what is said goes beside it.
    let out = &mut io::stderr().lock();
    let code = match args.watching.watch {
        true => watched(args, out),
        false => convert(args, &mut Vec::new(), true, out).map(|(code, _)| code),
    };
    match code {
        Ok(code) => ExitCode::from(code),
        Err(_) => ExitCode::from(2),
    }
}

/// Compiles at each save, and runs the cases. What one run wrote, the next ones write over, and no
/// other file.
fn watched(args: &ConvertArgs, out: &mut impl Write) -> io::Result<u8> {
    let mut files = vec![args.sheet.clone()];
    files.extend(args.watching.tests.iter().cloned());
    let mut ours = Vec::new();
    let words = (!args.json).then_some(args.words);
    watch::watch(&files, words, out, |out, tell| {
        let (code, ran) = convert(args, &mut ours, tell, out)?;
        if code == 0 && !args.watching.tests.is_empty() {
            test::watched(&args.sheet, &args.watching.tests, None, args.json, out)?;
        }
        Ok(ran)
    })
}

/// Compiles once. `ours`: the files that runs before wrote, and this one. `tell`: a file that
/// cannot be read is told.
fn convert(
    args: &ConvertArgs,
    ours: &mut Vec<PathBuf>,
    tell: bool,
    out: &mut impl Write,
) -> io::Result<(u8, Ran)> {
    let telling = Telling {
        file: &args.sheet,
        words: args.words,
        json: args.json,
    };
    let outcome = match sheets::compiled(&args.sheet) {
        Ok(outcome) => outcome,
        Err(Trouble::Unreadable(error)) => {
            if tell {
                writeln!(out, "{}: form.unreadable: {error}", args.sheet.display())?;
            }
            return Ok((2, Ran::Unread));
        }
        Err(Trouble::Refused(fault)) => {
            if tell {
                telling.tell(&fault, out)?;
            }
            return Ok((1, Ran::Unread));
        }
    };
    for fault in &outcome.faults {
        telling.tell(fault, out)?;
    }
    let Some(form) = &outcome.form else {
        summary(args, None, &outcome.faults, out)?;
        return Ok((1, Ran::Through));
    };
    let files = written(args, form);
    if !target::write(&files, args.force, ours, args.words, out)? {
        return Ok((2, Ran::Through));
    }
    ours.extend(files.into_iter().map(|file| file.path));
    summary(args, Some(form), &outcome.faults, out)?;
    Ok((0, Ran::Through))
}

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
    let mut files: Vec<(PathBuf, &str)> = beside.collect();
    files.push((target, &form.xml));
    let files = files.into_iter().map(|(path, text)| Written {
        path,
        content: text.as_bytes().into(),
    });
    files.collect()
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
