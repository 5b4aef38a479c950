//! The page a shell shows: entries with what is wrong with them, and patches of it.
//!
//! A shell draws the page once and then applies patches: an answer costs what is on the page,
//! not what is in the form, and only what differs is handed over. What is wrong is said where
//! it is: a broken constraint at once, a missing answer once the person wanted to go on.

use std::collections::BTreeSet;

use farola_form::{Invalid, Question, ScreenKind, ValidationError};

/// Choices of a question that are handed over with a page.
pub const PAGE_CHOICES: usize = 100;
/// Choices that a list to search in shows before anything is typed: what a small screen holds
/// beside its keyboard.
pub const FIRST_CHOICES: u32 = 8;
/// Choices that it shows of what was found: a person types on rather than reads more.
pub const FOUND_CHOICES: u32 = 20;

/// One entry of a page.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Names the entry on its page, also where a reference is there twice.
    pub key: String,
    /// The question, group, repeat instance or prompt.
    pub question: Question,
    /// What is wrong with its answer.
    pub broken: Option<Invalid>,
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry({})", self.key)
    }
}

/// The page to show now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What it is.
    pub kind: ScreenKind,
    /// The question, group or prompt it is about; empty at the end.
    pub path: String,
    /// Labels of what is around it, outermost first.
    pub titles: Vec<String>,
    /// What is on it.
    pub entries: Vec<Entry>,
    /// Its number among the pages, from 1.
    pub number: usize,
    /// Pages there are at present.
    pub of: usize,
    /// Whether no page is before it: going back leaves the form.
    pub first: bool,
    /// The language of its texts.
    pub language: String,
}

/// A step to the next page, or why it was not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The page to show now.
    pub page: Page,
    /// What is wrong on the page that was to be left; empty when it was left.
    pub held_by: Vec<ValidationError>,
}

/// How a page differs from the one that was handed over before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patch {
    /// Entries that are new or differ.
    pub changed: Vec<Entry>,
    /// The keys of the whole page in order, when entries came or went.
    pub order: Option<Vec<String>>,
}

/// What became of an answer on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The rule it breaks; it is kept and marked all the same.
    pub invalid: Option<Invalid>,
    /// Number of the journal entry that holds it: durable now.
    pub seq: u64,
    /// What it changed on the page.
    pub patch: Patch,
}

/// What a shell shows at present, and where it was told what is missing.
#[derive(Default)]
pub(crate) struct Shown {
    pub(super) entries: Vec<Entry>,
    /// Questions whose missing answer is marked.
    pub(super) insisted: BTreeSet<String>,
    /// All of them: the person wanted to finalize the form.
    pub(super) insist_all: bool,
}

impl Shown {
    /// The entries of the page as they were handed over last.
    pub(super) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.entries.iter().map(|entry| &entry.question)
    }
}
