//! Workbooks as text: Markdown tables and CSV, as [`crate::read`] reads them.

use crate::fault::rules::back as rules;
use crate::fault::{Fault, Place};
use crate::workbook::{Sheet, Workbook};

/// The sheets as tables of Markdown, the columns below each other.
///
/// # Errors
/// A fault at the first cell whose text has several lines: a line of a table is a row.
pub fn markdown(workbook: &Workbook) -> Result<String, Fault> {
    let mut out = String::new();
    for sheet in &workbook.sheets {
        let name = escaped(&sheet.name);
        let rows = dense(sheet);
        if let Some(place) = broken(sheet, &rows) {
            return Err(Fault::new(&rules::SEVERAL_LINES, place));
        }
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|text| escaped(text)).collect())
            .collect();
        let wide = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let longest = cells.map(|text| text.chars().count()).max();
            longest.unwrap_or_default().min(WIDEST)
        };
        let widths: Vec<usize> = (0..columns(sheet)).map(wide).collect();
        let first = name.chars().count();
        let blank = vec![String::new(); widths.len()];
        line(&mut out, &name, first, &blank, &widths);
        for row in &rows {
            line(&mut out, "", first, row, &widths);
        }
    }
    Ok(out)
}

/// Characters up to which the cells of a column are made equally wide.
const WIDEST: usize = 40;

/// A sheet as CSV, one line a row.
#[must_use]
pub fn csv(sheet: &Sheet) -> String {
    let mut out = String::new();
    for row in dense(sheet) {
        record(&mut out, row.into_iter());
    }
    out
}

/// All sheets as one CSV: the first column names the sheet.
#[must_use]
pub fn csv_of_all(workbook: &Workbook) -> String {
    let mut out = String::new();
    for sheet in &workbook.sheets {
        record(&mut out, std::iter::once(sheet.name.clone()));
        for row in dense(sheet) {
            record(&mut out, std::iter::once(String::new()).chain(row));
        }
    }
    out
}

fn columns(sheet: &Sheet) -> usize {
    let cells = sheet.rows.iter().flat_map(|row| &row.cells);
    let last = cells.map(|cell| cell.column).max();
    let count = last.map_or(0, |last| last.saturating_add(1));
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// The texts of each row, empty ones where a cell holds nothing.
fn dense(sheet: &Sheet) -> Vec<Vec<String>> {
    let width = columns(sheet);
    let rows = sheet.rows.iter().map(|row| {
        let mut texts = vec![String::new(); width];
        for cell in &row.cells {
            let slot = usize::try_from(cell.column).ok();
            if let Some(slot) = slot.and_then(|column| texts.get_mut(column)) {
                *slot = cell.value.text().into_owned();
            }
        }
        texts
    });
    rows.collect()
}

/// The place of a text that has several lines.
fn broken(sheet: &Sheet, rows: &[Vec<String>]) -> Option<Place> {
    let numbered = sheet.rows.iter().zip(rows);
    let mut places = numbered.flat_map(|(row, texts)| {
        let texts = (0_u32..)
            .zip(texts)
            .filter(|(_, text)| text.contains(['\n', '\r']));
        texts.map(|(column, text)| Place {
            row: Some(row.number),
            column: Some(column),
            text: Some(text.clone()),
            ..Place::sheet(&sheet.name)
        })
    });
    places.next()
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}

fn line(out: &mut String, name: &str, wide: usize, texts: &[String], widths: &[usize]) {
    let mut cell = |text: &str, wide: usize| {
        out.push_str("| ");
        out.push_str(text);
        let blanks = wide.saturating_sub(text.chars().count()) + 1;
        out.extend(std::iter::repeat_n(' ', blanks));
    };
    cell(name, wide);
    for (text, wide) in texts.iter().zip(widths) {
        cell(text, *wide);
    }
    out.push_str("|\n");
}

fn record(out: &mut String, texts: impl Iterator<Item = String>) {
    for (index, text) in texts.enumerate() {
        if index > 0 {
            out.push(',');
        }
        match text.contains(['"', ',', ';', '\t', '\n', '\r', ' ']) {
            true => {
                out.push('"');
                out.push_str(&text.replace('"', "\"\""));
                out.push('"');
            }
            false => out.push_str(&text),
        }
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{self, Limits};

    fn example(label: &str) -> Workbook {
        Workbook {
            sheets: vec![
                Sheet::of_text(
                    "survey",
                    &[
                        &["type", "name", "label", "hint"],
                        &["text", "a", label],
                        &["note", "b", "", "h"],
                    ],
                ),
                Sheet::of_text("choices", &[&["list_name", "name"], &["l", "x"]]),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for label in [
            "A",
            "a | b",
            "a \\| b",
            "back\\",
            "# no comment",
            "x # y",
            "--",
            "\"quoted\"",
            "a,b;c",
            "ñandú",
            "tab\there",
        ] {
            let book = example(label);
            let table = markdown(&book).unwrap();
            let read_again = |name: &str, text: &str| {
                let read = read::file(name, text.as_bytes(), &Limits::default());
                read.unwrap().workbook
            };
            assert_eq!(read_again("form.md", &table), book, "{table}");
            let all = csv_of_all(&book);
            assert_eq!(read_again("form.csv", &all), book, "{all}");
            let files: Vec<(String, String)> = book
                .sheets
                .iter()
                .map(|sheet| (format!("{}.csv", sheet.name), csv(sheet)))
                .collect();
            let files: Vec<(&str, &[u8])> = files
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_bytes()))
                .collect();
            let folder = read::folder(&files, &Limits::default()).unwrap();
            assert_eq!(folder.workbook, book, "{files:?}");
        }
    }

    #[test]
    fn a_text_of_several_lines_is_no_row_of_a_table() {
        let book = example("one\ntwo");
        let fault = markdown(&book).unwrap_err();
        assert_eq!(fault.code(), "xlsform.back_several_lines");
        assert_eq!(fault.place.to_string(), "survey C2");
        let all = csv_of_all(&book);
        let read = read::file("form.csv", all.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(read.workbook, book);
    }
}
