//! The page a shell shows: entries with what is wrong with them, and patches of it.
//!
//! A shell draws the page once and then applies patches: an answer costs what is on the page,
//! not what is in the form, and only what differs is handed over. What is wrong is said where
//! it is: a broken constraint at once, a missing answer once the person wanted to go on.

use std::collections::BTreeSet;

use farola_form::{Invalid, InvalidKind, Question, QuestionKind, ScreenKind, ValidationError};

use crate::shared::Result;

use super::Filling;

/// Choices of a question that are handed over with a page.
pub const PAGE_CHOICES: usize = 100;

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
    entries: Vec<Entry>,
    /// Questions whose missing answer is marked.
    insisted: BTreeSet<String>,
    /// All of them: the person wanted to seal the form.
    insist_all: bool,
}

impl Shown {
    /// The entries of the page as they were handed over last.
    pub(super) fn questions(&self) -> impl Iterator<Item = &Question> {
        self.entries.iter().map(|entry| &entry.question)
    }
}

impl Filling {
    /// The page to show now. What is patched later is patched against this.
    pub fn page(&mut self) -> Page {
        self.session.limit_choices(PAGE_CHOICES);
        let screen = self.session.screen();
        let (number, of) = self.session.progress();
        let entries = self.entries(screen.questions);
        self.shown.entries.clone_from(&entries);
        Page {
            kind: screen.kind,
            path: screen.path,
            titles: screen.titles,
            entries,
            number,
            of,
            language: self.session.language().to_owned(),
        }
    }

    /// Goes to the next page, unless a rule is broken on this one: then it stays, and what is
    /// missing is marked too.
    pub fn next_page(&mut self) -> Step {
        let held_by = self.faults_here();
        if held_by.is_empty() {
            return Step {
                page: self.skip_page(),
                held_by,
            };
        }
        let paths = held_by.iter().map(|fault| fault.path.clone());
        self.shown.insisted.extend(paths);
        Step {
            page: self.page(),
            held_by,
        }
    }

    /// Goes to the next page whatever is wrong on this one; sealing will name it.
    pub fn skip_page(&mut self) -> Page {
        self.session.limit_choices(PAGE_CHOICES);
        self.next_screen();
        self.page()
    }

    /// Goes to the page before.
    pub fn page_before(&mut self) -> Page {
        self.session.limit_choices(PAGE_CHOICES);
        self.previous_screen();
        self.page()
    }

    /// Goes to the page with that question.
    ///
    /// # Errors
    /// There is no such question.
    pub fn page_of(&mut self, path: &str) -> Result<Page> {
        self.session.limit_choices(PAGE_CHOICES);
        self.go_to(path)?;
        Ok(self.page())
    }

    /// Answers a question and says how the page changed.
    ///
    /// # Errors
    /// As [`Filling::answer`].
    pub fn answer_here(&mut self, path: &str, value: &str) -> Result<Answered> {
        let outcome = self.answer(path, value)?;
        Ok(Answered {
            invalid: outcome.invalid,
            seq: outcome.seq,
            patch: self.patch(),
        })
    }

    /// How the page differs from what was handed over last.
    pub fn patch(&mut self) -> Patch {
        self.session.limit_choices(PAGE_CHOICES);
        let questions = self.session.screen().questions;
        let now = self.entries(questions);
        let before = std::mem::take(&mut self.shown.entries);
        let same_order = now.len() == before.len()
            && now.iter().zip(&before).all(|(new, old)| new.key == old.key);
        let differs = |(place, new): (usize, &Entry)| {
            let old = if same_order {
                before.get(place)
            } else {
                before.iter().find(|old| old.key == new.key)
            };
            (old != Some(new)).then(|| new.clone())
        };
        let patch = Patch {
            changed: now.iter().enumerate().filter_map(differs).collect(),
            order: (!same_order).then(|| now.iter().map(|entry| entry.key.clone()).collect()),
        };
        self.shown.entries = now;
        patch
    }

    /// Every rule broken at present, and from now on also what is missing is marked on pages.
    pub fn insist(&mut self) -> Vec<ValidationError> {
        self.shown.insist_all = true;
        self.validate()
    }

    fn entries(&self, questions: Vec<Question>) -> Vec<Entry> {
        let mut keys = BTreeSet::new();
        let named = questions.into_iter().enumerate();
        let entries = named.map(|(place, question)| {
            let mut key = format!("{}:{}", word(question.kind), question.path);
            if !keys.insert(key.clone()) {
                key = format!("{key}:{place}");
            }
            Entry {
                key,
                broken: self.marked(&question),
                question,
            }
        });
        entries.collect()
    }

    /// What is wrong with a question, as far as the person is told already.
    fn marked(&self, question: &Question) -> Option<Invalid> {
        if question.kind != QuestionKind::Question {
            return None;
        }
        let told = self.shown.insist_all || self.shown.insisted.contains(&question.path);
        let invalid = self.session.broken_at(&question.path)?;
        (told || invalid.kind != InvalidKind::Required).then_some(invalid)
    }

    fn faults_here(&mut self) -> Vec<ValidationError> {
        let asked = self.session.screen().questions.into_iter();
        let asked = asked.filter(|question| question.kind == QuestionKind::Question);
        let paths: Vec<String> = asked.map(|question| question.path).collect();
        self.session.broken_among(&paths)
    }
}

fn word(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Question => "question",
        QuestionKind::Group => "group",
        QuestionKind::Repeat => "repeat",
        QuestionKind::Prompt => "prompt",
    }
}
