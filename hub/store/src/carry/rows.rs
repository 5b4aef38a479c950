//! Rows of every table, in the order of their keys.

use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::folder::Folder;
use crate::tx::{Next, Tx};
use crate::value::{Owned, Row};

use super::{CarryStep, Copy, Target, writing};

/// Most rows of one transaction.
const ROWS: usize = 500;
/// And most bytes of them: a row may hold an XML of 2 MB.
const BYTES: usize = 8 * 1024 * 1024;
/// Rows of one statement, where so many are left.
const TOGETHER: usize = 50;

/// A table that is copied.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// What its rows are ordered by.
    pub(super) key: &'static [&'static str],
    /// A column that names a row of a later table: it is filled in at the end.
    late: Option<&'static str>,
    /// Opening a new place fills it: its few rows are set, not added.
    is_filled: bool,
}

const fn table(name: &'static str, key: &'static [&'static str]) -> Table {
    Table {
        name,
        key,
        late: None,
        is_filled: false,
    }
}

/// Every table but `hub`, whose one row is set at the end, `job`, whose rows are noted anew,
/// `moving`, of folders that stay behind, `door`, which is empty but for the writer that forgets,
/// and the index of words. Those that others name come
/// before those that name them.
pub(super) const TABLES: [Table; 36] = [
    Table {
        is_filled: true,
        ..table("project", &["id"])
    },
    table("user", &["id"]),
    table("session", &["token_sha256"]),
    table("app_user", &["id"]),
    Table {
        late: Some("current_version"),
        ..table("form", &["id"])
    },
    table("form_version", &["id"]),
    table("form_attachment", &["id"]),
    table("city", &["project_id", "code"]),
    table("walk", &["project_id", "walk_code"]),
    table("tally", &["id"]),
    table("tally_day", &["project_id", "day", "tally"]),
    Table {
        late: Some("current"),
        ..table("submission", &["id"])
    },
    table("submission_version", &["id"]),
    table("blob", &["sha256"]),
    table("submission_attachment", &["id"]),
    table("attachment_file", &["id"]),
    table("attachment_sent", &["attachment", "sent_sha256"]),
    table("aside", &["id"]),
    table("review_event", &["id"]),
    table("change", &["project_id", "seq"]),
    table("audit", &["id"]),
    table("parcel", &["id_sha256"]),
    table("feed", &["project_id"]),
    table("sign_in", &["bucket_sha256"]),
    table("fresh_key", &["app_user"]),
    table("known_device", &["token_sha256"]),
    table("known_link", &["token_sha256"]),
    table("second_proof", &["user_id"]),
    table("recovery_code", &["code_sha256"]),
    table("tombstone", &["id"]),
    table("tombstone_told", &["project_id", "seq"]),
    table("erased_file", &["id"]),
    table("backup", &["id"]),
    table("forget_ask", &["id"]),
    table("kept_for", &["class"]),
    table("audit_cut", &["only_row"]),
];

impl Copy<'_> {
    /// Copies every row and every word that is not there yet; `folder` is the new place's.
    pub(crate) fn rows(&mut self, folder: &Folder) -> Result<(), StoreError> {
        let (done, of) = (rows_of_all(&self.target.tx)?, rows_of_all(&self.from)?);
        self.target.at(CarryStep::Rows, done, of)?;
        for table in &TABLES {
            self.table(table)?;
        }
        for table in &TABLES {
            if let Some(column) = table.late {
                self.late(table, column)?;
            }
        }
        self.words()?;
        self.jobs(folder)?;
        self.hub()?;
        self.number_on()
    }

    fn table(&mut self, table: &Table) -> Result<(), StoreError> {
        let columns = columns(&self.from, table.name)?;
        // Its last key is there from the first moment on and tells nothing of how far a run came.
        let reached = if table.is_filled {
            Vec::new()
        } else {
            last_key(&self.target.tx, table)?
        };
        let target = &mut self.target;
        let mut batch = Batch::default();
        each_row(&self.from, table, &columns, &reached, |row| {
            let mut row = fitted(row, target.tx.dialect(), &mut target.carried.altered)?;
            let late = columns.iter().position(|name| table.late == Some(name));
            if let Some(value) = late.and_then(|late| row.get_mut(late)) {
                *value = Owned::Null;
            }
            batch.push(row);
            if batch.is_full() {
                target.keep(table, &columns, &mut batch)?;
            }
            Ok(())
        })?;
        target.keep(table, &columns, &mut batch)
    }

    /// Fills in what named a row of a later table.
    ///
    /// A form names its current version, and the version its form: neither row can come first. So
    /// the column comes empty, and is set once all rows are there.
    fn late(&mut self, table: &Table, column: &str) -> Result<(), StoreError> {
        let name = table.name;
        // Filled in the order of ids: the last one that is set tells how far a run came.
        let reached = format!(
            "SELECT id FROM \"{name}\" WHERE {column} IS NOT NULL ORDER BY id DESC LIMIT 1"
        );
        let target = &mut self.target;
        let reached: Option<i64> = target.tx.maybe_row(&reached, (), |row| row.get("id"))?;
        let sql = format!(
            "SELECT id, {column} FROM \"{name}\" WHERE id > ?1 AND {column} IS NOT NULL ORDER BY id"
        );
        let mut rows: Vec<[i64; 2]> = Vec::new();
        self.from.each(&sql, [reached.unwrap_or(i64::MIN)], |row| {
            rows.push([row.get(0)?, row.get(1)?]);
            if rows.len() >= ROWS {
                target.fill_in(name, column, &mut rows)?;
            }
            Ok(Next::More)
        })?;
        target.fill_in(name, column, &mut rows)
    }

    /// Copies the words of the search, record by record.
    fn words(&mut self) -> Result<(), StoreError> {
        let count = |tx: &Tx| {
            let sql = "SELECT count(*) AS n FROM submission_words";
            tx.row(sql, (), |row| row.get::<_, i64>("n")).map(unsigned)
        };
        let (done, of) = (count(&self.target.tx)?, count(&self.from)?);
        let target = &mut self.target;
        target.at(CarryStep::Words, done, of)?;
        let last = target.tx.dialect().last_words();
        let reached: Option<i64> = target.tx.maybe_row(last, (), |row| row.get("id"))?;
        let mut batch: Vec<(i64, String)> = Vec::new();
        each_words(&self.from, reached.unwrap_or(i64::MIN), |id, words| {
            batch.push((id, words));
            if batch.len() >= ROWS {
                target.keep_words(&mut batch)?;
            }
            Ok(())
        })?;
        target.keep_words(&mut batch)
    }

    /// Notes the work that waits anew: it is that of another folder now, and nobody holds it.
    fn jobs(&mut self, folder: &Folder) -> Result<(), StoreError> {
        let sql = "SELECT kind, about, folder, submission, tries, error, made_ms,
               CASE state WHEN 'dead' THEN 'dead' ELSE 'waiting' END AS state
             FROM job ORDER BY id";
        let jobs = self.from.rows(sql, (), |row| owned(row, row.len()))?;
        let insert = format!(
            "INSERT INTO job (kind, about, folder, submission, tries, error, made_ms, state, due_ms)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, {}) ON CONFLICT DO NOTHING",
            // The same job of two folders is one in the new folder; and a run that was cut off
            // behind this point noted all of them already.
            self.target.tx.dialect().now_ms()
        );
        let folder = Owned::Text(folder.as_str().to_owned());
        writing(&self.target.tx, |tx| {
            for mut job in jobs {
                if let Some(of) = job.get_mut(2) {
                    of.clone_from(&folder);
                }
                tx.execute(&insert, job.as_slice())?;
            }
            Ok(())
        })
    }

    /// Sets what the one row of `hub` says beside its mark.
    fn hub(&mut self) -> Result<(), StoreError> {
        let columns = hub_columns(&self.from)?;
        let sql = format!("SELECT {} FROM hub", list(&columns));
        let values = self.from.row(&sql, (), |row| owned(row, columns.len()))?;
        let set: Vec<String> = columns.iter().map(|name| format!("{name} = ?")).collect();
        let sql = format!("UPDATE hub SET {}", set.join(", "));
        writing(&self.target.tx, |tx| tx.execute(&sql, values.as_slice()))?;
        Ok(())
    }

    /// Lets new rows be numbered behind those that came.
    fn number_on(&mut self) -> Result<(), StoreError> {
        writing(&self.target.tx, |tx| {
            for table in TABLES.iter().filter(|table| table.key == ["id"]) {
                if let Some(sql) = tx.dialect().numbers_on(table.name) {
                    tx.row(&sql, (), |_| Ok(()))?;
                }
            }
            Ok(())
        })
    }
}

/// Rows that are written together.
#[derive(Default)]
struct Batch {
    rows: Vec<Vec<Owned>>,
    bytes: usize,
}

impl Batch {
    fn push(&mut self, row: Vec<Owned>) {
        let bytes: usize = row.iter().map(Owned::bytes).sum();
        self.bytes = self.bytes.saturating_add(bytes);
        self.rows.push(row);
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= ROWS || self.bytes >= BYTES
    }
}

impl Target<'_> {
    /// Writes a batch, empties it and tells of it.
    fn keep(
        &mut self,
        table: &Table,
        columns: &[String],
        batch: &mut Batch,
    ) -> Result<(), StoreError> {
        let Batch { rows, .. } = std::mem::take(batch);
        if rows.is_empty() {
            return Ok(());
        }
        writing(&self.tx, |tx| {
            for together in rows.chunks(TOGETHER) {
                // Two statements for each table, and not one for each number of rows.
                if together.len() == TOGETHER && !table.is_filled {
                    let sql = insert(table, columns, TOGETHER);
                    tx.execute(&sql, together.concat().as_slice())?;
                    continue;
                }
                let sql = insert(table, columns, 1);
                for row in together {
                    tx.execute(&sql, row.as_slice())?;
                }
            }
            Ok(())
        })?;
        let count = rows.len() as u64;
        self.carried.rows = self.carried.rows.saturating_add(count);
        // Rows that were only set were there when the run began, and counted as done then.
        self.tell(if table.is_filled { 0 } else { count })
    }

    fn fill_in(
        &mut self,
        name: &str,
        column: &str,
        rows: &mut Vec<[i64; 2]>,
    ) -> Result<(), StoreError> {
        let rows = std::mem::take(rows);
        let update = |count: usize| {
            // `VALUES` without a name has columns `column1`, `column2` on both engines. PostgreSQL
            // takes a mark there for a text, unless it is told.
            let pairs = vec!["(CAST(? AS BIGINT), CAST(? AS BIGINT))"; count].join(", ");
            format!(
                "UPDATE \"{name}\" SET {column} = late.column2
                 FROM (VALUES {pairs}) AS late WHERE \"{name}\".id = late.column1"
            )
        };
        writing(&self.tx, |tx| {
            for together in rows.chunks(TOGETHER) {
                if together.len() == TOGETHER {
                    tx.execute(&update(TOGETHER), together.concat().as_slice())?;
                    continue;
                }
                for row in together {
                    tx.execute(&update(1), row.as_slice())?;
                }
            }
            Ok(())
        })?;
        self.tell(0)
    }

    fn keep_words(&mut self, batch: &mut Vec<(i64, String)>) -> Result<(), StoreError> {
        let batch = std::mem::take(batch);
        let sql = self.tx.dialect().keep_words();
        writing(&self.tx, |tx| {
            for (id, words) in &batch {
                tx.execute(sql, (*id, words))?;
            }
            Ok(())
        })?;
        self.tell(batch.len() as u64)
    }
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

fn rows_of_all(tx: &Tx) -> Result<u64, StoreError> {
    let mut all = 0u64;
    for table in &TABLES {
        let sql = format!("SELECT count(*) AS n FROM \"{}\"", table.name);
        let count: i64 = tx.row(&sql, (), |row| row.get("n"))?;
        all = all.saturating_add(unsigned(count));
    }
    Ok(all)
}

fn list(names: &[impl AsRef<str>]) -> String {
    let quoted = names.iter().map(|name| format!("\"{}\"", name.as_ref()));
    quoted.collect::<Vec<_>>().join(", ")
}

/// The columns of a table, sorted by name: engines add new ones at different places. None where
/// it has no row.
pub(crate) fn columns(tx: &Tx, table: &str) -> Result<Vec<String>, StoreError> {
    let sql = format!("SELECT * FROM \"{table}\" LIMIT 1");
    let names = tx.maybe_row(&sql, (), |row| Ok(row.names()))?;
    let mut names = names.unwrap_or_default();
    names.sort_unstable();
    Ok(names)
}

/// The columns of `hub` that are copied: all but its mark and where it is.
pub(super) fn hub_columns(tx: &Tx) -> Result<Vec<String>, StoreError> {
    let mut names = columns(tx, "hub")?;
    names.retain(|name| !["only_row", "epoch", "files", "home"].contains(&name.as_str()));
    Ok(names)
}

/// The rows behind a key, in the order of their keys.
pub(super) fn each_row(
    tx: &Tx,
    table: &Table,
    columns: &[String],
    reached: &[Owned],
    mut each: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    if columns.is_empty() {
        return Ok(());
    }
    let (columns, key, name) = (list(columns), list(table.key), table.name);
    let behind = if reached.is_empty() {
        String::new()
    } else {
        let marks = vec!["?"; reached.len()].join(", ");
        format!("WHERE ({key}) > ({marks})")
    };
    let sql = format!("SELECT {columns} FROM \"{name}\" {behind} ORDER BY {key}");
    tx.each(&sql, reached, |row| each(row).map(|()| Next::More))
}

/// The words of every record behind an id, sorted, where it has any.
pub(super) fn each_words(
    tx: &Tx,
    reached: i64,
    mut each: impl FnMut(i64, String) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    if let Some(sql) = tx.dialect().opens_words() {
        tx.batch(sql)?;
    }
    tx.each(tx.dialect().each_words(), [reached], |row| {
        let words: String = row.get("words")?;
        let mut words: Vec<&str> = words.split_ascii_whitespace().collect();
        if !words.is_empty() {
            words.sort_unstable();
            each(row.get("id")?, words.join(" "))?;
        }
        Ok(Next::More)
    })
}

fn owned(row: &Row<'_>, columns: usize) -> Result<Vec<Owned>, StoreError> {
    (0..columns).map(|place| row.get(place)).collect()
}

/// A row as an engine can keep it; counts the texts that had to be altered.
pub(super) fn fitted(
    row: &Row<'_>,
    to: Dialect,
    altered: &mut u64,
) -> Result<Vec<Owned>, StoreError> {
    let mut values = owned(row, row.len())?;
    for value in &mut values {
        if let Owned::Text(text) = value
            && to.keeps_no_zero()
            && text.contains('\0')
        {
            *text = text.replace('\0', "\u{fffd}");
            *altered = altered.saturating_add(1);
        }
    }
    Ok(values)
}

/// The last key that is there already.
fn last_key(tx: &Tx, table: &Table) -> Result<Vec<Owned>, StoreError> {
    let key = list(table.key);
    let order: Vec<String> = table.key.iter().map(|key| format!("{key} DESC")).collect();
    let (name, order) = (table.name, order.join(", "));
    let sql = format!("SELECT {key} FROM \"{name}\" ORDER BY {order} LIMIT 1");
    let last = tx.maybe_row(&sql, (), |row| owned(row, table.key.len()))?;
    Ok(last.unwrap_or_default())
}

fn insert(table: &Table, columns: &[String], rows: usize) -> String {
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    let values = vec![row.as_str(); rows].join(", ");
    let set = if table.is_filled {
        let set = columns
            .iter()
            .map(|name| format!("\"{name}\" = excluded.\"{name}\""));
        let set = set.collect::<Vec<_>>().join(", ");
        format!("ON CONFLICT ({}) DO UPDATE SET {set}", list(table.key))
    } else {
        String::new()
    };
    format!(
        "INSERT INTO \"{}\" ({}) VALUES {values} {set}",
        table.name,
        list(columns),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use farola_model::Timestamp;

    use super::*;

    #[test]
    fn no_table_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let tx = crate::sqlite::open_writer(dir.path(), Timestamp(0), "e").unwrap();
        // The door has a row inside one transaction only: nobody copies an open one.
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table'
             AND name NOT IN ('hub', 'job', 'moving', 'door') AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'submission_words%'";
        let there = tx.rows(sql, (), |row| row.get::<_, String>("name"));
        let there: BTreeSet<String> = there.unwrap().into_iter().collect();
        let copied = TABLES.iter().map(|table| table.name.to_owned()).collect();
        assert_eq!(there, copied);
    }
}
