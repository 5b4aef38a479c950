//! Forgetting: what a group said at a stop, or on a whole walk, goes when it asks for that.
//!
//! Everything that the hub made of a record goes with it: its versions, files, pictures, words of
//! the search, history, comments, entries of the feed, waiting work and counts. What stays is a
//! tombstone: the digest of each version, the class of the reason, the day. By it the record is
//! refused when a phone sends it again, and the phones that know it are told through their feed.
//!
//! History and feed are append-only, which triggers hold. They open for a row in the table `door`,
//! which is written and removed in the transaction that forgets.
//!
//! Rows go at once; bytes of files, and what the database's own files still hold of the rows, go
//! after the commit ([`Store::erase_forgotten`], [`Store::erase_traces`]).

use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};

use crate::audit::audit;
use crate::error::StoreError;
use crate::id::{SubmissionKey, UserId};
use crate::sql::{instance, sha256};
use crate::store::Store;
use crate::tally::{count_out, sweep};
use crate::tx::Tx;
use crate::write::Write;

/// Files that are looked at in one round of erasing.
const ROUND: i64 = 500;

/// Counters that are removed at one time.
const COUNTERS: u32 = 1_000;

/// Why something is forgotten. No words of whoever asked: they may say what is to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The group asked for it.
    Asked,
    /// It should not have been written down: somebody can be known by it.
    Privacy,
    /// It was kept for as long as it is kept.
    Retention,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 3] = [Self::Asked, Self::Privacy, Self::Retention];

    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Privacy => "privacy",
            Self::Retention => "retention",
        }
    }

    /// The reason that is stored under a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// A record of a walk, as whoever chooses what is to be forgotten reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfWalk {
    /// Id of its current version.
    pub instance_id: InstanceId,
    /// Its XML as received.
    pub xml: Vec<u8>,
}

/// What is to be forgotten.
#[derive(Debug, Clone)]
pub struct Forgetting {
    /// The project.
    pub project: ProjectId,
    /// The records, by the ids of their current versions.
    pub records: Vec<InstanceId>,
    /// The walk, where all of it is forgotten: its place and route go too.
    pub walk_code: Option<String>,
    /// Why.
    pub reason: Reason,
    /// Who does it; none for the terminal.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
}

/// What was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Forgotten {
    /// Records.
    pub records: usize,
    /// Their versions: so many tombstones were set.
    pub versions: usize,
    /// Files that nothing else names.
    pub files: usize,
    /// Phones that are told.
    pub phones: usize,
    /// Where the round of erasing begins in which the files go.
    #[serde(skip)]
    pub erased_before: i64,
}

/// How far erasing came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Files that are gone from here.
    pub files: usize,
    /// The newest of them: the next round begins behind it.
    pub reached: i64,
}

impl Store {
    /// Every record of a walk, with what it says.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn read_walk_records(
        &self,
        project: ProjectId,
        walk_code: &str,
    ) -> Result<Vec<OfWalk>, StoreError> {
        let sql = "SELECT s.instance_id, v.xml FROM submission s
             JOIN submission_version v ON v.id = s.current
             WHERE s.project_id = ?1 AND s.walk_code = ?2 ORDER BY s.id";
        self.read(|tx| {
            tx.rows(sql, (project.0, walk_code), |row| {
                Ok(OfWalk {
                    instance_id: instance(row, "instance_id")?,
                    xml: row.get("xml")?,
                })
            })
        })
    }

    /// Forgets records, all or none of them. Their files are still there until
    /// [`Store::erase_forgotten`].
    ///
    /// # Errors
    /// [`StoreError::Missing`] when one of them is not there: nothing was forgotten.
    pub fn forget(&self, forgetting: Forgetting) -> Write<'_, Forgotten> {
        self.write(move |tx| forget(tx, &forgetting))
    }

    /// Removes the bytes of forgotten files from this hub's folder and from its bucket: those
    /// behind the round before. Each hub of a database does it, from 0 on when it starts: pictures
    /// of a photo are in each folder.
    ///
    /// # Errors
    /// A failure of the disk, the bucket or the database: the same round is to be done again.
    pub fn erase_forgotten(&self, after: i64) -> Result<Erased, StoreError> {
        let sql = "SELECT e.id, e.sha256 FROM erased_file e
             WHERE e.id > ?1 ORDER BY e.id LIMIT ?2";
        let rows = self.read(|tx| {
            tx.rows(sql, (after, ROUND), |row| {
                Ok((row.get::<_, i64>("id")?, sha256(row, "sha256")?))
            })
        })?;
        let mut erased = Erased {
            files: 0,
            reached: after,
        };
        for (id, digest) in rows {
            // The same bytes may have come again with another record.
            if !self.is_named(digest)? {
                erased.files += usize::from(self.files().erase(digest)?);
            }
            erased.reached = id;
        }
        Ok(erased)
    }

    /// Writes the database's files anew without what was removed from it, its log too. Takes time
    /// with the size of the database; writes wait meanwhile.
    ///
    /// On PostgreSQL the space is given free for other rows: what its own log, its copies and the
    /// disk keep of it is for whoever runs that server.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when somebody reads for long: to be done again.
    pub fn erase_traces(&self) -> Result<(), StoreError> {
        crate::store::erase_traces(self.place())
    }
}

/// Lets history and feed be left, until [`shut_door`], inside one transaction.
pub(crate) fn open_door(tx: &Tx) -> Result<(), StoreError> {
    tx.execute("INSERT INTO door (only_row) VALUES (1)", ())?;
    Ok(())
}

/// Shuts it again.
pub(crate) fn shut_door(tx: &Tx) -> Result<(), StoreError> {
    tx.execute("DELETE FROM door", ())?;
    Ok(())
}

pub(crate) fn forget(tx: &Tx, forgetting: &Forgetting) -> Result<Forgotten, StoreError> {
    let newest = "SELECT coalesce(max(id), 0) AS id FROM erased_file";
    let mut done = Forgotten {
        erased_before: tx.row(newest, (), |row| row.get("id"))?,
        ..Forgotten::default()
    };
    open_door(tx)?;
    let mut phones = std::collections::BTreeSet::new();
    for record in &forgetting.records {
        let submission = tx.maybe_row(
            "SELECT id FROM submission WHERE project_id = ?1 AND instance_id = ?2",
            (forgetting.project.0, record.as_str()),
            |row| row.get("id").map(SubmissionKey),
        )?;
        let submission = submission.ok_or(StoreError::Missing { what: "record" })?;
        phones.extend(tell_phones(tx, forgetting, submission, &mut done)?);
        done.files += remove(tx, submission, forgetting.at)?;
        done.records += 1;
    }
    if let Some(code) = &forgetting.walk_code {
        let of = (forgetting.project.0, code);
        tx.execute(
            "DELETE FROM walk WHERE project_id = ?1 AND walk_code = ?2",
            of,
        )?;
    }
    // A counter has the name of the neighbourhood, also when it counts nothing any more.
    while sweep(tx, COUNTERS)? > 0 {}
    shut_door(tx)?;
    done.phones = phones.len();
    let details = serde_json::json!({
        "project": forgetting.project.0,
        "records": done.records,
        "files": done.files,
        "reason": forgetting.reason.as_str(),
    });
    audit(tx, forgetting.at, forgetting.by, "record.forget", &details)?;
    Ok(done)
}

/// Sets the tombstones of a record and tells each phone that ever had to do with it.
fn tell_phones(
    tx: &Tx,
    forgetting: &Forgetting,
    submission: SubmissionKey,
    done: &mut Forgotten,
) -> Result<Vec<i64>, StoreError> {
    let project = forgetting.project.0;
    let phones: Vec<i64> = tx.rows(
        "SELECT app_user FROM submission_version WHERE submission = ?1 AND app_user IS NOT NULL
         UNION SELECT owner FROM submission WHERE id = ?1 AND owner IS NOT NULL
         UNION SELECT app_user FROM change WHERE submission = ?1 AND app_user IS NOT NULL
         ORDER BY 1",
        [submission.0],
        |row| row.get(0),
    )?;
    let versions: Vec<(InstanceId, Sha256)> = tx.rows(
        "SELECT instance_id, xml_sha256 FROM submission_version WHERE submission = ?1 ORDER BY id",
        [submission.0],
        |row| Ok((instance(row, "instance_id")?, sha256(row, "xml_sha256")?)),
    )?;
    for (id, digest) in &versions {
        let tombstone = tx.insert(
            "INSERT INTO tombstone (project_id, instance_id, xml_sha256, reason, at_ms)
             VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
            (
                project,
                id.as_str(),
                *digest,
                forgetting.reason.as_str(),
                forgetting.at.as_millis(),
            ),
        )?;
        for phone in &phones {
            let seq: i64 = tx.row(
                "INSERT INTO feed (project_id, seq) VALUES (?1, 1)
                 ON CONFLICT (project_id) DO UPDATE SET seq = feed.seq + 1 RETURNING seq",
                [project],
                |row| row.get("seq"),
            )?;
            tx.execute(
                "INSERT INTO tombstone_told (project_id, seq, app_user, tombstone)
                 VALUES (?1, ?2, ?3, ?4)",
                (project, seq, *phone, tombstone),
            )?;
        }
    }
    done.versions += versions.len();
    Ok(phones)
}

/// Everything that names a version of the record, in the order in which nothing is left that names
/// what goes; `?1` is the record.
const ROWS: [&str; 12] = [
    "DELETE FROM job WHERE submission = ?1",
    "DELETE FROM change WHERE submission = ?1",
    "DELETE FROM review_event WHERE submission = ?1",
    "DELETE FROM parcel WHERE version IN (SELECT id FROM submission_version WHERE submission = ?1)",
    "DELETE FROM aside WHERE version IN (SELECT id FROM submission_version WHERE submission = ?1)",
    "DELETE FROM attachment_sent WHERE attachment IN (SELECT a.id FROM submission_attachment a
       JOIN submission_version v ON v.id = a.version WHERE v.submission = ?1)",
    "DELETE FROM attachment_file WHERE attachment IN (SELECT a.id FROM submission_attachment a
       JOIN submission_version v ON v.id = a.version WHERE v.submission = ?1)",
    "DELETE FROM submission_attachment
     WHERE version IN (SELECT id FROM submission_version WHERE submission = ?1)",
    "UPDATE walk SET submission = NULL, place = NULL, route = NULL WHERE submission = ?1",
    "UPDATE submission SET current = NULL WHERE id = ?1",
    "DELETE FROM submission_version WHERE submission = ?1",
    "DELETE FROM submission WHERE id = ?1",
];

/// Removes a record with all that was made of it; answers how many files nothing names any more.
fn remove(tx: &Tx, submission: SubmissionKey, at: Timestamp) -> Result<usize, StoreError> {
    let files: Vec<Sha256> = tx.rows(
        "SELECT f.file_sha256 AS sha256 FROM attachment_file f
           JOIN submission_attachment a ON a.id = f.attachment
           JOIN submission_version v ON v.id = a.version WHERE v.submission = ?1
         UNION SELECT s.sent_sha256 FROM attachment_sent s
           JOIN submission_attachment a ON a.id = s.attachment
           JOIN submission_version v ON v.id = a.version
           JOIN blob b ON b.sha256 = s.sent_sha256 WHERE v.submission = ?1 AND s.aside = 1
         UNION SELECT e.sealed_sha256 FROM aside e JOIN submission_version v ON v.id = e.version
           WHERE v.submission = ?1 AND e.sealed_sha256 IS NOT NULL",
        [submission.0],
        |row| sha256(row, "sha256"),
    )?;
    count_out(tx, submission)?;
    if let Some(waiting) = tx.dialect().waiting_words() {
        tx.execute(waiting.forget, [submission.0])?;
    }
    tx.execute(tx.dialect().forget_words(), [submission.0])?;
    for sql in ROWS {
        tx.execute(sql, [submission.0])?;
    }
    let mut gone = 0;
    for digest in files {
        gone += usize::from(let_go(tx, digest, at)?);
    }
    Ok(gone)
}

/// Notes that the bytes of a file are to go, unless something else names it.
pub(crate) fn let_go(tx: &Tx, digest: Sha256, at: Timestamp) -> Result<bool, StoreError> {
    let named: bool = tx.row(
        "SELECT EXISTS (SELECT 1 FROM attachment_file WHERE file_sha256 = ?1)
           OR EXISTS (SELECT 1 FROM attachment_sent WHERE sent_sha256 = ?1 AND aside = 1)
           OR EXISTS (SELECT 1 FROM aside WHERE sealed_sha256 = ?1)
           OR EXISTS (SELECT 1 FROM form_attachment WHERE file_sha256 = ?1) AS named",
        [digest],
        |row| row.get("named"),
    )?;
    if named {
        return Ok(false);
    }
    tx.execute("DELETE FROM job WHERE about = ?1", [digest.to_string()])?;
    tx.execute("DELETE FROM moving WHERE sha256 = ?1", [digest])?;
    tx.execute("DELETE FROM blob WHERE sha256 = ?1", [digest])?;
    tx.execute(
        "INSERT INTO erased_file (sha256, at_ms) VALUES (?1, ?2)",
        (digest, at.as_millis()),
    )?;
    Ok(true)
}
