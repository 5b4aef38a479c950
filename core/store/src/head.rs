//! A damaged schema: the pages without which no other can be found, the first one foremost.
//!
//! The same pages of a new database stand in for them. Both are made by the same migrations in
//! the same order, so the tables stand at the same pages; and both are sealed with the same
//! key and salt, so SQLCipher takes the pages in their new place. Where the schemas differ the
//! tables are not found and nothing is saved, which is what would be without this.

use std::fs;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::connect::{PAGE_BYTES, Purpose, beside, connect};
use crate::error::{Error, Result};
use crate::key::Key;
use crate::{migration, rescue};

const WAIT_MS: u64 = 1_000;
/// The first page tells how many follow, so the new database is grown in pieces of this.
const PIECE_BYTES: u64 = 64 * 1024 * 1024;

/// A copy of `damaged` with a schema that can be read, or `None` where that does not help.
pub(crate) fn replaced(path: &Path, damaged: &Path, key: &Key) -> Result<Option<PathBuf>> {
    clear(path)?;
    let size = fs::metadata(damaged)?.len();
    let donor = beside(path, ".salvage-donor");
    let pages = schema_pages(&donor, key, size)?;
    rescue::remove(&donor)?;
    let copy = beside(path, ".salvage-copy");
    fs::copy(damaged, &copy)?;
    let log = beside(damaged, "-wal");
    if log.exists() {
        fs::copy(log, beside(&copy, "-wal"))?;
    }
    let mut file = fs::OpenOptions::new().write(true).open(&copy)?;
    for (at, page) in pages {
        file.seek(SeekFrom::Start(at))?;
        file.write_all(&page)?;
    }
    drop(file);
    match connect(&copy, key, Purpose::Salvage, WAIT_MS) {
        Ok(conn) if same_schema(&conn, &our_schema()?) => Ok(Some(copy)),
        Ok(_) | Err(Error::Corrupt { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Removes what [`replaced`] made.
pub(crate) fn clear(path: &Path) -> Result<()> {
    rescue::remove(&beside(path, ".salvage-donor"))?;
    rescue::remove(&beside(path, ".salvage-copy"))
}

/// The pages of the schema, each with its place, of a new database of at least `size` bytes.
fn schema_pages(donor: &Path, key: &Key, size: u64) -> Result<Vec<(u64, Vec<u8>)>> {
    let mut conn = connect(donor, key, Purpose::Write, WAIT_MS)?;
    migration::migrate(&mut conn, migration::MIGRATIONS)?;
    conn.pragma_update(None, "foreign_keys", false)?;
    let mut left = size;
    let mut seq = 0i64;
    while left > 0 {
        let piece = left.min(PIECE_BYTES);
        conn.execute(
            "INSERT INTO media_chunk (media_id, seq, bytes) VALUES (0, ?1, zeroblob(?2))",
            [seq, crate::row::signed(piece)?],
        )?;
        left -= piece;
        seq += 1;
    }
    let numbers: Vec<i64> = conn
        .prepare("SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    rescue::close_whole(conn)?;
    let mut file = fs::File::open(donor)?;
    let mut pages = Vec::new();
    for number in numbers {
        let at = number.unsigned_abs().saturating_sub(1) * PAGE_BYTES;
        file.seek(SeekFrom::Start(at))?;
        let mut page = Vec::new();
        Read::take(&file, PAGE_BYTES).read_to_end(&mut page)?;
        pages.push((at, page));
    }
    Ok(pages)
}

fn our_schema() -> Result<Vec<(String, String)>> {
    let mut conn = Connection::open_in_memory()?;
    migration::migrate(&mut conn, migration::MIGRATIONS)?;
    schema(&conn)
}

fn same_schema(conn: &Connection, expected: &[(String, String)]) -> bool {
    schema(conn).is_ok_and(|found| found == expected)
}

fn schema(conn: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement =
        conn.prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")?;
    let objects = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(objects.collect::<rusqlite::Result<_>>()?)
}
