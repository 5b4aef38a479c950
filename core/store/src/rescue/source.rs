//! Reads rows out of a damaged database, around what cannot be read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use rusqlite::types::Value;
use rusqlite::{Connection, ErrorCode, params_from_iter};

use super::{Salvage, WAIT_MS, copy, names};
use crate::connect::{Purpose, connect};
use crate::error::{Error, Result};
use crate::key::Key;

/// Row ids tried one by one behind a damaged place before the steps double. Each try that
/// fails costs a new connection; the doubling skips at most as many rows as were damaged.
const STEPS: u32 = 8;
/// With 2^40 row ids behind it every table has ended.
const DOUBLINGS: u32 = 37;
/// Bytes that a row may have and still lie in one page whole.
const LOCAL_BYTES: usize = 2048;
/// Where SQLite keeps the highest id that each table gave out.
pub(super) const SEQUENCE: &str = "sqlite_sequence";

/// The highest id that a table gave out, by table.
pub(super) type Ids = BTreeMap<String, i64>;

/// A damaged database that can be read somehow.
pub(super) struct Source<'a> {
    file: PathBuf,
    key: &'a Key,
    /// A first page for each table, where the schema cannot be read; `file` is a copy then.
    heads: Option<BTreeMap<String, Vec<u8>>>,
    /// Nothing where the counts cannot be read.
    ids: Option<Ids>,
}

impl<'a> Source<'a> {
    /// Over a database whose schema can be read; `conn` is a connection to it.
    pub(super) fn with_schema(file: PathBuf, key: &'a Key, conn: &Connection) -> Self {
        Self {
            file,
            key,
            heads: None,
            ids: ids(conn),
        }
    }

    /// Over a copy that is given its first page for each table.
    pub(super) fn with_heads(
        file: PathBuf,
        key: &'a Key,
        heads: BTreeMap<String, Vec<u8>>,
        ids: Option<Ids>,
    ) -> Self {
        Self {
            file,
            key,
            heads: Some(heads),
            ids,
        }
    }

    /// Copies every table of `to`. Ids are copied too, so they go on where they were.
    pub(super) fn copy(&self, to: &Connection, salvage: &mut Salvage) -> Result<()> {
        let tables = names(
            to,
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
             ORDER BY rowid",
        )?;
        for table in tables {
            let mut reading = Reading {
                source: self,
                table: &table,
                conn: None,
                damaged: 0,
            };
            let columns = reading.columns(to)?;
            let copied = if columns.is_empty() {
                0
            } else {
                reading.copy(to, &columns)?
            };
            salvage.damaged += reading.damaged;
            salvage.rows.push((table, copied));
        }
        // A file of which no table is left is told from one whose tables are empty.
        if self.heads.is_some() && salvage.rows.iter().all(|(_, rows)| *rows == 0) {
            salvage.rows.clear();
        }
        Ok(())
    }
}

/// What SQLite counts; nothing where it cannot be read.
pub(super) fn ids(conn: &Connection) -> Option<Ids> {
    let sql = format!("SELECT name, seq FROM {SEQUENCE}");
    let mut statement = conn.prepare(&sql).ok()?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.ok()?.collect::<rusqlite::Result<_>>().ok()
}

/// One table of the source; opened anew after each page that could not be read, for SQLCipher
/// holds a connection that met one for broken.
struct Reading<'a> {
    source: &'a Source<'a>,
    table: &'a str,
    conn: Option<Connection>,
    damaged: u64,
}

impl Reading<'_> {
    fn conn(&mut self) -> Result<&Connection> {
        if self.conn.is_none() {
            let Source { file, key, .. } = self.source;
            if let Some(head) = self.head() {
                copy::lay_over(file, 0, head)?;
            }
            self.conn = Some(connect(file, key, Purpose::Salvage, WAIT_MS)?);
        }
        self.conn.as_ref().ok_or(Error::Sql { code: 0 })
    }

    fn head(&self) -> Option<&Vec<u8>> {
        self.source.heads.as_ref()?.get(self.table)
    }

    /// Columns that the table has on both sides; an older schema has fewer, or no such table.
    fn columns(&mut self, to: &Connection) -> Result<Vec<String>> {
        if self.source.heads.is_some() && self.head().is_none() {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT name FROM pragma_table_info('{}')", self.table);
        let theirs = names(self.conn()?, &sql).unwrap_or_default();
        let mut ours = names(to, &sql)?;
        ours.retain(|name| theirs.contains(name));
        Ok(ours)
    }

    fn copy(&mut self, to: &Connection, columns: &[String]) -> Result<u64> {
        let table = self.table;
        let list = columns.join(", ");
        let marks = vec!["?"; columns.len()].join(", ");
        let mut insert = to.prepare(&format!(
            "INSERT OR IGNORE INTO {table} ({list}) VALUES ({marks})"
        ))?;
        let (mut copied, mut refused) = (0, 0);
        // The first row id that was not read. Asked for as itself: of "behind the last" a damaged
        // page would be read where the last one of its ids stood.
        let mut from = 0i64;
        loop {
            let sql =
                format!("SELECT {list}, rowid FROM {table} WHERE rowid >= {from} ORDER BY rowid");
            let end = copy_rows(self.conn()?, &sql, columns.len(), &mut |values, rowid| {
                from = rowid.saturating_add(1);
                match insert.execute(params_from_iter(values)) {
                    Ok(0) => refused += 1,
                    Ok(_) => copied += 1,
                    Err(error) if is_refusal(&error) => refused += 1,
                    Err(error) => return Err(error.into()),
                }
                Ok(())
            })?;
            if end == End::Damaged {
                self.damaged += 1;
                self.conn = None;
                if let Some(next) = self.next_readable(&list, from)? {
                    from = next;
                    continue;
                }
            }
            self.damaged += refused;
            return Ok(copied);
        }
    }

    /// A row id from `lost` on from which rows can be read again.
    fn next_readable(&mut self, list: &str, lost: i64) -> Result<Option<i64>> {
        let table = self.table;
        let ids = self.source.ids.as_ref();
        let end = ids.and_then(|ids| ids.get(table)).copied();
        for step in 0..STEPS + DOUBLINGS {
            let ahead = match step.checked_sub(STEPS) {
                None => i64::from(step),
                Some(doublings) => i64::from(STEPS) << doublings,
            };
            let ahead = lost.saturating_add(ahead);
            // However wide the steps have become, the last id is tried too.
            let from = end.map_or(ahead, |end| ahead.min(end));
            if from < lost {
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
            if end == Some(from) {
                break;
            }
        }
        Ok(None)
    }
}

/// A row that is none of its table: no damage that is known leaves one, and one that is there
/// all the same must not end the rescue of the others.
fn is_refusal(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
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
            (Ok(values), Ok(rowid)) if is_authentic(conn, &values) => take(values, rowid)?,
            _ => return Ok(End::Damaged),
        }
    }
}

/// Whether every page that a row was read from was what was written.
///
/// SQLCipher answers zeros for a page that is not, and only remembers it. A page of a table that
/// is zeros is an error by itself; of a long value that spans pages the end would be zeros.
fn is_authentic(conn: &Connection, values: &[Value]) -> bool {
    let bytes = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Blob(blob) => blob.len(),
        Value::Null | Value::Integer(_) | Value::Real(_) => 0,
    };
    if values.iter().map(bytes).sum::<usize>() <= LOCAL_BYTES {
        return true;
    }
    let status = conn.query_row("PRAGMA cipher_status", [], |row| row.get::<_, String>(0));
    status.is_ok_and(|status| status == "1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connect::{create_private, keyed};
    use crate::key::KEY_BYTES;
    use crate::migration::{MIGRATIONS, migrate};

    const SETTINGS: &str = "CREATE TABLE setting (id INTEGER PRIMARY KEY, key, value)";

    fn new() -> Connection {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate(&mut conn, MIGRATIONS).unwrap();
        conn
    }

    fn salvage() -> Salvage {
        Salvage {
            aside: PathBuf::new(),
            rows: Vec::new(),
            damaged: 0,
            media_lost: 0,
            orphans: 0,
        }
    }

    /// Copies a database in which `rows` was run.
    fn copied(to: &Connection, rows: &str) -> Result<Salvage> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("farola.db.corrupt-1");
        let key = Key::new([5; KEY_BYTES]);
        create_private(&file).unwrap();
        let conn = keyed(&file, &key).unwrap();
        conn.execute_batch(&format!("{SETTINGS}; {rows}")).unwrap();
        let mut salvage = salvage();
        Source::with_schema(file, &key, &conn).copy(to, &mut salvage)?;
        Ok(salvage)
    }

    fn settings(salvage: &Salvage) -> u64 {
        let found = salvage.rows.iter().find(|(name, _)| name == "setting");
        found.unwrap().1
    }

    #[test]
    fn a_row_that_is_none_of_its_table_is_left_out_and_counted() {
        let to = new();
        let salvage = copied(
            &to,
            "INSERT INTO setting VALUES (1, 'a', 'x'), (2, 'a', 'the key again'), \
             (3, NULL, 'no key'), (4, 'b', x'00'), (5, 'c', 'y')",
        )
        .unwrap();
        assert_eq!((settings(&salvage), salvage.damaged), (2, 3));
        let kept = super::names(&to, "SELECT id || key || value FROM setting").unwrap();
        assert_eq!(kept, ["1ax", "5cy"]);
    }

    #[test]
    fn what_cannot_be_written_ends_the_copying() {
        let to = new();
        to.pragma_update(None, "query_only", true).unwrap();
        let failed = copied(&to, "INSERT INTO setting VALUES (1, 'a', 'x')");
        assert!(matches!(failed, Err(Error::ReadOnly)), "{failed:?}");
    }

    #[test]
    fn tables_of_a_sound_source_are_told_though_they_are_empty() {
        let salvage = copied(&new(), "").unwrap();
        assert_eq!(settings(&salvage), 0);
        assert_eq!(salvage.damaged, 0);
    }
}
