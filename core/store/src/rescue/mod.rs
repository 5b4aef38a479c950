//! A damaged database: moved aside, never deleted, and read row by row into a new one.
//!
//! The new one is built beside under another name and takes the place at the end, so that a
//! kill or a full disk in the middle leaves the work to be begun again at the next opening.

use std::fs;
use std::path::{Path, PathBuf};

use farola_model::Sha256;
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use self::source::Source;
use crate::connect::{Purpose, beside, connect, sync_folder};
use crate::error::{Error, Result};
use crate::key::Key;
use crate::media::MediumReader;
use crate::migration;

mod copy;
mod head;
mod source;

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

/// Whether a page was wiped that a table or an index needs; `conn` is to the file at `path`.
///
/// SQLCipher answers zeros for it, as for one that was never written. An upgrade, which moves
/// pages to make room for the roots of new tables, would write these zeros as if they were
/// content, and nobody could tell them from it afterwards.
pub(crate) fn lost_a_page(conn: &Connection, path: &Path) -> Result<bool> {
    let wiped = copy::wiped_pages(path)?;
    if wiped.is_empty() {
        return Ok(false);
    }
    let mut needed = conn.prepare("SELECT pageno - 1 FROM dbstat")?;
    let mut pages = needed.query([])?;
    while let Some(row) = pages.next()? {
        let page: i64 = row.get(0)?;
        if wiped.binary_search(&page.unsigned_abs()).is_ok() {
            return Ok(true);
        }
    }
    Ok(false)
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

/// The files of damaged databases that were moved aside, and what rescues left that were cut
/// short.
pub(crate) fn copies(path: &Path) -> Result<Vec<PathBuf>> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().len();
    let mut copies = files(path)?;
    copies.retain(|file| {
        let other = file.file_name().unwrap_or_default().to_string_lossy();
        other
            .get(name..)
            .is_some_and(|rest| rest.starts_with(".corrupt-") || rest.starts_with(".salvage"))
    });
    Ok(copies)
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
    // A photo is not to go with the row that is lost and named it: what is kept was there.
    to.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    clear(path)?;
    let source = match connect(aside, key, Purpose::Salvage, WAIT_MS) {
        Ok(conn) => {
            let copy = copy::without_wiped(path, aside)?;
            let file = copy.unwrap_or_else(|| aside.to_owned());
            Source::with_schema(file, key, &conn)
        }
        Err(Error::Corrupt { .. }) => {
            salvage.damaged = 1;
            head::source(path, aside, key)?
        }
        Err(error) => return Err(error),
    };
    let tx = to.transaction()?;
    source.copy(&tx, &mut salvage)?;
    salvage.media_lost = drop_torn_media(&tx)?;
    salvage.orphans = drop_orphans(&tx)?;
    tx.commit()?;
    // The name is changed only when all of it is in the one file and on the disk.
    close_whole(to)?;
    fs::File::open(&building)?.sync_all()?;
    for suffix in ["-wal", "-shm"] {
        remove_file(&beside(&building, suffix))?;
    }
    fs::rename(&building, path)?;
    clear(path)?;
    sync_folder(path)?;
    let rows: u64 = salvage.rows.iter().map(|(_, rows)| rows).sum();
    tracing::error!(rows, damaged = salvage.damaged, "store.salvaged");
    Ok(salvage)
}

/// Removes what a rescue makes beside the new database, also one that was cut short.
fn clear(path: &Path) -> Result<()> {
    head::clear(path)?;
    copy::clear(path)
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

/// Drops stored files that are not what their digest says, for a piece of them is lost; who
/// refers to them says so by itself.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_removed_is_told_and_what_is_not_there_is_no_fault() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new.db");
        remove(&path).unwrap();
        // A folder in the way of the log is not removed as a file.
        std::fs::create_dir(beside(&path, "-wal")).unwrap();
        std::fs::write(&path, b"half").unwrap();
        assert!(remove(&path).is_err());
        assert!(!path.exists());
    }

    #[test]
    fn each_file_moved_aside_gets_a_name_that_was_free() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("farola.db");
        for content in ["first", "second"] {
            std::fs::write(&path, content).unwrap();
            let aside = move_aside(&path).unwrap();
            assert_eq!(std::fs::read_to_string(aside).unwrap(), content);
        }
        let first = std::fs::read_to_string(beside(&path, ".corrupt-1"));
        assert_eq!(first.unwrap(), "first");
    }
}
