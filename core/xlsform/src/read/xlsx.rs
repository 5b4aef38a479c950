//! Workbooks of Excel and of everything that writes its format: xlsx and xlsm.
//!
//! Of the format this reads what a form needs: values as they are stored, which of them are dates,
//! what is hidden or merged. Formulas are not calculated; the value that the spreadsheet saved is
//! taken, and a formula without one is marked.

mod styles;

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use crate::fault::{Fault, Place};
use crate::marks::Area;
use crate::workbook::{Value, Workbook};

use super::dates::moment;
use super::grid::{Budget, Grid};
use super::limits::{Limit, Limits};
use super::names::{is_read, sheet_place};
use super::trouble::Trouble;
use super::xml::{Pull, attribute, is_set};
use super::zip::Archive;
use styles::Styles;

/// What the parts of a workbook say about each other.
#[derive(Default)]
struct Parts {
    sheets: Vec<Tab>,
    strings: Option<String>,
    styles: Option<String>,
    from_1904: bool,
}

struct Tab {
    name: String,
    part: Option<String>,
}

/// What cells refer to.
struct Shared {
    strings: Strings,
    styles: Styles,
    from_1904: bool,
}

/// Reads a workbook.
pub(super) fn read(archive: &Archive<'_>, limits: &Limits) -> Result<Workbook, Fault> {
    let whole = |trouble: Trouble| trouble.at(Place::default(), limits);
    let parts = parts(archive, limits).map_err(whole)?;
    let shared = shared(archive, &parts, limits).map_err(whole)?;
    let mut budget = Budget::new(limits);
    let alone = parts.sheets.len() == 1;
    let mut workbook = Workbook::default();
    for tab in &parts.sheets {
        let mut grid = Grid::new(&tab.name);
        let part = tab.part.as_deref().filter(|_| alone || is_read(&tab.name));
        if let Some(part) = part {
            let mut reader = SheetReader {
                grid: &mut grid,
                shared: &shared,
                row: 0,
                column: 0,
            };
            let read = match archive.part(part) {
                Ok(Some(part)) => reader.read(Pull::new(part), &mut budget),
                Ok(None) => Err(Trouble::Damaged),
                Err(trouble) => Err(trouble),
            };
            let at = sheet_place(&tab.name, reader.row, reader.column);
            read.map_err(|trouble| trouble.at(at, limits))?;
        }
        workbook.sheets.push(grid.finish());
    }
    Ok(workbook)
}

fn parts(archive: &Archive<'_>, limits: &Limits) -> Result<Parts, Trouble> {
    let root = relations(archive, "_rels/.rels", "")?;
    let main = root.values().find(|r| r.kind == "officeDocument");
    let main = main.map_or("xl/workbook.xml", |r| r.target.as_str());
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", main));
    let related = relations(
        archive,
        &join(folder, &format!("_rels/{file}.rels")),
        folder,
    )?;
    let of_kind = |kind: &str| {
        related
            .values()
            .find(|r| r.kind == kind)
            .map(|r| r.target.clone())
    };
    let mut parts = Parts {
        strings: of_kind("sharedStrings"),
        styles: of_kind("styles"),
        ..Parts::default()
    };
    let mut pull = Pull::new(archive.part(main)?.ok_or(Trouble::Kind)?);
    loop {
        match pull.next()? {
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                "workbookPr" => parts.from_1904 = is_set(&e, "date1904")?,
                "sheet" => {
                    let name = attribute(&e, "name")?.unwrap_or_default().into_owned();
                    if name.len() > limits.cell {
                        return Err(Trouble::Passed(Limit::Cell));
                    }
                    let id = attribute(&e, "id")?.unwrap_or_default();
                    let relation = related.get(id.as_ref());
                    // Sheets of charts and dialogs hold no cells.
                    let part = relation.filter(|r| r.kind == "worksheet");
                    let part = part.map(|r| r.target.clone());
                    parts.sheets.push(Tab { name, part });
                    if parts.sheets.len() > limits.sheets {
                        return Err(Trouble::Passed(Limit::Sheets));
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok(parts),
            _ => {}
        }
    }
}

struct Relation {
    /// The last step of the type's address, the same in both editions of the standard.
    kind: String,
    target: String,
}

fn relations(
    archive: &Archive<'_>,
    part: &str,
    folder: &str,
) -> Result<BTreeMap<String, Relation>, Trouble> {
    let mut relations = BTreeMap::new();
    let Some(part) = archive.part(part)? else {
        return Ok(relations);
    };
    let mut pull = Pull::new(part);
    loop {
        match pull.next()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                let id = attribute(&e, "Id")?.unwrap_or_default().into_owned();
                let kind = attribute(&e, "Type")?.unwrap_or_default();
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = join(folder, &attribute(&e, "Target")?.unwrap_or_default());
                relations.insert(id, Relation { kind, target });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// A target as the name of an entry: from the root where it begins with a slash, else from
/// `folder`, with `..` carried out.
fn join(folder: &str, target: &str) -> String {
    let base = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in base.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn shared(archive: &Archive<'_>, parts: &Parts, limits: &Limits) -> Result<Shared, Trouble> {
    let part = |name: &Option<String>| match name {
        Some(name) => archive.part(name),
        None => Ok(None),
    };
    let strings = match part(&parts.strings)? {
        Some(part) => Strings::read(Pull::new(part), limits)?,
        None => Strings::default(),
    };
    let styles = match part(&parts.styles)? {
        Some(part) => Styles::read(Pull::new(part))?,
        None => Styles::default(),
    };
    Ok(Shared {
        strings,
        styles,
        from_1904: parts.from_1904,
    })
}

/// The texts that cells share, one behind the other.
#[derive(Default)]
struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    fn read(mut pull: Pull<'_>, limits: &Limits) -> Result<Self, Trouble> {
        let mut strings = Self::default();
        loop {
            match pull.next()? {
                Event::Start(e) if e.local_name().as_ref() == "si" => {
                    // `rPh` is how Japanese words are read aloud; it is no part of the text.
                    let text = pull.text(&["rPh"], limits.cell)?;
                    strings.text.push_str(&unescaped(text));
                    strings.ends.push(strings.text.len());
                }
                Event::Empty(e) if e.local_name().as_ref() == "si" => {
                    strings.ends.push(strings.text.len());
                }
                Event::Eof => return Ok(strings),
                _ => {}
            }
            if strings.text.len() > limits.text || strings.ends.len() > limits.cells {
                return Err(Trouble::Passed(Limit::Cells));
            }
        }
    }

    fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|i| self.ends.get(i)).copied();
        self.text.get(start.unwrap_or_default()..end)
    }
}

/// `_x000D_` stands for a character that XML cannot hold as it is.
fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("_x") {
        out.push_str(before);
        let code = after.get(..4).filter(|_| after.get(4..5) == Some("_"));
        let known = code
            .and_then(|c| u32::from_str_radix(c, 16).ok())
            .and_then(char::from_u32);
        if let (Some(c), Some(behind)) = (known, after.get(5..)) {
            out.push(c);
            rest = behind;
        } else {
            out.push_str("_x");
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

struct SheetReader<'r> {
    grid: &'r mut Grid,
    shared: &'r Shared,
    /// The row that is being read, from 1.
    row: u32,
    /// The column that is being read, from 0.
    column: u32,
}

impl SheetReader<'_> {
    fn read(&mut self, mut pull: Pull<'_>, budget: &mut Budget<'_>) -> Result<(), Trouble> {
        let mut next_row = 1;
        loop {
            // The cell needs the reader again, so that what its start says is taken out first.
            let cell = match pull.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "row" => {
                        next_row = self.begin_row(&e, next_row, budget)?;
                        None
                    }
                    "c" => Some(CellStart::of(&e)?),
                    _ => {
                        self.beside(&e)?;
                        None
                    }
                },
                Event::Empty(e) => match e.local_name().as_ref() {
                    "row" => {
                        next_row = self.begin_row(&e, next_row, budget)?;
                        None
                    }
                    "c" => {
                        let column = CellStart::of(&e)?.column.unwrap_or(self.column);
                        let next = column.checked_add(1);
                        self.column = next.ok_or(Trouble::Passed(Limit::Columns))?;
                        None
                    }
                    _ => {
                        self.beside(&e)?;
                        None
                    }
                },
                Event::Eof => return Ok(()),
                _ => None,
            };
            if let Some(start) = cell {
                self.cell(&start, &mut pull, budget)?;
            }
        }
    }

    fn begin_row(
        &mut self,
        e: &BytesStart<'_>,
        next: u32,
        budget: &Budget<'_>,
    ) -> Result<u32, Trouble> {
        let number = attribute(e, "r")?
            .and_then(|r| r.parse().ok())
            .filter(|r| *r > 0);
        // A row may leave its number out: it is the next one then.
        self.row = number.unwrap_or(next);
        self.column = 0;
        self.grid.row(budget)?;
        if is_set(e, "hidden")? {
            self.grid.sheet_mut().marks.hide_rows(self.row, self.row);
        }
        Ok(self.row.saturating_add(1))
    }

    /// What stands beside the cells: hidden columns, merged areas.
    fn beside(&mut self, e: &BytesStart<'_>) -> Result<(), Trouble> {
        let marks = &mut self.grid.sheet_mut().marks;
        match e.local_name().as_ref() {
            "col" if is_set(e, "hidden")? => {
                let end = |name| -> Result<Option<u32>, Trouble> {
                    Ok(attribute(e, name)?.and_then(|n| n.parse().ok()))
                };
                if let (Some(min @ 1..), Some(max)) = (end("min")?, end("max")?) {
                    marks.hide_columns(min - 1, max.saturating_sub(1));
                }
            }
            "mergeCell" => {
                if let Some(area) = attribute(e, "ref")?.and_then(|r| area(&r)) {
                    marks.merge(area);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn cell(
        &mut self,
        start: &CellStart,
        pull: &mut Pull<'_>,
        budget: &mut Budget<'_>,
    ) -> Result<(), Trouble> {
        if let Some(row) = start.row {
            self.row = row;
        }
        self.column = start.column.unwrap_or(self.column);
        let (mut text, mut formula) = (None, false);
        loop {
            let inner = match pull.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => Inner::Value,
                    "is" => Inner::Inline,
                    "f" => Inner::Formula,
                    _ => Inner::Other,
                },
                Event::Empty(e) => {
                    match e.local_name().as_ref() {
                        "f" => formula = true,
                        "v" => text = Some(String::new()),
                        _ => {}
                    }
                    continue;
                }
                Event::End(_) => break,
                Event::Eof => return Err(Trouble::Damaged),
                _ => continue,
            };
            let most = budget.limits.cell;
            match inner {
                Inner::Value => text = Some(pull.text(&[], most)?),
                Inner::Inline => text = Some(unescaped(pull.text(&["rPh"], most)?)),
                Inner::Formula => {
                    pull.text(&[], most)?;
                    formula = true;
                }
                Inner::Other => {
                    pull.text(&[], most)?;
                }
            }
        }
        // A formula of a text can give an empty one; elsewhere an empty value is none at all, as
        // programs leave it that calculate nothing.
        let is_text = matches!(start.kind, Kind::Text);
        match text.filter(|text| is_text || !text.is_empty()) {
            Some(text) => {
                let value = self.value(start, text)?;
                self.grid.put(self.row, self.column, value, budget)?;
            }
            None if formula => {
                self.grid.sheet_mut().marks.no_value(self.row, self.column);
            }
            None => {}
        }
        self.column = self.column.saturating_add(1);
        Ok(())
    }

    fn value(&self, start: &CellStart, text: String) -> Result<Value, Trouble> {
        Ok(match start.kind {
            Kind::Shared => {
                let index = text.trim().parse().map_err(|_| Trouble::Damaged)?;
                let shared = self.shared.strings.get(index).ok_or(Trouble::Damaged)?;
                Value::Text(shared.to_owned())
            }
            Kind::Text => Value::Text(text),
            Kind::Truth => Value::Truth(matches!(text.trim(), "1" | "true")),
            Kind::Error => Value::Error(text),
            Kind::Date => Value::Moment(text.trim().replacen('T', " ", 1)),
            Kind::Number => match text.trim().parse::<f64>() {
                Ok(number) if number.is_finite() => {
                    let is_moment = self.shared.styles.is_moment(start.style.as_deref());
                    let moment = if is_moment {
                        moment(number, self.shared.from_1904)
                    } else {
                        None
                    };
                    moment.map_or(Value::Number(number), Value::Moment)
                }
                _ => Value::Text(text),
            },
        })
    }
}

enum Inner {
    Value,
    Inline,
    Formula,
    Other,
}

#[derive(Clone, Copy)]
enum Kind {
    Number,
    Shared,
    Text,
    Truth,
    Error,
    Date,
}

/// What the start of a cell says.
struct CellStart {
    row: Option<u32>,
    column: Option<u32>,
    kind: Kind,
    style: Option<String>,
}

impl CellStart {
    fn of(e: &BytesStart<'_>) -> Result<Self, Trouble> {
        let mut start = Self {
            row: None,
            column: None,
            kind: Kind::Number,
            style: None,
        };
        for attribute in e.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Trouble::Damaged)?;
            match attribute.key.as_ref() {
                "r" => {
                    let at = address(&attribute.value).ok_or(Trouble::Damaged)?;
                    (start.row, start.column) = (Some(at.0), Some(at.1));
                }
                "s" => start.style = Some(attribute.value.into_owned()),
                "t" => {
                    start.kind = match attribute.value.as_ref() {
                        "s" => Kind::Shared,
                        "str" | "inlineStr" => Kind::Text,
                        "b" => Kind::Truth,
                        "e" => Kind::Error,
                        "d" => Kind::Date,
                        _ => Kind::Number,
                    }
                }
                _ => {}
            }
        }
        Ok(start)
    }
}

/// Row from 1 and column from 0 of `C7`.
fn address(text: &str) -> Option<(u32, u32)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, number) = text.split_at_checked(digits)?;
    let mut column = 0_u32;
    for letter in letters.chars().filter(|c| *c != '$') {
        let place = u32::from(letter.to_ascii_uppercase()).checked_sub(u32::from('A') - 1)?;
        column = column.checked_mul(26)?.checked_add(place)?;
    }
    Some((
        number.parse().ok().filter(|row| *row > 0)?,
        column.checked_sub(1)?,
    ))
}

fn area(text: &str) -> Option<Area> {
    let (from, to) = text.split_once(':')?;
    Some(Area {
        from: address(from)?,
        to: address(to)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_rows_and_columns() {
        for (text, expected) in [
            ("A1", Some((1, 0))),
            ("C7", Some((7, 2))),
            ("XFD1048576", Some((1_048_576, 16_383))),
            ("$B$3", Some((3, 1))),
            ("A0", None),
            ("7", None),
            ("AAAAAAAAAAAA1", None),
        ] {
            assert_eq!(address(text), expected, "{text}");
        }
    }

    #[test]
    fn targets_are_entries() {
        assert_eq!(
            join("xl", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(join("xl", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(join("xl", "../xl/./styles.xml"), "xl/styles.xml");
    }

    #[test]
    fn escapes_of_the_format_are_undone() {
        for (text, expected) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("max_x", "max_x"),
            ("_xZZZZ_", "_xZZZZ_"),
            ("_x00e1", "_x00e1"),
        ] {
            assert_eq!(unescaped(text.to_owned()), expected);
        }
    }
}
