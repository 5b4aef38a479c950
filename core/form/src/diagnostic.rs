//! What is wrong with a form: a code, a place and a way out, for every fault at once.

use std::fmt;

use serde::Serialize;

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The form loads; something in it is probably not what its author meant.
    Warning,
    /// The form cannot be filled as it stands.
    Error,
}

/// Where in the form document a diagnostic points to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Line, from 1; 0 where there is none.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// The element or the node meant, as a path (`/data/age`, `bind[3]/@relevant`).
    pub path: String,
    /// Byte offset inside the expression, where the fault is in one.
    pub offset: Option<usize>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if self.line > 0 {
            write!(f, "{}:{}", self.line, self.column)?;
            separator = " ";
        }
        if !self.path.is_empty() {
            write!(f, "{separator}{}", self.path)?;
            separator = " ";
        }
        if let Some(offset) = self.offset {
            write!(f, "{separator}at {offset}")?;
        }
        Ok(())
    }
}

impl Serialize for Place {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One fault of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable dotted code, `form.bind_nowhere`.
    pub code: &'static str,
    /// Whether the form still loads.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The way out.
    pub help: &'static str,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{word} {} {}: {}", self.code, self.place, self.message)
    }
}
