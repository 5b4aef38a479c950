//! How much a table may hold before it is refused.
//!
//! A form that people fill is far below all of these; a file that is above is damaged, or made to
//! fill the memory of whoever opens it.

/// The most that is read of one file. [`Limits::default`] suits phones and hubs alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub file: u64,
    /// Bytes of everything in a compressed file once it is inflated.
    pub inflated: u64,
    /// Bytes of one cell. A spreadsheet allows 32,767 characters.
    pub cell: usize,
    /// Sheets of a workbook.
    pub sheets: usize,
    /// The last row that may hold something, and how many rows a sheet may have at all.
    pub rows: u32,
    /// The last column that may hold something.
    pub columns: u32,
    /// Cells that hold something, over all sheets.
    pub cells: usize,
    /// Bytes of all texts of the cells together.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 32 << 20,
            inflated: 160 << 20,
            cell: 128 << 10,
            sheets: 200,
            rows: 300_000,
            columns: 1_024,
            cells: 1_500_000,
            text: 64 << 20,
        }
    }
}

/// Which limit a file passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::file`].
    File,
    /// [`Limits::inflated`].
    Inflated,
    /// [`Limits::cell`].
    Cell,
    /// [`Limits::sheets`].
    Sheets,
    /// [`Limits::rows`].
    Rows,
    /// [`Limits::columns`].
    Columns,
    /// [`Limits::cells`] or [`Limits::text`].
    Cells,
}
