//! The engine for several hubs: PostgreSQL, 15 or newer. What [`Tx`] asks of an engine.
//!
//! A connection that broke is opened anew where the next transaction begins, and nowhere else:
//! inside of one, its failure is the failure of the transaction.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Config, Statement};

use crate::error::StoreError;
use crate::mark::Mark;
use crate::marks::numbered;
use crate::tx::{Next, Step};
use crate::value::{self, Value};

/// The lock under which hubs write, one batch after the other, and bring the schema up to date.
/// A number of our own: the lock of another program in the same database has another one.
pub(crate) const WRITERS: i64 = 0x0066_6172_6f6c_6100;

/// How every session works. The settings of the server do not decide whether an acknowledged
/// submission survives, and a hub that hangs inside a transaction does not hold the others.
const SESSION: &str = "SET synchronous_commit = on; SET lock_timeout = '10s';
    SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning";

/// The lock that every connection of a hub shares, and that who carries the hub elsewhere has for
/// itself. A number of our own, as [`WRITERS`].
const HUBS: i64 = 0x0066_6172_6f6c_6101;

/// Who may use the database beside a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// Other hubs and commands.
    Others,
    /// Nobody: the hub is carried to another place.
    Nobody,
}

impl Beside {
    /// Takes the lock for as long as the connection stands. A process that ended a moment ago may
    /// still have it.
    fn lock(self) -> String {
        match self {
            Self::Others => format!("SELECT pg_advisory_lock_shared({HUBS})"),
            Self::Nobody => format!(
                "SET lock_timeout = '3s'; SELECT pg_advisory_lock({HUBS}); SET lock_timeout = '10s'"
            ),
        }
    }
}

/// Most statements that a connection keeps prepared.
const STATEMENTS: usize = 256;

/// A connection to PostgreSQL.
pub(crate) struct Postgres {
    config: Config,
    beside: Beside,
    session: RefCell<Session>,
    open: Cell<bool>,
    /// Steps that were taken and that the server hears of with the next one.
    unsaid: Cell<Option<&'static str>>,
    /// Whether the first savepoint of the transaction was said with its beginning.
    has_savepoint: Cell<bool>,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").finish_non_exhaustive()
    }
}

/// What is lost with the connection.
struct Session {
    client: Option<Client>,
    statements: HashMap<String, Statement>,
    /// Where the database is, once that was asked.
    home: Option<String>,
}

impl Session {
    fn closed() -> Self {
        Self {
            client: None,
            statements: HashMap::new(),
            home: None,
        }
    }

    fn open(config: &Config, beside: Beside) -> Result<Self, StoreError> {
        let mut session = Self::closed();
        session.client = Some(crate::place::connect(config)?);
        session.prepare(beside).map_err(|error| match error {
            StoreError::Busy => StoreError::InUse,
            error => error,
        })
    }

    fn prepare(mut self, beside: Beside) -> Result<Self, StoreError> {
        let client = self.client()?;
        client.batch_execute(SESSION).ours()?;
        client.batch_execute(&beside.lock()).ours()?;
        Ok(self)
    }

    /// Refuses a hub that was carried elsewhere while this connection was broken.
    fn require_served(&mut self) -> Result<(), StoreError> {
        let row = self
            .client()?
            .query_one("SELECT epoch FROM hub", &[])
            .ours()?;
        Mark::parse(row.try_get(0).ours()?).require_served()
    }

    fn client(&mut self) -> Result<&mut Client, StoreError> {
        self.client.as_mut().ok_or(StoreError::Unreachable)
    }

    fn prepared(&mut self, sql: &str) -> Result<(&mut Client, Statement), StoreError> {
        let client = self.client.as_mut().ok_or(StoreError::Unreachable)?;
        if let Some(statement) = self.statements.get(sql) {
            return Ok((client, statement.clone()));
        }
        let statement = client.prepare(&numbered(sql)).ours()?;
        // Filters of the queue make many statements; what is used again comes back at once.
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok((client, statement))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The client ends its connection on a runtime of its own, which a thread that serves
        // requests may not do.
        if let Some(client) = self.client.take() {
            let ended = std::thread::Builder::new().spawn(move || drop(client));
            if let Ok(thread) = ended {
                let _ = thread.join();
            }
        }
    }
}

impl Postgres {
    /// Connects.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when nobody answers; [`StoreError::Database`] when the server
    /// refuses.
    /// [`StoreError::InUse`] when the hub is being carried elsewhere, or is to be and is in use.
    pub(crate) fn open(config: &Config, beside: Beside) -> Result<Self, StoreError> {
        Ok(Self {
            session: RefCell::new(Session::open(config, beside)?),
            beside,
            config: config.clone(),
            open: Cell::new(false),
            unsaid: Cell::new(None),
            has_savepoint: Cell::new(false),
        })
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<usize, StoreError> {
        self.say_the_rest()?;
        let values: Vec<&(dyn ToSql + Sync)> = values.iter().map(|value| value as _).collect();
        let changed = self.speak(|session| {
            let (client, statement) = session.prepared(sql)?;
            client.execute(&statement, &values).ours()
        })?;
        Ok(usize::try_from(changed).unwrap_or(usize::MAX))
    }

    pub(crate) fn each(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&value::Row<'_>) -> Result<Next, StoreError>,
    ) -> Result<(), StoreError> {
        self.say_the_rest()?;
        self.speak(|session| {
            let (client, statement) = session.prepared(sql)?;
            let mut rows = client
                .query_raw(&statement, values.iter().copied())
                .ours()?;
            while let Some(row) = rows.next().ours()? {
                if each(&value::Row::Postgres(Row(&row)))? == Next::Enough {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Runs statements without marks, several at once.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.speak(|session| session.client()?.batch_execute(sql).ours())
    }

    /// Where the database is, where this connection knows it.
    pub(crate) fn home(&self) -> Option<String> {
        self.session.borrow().home.clone()
    }

    /// Keeps that for as long as the connection lasts.
    pub(crate) fn is_at(&self, home: &str) {
        self.session.borrow_mut().home = Some(home.to_owned());
    }

    /// Says something to the server. A connection that breaks takes its transaction with it.
    fn speak<T>(
        &self,
        say: impl FnOnce(&mut Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let said = say(&mut self.session.borrow_mut());
        if matches!(said, Err(StoreError::Unreachable)) {
            self.open.set(false);
            // One that is not broken, but to a server that takes no writes, is of no use either.
            let _ended = self.session.replace(Session::closed());
        }
        said
    }

    /// Takes a step. All hubs wait for the transaction in which a batch is written, and each step
    /// that is said by itself is a round trip in it: the end of a job waits for the next step, and
    /// the first savepoint goes with the beginning.
    pub(crate) fn steer(&self, step: Step) -> Result<(), StoreError> {
        match step {
            // Both are said in full: the server may have other ones for who says nothing.
            Step::BeginRead => self.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
            // Each statement sees what was committed when it begins. A snapshot of the whole
            // transaction would be as old as its wait for the lock.
            Step::BeginWrite => {
                let begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
                let lock = format!("SELECT pg_advisory_xact_lock({WRITERS})");
                self.begin(&format!("{begin}; {lock}; SAVEPOINT job"))?;
                self.has_savepoint.set(true);
                Ok(())
            }
            Step::Savepoint if self.has_savepoint.take() => Ok(()),
            Step::Savepoint => self.say("SAVEPOINT job"),
            Step::Release => self.leave_unsaid("RELEASE job"),
            Step::RollbackJob => self.leave_unsaid("ROLLBACK TO job; RELEASE job"),
            Step::Commit => self.end("COMMIT"),
            Step::Rollback => {
                // It takes back whatever was not said.
                self.unsaid.set(None);
                self.end("ROLLBACK")
            }
        }
    }

    fn end(&self, sql: &str) -> Result<(), StoreError> {
        self.has_savepoint.set(false);
        self.say(sql)?;
        self.open.set(false);
        Ok(())
    }

    /// Says something behind what was not said yet. Where that fails, the server does not do what
    /// comes behind it.
    fn say(&self, sql: &str) -> Result<(), StoreError> {
        match self.unsaid.take() {
            None => self.batch(sql),
            Some(before) => self.batch(&format!("{before}; {sql}")),
        }
    }

    fn leave_unsaid(&self, sql: &'static str) -> Result<(), StoreError> {
        self.say_the_rest()?;
        self.unsaid.set(Some(sql));
        Ok(())
    }

    fn say_the_rest(&self) -> Result<(), StoreError> {
        match self.unsaid.take() {
            None => Ok(()),
            Some(sql) => self.batch(sql),
        }
    }

    /// Whether a transaction is open: a broken connection has none.
    pub(crate) fn is_open(&self) -> bool {
        self.open.get()
    }

    /// Begins a transaction, on a new connection where the old one broke meanwhile.
    fn begin(&self, sql: &str) -> Result<(), StoreError> {
        self.open.set(true);
        self.unsaid.set(None);
        self.has_savepoint.set(false);
        match self.batch(sql) {
            Err(StoreError::Unreachable) => {
                let mut fresh = Session::open(&self.config, self.beside)?;
                if self.beside == Beside::Others {
                    fresh.require_served()?;
                }
                *self.session.borrow_mut() = fresh;
                self.open.set(true);
                self.batch(sql)
            }
            // A lock that did not come leaves the transaction begun, and failed.
            begun => begun,
        }
    }
}

/// A row of PostgreSQL.
pub(crate) struct Row<'a>(&'a postgres::Row);

impl Row<'_> {
    /// Where the column of that name is.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        let mut columns = self.0.columns().iter();
        columns.position(|column| column.name() == name)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let columns = self.0.columns().iter();
        columns.map(|column| column.name().to_owned()).collect()
    }

    pub(crate) fn value(&self, place: usize) -> Result<Value<'_>, StoreError> {
        self.0.try_get(place).ours()
    }
}

type Fault = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut bytes::BytesMut) -> Result<IsNull, Fault> {
        match (*self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Integer(number), &Type::INT8) => number.to_sql(ty, out),
            (Value::Integer(number), &Type::INT4) => i32::try_from(number)?.to_sql(ty, out),
            (Value::Integer(number), &Type::BOOL) => (number != 0).to_sql(ty, out),
            (Value::Real(number), &Type::FLOAT8) => number.to_sql(ty, out),
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => text.to_sql(ty, out),
            (Value::Blob(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            _ => Err("a value of another type than its mark".into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Fault> {
        match *ty {
            Type::INT8 => i64::from_sql(ty, raw).map(Value::Integer),
            Type::INT4 => i32::from_sql(ty, raw).map(|number| Value::Integer(number.into())),
            Type::BOOL => bool::from_sql(ty, raw).map(|truth| Value::Integer(truth.into())),
            Type::FLOAT8 => f64::from_sql(ty, raw).map(Value::Real),
            Type::BYTEA => <&[u8]>::from_sql(ty, raw).map(Value::Blob),
            _ => <&str>::from_sql(ty, raw).map(Value::Text),
        }
    }

    fn from_sql_null(_: &Type) -> Result<Self, Fault> {
        Ok(Value::Null)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(
            *ty,
            Type::INT8 | Type::INT4 | Type::BOOL | Type::FLOAT8 | Type::BYTEA
        ) || <&str as FromSql<'_>>::accepts(ty)
    }
}

/// The connection ends, or is to a server that cannot serve: it stops or starts, is a copy that
/// takes no writes, has waited for us too long. The next transaction connects anew.
const BROKEN: [SqlState; 9] = [
    SqlState::ADMIN_SHUTDOWN,
    SqlState::CRASH_SHUTDOWN,
    SqlState::CANNOT_CONNECT_NOW,
    SqlState::DATABASE_DROPPED,
    SqlState::IDLE_SESSION_TIMEOUT,
    SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    SqlState::READ_ONLY_SQL_TRANSACTION,
    SqlState::CONNECTION_FAILURE,
    SqlState::CONNECTION_DOES_NOT_EXIST,
];

/// Failures after which the same may be tried again: no room for a connection or in its memory,
/// or another transaction was in the way.
const AGAIN: [SqlState; 8] = [
    SqlState::TOO_MANY_CONNECTIONS,
    SqlState::INSUFFICIENT_RESOURCES,
    SqlState::OUT_OF_MEMORY,
    SqlState::CONFIGURATION_LIMIT_EXCEEDED,
    SqlState::LOCK_NOT_AVAILABLE,
    SqlState::QUERY_CANCELED,
    SqlState::T_R_DEADLOCK_DETECTED,
    SqlState::T_R_SERIALIZATION_FAILURE,
];

/// What a code of PostgreSQL means for who asked.
fn meant(code: &SqlState) -> StoreError {
    match code {
        code if BROKEN.contains(code) => StoreError::Unreachable,
        code if AGAIN.contains(code) => StoreError::Busy,
        &SqlState::DISK_FULL => StoreError::DiskFull,
        // PostgreSQL keeps no zero character in a text; SQLite does.
        &SqlState::CHARACTER_NOT_IN_REPERTOIRE => {
            StoreError::Refused(farola_protocol::Problem::BadParameter)
        }
        // The code alone: the server's own words may hold values of rows.
        code => StoreError::Database(format!("PostgreSQL {}", code.code())),
    }
}

/// What PostgreSQL answers, with its failure as one of the store. A `From` would be there for
/// everybody who has the crate: the engine would reach through the wall.
pub(crate) trait Ours<T> {
    fn ours(self) -> Result<T, StoreError>;
}

impl<T> Ours<T> for Result<T, postgres::Error> {
    fn ours(self) -> Result<T, StoreError> {
        self.map_err(|error| match error.code() {
            Some(code) => meant(code),
            None if error.is_closed() || is_io(&error) => StoreError::Unreachable,
            None => StoreError::Database("statement failed".to_owned()),
        })
    }
}

fn is_io(error: &postgres::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<std::io::Error>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use farola_model::Coded as _;

    use super::*;

    #[test]
    fn each_code_means_what_its_sender_can_do() {
        for (code, expected) in [
            ("57P01", "hub.database_unreachable"),
            ("57P02", "hub.database_unreachable"),
            ("57P03", "hub.database_unreachable"),
            ("57P04", "hub.database_unreachable"),
            ("57P05", "hub.database_unreachable"),
            ("25P03", "hub.database_unreachable"),
            ("25006", "hub.database_unreachable"),
            ("08006", "hub.database_unreachable"),
            ("53300", "hub.busy"),
            ("53200", "hub.busy"),
            ("53400", "hub.busy"),
            ("55P03", "hub.busy"),
            ("57014", "hub.busy"),
            ("40001", "hub.busy"),
            ("40P01", "hub.busy"),
            ("53100", "hub.disk_full"),
            ("22021", "request.bad_parameter"),
            ("23505", "hub.database"),
            ("54000", "hub.database"),
        ] {
            let error = meant(&SqlState::from_code(code));
            assert_eq!(error.code(), expected, "{code}");
        }
    }
}
