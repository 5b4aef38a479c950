//! The schema on PostgreSQL: the same steps under the same numbers as on SQLite.

use farola_model::Timestamp;
use postgres::Config;

use crate::error::StoreError;
use crate::home;
use crate::postgres::{Beside, Postgres};
use crate::tx::{Step, Tx};

/// Every step of the schema in order; a step's number is its place, counted from 1.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/postgres/0001_first_light.sql"),
    include_str!("../migrations/postgres/0002_parcels.sql"),
    include_str!("../migrations/postgres/0003_feed_counter.sql"),
    include_str!("../migrations/postgres/0004_lists.sql"),
    include_str!("../migrations/postgres/0005_jobs.sql"),
    include_str!("../migrations/postgres/0006_cheaper_arrivals.sql"),
    include_str!("../migrations/postgres/0007_bucket.sql"),
    include_str!("../migrations/postgres/0008_shared.sql"),
    include_str!("../migrations/postgres/0009_common_words.sql"),
    include_str!("../migrations/postgres/0010_owner.sql"),
    include_str!("../migrations/postgres/0011_one_id_less.sql"),
    include_str!("../migrations/postgres/0012_people.sql"),
    include_str!("../migrations/postgres/0013_sent.sql"),
    include_str!("../migrations/postgres/0014_key.sql"),
    include_str!("../migrations/postgres/0015_safety.sql"),
    include_str!("../migrations/postgres/0016_people_and_time.sql"),
];

/// The oldest PostgreSQL that is known to work, as it numbers itself.
const OLDEST: i64 = 150_000;

/// Opens the writing connection and brings the schema up to date.
pub(crate) fn open_writer(
    config: &Config,
    beside: Beside,
    now: Timestamp,
    fresh_epoch: &str,
) -> Result<Tx, StoreError> {
    let tx = Tx::postgres(Postgres::open(config, beside)?);
    // The writers' lock, and the number read under it: two hubs that start together do not both
    // run a step.
    tx.steer(Step::BeginWrite)?;
    let migrated = migrate(&tx, now, fresh_epoch);
    tx.steer(match migrated {
        Ok(()) => Step::Commit,
        Err(_) => Step::Rollback,
    })?;
    migrated.map(|()| tx)
}

/// Whether the database holds a hub.
pub(crate) fn is_there(config: &Config) -> Result<bool, StoreError> {
    let tx = Tx::postgres(Postgres::open(config, Beside::Others)?);
    let sql = "SELECT to_regclass('migration') IS NOT NULL AS there";
    tx.row(sql, (), |row| row.get("there"))
}

fn migrate(tx: &Tx, now: Timestamp, fresh_epoch: &str) -> Result<(), StoreError> {
    let sql = "SELECT current_setting('server_version_num')::bigint AS version";
    let version: i64 = tx.row(sql, (), |row| row.get("version"))?;
    if version < OLDEST {
        let text = "PostgreSQL 15 or newer is needed";
        return Err(StoreError::Database(text.to_owned()));
    }
    tx.batch("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY)")?;
    let sql = "SELECT coalesce(max(number), 0) AS found FROM migration";
    let found: i64 = tx.row(sql, (), |row| row.get("found"))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (number, sql) in (1i64..)
        .zip(MIGRATIONS)
        .filter(|(number, _)| *number > found)
    {
        tx.batch(sql)?;
        tx.execute("INSERT INTO migration (number) VALUES (?1)", [number])?;
        tracing::info!(event = "hub.migrated", schema = number);
    }
    if found == 0 {
        tx.execute(
            "INSERT INTO hub (only_row, epoch, created_ms) VALUES (1, ?1, ?2)",
            (fresh_epoch, now.as_millis()),
        )?;
        tx.execute(
            "INSERT INTO project (name, created_ms) VALUES ('Farola', ?1)",
            [now.as_millis()],
        )?;
    }
    home::settle(tx)
}
