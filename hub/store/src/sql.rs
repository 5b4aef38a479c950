//! Small bridges between rows and the model's types.

use farola_model::{Md5, Sha256, Timestamp};
use farola_protocol::Problem;
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use crate::error::StoreError;

/// A digest as a column's blob.
pub(crate) struct Digest<const N: usize>(pub(crate) [u8; N]);

impl<const N: usize> FromSql for Digest<N> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = value.as_blob()?;
        <[u8; N]>::try_from(bytes)
            .map(Self)
            .map_err(|_| FromSqlError::InvalidType)
    }
}

impl<const N: usize> ToSql for Digest<N> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

/// Reads a SHA-256 column.
pub(crate) fn sha256(row: &Row<'_>, column: &str) -> rusqlite::Result<Sha256> {
    row.get::<_, Digest<32>>(column)
        .map(|digest| Sha256(digest.0))
}

/// Reads an MD5 column.
pub(crate) fn md5(row: &Row<'_>, column: &str) -> rusqlite::Result<Md5> {
    row.get::<_, Digest<16>>(column).map(|digest| Md5(digest.0))
}

/// Reads an instant.
pub(crate) fn at(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    row.get(column).map(Timestamp)
}

/// Reads an instant that may be absent.
pub(crate) fn maybe_at(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
}

/// Names the thing that a query by key did not find.
pub(crate) trait OrMissing<T> {
    fn or_missing(self, what: &'static str) -> Result<T, StoreError>;

    /// The same with a code of the wire.
    fn or_refuse(self, problem: Problem) -> Result<T, StoreError>;
}

impl<T> OrMissing<T> for rusqlite::Result<T> {
    fn or_missing(self, what: &'static str) -> Result<T, StoreError> {
        self.map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => StoreError::Missing { what },
            other => other.into(),
        })
    }

    fn or_refuse(self, problem: Problem) -> Result<T, StoreError> {
        self.map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => problem.into(),
            other => other.into(),
        })
    }
}
