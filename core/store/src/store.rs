//! The writer, the readers beside it, and how a change is made lasting.
//!
//! WAL with `synchronous = NORMAL`: a killed process loses nothing that was committed, a
//! power cut may lose the last answers but never tears the file. A change that must outlive a
//! power cut too (a finalized submission, the server's receipt, the enrolment) is committed
//! with `synchronous = FULL`: SQLite then syncs the log after the commit, and with it every
//! autosave before it. A checkpoint instead would also copy pages into the file, for nothing.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use farola_model::Coded;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::connect::{self, Purpose, beside, connect};
use crate::error::{Error, Result};
use crate::key::{Key, KeyProvider};
use crate::migration;
use crate::rescue::{self, Salvage};

/// How long to wait for another writer before [`Error::Busy`], in milliseconds.
const WAIT_MS: u64 = 5_000;

/// How thoroughly a database is looked at when it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Check {
    /// The first page, the schema and the size of the file: well under a millisecond.
    #[default]
    Quick,
    /// Every page is decrypted, authenticated and its structure followed.
    Full,
}

/// How to open a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreOptions {
    /// How thoroughly to look.
    pub check: Check,
    /// How long to wait for another writer, in milliseconds.
    pub wait_ms: u64,
}

impl Default for StoreOptions {
    fn default() -> Self {
        Self {
            check: Check::Quick,
            wait_ms: WAIT_MS,
        }
    }
}

/// What may be done with an opened database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everything.
    ReadWrite,
    /// The file cannot be written here.
    ReadOnly,
    /// A newer version of Farola wrote it: reading only.
    FromTheFuture {
        /// Schema of the file.
        found: u32,
    },
    /// It was closed: nothing.
    Shut,
}

/// Whether a change must outlive a power cut or only a kill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lasting {
    /// Outlives a kill of the process.
    Kill,
    /// Outlives a power cut.
    PowerCut,
}

/// A connection that reads; it sees the last committed state and never waits for the writer.
#[derive(Debug)]
pub struct Reader {
    pub(crate) conn: Connection,
}

/// The phone's database and its one writer. It is `Send`; the engine keeps it on one thread.
#[derive(Debug)]
pub struct Store {
    reader: Reader,
    path: PathBuf,
    access: Access,
    salvage: Option<Salvage>,
}

impl Deref for Store {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl Store {
    /// Opens the database, creating or upgrading it where needed.
    ///
    /// A damaged one is moved aside, never deleted, and what can be read of it is copied into
    /// a new one: see [`Store::salvage`]. One of a newer schema opens for reading.
    ///
    /// # Errors
    /// [`Error::Key`], [`Error::WrongKey`], [`Error::NotADatabase`] (both leave the file as
    /// it is), [`Error::DiskFull`], [`Error::Busy`], [`Error::Io`].
    pub fn open(path: &Path, key: &dyn KeyProvider) -> Result<Self> {
        Self::open_with(path, key, StoreOptions::default())
    }

    /// [`Store::open`] with options.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with(path: &Path, key: &dyn KeyProvider, options: StoreOptions) -> Result<Self> {
        let key = key.key()?;
        let unfinished = rescue::unfinished(path)?;
        if let Some(aside) = unfinished {
            let salvage = rescue::salvage(path, &aside, &key)?;
            let mut store = Self::open_sound(path, &key, options)?;
            store.salvage = Some(salvage);
            return Ok(store);
        }
        match Self::open_sound(path, &key, options) {
            Err(Error::Corrupt { code }) => {
                tracing::error!(code, "store.corrupt");
                let aside = rescue::move_aside(path)?;
                let salvage = rescue::salvage(path, &aside, &key)?;
                let mut store = Self::open_sound(path, &key, options)?;
                store.salvage = Some(salvage);
                Ok(store)
            }
            other => other,
        }
    }

    fn open_sound(path: &Path, key: &Key, options: StoreOptions) -> Result<Self> {
        let mut conn = connect(path, key, Purpose::Write, options.wait_ms)?;
        let access = if conn.is_readonly("main")? {
            Access::ReadOnly
        } else {
            match upgrade(&mut conn, path) {
                Ok(()) => Access::ReadWrite,
                Err(Error::FromTheFuture { found, .. }) => Access::FromTheFuture { found },
                Err(error @ (Error::Sql { .. } | Error::ReadOnly)) => {
                    // A page that had to be moved and cannot be read looks like a fault of ours,
                    // or like a file that may not be written: SQLCipher lets a connection that
                    // met such a page write no more.
                    Reader { conn }.check()?;
                    return Err(error);
                }
                Err(error) => return Err(error),
            }
        };
        if access != Access::ReadWrite {
            conn.pragma_update(None, "query_only", true)?;
        }
        let reader = Reader { conn };
        reader.check_size(path)?;
        if options.check == Check::Full {
            reader.check()?;
        }
        reader
            .conn
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
        Ok(Self {
            reader,
            path: path.to_owned(),
            access,
            salvage: None,
        })
    }

    /// Closes the database; this stays, and every later call answers
    /// [`KeyUnavailable::Locked`](crate::KeyUnavailable::Locked). SQLCipher wipes its key with the
    /// connection.
    pub fn shut(&mut self) {
        self.access = Access::Shut;
        match connect::nothing() {
            Ok(conn) => drop(std::mem::replace(&mut self.reader.conn, conn)),
            // No memory for an empty one: what can still be done is to let nobody write.
            Err(error) => tracing::error!(code = error.code(), "store.shut"),
        }
    }

    /// What may be done with the database.
    #[must_use]
    pub fn access(&self) -> Access {
        self.access
    }

    /// What was saved of a damaged database when this one was opened, if it was damaged.
    #[must_use]
    pub fn salvage(&self) -> Option<&Salvage> {
        self.salvage.as_ref()
    }

    /// Where the database is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a further connection that only reads, for another thread.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn reader(&self, key: &dyn KeyProvider) -> Result<Reader> {
        let conn = connect(&self.path, &key.key()?, Purpose::Read, WAIT_MS)?;
        Ok(Reader { conn })
    }

    /// Removes the database with everything beside it, also what was moved aside.
    ///
    /// # Errors
    /// [`Error::Io`] when a file is there and cannot be removed.
    pub fn destroy(path: &Path) -> Result<()> {
        for file in rescue::files(path)? {
            std::fs::remove_file(file)?;
        }
        connect::sync_folder(path)
    }

    /// Refuses a write where the database may not be written.
    pub(crate) fn writable(&self) -> Result<&Connection> {
        match self.access {
            Access::ReadWrite => {
                let conn = &self.reader.conn;
                // A rollback that was itself interrupted leaves a transaction open, and what
                // is written into that would never be committed.
                if !conn.is_autocommit() {
                    conn.execute_batch("ROLLBACK")?;
                }
                Ok(conn)
            }
            Access::ReadOnly => Err(Error::ReadOnly),
            Access::Shut => Err(Error::Key(crate::KeyUnavailable::Locked)),
            Access::FromTheFuture { found } => Err(Error::FromTheFuture {
                found,
                supported: migration::newest(),
            }),
        }
    }

    /// Runs `change` in one transaction; nothing of it stays when it fails.
    pub(crate) fn write<T>(
        &mut self,
        lasting: Lasting,
        change: impl FnOnce(&Transaction<'_>) -> Result<T>,
    ) -> Result<T> {
        self.writable()?;
        let conn = &mut self.reader.conn;
        if lasting == Lasting::PowerCut {
            conn.pragma_update(None, "synchronous", "FULL")?;
        }
        let result = transact(conn, change);
        if lasting == Lasting::PowerCut
            && let Err(error) = conn.pragma_update(None, "synchronous", "NORMAL")
        {
            // The change is made or undone already, and must be told as that; what follows is
            // at worst slower.
            tracing::warn!(code = Error::from(error).code(), "store.synchronous");
        }
        result
    }

    #[cfg(test)]
    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.reader.conn
    }
}

/// Brings the schema up to date. What is damaged is not upgraded: see [`rescue::lost_a_page`].
fn upgrade(conn: &mut Connection, path: &Path) -> Result<()> {
    let is_older = (1..migration::newest()).contains(&migration::current(conn)?);
    if is_older && rescue::lost_a_page(conn, path)? {
        return Err(Error::Corrupt { code: 0 });
    }
    migration::migrate(conn, migration::MIGRATIONS)
}

fn transact<T>(
    conn: &mut Connection,
    change: impl FnOnce(&Transaction<'_>) -> Result<T>,
) -> Result<T> {
    // Immediate: a transaction that starts reading and then writes could fail half-way with
    // "busy" and no way to wait.
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = change(&tx)?;
    tx.commit()?;
    Ok(value)
}

impl Reader {
    /// Decrypts and authenticates every page and follows the structure of every table.
    ///
    /// Reads the whole file; for idle moments, or after an operation answered
    /// [`Error::Corrupt`]. Opening again with [`Check::Full`] then moves it aside.
    ///
    /// # Errors
    /// [`Error::Corrupt`] when anything is wrong.
    pub fn check(&self) -> Result<()> {
        let damaged = Error::Corrupt { code: 0 };
        let mut pages = self.conn.prepare("PRAGMA cipher_integrity_check")?;
        if pages.query([])?.next()?.is_some() {
            return Err(damaged);
        }
        let answer: String = self
            .conn
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if answer == "ok" { Ok(()) } else { Err(damaged) }
    }

    /// A file that lost its end shows it in its size, unless the log still holds the pages.
    fn check_size(&self, path: &Path) -> Result<()> {
        let log = std::fs::metadata(beside(path, "-wal")).map_or(0, |meta| meta.len());
        if log > 0 {
            return Ok(());
        }
        let pages: u64 = self
            .conn
            .query_row("PRAGMA page_count", [], |row| row.get::<_, i64>(0))
            .map(|n| n.unsigned_abs())?;
        if std::fs::metadata(path)?.len() < pages.saturating_mul(connect::PAGE_BYTES) {
            return Err(Error::Corrupt { code: 0 });
        }
        Ok(())
    }
}
