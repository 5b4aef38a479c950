//! CSV: one file whose first column names the sheet, as pyxform reads it, or one file for each
//! sheet.

use crate::fault::{Fault, Place};
use crate::workbook::{Sheet, Value, Workbook};

use super::grid::{Budget, Grid};
use super::limits::{Limit, Limits};
use super::names::sheet_place;
use super::trouble::Trouble;

/// Headers that no sheet of a form does without.
const FIRST_HEADERS: [&str; 6] = ["type", "name", "list_name", "list name", "label", "form_id"];

/// Whether a text looks like CSV: one question needs four separators.
pub(super) fn is_table(text: &str) -> bool {
    text.chars()
        .take(5_000)
        .filter(|c| matches!(c, ',' | ';' | '\t'))
        .nth(3)
        .is_some()
}

/// Whether a file holds one sheet alone: its first row is a header.
pub(super) fn is_one_sheet(text: &str) -> bool {
    let first = Records::new(text).next().unwrap_or_default();
    let names = |cell: &&String| FIRST_HEADERS.contains(&cell.trim().to_lowercase().as_str());
    first.first().is_some_and(|cell| !cell.trim().is_empty())
        && first.iter().filter(names).count() > 1
}

/// Reads a file of one sheet.
pub(super) fn sheet(name: &str, text: &str, budget: &mut Budget<'_>) -> Result<Sheet, Fault> {
    let limits = budget.limits;
    let mut grid = Grid::new(name);
    for (row, record) in (1_u32..).zip(Records::new(text)) {
        put(&mut grid, name, row, record, budget)?;
        if row > limits.rows {
            let at = sheet_place(name, row, 0);
            return Err(Trouble::Passed(Limit::Rows).at(at, limits));
        }
    }
    Ok(grid.finish())
}

fn put(
    grid: &mut Grid,
    name: &str,
    row: u32,
    record: Vec<String>,
    budget: &mut Budget<'_>,
) -> Result<(), Fault> {
    let limits = budget.limits;
    for (column, text) in (0_u32..).zip(record) {
        let put = grid.put(row, column, Value::Text(text), budget);
        put.map_err(|trouble| trouble.at(sheet_place(name, row, column), limits))?;
    }
    Ok(())
}

/// Reads a file whose first column names the sheets.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Workbook, Fault> {
    let mut budget = Budget::new(limits);
    let mut open: Vec<(Grid, String, u32)> = Vec::new();
    for mut record in Records::new(text) {
        if record.is_empty() {
            continue;
        }
        let content = record.split_off(1);
        let named = record.pop().unwrap_or_default();
        let named = named.trim();
        if !named.is_empty() && open.iter().all(|(_, name, _)| name != named) {
            if open.len() == limits.sheets {
                return Err(Trouble::Passed(Limit::Sheets).at(Place::default(), limits));
            }
            if named.len() > limits.cell {
                return Err(Trouble::Passed(Limit::Cell).at(Place::default(), limits));
            }
            open.push((Grid::new(named), named.to_owned(), 0));
        }
        // A name that comes again opens its sheet again, at the end of the list.
        if let Some(at) = open.iter().position(|(_, name, _)| name == named) {
            let again = open.remove(at);
            open.push(again);
        }
        let Some((grid, name, row)) = open.last_mut() else {
            continue;
        };
        if content.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        *row = row.saturating_add(1);
        put(grid, name, *row, content, &mut budget)?;
    }
    Ok(Workbook {
        sheets: open.into_iter().map(|(grid, _, _)| grid.finish()).collect(),
    })
}

/// Records of CSV, in the reading of Python's `csv`: a quote counts at the start of a field, two
/// within quotes are one, and a line break within quotes belongs to the field.
struct Records<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    separator: char,
}

impl<'t> Records<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            rest: text.chars().peekable(),
            separator: separator(text),
        }
    }
}

/// Spreadsheets in Spanish write semicolons, because the comma is in their numbers.
fn separator(text: &str) -> char {
    let start = || text.lines().take(5);
    let count = |c: char| start().map(|line| line.matches(c).count()).sum::<usize>();
    let (comma, semicolon, tab) = (count(','), count(';'), count('\t'));
    if semicolon > comma && semicolon >= tab {
        ';'
    } else if tab > comma {
        '\t'
    } else {
        ','
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        self.rest.peek()?;
        let mut record = Vec::new();
        let mut field = String::new();
        let (mut quoted, mut began) = (false, false);
        while let Some(c) = self.rest.next() {
            match c {
                '"' if quoted && self.rest.peek() == Some(&'"') => {
                    self.rest.next();
                    field.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if field.is_empty() && !began => (quoted, began) = (true, true),
                c if quoted => field.push(c),
                '\r' | '\n' => {
                    if c == '\r' {
                        self.rest.next_if_eq(&'\n');
                    }
                    if record.is_empty() && field.is_empty() && !began {
                        return Some(record);
                    }
                    record.push(field);
                    return Some(record);
                }
                c if c == self.separator => {
                    record.push(std::mem::take(&mut field));
                    began = false;
                }
                c => field.push(c),
            }
        }
        record.push(field);
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<Vec<String>> {
        Records::new(text).collect()
    }

    #[test]
    fn records_are_those_of_python() {
        assert_eq!(
            records("a,\"b \"\"c\"\", d\",\r\n\r\n\"x\ny\",z\"z\n"),
            [
                vec!["a".to_owned(), "b \"c\", d".to_owned(), String::new()],
                Vec::new(),
                vec!["x\ny".to_owned(), "z\"z".to_owned()],
            ]
        );
        assert_eq!(records(""), Vec::<Vec<String>>::new());
        assert_eq!(records("a"), [["a"]]);
        assert_eq!(records("\"\""), [[""]]);
    }

    #[test]
    fn the_separator_is_found() {
        assert_eq!(
            records("a;b;c\n1;2,5;3\n"),
            [["a", "b", "c"], ["1", "2,5", "3"]]
        );
        assert_eq!(records("a\tb\n1\t2\n"), [["a", "b"], ["1", "2"]]);
        assert_eq!(records("a,b\nx;y,2\n"), [["a", "b"], ["x;y", "2"]]);
    }

    #[test]
    fn the_first_column_names_the_sheets() {
        let text = "\"survey\",,\n,type,name\n,,\n,text,a\nchoices\n,list_name,name\n";
        let workbook = read(text, &Limits::default()).unwrap();
        assert_eq!(
            workbook.sheets,
            [
                Sheet::of_text("survey", &[&["type", "name"], &["text", "a"]]),
                Sheet::of_text("choices", &[&["list_name", "name"]]),
            ]
        );
    }

    #[test]
    fn a_file_of_one_sheet_is_known_by_its_header() {
        assert!(is_one_sheet("type,name,label\ntext,a,A\n"));
        assert!(is_one_sheet("list_name;name;label\n"));
        assert!(!is_one_sheet("survey,,\n,type,name\n"));
        assert!(!is_one_sheet(",type,name\n"));
    }
}
