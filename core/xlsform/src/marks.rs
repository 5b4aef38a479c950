//! What a spreadsheet shows beside its values: rows and columns that are hidden, cells that are
//! merged, formulas that were never calculated.
//!
//! None of it changes a form. It is told where it is probably not what its author believes.

/// Marks that are kept of one kind; a sheet has a handful.
const KEPT: usize = 1_000;

/// A rectangle of cells: rows from 1, columns from 0, both ends within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// The row and the column at the upper left.
    pub from: (u32, u32),
    /// The row and the column at the lower right.
    pub to: (u32, u32),
}

/// The marks of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    hidden_rows: Vec<(u32, u32)>,
    hidden_columns: Vec<(u32, u32)>,
    merged: Vec<Area>,
    without_value: Vec<(u32, u32)>,
}

impl Marks {
    /// Rows that are hidden, from 1, as runs with both ends within.
    #[must_use]
    pub fn hidden_rows(&self) -> &[(u32, u32)] {
        &self.hidden_rows
    }

    /// Columns that are hidden, from 0, as runs with both ends within.
    #[must_use]
    pub fn hidden_columns(&self) -> &[(u32, u32)] {
        &self.hidden_columns
    }

    /// Areas that show as one cell; only the upper left one holds something.
    #[must_use]
    pub fn merged(&self) -> &[Area] {
        &self.merged
    }

    /// Cells with a formula of which the file holds no result: row from 1, column from 0.
    #[must_use]
    pub fn without_value(&self) -> &[(u32, u32)] {
        &self.without_value
    }

    pub(crate) fn hide_rows(&mut self, from: u32, to: u32) {
        run(&mut self.hidden_rows, from, to);
    }

    pub(crate) fn hide_columns(&mut self, from: u32, to: u32) {
        run(&mut self.hidden_columns, from, to);
    }

    pub(crate) fn merge(&mut self, area: Area) {
        if self.merged.len() < KEPT {
            self.merged.push(area);
        }
    }

    pub(crate) fn no_value(&mut self, row: u32, column: u32) {
        if self.without_value.len() < KEPT {
            self.without_value.push((row, column));
        }
    }
}

/// Adds a run, to the last one where it goes on.
fn run(runs: &mut Vec<(u32, u32)>, from: u32, to: u32) {
    if let Some((_, end)) = runs.last_mut()
        && from == end.saturating_add(1)
    {
        *end = to.max(from);
    } else if runs.len() < KEPT && from <= to {
        runs.push((from, to));
    }
}
