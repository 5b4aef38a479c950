//! Tells what a spreadsheet shows beside the cells of a table, where it is part of the form.

use crate::fault::rules::cells;
use crate::fault::{Fault, Faults, Place};
use crate::marks::{Area, Marks};
use crate::workbook::letters;

use super::Table;

/// Formulas without a value below a header, each with the index of the header.
pub(super) fn without_value(table: &Table<'_>, marks: &Marks) -> Vec<(usize, Fault)> {
    let all = marks.without_value().iter();
    let found = all.filter_map(|(row, column)| {
        let header = header_of(table, *column).filter(|_| *row >= table.header_row)?;
        let row = Some(*row);
        let place = Place {
            row,
            ..table.header_place(header)
        };
        Some((header, Fault::new(&cells::NO_VALUE, place)))
    });
    found.collect()
}

/// Tells hidden rows and columns, and merged cells.
pub(super) fn check(table: &Table<'_>, marks: &Marks, faults: &mut Faults) {
    for area in marks.merged() {
        merged(table, *area, faults);
    }
    for (from, to) in marks.hidden_rows() {
        let mut hidden = table
            .rows
            .iter()
            .filter(|r| (*from..=*to).contains(&r.number));
        if let Some(first) = hidden.next() {
            let last = hidden.next_back().unwrap_or(first).number;
            let fault = Fault::new(&cells::HIDDEN_ROWS, table.row_place(first.number));
            let fault = fault.with("from", first.number.to_string());
            faults.push(fault.with("to", last.to_string()));
        }
    }
    for (index, header) in table.headers.iter().enumerate() {
        let mut runs = marks.hidden_columns().iter();
        if runs.any(|(from, to)| (*from..=*to).contains(&header.column)) {
            faults.push(Fault::new(
                &cells::HIDDEN_COLUMNS,
                table.header_place(index),
            ));
        }
    }
}

fn header_of(table: &Table<'_>, column: u32) -> Option<usize> {
    table
        .headers
        .iter()
        .position(|header| header.column == column)
}

/// Merged cells matter where the table has something to lose: a row below, or a second column.
fn merged(table: &Table<'_>, area: Area, faults: &mut Faults) {
    let columns = area.from.1..=area.to.1;
    let is_within = |column: u32| columns.contains(&column);
    let under = table
        .headers
        .iter()
        .filter(|header| is_within(header.column))
        .count();
    let first = area.from.0.max(table.header_row);
    let mut rows = table.rows.iter();
    let has_rows = rows.any(|record| (first..=area.to.0).contains(&record.number));
    let in_header = area.from.0 <= table.header_row && area.to.0 >= table.header_row;
    let loses_row = area.to.0 > first && under > 0 && has_rows;
    let loses_column = under > 1 && has_rows && area.to.0 >= first;
    let loses_header = in_header && area.to.1 > area.from.1 && under > 0;
    if !(loses_row || loses_column || loses_header) {
        return;
    }
    let cell = |(row, column): (u32, u32)| format!("{}{row}", letters(column));
    let place = Place {
        column: Some(area.from.1),
        ..table.row_place(area.from.0)
    };
    let named = format!("{}:{}", cell(area.from), cell(area.to));
    faults.push(Fault::new(&cells::MERGED, place).with("area", named));
}
