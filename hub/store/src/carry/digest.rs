//! Whether what came is what went: a digest of every table on both sides.

use sha2::Digest as _;

use crate::backup::named_files;
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::tx::Tx;
use crate::value::{Bind as _, Owned, Value};

use super::rows::{TABLES, Table, columns, each_row, each_words, fitted, hub_columns};
use super::{CarryStep, Copy};

impl Copy<'_> {
    /// Compares all tables, the words, and the row of the hub.
    pub(crate) fn check(&mut self, epoch: &str) -> Result<(), StoreError> {
        let files = named_files(&self.from)?.len();
        let of = TABLES.len().saturating_add(files).saturating_add(2);
        self.target.at(CarryStep::Checking, 0, of as u64)?;
        let dialect = self.target.tx.dialect();
        for table in &TABLES {
            let ours = of_table(&self.from, table, dialect)?;
            let theirs = of_table(&self.target.tx, table, dialect)?;
            self.same(ours == theirs, table.name)?;
        }
        let (ours, theirs) = (of_words(&self.from)?, of_words(&self.target.tx)?);
        self.same(ours == theirs, "submission_words")?;
        let is_named = crate::mark::Mark::read(&self.target.tx)?.epoch == epoch;
        let (ours, theirs) = (of_hub(&self.from)?, of_hub(&self.target.tx)?);
        self.same(is_named && ours == theirs, "hub")
    }

    fn same(&mut self, same: bool, what: &'static str) -> Result<(), StoreError> {
        if !same {
            return Err(StoreError::MoveDiffers { what });
        }
        self.target.tell(1)
    }
}

/// Adds a row to a digest: of every value its kind, its length and its bytes. Without the length
/// `ab`, `c` would be the same as `a`, `bc`; without the kind, an empty text the same as none.
fn add(hash: &mut sha2::Sha256, row: &[Owned]) {
    for value in row {
        let number;
        let (kind, bytes): (u8, &[u8]) = match value.value() {
            Value::Null => (0, &[]),
            Value::Integer(integer) => {
                number = integer.to_be_bytes();
                (1, &number)
            }
            Value::Real(real) => {
                // The bits: what is compared is whether the same came, not whether it is equal.
                number = real.to_bits().to_be_bytes();
                (2, &number)
            }
            Value::Text(text) => (3, text.as_bytes()),
            Value::Blob(bytes) => (4, bytes),
        };
        hash.update([kind]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
}

/// All rows of a table in the order of its key, as an engine keeps them.
fn of_table(tx: &Tx, table: &Table, to: Dialect) -> Result<[u8; 32], StoreError> {
    let mut hash = sha2::Sha256::new();
    each_row(tx, table, &columns(tx, table.name)?, &[], |row| {
        // Both sides as the new engine keeps them: a text that had to be altered is no difference.
        add(&mut hash, &fitted(row, to, &mut 0)?);
        Ok(())
    })?;
    Ok(hash.finalize().into())
}

fn of_words(tx: &Tx) -> Result<[u8; 32], StoreError> {
    let mut hash = sha2::Sha256::new();
    each_words(tx, i64::MIN, |id, words| {
        add(&mut hash, &[Owned::Integer(id), Owned::Text(words)]);
        Ok(())
    })?;
    Ok(hash.finalize().into())
}

fn of_hub(tx: &Tx) -> Result<[u8; 32], StoreError> {
    let mut hash = sha2::Sha256::new();
    let columns = hub_columns(tx)?;
    let names = columns.iter().map(|name| format!("\"{name}\""));
    let sql = format!("SELECT {} FROM hub", names.collect::<Vec<_>>().join(", "));
    let row = tx.row(&sql, (), |row| {
        (0..columns.len()).map(|place| row.get(place)).collect()
    });
    let row: Vec<Owned> = row?;
    add(&mut hash, &row);
    Ok(hash.finalize().into())
}
