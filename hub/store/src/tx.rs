//! What SQL asks of its engine: run a statement, read rows by the names of their columns.
//!
//! All SQL of the crate goes through the methods here, so a second engine has to carry these
//! and nothing else. Statements are prepared once per connection.

use std::path::Path;

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::value::{Params, Row};

/// A statement that opens, divides or ends a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A snapshot for reading.
    BeginRead,
    /// A transaction for writing; waits for other processes that write.
    BeginWrite,
    /// One job inside a batch.
    Savepoint,
    /// The job is a part of the batch.
    Release,
    /// Takes back what the job did.
    RollbackJob,
    /// Everything of the batch is on the disk.
    Commit,
    /// Takes back the batch, or ends a snapshot.
    Rollback,
}

/// Words with which only [`Step`]s begin: a write that ended its transaction would commit half
/// of the writes beside it.
const STEERING: [&str; 6] = ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];

fn steers(sql: &str) -> bool {
    let first = sql.split_ascii_whitespace().next().unwrap_or_default();
    let first = first.trim_end_matches(';');
    STEERING.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// Whether a query's next row is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    More,
    Enough,
}

/// A connection inside a transaction. It never leaves the crate.
#[derive(Debug)]
pub(crate) struct Tx {
    engine: Engine,
    folder: Option<String>,
}

/// What is below. The database of a hub is one of both for all its life.
#[derive(Debug)]
enum Engine {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

/// The same call to whichever engine it is.
macro_rules! engine {
    ($tx:ident, $call:ident($($argument:expr),*)) => {
        match &$tx.engine {
            Engine::Sqlite(engine) => engine.$call($($argument),*),
            Engine::Postgres(engine) => engine.$call($($argument),*),
        }
    };
}

impl Tx {
    pub(crate) fn sqlite(connection: Sqlite) -> Self {
        Self {
            engine: Engine::Sqlite(connection),
            folder: None,
        }
    }

    pub(crate) fn postgres(connection: Postgres) -> Self {
        Self {
            engine: Engine::Postgres(Box::new(connection)),
            folder: None,
        }
    }

    /// The same, of a hub whose files are moved to a bucket from the folder of that name.
    pub(crate) fn moving_from(self, folder: String) -> Self {
        Self {
            folder: Some(folder),
            ..self
        }
    }

    /// The same, of a serving process: what the embedded engine has to tidy is tidied beside the
    /// commits of its folder.
    pub(crate) fn serving(self, dir: &Path) -> Result<Self, StoreError> {
        let engine = match self.engine {
            Engine::Sqlite(engine) => Engine::Sqlite(engine.keep_log(dir)?),
            engine @ Engine::Postgres(_) => engine,
        };
        Ok(Self { engine, ..self })
    }

    /// Tidies, when a commit is on the disk and its senders are told.
    pub(crate) fn after_commit(&self) {
        if let Engine::Sqlite(engine) = &self.engine {
            engine.after_commit();
        }
    }

    /// The folder from which files that are named here have to be moved; none where they stay.
    pub(crate) fn moves_from(&self) -> Option<&str> {
        self.folder.as_deref()
    }

    /// Whose SQL its engine speaks, for the few statements where that matters.
    pub(crate) fn dialect(&self) -> Dialect {
        match self.engine {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Runs a statement; answers the number of rows that it changed.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        no_step(sql)?;
        params.bound(|values| engine!(self, execute(sql, values)))
    }

    /// Inserts one row and answers its number, which the statement returns.
    pub(crate) fn insert(&self, sql: &str, params: impl Params) -> Result<i64, StoreError> {
        self.row(sql, params, |row| row.get(0))
    }

    /// Every row of a query.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(read(row)?);
            Ok(Next::More)
        })?;
        Ok(rows)
    }

    /// The first row of a query, where there is one.
    pub(crate) fn maybe_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let (mut read, mut first) = (Some(read), None);
        self.each(sql, params, |row| {
            first = read.take().map(|read| read(row)).transpose()?;
            Ok(Next::Enough)
        })?;
        Ok(first)
    }

    /// The first row of a query that always has one.
    pub(crate) fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.maybe_row(sql, params, read)?
            .ok_or(StoreError::Missing { what: "row" })
    }

    /// Whether a table has a column: a database that is only read may be of an older schema.
    pub(crate) fn has_column(&self, table: &str, column: &str) -> Result<bool, StoreError> {
        let sql = self.dialect().has_column();
        self.row(sql, (table, column), |row| row.get("there"))
    }

    /// Takes the transaction a step further. For the writer and the readers alone.
    pub(crate) fn steer(&self, step: Step) -> Result<(), StoreError> {
        engine!(self, steer(step))
    }

    /// Where the database is that this connection speaks to; empty where only the folder says it.
    pub(crate) fn home(&self) -> Result<String, StoreError> {
        match (&self.engine, self.dialect().home()) {
            (Engine::Postgres(engine), Some(sql)) => {
                // A database does not move below a connection.
                if let Some(home) = engine.home() {
                    return Ok(home);
                }
                let home: String = self.row(sql, (), |row| row.get("home"))?;
                engine.is_at(&home);
                Ok(home)
            }
            _ => Ok(String::new()),
        }
    }

    /// Runs statements without marks, several at once: the steps of a schema.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        engine!(self, batch(sql))
    }

    /// Whether a transaction is open. An engine may end one by itself: SQLite when the disk is
    /// full.
    pub(crate) fn is_open(&self) -> bool {
        engine!(self, is_open())
    }

    /// The rows of a query, until there are enough.
    pub(crate) fn each(
        &self,
        sql: &str,
        params: impl Params,
        mut each: impl FnMut(&Row<'_>) -> Result<Next, StoreError>,
    ) -> Result<(), StoreError> {
        no_step(sql)?;
        params.bound(|values| engine!(self, each(sql, values, &mut each)))
    }
}

fn no_step(sql: &str) -> Result<(), StoreError> {
    if steers(sql) {
        return Err(StoreError::Bug("a write would have ended its transaction"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use farola_model::Coded as _;
    use rusqlite::Connection;

    use super::*;

    fn tx() -> Tx {
        Tx::sqlite(Sqlite::new(Connection::open_in_memory().unwrap()))
    }

    #[test]
    fn no_statement_of_a_job_steers_the_transaction() {
        let tx = tx();
        tx.steer(Step::BeginWrite).unwrap();
        let steering = [
            "COMMIT",
            "commit;",
            " \n end transaction",
            "Rollback",
            "ROLLBACK TO job",
            "BEGIN IMMEDIATE",
            "SAVEPOINT mine",
            "RELEASE job",
        ];
        for sql in steering {
            let error = tx.execute(sql, ()).unwrap_err();
            assert_eq!(error.code(), "hub.bug", "{sql}");
            assert!(tx.is_open(), "{sql}");
        }
        tx.execute("CREATE TABLE ending (n)", ()).unwrap();
        tx.execute("INSERT INTO ending (n) VALUES ('COMMIT')", ())
            .unwrap();
        tx.steer(Step::Commit).unwrap();
        assert!(!tx.is_open());
    }

    #[test]
    fn a_query_without_rows_is_none_or_missing() {
        let tx = tx();
        let number = |row: &Row<'_>| row.get::<_, i64>(0);
        let none = "SELECT 1 WHERE 0";
        assert_eq!(tx.maybe_row(none, (), number).unwrap(), None);
        assert_eq!(tx.rows(none, (), number).unwrap(), Vec::<i64>::new());
        assert_eq!(
            tx.row(none, (), number).unwrap_err().code(),
            "hub.not_found"
        );
    }

    #[test]
    fn a_fault_of_a_row_ends_its_query() {
        let tx = tx();
        let text = |row: &Row<'_>| row.get::<_, String>("n");
        let one = "SELECT 1 AS n";
        assert_eq!(tx.rows(one, (), text).unwrap_err().code(), "hub.database");
        let lacks = |row: &Row<'_>| row.get::<_, i64>("m");
        assert_eq!(tx.row(one, (), lacks).unwrap_err().code(), "hub.bug");
        assert_eq!(tx.row(one, (), |row| row.get::<_, i64>(0)).unwrap(), 1);
    }
}
