//! Files to workbooks: xlsx, xls, ods, CSV and Markdown tables, with a limit on everything.
//!
//! The content says what a file is; its name is only asked for the name of a form and of a sheet.
//! Every reader here is our own: each counts what it reads while it reads it, so that no file can
//! fill the memory of a phone or a hub ([`Limits`]).

mod csv;
mod dates;
mod grid;
mod limits;
mod markdown;
mod names;
#[cfg(feature = "ods")]
mod ods;
mod text;
mod trouble;
#[cfg(feature = "xls")]
mod xls;
mod xlsx;
mod xml;
mod zip;

#[cfg(test)]
mod tests;

pub use limits::{Limit, Limits};

use crate::fault::rules::files;
use crate::fault::{Fault, Place};
use crate::workbook::{Sheet, Workbook};

use grid::Budget;
use trouble::Trouble;
use zip::Archive;

/// A workbook as it was read.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Reading {
    /// Its sheets. Those that are no part of a form have no rows.
    pub workbook: Workbook,
    /// What was noticed while reading: an encoding that was guessed.
    pub faults: Vec<Fault>,
}

/// Reads one file.
///
/// # Errors
/// The fault that keeps it from being read at all: it is of no known kind, damaged, protected, or
/// larger than [`Limits`] allow. Nothing of the file is kept then.
///
/// # Examples
/// ```
/// use farola_xlsform::read::{self, Limits};
///
/// let table = "| survey | | |\n| | type | name |\n| | text | street |\n";
/// let read = read::file("form.md", table.as_bytes(), &Limits::default())?;
/// assert_eq!(read.workbook.sheets.len(), 1);
/// # Ok::<(), farola_xlsform::Fault>(())
/// ```
pub fn file(name: &str, bytes: &[u8], limits: &Limits) -> Result<Reading, Fault> {
    let whole = |trouble: Trouble| trouble.at(Place::default(), limits);
    if bytes.len() as u64 > limits.file {
        return Err(whole(Trouble::Passed(Limit::File)));
    }
    if zip::is_zip(bytes) {
        let archive = Archive::open(bytes, limits).map_err(whole)?;
        let workbook = if archive.has("content.xml") {
            open_document(&archive, limits)?
        } else {
            xlsx::read(&archive, limits)?
        };
        return Ok(plainly(workbook));
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return old_excel(bytes, limits).map(plainly);
    }
    let (text, guessed) = text::decode(bytes).map_err(whole)?;
    let name_ends = |end: &str| name.to_lowercase().ends_with(end);
    let is_csv = name_ends(".csv");
    let is_markdown = !is_csv && (name_ends(".md") || markdown::is_table(&text));
    let workbook = if is_markdown {
        markdown::read(&text, limits)?
    } else if csv::is_one_sheet(&text) {
        let sheet = csv::sheet(sheet_name(name), &text, &mut Budget::new(limits))?;
        Workbook {
            sheets: vec![sheet],
        }
    } else if is_csv || csv::is_table(&text) {
        csv::read(&text, limits)?
    } else {
        return Err(whole(Trouble::Kind));
    };
    Ok(Reading {
        workbook,
        faults: guessed_encoding(name, guessed),
    })
}

/// Reads a folder with one CSV file for each sheet: names with their contents. Files that are no
/// sheet of a form, such as lists that it takes choices from, are named and not read.
///
/// # Errors
/// As [`file()`]; the place names the file as a sheet.
pub fn folder(files: &[(&str, &[u8])], limits: &Limits) -> Result<Reading, Fault> {
    let alone = files.len() == 1;
    let read = files
        .iter()
        .filter(|(name, _)| alone || names::is_read(sheet_name(name)));
    let size: u64 = read.map(|(_, bytes)| bytes.len() as u64).sum();
    if size > limits.file {
        return Err(Trouble::Passed(Limit::File).at(Place::default(), limits));
    }
    if files.len() > limits.sheets {
        return Err(Trouble::Passed(Limit::Sheets).at(Place::default(), limits));
    }
    let mut budget = Budget::new(limits);
    let mut reading = Reading {
        workbook: Workbook::default(),
        faults: Vec::new(),
    };
    for (name, bytes) in files {
        let sheet = sheet_name(name);
        // A folder holds the lists of a form too, which may have more than a sheet.
        if !alone && !names::is_read(sheet) {
            reading.workbook.sheets.push(Sheet {
                name: sheet.to_owned(),
                ..Sheet::default()
            });
            continue;
        }
        let decoded = text::decode(bytes);
        let (text, guessed) = decoded.map_err(|t| t.at(Place::sheet(sheet), limits))?;
        reading
            .workbook
            .sheets
            .push(csv::sheet(sheet, &text, &mut budget)?);
        reading.faults.extend(guessed_encoding(sheet, guessed));
    }
    Ok(reading)
}

#[cfg(feature = "ods")]
fn open_document(archive: &Archive<'_>, limits: &Limits) -> Result<Workbook, Fault> {
    ods::read(archive, limits)
}

#[cfg(not(feature = "ods"))]
fn open_document(_: &Archive<'_>, limits: &Limits) -> Result<Workbook, Fault> {
    Err(Trouble::Unsupported.at(Place::default(), limits))
}

#[cfg(feature = "xls")]
fn old_excel(bytes: &[u8], limits: &Limits) -> Result<Workbook, Fault> {
    xls::read(bytes, limits)
}

#[cfg(not(feature = "xls"))]
fn old_excel(_: &[u8], limits: &Limits) -> Result<Workbook, Fault> {
    Err(Trouble::Unsupported.at(Place::default(), limits))
}

/// Nothing was noticed while reading.
fn plainly(workbook: Workbook) -> Reading {
    Reading {
        workbook,
        faults: Vec::new(),
    }
}

/// The name of a file without its folder and its end.
fn sheet_name(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn guessed_encoding(name: &str, guessed: bool) -> Vec<Fault> {
    let place = Place::sheet(name);
    guessed
        .then(|| Fault::new(&files::ENCODING_GUESSED, place))
        .into_iter()
        .collect()
}
