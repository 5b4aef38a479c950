//! Collects the cells of a file into sheets, and counts them.

use crate::workbook::{Cell, Row, Sheet, Value};

use super::limits::{Limit, Limits};
use super::trouble::Trouble;

/// What all sheets of a file may still hold.
pub(super) struct Budget<'l> {
    pub(super) limits: &'l Limits,
    cells: usize,
    text: usize,
}

impl<'l> Budget<'l> {
    pub(super) fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            cells: limits.cells,
            text: limits.text,
        }
    }
}

/// A sheet that is being read.
pub(super) struct Grid {
    sheet: Sheet,
    ordered: bool,
    /// Rows that the file names, empty ones too.
    named: u32,
}

impl Grid {
    pub(super) fn new(name: &str) -> Self {
        Self {
            sheet: Sheet {
                name: name.to_owned(),
                ..Sheet::default()
            },
            ordered: true,
            named: 0,
        }
    }

    /// The file names one more row, with or without cells.
    ///
    /// A single empty row at the end of the sheet is common and costs nothing; a million of them
    /// do.
    pub(super) fn row(&mut self, budget: &Budget<'_>) -> Result<(), Trouble> {
        self.named = self.named.saturating_add(1);
        if self.named > budget.limits.rows {
            return Err(Trouble::Passed(Limit::Rows));
        }
        Ok(())
    }

    /// Puts a value into a cell; blank texts are no values.
    pub(super) fn put(
        &mut self,
        number: u32,
        column: u32,
        value: Value,
        budget: &mut Budget<'_>,
    ) -> Result<(), Trouble> {
        let size = match &value {
            Value::Text(text) | Value::Moment(text) | Value::Error(text) => {
                if text.trim().is_empty() {
                    return Ok(());
                }
                text.len()
            }
            Value::Number(_) | Value::Truth(_) => 0,
        };
        if number > budget.limits.rows {
            return Err(Trouble::Passed(Limit::Rows));
        }
        if column >= budget.limits.columns {
            return Err(Trouble::Passed(Limit::Columns));
        }
        if size > budget.limits.cell {
            return Err(Trouble::Passed(Limit::Cell));
        }
        let left = budget
            .cells
            .checked_sub(1)
            .zip(budget.text.checked_sub(size));
        (budget.cells, budget.text) = left.ok_or(Trouble::Passed(Limit::Cells))?;
        let rows = &mut self.sheet.rows;
        let last = rows.last().map_or(0, |row| row.number);
        if last != number || rows.is_empty() {
            self.ordered &= last < number;
            rows.push(Row {
                number,
                cells: Vec::new(),
            });
        }
        if let Some(row) = rows.last_mut() {
            self.ordered &= row.cells.last().is_none_or(|cell| cell.column < column);
            row.cells.push(Cell { column, value });
        }
        Ok(())
    }

    /// The sheet, for what stands beside its cells.
    pub(super) fn sheet_mut(&mut self) -> &mut Sheet {
        &mut self.sheet
    }

    /// The sheet, with its rows and cells in order.
    pub(super) fn finish(self) -> Sheet {
        let mut sheet = self.sheet;
        if self.ordered {
            return sheet;
        }
        sheet.rows.sort_by_key(|row| row.number);
        sheet.rows.dedup_by(|later, earlier| {
            let same = later.number == earlier.number;
            if same {
                earlier.cells.append(&mut later.cells);
            }
            same
        });
        for row in &mut sheet.rows {
            row.cells.sort_by_key(|cell| cell.column);
            row.cells.dedup_by_key(|cell| cell.column);
        }
        sheet
    }
}
