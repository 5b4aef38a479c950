//! The sheets of a form among those of a workbook.

use crate::fault::Faults;
use crate::table::Table;
use crate::workbook::{Sheet, Workbook};

/// Names of sheets that mean something.
const KNOWN: [&str; 6] = [
    "survey",
    "choices",
    "settings",
    "external_choices",
    "osm",
    "entities",
];

/// The sheets of a workbook by their meaning.
#[derive(Debug)]
pub(crate) struct Book<'w> {
    sheets: Vec<(String, &'w Sheet)>,
    names: Vec<&'w str>,
}

impl<'w> Book<'w> {
    /// Finds the sheets. A workbook of one sheet is a survey, however it is named.
    pub(crate) fn of(workbook: &'w Workbook) -> Self {
        let names: Vec<&str> = workbook
            .sheets
            .iter()
            .map(|sheet| sheet.name.as_str())
            .collect();
        let only = workbook.sheets.len() == 1;
        let named = workbook.sheets.iter().filter_map(|sheet| {
            let name = sheet.name.trim().to_lowercase();
            match KNOWN.contains(&name.as_str()) {
                true => Some((name, sheet)),
                false if only => Some(("survey".to_owned(), sheet)),
                false => None,
            }
        });
        Self {
            sheets: named.collect(),
            names,
        }
    }

    /// The table of a sheet, where there is one that holds something.
    pub(crate) fn table(&self, name: &str, faults: &mut Faults) -> Option<Table<'w>> {
        let _ = faults;
        let found = self.sheets.iter().rev().find(|(known, _)| known == name);
        found
            .map(|(_, sheet)| Table::of(sheet))
            .filter(|table| !table.headers.is_empty())
    }

    /// The place of a sheet in the workbook, for the order of faults.
    pub(crate) fn position(&self, sheet: &str) -> usize {
        let found = self.names.iter().position(|name| *name == sheet);
        found.unwrap_or(usize::MAX)
    }

    /// All names, as a sentence lists them.
    pub(crate) fn listed(&self) -> String {
        self.names.join(", ")
    }

    /// A sheet whose name is probably meant as `name`; one that begins with `_` is a note of the
    /// author's.
    pub(crate) fn misspelt(&self, name: &str) -> Option<&'w str> {
        let candidates = self.names.iter().copied().filter(|candidate| {
            !candidate.starts_with('_')
                && !KNOWN.contains(&candidate.trim().to_lowercase().as_str())
        });
        farola_model::nearest(name, candidates)
    }
}
