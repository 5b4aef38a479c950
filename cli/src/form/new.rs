//! `farola form new SHEET`: a small XLSForm to begin with.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::words::Words;

/// What `new` is given.
#[derive(Debug, Args)]
pub(crate) struct NewArgs {
    /// The sheet that is made: .xlsx, or .md for a table of text. The form's id is its name.
    sheet: PathBuf,
    /// The language of the questions and of what is said.
    #[arg(long, value_enum, default_value = "es")]
    words: Words,
}

/// Writes the sheet: 0 it is there, 2 it cannot be written, or something is there already.
pub(super) fn run(args: &NewArgs) -> ExitCode {
    let said = match create(args) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(said) => said,
    };
    // Whoever read our output went away; there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{}: {said}", args.sheet.display());
    ExitCode::from(2)
}

fn create(args: &NewArgs) -> Result<(), String> {
    let content = content(&args.sheet, args.words).ok_or(match args.words {
        Words::Es => "una hoja nueva termina en .xlsx o .md.",
        Words::En => "a new sheet ends with .xlsx or .md.",
    })?;
    // Never over another file: a sheet is the work of hours.
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&args.sheet);
    let mut file = file.map_err(|error| refused(&error, args.words))?;
    file.write_all(content)
        .map_err(|error| refused(&error, args.words))
}

/// Why the sheet is not written. What a person can mend has a sentence; the rest is the system's.
fn refused(error: &io::Error, words: Words) -> String {
    let said = match (error.kind(), words) {
        (io::ErrorKind::AlreadyExists, Words::Es) => "ya hay algo con ese nombre; dé otro nombre.",
        (io::ErrorKind::AlreadyExists, Words::En) => {
            "there is something of that name; give another name."
        }
        (io::ErrorKind::NotFound, Words::Es) => "la carpeta no existe; créela, o dé otra.",
        (io::ErrorKind::NotFound, Words::En) => {
            "there is no such folder; make it, or give another one."
        }
        _ => return error.to_string(),
    };
    said.to_owned()
}

fn content(sheet: &Path, words: Words) -> Option<&'static [u8]> {
    let end = sheet.extension()?.to_str()?.to_lowercase();
    Some(match (end.as_str(), words) {
        ("xlsx", Words::Es) => include_bytes!("../../templates/nuevo.xlsx"),
        ("xlsx", Words::En) => include_bytes!("../../templates/new.xlsx"),
        ("md", Words::Es) => include_bytes!("../../templates/nuevo.md"),
        ("md", Words::En) => include_bytes!("../../templates/new.md"),
        _ => return None,
    })
}
