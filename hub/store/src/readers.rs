//! A small pool of read-only connections; WAL lets them read while the writer writes.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::error::StoreError;
use crate::tx::{Step, Tx};

/// How long a read waits for a connection. Where the database is gone each of them is busy with
/// finding that out; who waits longer is told to come again.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Reading connections, lent one at a time.
#[derive(Debug)]
pub(crate) struct Readers {
    patience: Duration,
    free: Mutex<Vec<Tx>>,
    returned: Condvar,
}

/// Gives the connection back even when the reading closure panics.
struct Lent<'a> {
    pool: &'a Readers,
    tx: Option<Tx>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        if let Some(tx) = self.tx.take() {
            let mut free = self
                .pool
                .free
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            free.push(tx);
            drop(free);
            self.pool.returned.notify_one();
        }
    }
}

impl Readers {
    pub(crate) fn new(connections: Vec<Tx>, patience: Duration) -> Self {
        Self {
            patience,
            free: Mutex::new(connections),
            returned: Condvar::new(),
        }
    }

    /// Runs `read` inside one snapshot of the database.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when no connection came free in time; else what `read` answers.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Tx) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.lend(|tx| in_snapshot(tx, read))
    }

    /// Runs `look`, which asks one thing: to a database elsewhere that is one round trip, where
    /// the beginning and the end of a snapshot are two more. It may be run a second time, where
    /// its connection broke while nobody used it.
    ///
    /// # Errors
    /// As [`Readers::read`].
    pub(crate) fn look<T>(
        &self,
        look: impl Fn(&Tx) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.lend(|tx| match look(tx) {
            Err(StoreError::Unreachable) => in_snapshot(tx, look),
            looked => looked,
        })
    }

    /// Lends a connection without an open transaction.
    fn lend<T>(&self, work: impl FnOnce(&Tx) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut free, _) = self
            .returned
            .wait_timeout_while(free, self.patience, |free| free.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        let tx = free.pop().ok_or(StoreError::Busy)?;
        drop(free);
        let lent = Lent {
            pool: self,
            tx: Some(tx),
        };
        let Some(tx) = lent.tx.as_ref() else {
            return Err(StoreError::Bug("a lent connection is gone"));
        };
        // A read that panicked left its snapshot open; the next one must not see an old state.
        if tx.is_open() {
            tx.steer(Step::Rollback)?;
        }
        work(tx)
    }
}

fn in_snapshot<T>(
    tx: &Tx,
    read: impl FnOnce(&Tx) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    tx.steer(Step::BeginRead)?;
    let result = read(tx);
    tx.steer(Step::Rollback)?;
    result
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use rusqlite::Connection;

    use super::*;
    use crate::sqlite::Sqlite;

    #[test]
    fn a_read_that_panics_costs_nobody_else_a_reader() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("numbers.db");
        let writer = Connection::open(&path).unwrap();
        let schema = "PRAGMA journal_mode = wal; CREATE TABLE number (n)";
        writer.execute_batch(schema).unwrap();
        let reader = Tx::sqlite(Sqlite::new(Connection::open(&path).unwrap()));
        let readers = Readers::new(vec![reader], PATIENCE);
        let count = |tx: &Tx| {
            let sql = "SELECT count(*) AS n FROM number";
            tx.row(sql, (), |row| row.get::<_, i64>("n"))
        };
        let torn = catch_unwind(AssertUnwindSafe(|| {
            readers.read(|tx| -> Result<(), StoreError> {
                assert_eq!(count(tx).unwrap(), 0);
                panic!("a fault of a read")
            })
        }));
        assert!(torn.is_err());
        writer
            .execute("INSERT INTO number (n) VALUES (1)", [])
            .unwrap();
        assert_eq!(readers.read(count).unwrap(), 1);
    }

    #[test]
    fn who_waits_too_long_for_a_connection_is_told_to_come_again() {
        let reader = Tx::sqlite(Sqlite::new(Connection::open_in_memory().unwrap()));
        let readers = Readers::new(vec![reader], Duration::ZERO);
        let one = |tx: &Tx| tx.row("SELECT 1 AS n", (), |row| row.get::<_, i64>("n"));
        let inside = readers.read(|tx| {
            // The only one is lent to us.
            let other = readers.read(one);
            assert!(matches!(other, Err(StoreError::Busy)), "{other:?}");
            one(tx)
        });
        assert_eq!(inside.unwrap(), 1);
        assert_eq!(readers.read(one).unwrap(), 1);
    }
}
