//! The errors of the crate. None of them carries an answer.

use farola_model::{Coded, ErrorClass};

use crate::session::TooDear;

/// Why an answer was refused. The session stands as it was, but for [`AnswerError::TooDear`] and
/// [`AnswerError::Stopped`]: there the answer is taken, and what depends on it is worked out later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The text is not a value of the question's type.
    #[error("{path}: {}", expected_words(.expected))]
    Type {
        /// The question.
        path: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The question is read only.
    #[error("{path} is read only")]
    Readonly {
        /// The question.
        path: String,
    },
    /// The question is not asked at present.
    #[error("{path} is not relevant at present")]
    NotRelevant {
        /// The question.
        path: String,
    },
    /// There is no such node.
    #[error("there is no node {path}")]
    NoSuchNode {
        /// What was asked for.
        path: String,
    },
    /// What depends on the answer takes more steps than a call has. The answer is kept.
    #[error("working out {0} takes more steps than a call has")]
    TooDear(TooDear),
    /// The call was stopped from another thread. The answer is kept.
    #[error("the call was stopped")]
    Stopped,
}

impl AnswerError {
    /// Whether the answer was taken all the same.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::TooDear(_) | Self::Stopped)
    }
}

/// The value of a type, or what else was expected.
fn expected_words(expected: &str) -> String {
    if expected.contains(' ') {
        format!("not {expected}")
    } else {
        format!("not a value of type {expected}")
    }
}

impl AnswerError {
    /// The word of the drive contract: `type`, `readonly`, `not_relevant`, `no_such_node`,
    /// `too_dear`, `stopped`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Type { .. } => "type",
            Self::Readonly { .. } => "readonly",
            Self::NotRelevant { .. } => "not_relevant",
            Self::NoSuchNode { .. } => "no_such_node",
            Self::TooDear(_) => "too_dear",
            Self::Stopped => "stopped",
        }
    }
}

impl Coded for AnswerError {
    fn code(&self) -> &'static str {
        match self {
            Self::Type { .. } => "form.answer_type",
            Self::Readonly { .. } => "form.answer_readonly",
            Self::NotRelevant { .. } => "form.answer_not_relevant",
            Self::NoSuchNode { .. } => "form.no_such_node",
            Self::TooDear(_) => "form.too_dear",
            Self::Stopped => "form.stopped",
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::TooDear(_) => ErrorClass::Permanent,
            Self::Stopped => ErrorClass::Retry,
            _ => ErrorClass::User,
        }
    }
}

/// Why a document or a request to a session could not be worked with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormError {
    /// The bytes are not well-formed XML.
    #[error("not well-formed XML at byte {offset}: {reason}")]
    NotXml {
        /// Where reading stopped.
        offset: usize,
        /// What the reader said.
        reason: &'static str,
    },
    /// A document type definition, which no form and no submission may have.
    #[error("a document type definition is not allowed")]
    Dtd,
    /// Nested deeper than the limit.
    #[error("elements are nested deeper than {limit}")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// Larger than the limit.
    #[error("larger than {limit} bytes")]
    TooBig {
        /// The limit.
        limit: usize,
    },
    /// More of something than the limit.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there are too many of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
    /// The document is of another form.
    #[error("the document is of form {found:?}, not of {expected:?}")]
    OtherForm {
        /// The form of the session.
        expected: String,
        /// The form named in the document.
        found: String,
    },
    /// A submission without a form id.
    #[error("the submission names no form")]
    NoFormId,
    /// There is no such node, or not of the kind asked for.
    #[error("there is no {kind} {path}")]
    NoSuch {
        /// What was looked for.
        kind: &'static str,
        /// Its path.
        path: String,
    },
    /// The form fixes the number of instances of this repeat.
    #[error("the form decides how many instances {path} has")]
    FixedRepeat {
        /// The repeat.
        path: String,
    },
    /// The repeat is hidden by its conditions.
    #[error("{path} is not relevant")]
    NotRelevant {
        /// The repeat.
        path: String,
    },
    /// More instances than allowed.
    #[error("{path} has reached the limit of instances")]
    TooManyInstances {
        /// The repeat.
        path: String,
    },
    /// No such language in the form.
    #[error("the form has no language {name:?}")]
    NoSuchLanguage {
        /// What was asked for.
        name: String,
    },
    /// An expression given from outside does not parse or evaluate.
    #[error("{code}: {message}")]
    Expression {
        /// Code of the XPath error.
        code: &'static str,
        /// Its message.
        message: String,
        /// Byte offset in the expression.
        offset: usize,
    },
    /// An expression of the form takes more steps than a call has. What was asked for is done,
    /// and what depends on it is worked out later.
    #[error("working out {0} takes more steps than a call has")]
    TooDear(TooDear),
    /// The call was stopped from another thread. What was asked for is done, and what depends on
    /// it is worked out later.
    #[error("the call was stopped")]
    Stopped,
    /// A snapshot or delta that this version cannot read.
    #[error("the journal cannot be read: {reason}")]
    Journal {
        /// What is wrong.
        reason: &'static str,
    },
}

impl Coded for FormError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotXml { .. } => "form.not_xml",
            Self::Dtd => "form.dtd",
            Self::TooDeep { .. } => "form.too_deep",
            Self::TooBig { .. } | Self::TooMany { .. } => "form.too_big",
            Self::OtherForm { .. } => "form.other_form",
            Self::NoFormId => "form.no_form_id",
            Self::NoSuch { .. } => "form.no_such_node",
            Self::FixedRepeat { .. } => "form.fixed_repeat",
            Self::NotRelevant { .. } => "form.repeat_not_relevant",
            Self::TooManyInstances { .. } => "form.too_many_instances",
            Self::NoSuchLanguage { .. } => "form.no_such_language",
            Self::Expression { .. } => "form.expression",
            Self::TooDear(_) => "form.too_dear",
            Self::Stopped => "form.stopped",
            Self::Journal { .. } => "form.journal",
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::Journal { .. } => ErrorClass::Bug,
            Self::Stopped => ErrorClass::Retry,
            Self::TooDear(_)
            | Self::NotXml { .. }
            | Self::Dtd
            | Self::TooDeep { .. }
            | Self::TooBig { .. }
            | Self::TooMany { .. } => ErrorClass::Permanent,
            _ => ErrorClass::User,
        }
    }
}
