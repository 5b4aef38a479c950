//! Reading forms and their media from disk.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use farola_form::{Diagnostic, FormDef, FormMedia, Severity};
use farola_xlsform::{Fault, Language, Origins};

use super::sheets::{self, Trouble};

/// The files of a folder, read when asked for, and those that sheets hold.
pub(super) struct Folder {
    folder: Option<PathBuf>,
    held: Vec<(String, String)>,
}

impl Folder {
    /// The files of a folder.
    pub(super) fn of(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            held: Vec::new(),
        }
    }
}

impl FormMedia for Folder {
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        if let Some((_, text)) = self.held.iter().find(|(held, _)| held == name) {
            return Some(Cow::Borrowed(text.as_bytes()));
        }
        // A form must not read outside the folder it was given.
        if !farola_model::limits::is_safe_file_name(name) {
            return None;
        }
        std::fs::read(self.folder.as_ref()?.join(name))
            .ok()
            .map(Cow::Owned)
    }
}

/// What is wrong with a form, and the cell of its sheet where it was made of one.
pub(super) struct Told {
    /// What is wrong.
    pub(super) diagnostic: Diagnostic,
    /// The cell, or the sheet where no cell is at fault.
    pub(super) cell: Option<farola_xlsform::Place>,
}

impl From<Diagnostic> for Told {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostic,
            cell: None,
        }
    }
}

/// Reads a form, or makes it of sheets; what kept it from being read becomes a diagnostic like
/// any other.
pub(super) fn load(path: &Path, media: Option<PathBuf>) -> (Option<FormDef>, Vec<Diagnostic>) {
    let (def, told) = load_told(path, media);
    (def, told.into_iter().map(|told| told.diagnostic).collect())
}

/// As [`load`], each diagnostic with the cell of the sheet that it is about.
pub(super) fn load_told(path: &Path, media: Option<PathBuf>) -> (Option<FormDef>, Vec<Told>) {
    let mut files = Folder::of(media);
    if sheets::is_sheet(path) {
        return match sheets::compiled(path) {
            Ok(outcome) => {
                let mut told: Vec<Told> = outcome.faults.iter().map(of_sheet).collect();
                let Some(form) = outcome.form else {
                    return (None, told);
                };
                let held = sheets::files(&form);
                files.held = held
                    .map(|(name, text)| (name.to_owned(), text.to_owned()))
                    .collect();
                let (def, diagnostics) = FormDef::parse(form.xml.as_bytes(), &files);
                let placed = diagnostics.into_iter().map(|d| at_cell(d, &form.origins));
                told.extend(placed);
                (def, told)
            }
            Err(Trouble::Refused(fault)) => (None, vec![of_sheet(&fault)]),
            Err(Trouble::Unreadable(error)) => (None, vec![unreadable(path, &error).into()]),
        };
    }
    match std::fs::read(path) {
        Ok(bytes) => {
            let (def, diagnostics) = FormDef::parse(&bytes, &files);
            (def, diagnostics.into_iter().map(Told::from).collect())
        }
        Err(error) => (None, vec![unreadable(path, &error).into()]),
    }
}

/// The fault of a sheet as a diagnostic: its place is the cell.
fn of_sheet(fault: &Fault) -> Told {
    let help = "Mend the cell; `farola form convert` says it in Spanish too.";
    let what = fault.what(Language::English);
    let message = format!("{what} {}", fault.instead(Language::English));
    let mut told = Diagnostic::of_file(fault.place.to_string(), fault.code(), message, help);
    if fault.severity() != farola_xlsform::Severity::Error {
        told.severity = Severity::Warning;
    }
    Told {
        diagnostic: told,
        cell: Some(fault.place.clone()),
    }
}

/// A diagnostic of the form that sheets were made into: the line of that form is in no file, so
/// that the cell takes its place.
fn at_cell(mut diagnostic: Diagnostic, origins: &Origins) -> Told {
    let cell = origins.place(&diagnostic.place.path);
    diagnostic.place.line = 0;
    diagnostic.place.column = 0;
    Told { diagnostic, cell }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let help = "Check the path and that the file may be read.";
    let name = path.display().to_string();
    Diagnostic::of_file(name, "form.unreadable", error.to_string(), help)
}
