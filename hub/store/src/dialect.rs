//! The few places where the engines' SQL differs, each with a name.

/// Whose SQL is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite's.
    Sqlite,
    /// PostgreSQL's.
    Postgres,
}

impl Dialect {
    /// The newest records in which the asked words occur, as a table of their ids.
    pub(crate) fn matches(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "(SELECT rowid AS id FROM submission_words WHERE submission_words MATCH ?
                  ORDER BY rowid DESC LIMIT 5000)"
            }
            // A cast, not to_tsquery: that would split the words anew and drop the signs.
            Self::Postgres => {
                "(SELECT id FROM submission_words WHERE words @@ (?::text)::tsquery
                  ORDER BY id DESC LIMIT 5000)"
            }
        }
    }

    /// What is asked of the words: all of these, of some only the beginning.
    pub(crate) fn all_of(self, terms: &[(String, bool)]) -> String {
        let term = |(word, begins): &(String, bool)| match (self, begins) {
            (Self::Sqlite, true) => format!("\"{word}\" *"),
            (Self::Sqlite, false) => format!("\"{word}\""),
            (Self::Postgres, true) => format!("'{word}':*"),
            (Self::Postgres, false) => format!("'{word}'"),
        };
        let terms: Vec<String> = terms.iter().map(term).collect();
        terms.join(match self {
            Self::Sqlite => " AND ",
            Self::Postgres => " & ",
        })
    }

    /// Keeps the words of a record.
    pub(crate) fn keep_words(self) -> &'static str {
        match self {
            Self::Sqlite => "INSERT INTO submission_words (rowid, words) VALUES (?1, ?2)",
            Self::Postgres => {
                "INSERT INTO submission_words (id, words)
                 VALUES (?1, array_to_tsvector(string_to_array(?2, ' ')))"
            }
        }
    }

    /// Forgets the words of a record.
    pub(crate) fn forget_words(self) -> &'static str {
        match self {
            Self::Sqlite => "DELETE FROM submission_words WHERE rowid = ?1",
            Self::Postgres => "DELETE FROM submission_words WHERE id = ?1",
        }
    }

    /// Reads a table by an index that the engine would not always choose by itself.
    pub(crate) fn by(self, index: &str) -> String {
        match self {
            Self::Sqlite => format!(" INDEXED BY {index}"),
            Self::Postgres => String::new(),
        }
    }

    /// Now, by the clock of the database, in milliseconds: several hubs share it.
    pub(crate) fn now_ms(self) -> &'static str {
        match self {
            Self::Sqlite => "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
            Self::Postgres => "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)",
        }
    }

    /// Takes rows for oneself and passes over those that another one is taking. SQLite has one
    /// writer, so nobody is.
    pub(crate) fn skip_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// What the engine itself finds wrong with its pages; `ok` when nothing.
    pub(crate) fn checks_itself(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some("PRAGMA integrity_check"),
            Self::Postgres => None,
        }
    }
}
