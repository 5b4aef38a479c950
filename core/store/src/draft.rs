//! Drafts: a snapshot now and then, and one small journal row per answer since.
//!
//! The snapshot and the deltas are bytes of the form session; this crate does not read them.

use farola_model::{FormId, FormRef, FormVersion, InstanceId, Sha256, Timestamp, limits};
use rusqlite::{Row, Transaction, params};

use crate::error::{Error, Result};
use crate::row::{found, instance, sha256, signed, timestamp, unsigned};
use crate::store::{Lasting, Reader, Store};

/// A draft to begin.
#[derive(Clone)]
pub struct NewDraft {
    /// `meta/instanceID` it will be submitted under.
    pub instance: InstanceId,
    /// The form it fills.
    pub form: FormRef,
    /// The exact form definition it is pinned to.
    pub form_sha256: Sha256,
    /// What a list shows for it.
    pub title: String,
    /// The submission it corrects.
    pub deprecated: Option<InstanceId>,
    /// State of the session to begin with; a correction begins with the old answers.
    pub snapshot: Option<Vec<u8>>,
    /// Now.
    pub at: Timestamp,
}

/// What a list of drafts shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftInfo {
    /// `meta/instanceID`.
    pub instance: InstanceId,
    /// The form it fills.
    pub form: FormRef,
    /// The exact form definition it is pinned to.
    pub form_sha256: Sha256,
    /// What a list shows for it.
    pub title: String,
    /// The submission it corrects.
    pub deprecated: Option<InstanceId>,
    /// When it was begun.
    pub created: Timestamp,
    /// When it was last answered.
    pub updated: Timestamp,
}

/// One entry of a draft's journal.
#[derive(Clone, PartialEq, Eq)]
pub struct Delta {
    /// Counted from 1 within the draft, without gaps.
    pub seq: u64,
    /// When it was written.
    pub at: Timestamp,
    /// What the session wrote.
    pub bytes: Vec<u8>,
}

/// A draft as it is opened again.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// What a list shows of it.
    pub info: DraftInfo,
    /// The last snapshot.
    pub snapshot: Option<Vec<u8>>,
    /// The last delta that the snapshot holds; 0 for none.
    pub snapshot_seq: u64,
    /// The deltas after the snapshot, in order.
    pub deltas: Vec<Delta>,
}

/// A file a draft refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftMedia {
    /// File name as it stands in the answer.
    pub name: String,
    /// What it is for (`original`, `thumbnail`, `audio`, `track`, `signature`).
    pub role: String,
    /// Its content.
    pub sha256: Sha256,
}

// Answers are in these bytes: a `{:?}` somewhere must not show them.
impl std::fmt::Debug for NewDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewDraft({})", self.instance)
    }
}

impl std::fmt::Debug for Delta {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Delta({}, {} bytes)", self.seq, self.bytes.len())
    }
}

impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Draft({}, {:?})", self.info.instance, self.deltas)
    }
}

/// Largest delta: the longest answer, escaped at its worst, and its path.
const DELTA_BYTES: usize = 8 * limits::ANSWER_BYTES;

const INFO: &str = "SELECT instance_id, form_id, form_version, form_sha256, title, \
    deprecated_id, created_ms, \
    max(updated_ms, coalesce((SELECT max(at_ms) FROM draft_delta WHERE draft = draft.id), 0)) \
    FROM draft";

impl Store {
    /// Begins a draft.
    ///
    /// # Errors
    /// [`Error::Exists`] when a draft or a submission has that instance id already.
    pub fn begin_draft(&mut self, draft: &NewDraft) -> Result<()> {
        self.write(Lasting::Kill, |tx| begin(tx, draft))
    }

    /// Appends one delta to a draft's journal and says its number. This is the autosave: when
    /// it has returned, the answer outlives a kill of the process.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a draft.
    pub fn append_delta(&mut self, draft: &InstanceId, delta: &[u8], at: Timestamp) -> Result<u64> {
        limit_delta(delta)?;
        // One statement is its own transaction; an explicit one would only cost two more.
        append(self.writable()?, draft, delta, at)
    }

    /// Appends deltas that belong together (one answer that moved others), all or none, and
    /// says the number of the last.
    ///
    /// # Errors
    /// As [`Store::append_delta`].
    pub fn append_deltas(
        &mut self,
        draft: &InstanceId,
        deltas: &[&[u8]],
        at: Timestamp,
    ) -> Result<u64> {
        self.append_and_drop(draft, deltas, &[], at)
    }

    /// [`Store::append_deltas`], and in the same transaction the draft's files in `dropped` go: no
    /// answer names them any more. What nothing else names is overwritten with it.
    ///
    /// # Errors
    /// As [`Store::append_delta`].
    pub fn append_and_drop(
        &mut self,
        draft: &InstanceId,
        deltas: &[&[u8]],
        dropped: &[String],
        at: Timestamp,
    ) -> Result<u64> {
        for delta in deltas {
            limit_delta(delta)?;
        }
        let last = self.write(Lasting::Kill, |tx| {
            let mut last = last_seq(tx, draft)?;
            for delta in deltas {
                last = append(tx, draft, delta, at)?;
            }
            for name in dropped {
                tx.prepare_cached(
                    "DELETE FROM draft_media WHERE name = ?2 \
                     AND draft = (SELECT id FROM draft WHERE instance_id = ?1)",
                )?
                .execute([draft.as_str(), name])?;
            }
            Ok(last)
        })?;
        if !dropped.is_empty() {
            self.wipe(true);
        }
        Ok(last)
    }

    /// Replaces a draft's snapshot by one that holds all deltas up to `covers`, and trims the
    /// journal by them. Deltas written meanwhile stay.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a draft, or when it has no delta `covers` yet.
    pub fn snapshot_draft(
        &mut self,
        draft: &InstanceId,
        covers: u64,
        snapshot: &[u8],
        at: Timestamp,
    ) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            // A snapshot of answers that the journal never had would hide those that come under
            // these numbers.
            if covers > last_seq(tx, draft)? {
                return Err(Error::NotFound { what: "delta" });
            }
            let id: i64 = tx
                .prepare_cached(
                    "UPDATE draft SET snapshot = ?2, snapshot_seq = max(snapshot_seq, ?3), \
                     updated_ms = max(updated_ms, ?4) WHERE instance_id = ?1 RETURNING id",
                )?
                .query_row(
                    params![draft.as_str(), snapshot, signed(covers)?, at.0],
                    |row| row.get(0),
                )?;
            tx.prepare_cached("DELETE FROM draft_delta WHERE draft = ?1 AND seq <= ?2")?
                .execute(params![id, signed(covers)?])?;
            Ok(())
        })
    }

    /// Pins a draft to another version of its form: its state there takes the place of snapshot
    /// and journal. The numbers of the journal go on.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a draft.
    pub fn rebase_draft(
        &mut self,
        draft: &InstanceId,
        form: &FormRef,
        form_sha256: &Sha256,
        snapshot: &[u8],
        at: Timestamp,
    ) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            let last = last_seq(tx, draft)?;
            let id: i64 = tx.query_row(
                "UPDATE draft SET form_id = ?2, form_version = ?3, form_sha256 = ?4, \
                 snapshot = ?5, snapshot_seq = ?6, updated_ms = max(updated_ms, ?7) \
                 WHERE instance_id = ?1 RETURNING id",
                params![
                    draft.as_str(),
                    form.id.as_str(),
                    form.version.as_str(),
                    form_sha256.0,
                    snapshot,
                    signed(last)?,
                    at.0
                ],
                |row| row.get(0),
            )?;
            // Deltas of the old version mean nothing on the new one.
            tx.execute("DELETE FROM draft_delta WHERE draft = ?1", [id])?;
            Ok(())
        })
    }

    /// Changes what a list shows for a draft.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a draft.
    pub fn title_draft(&mut self, draft: &InstanceId, title: &str) -> Result<()> {
        let changed = self
            .writable()?
            .prepare_cached("UPDATE draft SET title = ?2 WHERE instance_id = ?1")?
            .execute([draft.as_str(), title])?;
        require(changed)
    }

    /// Throws a draft away, with its journal, its place in a walk and the files that nothing else
    /// names.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a draft.
    pub fn delete_draft(&mut self, draft: &InstanceId) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            let sql = "DELETE FROM draft WHERE instance_id = ?1";
            require(tx.execute(sql, [draft.as_str()])?)?;
            crate::walk::forget(tx, draft)
        })?;
        self.wipe(true);
        Ok(())
    }

    /// Names stored content as a file of the draft; the same name again replaces it, and what
    /// nothing else names goes.
    ///
    /// # Errors
    /// [`Error::NotFound`] without the draft or the content, [`Error::UnsafeName`].
    pub fn attach(
        &mut self,
        draft: &InstanceId,
        name: &str,
        role: &str,
        sha256: &Sha256,
    ) -> Result<()> {
        self.write(Lasting::Kill, |tx| attach(tx, draft, name, role, sha256))
    }

    /// Takes a file off the draft, and its content where nothing else names it.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a file.
    pub fn detach(&mut self, draft: &InstanceId, name: &str) -> Result<()> {
        let changed = self.writable()?.execute(
            "DELETE FROM draft_media WHERE name = ?2 \
             AND draft = (SELECT id FROM draft WHERE instance_id = ?1)",
            [draft.as_str(), name],
        )?;
        require(changed)
    }
}

impl Reader {
    /// Reads a draft whole, to open it again.
    ///
    /// # Errors
    /// [`Error::NotFound`] without such a draft.
    pub fn load_draft(&self, draft: &InstanceId) -> Result<Draft> {
        // One statement after another could see a snapshot between them.
        let tx = self.conn.unchecked_transaction()?;
        let info = found(
            tx.query_row(
                &format!("{INFO} WHERE instance_id = ?1"),
                [draft.as_str()],
                info,
            ),
            "draft",
        )?;
        let (id, snapshot, snapshot_seq): (i64, _, i64) = tx.query_row(
            "SELECT id, snapshot, snapshot_seq FROM draft WHERE instance_id = ?1",
            [draft.as_str()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let deltas = tx
            .prepare_cached(
                "SELECT seq, at_ms, delta FROM draft_delta WHERE draft = ?1 AND seq > ?2 \
                 ORDER BY seq",
            )?
            .query_map([id, snapshot_seq], |row| {
                Ok(Delta {
                    seq: row.get::<_, i64>(0)?.unsigned_abs(),
                    at: timestamp(row, 1)?,
                    bytes: row.get(2)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Draft {
            info,
            snapshot,
            snapshot_seq: unsigned(snapshot_seq)?,
            deltas,
        })
    }

    /// All drafts, the last answered first.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn drafts(&self) -> Result<Vec<DraftInfo>> {
        let mut statement = self
            .conn
            .prepare(&format!("{INFO} ORDER BY 8 DESC, id DESC"))?;
        let drafts = statement.query_map([], info)?;
        Ok(drafts.collect::<rusqlite::Result<_>>()?)
    }

    /// The draft that corrects `submission`, if one was begun.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn correction_of(&self, submission: &InstanceId) -> Result<Option<DraftInfo>> {
        let mut statement = self
            .conn
            .prepare(&format!("{INFO} WHERE deprecated_id = ?1"))?;
        let mut drafts = statement.query_map([submission.as_str()], info)?;
        Ok(drafts.next().transpose()?)
    }

    /// The files of a draft, by name.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn draft_media(&self, draft: &InstanceId) -> Result<Vec<DraftMedia>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT name, role, media_sha256 FROM draft_media \
             WHERE draft = (SELECT id FROM draft WHERE instance_id = ?1) ORDER BY name",
        )?;
        let media = statement.query_map([draft.as_str()], |row| {
            Ok(DraftMedia {
                name: row.get(0)?,
                role: row.get(1)?,
                sha256: sha256(row, 2)?,
            })
        })?;
        Ok(media.collect::<rusqlite::Result<_>>()?)
    }
}

/// Begins a draft, inside a transaction.
pub(crate) fn begin(tx: &Transaction<'_>, draft: &NewDraft) -> Result<()> {
    let taken: bool = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM draft WHERE instance_id = ?1) \
         OR EXISTS (SELECT 1 FROM submission WHERE instance_id = ?1)",
        [draft.instance.as_str()],
        |row| row.get(0),
    )?;
    if taken {
        return Err(Error::Exists { what: "draft" });
    }
    tx.prepare_cached(
        "INSERT INTO draft (instance_id, form_id, form_version, form_sha256, title, \
         deprecated_id, snapshot, created_ms, updated_ms) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
    )?
    .execute(params![
        draft.instance.as_str(),
        draft.form.id.as_str(),
        draft.form.version.as_str(),
        draft.form_sha256.0,
        draft.title,
        draft.deprecated.as_ref().map(InstanceId::as_str),
        draft.snapshot,
        draft.at.0,
    ])?;
    Ok(())
}

/// Names stored content as a file of the draft, inside a transaction.
pub(crate) fn attach(
    tx: &Transaction<'_>,
    draft: &InstanceId,
    name: &str,
    role: &str,
    sha256: &Sha256,
) -> Result<()> {
    if !limits::is_safe_file_name(name) {
        return Err(Error::UnsafeName);
    }
    crate::media::require(tx, sha256)?;
    let id: i64 = found(
        tx.query_row(
            "SELECT id FROM draft WHERE instance_id = ?1",
            [draft.as_str()],
            |row| row.get(0),
        ),
        "draft",
    )?;
    tx.prepare_cached(
        "INSERT INTO draft_media (draft, name, role, media_sha256) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (draft, name) DO UPDATE \
         SET role = excluded.role, media_sha256 = excluded.media_sha256",
    )?
    .execute(params![id, name, role, sha256.0])?;
    Ok(())
}

fn append(
    conn: &rusqlite::Connection,
    draft: &InstanceId,
    delta: &[u8],
    at: Timestamp,
) -> Result<u64> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO draft_delta (draft, seq, at_ms, delta) \
         SELECT id, 1 + max(snapshot_seq, coalesce(\
           (SELECT max(seq) FROM draft_delta WHERE draft = draft.id), 0)), ?2, ?3 \
         FROM draft WHERE instance_id = ?1 RETURNING seq",
    )?;
    let mut rows = insert.query(params![draft.as_str(), at.0, delta])?;
    let Some(row) = rows.next()? else {
        return Err(Error::NotFound { what: "draft" });
    };
    let seq: i64 = row.get(0)?;
    // To its end: SQLite looks whether the log has grown too long only after a statement that
    // was stepped to its end, and this one is the whole transaction.
    rows.next()?;
    unsigned(seq)
}

fn last_seq(tx: &Transaction<'_>, draft: &InstanceId) -> Result<u64> {
    let seq: i64 = found(
        tx.prepare_cached(
            "SELECT max(snapshot_seq, coalesce(\
               (SELECT max(seq) FROM draft_delta WHERE draft = draft.id), 0)) \
             FROM draft WHERE instance_id = ?1",
        )?
        .query_row([draft.as_str()], |row| row.get(0)),
        "draft",
    )?;
    unsigned(seq)
}

fn limit_delta(delta: &[u8]) -> Result<()> {
    if delta.len() > DELTA_BYTES {
        return Err(Error::TooLarge {
            what: "delta",
            limit: DELTA_BYTES as u64,
        });
    }
    Ok(())
}

fn require(changed: usize) -> Result<()> {
    if changed == 0 {
        return Err(Error::NotFound { what: "draft" });
    }
    Ok(())
}

fn info(row: &Row<'_>) -> rusqlite::Result<DraftInfo> {
    Ok(DraftInfo {
        instance: instance(row, 0)?,
        form: FormRef {
            id: FormId::new(row.get::<_, String>(1)?),
            version: FormVersion::new(row.get::<_, String>(2)?),
        },
        form_sha256: sha256(row, 3)?,
        title: row.get(4)?,
        deprecated: row.get::<_, Option<String>>(5)?.map(InstanceId::new),
        created: timestamp(row, 6)?,
        updated: timestamp(row, 7)?,
    })
}
