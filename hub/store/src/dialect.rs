//! The few places where the engines' SQL differs, each with a name.

/// Whose SQL is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite's.
    Sqlite,
}

impl Dialect {
    /// Whether one text occurs in another. No pattern: a percent sign is a percent sign.
    pub(crate) fn contains(self, text: &str, part: &str) -> String {
        match self {
            Self::Sqlite => format!("instr({text}, {part}) > 0"),
        }
    }

    /// Whether a walk's code has its date after the key of the municipality.
    pub(crate) fn is_dated(self, code: &str) -> String {
        match self {
            Self::Sqlite => {
                let (key, date) = ("[0-9]".repeat(5), "[0-9]".repeat(8));
                format!("{code} GLOB '{key}-{date}-*'")
            }
        }
    }
}
