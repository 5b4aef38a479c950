//! Small bridges between columns and the types of the model.

use farola_model::{InstanceId, Md5, Sha256, Timestamp};

use crate::error::StoreError;
use crate::value::{Bind, Row, Value, unexpected};

impl Bind for Sha256 {
    fn value(&self) -> Value<'_> {
        Value::Blob(&self.0)
    }
}

impl Bind for Md5 {
    fn value(&self) -> Value<'_> {
        Value::Blob(&self.0)
    }
}

/// Reads a SHA-256 column.
pub(crate) fn sha256(row: &Row<'_>, column: &str) -> Result<Sha256, StoreError> {
    row.get(column).map(Sha256)
}

/// Reads a SHA-256 column that may be empty.
pub(crate) fn maybe_sha256(row: &Row<'_>, column: &str) -> Result<Option<Sha256>, StoreError> {
    Ok(row.get::<_, Option<_>>(column)?.map(Sha256))
}

/// Reads an MD5 column.
pub(crate) fn md5(row: &Row<'_>, column: &str) -> Result<Md5, StoreError> {
    row.get(column).map(Md5)
}

/// Reads an instant.
pub(crate) fn at(row: &Row<'_>, column: &str) -> Result<Timestamp, StoreError> {
    row.get(column).map(Timestamp)
}

/// Reads an instant that may be absent.
pub(crate) fn maybe_at(row: &Row<'_>, column: &str) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Timestamp))
}

/// Reads an instance's id.
pub(crate) fn instance(row: &Row<'_>, column: &str) -> Result<InstanceId, StoreError> {
    row.get::<_, String>(column).map(InstanceId::new)
}

/// Reads a number of bytes.
pub(crate) fn size(row: &Row<'_>, column: &str) -> Result<u64, StoreError> {
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
) -> Result<T, StoreError> {
    parse(&row.get::<_, String>(column)?).ok_or_else(unexpected)
}

/// Reads a word of a closed list that may be absent.
///
/// # Errors
/// As [`word`].
pub(crate) fn maybe_word<T>(
    row: &Row<'_>,
    column: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| parse(&text).ok_or_else(unexpected))
        .transpose()
}

/// A size as a column's number.
pub(crate) fn number(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
