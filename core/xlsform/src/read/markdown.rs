//! Markdown tables, as pyxform reads them: the first column names the sheet.
//!
//! ```text
//! | survey |      |        |               |
//! |        | type | name   | label         |
//! |        | text | street | Which street? |
//! ```

use crate::fault::{Fault, Place};
use crate::workbook::{Value, Workbook};

use super::grid::{Budget, Grid};
use super::limits::{Limit, Limits};
use super::names::sheet_place;
use super::trouble::Trouble;

/// A form of one question has ten; below five there is nothing to read.
const FEWEST_PIPES: usize = 5;

/// Whether a text looks like a table.
pub(super) fn is_table(text: &str) -> bool {
    let start = text
        .char_indices()
        .nth(5_000)
        .map_or(text.len(), |(at, _)| at);
    let start = text.get(..start).unwrap_or_default();
    start.matches('|').take(FEWEST_PIPES).count() == FEWEST_PIPES
}

/// Reads the tables of a text.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Workbook, Fault> {
    let mut budget = Budget::new(limits);
    let mut workbook = Workbook::default();
    let mut open: Option<(String, Grid, u32)> = None;
    let most = limits.columns.saturating_add(1);
    for mut cells in text.split('\n').filter_map(|line| cells(line, most)) {
        let is_named = cells.first().is_some_and(|(column, _)| *column == 0);
        let content = cells.split_off(usize::from(is_named));
        if let Some((_, name)) = cells.pop() {
            close(&mut workbook, open.take());
            if workbook.sheets.len() == limits.sheets {
                return Err(Trouble::Passed(Limit::Sheets).at(Place::default(), limits));
            }
            if name.len() > limits.cell {
                return Err(Trouble::Passed(Limit::Cell).at(Place::default(), limits));
            }
            open = Some((name.clone(), Grid::new(&name), 0));
        }
        let Some((name, grid, row)) = &mut open else {
            continue;
        };
        if content.is_empty() {
            continue;
        }
        *row = row.saturating_add(1);
        for (column, text) in content {
            let column = column.saturating_sub(1);
            let put = grid.put(*row, column, Value::Text(text), &mut budget);
            put.map_err(|trouble| trouble.at(sheet_place(name, *row, column), limits))?;
        }
    }
    close(&mut workbook, open);
    Ok(workbook)
}

/// Of two tables of the same name the later one counts, as in pyxform.
fn close(workbook: &mut Workbook, open: Option<(String, Grid, u32)>) {
    let Some((name, grid, _)) = open else { return };
    let sheet = grid.finish();
    match workbook.sheets.iter_mut().find(|known| known.name == name) {
        Some(known) => *known = sheet,
        None => workbook.sheets.push(sheet),
    }
}

/// The cells of a line that hold something, each with its column; nothing for lines that are no
/// rows of a table. Of the columns from `most` on one cell is kept, which tells that there are too
/// many.
fn cells(line: &str, most: u32) -> Option<Vec<(u32, String)>> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let inner = without_comment(line).trim_start().strip_prefix('|')?;
    let (inner, _) = inner.rsplit_once('|')?;
    let is_rule = inner.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    if is_rule && inner.contains("--") {
        return None;
    }
    Some(split(inner, most))
}

/// The line without a comment behind its last bar.
fn without_comment(line: &str) -> &str {
    match line.rsplit_once('#') {
        Some((before, comment)) if !comment.is_empty() && !comment.contains('|') => before,
        _ => line,
    }
}

/// Splits at bars that have no backslash before them.
fn split(inner: &str, most: u32) -> Vec<(u32, String)> {
    let (mut cells, mut column) = (Vec::new(), 0_u32);
    let mut cell = String::new();
    let mut escaped = false;
    for c in inner.chars() {
        if c == '|' && escaped {
            cell.pop();
            cell.push(c);
        } else if c == '|' {
            keep(&mut cells, column, &cell, most);
            cell.clear();
            column = column.saturating_add(1);
        } else {
            cell.push(c);
        }
        escaped = c == '\\';
    }
    keep(&mut cells, column, &cell, most);
    cells
}

fn keep(cells: &mut Vec<(u32, String)>, column: u32, cell: &str, most: u32) {
    let cell = cell.trim();
    let beyond = cells.last().is_some_and(|(last, _)| *last >= most);
    if !cell.is_empty() && !beyond {
        cells.push((column, cell.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workbook::Sheet;

    fn check(text: &str, expected: &[Sheet]) {
        assert_eq!(
            read(text, &Limits::default()).unwrap().sheets,
            expected,
            "{text}"
        );
    }

    #[test]
    fn tables_become_sheets() {
        check(
            "
            | survey  |         |       |
            |---------|---------|-------|
            |         | type    | name  | # the names
            # | a note
            |         |         |       |
            |         | integer | a     |
            | choices | list_name | name | label |
            |         | l         | 1    | a \\| b |
            ",
            &[
                Sheet::of_text("survey", &[&["type", "name"], &["integer", "a"]]),
                Sheet::of_text(
                    "choices",
                    &[&["list_name", "name", "label"], &["l", "1", "a | b"]],
                ),
            ],
        );
    }

    #[test]
    fn the_later_of_two_tables_counts() {
        check(
            "|a|x|\n|b|y|\n|a|z|\n",
            &[
                Sheet::of_text("a", &[&["z"]]),
                Sheet::of_text("b", &[&["y"]]),
            ],
        );
    }

    #[test]
    fn a_hash_within_a_cell_is_no_comment() {
        check(
            "| a | x # y | z |\n",
            &[Sheet::of_text("a", &[&["x # y", "z"]])],
        );
    }
}
