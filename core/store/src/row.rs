//! Between columns and the types of farola-model.

use farola_model::{InstanceId, Sha256, Timestamp};
use rusqlite::{OptionalExtension, Row};

use crate::error::{Error, Result};

pub(crate) fn sha256(row: &Row<'_>, column: usize) -> rusqlite::Result<Sha256> {
    row.get(column).map(Sha256)
}

pub(crate) fn timestamp(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp)
}

pub(crate) fn instance(row: &Row<'_>, column: usize) -> rusqlite::Result<InstanceId> {
    row.get::<_, String>(column).map(InstanceId::new)
}

/// Turns "no row" into [`Error::NotFound`] with the name of what was looked for.
pub(crate) fn found<T>(result: rusqlite::Result<T>, what: &'static str) -> Result<T> {
    result.optional()?.ok_or(Error::NotFound { what })
}

/// Sizes and counts are stored as signed integers; a negative one is a fault.
pub(crate) fn unsigned(value: i64) -> Result<u64> {
    u64::try_from(value).map_err(|_| Error::Sql { code: 0 })
}

/// A size or a count as SQLite stores it.
pub(crate) fn signed(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| Error::Sql { code: 0 })
}
