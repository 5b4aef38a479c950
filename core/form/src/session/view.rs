//! What a session shows: questions, screens, states. These shapes are the drive contract.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::def::{ControlKind, NodeId, RangeScale};
use crate::entities::EntityChange;

/// An instance node of a session: a node of the definition in one repeat instance.
///
/// Valid while the repeat instance lives; [`crate::Session::path`] turns it into a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeKey {
    pub(crate) row: u32,
    pub(crate) node: NodeId,
}

/// What a call changed, so that a screen can patch itself instead of being drawn anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Changes {
    /// Nodes whose value, relevance, required or readonly state changed.
    pub nodes: Vec<NodeKey>,
    /// Whether repeat instances came or went.
    pub structure: bool,
}

/// Which rule a value breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum InvalidKind {
    /// An answer is required.
    Required,
    /// The constraint is not met.
    Constraint,
    /// The value is not of the question's type.
    Type,
    /// Whether it breaks one takes more steps to work out than a call has.
    #[serde(rename = "too_dear")]
    TooDear,
}

impl InvalidKind {
    /// The word of the rule: `required`, `constraint`, `type`, `too_dear`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Constraint => "constraint",
            Self::Type => "type",
            Self::TooDear => "too_dear",
        }
    }
}

/// A rule that is broken, with the form's own words for it in the session's language.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Invalid {
    /// Which rule.
    pub kind: InvalidKind,
    /// The form's message; empty where it has none.
    pub message: String,
}

impl Invalid {
    /// A rule that takes more steps to work out than a call has.
    #[must_use]
    pub fn too_dear() -> Self {
        Self {
            kind: InvalidKind::TooDear,
            message: String::new(),
        }
    }
}

/// What became of an answer that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The rule the new value breaks; the value is kept and marked all the same.
    pub invalid: Option<Invalid>,
    /// What changed.
    pub changes: Changes,
}

impl Outcome {
    /// Whether the value breaks no rule.
    #[must_use]
    pub fn valid(&self) -> bool {
        self.invalid.is_none()
    }
}

/// A repeat instance that was added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Added {
    /// Its reference, `/data/r[3]`.
    pub path: String,
    /// What changed.
    pub changes: Changes,
}

/// One fault found by [`crate::Session::validate`].
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ValidationError {
    /// The question.
    #[serde(rename = "ref")]
    pub path: String,
    /// The rule it breaks.
    pub error: InvalidKind,
    /// The form's message in the session's language; empty where it has none.
    pub message: String,
}

/// One choice of a question.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Images and sounds of the choice: `image`, `audio`, … → file name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub media: BTreeMap<String, String>,
    /// The other columns of the item it comes from, `geometry` among them. Filled where they
    /// are asked for: by an appearance `map`, and by [`crate::Session::choices_at`].
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub columns: BTreeMap<String, String>,
}

/// What an entry of the questionnaire is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionKind {
    /// A question (or a note).
    Question,
    /// A group, before its questions.
    Group,
    /// A repeat instance, before its questions.
    Repeat,
    /// The question whether there is another instance, after the last one.
    Prompt,
}

/// A repeat instance that there is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RepeatInstance {
    /// Its reference, `/data/r[2]`.
    pub path: String,
    /// Its number in the repeat, from 1.
    pub number: usize,
    /// Whether a person may take it out: the form neither counts the repeat itself nor has it
    /// read-only.
    pub removable: bool,
}

/// One entry of the questionnaire as it stands now.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Question {
    /// The node's reference; for a prompt that of the instance it would add.
    #[serde(rename = "ref")]
    pub path: String,
    /// What the entry is.
    pub kind: QuestionKind,
    /// The control's element name.
    pub control: Option<ControlKind>,
    /// The bound type, in the words of the XForm (`string`, `int`, …); empty for groups.
    #[serde(rename = "type")]
    pub data_type: &'static str,
    /// The appearance as written.
    pub appearance: String,
    /// Whether it is asked, groups around it considered.
    pub relevant: bool,
    /// Whether it cannot be answered by hand.
    pub readonly: bool,
    /// Whether an answer is needed.
    pub required: bool,
    /// The answer as it stands; empty where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Label in the session's language, outputs filled in.
    pub label: String,
    /// Hint.
    pub hint: String,
    /// Guidance, the longer hint.
    pub guidance: String,
    /// Media of the label: `image`, `audio`, `video`, `big-image` → file name.
    pub media: BTreeMap<String, String>,
    /// Choices after filtering.
    pub choices: Vec<Choice>,
    /// How many more there are than `choices` holds; see [`crate::Session::limit_choices`].
    #[serde(skip_serializing_if = "is_zero")]
    pub more_choices: usize,
    /// Further attributes of the control as written: `mediatype`, `start`, `end`, `step`,
    /// `max-pixels`, `rows`, …
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parameters: BTreeMap<String, String>,
    /// Whether the steps of the call ended while it was worked out: texts and choices are missing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub too_dear: bool,
    /// How many groups and repeats are around it.
    #[serde(skip)]
    pub depth: usize,
    /// Of a repeat instance itself alone; of a prompt those there are.
    #[serde(skip)]
    pub instances: Vec<RepeatInstance>,
    /// Of a prompt the repeat that it adds to, for [`crate::Session::add_repeat`].
    #[serde(skip)]
    pub repeat: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for it so.
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Question {
    /// The scale of a range, where the form gives one.
    #[must_use]
    pub fn range(&self) -> Option<RangeScale> {
        let range = self.control == Some(ControlKind::Range);
        let attr = |name: &str| self.parameters.get(name).map(String::as_str);
        range.then(|| RangeScale::read(attr)).flatten()
    }
}

/// What a screen is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ScreenKind {
    /// One question.
    Question,
    /// A field-list: several questions on one page.
    Group,
    /// The question whether to add another repeat instance.
    Prompt,
    /// After the last question.
    End,
}

impl ScreenKind {
    /// The word of the kind: `question`, `group`, `prompt`, `end`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Group => "group",
            Self::Prompt => "prompt",
            Self::End => "end",
        }
    }
}

/// The page a shell shows now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Screen {
    /// What it is.
    pub kind: ScreenKind,
    /// The question, group or prompt it is about; empty at the end.
    #[serde(rename = "ref")]
    pub path: String,
    /// Labels of the groups and repeat instances around it, outermost first.
    pub titles: Vec<String>,
    /// What is asked on it.
    pub questions: Vec<Question>,
}

/// The state of one node, as `dump` prints it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NodeState {
    /// Its reference.
    #[serde(rename = "ref")]
    pub path: String,
    /// Its value; nothing for groups and repeat instances.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Relevant, with everything around it.
    pub relevant: bool,
    /// Required.
    pub required: bool,
    /// Read only, with everything around it.
    pub readonly: bool,
    /// The value meets its type and its constraint.
    pub valid: bool,
}

/// The result of an expression evaluated in a session.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Evaluated {
    /// `string`, `number`, `boolean` or `nodeset`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The value as text.
    pub value: String,
}

/// A finished submission.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Submission {
    /// The exact bytes to store and send.
    pub xml: Vec<u8>,
    /// Its `meta/instanceID`.
    pub instance_id: String,
    /// The instance it replaces, for a correction.
    pub deprecated_id: Option<String>,
    /// Its `meta/instanceName`, where the form makes one.
    pub instance_name: Option<String>,
    /// Names of the attached files, in document order.
    pub attachments: Vec<String>,
    /// Files that the session itself made, with their content: `audit.csv`.
    pub files: Vec<(String, Vec<u8>)>,
    /// The entities it creates and updates.
    pub entities: Vec<EntityChange>,
}
