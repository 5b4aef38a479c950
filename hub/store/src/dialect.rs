//! The few places where the engines' SQL differs, each with a name.

/// Whose SQL is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite's.
    Sqlite,
}

impl Dialect {
    /// The newest records in which the asked words occur, as a table of their ids.
    pub(crate) fn matches(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "(SELECT rowid AS id FROM submission_words WHERE submission_words MATCH ?
                  ORDER BY rowid DESC LIMIT 5000)"
            }
        }
    }

    /// Keeps the words of a record.
    pub(crate) fn keep_words(self) -> &'static str {
        match self {
            Self::Sqlite => "INSERT INTO submission_words (rowid, words) VALUES (?1, ?2)",
        }
    }

    /// Forgets the words of a record.
    pub(crate) fn forget_words(self) -> &'static str {
        match self {
            Self::Sqlite => "DELETE FROM submission_words WHERE rowid = ?1",
        }
    }

    /// Reads a table by an index that the engine would not always choose by itself.
    pub(crate) fn by(self, index: &str) -> String {
        match self {
            Self::Sqlite => format!(" INDEXED BY {index}"),
        }
    }
}
