//! Reading forms and their media from disk.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use farola_form::{Diagnostic, FormDef, FormMedia, Severity};
use farola_xlsform::{Fault, Language};

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

/// Reads a form, or makes it of sheets; what kept it from being read becomes a diagnostic like
/// any other.
pub(super) fn load(path: &Path, media: Option<PathBuf>) -> (Option<FormDef>, Vec<Diagnostic>) {
    let mut files = Folder::of(media);
    if sheets::is_sheet(path) {
        return match sheets::compiled(path) {
            Ok(outcome) => {
                let mut told: Vec<Diagnostic> = outcome.faults.iter().map(of_sheet).collect();
                let Some(form) = outcome.form else {
                    return (None, told);
                };
                let held = sheets::files(&form);
                files.held = held
                    .map(|(name, text)| (name.to_owned(), text.to_owned()))
                    .collect();
                let (def, diagnostics) = FormDef::parse(form.xml.as_bytes(), &files);
                told.extend(diagnostics);
                (def, told)
            }
            Err(Trouble::Refused(fault)) => (None, vec![of_sheet(&fault)]),
            Err(Trouble::Unreadable(error)) => (None, vec![unreadable(path, &error)]),
        };
    }
    match std::fs::read(path) {
        Ok(bytes) => FormDef::parse(&bytes, &files),
        Err(error) => (None, vec![unreadable(path, &error)]),
    }
}

/// The fault of a sheet as a diagnostic: its place is the cell.
fn of_sheet(fault: &Fault) -> Diagnostic {
    let help = "Mend the cell; `farola form convert` says it in Spanish too.";
    let what = fault.what(Language::English);
    let message = format!("{what} {}", fault.instead(Language::English));
    let mut told = Diagnostic::of_file(fault.place.to_string(), fault.code(), message, help);
    if fault.severity() != farola_xlsform::Severity::Error {
        told.severity = Severity::Warning;
    }
    told
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let help = "Check the path and that the file may be read.";
    let name = path.display().to_string();
    Diagnostic::of_file(name, "form.unreadable", error.to_string(), help)
}
