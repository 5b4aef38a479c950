//! A damaged schema: the pages without which no table can be found, the first one foremost.
//!
//! What stood in them is known. Our databases keep the roots of all tables together at the
//! front, in the order in which the migrations made them (`auto_vacuum` sees to that): a table
//! has the same root in every database that has it, whatever rows there are and whenever it was
//! upgraded. So a first page is made for each table, which names that table alone; SQLCipher
//! seals it with the same key and salt, so it takes it in the first place of a copy. No other
//! page of the copy is touched: a further page of a schema may lie where rows are.
//!
//! Which schema the database had stands in the first page alone. It need not be known: the table
//! of SQLite's own that counts ids names every table of ours that ever had a row.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use rusqlite::Connection;

use super::source::{Ids, SEQUENCE, Source};
use super::{WAIT_MS, copy, remove};
use crate::connect::{PAGE_BYTES, Purpose, beside, connect, create_private, keyed};
use crate::error::{Error, Result};
use crate::key::Key;
use crate::migration::{MIGRATIONS, migrate};

/// The first page tells how many follow, so a new database is grown in pieces of this.
const PIECE_BYTES: u64 = 64 * 1024 * 1024;

/// A table as the migrations make it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Table {
    name: String,
    /// Number of its first page, from 1.
    root: i64,
    /// What makes a table of these columns, without what only a writer needs.
    sql: String,
    /// SQLite counts its ids.
    counted: bool,
}

/// The tables of a database whose schema cannot be read.
pub(super) fn source<'a>(path: &Path, damaged: &Path, key: &'a Key) -> Result<Source<'a>> {
    let tables = tables(MIGRATIONS)?;
    let copy = copy::make(path, damaged)?;
    let log = beside(&copy, "-wal");
    let bytes = fs::metadata(&copy)?.len() + fs::metadata(&log).map_or(0, |meta| meta.len());
    let donor = beside(path, ".salvage-donor");
    let mut heads = heads(&donor, key, bytes, &tables)?;
    remove(&donor)?;
    if let Some(head) = heads.get(SEQUENCE) {
        fold(&copy, key, head)?;
    }
    let ids = ids(&copy, key, &heads)?;
    let certain = certain(&tables, ids.as_ref())?;
    heads.retain(|name, _| certain.contains(name.as_str()));
    Ok(Source::with_heads(copy, key, heads, ids))
}

/// Removes what [`source`] made but the copy.
pub(super) fn clear(path: &Path) -> Result<()> {
    remove(&beside(path, ".salvage-donor"))
}

/// The tables of which the root is where ours is: those that had a row, by what SQLite counts;
/// where that is lost, those that every schema has. A table that the database did not have yet
/// would be looked for where rows of another one may be.
fn certain<'a>(tables: &'a [Table], ids: Option<&Ids>) -> Result<BTreeSet<&'a str>> {
    let oldest = self::tables(MIGRATIONS.get(..1).unwrap_or_default())?;
    let oldest: BTreeSet<&str> = oldest.iter().map(|table| table.name.as_str()).collect();
    let certain = tables.iter().filter(|table| {
        let always = oldest.contains(table.name.as_str());
        match ids {
            Some(ids) => ids.contains_key(&table.name) || (always && !table.counted),
            None => always,
        }
    });
    Ok(certain.map(|table| table.name.as_str()).collect())
}

/// The highest id that each table gave out.
fn ids(copy: &Path, key: &Key, heads: &BTreeMap<String, Vec<u8>>) -> Result<Option<Ids>> {
    let Some(head) = heads.get(SEQUENCE) else {
        return Ok(None);
    };
    copy::lay_over(copy, 0, head)?;
    match connect(copy, key, Purpose::Salvage, WAIT_MS) {
        Ok(conn) => Ok(super::source::ids(&conn)),
        Err(Error::Corrupt { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the log into the copy. A first page that the log holds would hide the one laid over.
fn fold(copy: &Path, key: &Key, head: &[u8]) -> Result<()> {
    let log = beside(copy, "-wal");
    if log.exists() {
        copy::lay_over(copy, 0, head)?;
        let conn = keyed(copy, key)?;
        // A schema of which a page is missing is no hindrance then.
        conn.execute_batch("PRAGMA writable_schema = ON")?;
        let folded = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        match folded.map_err(Error::from) {
            // A log that cannot be read at all has nothing to give.
            Ok(()) | Err(Error::Corrupt { .. }) => {}
            Err(error) => return Err(error),
        }
        drop(conn);
        for suffix in ["-wal", "-shm"] {
            super::remove_file(&beside(copy, suffix))?;
        }
    }
    Ok(())
}

/// The tables that `steps` make, with the places of their roots.
fn tables(steps: &[&str]) -> Result<Vec<Table>> {
    let mut conn = Connection::open_in_memory()?;
    conn.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    migrate(&mut conn, steps)?;
    let mut statement = conn
        .prepare("SELECT name, rootpage, sql FROM sqlite_schema WHERE type = 'table' ORDER BY 2")?;
    let found: Vec<(String, i64, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let table = |(name, root, sql): (String, i64, String)| {
        Ok(Table {
            sql: bare(&conn, &name)?,
            counted: sql.contains("AUTOINCREMENT"),
            name,
            root,
        })
    };
    found.into_iter().map(table).collect()
}

/// What makes a table with the columns of `name` and no more: no index is to be looked for, and
/// a row that has fewer columns, for it is older, has the defaults in their place.
fn bare(conn: &Connection, name: &str) -> Result<String> {
    let sql = format!(
        "SELECT format('\"%w\" %s%s%s', name, type, iif(pk, ' PRIMARY KEY', ''), \
           coalesce(' DEFAULT ' || dflt_value, '')) FROM pragma_table_info('{name}')"
    );
    let columns = super::names(conn, &sql)?.join(", ");
    Ok(format!("CREATE TABLE \"{name}\" ({columns})"))
}

/// A first page for each table, of a database of at least `bytes` bytes.
///
/// It has no `auto_vacuum`: a page of zeros then is a damaged one.
fn heads(
    donor: &Path,
    key: &Key,
    bytes: u64,
    tables: &[Table],
) -> Result<BTreeMap<String, Vec<u8>>> {
    remove(donor)?;
    create_private(donor)?;
    let conn = keyed(donor, key)?;
    // Nothing of it outlives the rescue.
    conn.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE filler (bytes);",
    )?;
    let mut left = bytes;
    while left > 0 {
        let piece = left.min(PIECE_BYTES);
        let grow = "INSERT INTO filler VALUES (zeroblob(?1))";
        conn.execute(grow, [crate::row::signed(piece)?])?;
        left -= piece;
    }
    conn.execute_batch("PRAGMA writable_schema = ON")?;
    let mut heads = BTreeMap::new();
    for table in tables {
        conn.execute_batch("BEGIN; DELETE FROM sqlite_schema")?;
        conn.execute(
            "INSERT INTO sqlite_schema VALUES ('table', ?1, ?1, ?2, ?3)",
            (&table.name, table.root, &table.sql),
        )?;
        conn.execute_batch("COMMIT")?;
        let mut page = Vec::new();
        Read::take(File::open(donor)?, PAGE_BYTES).read_to_end(&mut page)?;
        heads.insert(table.name.clone(), page);
    }
    Ok(heads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KEY_BYTES;

    fn roots(tables: &[Table]) -> BTreeMap<&str, i64> {
        tables
            .iter()
            .map(|table| (table.name.as_str(), table.root))
            .collect()
    }

    /// A migration that drops or rebuilds a table breaks this: the rescue must then learn which
    /// schema it has before it.
    #[test]
    fn a_table_has_its_root_at_one_page_in_every_schema() {
        let newest = tables(MIGRATIONS).unwrap();
        let newest = roots(&newest);
        for schema in 1..MIGRATIONS.len() {
            let older = tables(&MIGRATIONS[..schema]).unwrap();
            assert!(older.len() > 10);
            for (name, root) in roots(&older) {
                assert_eq!(newest.get(name), Some(&root), "{name} of schema {schema}");
            }
        }
    }

    #[test]
    fn in_a_file_the_roots_are_where_they_are_in_memory() {
        let dir = tempfile::tempdir().unwrap();
        let key = Key::new([3; KEY_BYTES]);
        let mut conn = connect(&dir.path().join("farola.db"), &key, Purpose::Write, 0).unwrap();
        // Upgraded step by step, with rows where the next roots will be.
        for schema in 1..=MIGRATIONS.len() {
            migrate(&mut conn, &MIGRATIONS[..schema]).unwrap();
            conn.execute(
                "INSERT INTO setting (key, value) VALUES (?1, ?2)",
                (schema.to_string(), "x".repeat(40_000)),
            )
            .unwrap();
        }
        let mut found: Vec<(String, i64)> = conn
            .prepare("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table' ORDER BY 2")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        let ours = tables(MIGRATIONS).unwrap();
        let ours: Vec<_> = ours.into_iter().map(|t| (t.name, t.root)).collect();
        found.sort_by_key(|(_, root)| *root);
        assert_eq!(found, ours);
    }

    /// Of a table that is newer than the first schema only what SQLite counts tells whether the
    /// database has it.
    #[test]
    fn ids_of_every_later_table_are_counted() {
        let oldest = tables(&MIGRATIONS[..1]).unwrap();
        for table in tables(MIGRATIONS).unwrap() {
            let always = oldest.iter().any(|old| old.name == table.name);
            assert!(always || table.counted, "{}", table.name);
        }
    }

    #[test]
    fn only_tables_that_are_known_to_be_there_are_read() {
        let tables = tables(MIGRATIONS).unwrap();
        let names = |ids: Option<&Ids>| certain(&tables, ids).unwrap();
        // Nothing is counted: no table has a row but the one that is not counted.
        let none = Ids::new();
        let uncounted = ["device", SEQUENCE];
        assert_eq!(
            names(Some(&none)).into_iter().collect::<Vec<_>>(),
            uncounted
        );
        let walk = Ids::from([("walk".to_owned(), 3)]);
        assert!(names(Some(&walk)).contains("walk"));
        assert!(!names(Some(&walk)).contains("walk_form"));
        // The counts are lost.
        let lost = names(None);
        assert!(lost.contains("draft") && lost.contains("device"));
        assert!(!lost.contains("entity") && !lost.contains("walk"));
    }

    #[test]
    fn a_head_has_the_columns_of_its_table_and_nothing_for_a_writer() {
        let tables = tables(MIGRATIONS).unwrap();
        let sql = |name: &str| &tables.iter().find(|table| table.name == name).unwrap().sql;
        assert_eq!(
            sql("outbox"),
            "CREATE TABLE \"outbox\" (\"id\" INTEGER PRIMARY KEY, \"submission\" INTEGER, \
             \"attempts\" INTEGER DEFAULT 0, \"next_attempt_ms\" INTEGER DEFAULT 0, \
             \"last_problem\" TEXT)"
        );
        assert_eq!(
            sql(SEQUENCE),
            "CREATE TABLE \"sqlite_sequence\" (\"name\" , \"seq\" )"
        );
    }
}
