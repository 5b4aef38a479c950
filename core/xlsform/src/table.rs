//! A sheet as a table: a header, and rows whose cells are named by it.
//!
//! Everything that people leave in a spreadsheet is dealt with here, so that what comes after sees
//! clean texts: blanks that are not blanks, signs that nobody sees, numbers that were shortened,
//! errors of formulas, a title above the table.

mod clean;
mod marks;

use std::borrow::Cow;

use crate::fault::rules::cells;
use crate::fault::{Fault, Faults, Place};
use crate::workbook::{Cell, Row, Sheet, Value};

pub(crate) use clean::single_blanks;
use clean::{cleaned, whole_number};

/// Empty columns after which pyxform reads no further header.
const MOST_EMPTY_COLUMNS: u32 = 20;
/// Empty rows after which pyxform reads no further row.
const MOST_EMPTY_ROWS: u32 = 60;
/// Rows with something above a header: a title, a logo's name, a date, instructions.
const MOST_ABOVE: usize = 20;

/// Cells with something wrong that are kept of a table.
const MOST_BROKEN: usize = 1_000;

/// A sheet with its header taken off.
#[derive(Debug, Clone)]
pub struct Table<'w> {
    /// The sheet's name as written.
    pub sheet: &'w str,
    /// The number of the header's row.
    pub header_row: u32,
    /// The headers, from left to right; columns without one are not here.
    pub headers: Vec<Header<'w>>,
    /// The rows below the header that hold something under one.
    pub rows: Vec<Record<'w>>,
    /// What is wrong with cells, each with the index of its header: it matters only in a column
    /// that something reads.
    pub(crate) broken: Vec<(usize, Fault)>,
}

/// A header as written, trimmed, with runs of blanks made one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header<'w> {
    /// The column, from 0.
    pub column: u32,
    /// Its text.
    pub text: Cow<'w, str>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'w> {
    /// The row's number as the person sees it.
    pub number: u32,
    /// Its texts, trimmed and never empty, each with the index of its header.
    pub cells: Vec<(usize, Cow<'w, str>)>,
}

impl<'w> Table<'w> {
    /// The table of a sheet that means `name`, such as `survey`.
    ///
    /// The first row that holds something is the header, or a later one where that has none of the
    /// sheet's own headers and the later one does.
    #[must_use]
    pub fn of(sheet: &'w Sheet, name: &str, faults: &mut Faults) -> Self {
        let at = header_at(sheet, name);
        let mut rows = sheet.rows.iter().skip(at);
        let header = rows.next();
        let mut table = Self {
            sheet: &sheet.name,
            header_row: header.map_or(1, |row| row.number),
            headers: Vec::new(),
            rows: Vec::new(),
            broken: Vec::new(),
        };
        if let Some(header) = header {
            table.read_header(header, faults);
            if at > 0 {
                let place = table.row_place(header.number);
                faults.push(Fault::new(&cells::HEADER_LATER, place));
            }
        }
        table.read_rows(rows, faults);
        table
            .broken
            .extend(marks::without_value(&table, &sheet.marks));
        marks::check(&table, &sheet.marks, faults);
        table
    }

    /// The place of a cell, by its row and its header.
    #[must_use]
    pub fn place(&self, record: &Record<'_>, header: usize) -> Place {
        let cell = record.cells.iter().find(|(index, _)| *index == header);
        Place {
            row: Some(record.number),
            text: cell.map(|(_, text)| text.to_string()),
            ..self.header_place(header)
        }
    }

    /// The place of a header.
    fn header_place(&self, header: usize) -> Place {
        let head = self.headers.get(header);
        Place {
            row: Some(self.header_row),
            column: head.map(|head| head.column),
            header: head.map(|head| head.text.to_string()),
            ..Place::sheet(self.sheet)
        }
    }

    fn row_place(&self, row: u32) -> Place {
        Place {
            row: Some(row),
            ..Place::sheet(self.sheet)
        }
    }

    fn read_header(&mut self, row: &'w Row, faults: &mut Faults) {
        let mut next = 0;
        for cell in &row.cells {
            let text = single_blanks(cleaned(cell.value.text(), true));
            if text.is_empty() {
                continue;
            }
            let after_gap = cell.column.saturating_sub(next) > MOST_EMPTY_COLUMNS;
            self.headers.push(Header {
                column: cell.column,
                text,
            });
            let place = self.header_place(self.headers.len() - 1);
            if after_gap {
                let fault = Fault::new(&cells::COLUMNS_AFTER_GAP, place);
                faults.push(fault.with("limit", MOST_EMPTY_COLUMNS.to_string()));
                self.headers.pop();
                return;
            }
            if matches!(cell.value, Value::Error(_)) {
                faults.push(error_at(place, &cell.value));
            }
            next = cell.column.saturating_add(1);
        }
    }

    fn read_rows(&mut self, rows: impl Iterator<Item = &'w Row>, faults: &mut Faults) {
        let mut last = self.header_row;
        for row in rows {
            let mut broken = std::mem::take(&mut self.broken);
            let record = self.record(row, &mut broken, faults);
            self.broken = broken;
            if record.cells.is_empty() {
                continue;
            }
            if record.number.saturating_sub(last) > MOST_EMPTY_ROWS + 1 {
                let fault = Fault::new(&cells::ROWS_AFTER_GAP, self.row_place(record.number));
                faults.push(fault.with("limit", MOST_EMPTY_ROWS.to_string()));
                return;
            }
            last = record.number;
            self.rows.push(record);
        }
    }

    fn record(
        &self,
        row: &'w Row,
        broken: &mut Vec<(usize, Fault)>,
        faults: &mut Faults,
    ) -> Record<'w> {
        let mut record = Record {
            number: row.number,
            cells: Vec::with_capacity(row.cells.len()),
        };
        let mut heads = self.headers.iter().enumerate().peekable();
        for cell in &row.cells {
            let left = |(_, head): &(usize, &Header<'_>)| head.column < cell.column;
            while heads.next_if(left).is_some() {}
            let Some((index, head)) = heads.next_if(|(_, head)| head.column == cell.column) else {
                continue;
            };
            if matches!(cell.value, Value::Error(_)) && broken.len() < MOST_BROKEN {
                let place = Place {
                    row: Some(row.number),
                    ..self.header_place(index)
                };
                broken.push((index, error_at(place, &cell.value)));
            }
            let text = self.text(cell, row.number, (index, head), faults);
            if !text.is_empty() {
                record.cells.push((index, text));
            }
        }
        record
    }

    fn text(
        &self,
        cell: &'w Cell,
        row: u32,
        (index, head): (usize, &Header<'_>),
        faults: &mut Faults,
    ) -> Cow<'w, str> {
        let text = cleaned(cell.value.text(), !clean::is_prose(&head.text));
        let place = || Place {
            row: Some(row),
            text: Some(text.to_string()),
            ..self.header_place(index)
        };
        if let Some(number) = whole_number(&head.text, &text) {
            let fault = Fault::new(&cells::SHORTENED, place());
            faults.push(fault.with("number", &number));
            return Cow::Owned(number);
        }
        text
    }
}

fn error_at(place: Place, value: &Value) -> Fault {
    let text = Some(value.text().into_owned());
    Fault::new(&cells::ERROR, Place { text, ..place })
}

/// The index of the header among the rows that hold something.
fn header_at(sheet: &Sheet, name: &str) -> usize {
    let mut rows = sheet.rows.iter().take(MOST_ABOVE);
    rows.position(|row| is_header(row, name))
        .unwrap_or_default()
}

/// Whether a row has the headers that a sheet does not do without.
fn is_header(row: &Row, name: &str) -> bool {
    let texts: Vec<String> = row
        .cells
        .iter()
        .map(|cell| {
            cleaned(cell.value.text(), true)
                .to_lowercase()
                .replace(' ', "_")
        })
        .collect();
    let has = |wanted: &[&str]| texts.iter().any(|text| wanted.contains(&text.as_str()));
    match name {
        "survey" => has(&["type", "command"]),
        "settings" => has(&[
            "form_id",
            "form_title",
            "id_string",
            "set_form_id",
            "set_form_title",
            "title",
            "version",
            "default_language",
            "style",
            "instance_name",
        ]),
        "entities" => has(&["list_name", "dataset"]),
        _ => has(&["list_name"]) && has(&["name", "value"]),
    }
}

#[cfg(test)]
mod tests;
