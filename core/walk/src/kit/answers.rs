//! One reader of answers: over a draft, a finalized form or a received submission alike.

use std::collections::BTreeMap;
use std::str::FromStr;

use super::question::name_of;

/// The answers of one form by the names of their questions, wherever a version puts them.
///
/// Of several answers under one name (a repeat) the first that is not blank counts. Values are
/// read without the spaces around them; a blank one is no answer.
pub struct Answers<'a> {
    by_name: BTreeMap<&'a str, Given<'a>>,
    /// Those that are not blank, in the order of the form.
    given: Vec<Given<'a>>,
}

#[derive(Clone, Copy)]
struct Given<'a> {
    path: &'a str,
    value: &'a str,
}

/// What a form says of its questions: the part of a record that its answers alone do not tell.
/// Paths are without positions. The phone has it from the definition of the form, the hub from
/// the table it keeps of it.
pub trait Asks {
    /// Whether the form has a question of that name.
    fn has(&self, name: &str) -> bool;
    /// Whether the answer to the question at `path` is a position.
    fn is_position(&self, path: &str) -> bool;
    /// The label of the choice `value` at `path` in a language (`es`, `en`); nothing where the
    /// question has no choices.
    fn label(&self, path: &str, value: &str, language: &str) -> Option<String>;
}

// What people answered stays out of whatever prints this.
impl std::fmt::Debug for Answers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answers({})", self.given.len())
    }
}

impl<'a> Answers<'a> {
    /// Of pairs of path and value in the order of the form.
    pub fn of(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let given: Vec<Given<'a>> = pairs
            .into_iter()
            .map(|(path, value)| Given {
                path,
                value: value.trim(),
            })
            .filter(|given| !given.value.is_empty())
            .collect();
        let mut by_name = BTreeMap::new();
        for one in &given {
            by_name.entry(name_of(one.path)).or_insert(*one);
        }
        Self { by_name, given }
    }

    /// The answer to a question; nothing where it is blank or not there.
    #[must_use]
    pub fn text(&self, question: &str) -> Option<&'a str> {
        self.by_name.get(question).map(|given| given.value)
    }

    /// The answer as a number or a place; nothing where it is none.
    #[must_use]
    pub fn read<T: FromStr>(&self, question: &str) -> Option<T> {
        self.text(question)?.parse().ok()
    }

    /// Whether the answer is yes, as the kit writes it.
    #[must_use]
    pub fn is_yes(&self, question: &str) -> bool {
        self.text(question) == Some("1")
    }

    /// The choices that were made of several.
    pub fn chosen(&self, question: &str) -> impl Iterator<Item = &'a str> {
        self.text(question)
            .unwrap_or_default()
            .split_ascii_whitespace()
    }

    /// The label of the choice that was made.
    pub(super) fn label(&self, question: &str, form: &dyn Asks, language: &str) -> Option<String> {
        let given = self.by_name.get(question)?;
        form.label(given.path, given.value, language)
    }

    /// What of the answers `wanted` makes first something of.
    pub(super) fn first<T>(&self, wanted: impl Fn(&str, &str) -> Option<T>) -> Option<T> {
        let mut given = self.given.iter();
        given.find_map(|given| wanted(given.path, given.value))
    }
}
