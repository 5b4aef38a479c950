//! What can be wrong with a file of cases.

use std::fmt;

use farola_model::{Coded, ErrorClass};

/// A place in a file of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl At {
    pub(super) const START: Self = Self { line: 1, column: 1 };
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Why a file of cases cannot be run; nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CaseError {
    /// It is no YAML, or YAML of a kind that is not read.
    #[error("{at}: {what}")]
    Syntax {
        /// Where.
        at: At,
        /// What is wrong.
        what: String,
    },
    /// It is larger or deeper than is read.
    #[error("{at}: {what}")]
    Limit {
        /// Where.
        at: At,
        /// What is passed.
        what: String,
    },
    /// A key that has no meaning there.
    #[error("{at}: unknown key {key:?}{}", hint(.nearest, .known))]
    Key {
        /// Where.
        at: At,
        /// The key as written.
        key: String,
        /// The key that was perhaps meant.
        nearest: Option<&'static str>,
        /// All keys that have a meaning there.
        known: &'static [&'static str],
    },
    /// Something stands where something else should.
    #[error("{at}: {what}")]
    Shape {
        /// Where.
        at: At,
        /// What should stand there.
        what: String,
    },
}

fn hint(nearest: &Option<&'static str>, known: &[&str]) -> String {
    match nearest {
        Some(nearest) => format!(": did you mean {nearest:?}?"),
        None => format!("; known here: {}", known.join(", ")),
    }
}

impl CaseError {
    pub(super) fn syntax(at: At, what: String) -> Self {
        Self::Syntax { at, what }
    }

    pub(super) fn limit(at: At, what: String) -> Self {
        Self::Limit { at, what }
    }

    pub(super) fn shape(at: At, what: impl Into<String>) -> Self {
        let what = what.into();
        Self::Shape { at, what }
    }

    /// Where in the file.
    #[must_use]
    pub fn at(&self) -> At {
        match self {
            Self::Syntax { at, .. }
            | Self::Limit { at, .. }
            | Self::Key { at, .. }
            | Self::Shape { at, .. } => *at,
        }
    }
}

impl Coded for CaseError {
    fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "cases.syntax",
            Self::Limit { .. } => "cases.limit",
            Self::Key { .. } => "cases.key",
            Self::Shape { .. } => "cases.shape",
        }
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::User
    }
}
