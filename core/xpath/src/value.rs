//! What an expression evaluates to.

use crate::temporal::Temporal;

/// The result of an expression over nodes of type `N`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<N> {
    /// Nodes, in document order unless `randomize` shuffled them.
    Nodeset(Vec<N>),
    /// Text.
    String(String),
    /// A number.
    Number(f64),
    /// A truth.
    Boolean(bool),
    /// A date or a date with time: off XPath 1.0, as in JavaRosa.
    Date(Temporal),
}

impl<N> Value<N> {
    /// The name of the value's type, as `farola xpath` prints it.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Nodeset(_) => "nodeset",
            Self::String(_) => "string",
            Self::Number(_) => "number",
            Self::Boolean(_) => "boolean",
            Self::Date(_) => "date",
        }
    }
}

impl<N> From<bool> for Value<N> {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl<N> From<f64> for Value<N> {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl<N> From<String> for Value<N> {
    fn from(value: String) -> Self {
        Self::String(value)
    }
}

impl<N> From<&str> for Value<N> {
    fn from(value: &str) -> Self {
        Self::String(value.to_owned())
    }
}
