//! Counting every record again: whether the counters ([`crate::tally`]) are right, and making
//! them so. Looks at every record, so it is for a person who has a reason.

use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

/// Counters as the records say they are.
const COUNTED: &str =
    "SELECT s.project_id, s.form, s.state, coalesce(s.city_code, '') AS city_code,
       coalesce(s.place, walk.place, '') AS place, count(*) AS records
     FROM submission s
     LEFT JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code
     WHERE 1 = 1
     GROUP BY s.project_id, s.form, s.state, coalesce(s.city_code, ''),
       coalesce(s.place, walk.place, '')";

/// Counters as they are kept.
const KEPT: &str = "SELECT project_id, form, state, city_code, place, records FROM tally
     WHERE records <> 0";

/// Days and months as the records say they are.
const DAYS_COUNTED: &str = "SELECT project_id, day, tally, count(*) AS records FROM submission
       GROUP BY project_id, day, tally
     UNION ALL
     SELECT project_id, 'm' || substr(day, 1, 6) AS day, tally, count(*) AS records
       FROM submission GROUP BY project_id, 'm' || substr(day, 1, 6), tally";

/// Days and months as they are kept.
const DAYS_KEPT: &str = "SELECT project_id, day, tally, records FROM tally_day WHERE records <> 0";

impl Store {
    /// Counts every record again, in one transaction: other writes wait for it.
    ///
    /// # Errors
    /// [`StoreError::Busy`], [`StoreError::Database`], [`StoreError::DiskFull`]: the counters are
    /// as they were.
    pub fn recount(&self) -> Write<'_, ()> {
        self.write(recount)
    }
}

/// How many counters, days and records are counted wrongly; none in a database of before there
/// were counters.
pub(crate) fn wrong(tx: &Tx) -> Result<i64, StoreError> {
    if !tx.has_column("submission", "tally")? {
        return Ok(0);
    }
    let differ = |kept: &str, counted: &str| {
        let sql = format!(
            "SELECT count(*) AS wrong FROM (
               SELECT * FROM (SELECT * FROM ({kept}) a EXCEPT SELECT * FROM ({counted}) b) c
               UNION ALL
               SELECT * FROM (SELECT * FROM ({counted}) d EXCEPT SELECT * FROM ({kept}) e) f) g"
        );
        tx.row(&sql, (), |row| row.get::<_, i64>("wrong"))
    };
    // A record may name a counter that is not its own, while both are right by chance.
    let strays: i64 = tx.row(
        "SELECT count(*) AS strays FROM submission s
         LEFT JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code
         LEFT JOIN tally t ON t.id = s.tally
         WHERE t.id IS NULL OR t.project_id <> s.project_id OR t.form <> s.form
           OR t.state <> s.state OR t.city_code <> coalesce(s.city_code, '')
           OR t.place <> coalesce(s.place, walk.place, '')",
        (),
        |row| row.get("strays"),
    )?;
    let counters = differ(KEPT, COUNTED)?;
    Ok(counters + differ(DAYS_KEPT, DAYS_COUNTED)? + strays)
}

fn recount(tx: &Tx) -> Result<(), StoreError> {
    let add = format!(
        "INSERT INTO tally (project_id, form, state, city_code, place, records)
         SELECT project_id, form, state, city_code, place, 0 FROM ({COUNTED}) counted
         WHERE 1 = 1 ON CONFLICT DO NOTHING"
    );
    tx.execute(&add, ())?;
    tx.execute(
        "UPDATE submission SET tally = (SELECT t.id FROM tally t
           WHERE t.project_id = submission.project_id AND t.form = submission.form
             AND t.state = submission.state
             AND t.city_code = coalesce(submission.city_code, '')
             AND t.place = coalesce(submission.place, (SELECT walk.place FROM walk
               WHERE walk.project_id = submission.project_id
                 AND walk.walk_code = submission.walk_code), ''))",
        (),
    )?;
    tx.execute(
        "UPDATE tally SET records =
             (SELECT count(*) FROM submission s WHERE s.tally = tally.id),
           newest_ms = coalesce(
             (SELECT max(s.created_ms) FROM submission s WHERE s.tally = tally.id), 0)",
        (),
    )?;
    tx.execute("DELETE FROM tally_day", ())?;
    let days = format!(
        "INSERT INTO tally_day (project_id, day, tally, records)
         SELECT project_id, day, tally, records FROM ({DAYS_COUNTED}) counted"
    );
    tx.execute(&days, ())?;
    // None is left of records that moved on.
    tx.execute("DELETE FROM tally WHERE records = 0", ())?;
    Ok(())
}
