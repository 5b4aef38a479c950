//! Workbooks of Excel 97 to 2003: xls.
//!
//! Such a file is a container of streams ([`container`]), of which one is a row of records: those
//! of the workbook first, then those of each sheet (BIFF8, [MS-XLS]). Of some 200 kinds of record
//! this reads the twenty that hold values, dates, and what is hidden or merged.
//!
//! Workbooks before Excel 97 (BIFF5) are refused: their texts are in the encoding of a machine
//! that is not named.

mod container;
mod records;
mod strings;

use crate::fault::{Fault, Place};
use crate::marks::Area;
use crate::workbook::{Value, Workbook};

use super::dates::moment;
use super::grid::{Budget, Grid};
use super::limits::{Limit, Limits};
use super::names::{is_read, sheet_place};
use super::trouble::Trouble;
use records::{Record, Records, f64_at, u8_at, u16_at, u32_at};

const BIFF8: u16 = 0x0600;

/// Kinds of records.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const EOF: u16 = 0x000A;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002F;
    pub(super) const CONTINUE: u16 = 0x003C;
    pub(super) const COLUMN_INFO: u16 = 0x007D;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MULTIPLE_RK: u16 = 0x00BD;
    pub(super) const XF: u16 = 0x00E0;
    pub(super) const MERGED_CELLS: u16 = 0x00E5;
    pub(super) const SHARED_STRINGS: u16 = 0x00FC;
    pub(super) const LABEL_SHARED: u16 = 0x00FD;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const TRUTH_OR_ERROR: u16 = 0x0205;
    pub(super) const STRING: u16 = 0x0207;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const RK: u16 = 0x027E;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const BOF: u16 = 0x0809;
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Workbook, Fault> {
    let whole = |trouble: Trouble| trouble.at(Place::default(), limits);
    let stream = container::workbook_stream(bytes).map_err(whole)?;
    let globals = Globals::read(&stream, limits).map_err(whole)?;
    let alone = globals.tabs.len() == 1;
    let mut budget = Budget::new(limits);
    let mut workbook = Workbook::default();
    for tab in &globals.tabs {
        let mut reader = SheetReader {
            globals: &globals,
            grid: Grid::new(&tab.name),
            at: (0, 0),
            formula: None,
        };
        if tab.has_cells && (alone || is_read(&tab.name)) {
            let read = reader.read(&stream, tab.position, &mut budget);
            let at = sheet_place(&tab.name, reader.at.0, reader.at.1);
            read.map_err(|trouble| trouble.at(at, limits))?;
        }
        workbook.sheets.push(reader.grid.finish());
    }
    Ok(workbook)
}

/// A sheet in the list of sheets.
struct Tab {
    name: String,
    position: usize,
    has_cells: bool,
}

/// What the records before the sheets say.
#[derive(Default)]
struct Globals {
    tabs: Vec<Tab>,
    strings: Vec<String>,
    /// The format of each cell style.
    styles: Vec<u16>,
    /// Formats that show a date, with those that the workbook makes itself.
    formats: Vec<(u16, bool)>,
    from_1904: bool,
}

impl Globals {
    fn read(stream: &[u8], limits: &Limits) -> Result<Self, Trouble> {
        let mut globals = Self::default();
        let mut records = Records::from(stream, 0);
        let first = records.next()?.ok_or(Trouble::Damaged)?;
        if first.kind != kind::BOF || u16_at(first.data, 0)? != BIFF8 {
            return Err(Trouble::Unsupported);
        }
        while let Some(record) = records.next()? {
            match record.kind {
                kind::EOF => break,
                kind::FILE_PASS => return Err(Trouble::Encrypted),
                kind::DATE_MODE => globals.from_1904 = u16_at(record.data, 0)? == 1,
                kind::FORMAT => {
                    let code = strings::long(record.data.get(2..).unwrap_or_default())?;
                    let is_moment = super::dates::shows_moment(&code);
                    globals.formats.push((u16_at(record.data, 0)?, is_moment));
                }
                kind::XF => globals.styles.push(u16_at(record.data, 2)?),
                kind::BOUND_SHEET => {
                    globals.tabs.push(tab(&record)?);
                    if globals.tabs.len() > limits.sheets {
                        return Err(Trouble::Passed(Limit::Sheets));
                    }
                }
                kind::SHARED_STRINGS => {
                    let parts = records.with_continued(record.data);
                    globals.strings = strings::shared(&parts, limits)?;
                }
                _ => {}
            }
        }
        Ok(globals)
    }

    fn is_moment(&self, style: u16) -> bool {
        let Some(format) = self.styles.get(usize::from(style)) else {
            return false;
        };
        let own = self.formats.iter().find(|(id, _)| id == format);
        // Formats that every Excel has; the workbook says nothing of them.
        own.map_or(matches!(format, 14..=22 | 45..=47), |(_, moment)| *moment)
    }

    fn number(&self, number: f64, style: u16) -> Value {
        let moment = self
            .is_moment(style)
            .then(|| moment(number, self.from_1904))
            .flatten();
        moment.map_or(Value::Number(number), Value::Moment)
    }
}

fn tab(record: &Record<'_>) -> Result<Tab, Trouble> {
    Ok(Tab {
        position: u32_at(record.data, 0)? as usize,
        has_cells: u8_at(record.data, 5)? == 0,
        name: strings::short(record.data.get(6..).unwrap_or_default())?,
    })
}

struct SheetReader<'g> {
    globals: &'g Globals,
    grid: Grid,
    /// The cell that is being read, as [`Grid::put`] wants it.
    at: (u32, u32),
    /// A formula whose text comes in the next record.
    formula: Option<(u32, u32)>,
}

impl SheetReader<'_> {
    fn read(
        &mut self,
        stream: &[u8],
        position: usize,
        budget: &mut Budget<'_>,
    ) -> Result<(), Trouble> {
        let mut records = Records::from(stream, position);
        // Charts within a sheet are sheets of their own.
        let mut depth = 0_u32;
        while let Some(record) = records.next()? {
            match record.kind {
                kind::BOF => depth += 1,
                kind::EOF => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Ok(());
                    }
                }
                _ if depth == 1 => self.record(&record, budget)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn record(&mut self, record: &Record<'_>, budget: &mut Budget<'_>) -> Result<(), Trouble> {
        let data = record.data;
        match record.kind {
            kind::ROW => {
                if u16_at(data, 12)? & 0x20 != 0 {
                    let row = u32::from(u16_at(data, 0)?) + 1;
                    self.grid.sheet_mut().marks.hide_rows(row, row);
                }
                Ok(())
            }
            kind::COLUMN_INFO => {
                if u16_at(data, 8)? & 1 != 0 {
                    let (from, to) = (u16_at(data, 0)?, u16_at(data, 2)?);
                    self.grid
                        .sheet_mut()
                        .marks
                        .hide_columns(from.into(), to.into());
                }
                Ok(())
            }
            kind::MERGED_CELLS => self.merged(data),
            kind::STRING => match self.formula.take() {
                Some(at) => {
                    let text = strings::long(data)?;
                    self.grid.put(at.0, at.1, Value::Text(text), budget)
                }
                None => Ok(()),
            },
            _ => self.cell(record, budget),
        }
    }

    fn merged(&mut self, data: &[u8]) -> Result<(), Trouble> {
        for index in 0..usize::from(u16_at(data, 0)?) {
            let at = 2 + index * 8;
            let end = |offset| u16_at(data, at + offset).map(u32::from);
            self.grid.sheet_mut().marks.merge(Area {
                from: (end(0)? + 1, end(4)?),
                to: (end(2)? + 1, end(6)?),
            });
        }
        Ok(())
    }

    fn cell(&mut self, record: &Record<'_>, budget: &mut Budget<'_>) -> Result<(), Trouble> {
        let data = record.data;
        let known = [
            kind::LABEL_SHARED,
            kind::LABEL,
            kind::NUMBER,
            kind::RK,
            kind::MULTIPLE_RK,
            kind::TRUTH_OR_ERROR,
            kind::FORMULA,
        ];
        if !known.contains(&record.kind) {
            return Ok(());
        }
        self.at = (u32::from(u16_at(data, 0)?) + 1, u32::from(u16_at(data, 2)?));
        let style = u16_at(data, 4)?;
        let value = match record.kind {
            kind::LABEL_SHARED => {
                let index = u32_at(data, 6)? as usize;
                let text = self.globals.strings.get(index).ok_or(Trouble::Damaged)?;
                Value::Text(text.clone())
            }
            kind::LABEL => Value::Text(strings::long(data.get(6..).unwrap_or_default())?),
            kind::NUMBER => self.globals.number(f64_at(data, 6)?, style),
            kind::RK => self.globals.number(rk(u32_at(data, 6)?), style),
            kind::MULTIPLE_RK => return self.several(data, budget),
            kind::TRUTH_OR_ERROR => truth_or_error(u8_at(data, 6)?, u8_at(data, 7)? == 1),
            _ => match self.result(data)? {
                Some(value) => value,
                None => return Ok(()),
            },
        };
        self.grid.put(self.at.0, self.at.1, value, budget)
    }

    /// The result of a formula; none where it is empty, or where its text comes next.
    fn result(&mut self, data: &[u8]) -> Result<Option<Value>, Trouble> {
        // A number that ends so would be none (NaN): the bytes say something else then.
        if u16_at(data, 12)? != 0xFFFF {
            let number = f64_at(data, 6)?;
            return Ok(Some(self.globals.number(number, u16_at(data, 4)?)));
        }
        Ok(match u8_at(data, 6)? {
            0 => {
                self.formula = Some(self.at);
                None
            }
            1 => Some(truth_or_error(u8_at(data, 8)?, false)),
            2 => Some(truth_or_error(u8_at(data, 8)?, true)),
            _ => None,
        })
    }

    /// Numbers side by side in one record.
    fn several(&mut self, data: &[u8], budget: &mut Budget<'_>) -> Result<(), Trouble> {
        // Row and first column stand before them, the last column behind.
        let numbers = data.len().saturating_sub(6) / 6;
        for index in 0..numbers {
            let at = 4 + index * 6;
            let value = self
                .globals
                .number(rk(u32_at(data, at + 2)?), u16_at(data, at)?);
            self.grid.put(self.at.0, self.at.1, value, budget)?;
            self.at.1 += 1;
        }
        Ok(())
    }
}

/// A number in 30 bits: the upper ones of a float, or a whole number; perhaps times a hundred.
fn rk(bits: u32) -> f64 {
    let number = if bits & 2 == 0 {
        f64::from_bits(u64::from(bits & !3) << 32)
    } else {
        f64::from(bits.cast_signed() >> 2)
    };
    if bits & 1 == 0 {
        number
    } else {
        number / 100.0
    }
}

fn truth_or_error(code: u8, is_error: bool) -> Value {
    if !is_error {
        return Value::Truth(code != 0);
    }
    let text = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        _ => "#N/A",
    };
    Value::Error(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_numbers_are_unpacked() {
        for (bits, expected) in [
            (0x3FF0_0000, 1.0),
            (0x3FF0_0001, 0.01),
            (0x0000_0006, 1.0),
            (0xFFFF_FFFE, -1.0),
            (0x004C_4B43, 12_500.0),
        ] {
            assert!((rk(bits) - expected).abs() < 1e-9, "{bits:x}: {}", rk(bits));
        }
    }
}
