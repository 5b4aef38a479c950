//! What is wrong with a workbook: a rule, a cell, and what to write instead, in each language.
//!
//! Rules are tables of this crate ([`rules`]): whoever makes forms reads them, nobody else, so
//! they are not in words/ (see ARCHITECTURE.md). A rule's sentences name values as `{name}`; each
//! fault brings them, and every sentence knows `{text}`, `{column}`, `{sheet}` and `{row}` from
//! the place.

use std::fmt;

use crate::workbook::letters;

pub mod rules;

/// How much a fault matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The form would be better without it; nothing is wrong.
    Advice,
    /// The form is made; something in it is probably not what its author meant.
    Warning,
    /// No form is made.
    Error,
}

/// A language in which faults are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Spanish of Mexico.
    Spanish,
    /// English.
    English,
}

/// A sentence in each language.
#[derive(Debug, PartialEq, Eq)]
pub struct Said {
    /// In Spanish.
    pub es: &'static str,
    /// In English.
    pub en: &'static str,
}

impl Said {
    fn of(&self, language: Language) -> &'static str {
        match language {
            Language::Spanish => self.es,
            Language::English => self.en,
        }
    }
}

/// One thing that can be wrong: its code, how much it matters, its sentences.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code, `xlsform.…`, listed in docs/errors.md.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub what: Said,
    /// What to write instead.
    pub instead: Said,
}

/// A cell, a row or a sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The sheet's name as written; empty for the workbook as a whole.
    pub sheet: String,
    /// The row's number as the person sees it.
    pub row: Option<u32>,
    /// The column, from 0.
    pub column: Option<u32>,
    /// The column's header as written.
    pub header: Option<String>,
    /// The cell's text.
    pub text: Option<String>,
}

impl Place {
    /// The sheet as a whole.
    #[must_use]
    pub fn sheet(name: &str) -> Self {
        Self {
            sheet: name.to_owned(),
            ..Self::default()
        }
    }

    /// The cell as a spreadsheet names it: `C7`; `7` where only the row is known.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        let row = self.row?;
        Some(match self.column {
            Some(column) => format!("{}{row}", letters(column)),
            None => row.to_string(),
        })
    }
}

/// `survey C7 (label)`: the sheet, the cell and its header, as far as they are known.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sheet)?;
        if let Some(address) = self.address() {
            let gap = if self.sheet.is_empty() { "" } else { " " };
            write!(f, "{gap}{address}")?;
        }
        match &self.header {
            Some(header) => write!(f, " ({header})"),
            None => Ok(()),
        }
    }
}

/// Something wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    values: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault against `rule` at `place`.
    #[must_use]
    pub fn new(rule: &'static Rule, place: Place) -> Self {
        Self {
            rule,
            place,
            values: Vec::new(),
        }
    }

    /// With a value that the sentences name.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.rule.code
    }

    /// How much it matters.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.rule.severity
    }

    /// What is wrong.
    #[must_use]
    pub fn what(&self, language: Language) -> String {
        self.fill(self.rule.what.of(language))
    }

    /// What to write instead.
    #[must_use]
    pub fn instead(&self, language: Language) -> String {
        self.fill(self.rule.instead.of(language))
    }

    /// A value that the sentences name, where the fault brings it itself.
    pub(crate) fn named(&self, name: &str) -> Option<String> {
        let own = self.values.iter().find(|(known, _)| *known == name);
        own.map(|(_, value)| value.clone())
    }

    fn value(&self, name: &str) -> Option<String> {
        let place = &self.place;
        let own = self.values.iter().find(|(known, _)| *known == name);
        own.map(|(_, value)| value.clone()).or_else(|| match name {
            "text" => place.text.clone(),
            "column" => place.header.clone(),
            "sheet" => Some(place.sheet.clone()),
            "row" => place.row.map(|row| row.to_string()),
            _ => None,
        })
    }

    /// The sentence with its values. Two braces stand for one: `${{name}}` is `${name}`.
    fn fill(&self, sentence: &str) -> String {
        let mut out = String::with_capacity(sentence.len() + 40);
        let mut rest = sentence.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                '{' | '}' if rest.peek() == Some(&c) => {
                    rest.next();
                    out.push(c);
                }
                '{' => {
                    let name: String = rest.by_ref().take_while(|c| *c != '}').collect();
                    out.push_str(&cut(&self.value(&name).unwrap_or_default()));
                }
                _ => out.push(c),
            }
        }
        out
    }
}

/// `survey C7 (label): what is wrong. What to write instead`, in English.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, instead) = (
            self.what(Language::English),
            self.instead(Language::English),
        );
        write!(f, "{}: {what} {instead}", self.place)
    }
}

/// Characters of a value that a sentence shows.
const SHOWN: usize = 120;

/// A value as a sentence shows it: on one line, and not a megabyte long.
fn cut(value: &str) -> String {
    let mut shown: String = value
        .chars()
        .take(SHOWN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if value.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Faults that are kept of one compilation: a sheet filled with one mistake has more.
const KEPT: usize = 1_000;

/// The faults found so far.
#[derive(Debug)]
pub struct Faults {
    list: Vec<Fault>,
    errors: usize,
    /// How many are kept of each severity, from the least.
    kept: [(Severity, usize); 3],
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            errors: 0,
            kept: [Severity::Advice, Severity::Warning, Severity::Error].map(|s| (s, 0)),
        }
    }
}

impl Faults {
    /// Adds a fault. Beyond a thousand one that matters more takes the place of the latest of
    /// those that matter least, so that what refuses a form is told; the others are counted only.
    pub fn push(&mut self, fault: Fault) {
        let severity = fault.severity();
        self.errors += usize::from(severity == Severity::Error);
        if self.list.len() >= KEPT && !self.make_room(severity) {
            return;
        }
        self.count(severity, |kept| kept.saturating_add(1));
        self.list.push(fault);
    }

    /// Takes out the latest of the faults that matter least, where they matter less than this.
    fn make_room(&mut self, severity: Severity) -> bool {
        let least = self.kept.iter().find(|(_, kept)| *kept > 0);
        let least = least.map(|(least, _)| *least).filter(|l| *l < severity);
        let mut list = self.list.iter();
        let Some(index) = least.and_then(|l| list.rposition(|f| f.severity() == l)) else {
            return false;
        };
        let taken = self.list.remove(index);
        self.count(taken.severity(), |kept| kept.saturating_sub(1));
        true
    }

    fn count(&mut self, severity: Severity, change: impl Fn(usize) -> usize) {
        for (_, kept) in self.kept.iter_mut().filter(|(of, _)| *of == severity) {
            *kept = change(*kept);
        }
    }

    /// Whether a fault is an error, so that no form can be made.
    #[must_use]
    pub fn any_error(&self) -> bool {
        self.errors > 0
    }

    /// The faults, in the order in which they were found.
    #[must_use]
    pub fn into_vec(self) -> Vec<Fault> {
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::rules::{names, survey};

    /// How many errors, warnings and advices are kept of so many, pushed in this order.
    fn kept(pushed: &[(&'static Rule, u32)]) -> Vec<(&'static str, u32)> {
        let mut faults = Faults::default();
        for (rule, count) in pushed {
            for row in 0..*count {
                let row = Some(row);
                faults.push(Fault::new(
                    rule,
                    Place {
                        row,
                        ..Place::default()
                    },
                ));
            }
        }
        let list = faults.into_vec();
        let runs = list.chunk_by(|a, b| a.code() == b.code());
        let counted = runs.filter_map(|run| {
            // The first ones of each are kept.
            let rows = run.iter().map(|fault| fault.place.row);
            assert!(rows.eq((0..).take(run.len()).map(Some)));
            Some((run.first()?.code(), u32::try_from(run.len()).ok()?))
        });
        counted.collect()
    }

    #[test]
    fn what_refuses_a_form_is_kept_before_the_rest() {
        let (error, warning) = (&survey::NO_LABEL, &survey::DISABLED);
        let (advice, full) = (&names::ACCENTS, 1_000);
        assert_eq!(
            kept(&[(warning, 1_500), (error, 1)]),
            [(warning.code, 999), (error.code, 1)]
        );
        assert_eq!(
            kept(&[(error, 1), (advice, 600), (warning, 600), (error, 2)]),
            [
                (error.code, 1),
                (advice.code, 397),
                (warning.code, 600),
                (error.code, 2)
            ]
        );
        assert_eq!(
            kept(&[(warning, full), (error, 1_200), (advice, 5)]),
            [(error.code, full)]
        );
        assert_eq!(
            kept(&[(warning, full), (advice, 5), (warning, 5)]),
            [(warning.code, full)]
        );
    }
}
