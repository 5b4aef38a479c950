//! The choices sheet: lists of choices, each with its labels, media and further columns.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::columns::Columns;
use crate::expr::reference;
use crate::fault::rules::choices as rules;
use crate::fault::{Fault, Faults};
use crate::names::is_name;
use crate::table::Record;
use crate::text::{Attributes, Text, cleaned};

/// A choice.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice<'w> {
    /// The row of the sheet; 0 for a choice that is added.
    pub(crate) row: u32,
    pub(crate) name: Option<Cow<'w, str>>,
    pub(crate) label: Option<Text>,
    pub(crate) media: Attributes<Text>,
    /// Further columns, by the index of their header.
    pub(crate) extra: Vec<(usize, Cow<'w, str>)>,
    pub(crate) sms_option: Option<String>,
}

/// A list of choices.
#[derive(Debug, Clone, Default)]
pub(crate) struct List<'w> {
    pub(crate) name: String,
    pub(crate) choices: Vec<Choice<'w>>,
    /// Whether a question fills it from a file with `search()`.
    pub(crate) searched: bool,
    /// Whether labels stand in the translations: they have languages, media or references.
    pub(crate) in_itext: bool,
}

impl List<'_> {
    /// Whether a label has languages, media or references.
    fn is_translated(&self) -> bool {
        self.choices.iter().any(|choice| {
            !choice.media.is_empty()
                || choice.label.as_ref().is_some_and(|label| match label {
                    Text::Spoken(_) => true,
                    Text::Plain(text) => reference::has(text),
                })
        })
    }
}

/// All lists in the order of the sheet.
#[derive(Debug, Default)]
pub(crate) struct Lists<'w> {
    lists: Vec<List<'w>>,
    index: HashMap<String, usize>,
    /// The sheet's name as written.
    pub(crate) sheet: String,
    /// Headers of further columns; none where a column cannot be kept.
    pub(crate) headers: Vec<Option<String>>,
}

impl<'w> Lists<'w> {
    /// A list by its name.
    pub(crate) fn get(&self, name: &str) -> Option<&List<'w>> {
        self.index
            .get(name)
            .and_then(|index| self.lists.get(*index))
    }

    /// A list by its name, to be changed.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut List<'w>> {
        self.index
            .get(name)
            .and_then(|index| self.lists.get_mut(*index))
    }

    /// Every list.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &List<'w>> {
        self.lists.iter()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.lists.is_empty()
    }

    /// Works out what the choices of a list say together, once no choice is added any more.
    pub(crate) fn settle(&mut self) {
        for list in &mut self.lists {
            list.in_itext = list.is_translated();
        }
    }

    /// The names of all lists.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.lists.iter().map(|list| list.name.as_str())
    }

    /// Reads lists. Rows without a list are notes of the author's.
    pub(crate) fn of(columns: &Columns<'w>, default_language: &str) -> Self {
        let mut lists = Self {
            sheet: columns.table.sheet.to_owned(),
            headers: headers(columns),
            ..Self::default()
        };
        for record in &columns.table.rows {
            let mut list = None;
            let mut choice = Choice {
                row: record.number,
                ..Choice::default()
            };
            for (index, text) in &record.cells {
                let tokens = columns
                    .tokens
                    .get(*index)
                    .map_or([].as_slice(), Vec::as_slice);
                let text = cleaned(text.clone(), false);
                match tokens.first().map(String::as_str) {
                    Some("list name") => list = Some(text),
                    _ => put(&mut choice, tokens, *index, text, default_language),
                }
            }
            if let Some(list) = list {
                lists.add(&list, choice);
            }
        }
        lists
    }

    fn add(&mut self, list: &str, choice: Choice<'w>) {
        let next = self.lists.len();
        let index = match self.index.get(list) {
            Some(index) => *index,
            None => {
                self.index.insert(list.to_owned(), next);
                self.lists.push(List {
                    name: list.to_owned(),
                    ..List::default()
                });
                next
            }
        };
        if let Some(list) = self.lists.get_mut(index) {
            list.choices.push(choice);
        }
    }

    /// Tells what is wrong with choices: no name, no label, a name twice.
    pub(crate) fn check(&self, columns: &Columns<'_>, twice_allowed: bool, faults: &mut Faults) {
        // Without the column, each choice would only repeat that it is missing.
        if !columns.has("name") {
            return;
        }
        for list in &self.lists {
            let mut seen = HashSet::new();
            for choice in &list.choices {
                let tell = |rule, meaning, faults: &mut Faults| {
                    let place = columns.at_row(choice.row, meaning);
                    faults.push(Fault::new(rule, place).with("list", &list.name));
                };
                let Some(name) = choice.name.as_deref() else {
                    tell(&rules::NAME_MISSING, "name", faults);
                    continue;
                };
                if name.contains(',') {
                    tell(&rules::NAME_COMMA, "name", faults);
                }
                if choice.label.is_none() {
                    tell(&rules::LABEL_MISSING, "label", faults);
                }
                if !seen.insert(name) && !twice_allowed {
                    tell(&rules::NAME_TWICE, "name", faults);
                }
            }
        }
    }
}

/// Headers of further columns that become elements of the list.
fn headers(columns: &Columns<'_>) -> Vec<Option<String>> {
    let kept = columns.tokens.iter().map(|tokens| match tokens.as_slice() {
        [one] if is_name(one) => Some(one.clone()),
        _ => None,
    });
    kept.collect()
}

/// Tells of columns that cannot become elements: their headers are no names.
pub(crate) fn check_headers(columns: &Columns<'_>, faults: &mut Faults) {
    const OWN: [&str; 5] = ["list name", "name", "label", "media", "sms_option"];
    let mut used = vec![false; columns.tokens.len()];
    for (index, _) in columns.table.rows.iter().flat_map(|row| &row.cells) {
        if let Some(used) = used.get_mut(*index) {
            *used = true;
        }
    }
    for (index, tokens) in columns.tokens.iter().enumerate() {
        let own = tokens
            .first()
            .is_some_and(|first| OWN.contains(&first.as_str()));
        let kept = matches!(tokens.as_slice(), [one] if is_name(one));
        if !own && !kept && used.get(index) == Some(&true) {
            faults.push(Fault::new(&rules::HEADER, columns.at_header(index)));
        }
    }
}

fn put<'w>(
    choice: &mut Choice<'w>,
    tokens: &[String],
    index: usize,
    text: Cow<'w, str>,
    default: &str,
) {
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match tokens.as_slice() {
        ["name"] => choice.name = Some(text),
        ["label", rest @ ..] => Text::add(&mut choice.label, rest.first().copied(), &text, default),
        ["media", kind, rest @ ..] => {
            let mut slot = choice.media.take(kind);
            Text::add(&mut slot, rest.first().copied(), &text, default);
            if let Some(text) = slot {
                choice.media.set(kind, text);
            }
        }
        ["sms_option"] => choice.sms_option = Some(text.into_owned()),
        _ => choice.extra.push((index, text)),
    }
}

/// The external choices as a file beside the form, which is how phones read them.
pub(crate) fn as_csv(columns: &Columns<'_>) -> String {
    let mut out = String::new();
    let headers = columns
        .table
        .headers
        .iter()
        .map(|header| header.text.as_ref());
    line(&mut out, headers);
    let width = columns.table.headers.len();
    for Record { cells, .. } in &columns.table.rows {
        let mut texts = vec![""; width];
        for (index, text) in cells {
            if let Some(slot) = texts.get_mut(*index) {
                *slot = text;
            }
        }
        line(&mut out, texts.into_iter());
    }
    out
}

fn line<'t>(out: &mut String, texts: impl Iterator<Item = &'t str>) {
    for (index, text) in texts.enumerate() {
        out.push_str(if index == 0 { "\"" } else { ",\"" });
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}
