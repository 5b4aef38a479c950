//! One connection with its key and its settings, and why a file does not open.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Error, Result};
use crate::key::Key;

/// Page size of the database; SQLCipher's default, and what its authentication is made for.
pub(crate) const PAGE_BYTES: u64 = 4096;
/// `application_id`: "Faro".
const APPLICATION_ID: i32 = 0x4661_726f;
/// The write-ahead log is cut back to this after a checkpoint, so that one large photo does
/// not leave its size behind on a small phone.
const WAL_KEPT_BYTES: i64 = 4 * 1024 * 1024;
/// Page cache of one connection, in KiB (negative: KiB, not pages).
const CACHE_KIB: i64 = -4096;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// The writer; creates the file where there is none.
    Write,
    /// Reads beside the writer.
    Read,
    /// Reads a damaged file and changes nothing about it.
    Salvage,
}

/// Opens `path` with `key` and makes sure that the key fits.
pub(crate) fn connect(
    path: &Path,
    key: &Key,
    purpose: Purpose,
    wait_ms: u64,
) -> Result<Connection> {
    if purpose == Purpose::Write {
        create_private(path)?;
    }
    let conn = keyed(path, key)?;
    conn.busy_timeout(Duration::from_millis(wait_ms))?;
    // Until the file is known to be sound its log is not written into it. The writer takes
    // this back when it has looked.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    if purpose == Purpose::Salvage {
        // A writable schema lets SQLite read a file that lost its end as far as it goes.
        conn.execute_batch(
            "PRAGMA wal_autocheckpoint = 0; PRAGMA writable_schema = ON; PRAGMA query_only = ON;",
        )?;
    }
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
        .map_err(|error| why(path, key, error.into()))?;
    if purpose != Purpose::Salvage {
        settle(&conn, purpose)?;
    }
    Ok(conn)
}

/// A connection that has its key and nothing else: it may fit or not, and the file may be new.
pub(crate) fn keyed(path: &Path, key: &Key) -> Result<Connection> {
    initialise();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    // SQLCipher would tell a system log about pages that fail their authentication.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    conn.execute_batch(&key.pragma())?;
    Ok(conn)
}

/// A connection to no database, on which nothing can be asked: in the place of one that was
/// closed.
pub(crate) fn nothing() -> Result<Connection> {
    use rusqlite::hooks::{AuthContext, Authorization};

    let mut conn = Connection::open_in_memory()?;
    conn.authorizer(Some(|_: AuthContext<'_>| Authorization::Deny))?;
    Ok(conn)
}

/// From now on what SQLite frees in this process is written over first: pages, statements and the
/// key do not stay in memory behind a lock. To be called before the first key. Whoever has no lock
/// needs it not: it costs some 40 µs of a durable row (a fix: 124 against 87 µs, debug build),
/// most of it for keeping pages out of the swap where the system allows that; that it does not
/// is no line of a log.
pub fn wipe_what_is_freed() {
    const WIPED: &str = "PRAGMA cipher_log_level = NONE; PRAGMA cipher_memory_security = ON";
    static WIPES: Once = Once::new();
    initialise();
    WIPES.call_once(|| {
        let set = Connection::open_in_memory().and_then(|conn| conn.execute_batch(WIPED));
        if set.is_err() {
            tracing::warn!("store.memory_is_not_wiped");
        }
    });
}

/// Starts the library once, while every other thread waits.
///
/// SQLite says that it is initialised before it calls what SQLCipher adds to that: a thread that
/// opens a database in between finds no cipher, and its key is an error.
fn initialise() {
    static STARTED: Once = Once::new();
    // Opening anything starts the library; whether this one opens does not matter.
    STARTED.call_once(|| drop(Connection::open_in_memory()));
}

/// The settings of a connection whose key fits.
fn settle(conn: &Connection, purpose: Purpose) -> Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "cache_size", CACHE_KIB)?;
    // Sorting and statement journals stay in memory: a temporary file would not be encrypted.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    match purpose {
        Purpose::Write if conn.is_readonly("main")? => Ok(()),
        Purpose::Write => {
            if file_is_new(conn)? {
                // Only before the first table; lets a purge give its room back to the phone.
                conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
                conn.pragma_update(None, "application_id", APPLICATION_ID)?;
            }
            conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            conn.query_row(
                &format!("PRAGMA journal_size_limit = {WAL_KEPT_BYTES}"),
                [],
                |_| Ok(()),
            )?;
            // What is deleted is overwritten in the transaction that deletes it.
            conn.query_row("PRAGMA secure_delete = ON", [], |_| Ok(()))?;
            // On Apple's systems a plain fsync stops at the drive's own cache.
            conn.pragma_update(None, "fullfsync", true)?;
            conn.pragma_update(None, "checkpoint_fullfsync", true)?;
            conn.pragma_update(None, "synchronous", "NORMAL")?;
            conn.set_prepared_statement_cache_capacity(64);
            Ok(())
        }
        Purpose::Read | Purpose::Salvage => Ok(conn.pragma_update(None, "query_only", true)?),
    }
}

fn file_is_new(conn: &Connection) -> Result<bool> {
    let objects: i64 =
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    Ok(objects == 0 && crate::migration::current(conn)? == 0)
}

/// Creates an empty file that only its owner can read; SQLite gives the log the same rights.
pub(crate) fn create_private(path: &Path) -> Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(_) => sync_folder(path),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes a new or renamed file survive a power cut: its name is content of the folder.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Tells a wrong key from a damaged file and from a file of someone else.
///
/// The first 16 bytes of our files are the salt, which we derive from the key: where they are
/// as this key writes them, the key is right and the rest of the page is damaged.
fn why(path: &Path, key: &Key, error: Error) -> Error {
    let Error::Corrupt { .. } = error else {
        return error;
    };
    let mut start = Vec::with_capacity(16);
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut start));
    let size = fs::metadata(path).map_or(0, |meta| meta.len());
    if read.is_err() {
        return error;
    }
    let blank = start.iter().all(|byte| *byte == 0);
    if start.starts_with(b"SQLite format 3") {
        Error::NotADatabase
    } else if blank || start.as_slice() == key.salt() {
        error
    } else if size.is_multiple_of(PAGE_BYTES) {
        Error::WrongKey
    } else {
        Error::NotADatabase
    }
}

/// `path` with `suffix` appended to its file name (`farola.db` → `farola.db-wal`).
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
