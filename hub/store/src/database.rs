//! Opening the database: pragmas, migrations, the lock of the folder.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use farola_model::Timestamp;
use rusqlite::{Connection, OpenFlags};

use crate::error::StoreError;
use crate::tx::Tx;

/// Every step of the schema in order; a step's number is its place, counted from 1.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_first_light.sql"),
    include_str!("../migrations/0002_parcels.sql"),
];

/// How long a connection waits for another process that writes (a command beside the hub).
const BUSY: Duration = Duration::from_secs(10);

/// Name of the database file in the hub's folder.
pub(crate) const FILE: &str = "hub.db";

/// Opens the writing connection and brings the schema up to date.
pub(crate) fn open_writer(dir: &Path, now: Timestamp, fresh_epoch: &str) -> Result<Tx, StoreError> {
    let mut connection = Connection::open(dir.join(FILE))?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    // FULL: an acknowledged submission survives the loss of power, not only of the process.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.set_prepared_statement_cache_capacity(128);
    migrate(&mut connection, now, fresh_epoch)?;
    Ok(Tx::new(connection))
}

/// Opens a reading connection.
pub(crate) fn open_reader(dir: &Path) -> Result<Tx, StoreError> {
    Ok(Tx::new(open_for_reading(dir)?))
}

/// Opens a connection that cannot write.
pub(crate) fn open_for_reading(dir: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(dir.join(FILE), flags)?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

fn migrate(
    connection: &mut Connection,
    now: Timestamp,
    fresh_epoch: &str,
) -> Result<(), StoreError> {
    // Immediate, and the number read inside: two processes that start together do not both
    // run a step.
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (number, sql) in (1i64..)
        .zip(MIGRATIONS)
        .filter(|(number, _)| *number > found)
    {
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", number)?;
        tracing::info!(event = "hub.migrated", schema = number);
    }
    if found == 0 {
        transaction.execute(
            "INSERT INTO hub (only_row, epoch, created_ms) VALUES (1, ?1, ?2)",
            (fresh_epoch, now.as_millis()),
        )?;
        transaction.execute(
            "INSERT INTO project (id, name, created_ms) VALUES (1, 'Farola', ?1)",
            [now.as_millis()],
        )?;
    }
    transaction.commit()?;
    Ok(())
}

/// Takes the folder for one serving process; the lock goes with the returned file.
pub(crate) fn lock(dir: &Path) -> Result<File, StoreError> {
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join("hub.lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}
