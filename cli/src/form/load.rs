//! Reading forms and their media from disk.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use farola_form::{Diagnostic, FormDef, FormMedia};

/// The files of a folder, read when asked for.
pub(super) struct Folder(pub(super) Option<PathBuf>);

impl FormMedia for Folder {
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        // A form must not read outside the folder it was given.
        if !farola_model::limits::is_safe_file_name(name) {
            return None;
        }
        std::fs::read(self.0.as_ref()?.join(name))
            .ok()
            .map(Cow::Owned)
    }
}

/// Reads a form; what kept it from being read becomes a diagnostic like any other.
pub(super) fn load(path: &Path, media: Option<PathBuf>) -> (Option<FormDef>, Vec<Diagnostic>) {
    let workbook = path
        .extension()
        .and_then(|e| e.to_str())
        .is_some_and(|e| ["xlsx", "xls", "ods", "csv", "md"].contains(&e.to_lowercase().as_str()));
    if workbook {
        let help = "Convert the XLSForm to an XForm (.xml) with pyxform and give that.";
        return (
            None,
            vec![fault(
                path,
                "form.needs_conversion",
                "this is a workbook (XLSForm), not an XForm",
                help,
            )],
        );
    }
    match std::fs::read(path) {
        Ok(bytes) => FormDef::parse(&bytes, &Folder(media)),
        Err(error) => {
            let help = "Check the path and that the file may be read.";
            (
                None,
                vec![fault(path, "form.unreadable", &error.to_string(), help)],
            )
        }
    }
}

fn fault(path: &Path, code: &'static str, message: &str, help: &'static str) -> Diagnostic {
    Diagnostic::of_file(path.display().to_string(), code, message, help)
}
