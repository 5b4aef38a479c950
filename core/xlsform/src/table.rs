//! A sheet as a table: a header, and rows whose cells are named by it.

use std::borrow::Cow;

use crate::fault::Place;
use crate::workbook::{Row, Sheet};

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
    /// The table of a sheet: the first row that holds something is the header.
    #[must_use]
    pub fn of(sheet: &'w Sheet) -> Self {
        let mut rows = sheet.rows.iter();
        let header = rows.next();
        let headers = header.map(headers).unwrap_or_default();
        let records = rows
            .map(|row| record(row, &headers))
            .filter(|record| !record.cells.is_empty())
            .collect();
        Self {
            sheet: &sheet.name,
            header_row: header.map_or(1, |row| row.number),
            headers,
            rows: records,
        }
    }

    /// The place of a cell, by its row and its header.
    #[must_use]
    pub fn place(&self, record: &Record<'_>, header: usize) -> Place {
        let head = self.headers.get(header);
        let cell = record.cells.iter().find(|(index, _)| *index == header);
        Place {
            sheet: self.sheet.to_owned(),
            row: Some(record.number),
            column: head.map(|head| head.column),
            header: head.map(|head| head.text.to_string()),
            text: cell.map(|(_, text)| text.to_string()),
        }
    }
}

fn headers(row: &Row) -> Vec<Header<'_>> {
    let cells = row.cells.iter().map(|cell| Header {
        column: cell.column,
        text: single_blanks(trimmed(cell.value.text())),
    });
    cells.filter(|header| !header.text.is_empty()).collect()
}

fn record<'w>(row: &'w Row, headers: &[Header<'_>]) -> Record<'w> {
    let mut cells = Vec::with_capacity(row.cells.len());
    let mut heads = headers.iter().enumerate().peekable();
    for cell in &row.cells {
        while heads
            .next_if(|(_, head)| head.column < cell.column)
            .is_some()
        {}
        let Some((index, _)) = heads.next_if(|(_, head)| head.column == cell.column) else {
            continue;
        };
        let text = trimmed(cell.value.text());
        if !text.is_empty() {
            cells.push((index, text));
        }
    }
    Record {
        number: row.number,
        cells,
    }
}

/// The text without blanks at its ends.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The text with each run of blanks made one.
pub(crate) fn single_blanks(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains("  ") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_go_under_the_header_of_their_column() {
        let sheet = Sheet::of_text(
            "survey",
            &[
                &["type", "", "label::Español  (es)"],
                &["", "lost", "under the third"],
                &[" text ", "lost"],
                &["", "lost"],
            ],
        );
        let table = Table::of(&sheet);
        let texts: Vec<&str> = table.headers.iter().map(|h| h.text.as_ref()).collect();
        assert_eq!(texts, ["type", "label::Español (es)"]);
        let cells: Vec<_> = table.rows.iter().map(|r| (r.number, &r.cells)).collect();
        assert_eq!(
            cells,
            [
                (2, &vec![(1, Cow::Borrowed("under the third"))]),
                (3, &vec![(0, Cow::Borrowed("text"))]),
            ]
        );
        assert_eq!(
            table.place(&table.rows[0], 1).to_string(),
            "survey C2 (label::Español (es))"
        );
    }
}
