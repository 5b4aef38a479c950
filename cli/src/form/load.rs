//! Reading forms and their media from disk.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use farola_form::{Diagnostic, FormDef, FormMedia, Severity};
use farola_xlsform::{Fault, Language, Origins, Outcome};

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
    /// What the compiler of sheets says, where it was the one.
    pub(super) fault: Option<Fault>,
}

/// A form as it was read.
pub(super) struct Loaded {
    /// The form, where it is usable.
    pub(super) def: Option<FormDef>,
    /// What is wrong with it.
    pub(super) told: Vec<Told>,
    /// What of it is dear, as advice for whoever makes forms.
    pub(super) dear: Vec<Told>,
    /// Whether the file is no form at all, as one is that is not yet written to its end.
    pub(super) is_unread: bool,
}

impl From<Diagnostic> for Told {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            diagnostic,
            cell: None,
            fault: None,
        }
    }
}

/// Reads a form, or makes it of sheets; what kept it from being read becomes a diagnostic like
/// any other.
pub(super) fn load(path: &Path, media: Option<PathBuf>) -> (Option<FormDef>, Vec<Diagnostic>) {
    let loaded = load_told(path, media, false);
    let told = loaded.told.into_iter();
    (loaded.def, told.map(|told| told.diagnostic).collect())
}

/// As [`load`], each diagnostic with the cell of the sheet that it is about, and with advice on
/// what is dear; `growth`: also on what grows linearly.
pub(super) fn load_told(path: &Path, media: Option<PathBuf>, growth: bool) -> Loaded {
    let files = Folder::of(media);
    if sheets::is_sheet(path) {
        return match sheets::compiled(path) {
            Ok(outcome) => compiled(outcome, files, growth),
            Err(Trouble::Refused(fault)) => unread(of_sheet(&fault)),
            Err(Trouble::Unreadable(error)) => unread(unreadable(path, &error).into()),
        };
    }
    match std::fs::read(path) {
        Ok(bytes) => {
            let (def, diagnostics) = FormDef::parse(&bytes, &files);
            let dear = def.as_ref().map(|def| def.find_dear(&bytes, growth));
            Loaded {
                def,
                dear: dear.into_iter().flatten().map(Told::from).collect(),
                is_unread: diagnostics.iter().any(|d| d.code == "form.not_xml"),
                told: diagnostics.into_iter().map(Told::from).collect(),
            }
        }
        Err(error) => unread(unreadable(path, &error).into()),
    }
}

/// A form made of sheets: what is wrong with them, and with what they make.
fn compiled(outcome: Outcome, mut files: Folder, growth: bool) -> Loaded {
    let mut told: Vec<Told> = outcome.faults.iter().map(of_sheet).collect();
    let (mut def, mut dear) = (None, Vec::new());
    if let Some(form) = outcome.form {
        let held = sheets::files(&form);
        files.held = held
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        let (parsed, diagnostics) = FormDef::parse(form.xml.as_bytes(), &files);
        let placed = diagnostics.into_iter().map(|d| at_cell(d, &form.origins));
        told.extend(placed);
        let found = parsed
            .as_ref()
            .map(|def| def.find_dear(form.xml.as_bytes(), growth));
        let found = found.into_iter().flatten();
        dear.extend(found.map(|one| at_cell(one, &form.origins)));
        def = parsed;
    }
    Loaded {
        def,
        told,
        dear,
        is_unread: false,
    }
}

fn unread(told: Told) -> Loaded {
    Loaded {
        def: None,
        told: vec![told],
        dear: Vec::new(),
        is_unread: true,
    }
}

/// The fault of a sheet as a diagnostic: its place is the cell.
fn of_sheet(fault: &Fault) -> Told {
    let help = "Mend the cell.";
    let what = fault.what(Language::English);
    let message = format!("{what} {}", fault.instead(Language::English));
    let mut told = Diagnostic::of_file(fault.place.to_string(), fault.code(), message, help);
    if fault.severity() != farola_xlsform::Severity::Error {
        told.severity = Severity::Warning;
    }
    Told {
        diagnostic: told,
        cell: Some(fault.place.clone()),
        fault: Some(fault.clone()),
    }
}

/// A diagnostic of the form that sheets were made into: the line of that form is in no file, so
/// that the cell takes its place.
fn at_cell(mut diagnostic: Diagnostic, origins: &Origins) -> Told {
    let cell = origins.place(&diagnostic.place.path);
    diagnostic.place.line = 0;
    diagnostic.place.column = 0;
    Told {
        diagnostic,
        cell,
        fault: None,
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let help = "Check the path and that the file may be read.";
    let name = path.display().to_string();
    Diagnostic::of_file(name, "form.unreadable", error.to_string(), help)
}
