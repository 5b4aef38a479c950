//! Everything that can be wrong with an expression.

/// What is wrong with an expression, and where (a byte offset into its text).
///
/// No message ever holds the value of a node.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XPathError {
    /// The text is no expression.
    #[error("found {found} where {expected} should stand{}", hint_text(.hint))]
    Syntax {
        /// What stands there.
        found: String,
        /// What could stand there.
        expected: &'static str,
        /// The way out, if the mistake is a common one.
        hint: Option<String>,
        /// Where.
        offset: usize,
    },
    /// A quote without its partner.
    #[error("the text that starts here is not closed: add the closing {quote}")]
    UnclosedString {
        /// The quote that is missing.
        quote: char,
        /// Where the text starts.
        offset: usize,
    },
    /// A character that no expression holds.
    #[error("the character {character:?} has no meaning here{}", hint_text(.hint))]
    Character {
        /// The character.
        character: char,
        /// The way out, if the mistake is a common one.
        hint: Option<String>,
        /// Where.
        offset: usize,
    },
    /// Nothing was written.
    #[error("the expression is empty")]
    Empty,
    /// Nested too deep.
    #[error("the expression is nested deeper than {limit} levels: split it into calculations")]
    TooDeep {
        /// The limit.
        limit: usize,
        /// Where the limit was passed.
        offset: usize,
    },
    /// Longer than is read.
    #[error("the expression is longer than {limit} bytes: split it into calculations")]
    TooLong {
        /// The limit.
        limit: usize,
    },
    /// No such function.
    #[error("there is no function {name}(){}", nearest_text(.nearest))]
    UnknownFunction {
        /// The name as written.
        name: String,
        /// The function that was perhaps meant.
        nearest: Option<&'static str>,
        /// Where.
        offset: usize,
    },
    /// Too few or too many arguments.
    #[error("{function}() takes {expected}, not {found}")]
    Arguments {
        /// The function.
        function: String,
        /// How many it takes, in words.
        expected: String,
        /// How many were given.
        found: usize,
        /// Where.
        offset: usize,
    },
    /// A variable: forms have none.
    #[error("${name} is a variable, and forms have none: write the path, in XLSForm ${{{name}}}")]
    Variable {
        /// Its name.
        name: String,
        /// Where.
        offset: usize,
    },
    /// A value stands where nodes are needed.
    #[error("{function}() needs a path as argument {argument}, not a value")]
    NotNodeset {
        /// The function or operator.
        function: String,
        /// Which argument, from 1.
        argument: usize,
        /// Where.
        offset: usize,
    },
    /// An instance that the form does not have.
    #[error("there is no instance('{id}') in this form")]
    UnknownInstance {
        /// The id asked for.
        id: String,
        /// Where.
        offset: usize,
    },
    /// A value that is not a date where a date is needed.
    #[error("{function}() got a value that is not a date (write 2026-12-31)")]
    Date {
        /// The function.
        function: String,
        /// Where.
        offset: usize,
    },
    /// A regular expression that does not compile.
    #[error("the regular expression cannot be used: {reason}")]
    Regex {
        /// Why.
        reason: String,
        /// Where.
        offset: usize,
    },
    /// A value that is no place where places are needed.
    #[error("{function}() got a value that is not a place (latitude longitude …)")]
    Geo {
        /// The function.
        function: String,
        /// Where.
        offset: usize,
    },
    /// An argument outside what the function knows.
    #[error("{function}(): {reason}")]
    Argument {
        /// The function.
        function: String,
        /// What is wrong and what is right.
        reason: String,
        /// Where.
        offset: usize,
    },
    /// The host allows no more steps: the expression was not worked out to its end.
    #[error("working this out takes more steps than are allowed")]
    OutOfSteps,
    /// A document that cannot be read.
    #[error("the document cannot be read: {reason}")]
    Document {
        /// Why.
        reason: String,
        /// Where in the document.
        offset: usize,
    },
}

fn hint_text(hint: &Option<String>) -> String {
    hint.as_ref()
        .map(|hint| format!(": {hint}"))
        .unwrap_or_default()
}

fn nearest_text(nearest: &Option<&'static str>) -> String {
    nearest
        .map(|name| format!(": did you mean {name}()?"))
        .unwrap_or_default()
}

impl XPathError {
    /// Where in the expression (or document) the fault is, in bytes.
    #[must_use]
    pub fn offset(&self) -> usize {
        match self {
            Self::Empty | Self::TooLong { .. } | Self::OutOfSteps => 0,
            Self::Syntax { offset, .. }
            | Self::UnclosedString { offset, .. }
            | Self::Character { offset, .. }
            | Self::TooDeep { offset, .. }
            | Self::UnknownFunction { offset, .. }
            | Self::Arguments { offset, .. }
            | Self::Variable { offset, .. }
            | Self::NotNodeset { offset, .. }
            | Self::UnknownInstance { offset, .. }
            | Self::Date { offset, .. }
            | Self::Regex { offset, .. }
            | Self::Geo { offset, .. }
            | Self::Argument { offset, .. }
            | Self::Document { offset, .. } => *offset,
        }
    }

    /// A stable dotted code, `xpath.unknown_function`: what programs tell errors apart by.
    ///
    /// ```
    /// use farola_xpath::parse;
    /// let error = parse("1 +").unwrap_err();
    /// assert_eq!((error.code(), error.offset()), ("xpath.syntax", 3));
    /// ```
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "xpath.syntax",
            Self::UnclosedString { .. } => "xpath.unclosed_string",
            Self::Character { .. } => "xpath.character",
            Self::Empty => "xpath.empty",
            Self::TooDeep { .. } => "xpath.too_deep",
            Self::TooLong { .. } => "xpath.too_long",
            Self::UnknownFunction { .. } => "xpath.unknown_function",
            Self::Arguments { .. } => "xpath.arguments",
            Self::Variable { .. } => "xpath.variable",
            Self::NotNodeset { .. } => "xpath.not_nodeset",
            Self::UnknownInstance { .. } => "xpath.unknown_instance",
            Self::Date { .. } => "xpath.date",
            Self::Regex { .. } => "xpath.regex",
            Self::Geo { .. } => "xpath.geo",
            Self::Argument { .. } => "xpath.argument",
            Self::OutOfSteps => "xpath.out_of_steps",
            Self::Document { .. } => "xpath.document",
        }
    }
}
