//! Drafts that nobody goes on with: two warnings, a week after each, and then they go.
//!
//! No server has them, so they go by the time that has surely passed (`passed.rs`) alone: a clock
//! that was set forward shortens nothing. A warning counts when it was shown, not when it was due.

use farola_model::InstanceId;
use rusqlite::{Transaction, params};

use crate::error::Result;
use crate::leaving::{DRAFT_KIND, note_drafts};
use crate::passed::{self, Moment, Passed};
use crate::retention::DAY_MS;
use crate::row::instance;
use crate::store::{Lasting, Store};

/// Days without a touch after which the first warning is due.
const QUIET_DAYS: i64 = 30;
/// Days between the first warning and the second, and between that and the removal.
const WARNED_DAYS: i64 = 7;
/// Warnings before a draft goes.
const WARNINGS: i64 = 2;

/// Drafts that will go if nobody goes on with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldDrafts {
    /// How many.
    pub drafts: u64,
    /// Days until the first of them goes, at the soonest.
    pub days: u16,
}

impl Store {
    /// What is to be warned of now, to be shown at once: asking for it is giving the warning.
    /// Nothing where no draft has lain untouched for thirty days.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. No warning counts then.
    pub fn warn_of_old_drafts(&mut self, now: Moment) -> Result<Option<OldDrafts>> {
        // Nothing is written on a screen that is only looked at, as long as there is no draft.
        let any: bool = self
            .conn
            .query_row("SELECT EXISTS (SELECT 1 FROM draft)", [], |row| row.get(0))?;
        if !any {
            return Ok(None);
        }
        self.write(Lasting::Kill, |tx| {
            let passed = passed::bring_up(tx, now)?;
            note_drafts(tx, passed)?;
            let least = passed.at_least_ms;
            tx.execute(
                "UPDATE leaving SET warnings = warnings + 1, warned_ms = ?2 WHERE kind = ?1 \
                 AND ((warnings = 0 AND since_least_ms <= ?3) \
                   OR (warnings = 1 AND warned_ms <= ?4))",
                params![
                    DRAFT_KIND,
                    least,
                    least.saturating_sub(QUIET_DAYS * DAY_MS),
                    least.saturating_sub(WARNED_DAYS * DAY_MS),
                ],
            )?;
            let (drafts, left_ms): (i64, Option<i64>) = tx.query_row(
                "SELECT count(*), min((?2 + 1 - warnings) * ?3 - (?4 - warned_ms)) FROM leaving \
                 WHERE kind = ?1 AND warnings > 0",
                params![DRAFT_KIND, WARNINGS, WARNED_DAYS * DAY_MS, least],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            Ok(left_ms.map(|left_ms| OldDrafts {
                drafts: drafts.unsigned_abs(),
                days: u16::try_from(
                    left_ms
                        .max(0)
                        .unsigned_abs()
                        .div_ceil(DAY_MS.unsigned_abs()),
                )
                .unwrap_or(u16::MAX),
            }))
        })
    }

    /// Somebody opened a draft: it counts as touched.
    ///
    /// # Errors
    /// As [`Store::warn_of_old_drafts`].
    pub fn touch_draft(&mut self, draft: &InstanceId, now: Moment) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            let passed = passed::bring_up(tx, now)?;
            tx.execute(
                "DELETE FROM leaving WHERE kind = ?1 \
                 AND item = (SELECT id FROM draft WHERE instance_id = ?2)",
                [DRAFT_KIND, draft.as_str()],
            )?;
            note_drafts(tx, passed)
        })
    }
}

/// Removes the drafts of which both warnings were given and nothing came of it.
pub(crate) fn remove(tx: &Transaction<'_>, passed: Passed) -> Result<()> {
    note_drafts(tx, passed)?;
    let latest = passed.at_least_ms.saturating_sub(WARNED_DAYS * DAY_MS);
    let old: Vec<InstanceId> = tx
        .prepare_cached(
            "SELECT instance_id FROM draft JOIN leaving ON item = draft.id \
             WHERE kind = ?1 AND warnings >= ?2 AND warned_ms <= ?3",
        )?
        .query_map(params![DRAFT_KIND, WARNINGS, latest], |row| {
            instance(row, 0)
        })?
        .collect::<rusqlite::Result<_>>()?;
    for draft in &old {
        tx.execute("DELETE FROM draft WHERE instance_id = ?1", [draft.as_str()])?;
        crate::walk::forget(tx, draft)?;
    }
    note_drafts(tx, passed)
}
