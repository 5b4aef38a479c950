//! Submissions: finalized drafts, kept as their exact bytes.

use farola_model::limits::{SUBMISSION_XML_BYTES, is_safe_file_name};
use farola_model::{
    Coded, ErrorClass, FormId, FormRef, FormVersion, InstanceId, Sha256, Timestamp,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::error::{Error, Result};
use crate::row::{found, instance, sha256, timestamp};
use crate::state::{Shelf, SubmissionEvent, SubmissionState};
use crate::store::{Lasting, Reader, Store};

/// A file that goes with a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// File name as it stands in the XML.
    pub name: String,
    /// What it is for (`original`, `thumbnail`, `audio`, `track`, `signature`).
    pub role: String,
    /// Its content, stored already.
    pub sha256: Sha256,
}

/// Why a submission waits that was sealed for another server than that of the enrolment.
#[derive(Debug, thiserror::Error)]
#[error("it was sealed for another server, and goes to no other")]
struct AnotherServer;

impl Coded for AnotherServer {
    fn code(&self) -> &'static str {
        "submission.another_server"
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::User
    }
}

/// A file of a submission and whether the server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionMedia {
    /// File name as it stands in the XML.
    pub name: String,
    /// What it is for.
    pub role: String,
    /// Its content.
    pub sha256: Sha256,
    /// Size in bytes; `None` when a salvage lost the content.
    pub size: Option<u64>,
    /// MIME type as given at import.
    pub content_type: Option<String>,
    /// Whether the server took it.
    pub sent: bool,
}

/// What a list of submissions shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmissionInfo {
    /// `meta/instanceID`.
    pub instance: InstanceId,
    /// The form it fills.
    pub form: FormRef,
    /// The exact form definition it was filled with.
    pub form_sha256: Sha256,
    /// Digest of the exact XML: the name of this version.
    pub xml_sha256: Sha256,
    /// What a list shows for it.
    pub title: String,
    /// The submission it corrects.
    pub deprecated: Option<InstanceId>,
    /// When it was finalized.
    pub finalized: Timestamp,
    /// Where it stands on its way.
    pub state: SubmissionState,
    /// Code of the problem that stopped it.
    pub problem: Option<String>,
    /// When it came into that state.
    pub state_at: Timestamp,
    /// Whether it was sealed for the server that the phone is enrolled with now. It goes to no
    /// other: until then it waits, with a problem that says so.
    pub goes_here: bool,
    /// Number of its files, and how many of them the server took.
    pub media: (u64, u64),
}

/// A submission whole.
#[derive(Clone, PartialEq, Eq)]
pub struct Submission {
    /// What a list shows of it.
    pub info: SubmissionInfo,
    /// The exact bytes as finalized.
    pub xml: Vec<u8>,
    /// Its files, by name.
    pub media: Vec<SubmissionMedia>,
}

// The XML is answers: a `{:?}` somewhere must not show them.
impl SubmissionInfo {
    /// The list in which it stands: what waits for another server waits for a person, who enrols
    /// the phone there again.
    #[must_use]
    pub fn shelf(&self) -> Shelf {
        match self.state.shelf() {
            Shelf::Outbox if !self.goes_here => Shelf::SetAside,
            shelf => shelf,
        }
    }
}

impl std::fmt::Debug for Submission {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Submission({:?}, {} bytes)", self.info, self.xml.len())
    }
}

const INFO: &str = "SELECT instance_id, form_id, form_version, form_sha256, xml_sha256, title, \
    deprecated_id, finalised_ms, state, \
    problem, state_ms, \
    (SELECT count(*) FROM submission_media WHERE submission = submission.id), \
    (SELECT count(*) FROM submission_media WHERE submission = submission.id AND sent = 1), \
    sealed_for IS (SELECT server FROM device) FROM submission";

impl Store {
    /// Finalizes a draft: in one transaction, and lasting through a power cut, the submission is
    /// stored with its files and put into the outbox, and the draft is gone.
    ///
    /// Asking again after a crash, with the same bytes, succeeds and changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] without the draft or a file's content, [`Error::Exists`] when the
    /// instance was finalized with other bytes, [`Error::TooLarge`], [`Error::UnsafeName`].
    pub fn finalize(
        &mut self,
        draft: &InstanceId,
        xml: &[u8],
        attachments: &[Attachment],
        at: Timestamp,
    ) -> Result<Sha256> {
        self.finalize_with(draft, xml, attachments, at, None, &|_| Ok(()))
    }

    /// [`Store::finalize`] with another title than the draft's and something more in the same
    /// transaction.
    pub(crate) fn finalize_with(
        &mut self,
        draft: &InstanceId,
        xml: &[u8],
        attachments: &[Attachment],
        at: Timestamp,
        title: Option<&str>,
        more: &dyn Fn(&Transaction<'_>) -> Result<()>,
    ) -> Result<Sha256> {
        if xml.len() > SUBMISSION_XML_BYTES {
            return Err(Error::TooLarge {
                what: "submission",
                limit: SUBMISSION_XML_BYTES as u64,
            });
        }
        if !attachments.iter().all(|file| is_safe_file_name(&file.name)) {
            return Err(Error::UnsafeName);
        }
        let xml_sha256 = Sha256::of(xml);
        self.write(Lasting::PowerCut, |tx| {
            if let Some(known) = xml_digest(tx, draft)? {
                return if known == xml_sha256 {
                    Ok(known)
                } else {
                    Err(Error::Exists { what: "submission" })
                };
            }
            let submission = insert(tx, draft, xml, &xml_sha256, at, title)?;
            let mut link = tx.prepare_cached(
                "INSERT INTO submission_media (submission, name, role, media_sha256) \
                 VALUES (?1, ?2, ?3, ?4)",
            )?;
            for file in attachments {
                crate::media::require(tx, &file.sha256)?;
                link.execute(params![submission, file.name, file.role, file.sha256.0])?;
            }
            tx.execute("INSERT INTO outbox (submission) VALUES (?1)", [submission])?;
            tx.execute("DELETE FROM draft WHERE instance_id = ?1", [draft.as_str()])?;
            more(tx)?;
            Ok(xml_sha256)
        })
    }
}

impl Reader {
    /// All submissions, the last finalized first.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn submissions(&self) -> Result<Vec<SubmissionInfo>> {
        let mut statement = self.conn.prepare(&format!("{INFO} ORDER BY id DESC"))?;
        let submissions = statement.query_map([], info)?;
        Ok(submissions.collect::<rusqlite::Result<_>>()?)
    }

    /// What a list shows of one submission.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not stored.
    pub fn submission_info(&self, instance: &InstanceId) -> Result<SubmissionInfo> {
        let sql = format!("{INFO} WHERE instance_id = ?1");
        found(
            self.conn.query_row(&sql, [instance.as_str()], info),
            "submission",
        )
    }

    /// One submission with its XML and its files.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not stored, [`Error::DigestMismatch`] when its bytes are
    /// no longer those that were finalized.
    pub fn submission(&self, instance: &InstanceId) -> Result<Submission> {
        let tx = self.conn.unchecked_transaction()?;
        let info = self.submission_info(instance)?;
        let xml: Vec<u8> = tx.query_row(
            "SELECT xml FROM submission WHERE instance_id = ?1",
            [instance.as_str()],
            |row| row.get(0),
        )?;
        if Sha256::of(&xml) != info.xml_sha256 {
            return Err(Error::DigestMismatch);
        }
        let media = self.submission_media(instance)?;
        Ok(Submission { info, xml, media })
    }

    /// The files of a submission, by name.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn submission_media(&self, instance: &InstanceId) -> Result<Vec<SubmissionMedia>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT name, role, media_sha256, size, type, sent FROM submission_media \
             LEFT JOIN media ON media.sha256 = media_sha256 \
             WHERE submission = (SELECT id FROM submission WHERE instance_id = ?1) \
             ORDER BY name",
        )?;
        let media = statement.query_map([instance.as_str()], |row| {
            Ok(SubmissionMedia {
                name: row.get(0)?,
                role: row.get(1)?,
                sha256: sha256(row, 2)?,
                size: row.get::<_, Option<i64>>(3)?.map(i64::unsigned_abs),
                content_type: row.get(4)?,
                sent: row.get(5)?,
            })
        })?;
        Ok(media.collect::<rusqlite::Result<_>>()?)
    }
}

fn xml_digest(tx: &Transaction<'_>, instance: &InstanceId) -> Result<Option<Sha256>> {
    Ok(tx
        .query_row(
            "SELECT xml_sha256 FROM submission WHERE instance_id = ?1",
            [instance.as_str()],
            |row| sha256(row, 0),
        )
        .optional()?)
}

/// Writes the submission's row from the draft's; says its row id. It is sealed for the server of
/// the enrolment; a correction is for the server that has what it corrects.
fn insert(
    tx: &Transaction<'_>,
    draft: &InstanceId,
    xml: &[u8],
    xml_sha256: &Sha256,
    at: Timestamp,
    title: Option<&str>,
) -> Result<i64> {
    found(
        tx.query_row(
            "INSERT INTO submission (instance_id, xml, xml_sha256, form_id, form_version, \
             form_sha256, title, deprecated_id, finalised_ms, state, state_ms, sealed_for) \
             SELECT instance_id, ?2, ?3, form_id, form_version, form_sha256, \
             coalesce(?5, title), deprecated_id, ?4, 'finalised', ?4, \
             coalesce((SELECT sealed_for FROM submission AS base \
               WHERE base.instance_id = draft.deprecated_id), (SELECT server FROM device)) \
             FROM draft WHERE instance_id = ?1 RETURNING id",
            params![draft.as_str(), xml, xml_sha256.0, at.0, title],
            |row| row.get(0),
        ),
        "draft",
    )
}

/// Moves a submission by the transition table; says its row id and its new state.
pub(crate) fn advance(
    tx: &Transaction<'_>,
    instance: &InstanceId,
    event: SubmissionEvent,
    problem: Option<&str>,
    at: Timestamp,
) -> Result<(i64, SubmissionState)> {
    let (id, from) = state(tx, instance)?;
    let to = from.after(event).ok_or(Error::Transition { from, event })?;
    // An acknowledgement that comes twice does not move the day of the purge.
    if to != from {
        tx.prepare_cached(
            "UPDATE submission SET state = ?2, state_ms = ?3, problem = ?4 WHERE id = ?1",
        )?
        .execute(params![id, to.as_str(), at.0, problem])?;
    }
    Ok((id, to))
}

/// Row id and state of a submission.
pub(crate) fn state(tx: &Transaction<'_>, instance: &InstanceId) -> Result<(i64, SubmissionState)> {
    let (id, text): (i64, String) = found(
        tx.prepare_cached("SELECT id, state FROM submission WHERE instance_id = ?1")?
            .query_row([instance.as_str()], |row| Ok((row.get(0)?, row.get(1)?))),
        "submission",
    )?;
    let state = text.parse().map_err(|_| Error::Sql { code: 0 })?;
    Ok((id, state))
}

fn info(row: &Row<'_>) -> rusqlite::Result<SubmissionInfo> {
    let state: String = row.get(8)?;
    let state: SubmissionState = state
        .parse()
        .map_err(|_| rusqlite::Error::InvalidColumnName("state".into()))?;
    let goes_here: bool = row.get(13)?;
    let problem = if state.is_waiting() && !goes_here {
        Some(AnotherServer.code().to_owned())
    } else {
        row.get(9)?
    };
    Ok(SubmissionInfo {
        instance: instance(row, 0)?,
        form: FormRef {
            id: FormId::new(row.get::<_, String>(1)?),
            version: FormVersion::new(row.get::<_, String>(2)?),
        },
        form_sha256: sha256(row, 3)?,
        xml_sha256: sha256(row, 4)?,
        title: row.get(5)?,
        deprecated: row.get::<_, Option<String>>(6)?.map(InstanceId::new),
        finalized: timestamp(row, 7)?,
        state,
        problem,
        state_at: timestamp(row, 10)?,
        goes_here,
        media: (
            row.get::<_, i64>(11)?.unsigned_abs(),
            row.get::<_, i64>(12)?.unsigned_abs(),
        ),
    })
}
