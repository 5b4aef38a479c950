//! Pages turned, and what an answer changes on the one that is shown.

use std::collections::BTreeSet;

use farola_form::{Invalid, Question, QuestionKind, ScreenKind, ValidationError};

use super::filling::Filling;
use super::page::{Answered, Entry, PAGE_CHOICES, Page, Patch, Step};
use crate::shared::Result;

impl Filling {
    /// The page to show now. Later patches are relative to it.
    pub fn page(&mut self) -> Page {
        self.session.limit_choices(PAGE_CHOICES);
        let screen = self.session.screen();
        let (number, of) = self.session.progress();
        let stays = self.shown.hand_over(&screen);
        self.read_comments();
        let entries = self.entries(screen.questions);
        self.shown.entries.clone_from(&entries);
        self.hand.widen_years(&entries);
        Page {
            kind: screen.kind,
            path: screen.path,
            titles: screen.titles,
            entries,
            number,
            of,
            stays,
            language: self.session.language().to_owned(),
            held: self.is_held(),
            comments: self.comments_of_the_whole(),
            focus: None,
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
        self.shown.hold(&held_by);
        let page = self.page();
        let page = match held_by.first() {
            Some(fault) => page.in_sight(&fault.path),
            None => page,
        };
        Step { page, held_by }
    }

    /// Goes to the next page whatever is wrong on this one; finalizing will name it.
    pub fn skip_page(&mut self) -> Page {
        self.session.limit_choices(PAGE_CHOICES);
        self.next_screen();
        self.page()
    }

    /// Goes to the page before. Nothing where none is before it: the form is then left, and stays
    /// a draft on the page that it was on.
    pub fn page_before(&mut self) -> Option<Page> {
        self.session.limit_choices(PAGE_CHOICES);
        let (number, _) = self.session.progress();
        // At the end the number is that of the last page, which is before it.
        if number <= 1 && self.session.screen().kind != ScreenKind::End {
            return None;
        }
        self.previous_screen();
        let page = self.page();
        // A form that asks nothing ends where it begins.
        (page.kind != ScreenKind::End).then_some(page)
    }

    /// Goes to the page with that question, which comes into sight.
    ///
    /// # Errors
    /// There is no such question.
    pub fn page_of(&mut self, path: &str) -> Result<Page> {
        self.session.limit_choices(PAGE_CHOICES);
        self.go_to(path)?;
        Ok(self.page().in_sight(path))
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
            goes_on: false,
        })
    }

    /// The person left the field of a question: what is wrong with what was typed is said from now
    /// on.
    pub fn left(&mut self, path: &str) -> Patch {
        self.shown.left(path);
        self.patch()
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
            page: (!same_order).then(|| now.clone()),
            held: self.is_held(),
        };
        self.hand.widen_years(&patch.changed);
        self.shown.entries = now;
        patch
    }

    /// Every rule broken at present, and from now on also what is missing is marked on pages.
    pub fn insist(&mut self) -> Vec<ValidationError> {
        self.shown.insist();
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
                broken: self.said(&question),
                comments: self.comments_about(&question),
                question,
            }
        });
        entries.collect()
    }

    /// What is wrong with a question, as far as it is to be said.
    fn said(&self, question: &Question) -> Option<Invalid> {
        if question.kind != QuestionKind::Question {
            return None;
        }
        if question.too_dear {
            return Some(Invalid::too_dear());
        }
        let invalid = self.session.broken_at(&question.path)?;
        self.shown
            .says(&question.path, invalid.kind)
            .then_some(invalid)
    }

    /// Whether something that kept the page is still wrong. What is not asked any more keeps none.
    fn is_held(&mut self) -> bool {
        // Most pages are not, and their questions need no second look.
        !self.shown.held().is_empty()
            && self
                .faults_here()
                .iter()
                .any(|fault| self.shown.held().contains(&fault.path))
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
