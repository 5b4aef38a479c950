//! Values and rows as both engines know them: what a statement binds, what a query answers.
//!
//! A value borrows: binding a text and reading a number allocate nothing.

use crate::error::StoreError;
use crate::{postgres, sqlite};

/// A value of a column or of a mark in a statement. Truth is a number, 0 or 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Integer(i64),
    Real(f64),
    Text(&'a str),
    Blob(&'a [u8]),
}

/// A value that is its own: of statements that are put together, and of copied rows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Owned {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Owned {
    /// About how many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Null | Self::Integer(_) | Self::Real(_) => 8,
            Self::Text(text) => text.len(),
            Self::Blob(bytes) => bytes.len(),
        }
    }
}

impl From<String> for Owned {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Owned {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

/// What can stand for a mark of a statement.
pub(crate) trait Bind {
    fn value(&self) -> Value<'_>;
}

impl Bind for i64 {
    fn value(&self) -> Value<'_> {
        Value::Integer(*self)
    }
}

impl Bind for u32 {
    fn value(&self) -> Value<'_> {
        Value::Integer(i64::from(*self))
    }
}

impl Bind for bool {
    fn value(&self) -> Value<'_> {
        Value::Integer(i64::from(*self))
    }
}

impl Bind for f64 {
    fn value(&self) -> Value<'_> {
        Value::Real(*self)
    }
}

impl Bind for str {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Bind for String {
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Bind for [u8] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Bind for Vec<u8> {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl<const N: usize> Bind for [u8; N] {
    fn value(&self) -> Value<'_> {
        Value::Blob(self)
    }
}

impl Bind for Owned {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Integer(number) => Value::Integer(*number),
            Self::Real(number) => Value::Real(*number),
            Self::Text(text) => Value::Text(text),
            Self::Blob(bytes) => Value::Blob(bytes),
        }
    }
}

impl<T: Bind> Bind for Option<T> {
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Bind::value)
    }
}

impl<T: Bind + ?Sized> Bind for &T {
    fn value(&self) -> Value<'_> {
        (**self).value()
    }
}

/// The values of a statement's marks, in their order.
pub(crate) trait Params {
    /// Runs something with them.
    fn bound<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T;
}

impl Params for () {
    fn bound<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        run(&[])
    }
}

impl<V: Bind, const N: usize> Params for [V; N] {
    fn bound<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        run(&self.each_ref().map(Bind::value))
    }
}

impl<V: Bind> Params for &[V] {
    fn bound<T>(&self, run: impl FnOnce(&[Value<'_>]) -> T) -> T {
        run(&self.iter().map(Bind::value).collect::<Vec<_>>())
    }
}

macro_rules! tuples {
    ($($part:ident)+) => {
        impl<$($part: Bind),+> Params for ($($part,)+) {
            fn bound<T_>(&self, run: impl FnOnce(&[Value<'_>]) -> T_) -> T_ {
                #[allow(non_snake_case)]
                let ($($part,)+) = self;
                run(&[$($part.value()),+])
            }
        }
    };
}

tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D E);
tuples!(A B C D E F);
tuples!(A B C D E F G);
tuples!(A B C D E F G H);
tuples!(A B C D E F G H I);
tuples!(A B C D E F G H I J);
tuples!(A B C D E F G H I J K);
tuples!(A B C D E F G H I J K L);
tuples!(A B C D E F G H I J K L M);
tuples!(A B C D E F G H I J K L M N);
tuples!(A B C D E F G H I J K L M N O);

/// A row of a query.
pub(crate) enum Row<'a> {
    Sqlite(sqlite::Row<'a>),
    Postgres(postgres::Row<'a>),
}

impl Row<'_> {
    /// The value of a column, by its name or its place.
    ///
    /// # Errors
    /// [`StoreError::Database`] when the value is not of that type, [`StoreError::Bug`] when
    /// the query has no such column.
    pub(crate) fn get<C: Column, T: Read>(&self, column: C) -> Result<T, StoreError> {
        T::read(self.value(column.place(self)?)?)
    }

    /// How many columns it has.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Sqlite(row) => row.len(),
            Self::Postgres(row) => row.len(),
        }
    }

    /// The names of the columns, in their order.
    pub(crate) fn names(&self) -> Vec<String> {
        match self {
            Self::Sqlite(row) => row.names(),
            Self::Postgres(row) => row.names(),
        }
    }

    fn value(&self, place: usize) -> Result<Value<'_>, StoreError> {
        match self {
            Self::Sqlite(row) => row.value(place),
            Self::Postgres(row) => row.value(place),
        }
    }

    fn named(&self, name: &str) -> Result<usize, StoreError> {
        let place = match self {
            Self::Sqlite(row) => row.place(name),
            Self::Postgres(row) => row.place(name),
        };
        place.ok_or(StoreError::Bug("a query lacks a column"))
    }
}

/// How a column is named.
pub(crate) trait Column {
    fn place(&self, row: &Row<'_>) -> Result<usize, StoreError>;
}

impl Column for &str {
    fn place(&self, row: &Row<'_>) -> Result<usize, StoreError> {
        row.named(self)
    }
}

impl Column for usize {
    fn place(&self, _: &Row<'_>) -> Result<usize, StoreError> {
        Ok(*self)
    }
}

/// What a column's value can be read as.
pub(crate) trait Read: Sized {
    fn read(value: Value<'_>) -> Result<Self, StoreError>;
}

/// A column holds what nothing here writes.
pub(crate) fn unexpected() -> StoreError {
    StoreError::Database("a column has an unexpected value".to_owned())
}

impl Read for i64 {
    fn read(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Integer(number) => Ok(number),
            _ => Err(unexpected()),
        }
    }
}

impl Read for u32 {
    fn read(value: Value<'_>) -> Result<Self, StoreError> {
        i64::read(value)?.try_into().map_err(|_| unexpected())
    }
}

impl Read for bool {
    fn read(value: Value<'_>) -> Result<Self, StoreError> {
        Ok(i64::read(value)? != 0)
    }
}

impl Read for f64 {
    fn read(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Real(number) => Ok(number),
            _ => Err(unexpected()),
        }
    }
}

impl Read for String {
    fn read(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Text(text) => Ok(text.to_owned()),
            _ => Err(unexpected()),
        }
    }
}

impl Read for Vec<u8> {
    fn read(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Blob(bytes) => Ok(bytes.to_owned()),
            _ => Err(unexpected()),
        }
    }
}

impl<const N: usize> Read for [u8; N] {
    fn read(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Blob(bytes) => bytes.try_into().map_err(|_| unexpected()),
            _ => Err(unexpected()),
        }
    }
}

impl Read for Owned {
    fn read(value: Value<'_>) -> Result<Self, StoreError> {
        Ok(match value {
            Value::Null => Self::Null,
            Value::Integer(number) => Self::Integer(number),
            Value::Real(number) => Self::Real(number),
            Value::Text(text) => Self::Text(text.to_owned()),
            Value::Blob(bytes) => Self::Blob(bytes.to_owned()),
        })
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value<'_>) -> Result<Self, StoreError> {
        match value {
            Value::Null => Ok(None),
            value => T::read(value).map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use farola_model::Coded as _;

    use super::*;

    fn bound(params: impl Params) -> usize {
        params.bound(|values| values.len())
    }

    #[test]
    fn what_is_bound_is_what_is_read() {
        let (text, bytes) = ("¿luz?".to_owned(), vec![0u8, 255]);
        assert_eq!(String::read(text.value()).unwrap(), text);
        assert_eq!(Vec::<u8>::read(bytes.value()).unwrap(), bytes);
        assert_eq!(<[u8; 2]>::read(bytes.value()).unwrap(), [0, 255]);
        assert_eq!(i64::read(i64::MIN.value()).unwrap(), i64::MIN);
        assert_eq!(f64::read((-0.5).value()).unwrap(), -0.5);
        assert!(bool::read(true.value()).unwrap() && !bool::read(false.value()).unwrap());
        assert_eq!(u32::MAX.value(), Value::Integer(4_294_967_295));
        assert_eq!(Option::<i64>::read(None::<&str>.value()).unwrap(), None);
        assert_eq!(Option::<i64>::read(Some(7i64).value()).unwrap(), Some(7));
        assert_eq!(Owned::from(7).value(), Value::Integer(7));
        assert_eq!(Owned::from("a".to_owned()).value(), Value::Text("a"));
    }

    #[test]
    fn a_value_of_another_type_is_an_error() {
        for error in [
            i64::read(Value::Text("7")).unwrap_err(),
            f64::read(Value::Null).unwrap_err(),
            String::read(Value::Blob(b"a")).unwrap_err(),
            Vec::<u8>::read(Value::Text("a")).unwrap_err(),
            <[u8; 3]>::read(Value::Blob(b"a")).unwrap_err(),
            Option::<bool>::read(Value::Text("a")).unwrap_err(),
        ] {
            assert_eq!(error.code(), "hub.database", "{error}");
        }
    }

    #[test]
    fn params_keep_their_number() {
        assert_eq!(bound(()), 0);
        assert_eq!(bound(["a", "b"]), 2);
        assert_eq!(bound((1i64, "a", None::<f64>)), 3);
        assert_eq!(bound(vec![Owned::from(1)].as_slice()), 1);
    }
}
