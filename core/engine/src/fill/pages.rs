//! Pages turned, and what an answer changes on the one that is shown.

use std::collections::BTreeSet;

use farola_form::{Invalid, InvalidKind, Question, QuestionKind, ValidationError};

use super::filling::Filling;
use super::page::{Answered, Entry, PAGE_CHOICES, Page, Patch, Step};
use crate::shared::Result;

impl Filling {
    /// The page to show now. Later patches are relative to it.
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
            first: number <= 1,
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

    /// Goes to the next page whatever is wrong on this one; finalizing will name it.
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
