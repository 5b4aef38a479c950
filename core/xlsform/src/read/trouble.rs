//! What can keep a file from being read as a table at all.

use crate::fault::rules::files;
use crate::fault::{Fault, Place, Rule};

use super::limits::{Limit, Limits};

/// A file, or a part of it, that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The content is no spreadsheet, CSV or Markdown table.
    Kind,
    /// This build reads no files of this kind.
    Unsupported,
    /// The container or the XML in it is damaged.
    Damaged,
    /// The file is protected by a password.
    Encrypted,
    /// A text file is in no encoding that is known.
    Encoding,
    /// A limit is passed.
    Passed(Limit),
}

impl Trouble {
    fn rule(self) -> &'static Rule {
        match self {
            Self::Kind => &files::KIND,
            Self::Unsupported => &files::UNSUPPORTED,
            Self::Damaged => &files::DAMAGED,
            Self::Encrypted => &files::ENCRYPTED,
            Self::Encoding => &files::ENCODING,
            Self::Passed(Limit::File) => &files::FILE_SIZE,
            Self::Passed(Limit::Inflated) => &files::INFLATED,
            Self::Passed(Limit::Cell) => &files::CELL_SIZE,
            Self::Passed(Limit::Sheets) => &files::SHEETS,
            Self::Passed(Limit::Rows) => &files::ROWS,
            Self::Passed(Limit::Columns) => &files::COLUMNS,
            Self::Passed(Limit::Cells) => &files::CELLS,
        }
    }

    /// The fault at a place, with the limit where one is passed.
    pub(super) fn at(self, place: Place, limits: &Limits) -> Fault {
        let fault = Fault::new(self.rule(), place);
        let Self::Passed(limit) = self else {
            return fault;
        };
        let most = match limit {
            Limit::File => format!("{} MB", limits.file >> 20),
            Limit::Inflated => format!("{} MB", limits.inflated >> 20),
            Limit::Cell => format!("{} KB", limits.cell >> 10),
            Limit::Sheets => limits.sheets.to_string(),
            Limit::Rows => limits.rows.to_string(),
            Limit::Columns => crate::workbook::letters(limits.columns.saturating_sub(1)),
            Limit::Cells => limits.cells.to_string(),
        };
        fault.with("limit", most)
    }
}
