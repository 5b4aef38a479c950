//! Forward-only numbered migrations, each in one transaction together with its number.
//!
//! The number is `user_version`. A released file is never edited: a mistake in it is mended
//! by the next one.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Error, Result};

/// The migrations in order; number n brings schema n-1 to n.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_first_light.sql"),
    include_str!("../migrations/0002_entities.sql"),
    include_str!("../migrations/0003_walk.sql"),
    include_str!("../migrations/0004_remains.sql"),
    include_str!("../migrations/0005_sealed_for.sql"),
];

/// The number of the newest schema this version writes.
pub(crate) fn newest() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// The schema the database has; 0 for a new one.
pub(crate) fn current(conn: &Connection) -> Result<u32> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the database to the end of `steps`.
///
/// # Errors
/// [`Error::FromTheFuture`] when it is past that end; nothing was changed then.
pub(crate) fn migrate(conn: &mut Connection, steps: &[&str]) -> Result<()> {
    let supported = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    loop {
        // Read again inside the transaction: another opener may have been faster.
        let found = current(conn)?;
        if found > supported {
            return Err(Error::FromTheFuture { found, supported });
        }
        if found == supported {
            return Ok(());
        }
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let from = current(&tx)?;
        if let Some(step) = usize::try_from(from).ok().and_then(|n| steps.get(n)) {
            tx.execute_batch(step)?;
            tx.pragma_update(None, "user_version", from + 1)?;
        }
        tx.commit()?;
        tracing::info!(schema = from + 1, "store.migrated");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(conn: &Connection) -> Vec<String> {
        conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap()
    }

    #[test]
    fn a_step_that_fails_leaves_the_schema_before_it() {
        let mut conn = Connection::open_in_memory().unwrap();
        let steps = [
            "CREATE TABLE a (x) ;",
            "CREATE TABLE b (x); INSERT INTO a VALUES (1);",
            "CREATE TABLE c (x); CREATE TABLE a (x);",
        ];
        let failed = migrate(&mut conn, &steps);
        assert!(matches!(failed, Err(Error::Sql { .. })), "{failed:?}");
        assert_eq!(current(&conn).unwrap(), 2);
        assert_eq!(schema(&conn), ["a", "b"]);

        let mended = ["", "", "CREATE TABLE c (x);"];
        migrate(&mut conn, &mended).unwrap();
        assert_eq!(current(&conn).unwrap(), 3);
        assert_eq!(schema(&conn), ["a", "b", "c"]);
    }

    #[test]
    fn a_newer_schema_is_refused_untouched() {
        let mut conn = Connection::open_in_memory().unwrap();
        conn.pragma_update(None, "user_version", 9).unwrap();
        let refused = migrate(&mut conn, MIGRATIONS);
        assert!(matches!(
            refused,
            Err(Error::FromTheFuture { found: 9, .. })
        ));
        assert!(schema(&conn).is_empty());
    }

    #[test]
    fn every_file_starts_with_a_comment_and_makes_strict_tables() {
        for file in MIGRATIONS {
            assert!(file.starts_with("-- "));
            let made = file.matches("CREATE TABLE").count();
            assert_eq!(file.matches(") STRICT;").count(), made);
        }
    }
}
