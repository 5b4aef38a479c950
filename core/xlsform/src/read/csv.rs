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
    let first = Records::new(text, SOME_HEADERS).next().unwrap_or_default();
    let is_header =
        |(_, cell): &&(u32, String)| FIRST_HEADERS.contains(&cell.trim().to_lowercase().as_str());
    first.first().is_some_and(|(column, _)| *column == 0)
        && first.iter().filter(is_header).count() > 1
}

/// Columns of a first row that are looked at to know a file.
const SOME_HEADERS: u32 = 1_024;

/// Reads a file of one sheet.
pub(super) fn sheet(name: &str, text: &str, budget: &mut Budget<'_>) -> Result<Sheet, Fault> {
    let limits = budget.limits;
    let mut grid = Grid::new(name);
    for (row, record) in (1_u32..).zip(Records::new(text, limits.columns)) {
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
    record: Record,
    budget: &mut Budget<'_>,
) -> Result<(), Fault> {
    let limits = budget.limits;
    for (column, text) in record {
        let put = grid.put(row, column, Value::Text(text), budget);
        put.map_err(|trouble| trouble.at(sheet_place(name, row, column), limits))?;
    }
    Ok(())
}

/// Reads a file whose first column names the sheets.
pub(super) fn read(text: &str, limits: &Limits) -> Result<Workbook, Fault> {
    let mut budget = Budget::new(limits);
    let mut open: Vec<(Grid, String, u32)> = Vec::new();
    let columns = limits.columns.saturating_add(1);
    for mut record in Records::new(text, columns) {
        let is_named = record.first().is_some_and(|(column, _)| *column == 0);
        let content = record.split_off(usize::from(is_named));
        let named = record.pop().map(|(_, name)| name).unwrap_or_default();
        let named = named.trim();
        if is_named && open.iter().all(|(_, name, _)| name != named) {
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
        let Some((grid, name, row)) = open.last_mut().filter(|_| !content.is_empty()) else {
            continue;
        };
        *row = row.saturating_add(1);
        let content = content.into_iter();
        let content = content.map(|(column, text)| (column.saturating_sub(1), text));
        put(grid, name, *row, content.collect(), &mut budget)?;
    }
    Ok(Workbook {
        sheets: open.into_iter().map(|(grid, _, _)| grid.finish()).collect(),
    })
}

/// The fields of a record that hold more than blanks, each with its column from 0.
type Record = Vec<(u32, String)>;

/// Records of CSV, in the reading of Python's `csv`: a quote counts at the start of a field, two
/// within quotes are one, and a line break within quotes belongs to the field.
struct Records<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    separator: char,
    /// Fields from this column on are kept only where none before them is beyond it: the first one
    /// tells that there are too many.
    most: u32,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, most: u32) -> Self {
        Self {
            rest: text.chars().peekable(),
            separator: separator(text),
            most,
        }
    }

    /// Keeps a field, where it holds something.
    fn keep(&self, record: &mut Record, column: u32, field: &mut String) {
        let beyond = record.last().is_some_and(|(last, _)| *last >= self.most);
        if beyond || field.trim().is_empty() {
            field.clear();
        } else {
            record.push((column, std::mem::take(field)));
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
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.rest.peek()?;
        let (mut record, mut column) = (Vec::new(), 0_u32);
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
                    break;
                }
                c if c == self.separator => {
                    self.keep(&mut record, column, &mut field);
                    column = column.saturating_add(1);
                    began = false;
                }
                c => field.push(c),
            }
        }
        self.keep(&mut record, column, &mut field);
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields of each record, those without anything as empty ones.
    fn records(text: &str) -> Vec<Vec<String>> {
        let dense = |record: Record| {
            let mut fields = Vec::new();
            for (column, field) in record {
                fields.resize(usize::try_from(column).unwrap(), String::new());
                fields.push(field);
            }
            fields
        };
        Records::new(text, u32::MAX).map(dense).collect()
    }

    #[test]
    fn records_are_those_of_python() {
        assert_eq!(
            records("a,\"b \"\"c\"\", d\",\r\n\r\n\"x\ny\",z\"z\n"),
            [
                vec!["a".to_owned(), "b \"c\", d".to_owned()],
                Vec::new(),
                vec!["x\ny".to_owned(), "z\"z".to_owned()],
            ]
        );
        assert_eq!(records(""), Vec::<Vec<String>>::new());
        assert_eq!(records("a"), [["a"]]);
        assert_eq!(records("\"\""), [[""; 0]]);
        assert_eq!(records(",,a,\n ,b\n"), [vec!["", "", "a"], vec!["", "b"]]);
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
