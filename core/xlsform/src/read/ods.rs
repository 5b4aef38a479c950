//! Workbooks of LibreOffice and everything else that writes OpenDocument: ods.
//!
//! A row or a cell says how often it is repeated, so that a few bytes can stand for a million
//! cells: empty ones cost nothing here, and what holds something is counted each time.

use quick_xml::events::{BytesStart, Event};

use crate::fault::{Fault, Place};
use crate::marks::Area;
use crate::workbook::{Value, Workbook};

use super::grid::{Budget, Grid};
use super::limits::{Limit, Limits};
use super::names::{is_read, sheet_place};
use super::trouble::Trouble;
use super::xml::{Pull, attribute, push_text};
use super::zip::Archive;

/// The entry that holds all sheets.
const CONTENT: &str = "content.xml";

/// Reads a workbook.
pub(super) fn read(archive: &Archive<'_>, limits: &Limits) -> Result<Workbook, Fault> {
    let whole = |trouble: Trouble| trouble.at(Place::default(), limits);
    let alone = tables(archive).map_err(whole)? == 1;
    let mut pull = pull(archive).map_err(whole)?;
    let mut budget = Budget::new(limits);
    let mut workbook = Workbook::default();
    loop {
        let name = match pull.next().map_err(whole)? {
            Event::Start(e) if e.local_name().as_ref() == "table" => {
                name_of(&e, limits).map_err(whole)?
            }
            Event::Eof => return Ok(workbook),
            _ => continue,
        };
        if workbook.sheets.len() == limits.sheets {
            return Err(whole(Trouble::Passed(Limit::Sheets)));
        }
        let mut reader = TableReader {
            grid: Grid::new(&name),
            wanted: alone || is_read(&name),
            row: 1,
            column: 0,
            columns: 0,
        };
        let read = reader.read(&mut pull, &mut budget);
        let at = sheet_place(&name, reader.row, reader.column);
        read.map_err(|trouble| trouble.at(at, limits))?;
        workbook.sheets.push(reader.grid.finish());
    }
}

fn pull<'a>(archive: &Archive<'a>) -> Result<Pull<'a>, Trouble> {
    Ok(Pull::new(archive.part(CONTENT)?.ok_or(Trouble::Kind)?))
}

/// How many tables there are, two standing for more.
fn tables(archive: &Archive<'_>) -> Result<u32, Trouble> {
    let mut pull = pull(archive)?;
    let mut found = 0;
    loop {
        match pull.next()? {
            Event::Start(e) if e.local_name().as_ref() == "table" => found += 1,
            Event::Eof => return Ok(found),
            _ => {}
        }
        if found == 2 {
            return Ok(found);
        }
    }
}

fn name_of(e: &BytesStart<'_>, limits: &Limits) -> Result<String, Trouble> {
    let name = attribute(e, "name")?.unwrap_or_default().into_owned();
    if name.len() > limits.cell {
        return Err(Trouble::Passed(Limit::Cell));
    }
    Ok(name)
}

fn number(e: &BytesStart<'_>, name: &str) -> Result<u32, Trouble> {
    let number = attribute(e, name)?.and_then(|n| n.parse().ok());
    Ok(number.filter(|n| *n > 0).unwrap_or(1))
}

fn is_hidden(e: &BytesStart<'_>) -> Result<bool, Trouble> {
    let visibility = attribute(e, "visibility")?;
    Ok(matches!(visibility.as_deref(), Some("collapse" | "filter")))
}

struct TableReader {
    grid: Grid,
    wanted: bool,
    /// The row that is being read, from 1.
    row: u32,
    /// The column that is being read, from 0.
    column: u32,
    /// Columns that were declared so far.
    columns: u32,
}

/// A cell, and how often it stands side by side.
struct Found {
    value: Option<Value>,
    repeated: u32,
}

impl TableReader {
    fn read(&mut self, pull: &mut Pull<'_>, budget: &mut Budget<'_>) -> Result<(), Trouble> {
        // Tables within cells are looked over.
        let mut nested = 0_u32;
        let mut row: Option<(u32, Vec<(u32, Value)>)> = None;
        loop {
            let start = match pull.next()? {
                Event::Start(e) => Some((CellStart::of(&e)?, true)),
                Event::Empty(e) => Some((CellStart::of(&e)?, false)),
                Event::End(e) => {
                    match e.local_name().as_ref() {
                        "table" if nested == 0 => return Ok(()),
                        "table" => nested -= 1,
                        "table-row" if nested == 0 => {
                            let (repeated, cells) = row.take().unwrap_or_default();
                            self.end_row(repeated, &cells, budget)?;
                        }
                        _ => {}
                    }
                    None
                }
                Event::Eof => return Err(Trouble::Damaged),
                _ => None,
            };
            let Some((start, open)) = start else { continue };
            match start.element {
                Element::Table => nested += u32::from(open),
                _ if nested > 0 || !self.wanted => {}
                Element::Column => {
                    if start.hidden {
                        let last = self.columns.saturating_add(start.repeated - 1);
                        self.grid.sheet_mut().marks.hide_columns(self.columns, last);
                    }
                    self.columns = self.columns.saturating_add(start.repeated);
                }
                Element::Row => {
                    self.column = 0;
                    if start.hidden {
                        let last = self.row.saturating_add(start.repeated - 1);
                        self.grid.sheet_mut().marks.hide_rows(self.row, last);
                    }
                    if open {
                        row = Some((start.repeated, Vec::new()));
                    } else {
                        self.row = self.row.saturating_add(start.repeated);
                    }
                }
                Element::Cell => {
                    let found = self.cell(start, open.then_some(&mut *pull), budget)?;
                    self.keep(found, &mut row, budget)?;
                }
                Element::Other => {}
            }
        }
    }

    fn keep(
        &mut self,
        found: Found,
        row: &mut Option<(u32, Vec<(u32, Value)>)>,
        budget: &Budget<'_>,
    ) -> Result<(), Trouble> {
        // Only what has a value is written out: a row ends with an empty cell that is repeated up
        // to the last column there is.
        if let (Some(value), Some((_, cells))) = (found.value, row.as_mut()) {
            if self.column.saturating_add(found.repeated) > budget.limits.columns {
                return Err(Trouble::Passed(Limit::Columns));
            }
            for offset in 0..found.repeated {
                cells.push((self.column + offset, value.clone()));
            }
        }
        self.column = self.column.saturating_add(found.repeated);
        Ok(())
    }

    fn end_row(
        &mut self,
        repeated: u32,
        cells: &[(u32, Value)],
        budget: &mut Budget<'_>,
    ) -> Result<(), Trouble> {
        let next = self.row.saturating_add(repeated.max(1));
        // A sheet ends with one empty row that is repeated a million times.
        if !cells.is_empty() {
            for row in self.row..next {
                for (column, value) in cells {
                    self.column = *column;
                    self.grid.put(row, *column, value.clone(), budget)?;
                }
            }
        }
        self.row = next;
        Ok(())
    }

    /// Reads a cell; an empty element has no content to pull.
    fn cell(
        &mut self,
        start: CellStart,
        pull: Option<&mut Pull<'_>>,
        budget: &Budget<'_>,
    ) -> Result<Found, Trouble> {
        let text = match pull {
            Some(pull) => content(pull, budget.limits.cell)?,
            None => String::new(),
        };
        let (across, down) = start.spanned;
        if across > 1 || down > 1 {
            self.grid.sheet_mut().marks.merge(Area {
                from: (self.row, self.column),
                to: (
                    self.row.saturating_add(down - 1),
                    self.column.saturating_add(across - 1),
                ),
            });
        }
        let repeated = start.repeated;
        if start.formula && start.kind == Kind::Empty && text.is_empty() {
            self.grid.sheet_mut().marks.no_value(self.row, self.column);
        }
        let value = Some(start.value(text));
        Ok(Found {
            value: value.filter(|v| !matches!(v, Value::Text(text) if text.trim().is_empty())),
            repeated,
        })
    }
}

/// The paragraphs of a cell, to its end; comments are no part of it.
fn content(pull: &mut Pull<'_>, most: usize) -> Result<String, Trouble> {
    let mut out = String::new();
    let (mut depth, mut aside, mut paragraphs) = (0_u32, None::<u32>, 0_u32);
    loop {
        let event = pull.next()?;
        match &event {
            Event::Start(e) | Event::Empty(e) => {
                let open = matches!(event, Event::Start(_));
                depth += u32::from(open);
                if aside.is_none() {
                    match e.local_name().as_ref() {
                        "annotation" | "table" if open => aside = Some(depth),
                        "p" => {
                            if paragraphs > 0 {
                                out.push('\n');
                            }
                            paragraphs += 1;
                        }
                        "s" => {
                            let blanks = number(e, "c")? as usize;
                            out.extend(std::iter::repeat_n(' ', blanks.min(most)));
                        }
                        "tab" => out.push('\t'),
                        "line-break" => out.push('\n'),
                        _ => {}
                    }
                }
            }
            Event::End(_) if depth == 0 => return Ok(out),
            Event::End(_) => {
                if aside == Some(depth) {
                    aside = None;
                }
                depth -= 1;
            }
            Event::Eof => return Err(Trouble::Damaged),
            // Blanks between the elements are no text of the cell.
            other if aside.is_none() && depth > 0 => push_text(other, &mut out)?,
            _ => {}
        }
        if out.len() > most {
            return Err(Trouble::Passed(Limit::Cell));
        }
    }
}

#[derive(PartialEq, Eq)]
enum Element {
    Table,
    Column,
    Row,
    Cell,
    Other,
}

#[derive(PartialEq, Eq)]
enum Kind {
    Empty,
    Text,
    Number,
    Truth,
    Date,
    Time,
    Error,
}

/// What the start of an element says.
struct CellStart {
    element: Element,
    kind: Kind,
    /// `value`, `date-value` and their like.
    stored: Option<String>,
    formula: bool,
    hidden: bool,
    repeated: u32,
    spanned: (u32, u32),
}

impl CellStart {
    fn of(e: &BytesStart<'_>) -> Result<Self, Trouble> {
        let element = match e.local_name().as_ref() {
            "table" => Element::Table,
            "table-column" => Element::Column,
            "table-row" => Element::Row,
            "table-cell" | "covered-table-cell" => Element::Cell,
            _ => Element::Other,
        };
        let mut start = Self {
            kind: Kind::Empty,
            stored: None,
            formula: false,
            hidden: false,
            repeated: 1,
            spanned: (1, 1),
            element,
        };
        match start.element {
            Element::Column | Element::Row => {
                let repeated = match start.element {
                    Element::Column => "number-columns-repeated",
                    _ => "number-rows-repeated",
                };
                start.repeated = number(e, repeated)?;
                start.hidden = is_hidden(e)?;
            }
            Element::Cell => start.of_cell(e)?,
            Element::Table | Element::Other => {}
        }
        Ok(start)
    }

    fn of_cell(&mut self, e: &BytesStart<'_>) -> Result<(), Trouble> {
        self.repeated = number(e, "number-columns-repeated")?;
        self.spanned = (
            number(e, "number-columns-spanned")?,
            number(e, "number-rows-spanned")?,
        );
        self.formula = attribute(e, "formula")?.is_some();
        for attribute in e.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Trouble::Damaged)?;
            // LibreOffice's own `calcext:value-type` says error where the standard has no word.
            if attribute.key.local_name().as_ref() == "value-type" && self.kind != Kind::Error {
                self.kind = match attribute.value.as_ref() {
                    "float" | "percentage" | "currency" => Kind::Number,
                    "boolean" => Kind::Truth,
                    "date" => Kind::Date,
                    "time" => Kind::Time,
                    "error" => Kind::Error,
                    _ => Kind::Text,
                };
            }
        }
        let stored = match self.kind {
            Kind::Number => "value",
            Kind::Truth => "boolean-value",
            Kind::Date => "date-value",
            Kind::Time => "time-value",
            Kind::Text | Kind::Error | Kind::Empty => return Ok(()),
        };
        self.stored = attribute(e, stored)?.map(std::borrow::Cow::into_owned);
        Ok(())
    }

    fn value(self, text: String) -> Value {
        let Some(stored) = self.stored else {
            let error = self.kind == Kind::Error || (self.formula && is_error(&text));
            return if error {
                Value::Error(text)
            } else {
                Value::Text(text)
            };
        };
        match self.kind {
            Kind::Number => stored.parse().map_or(Value::Text(text), Value::Number),
            Kind::Truth => Value::Truth(stored == "true"),
            Kind::Date => Value::Moment(date(&stored)),
            Kind::Time => time(&stored).map_or(Value::Text(text), Value::Moment),
            Kind::Text | Kind::Error | Kind::Empty => Value::Text(text),
        }
    }
}

/// Whether a formula's text is the error of one: `#REF!`, `#NAME?`, `#N/A`, `Err:508`.
fn is_error(text: &str) -> bool {
    text.starts_with("Err:") || (text.starts_with('#') && text.ends_with(['!', '?', 'A']))
}

/// `2026-11-29T08:30:00` as the other formats give it, with a time where there is none.
fn date(stored: &str) -> String {
    match stored.split_once('T') {
        Some((date, time)) => format!("{date} {time}"),
        None => format!("{stored} 00:00:00"),
    }
}

/// `PT08H30M00S` as `08:30:00`.
fn time(stored: &str) -> Option<String> {
    let mut parts = [0_u32; 3];
    let mut rest = stored.strip_prefix("PT")?;
    for (part, unit) in parts.iter_mut().zip(['H', 'M', 'S']) {
        if let Some((digits, behind)) = rest.split_once(unit) {
            // Fractions of seconds are left away.
            *part = digits.split(['.', ',']).next()?.parse().ok()?;
            rest = behind;
        }
    }
    let [hours, minutes, seconds] = parts;
    Some(format!("{hours:02}:{minutes:02}:{seconds:02}"))
}
