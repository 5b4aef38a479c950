//! What the last page shows: the answers, what is wrong, what was left out, and whether the form
//! can be finalized.

use farola_control::{AnswerFault, own_words};
use farola_form::{DataType, InvalidKind, QuestionKind};

use super::filling::Filling;
use super::lines::Line;

/// The review of a form.
#[derive(Clone, PartialEq)]
pub struct Review {
    /// Whether it can be finalized.
    pub ready: bool,
    /// What keeps it from that, in the order of the form.
    pub faults: Vec<ReviewFault>,
    /// Questions without an answer that need none, in the order of the form.
    pub unanswered: Vec<Unanswered>,
    /// The answers in words.
    pub lines: Vec<Line>,
}

/// What follows on the last page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewNext<'a> {
    /// Nothing is missing: it can be finalized.
    Complete,
    /// Something is: on to the first of it.
    Mend {
        /// The first.
        first: &'a ReviewFault,
        /// How many there are.
        faults: usize,
    },
}

impl Review {
    /// What follows.
    #[must_use]
    pub fn next(&self) -> ReviewNext<'_> {
        match self.faults.first() {
            None => ReviewNext::Complete,
            Some(first) => ReviewNext::Mend {
                first,
                faults: self.faults.len(),
            },
        }
    }
}

/// A rule that an answer breaks.
#[derive(Clone, PartialEq, Eq)]
pub struct ReviewFault {
    /// The question.
    pub path: String,
    /// Its label; nothing where the form has none, or only blanks.
    pub label: Option<String>,
    /// The rule.
    pub rule: InvalidKind,
    /// What is wrong, with a sentence for a form that has no words of its own.
    pub fault: AnswerFault,
    /// The form's words for it; empty where it has none.
    pub message: String,
}

/// A question that was left out.
#[derive(Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The question.
    pub path: String,
    /// Its label; nothing where the form has none, or only blanks.
    pub label: Option<String>,
}

// A label can quote an answer, and the lines are answers.
impl std::fmt::Debug for Review {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Review")
            .field("ready", &self.ready)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ReviewFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReviewFault({}, {:?})", self.path, self.rule)
    }
}

impl std::fmt::Debug for Unanswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unanswered({})", self.path)
    }
}

impl Filling {
    /// What is wrong where the answer of the question at `path` breaks a rule.
    #[must_use]
    pub fn fault(&self, path: &str, rule: InvalidKind) -> AnswerFault {
        // Only a type has several faults, and it alone is worth the search.
        let data_type = match rule {
            InvalidKind::Type => self.at(path, |question, _| question.data_type).ok(),
            InvalidKind::Required | InvalidKind::Constraint | InvalidKind::TooDear => None,
        };
        let data_type = data_type.and_then(DataType::from_name);
        AnswerFault::of(rule, data_type.unwrap_or_default())
    }

    /// The review. From now on pages also mark what is missing.
    pub fn review(&mut self) -> Review {
        let broken = self.insist();
        let outline = self.session.outline();
        let label = |path: &str| {
            let entry = outline.iter().find(|entry| entry.path == path);
            entry.and_then(|entry| own_words(entry.label.clone()))
        };
        let faults: Vec<ReviewFault> = broken
            .into_iter()
            .map(|error| ReviewFault {
                label: label(&error.path),
                fault: self.fault(&error.path, error.error),
                path: error.path,
                rule: error.error,
                message: error.message,
            })
            .collect();
        let left_out = outline.iter().filter(|entry| {
            let asked = entry.kind == QuestionKind::Question && !entry.readonly;
            asked && !entry.answered && entry.invalid.is_none()
        });
        let unanswered = left_out
            .map(|entry| Unanswered {
                path: entry.path.clone(),
                label: own_words(entry.label.clone()),
            })
            .collect();
        Review {
            ready: faults.is_empty(),
            faults,
            unanswered,
            lines: self.lines(),
        }
    }
}
