//! Counters of records that are alike: of one form, state, municipality and neighbourhood, and
//! the same day by day and month by month. Lists count and choose by them, so that what they
//! cost does not grow with the records. Each write that changes one of these moves its record
//! from counter to counter in the same transaction.
//!
//! A day's counter that falls to nothing goes at once: there are never more of them than two for
//! each record. A group's stays, and is gone with a sweep ([`Store::sweep_counters`]): it may be
//! needed again a moment later, and a sweep looks whether a record or a day still names it.

use farola_model::{ProjectId, Timestamp};
use farola_protocol::review::ReviewState;

use crate::error::StoreError;
use crate::id::{FormKey, SubmissionKey};
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

/// Most stops of a walk that a new neighbourhood of the walk moves: far above what a walk has.
const STOPS: i64 = 2_000;

impl Store {
    /// Removes counters that count nothing any more, at most so many; answers how many went.
    /// Where it answers fewer than that, none is left.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Database`], [`StoreError::DiskFull`]: the counters are
    /// as they were.
    pub fn sweep_counters(&self, most: u32) -> Write<'_, usize> {
        self.write(move |tx| sweep(tx, most))
    }
}

/// Removes counters that count nothing any more.
pub(crate) fn sweep(tx: &Tx, most: u32) -> Result<usize, StoreError> {
    // Of hubs of before, which left them.
    tx.execute("DELETE FROM tally_day WHERE records = 0", ())?;
    // One that a record or a day still names is wrong, and for a recount to mend.
    tx.execute(
        "DELETE FROM tally WHERE id IN (SELECT t.id FROM tally t
           WHERE t.records = 0
             AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.tally = t.id)
             AND NOT EXISTS (SELECT 1 FROM tally_day d WHERE d.tally = t.id)
           LIMIT ?1)",
        [most],
    )
}

/// What a new record is counted under.
pub(crate) struct Alike<'a> {
    pub(crate) project: ProjectId,
    pub(crate) form: FormKey,
    pub(crate) state: ReviewState,
    pub(crate) city: Option<&'a str>,
    /// Its own neighbourhood.
    pub(crate) place: Option<&'a str>,
    pub(crate) walk_code: Option<&'a str>,
    pub(crate) day: &'a str,
    /// When it came.
    pub(crate) at: Timestamp,
}

/// Counts a record that comes; answers the row of its counter.
pub(crate) fn count_in(tx: &Tx, alike: &Alike<'_>) -> Result<i64, StoreError> {
    // A stop names no neighbourhood of its own: it is counted under that of its walk, where the
    // walk came first.
    let of_walk: Option<String> = match (alike.place, alike.walk_code) {
        (None, Some(code)) => tx
            .maybe_row(
                "SELECT place FROM walk WHERE project_id = ?1 AND walk_code = ?2",
                (alike.project.0, code),
                |row| row.get("place"),
            )?
            .flatten(),
        _ => None,
    };
    // An empty text where there is none: a unique key takes two nulls for different values, and
    // each such record would have a counter of its own.
    let place = alike.place.or(of_walk.as_deref()).unwrap_or_default();
    // The later of two times is written out: what SQLite calls max() PostgreSQL calls greatest().
    let tally = tx.row(
        "INSERT INTO tally (project_id, form, state, city_code, place, newest_ms, records)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)
         ON CONFLICT (project_id, form, state, city_code, place)
         DO UPDATE SET records = tally.records + 1, newest_ms =
           CASE WHEN excluded.newest_ms > tally.newest_ms THEN excluded.newest_ms
             ELSE tally.newest_ms END RETURNING id",
        (
            alike.project.0,
            alike.form.0,
            alike.state.as_str(),
            alike.city.unwrap_or_default(),
            place,
            alike.at.as_millis(),
        ),
        |row| row.get("id"),
    )?;
    count_day(tx, alike.project, alike.day, tally)?;
    Ok(tally)
}

fn count_day(tx: &Tx, project: ProjectId, day: &str, tally: i64) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO tally_day (project_id, day, tally, records)
         VALUES (?1, ?2, ?3, 1), (?1, ?4, ?3, 1)
         ON CONFLICT (project_id, day, tally)
         DO UPDATE SET records = tally_day.records + 1",
        (project.0, day, tally, month(day)),
    )?;
    Ok(())
}

/// The counter of a day's month.
fn month(day: &str) -> String {
    format!("m{}", day.get(..6).unwrap_or(day))
}

/// Takes a record out of its counter, before what it is counted under changes.
pub(crate) fn count_out(tx: &Tx, submission: SubmissionKey) -> Result<(), StoreError> {
    tx.execute(
        // By the counter that the record names, and not by what the record says now: that may
        // have changed in this transaction.
        "UPDATE tally SET records = records - 1
         WHERE id = (SELECT tally FROM submission WHERE id = ?1)",
        [submission.0],
    )?;
    let days = "WHERE tally = (SELECT tally FROM submission WHERE id = ?1)
           AND day IN (SELECT day FROM submission WHERE id = ?1
             UNION ALL SELECT 'm' || substr(day, 1, 6) FROM submission WHERE id = ?1)
           AND project_id = (SELECT project_id FROM submission WHERE id = ?1)";
    let less = format!("UPDATE tally_day SET records = records - 1 {days}");
    tx.execute(&less, [submission.0])?;
    let none = format!("DELETE FROM tally_day {days} AND records = 0");
    tx.execute(&none, [submission.0])?;
    Ok(())
}

/// Counts a record that was taken out, as it stands now.
pub(crate) fn count_again(tx: &Tx, submission: SubmissionKey) -> Result<(), StoreError> {
    let tally: i64 = tx.row(
        "INSERT INTO tally (project_id, form, state, city_code, place, newest_ms, records)
         SELECT s.project_id, s.form, s.state, coalesce(s.city_code, ''),
           coalesce(s.place, walk.place, ''), s.created_ms, 1
         FROM submission s
         LEFT JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code
         WHERE s.id = ?1
         ON CONFLICT (project_id, form, state, city_code, place)
         DO UPDATE SET records = tally.records + 1, newest_ms =
           CASE WHEN excluded.newest_ms > tally.newest_ms THEN excluded.newest_ms
             ELSE tally.newest_ms END RETURNING id",
        [submission.0],
        |row| row.get("id"),
    )?;
    tx.execute(
        "UPDATE submission SET tally = ?1 WHERE id = ?2",
        (tally, submission.0),
    )?;
    let (project, day): (i64, String) = tx.row(
        "SELECT project_id, day FROM submission WHERE id = ?1",
        [submission.0],
        |row| Ok((row.get("project_id")?, row.get("day")?)),
    )?;
    let project = u32::try_from(project).map_err(|_| StoreError::Bug("no project's number"))?;
    count_day(tx, ProjectId(project), &day, tally)
}

/// Moves the records of a walk that have no neighbourhood of their own to that of the walk. None
/// of them may be counted out meanwhile: it would be taken out of its counter twice.
pub(crate) fn move_stops(tx: &Tx, project: ProjectId, walk_code: &str) -> Result<(), StoreError> {
    let stops: Vec<SubmissionKey> = tx.rows(
        "SELECT s.id FROM submission s
         JOIN tally t ON t.id = s.tally
         JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code
         WHERE s.project_id = ?1 AND s.walk_code = ?2 AND s.place IS NULL
           AND t.place <> coalesce(walk.place, '') LIMIT ?3",
        (project.0, walk_code, STOPS),
        |row| row.get("id").map(SubmissionKey),
    )?;
    for stop in stops {
        count_out(tx, stop)?;
        count_again(tx, stop)?;
    }
    Ok(())
}
