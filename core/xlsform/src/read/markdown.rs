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
    for cells in text.split('\n').filter_map(cells) {
        let mut cells = cells.into_iter();
        let named = cells.next().flatten();
        if let Some(name) = named {
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
        let mut filled = (0_u32..)
            .zip(cells)
            .filter_map(|(c, text)| Some((c, text?)))
            .peekable();
        if filled.peek().is_none() {
            continue;
        }
        *row = row.saturating_add(1);
        for (column, text) in filled {
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

/// The cells of a line, none for an empty one; nothing for lines that are no rows of a table.
fn cells(line: &str) -> Option<Vec<Option<String>>> {
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
    Some(split(inner))
}

/// The line without a comment behind its last bar.
fn without_comment(line: &str) -> &str {
    match line.rsplit_once('#') {
        Some((before, comment)) if !comment.is_empty() && !comment.contains('|') => before,
        _ => line,
    }
}

/// Splits at bars that have no backslash before them.
fn split(inner: &str) -> Vec<Option<String>> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut escaped = false;
    for c in inner.chars() {
        if c == '|' && escaped {
            cell.pop();
            cell.push(c);
        } else if c == '|' {
            cells.push(filled(&cell));
            cell.clear();
        } else {
            cell.push(c);
        }
        escaped = c == '\\';
    }
    cells.push(filled(&cell));
    cells
}

fn filled(cell: &str) -> Option<String> {
    let cell = cell.trim();
    (!cell.is_empty()).then(|| cell.to_owned())
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
