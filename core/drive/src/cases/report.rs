//! What became of a case.

use std::fmt;

use serde::Serialize;

use super::error::At;

/// One case after its run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReport {
    /// Its name.
    pub name: String,
    /// Where it stands in its file.
    pub at: At,
    /// What was not as expected; empty where the case passed.
    pub failures: Vec<Failure>,
}

impl CaseReport {
    /// Whether everything was as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// One thing that was not as expected. It holds what the case and the form gave, which are a
/// test's own data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// Line in the file of cases.
    pub line: u32,
    /// Column.
    pub column: u32,
    /// What was looked at, `/data/age value`.
    pub what: String,
    /// What the case expects; empty where a step could not be carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What the form gave, or why the step failed.
    pub got: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.expected {
            Some(expected) => write!(
                f,
                "{}:{} {}: expected {expected}, got {}",
                self.line, self.column, self.what, self.got
            ),
            None => write!(
                f,
                "{}:{} {}: {}",
                self.line, self.column, self.what, self.got
            ),
        }
    }
}
