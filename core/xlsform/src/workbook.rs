//! A workbook as the compiler reads it: sheets of rows of cells, each value with its type.
//!
//! Only cells that hold something are here; rows and columns keep the numbers that the person
//! sees beside them.

use std::borrow::Cow;

use crate::marks::Marks;

/// The sheets of a workbook, in their order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Workbook {
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

/// A sheet: its name as written, and its rows from top to bottom.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The name on the tab, as written.
    pub name: String,
    /// Rows that hold something, in rising order of their numbers.
    pub rows: Vec<Row>,
    /// What the spreadsheet shows beside its values.
    pub marks: Marks,
}

/// A row that holds something.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// The number beside the row, from 1.
    ///
    /// In Markdown and CSV it is the number of the row in its table, the header being 1: names
    /// that are generated hold it, and pyxform counts so.
    pub number: u32,
    /// Cells that hold something, in rising order of their columns.
    pub cells: Vec<Cell>,
}

/// A cell that holds something.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The column, from 0 (`A`).
    pub column: u32,
    /// What is in it.
    pub value: Value,
}

/// What a cell holds, as the spreadsheet types it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A number; `1` and `1.0` are the same.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A date, a time or both, which the spreadsheet keeps as a number: as pyxform writes it,
    /// `2026-11-29 00:00:00` or `08:30:00`.
    Moment(String),
    /// The error of a formula, such as `#REF!`.
    Error(String),
}

impl Value {
    /// The text that a form takes from the cell, with the blanks at its ends.
    ///
    /// Numbers without a fraction have no point, and truth is `TRUE` or `FALSE`; both as pyxform
    /// has them.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Moment(text) | Self::Error(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number_text(*number)),
            Self::Truth(true) => Cow::Borrowed("TRUE"),
            Self::Truth(false) => Cow::Borrowed("FALSE"),
        }
    }
}

/// A number as Python prints it: the shortest digits that give it back, with an exponent only for
/// fractions below 0.0001.
fn number_text(number: f64) -> String {
    let small = number != 0.0 && number.abs() < 1e-4;
    if !small {
        return format!("{number}");
    }
    let text = format!("{number:e}");
    match text.split_once("e-") {
        Some((digits, exponent)) => format!("{digits}e-{exponent:0>2}"),
        None => text,
    }
}

impl Sheet {
    /// A sheet of texts: rows from 1, columns from `A`, empty texts left out. For tests and for
    /// callers that have tables in memory.
    #[must_use]
    pub fn of_text(name: &str, rows: &[&[&str]]) -> Self {
        let cells = |texts: &&[&str]| {
            let filled = (0_u32..)
                .zip(texts.iter())
                .filter(|(_, text)| !text.is_empty());
            filled
                .map(|(column, text)| Cell {
                    column,
                    value: Value::Text((*text).to_owned()),
                })
                .collect()
        };
        let rows = (1_u32..).zip(rows).map(|(number, texts)| Row {
            number,
            cells: cells(texts),
        });
        Self {
            name: name.to_owned(),
            rows: rows.filter(|row| !row.cells.is_empty()).collect(),
            marks: Marks::default(),
        }
    }
}

/// The letters of a column: 0 is `A`, 26 is `AA`.
#[must_use]
pub fn letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
        assert_eq!(letters(16_383), "XFD");
        assert_eq!(letters(u32::MAX), "MWLQKWV");
    }

    #[test]
    fn numbers_are_written_as_python_writes_them() {
        for (number, expected) in [
            (1.0, "1"),
            (-3.0, "-3"),
            (0.5, "0.5"),
            (2_026_112_301.0, "2026112301"),
            (0.1 + 0.2, "0.30000000000000004"),
            (0.00001, "1e-05"),
            (1.25e-7, "1.25e-07"),
            (1e22, "10000000000000000000000"),
        ] {
            assert_eq!(Value::Number(number).text(), expected);
        }
    }
}
