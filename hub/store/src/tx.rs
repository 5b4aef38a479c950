//! What SQL asks of its engine: run a statement, read rows by the names of their columns.
//!
//! All SQL of the crate goes through the five methods here, so a second engine has to carry
//! these and nothing else. Statements are prepared once per connection.

use rusqlite::{Connection, Params, Row};

use crate::error::StoreError;

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

impl Step {
    fn sql(self) -> &'static str {
        match self {
            Self::BeginRead => "BEGIN",
            Self::BeginWrite => "BEGIN IMMEDIATE",
            Self::Savepoint => "SAVEPOINT job",
            Self::Release => "RELEASE job",
            Self::RollbackJob => "ROLLBACK TO job; RELEASE job",
            Self::Commit => "COMMIT",
            Self::Rollback => "ROLLBACK",
        }
    }
}

/// Words with which only [`Step`]s begin: a write that ended its transaction would commit half
/// of the writes beside it.
const STEERING: [&str; 6] = ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"];

fn steers(sql: &str) -> bool {
    let first = sql.split_ascii_whitespace().next().unwrap_or_default();
    let first = first.trim_end_matches(';');
    STEERING.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// A connection inside a transaction. It never leaves the crate.
#[derive(Debug)]
pub(crate) struct Tx {
    connection: Connection,
}

impl Tx {
    pub(crate) fn new(connection: Connection) -> Self {
        Self { connection }
    }

    /// Runs a statement; answers the number of rows that it changed.
    pub(crate) fn execute(&self, sql: &str, params: impl Params) -> Result<usize, StoreError> {
        Ok(self.prepare(sql)?.execute(params)?)
    }

    /// Inserts one row and answers its number.
    pub(crate) fn insert(&self, sql: &str, params: impl Params) -> Result<i64, StoreError> {
        self.execute(sql, params)?;
        Ok(self.connection.last_insert_rowid())
    }

    /// Every row of a query.
    pub(crate) fn rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.prepare(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The first row of a query, where there is one.
    pub(crate) fn maybe_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        match self.prepare(sql)?.query_row(params, read) {
            Ok(row) => Ok(Some(row)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The first row of a query that always has one.
    pub(crate) fn row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.maybe_row(sql, params, read)?
            .ok_or(StoreError::Missing { what: "row" })
    }

    /// Takes the transaction a step further. For the writer and the readers alone.
    pub(crate) fn steer(&self, step: Step) -> Result<(), StoreError> {
        Ok(self.connection.execute_batch(step.sql())?)
    }

    /// Whether a transaction is open. SQLite ends one by itself when the disk is full.
    pub(crate) fn is_open(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn prepare(&self, sql: &str) -> Result<rusqlite::CachedStatement<'_>, StoreError> {
        if steers(sql) {
            return Err(StoreError::Bug("a write would have ended its transaction"));
        }
        Ok(self.connection.prepare_cached(sql)?)
    }
}

#[cfg(test)]
mod tests {
    use farola_model::Coded as _;

    use super::*;

    #[test]
    fn no_statement_of_a_job_steers_the_transaction() {
        let tx = Tx::new(Connection::open_in_memory().unwrap());
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
        let tx = Tx::new(Connection::open_in_memory().unwrap());
        let number = |row: &Row<'_>| row.get::<_, i64>(0);
        let none = "SELECT 1 WHERE 0";
        assert_eq!(tx.maybe_row(none, (), number).unwrap(), None);
        assert_eq!(tx.rows(none, (), number).unwrap(), Vec::<i64>::new());
        assert_eq!(
            tx.row(none, (), number).unwrap_err().code(),
            "hub.not_found"
        );
    }
}
