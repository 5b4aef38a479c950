//! The sheets of a form among those of a workbook.

use crate::fault::Faults;
use crate::sheet_names;
use crate::table::Table;
use crate::workbook::{Sheet, Workbook};

/// The sheets of a workbook by their meaning.
#[derive(Debug)]
pub(crate) struct Book<'w> {
    sheets: Vec<(&'static str, &'w Sheet)>,
    /// Sheets that are taken for others, with the names that they should have.
    renamed: Vec<(&'static str, &'w str)>,
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
        let named =
            workbook
                .sheets
                .iter()
                .filter_map(|sheet| match sheet_names::exact(&sheet.name) {
                    Some(name) => Some((name, sheet)),
                    None if only => Some(("survey", sheet)),
                    None => None,
                });
        let mut book = Self {
            sheets: named.collect(),
            renamed: Vec::new(),
            names,
        };
        for wanted in ["survey", "choices"] {
            book.take_similar(wanted, workbook);
        }
        book
    }

    /// Takes a sheet whose name is probably meant as `wanted`, so that its faults are told in the
    /// same run.
    fn take_similar(&mut self, wanted: &'static str, workbook: &'w Workbook) {
        let is_there = self.sheets.iter().any(|(name, _)| *name == wanted);
        let similar = self.misspelt(wanted).filter(|_| !is_there);
        let sheet = workbook
            .sheets
            .iter()
            .find(|sheet| Some(sheet.name.as_str()) == similar);
        if let Some(sheet) = sheet {
            self.sheets.push((wanted, sheet));
            self.renamed.push((wanted, &sheet.name));
        }
    }

    /// The name of the sheet that is taken for `wanted`.
    pub(crate) fn renamed(&self, wanted: &str) -> Option<&'w str> {
        let found = self.renamed.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, written)| *written)
    }

    /// The table of a sheet, where there is one that holds something.
    pub(crate) fn table(&self, name: &str, faults: &mut Faults) -> Option<Table<'w>> {
        let found = self.sheets.iter().rev().find(|(known, _)| *known == name);
        found
            .map(|(_, sheet)| Table::of(sheet, name, faults))
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
        let mut candidates = self.names.iter().copied().filter(|candidate| {
            !candidate.starts_with('_') && sheet_names::exact(candidate).is_none()
        });
        let near = farola_model::nearest(name, candidates.clone());
        near.or_else(|| {
            candidates.find(|candidate| sheet_names::in_spanish(candidate) == Some(name))
        })
    }
}
