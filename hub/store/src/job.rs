//! Work that is done after an answer: making the small pictures of a photo, moving a file.
//!
//! A job is a row, written in the transaction of what caused it: who hears of a success finds the
//! work noted as well, and nobody has to remember it. A hub claims jobs for a time (the lease);
//! one that dies lets its leases run out, and the jobs are claimed again. So a job may run twice,
//! and what it does must come to the same then. One that fails is tried again later, each time
//! after twice the pause; one that failed too often, or for good, is dead: an administrator sees
//! it.
//!
//! All times are those of the database's clock, which several hubs on one database share.

use farola_model::{Coded as _, InstanceId, ProjectId, Timestamp};

use crate::error::StoreError;
use crate::folder::Folder;
pub use crate::id::JobId;
use crate::id::SubmissionKey;
use crate::sql::{at, word};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

/// How long a job is its holder's. Longer than a photo or a file of 100 MB takes; a job that
/// takes longer is done twice.
const LEASE_MS: i64 = 5 * 60 * 1000;
/// Pause after the first failure.
const PAUSE_MS: i64 = 10 * 1000;
/// Longest pause.
const LONGEST_PAUSE_MS: i64 = 60 * 60 * 1000;
/// So often is a job tried: with the pauses between, for about 20 minutes.
const TRIES: i64 = 8;
/// Most dead jobs of one look.
const SHOWN: i64 = 200;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// The pictures by which reviewers see a photo; about the photo's digest.
    Pictures,
    /// What files of the hub still hold of what was forgotten or went by its time: files, free
    /// pages, the log. About nothing else.
    Traces,
}

impl JobKind {
    /// Every kind that this hub can do.
    const ALL: [Self; 2] = [Self::Pictures, Self::Traces];

    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pictures => "pictures",
            Self::Traces => "traces",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A job to be noted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewJob<'a> {
    pub(crate) kind: JobKind,
    /// What the kind works on.
    pub(crate) about: &'a str,
    /// Whose hub has what it needs.
    pub(crate) folder: &'a Folder,
    /// What caused it.
    pub(crate) submission: Option<SubmissionKey>,
}

/// A job that this hub holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    id: JobId,
    /// What is to be done.
    pub kind: JobKind,
    /// What it works on.
    pub about: String,
    /// Which try this is, from 1. With the id it names the lease.
    pub tries: i64,
}

/// What comes after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It may go well another time.
    Later,
    /// It would fail each time.
    Never,
}

/// A job that nobody tries any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadJob {
    /// Number of the job.
    pub id: JobId,
    /// Its kind; one of a newer hub is no [`JobKind`] of this one.
    pub kind: String,
    /// What it works on.
    pub about: String,
    /// The record that caused it: its project, the id of its current version.
    pub record: Option<(ProjectId, InstanceId)>,
    /// How often it was tried.
    pub tries: i64,
    /// Code of the last failure.
    pub error: String,
    /// When it was noted.
    pub made: Timestamp,
}

/// How the work stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobReport {
    /// Jobs that wait or are held, over all folders.
    pub waiting: i64,
    /// When the oldest of them was noted.
    pub oldest: Option<Timestamp>,
    /// Dead ones.
    pub dead: i64,
    /// The newest of the dead ones, at most 200.
    pub newest_dead: Vec<DeadJob>,
}

/// Notes a job. The same one is there once; while it is held, it is done once more afterwards:
/// its holder may have looked before the cause came.
pub(crate) fn enqueue(tx: &Tx, job: &NewJob<'_>) -> Result<(), StoreError> {
    let now = tx.dialect().now_ms();
    let sql = format!(
        "INSERT INTO job (kind, about, folder, submission, state, due_ms, made_ms)
         VALUES (?1, ?2, ?3, ?4, 'waiting', {now}, {now})
         ON CONFLICT (kind, folder, about) DO UPDATE SET again = 1 WHERE job.state = 'held'"
    );
    let submission = job.submission.map(|submission| submission.0);
    let folder = job.folder.as_str();
    tx.execute(&sql, (job.kind.as_str(), job.about, folder, submission))?;
    Ok(())
}

/// Which jobs a hub may claim: those of its folder, of kinds that it knows, that are due. What a
/// newer hub beside it noted is left to that one. The folder is the mark `?1`.
fn claimable(tx: &Tx) -> String {
    let kinds = JobKind::ALL.map(|kind| format!("'{}'", kind.as_str()));
    format!(
        "folder IN ('', ?1) AND state <> 'dead' AND due_ms <= {} AND kind IN ({})",
        tx.dialect().now_ms(),
        kinds.join(", ")
    )
}

impl Store {
    /// Whether a job waits for this hub. Costs no write, so it may be asked often.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn is_job_due(&self) -> Result<bool, StoreError> {
        self.look(|tx| {
            let sql = format!("SELECT 1 FROM job WHERE {} LIMIT 1", claimable(tx));
            let due = tx.maybe_row(&sql, [self.folder().as_str()], |_| Ok(()))?;
            Ok(due.is_some())
        })
    }

    /// Claims at most `most` jobs that are due, for five minutes. Nobody else is given them.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn claim_jobs(&self, most: u32) -> Write<'_, Vec<Job>> {
        let folder = self.folder().clone();
        self.write(move |tx| claim(tx, &folder, most))
    }

    /// A job was done. Answers false where its lease was lost meanwhile: another hub does it too.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn job_done(&self, job: &Job) -> Write<'_, bool> {
        let (id, tries) = (job.id, job.tries);
        self.write(move |tx| done(tx, id, tries))
    }

    /// A job failed, with the code of its failure. Answers false where its lease was lost.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn job_failed(&self, job: &Job, code: &'static str, again: Again) -> Write<'_, bool> {
        let (id, tries) = (job.id, job.tries);
        self.write(move |tx| failed(tx, id, tries, code, again))
    }

    /// Ends the leases of this folder. For the process that serves it, at its start: they are of
    /// one that is gone.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn take_back_jobs(&self) -> Write<'_, usize> {
        let folder = self.folder().clone();
        // Only of this folder: a job that every hub may do is perhaps held by one that lives.
        self.write(move |tx| {
            let sql = format!(
                "UPDATE job SET state = 'waiting', due_ms = {}
                 WHERE folder = ?1 AND state = 'held'",
                tx.dialect().now_ms()
            );
            tx.execute(&sql, [folder.as_str()])
        })
    }

    /// How the work stands, for an administrator.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn read_jobs(&self) -> Result<JobReport, StoreError> {
        self.read(report)
    }

    /// Tries a dead job anew, from its first try on.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such dead job.
    pub fn try_job_again(&self, id: JobId) -> Write<'_, ()> {
        self.write(move |tx| {
            let sql = format!(
                "UPDATE job SET state = 'waiting', tries = 0, again = 0, due_ms = {}
                 WHERE id = ?1 AND state = 'dead'",
                tx.dialect().now_ms()
            );
            met(tx.execute(&sql, [id.0])?)
        })
    }

    /// Forgets a dead job.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such dead job.
    pub fn forget_job(&self, id: JobId) -> Write<'_, ()> {
        self.write(move |tx| {
            let sql = "DELETE FROM job WHERE id = ?1 AND state = 'dead'";
            met(tx.execute(sql, [id.0])?)
        })
    }
}

fn met(changed: usize) -> Result<(), StoreError> {
    match changed {
        0 => Err(StoreError::Missing { what: "job" }),
        _ => Ok(()),
    }
}

fn claim(tx: &Tx, folder: &Folder, most: u32) -> Result<Vec<Job>, StoreError> {
    let (now, claimable) = (tx.dialect().now_ms(), claimable(tx));
    // A job that ends each hub that does it must not be given to the next one for ever.
    let bury =
        format!("UPDATE job SET state = 'dead', error = ?2 WHERE {claimable} AND tries >= {TRIES}");
    tx.execute(&bury, (folder.as_str(), StoreError::JobLost.code()))?;
    let skip = tx.dialect().skip_locked();
    let take = format!(
        "UPDATE job SET state = 'held', again = 0, tries = tries + 1, due_ms = {now} + {LEASE_MS}
         WHERE id IN (SELECT id FROM job WHERE {claimable}
           ORDER BY due_ms, id LIMIT ?2{skip})
         RETURNING id, kind, about, tries"
    );
    let mut jobs = tx.rows(&take, (folder.as_str(), most), read_job)?;
    // What is returned has no order of its own.
    jobs.sort_by_key(|job| job.id);
    Ok(jobs)
}

fn done(tx: &Tx, id: JobId, tries: i64) -> Result<bool, StoreError> {
    let gone = tx.execute(
        "DELETE FROM job WHERE id = ?1 AND tries = ?2 AND state = 'held' AND again = 0",
        (id.0, tries),
    )?;
    if gone > 0 {
        return Ok(true);
    }
    // Its cause came again while it was done, or the lease is another's by now: the first is done
    // once more from the first try on, the second is not touched.
    let sql = format!(
        "UPDATE job SET state = 'waiting', tries = 0, again = 0, error = NULL, due_ms = {}
         WHERE id = ?1 AND tries = ?2 AND state = 'held'",
        tx.dialect().now_ms()
    );
    Ok(tx.execute(&sql, (id.0, tries))? > 0)
}

fn failed(tx: &Tx, id: JobId, tries: i64, code: &str, again: Again) -> Result<bool, StoreError> {
    let state = match again {
        Again::Later if tries < TRIES => "waiting",
        Again::Later | Again::Never => "dead",
    };
    let sql = format!(
        "UPDATE job SET state = ?3, error = ?4, due_ms = {} + ?5
         WHERE id = ?1 AND tries = ?2 AND state = 'held'",
        tx.dialect().now_ms()
    );
    let changed = tx.execute(&sql, (id.0, tries, state, code, pause_ms(tries)))?;
    Ok(changed > 0)
}

/// How long to wait after the try of that number failed.
fn pause_ms(tries: i64) -> i64 {
    let doubled = tries.saturating_sub(1).clamp(0, 20);
    PAUSE_MS
        .saturating_mul(1i64 << doubled)
        .min(LONGEST_PAUSE_MS)
}

fn report(tx: &Tx) -> Result<JobReport, StoreError> {
    let sql = "SELECT count(*) AS waiting, min(made_ms) AS oldest FROM job WHERE state <> 'dead'";
    let (waiting, oldest) = tx.row(sql, (), |row| {
        let oldest: Option<i64> = row.get("oldest")?;
        Ok((row.get("waiting")?, oldest.map(Timestamp)))
    })?;
    let sql = "SELECT count(*) AS dead FROM job WHERE state = 'dead'";
    let dead = tx.row(sql, (), |row| row.get("dead"))?;
    let newest_dead = tx.rows(
        "SELECT job.*, s.project_id, s.instance_id
         FROM job LEFT JOIN submission s ON s.id = job.submission
         WHERE job.state = 'dead' ORDER BY job.id DESC LIMIT ?1",
        [SHOWN],
        read_dead,
    )?;
    Ok(JobReport {
        waiting,
        oldest,
        dead,
        newest_dead,
    })
}

fn read_job(row: &Row<'_>) -> Result<Job, StoreError> {
    Ok(Job {
        id: JobId(row.get("id")?),
        kind: word(row, "kind", JobKind::parse)?,
        about: row.get("about")?,
        tries: row.get("tries")?,
    })
}

fn read_dead(row: &Row<'_>) -> Result<DeadJob, StoreError> {
    let project: Option<u32> = row.get("project_id")?;
    let instance: Option<String> = row.get("instance_id")?;
    let record = project.zip(instance);
    Ok(DeadJob {
        id: JobId(row.get("id")?),
        kind: row.get("kind")?,
        about: row.get("about")?,
        record: record.map(|(project, id)| (ProjectId(project), InstanceId::new(id))),
        tries: row.get("tries")?,
        error: row.get::<_, Option<String>>("error")?.unwrap_or_default(),
        made: at(row, "made_ms")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let pauses: Vec<i64> = (1..=11).map(|tries| pause_ms(tries) / 1000).collect();
        assert_eq!(
            pauses,
            [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]
        );
        assert_eq!(pause_ms(0), PAUSE_MS);
        assert_eq!(pause_ms(i64::MAX), LONGEST_PAUSE_MS);
    }

    #[test]
    fn a_kind_is_read_as_it_is_written() {
        for kind in JobKind::ALL {
            assert_eq!(JobKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(JobKind::parse("of tomorrow"), None);
    }
}
