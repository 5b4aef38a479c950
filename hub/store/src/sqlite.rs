//! The embedded engine: SQLite in the hub's folder. Opening, pragmas, migrations, the lock of
//! the folder, and what [`Tx`] asks of an engine.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use farola_model::Timestamp;
use rusqlite::backup::Backup;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, params_from_iter};

use crate::error::StoreError;
use crate::log::{LOG_PAGES, Log};
use crate::private;
use crate::tx::{Next, Step, Tx};
use crate::value::{self, Value, unexpected};

/// Every step of the schema in order; a step's number is its place, counted from 1.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/sqlite/0001_first_light.sql"),
    include_str!("../migrations/sqlite/0002_parcels.sql"),
    include_str!("../migrations/sqlite/0003_feed_counter.sql"),
    include_str!("../migrations/sqlite/0004_lists.sql"),
    include_str!("../migrations/sqlite/0005_jobs.sql"),
    include_str!("../migrations/sqlite/0006_cheaper_arrivals.sql"),
    include_str!("../migrations/sqlite/0007_bucket.sql"),
    include_str!("../migrations/sqlite/0008_shared.sql"),
    include_str!("../migrations/sqlite/0009_common_words.sql"),
    include_str!("../migrations/sqlite/0010_owner.sql"),
    include_str!("../migrations/sqlite/0011_one_id_less.sql"),
    include_str!("../migrations/sqlite/0012_people.sql"),
    include_str!("../migrations/sqlite/0013_sent.sql"),
    include_str!("../migrations/sqlite/0014_key.sql"),
    include_str!("../migrations/sqlite/0015_safety.sql"),
    include_str!("../migrations/sqlite/0016_people_and_time.sql"),
];

/// How long a connection waits for another process that writes (a command beside the hub).
const BUSY: Duration = Duration::from_secs(10);

/// Cache of the writing connection, in KiB below zero: the leaves that arrivals come back to.
const WRITER_CACHE: i64 = -16_384;

/// Pages copied per step of a backup; between steps the hub may write.
const PAGES: i32 = 1024;

/// Name of the database file in the hub's folder.
pub(crate) const FILE: &str = "hub.db";
/// Name of the file in it that the serving process holds.
pub(crate) const LOCK: &str = "hub.lock";

/// Opens the writing connection and brings the schema up to date.
pub(crate) fn open_writer(dir: &Path, now: Timestamp, fresh_epoch: &str) -> Result<Tx, StoreError> {
    private::prepare(&dir.join(FILE))?;
    let mut connection = Connection::open(dir.join(FILE)).ours()?;
    connection.busy_timeout(BUSY).ours()?;
    connection
        .pragma_update(None, "journal_mode", "wal")
        .ours()?;
    // FULL: an acknowledged submission survives the loss of power, not only of the process.
    connection
        .pragma_update(None, "synchronous", "full")
        .ours()?;
    connection
        .pragma_update(None, "temp_store", "memory")
        .ours()?;
    connection
        .pragma_update(None, "cache_size", WRITER_CACHE)
        .ours()?;
    connection
        .pragma_update(None, "wal_autocheckpoint", LOG_PAGES)
        .ours()?;
    connection.set_prepared_statement_cache_capacity(128);
    // A step may make a table anew that others refer to: the rows refer to it again at its end.
    connection
        .pragma_update(None, "foreign_keys", false)
        .ours()?;
    migrate(&mut connection, now, fresh_epoch)?;
    connection
        .pragma_update(None, "foreign_keys", true)
        .ours()?;
    Ok(Tx::sqlite(Sqlite::new(connection)))
}

/// Opens a connection that writes the log back beside the writer.
pub(crate) fn open_for_log(dir: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(dir.join(FILE), flags).ours()?;
    // The log is not begun anew before its pages are on the disk.
    connection
        .pragma_update(None, "synchronous", "full")
        .ours()?;
    Ok(connection)
}

/// Opens a reading connection.
pub(crate) fn open_reader(dir: &Path) -> Result<Tx, StoreError> {
    Ok(Tx::sqlite(Sqlite::new(open_for_reading(dir)?)))
}

/// Copies the database in `dir` online to the folder `out`.
pub(crate) fn copy(dir: &Path, out: &Path) -> Result<Tx, StoreError> {
    let source = open_for_reading(dir)?;
    private::prepare(&out.join(FILE))?;
    let mut copy = Connection::open(out.join(FILE)).ours()?;
    let copying = Backup::new(&source, &mut copy).ours()?;
    copying
        .run_to_completion(PAGES, Duration::ZERO, None)
        .ours()?;
    drop(copying);
    Ok(Tx::sqlite(Sqlite::new(copy)))
}

/// Writes the database anew without what was removed from it, and empties its log.
pub(crate) fn erase_traces(dir: &Path) -> Result<(), StoreError> {
    let connection = Connection::open(dir.join(FILE)).ours()?;
    connection.busy_timeout(BUSY).ours()?;
    // The index of words keeps those of a removed record until its parts are joined.
    let join = "INSERT INTO submission_words (submission_words) VALUES ('optimize')";
    connection.execute_batch(join).ours()?;
    connection.execute_batch("VACUUM").ours()?;
    let empty = "PRAGMA wal_checkpoint(TRUNCATE)";
    let busy: i64 = connection.query_row(empty, [], |row| row.get(0)).ours()?;
    match busy {
        0 => Ok(()),
        _ => Err(StoreError::Busy),
    }
}

/// Opens a connection that cannot write.
fn open_for_reading(dir: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(dir.join(FILE), flags).ours()?;
    connection.busy_timeout(BUSY).ours()?;
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
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .ours()?;
    let found: i64 = transaction
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .ours()?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (number, sql) in (1i64..)
        .zip(MIGRATIONS)
        .filter(|(number, _)| *number > found)
    {
        transaction.execute_batch(sql).ours()?;
        transaction
            .pragma_update(None, "user_version", number)
            .ours()?;
        tracing::info!(event = "hub.migrated", schema = number);
    }
    if found == 0 {
        transaction
            .execute(
                "INSERT INTO hub (only_row, epoch, created_ms) VALUES (1, ?1, ?2)",
                (fresh_epoch, now.as_millis()),
            )
            .ours()?;
        transaction
            .execute(
                "INSERT INTO project (id, name, created_ms) VALUES (1, 'Farola', ?1)",
                [now.as_millis()],
            )
            .ours()?;
    }
    transaction.commit().ours()?;
    Ok(())
}

/// Takes the folder for one serving process; the lock goes with the returned file.
pub(crate) fn lock(dir: &Path) -> Result<File, StoreError> {
    lock_of(dir, LOCK)
}

/// Takes the lock of that name in a folder.
///
/// # Errors
/// [`StoreError::InUse`] when another process has it.
pub(crate) fn lock_of(dir: &Path, name: &str) -> Result<File, StoreError> {
    let mut options = private::options();
    let file = options.create(true).truncate(false).open(dir.join(name))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
    }
}

/// A connection to SQLite.
#[derive(Debug)]
pub(crate) struct Sqlite {
    connection: Connection,
    /// Of the connection that writes in a serving process; else SQLite looks after it.
    log: Option<Log>,
}

impl Sqlite {
    pub(crate) fn new(connection: Connection) -> Self {
        let log = None;
        Self { connection, log }
    }

    /// Writes the log back beside the commits from now on, and not inside of them.
    pub(crate) fn keep_log(self, dir: &Path) -> Result<Self, StoreError> {
        let mut connection = self.connection;
        let log = Some(Log::keep(&mut connection, dir)?);
        Ok(Self { connection, log })
    }

    /// What is to be done when a commit is on the disk and its senders are told.
    pub(crate) fn after_commit(&self) {
        if let Some(log) = &self.log {
            log.look_after(&self.connection, BUSY);
        }
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, StoreError> {
        let mut statement = self.connection.prepare_cached(sql).ours()?;
        statement.execute(params_from_iter(values)).ours()
    }

    pub(crate) fn each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&value::Row<'_>) -> Result<Next, StoreError>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection.prepare_cached(sql).ours()?;
        let mut rows = statement.query(params_from_iter(values)).ours()?;
        while let Some(row) = rows.next().ours()? {
            if each(&value::Row::Sqlite(Row(row)))? == Next::Enough {
                break;
            }
        }
        Ok(())
    }

    /// Runs statements without marks, several at once.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.connection.execute_batch(sql).ours()
    }

    pub(crate) fn steer(&self, step: Step) -> Result<(), StoreError> {
        let sql = match step {
            Step::BeginRead => "BEGIN",
            Step::BeginWrite => "BEGIN IMMEDIATE",
            Step::Savepoint => "SAVEPOINT job",
            Step::Release => "RELEASE job",
            Step::RollbackJob => "ROLLBACK TO job; RELEASE job",
            Step::Commit => "COMMIT",
            Step::Rollback => "ROLLBACK",
        };
        self.connection.execute_batch(sql).ours()
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.connection.is_autocommit()
    }
}

/// A row of SQLite.
pub(crate) struct Row<'a>(&'a rusqlite::Row<'a>);

impl Row<'_> {
    /// Where the column of that name is.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.0.as_ref().column_index(name).ok()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.as_ref().column_count()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let names = self.0.as_ref().column_names();
        names.into_iter().map(str::to_owned).collect()
    }

    pub(crate) fn value(&self, place: usize) -> Result<Value<'_>, StoreError> {
        Ok(match self.0.get_ref(place).ours()? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(number) => Value::Integer(number),
            ValueRef::Real(number) => Value::Real(number),
            ValueRef::Text(text) => {
                Value::Text(std::str::from_utf8(text).map_err(|_| unexpected())?)
            }
            ValueRef::Blob(bytes) => Value::Blob(bytes),
        })
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Value::Null => ValueRef::Null,
            Value::Integer(number) => ValueRef::Integer(number),
            Value::Real(number) => ValueRef::Real(number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

/// What SQLite answers, with its failure as one of the store. A `From` would be there for everybody
/// who has the crate: the engine would reach through the wall.
pub(crate) trait Ours<T> {
    fn ours(self) -> Result<T, StoreError>;
}

impl<T> Ours<T> for rusqlite::Result<T> {
    fn ours(self) -> Result<T, StoreError> {
        self.map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => StoreError::DiskFull,
            Some(rusqlite::ErrorCode::DatabaseBusy) => StoreError::Busy,
            // SQLite's own words name tables and columns, never values of rows.
            Some(code) => StoreError::Database(format!("{code:?}")),
            None => StoreError::Database("statement failed".to_owned()),
        })
    }
}
