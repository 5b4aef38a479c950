//! The page a shell shows: entries with what is wrong with them, and patches of it.
//!
//! A shell draws the page once and then applies patches: an answer costs what is on the page,
//! not what is in the form, and only what differs is handed over.
//!
//! What is wrong is said where it is, and when the person can do something about it:
//! - an answer that was touched, at once;
//! - one that is typed, once its field is left or the person wants to go on: half a number is no
//!   mistake yet. What was said before stays said while it is mended;
//! - a missing answer, once the person wanted to go on.
//!
//! Collect says all of it on the way to the next page; that one is ours too.

use std::collections::BTreeSet;

use farola_form::{
    Invalid, InvalidKind, Question, QuestionKind, Screen, ScreenKind, ValidationError,
};

use crate::messages::MessageComment;

/// Choices of a question that are handed over with a page.
pub const PAGE_CHOICES: usize = 100;

/// One entry of a page.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Names the entry on its page, also where a reference is there twice.
    pub key: String,
    /// The question, group, repeat instance or prompt.
    pub question: Question,
    /// What is wrong with its answer, where it is to be said now.
    pub broken: Option<Invalid>,
    /// What reviewers say about it, in the order it came.
    pub comments: Vec<MessageComment>,
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
    /// Whether it is the page that was handed over last: its entries stay what they were, by their
    /// keys, and are not drawn anew.
    pub stays: bool,
    /// The language of its texts.
    pub language: String,
    /// Whether what held it when the person wanted to go on is still wrong.
    pub held: bool,
    /// What reviewers say about the whole, and about nothing that is asked at present.
    pub comments: Vec<MessageComment>,
    /// Key of the question that is brought into sight: the one that was gone to, or the first that
    /// holds the page. Nothing where a page is shown from its top.
    pub focus: Option<String>,
}

impl Page {
    /// The page with the question at `path` in sight; as it is where that is no question of it.
    pub(super) fn in_sight(mut self, path: &str) -> Self {
        let wanted = |entry: &&Entry| {
            entry.question.kind == QuestionKind::Question && entry.question.path == path
        };
        let entry = self.entries.iter().find(wanted);
        self.focus = entry.map(|entry| entry.key.clone());
        self
    }
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
    /// The whole page in order, when entries came or went.
    pub page: Option<Vec<Entry>>,
    /// As [`Page::held`].
    pub held: bool,
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
    /// Whether the person goes on to the next page by it.
    pub goes_on: bool,
}

/// What a shell shows at present, and what is said of it.
#[derive(Default)]
pub(crate) struct Shown {
    pub(super) entries: Vec<Entry>,
    /// What the page that was handed over last is, and what it is about.
    page: Option<(ScreenKind, String)>,
    /// Questions whose missing answer is said.
    insisted: BTreeSet<String>,
    /// All of them: the person wanted to finalize the form.
    insists_on_all: bool,
    /// Questions that are typed in, whose broken rule is not said yet.
    typing: BTreeSet<String>,
    /// Questions that kept the page when the person wanted to go on.
    held: BTreeSet<String>,
    /// What reviewers say, and the language of its labels once it was read.
    pub(super) comments: Vec<MessageComment>,
    pub(super) comments_in: Option<String>,
}

impl Shown {
    /// The entries of the page as they were handed over last.
    pub(super) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.entries.iter().map(|entry| &entry.question)
    }

    /// Hands over a page; says whether it is the one that stands already.
    pub(super) fn hand_over(&mut self, screen: &Screen) -> bool {
        let before = self.page.replace((screen.kind, screen.path.clone()));
        before.is_some_and(|(kind, path)| kind == screen.kind && path == screen.path)
    }

    /// Whether what is wrong with a question is to be said.
    pub(super) fn says(&self, path: &str, wrong: InvalidKind) -> bool {
        match wrong {
            InvalidKind::Required => self.insists_on_all || self.insisted.contains(path),
            InvalidKind::Constraint | InvalidKind::Type => !self.typing.contains(path),
            // Nothing that is typed mends it.
            InvalidKind::TooDear => true,
        }
    }

    /// A key was struck in a question's field. What was said of it before stays said.
    pub(super) fn typed(&mut self, path: &str) {
        let said = self.entries.iter().any(|entry| {
            let wrong = entry.broken.as_ref().map(|broken| broken.kind);
            let of_value = wrong.is_some_and(|wrong| wrong != InvalidKind::Required);
            of_value && entry.question.path == path
        });
        if !said {
            self.typing.insert(path.to_owned());
        }
    }

    /// The field of a question was left, or it was answered by a touch.
    pub(super) fn left(&mut self, path: &str) {
        self.typing.remove(path);
    }

    /// The page was left.
    pub(super) fn turned(&mut self) {
        self.typing.clear();
        self.held.clear();
    }

    /// The person wanted to go on, and these keep the page.
    pub(super) fn hold(&mut self, by: &[ValidationError]) {
        self.typing.clear();
        let paths = by.iter().map(|fault| fault.path.clone());
        self.held = paths.collect();
        self.insisted.extend(self.held.iter().cloned());
    }

    /// What kept the page.
    pub(super) fn held(&self) -> &BTreeSet<String> {
        &self.held
    }

    /// The person wanted to finalize the form.
    pub(super) fn insist(&mut self) {
        self.typing.clear();
        self.insists_on_all = true;
    }
}
