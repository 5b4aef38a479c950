//! The form at a glance: what is asked now to jump to, and what was answered to read once more.

use crate::def::ControlKind;

use super::Session;
use super::choices::selections;
use super::host::Node;
use super::pages::{Stop, StopKind};
use super::view::{Invalid, NodeKey, QuestionKind, ValidationError};

/// One line of the list to jump from.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutlineEntry {
    /// The reference to go to.
    pub path: String,
    /// A question, a group or a repeat instance.
    pub kind: QuestionKind,
    /// Label in the session's language.
    pub label: String,
    /// How many groups and repeats are around it.
    pub depth: usize,
    /// Whether it holds an answer.
    pub answered: bool,
    /// Whether nobody can answer it: a note, or a value that is only shown.
    pub readonly: bool,
    /// The rule it breaks at present.
    pub invalid: Option<Invalid>,
}

/// One answer in words.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// The question.
    pub path: String,
    /// Its label in the session's language.
    pub label: String,
    /// Labels of what is around it, outermost first.
    pub titles: Vec<String>,
    /// The control it is asked with.
    pub control: ControlKind,
    /// Type of the value, in the words of the XForm.
    pub data_type: &'static str,
    /// The answer as stored.
    pub value: String,
    /// The answer as it is read: labels for choices, else as stored.
    pub text: String,
}

impl Session {
    /// What is asked at present, in order: questions, groups and repeat instances.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// let street = &session.outline()[0];
    /// assert_eq!((street.label.as_str(), street.answered), ("Street", false));
    /// assert_eq!(street.invalid.as_ref().unwrap().kind.name(), "required");
    /// ```
    #[must_use]
    pub fn outline(&self) -> Vec<OutlineEntry> {
        self.look(|session| {
            let asked = |stop: &Stop| stop.kind != StopKind::Prompt && session.stop_relevant(*stop);
            let asked = session.stops().into_iter().filter(asked);
            asked
                .filter_map(|stop| session.outline_entry(stop))
                .collect()
        })
    }

    fn outline_entry(&self, stop: Stop) -> Option<OutlineEntry> {
        let item = self.def.body.get(stop.item)?;
        let question = match self.context_of(item, stop.row) {
            Node::Form(key) if stop.kind == StopKind::Question => Some(key),
            _ => None,
        };
        let value = question.and_then(|key| self.rows.value(&self.def, key));
        Some(OutlineEntry {
            path: self.stop_path(stop).unwrap_or_default(),
            kind: match stop.kind {
                StopKind::Question => QuestionKind::Question,
                StopKind::Repeat => QuestionKind::Repeat,
                StopKind::Group | StopKind::Prompt => QuestionKind::Group,
            },
            label: self.label_of(item, stop.row),
            depth: self.depth(item),
            answered: value.is_some_and(|value| !value.is_empty()),
            readonly: question.is_some_and(|key| self.is_readonly(key)),
            invalid: question.and_then(|key| self.broken_rule(key)),
        })
    }

    /// What was answered by hand and stands at present, in words and in order.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// session.answer("/data/street", "Calle 8").unwrap();
    /// session.add_repeat("/data/person").unwrap();
    /// session.answer("/data/person/age", "9").unwrap();
    /// session.answer("/data/person/school", "norte").unwrap();
    /// let lines = session.lines();
    /// assert_eq!(lines[0].text, "Calle 8");
    /// assert_eq!(lines.last().unwrap().text, "North school");
    /// ```
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        self.look(|session| {
            let asked =
                |stop: &Stop| stop.kind == StopKind::Question && session.stop_relevant(*stop);
            let asked = session.stops().into_iter().filter(asked);
            asked.filter_map(|stop| session.line(stop)).collect()
        })
    }

    fn line(&self, stop: Stop) -> Option<Line> {
        let item = self.def.body.get(stop.item)?;
        let Node::Form(key) = self.context_of(item, stop.row) else {
            return None;
        };
        let control = self.def.control(key.node)?;
        let value = self.rows.value(&self.def, key)?.to_string();
        Some(Line {
            path: self.path(key),
            label: self.label_of(item, stop.row),
            titles: self.titles(stop),
            control: control.kind,
            data_type: self.def.nodes.data_type(key.node).name(),
            text: self.in_words(key, control.kind, &value),
            value,
        })
    }

    fn in_words(&self, key: NodeKey, kind: ControlKind, value: &str) -> String {
        let chosen = selections(kind, value);
        let label = |one: &&str| self.choice_label(key, one);
        let labels: Option<Vec<String>> = chosen.iter().map(label).collect();
        labels.map_or_else(|| value.to_owned(), |labels| labels.join(" · "))
    }

    /// The first rule that the question at `path` breaks at present: type, required, constraint.
    #[must_use]
    pub fn broken_at(&self, path: &str) -> Option<Invalid> {
        let key = self.locate(path)?;
        self.look(|session| {
            let invalid = session.broken_rule(key);
            match session.meter.is_cut() {
                true => Some(Invalid::too_dear()),
                false => invalid,
            }
        })
    }

    /// The rules that the questions at `paths` break at present, in that order.
    #[must_use]
    pub fn broken_among(&self, paths: &[String]) -> Vec<ValidationError> {
        self.look(|session| {
            let broken = paths.iter().filter_map(|path| {
                let invalid = session.broken_at(path)?;
                Some(ValidationError {
                    path: path.clone(),
                    error: invalid.kind,
                    message: invalid.message,
                })
            });
            broken.collect()
        })
    }
}
