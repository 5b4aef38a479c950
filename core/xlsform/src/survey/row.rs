//! A row of the survey sheet, by the meaning of its columns.

use std::borrow::Cow;

use crate::columns::Columns;
use crate::fault::rules::sheets;
use crate::fault::{Fault, Faults};
use crate::names::is_name;
use crate::table::Record;
use crate::text::{Attributes, Text, cleaned};

/// What a row says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// The row's number.
    pub(crate) number: u32,
    pub(crate) question: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) label: Option<Text>,
    pub(crate) hint: Option<Text>,
    pub(crate) guidance: Option<Text>,
    pub(crate) media: Attributes<Text>,
    pub(crate) bind: Attributes<Text>,
    pub(crate) control: Attributes,
    pub(crate) instance: Attributes,
    pub(crate) default: Option<String>,
    pub(crate) trigger: Option<String>,
    pub(crate) choice_filter: Option<String>,
    pub(crate) parameters: Option<String>,
    pub(crate) query: Option<String>,
    pub(crate) itemset: Option<String>,
    pub(crate) intent: Option<String>,
    pub(crate) disabled: Option<String>,
}

/// How the cells of a sheet are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// The language of texts without one.
    pub(crate) default_language: &'a str,
    /// Whether runs of blanks are made one.
    pub(crate) single_blanks: bool,
}

impl Row {
    /// Reads a row.
    pub(crate) fn of(record: &Record<'_>, columns: &Columns<'_>, reading: Reading<'_>) -> Self {
        let mut row = Self {
            number: record.number,
            ..Self::default()
        };
        for (index, text) in &record.cells {
            let Some(tokens) = columns.tokens.get(*index) else {
                continue;
            };
            let text = cleaned(Cow::Borrowed(text), reading.single_blanks);
            let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
            row.put(&tokens, &text, reading.default_language);
        }
        row
    }

    fn put(&mut self, tokens: &[&str], text: &str, default: &str) {
        let owned = || Some(text.to_owned());
        match tokens {
            ["type"] => self.question = owned(),
            ["name"] => self.name = owned(),
            ["default"] => self.default = owned(),
            ["trigger"] => self.trigger = owned(),
            ["choice_filter"] => self.choice_filter = owned(),
            ["parameters"] => self.parameters = owned(),
            ["query"] => self.query = owned(),
            ["itemset"] => self.itemset = owned(),
            ["intent"] => self.intent = owned(),
            ["disabled"] => self.disabled = owned(),
            ["label", rest @ ..] => Text::add(&mut self.label, one(rest), text, default),
            ["hint", rest @ ..] => Text::add(&mut self.hint, one(rest), text, default),
            ["guidance_hint", rest @ ..] => {
                Text::add(&mut self.guidance, one(rest), text, default);
            }
            ["media", kind, rest @ ..] => add(&mut self.media, kind, one(rest), text, default),
            ["bind", name, rest @ ..] => add(&mut self.bind, name, one(rest), text, default),
            ["control", name] => self.control.set(name, text.to_owned()),
            ["instance", name] => self.instance.set(name, text.to_owned()),
            _ => {}
        }
    }

    /// Whether no column of a meaning is filled.
    pub(crate) fn is_comment(&self) -> bool {
        self.name.is_none() && self.label.is_none()
    }

    /// The type as written, or nothing.
    pub(crate) fn kind(&self) -> &str {
        self.question.as_deref().unwrap_or_default()
    }

    /// The name as written, or nothing.
    pub(crate) fn named(&self) -> &str {
        self.name.as_deref().unwrap_or_default()
    }

    /// The appearance.
    pub(crate) fn appearance(&self) -> Option<&str> {
        self.control.get("appearance").map(String::as_str)
    }
}

fn one<'t>(rest: &[&'t str]) -> Option<&'t str> {
    rest.first().copied()
}

fn add(to: &mut Attributes<Text>, name: &str, language: Option<&str>, text: &str, default: &str) {
    match to.get_mut(name) {
        Some(there) => {
            let mut slot = Some(there.clone());
            Text::add(&mut slot, language, text, default);
            if let Some(text) = slot {
                *there = text;
            }
        }
        None => {
            let mut slot = None;
            Text::add(&mut slot, language, text, default);
            if let Some(text) = slot {
                to.set(name, text);
            }
        }
    }
}

/// Columns whose header would be no attribute: told once and then not read.
///
/// `prefixes` are those that the form declares; a column of another house (`esri:…`) has one that
/// no form knows.
pub(crate) fn check_attributes(columns: &mut Columns<'_>, prefixes: &[&str], faults: &mut Faults) {
    let mut dropped = Vec::new();
    for (index, tokens) in columns.tokens.iter().enumerate() {
        let mut tokens = tokens.iter().map(String::as_str);
        let (Some(first), Some(name)) = (tokens.next(), tokens.next()) else {
            continue;
        };
        let rule = match first {
            "bind" | "control" | "instance" if !is_name(name) => &sheets::ATTRIBUTE_NAME,
            "bind" | "control" | "instance" => match name.split_once(':') {
                Some((prefix, _)) if !prefixes.contains(&prefix) => &sheets::ATTRIBUTE_PREFIX,
                _ => continue,
            },
            "media" if !MEDIA.contains(&name) => &sheets::MEDIA_UNKNOWN,
            _ => continue,
        };
        let fault = Fault::new(rule, columns.at_header(index)).with("name", name);
        faults.push(fault.with("prefix", name.split(':').next().unwrap_or(name)));
        dropped.push(index);
    }
    for index in dropped {
        if let Some(tokens) = columns.tokens.get_mut(index) {
            tokens.clear();
        }
    }
}

/// Media that a text can have.
pub(crate) const MEDIA: [&str; 4] = ["image", "big-image", "audio", "video"];
