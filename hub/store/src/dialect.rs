//! The few places where the engines' SQL differs, each with a name.

use crate::search::Term;
use crate::value::Owned;

/// Statements about words that the index does not have yet.
pub(crate) struct WaitingWords {
    /// Keeps the words of a record aside.
    pub(crate) keep: &'static str,
    /// Forgets those of one record.
    pub(crate) forget: &'static str,
    /// The words of each record.
    pub(crate) each: &'static str,
    /// Gives all of them to the index.
    pub(crate) index: &'static str,
    /// Forgets all of them.
    pub(crate) forget_all: &'static str,
}

/// Statements about how many records about have a word.
pub(crate) struct CountedWords {
    /// Counts more records of a word.
    pub(crate) count: &'static str,
    /// The words from one text to another, the commonest first, with their records.
    pub(crate) that_begin: &'static str,
}

/// Whose SQL is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite's.
    Sqlite,
    /// PostgreSQL's.
    Postgres,
}

impl Dialect {
    /// The newest records in which the asked words occur, as a table of their ids, and its
    /// values.
    pub(crate) fn matches(self, terms: &[Term]) -> (String, Vec<Owned>) {
        let asked = Owned::from(self.all_of(terms));
        match self {
            Self::Sqlite => {
                // Those that wait are few, and looked at beside the five thousand.
                let each = vec!["instr(words, ?) > 0"; terms.len()].join(" AND ");
                let sql = format!(
                    "(SELECT id FROM submission_words_waiting WHERE {each}
                      UNION ALL SELECT id FROM (SELECT rowid AS id FROM submission_words
                        WHERE submission_words MATCH ? ORDER BY rowid DESC LIMIT 5000))"
                );
                let end = |begins: bool| if begins { "" } else { " " };
                let words = terms
                    .iter()
                    .map(|term| Owned::from(format!(" {}{}", term.word, end(term.begins))));
                (sql, words.chain([asked]).collect())
            }
            // A cast, not to_tsquery: that would split the words anew and drop the signs.
            Self::Postgres => {
                let sql = "(SELECT id FROM submission_words WHERE words @@ (?::text)::tsquery
                  ORDER BY id DESC LIMIT 5000)";
                (sql.to_owned(), vec![asked])
            }
        }
    }

    /// Whether a query costs no way to a server and back, so that many small ones are cheap.
    pub(crate) fn is_near(self) -> bool {
        self == Self::Sqlite
    }

    /// Whether a database has a hub's tables.
    pub(crate) fn has_hub(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT count(*) > 0 AS there FROM sqlite_schema WHERE name = 'submission'"
            }
            Self::Postgres => "SELECT to_regclass('submission') IS NOT NULL AS there",
        }
    }

    /// Whether the table `?1` has the column `?2`: a database that is only read may be of an older
    /// schema.
    pub(crate) fn has_column(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT count(*) > 0 AS there FROM pragma_table_info(?1) WHERE name = ?2"
            }
            Self::Postgres => {
                "SELECT count(*) > 0 AS there FROM pg_attribute
                 WHERE attrelid = to_regclass(?1) AND attname = ?2 AND NOT attisdropped"
            }
        }
    }

    /// Whether a database that may serve other programs too holds tables of anybody.
    pub(crate) fn holds_something(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(
                "SELECT count(*) > 0 AS there FROM pg_class
                 WHERE relnamespace = to_regnamespace(current_schema()) AND relkind IN ('r', 'p')",
            ),
        }
    }

    /// Makes the words of records readable; none where they are.
    pub(crate) fn opens_words(self) -> Option<&'static str> {
        match self {
            // The index keeps no text, but says of each word where it is. Sorting that by
            // records is for the disk: it is larger than a memory.
            Self::Sqlite => Some(
                "PRAGMA temp_store = file;
                 CREATE VIRTUAL TABLE IF NOT EXISTS temp.submission_word
                 USING fts5vocab('main', 'submission_words', 'instance')",
            ),
            Self::Postgres => None,
        }
    }

    /// The words of every record behind an id.
    pub(crate) fn each_words(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "SELECT doc AS id, group_concat(term, ' ') AS words FROM temp.submission_word
                 WHERE doc > ?1 GROUP BY doc
                 UNION ALL SELECT id, words FROM submission_words_waiting WHERE id > ?1
                 ORDER BY id"
            }
            Self::Postgres => {
                "SELECT id, array_to_string(tsvector_to_array(words), ' ') AS words
                 FROM submission_words WHERE id > ?1 ORDER BY id"
            }
        }
    }

    /// The newest record whose words are kept.
    pub(crate) fn last_words(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT rowid AS id FROM submission_words ORDER BY rowid DESC LIMIT 1",
            Self::Postgres => "SELECT id FROM submission_words ORDER BY id DESC LIMIT 1",
        }
    }

    /// Whether a text may not hold the character zero.
    pub(crate) fn keeps_no_zero(self) -> bool {
        self == Self::Postgres
    }

    /// Counts how its tables are filled, where it is planned by that: after a large copy.
    pub(crate) fn looks_over(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => Some(
                "DELETE FROM submission_words_counted;
                 CREATE VIRTUAL TABLE temp.word_of_all
                 USING fts5vocab('main', 'submission_words', 'row');
                 INSERT INTO submission_words_counted (word, records)
                 SELECT term, doc FROM temp.word_of_all
                 WHERE doc > (SELECT 1 + count(*) / 500 FROM submission);
                 DROP TABLE temp.word_of_all",
            ),
            Self::Postgres => Some("ANALYZE"),
        }
    }

    /// Lets new rows of a table be numbered behind the largest that is there; none where the
    /// engine looks by itself.
    pub(crate) fn numbers_on(self, table: &str) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(format!(
                "SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'),
                   coalesce(max(id), 1), max(id) IS NOT NULL) FROM \"{table}\""
            )),
        }
    }

    /// A new name that nobody can guess, out of the engine's own random source.
    pub(crate) fn random(self) -> &'static str {
        match self {
            Self::Sqlite => "lower(hex(randomblob(16)))",
            Self::Postgres => "replace(gen_random_uuid()::text, '-', '')",
        }
    }

    /// How words wait for the index, where writing it one record at a time is dear.
    pub(crate) fn waiting_words(self) -> Option<WaitingWords> {
        match self {
            Self::Sqlite => Some(WaitingWords {
                keep: "INSERT INTO submission_words_waiting (id, words) VALUES (?1, ?2)",
                forget: "DELETE FROM submission_words_waiting WHERE id = ?1",
                each: "SELECT words FROM submission_words_waiting",
                index: "INSERT INTO submission_words (rowid, words)
                     SELECT id, words FROM submission_words_waiting ORDER BY id",
                forget_all: "DELETE FROM submission_words_waiting",
            }),
            // An index of PostgreSQL keeps new entries aside by itself.
            Self::Postgres => None,
        }
    }

    /// How many records about have a word, where looking for a beginning costs more the more
    /// records have it.
    pub(crate) fn counted_words(self) -> Option<CountedWords> {
        match self {
            Self::Sqlite => Some(CountedWords {
                count: "INSERT INTO submission_words_counted (word, records) VALUES (?1, ?2)
                     ON CONFLICT (word) DO UPDATE SET records = records + excluded.records",
                that_begin: "SELECT word, records FROM submission_words_counted
                     WHERE word >= ?1 AND word < ?2 ORDER BY records DESC, word",
            }),
            Self::Postgres => None,
        }
    }

    /// What is asked of the words: all of these, of some only the beginning.
    pub(crate) fn all_of(self, terms: &[Term]) -> String {
        let term = |term: &Term| {
            if term.stand_in.is_empty() {
                return self.one_of(&term.word, term.begins);
            }
            let words = term.stand_in.iter().map(|word| self.one_of(word, false));
            format!("({})", words.collect::<Vec<_>>().join(self.or()))
        };
        let terms: Vec<String> = terms.iter().map(term).collect();
        terms.join(match self {
            Self::Sqlite => " AND ",
            Self::Postgres => " & ",
        })
    }

    fn or(self) -> &'static str {
        match self {
            Self::Sqlite => " OR ",
            Self::Postgres => " | ",
        }
    }

    fn one_of(self, word: &str, begins: bool) -> String {
        match (self, begins) {
            (Self::Sqlite, true) => format!("\"{word}\" *"),
            (Self::Sqlite, false) => format!("\"{word}\""),
            (Self::Postgres, true) => format!("'{word}':*"),
            (Self::Postgres, false) => format!("'{word}'"),
        }
    }

    /// Keeps the words of a record.
    pub(crate) fn keep_words(self) -> &'static str {
        match self {
            Self::Sqlite => "INSERT INTO submission_words (rowid, words) VALUES (?1, ?2)",
            Self::Postgres => {
                "INSERT INTO submission_words (id, words)
                 VALUES (?1, array_to_tsvector(string_to_array(btrim(?2), ' ')))"
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

    /// Where the database is: a copy of it is elsewhere. On PostgreSQL the server, its timeline
    /// (another one since a copy took over), the database and the table, which a dump that is put
    /// back makes anew. SQLite's copies are told by the backup itself.
    pub(crate) fn home(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some(
                "SELECT (SELECT system_identifier FROM pg_control_system())::text
                   || '.' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
                   || '.' || (SELECT oid FROM pg_database WHERE datname = current_database())
                   || '.' || 'hub'::regclass::oid AS home",
            ),
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
