//! Small bridges between columns and the types of the model.

use farola_model::{InstanceId, Md5, Sha256, Timestamp};
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Type, ValueRef};

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

/// Reads an instance's id.
pub(crate) fn instance(row: &Row<'_>, column: &str) -> rusqlite::Result<InstanceId> {
    row.get::<_, String>(column).map(InstanceId::new)
}

/// Reads a number of bytes.
pub(crate) fn size(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    let size: i64 = row.get(column)?;
    Ok(size.try_into().unwrap_or(0))
}

/// Reads a word of a closed list.
///
/// # Errors
/// A stored word that is not of the list.
pub(crate) fn word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    known(&row.get::<_, String>(column)?, parse)
}

/// Reads a word of a closed list that may be absent.
///
/// # Errors
/// As [`word`].
pub(crate) fn maybe_word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| known(&text, parse)).transpose()
}

fn known<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> rusqlite::Result<T> {
    parse(text).ok_or_else(|| {
        let error = Box::new(FromSqlError::InvalidType);
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, error)
    })
}

/// A size as a column's number.
pub(crate) fn number(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
