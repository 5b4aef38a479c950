//! A damaged database: moved aside, never deleted, and read row by row into a new one.
//!
//! The new one is built beside under another name and takes the place at the end, so that a
//! kill or a full disk in the middle leaves the work to be begun again at the next opening.

use std::fs;
use std::path::{Path, PathBuf};

use farola_model::Sha256;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::connect::{Purpose, beside, connect, sync_folder};
use crate::error::{Error, Result};
use crate::head;
use crate::key::Key;
use crate::media::MediumReader;
use crate::migration;

/// Row ids tried one by one behind a damaged place before the steps double. Each try that
/// fails costs a new connection; the doubling skips at most as many rows as were damaged.
const STEPS: u32 = 8;
/// With 2^40 row ids behind it every table has ended.
const DOUBLINGS: u32 = 37;
/// How long to wait for a lock on the damaged file, in milliseconds.
const WAIT_MS: u64 = 1_000;

/// What was saved of a damaged database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Salvage {
    /// Where the damaged file is now.
    pub aside: PathBuf,
    /// Rows copied, by table; empty when no table could be found.
    pub rows: Vec<(String, u64)>,
    /// Places where rows could not be read; each may stand for several rows.
    pub damaged: u64,
    /// Stored files dropped because not all of their pieces could be read.
    pub media_lost: u64,
    /// Rows dropped because what they belong to could not be read.
    pub orphans: u64,
}

impl Salvage {
    /// Whether everything that was in the file is in the new one, as far as can be told.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.rows.is_empty() && self.damaged == 0 && self.media_lost == 0 && self.orphans == 0
    }
}

/// Moves a database aside as `NAME.corrupt-<n>`, with its log, and says where it is.
pub(crate) fn move_aside(path: &Path) -> Result<PathBuf> {
    let aside = (1u32..)
        .map(|n| beside(path, &format!(".corrupt-{n}")))
        .find(|aside| !aside.exists())
        .ok_or(Error::Sql { code: 0 })?;
    // The file first: with the file away and the log still here, `unfinished` knows that a
    // move was cut short. The other way round the file would open without its last answers.
    fs::rename(path, &aside)?;
    move_log(path, &aside)?;
    sync_folder(path)?;
    Ok(aside)
}

fn move_log(path: &Path, aside: &Path) -> Result<()> {
    let log = beside(path, "-wal");
    if log.exists() {
        fs::rename(&log, beside(aside, "-wal"))?;
    }
    // The index of the log is made anew from the log by whoever opens it.
    let index = beside(path, "-shm");
    if index.exists() {
        fs::remove_file(index)?;
    }
    Ok(())
}

/// A rescue that was cut short: the database is away and the last one moved aside waits.
pub(crate) fn unfinished(path: &Path) -> Result<Option<PathBuf>> {
    if path.exists() {
        return Ok(None);
    }
    let last = (1u32..)
        .map(|n| beside(path, &format!(".corrupt-{n}")))
        .take_while(|aside| aside.exists())
        .last();
    if let Some(aside) = &last {
        move_log(path, aside)?;
    }
    Ok(last)
}

/// Every file of a database: itself, its log, what was moved aside, a rescue cut short.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = ["", "-wal", "-shm", "-journal"]
        .iter()
        .map(|suffix| beside(path, suffix))
        .collect();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    for entry in fs::read_dir(folder.unwrap_or(Path::new(".")))? {
        let entry = entry?;
        let other = entry.file_name();
        let rest = other.to_string_lossy();
        if let Some(rest) = rest.strip_prefix(name.as_ref())
            && (rest.starts_with(".corrupt-") || rest.starts_with(".salvage"))
        {
            files.push(entry.path());
        }
    }
    files.retain(|file| file.exists());
    Ok(files)
}

/// Copies what can be read of `aside` into a new database at `path`.
pub(crate) fn salvage(path: &Path, aside: &Path, key: &Key) -> Result<Salvage> {
    let building = beside(path, ".salvage");
    remove(&building)?;
    let mut salvage = Salvage {
        aside: aside.to_owned(),
        rows: Vec::new(),
        damaged: 0,
        media_lost: 0,
        orphans: 0,
    };
    let mut to = connect(&building, key, Purpose::Write, WAIT_MS)?;
    migration::migrate(&mut to, migration::MIGRATIONS)?;
    to.pragma_update(None, "foreign_keys", false)?;
    let source = match connect(aside, key, Purpose::Salvage, WAIT_MS) {
        Ok(_) => Some(aside.to_owned()),
        Err(Error::Corrupt { .. }) => {
            salvage.damaged = 1;
            head::replaced(path, aside, key)?
        }
        Err(error) => return Err(error),
    };
    if let Some(source) = source {
        let tx = to.transaction()?;
        copy(&tx, &source, key, &mut salvage)?;
        salvage.media_lost = drop_torn_media(&tx)?;
        salvage.orphans = drop_orphans(&tx)?;
        tx.commit()?;
    }
    // The name is changed only when all of it is in the one file and on the disk.
    close_whole(to)?;
    fs::File::open(&building)?.sync_all()?;
    for suffix in ["-wal", "-shm"] {
        remove_file(&beside(&building, suffix))?;
    }
    fs::rename(&building, path)?;
    head::clear(path)?;
    sync_folder(path)?;
    let rows: u64 = salvage.rows.iter().map(|(_, rows)| rows).sum();
    tracing::error!(rows, damaged = salvage.damaged, "store.salvaged");
    Ok(salvage)
}

/// Removes a database of our own making, with its log, if it is there.
pub(crate) fn remove(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        remove_file(&beside(path, suffix))?;
    }
    Ok(())
}

fn remove_file(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Closes a database with everything in its one file and nothing in its log.
pub(crate) fn close_whole(conn: Connection) -> Result<()> {
    let busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy {
        return Err(Error::Busy);
    }
    Ok(conn.close().map_err(|(_, error)| error)?)
}

/// Copies every table, and the numbers that ids go on from.
fn copy(to: &Connection, aside: &Path, key: &Key, salvage: &mut Salvage) -> Result<()> {
    let tables = names(
        to,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         ORDER BY rowid",
    )?;
    for table in tables {
        let mut source = Source {
            aside,
            key,
            conn: None,
            damaged: 0,
        };
        let columns = source.columns(to, &table)?;
        let copied = if columns.is_empty() {
            0
        } else {
            source.copy_table(to, &table, &columns)?
        };
        salvage.damaged += source.damaged;
        salvage.rows.push((table, copied));
    }
    Ok(())
}

/// The damaged file; opened anew after each page that could not be read, for SQLCipher holds
/// a connection that met one for broken.
struct Source<'a> {
    aside: &'a Path,
    key: &'a Key,
    conn: Option<Connection>,
    damaged: u64,
}

impl Source<'_> {
    fn conn(&mut self) -> Result<&Connection> {
        if self.conn.is_none() {
            self.conn = Some(connect(self.aside, self.key, Purpose::Salvage, WAIT_MS)?);
        }
        self.conn.as_ref().ok_or(Error::Sql { code: 0 })
    }

    /// Columns that the table has on both sides; an older schema has fewer.
    fn columns(&mut self, to: &Connection, table: &str) -> Result<Vec<String>> {
        let sql = format!("SELECT name FROM pragma_table_info('{table}')");
        let theirs = names(self.conn()?, &sql).unwrap_or_default();
        let mut ours = names(to, &sql)?;
        ours.retain(|name| theirs.contains(name));
        Ok(ours)
    }

    fn copy_table(&mut self, to: &Connection, table: &str, columns: &[String]) -> Result<u64> {
        let list = columns.join(", ");
        let marks = vec!["?"; columns.len()].join(", ");
        let mut insert = to.prepare(&format!(
            "INSERT OR IGNORE INTO {table} ({list}) VALUES ({marks})"
        ))?;
        let mut copied = 0;
        let mut last = -1i64;
        loop {
            let sql =
                format!("SELECT {list}, rowid FROM {table} WHERE rowid > {last} ORDER BY rowid");
            let end = copy_rows(self.conn()?, &sql, columns.len(), &mut |values, rowid| {
                insert.execute(params_from_iter(values))?;
                last = rowid;
                copied += 1;
                Ok(())
            })?;
            if end == End::Reached {
                return Ok(copied);
            }
            self.damaged += 1;
            self.conn = None;
            match self.next_readable(table, &list, last)? {
                Some(next) => last = next - 1,
                None => return Ok(copied),
            }
        }
    }

    /// The highest row id the table ever gave out, if the table that counts them is readable.
    fn last_id(&mut self, table: &str) -> Result<Option<i64>> {
        let sql = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
        let seq = self.conn()?.query_row(sql, [table], |row| row.get(0));
        if seq.is_err() {
            self.conn = None;
        }
        Ok(seq.ok())
    }

    /// A row id behind `last` from which rows can be read again.
    fn next_readable(&mut self, table: &str, list: &str, last: i64) -> Result<Option<i64>> {
        let end = self.last_id(table)?;
        for step in 1..=STEPS + DOUBLINGS {
            let ahead = match step.checked_sub(STEPS) {
                None | Some(0) => i64::from(step),
                Some(doublings) => i64::from(STEPS) << doublings,
            };
            let from = last.saturating_add(ahead);
            if end.is_some_and(|end| from > end) {
                return Ok(None);
            }
            let sql = format!(
                "SELECT {list}, rowid FROM {table} WHERE rowid >= {from} ORDER BY rowid LIMIT 1"
            );
            let columns = list.split(", ").count();
            let mut next = None;
            let read = copy_rows(self.conn()?, &sql, columns, &mut |_, rowid| {
                next = Some(rowid);
                Ok(())
            })?;
            if read == End::Reached {
                return Ok(next);
            }
            self.conn = None;
        }
        Ok(None)
    }
}

#[derive(PartialEq, Eq)]
enum End {
    Reached,
    Damaged,
}

/// Gives each row of `sql` to `take`; the row id is the last column. A row that cannot be read
/// ends it; only `take` can fail it.
fn copy_rows(
    conn: &Connection,
    sql: &str,
    columns: usize,
    take: &mut dyn FnMut(Vec<Value>, i64) -> Result<()>,
) -> Result<End> {
    let Ok(mut statement) = conn.prepare(sql) else {
        return Ok(End::Damaged);
    };
    let Ok(mut rows) = statement.query([]) else {
        return Ok(End::Damaged);
    };
    loop {
        let row = match rows.next() {
            Ok(Some(row)) => row,
            Ok(None) => return Ok(End::Reached),
            Err(_) => return Ok(End::Damaged),
        };
        let values: rusqlite::Result<Vec<Value>> = (0..columns).map(|n| row.get(n)).collect();
        match (values, row.get(columns)) {
            (Ok(values), Ok(rowid)) => take(values, rowid)?,
            _ => return Ok(End::Damaged),
        }
    }
}

/// Drops stored files that are not what their digest says; who refers to them says so by
/// itself. The size is not enough: SQLCipher lets a page of zeros pass for one never written.
fn drop_torn_media(to: &Connection) -> Result<u64> {
    let digests: Vec<Sha256> = to
        .prepare("SELECT sha256 FROM media")?
        .query_map([], |row| crate::row::sha256(row, 0))?
        .collect::<rusqlite::Result<_>>()?;
    let mut torn = 0;
    for digest in digests {
        let mut content = MediumReader::open(to, &digest)?;
        if std::io::copy(&mut content, &mut std::io::sink()).is_err() || content.left() > 0 {
            to.execute("DELETE FROM media WHERE sha256 = ?1", [digest.0])?;
            torn += 1;
        }
    }
    // With the foreign keys off nothing cascades.
    to.execute(
        "DELETE FROM media_chunk WHERE media_id NOT IN (SELECT id FROM media)",
        [],
    )?;
    Ok(torn)
}

/// Drops rows whose parent is not there, until none is left.
fn drop_orphans(to: &Connection) -> Result<u64> {
    let mut dropped = 0;
    loop {
        let orphans: Vec<(String, i64)> = to
            .prepare("SELECT DISTINCT \"table\", rowid FROM pragma_foreign_key_check")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()?;
        if orphans.is_empty() {
            return Ok(dropped);
        }
        for (table, rowid) in orphans {
            dropped +=
                to.execute(&format!("DELETE FROM {table} WHERE rowid = ?1"), [rowid])? as u64;
        }
    }
}

fn names(conn: &Connection, sql: &str) -> Result<Vec<String>> {
    let mut statement = conn.prepare(sql)?;
    let names = statement.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}
