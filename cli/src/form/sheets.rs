//! Reading sheets from disk and compiling them.

use std::path::Path;

use farola_xlsform::read::{self, Limits};
use farola_xlsform::{Compiled, Fault, Options, Outcome, compile};

/// Ends of files that are sheets.
const ENDS: [&str; 6] = ["xlsx", "xlsm", "xls", "ods", "csv", "md"];

/// Whether a path is one of sheets: by its end, or a folder with one CSV file for each sheet.
pub(super) fn is_sheet(path: &Path) -> bool {
    let end = path.extension().and_then(|end| end.to_str());
    end.is_some_and(|end| ENDS.contains(&end.to_lowercase().as_str())) || path.is_dir()
}

/// Why there is no form.
pub(super) enum Trouble {
    /// The file cannot be read from disk.
    Unreadable(std::io::Error),
    /// It is no workbook, or one beyond the limits.
    Refused(Box<Fault>),
}

/// Compiles the sheets at a path. The form's id is the file's name where the settings give none.
pub(super) fn compiled(path: &Path) -> Result<Outcome, Trouble> {
    let reading = match path.is_dir() {
        true => folder(path)?,
        false => {
            let bytes = std::fs::read(path).map_err(Trouble::Unreadable)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            read::file(&name, &bytes, &Limits::default()).map_err(refused)?
        }
    };
    let mut options = Options::default();
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned());
    options.fallback_id = stem;
    let mut outcome = compile(&reading.workbook, &options);
    outcome.faults.splice(0..0, reading.faults);
    Ok(outcome)
}

fn refused(fault: Fault) -> Trouble {
    Trouble::Refused(Box::new(fault))
}

/// A folder: each CSV file in it is a sheet.
fn folder(path: &Path) -> Result<read::Reading, Trouble> {
    let entries = std::fs::read_dir(path).map_err(Trouble::Unreadable)?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(Trouble::Unreadable)?.path();
        let csv = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("csv"));
        if csv && path.is_file() {
            let bytes = std::fs::read(&path).map_err(Trouble::Unreadable)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            files.push((name.into_owned(), bytes));
        }
    }
    if files.is_empty() {
        // Not a workbook without a survey: most likely another path was meant.
        let nothing = std::io::Error::other("the folder holds no CSV file");
        return Err(Trouble::Unreadable(nothing));
    }
    files.sort();
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    read::folder(&files, &Limits::default()).map_err(refused)
}

/// The files that the sheets themselves hold, such as `itemsets.csv`.
pub(super) fn files(form: &Compiled) -> impl Iterator<Item = (&str, &str)> {
    let held = form.attachments.iter();
    held.filter_map(|file| Some((file.name.as_str(), file.content.as_deref()?)))
}
