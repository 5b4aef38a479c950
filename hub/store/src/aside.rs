//! What is set aside: what a form does not ask for, and files that cannot be cleaned.
//!
//! Nothing of it is stored readable. What came is sealed to the key of an administrator, whose
//! private half is not on this machine, or is not kept at all where no such key is set. A row says
//! that something came, why it is not shown, and its digest, by which its sender is known again.
//! Names of files that no asked answer names are answers nobody asked for either: they are in no
//! row.

use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;

use crate::audit::audit;
use crate::error::StoreError;
use crate::flag::{self, Flag};
use crate::form::note_blob;
use crate::id::{SubmissionKey, VersionKey};
use crate::sql::{at, maybe_sha256, number, sha256, size, word};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

/// Most of a record that is listed, the newest.
const LISTED: i64 = 200;

/// What it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsideKind {
    /// The whole XML, of which some answers are kept.
    Answers,
    /// A file.
    File,
}

impl AsideKind {
    const ALL: [Self; 2] = [Self::Answers, Self::File];

    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::File => "file",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// Why it is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsideReason {
    /// The form does not ask for it, as the other answers stand.
    Unasked,
    /// It may say where or by whom it was made, and that cannot be taken out.
    Unclean,
}

impl AsideReason {
    const ALL: [Self; 2] = [Self::Unasked, Self::Unclean];

    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unasked => "unasked",
            Self::Unclean => "unclean",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// Bytes that only the holder of the private half opens; they are on the disk already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// Digest of the sealed bytes.
    pub sha256: Sha256,
    /// Number of them.
    pub size: u64,
}

/// Something that came and is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetAside {
    /// Why.
    pub reason: AsideReason,
    /// What is kept of it; none where there was no key, and of what came before.
    pub sealed: Option<Sealed>,
}

/// Something that is set aside, as a record lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub kind: AsideKind,
    /// Why.
    pub reason: AsideReason,
    /// Digest of what came.
    pub sent_sha256: Sha256,
    /// Number of bytes that came.
    pub sent_size: u64,
    /// What is kept of it.
    pub sealed: Option<Sealed>,
    /// When it came.
    pub at: Timestamp,
}

impl Store {
    /// The public key to which is sealed what is set aside; none where such content is not kept.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn read_aside_key(&self) -> Result<Option<String>, StoreError> {
        self.read(|tx| tx.row("SELECT aside_key FROM hub", (), |row| row.get("aside_key")))
    }

    /// Sets that key, or takes it away. What was sealed to another one stays as it is.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn set_aside_key(&self, key: Option<String>, now: Timestamp) -> Write<'_, ()> {
        self.write(move |tx| {
            tx.execute("UPDATE hub SET aside_key = ?1", [&key])?;
            let details = serde_json::json!({"key": key});
            audit(tx, now, None, "hub.aside_key", &details)
        })
    }

    /// Whether these bytes came with that version before and were set aside.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn knows_aside(
        &self,
        project: ProjectId,
        instance: &InstanceId,
        sent: Sha256,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM aside a JOIN submission_version v ON v.id = a.version
             WHERE v.project_id = ?1 AND v.instance_id = ?2 AND a.sent_sha256 = ?3";
        let asked = (project.0, instance.as_str(), sent);
        let found = self.read_phone(|tx| tx.maybe_row(sql, asked, |_| Ok(())))?;
        Ok(found.is_some())
    }

    /// Something of a record that is set aside.
    ///
    /// # Errors
    /// [`Problem::SubmissionUnknown`], [`Problem::AttachmentUnknown`].
    pub fn read_aside(
        &self,
        project: ProjectId,
        instance: &InstanceId,
        id: i64,
    ) -> Result<Aside, StoreError> {
        let of = "SELECT submission FROM submission_version
             WHERE project_id = ?1 AND instance_id = ?2";
        let sql = format!("{SELECT} WHERE v.submission = ?1 AND a.id = ?2");
        self.read(|tx| {
            let record: Option<i64> =
                tx.maybe_row(of, (project.0, instance.as_str()), |row| row.get(0))?;
            let record = record.ok_or(Problem::SubmissionUnknown)?;
            tx.maybe_row(&sql, (record, id), read)?
                .ok_or(Problem::AttachmentUnknown.into())
        })
    }
}

const SELECT: &str = "SELECT a.id, a.kind, a.reason, a.sent_sha256, a.sent_size, a.at_ms,
       a.sealed_sha256, a.sealed_size
     FROM aside a JOIN submission_version v ON v.id = a.version";

fn read(row: &Row<'_>) -> Result<Aside, StoreError> {
    let sealed = match maybe_sha256(row, "sealed_sha256")? {
        Some(sha256) => Some(Sealed {
            sha256,
            size: size(row, "sealed_size")?,
        }),
        None => None,
    };
    Ok(Aside {
        id: row.get("id")?,
        kind: word(row, "kind", AsideKind::from_name)?,
        reason: word(row, "reason", AsideReason::from_name)?,
        sent_sha256: sha256(row, "sent_sha256")?,
        sent_size: size(row, "sent_size")?,
        sealed,
        at: at(row, "at_ms")?,
    })
}

/// All of a record, the newest first.
pub(crate) fn of_record(tx: &Tx, record: SubmissionKey) -> Result<Vec<Aside>, StoreError> {
    let sql = format!("{SELECT} WHERE v.submission = ?1 ORDER BY a.id DESC LIMIT ?2");
    tx.rows(&sql, (record.0, LISTED), read)
}

/// Digests of the files of a version that are set aside.
pub(crate) fn files(tx: &Tx, version: VersionKey) -> Result<Vec<Sha256>, StoreError> {
    let sql = "SELECT sent_sha256 FROM aside WHERE version = ?1 AND kind = ?2 ORDER BY id";
    tx.rows(sql, (version.0, AsideKind::File.as_str()), |row| {
        sha256(row, "sent_sha256")
    })
}

/// What came and is set aside, with its digest and number of bytes.
pub(crate) struct Came {
    pub(crate) kind: AsideKind,
    pub(crate) sha256: Sha256,
    pub(crate) size: u64,
    pub(crate) aside: SetAside,
    pub(crate) at: Timestamp,
}

/// Notes what is set aside of a version, once for the same bytes, and marks its record.
pub(crate) fn note(
    tx: &Tx,
    record: SubmissionKey,
    version: VersionKey,
    came: &Came,
) -> Result<(), StoreError> {
    let kind = came.kind.as_str();
    let known = "SELECT 1 FROM aside WHERE version = ?1 AND kind = ?2 AND sent_sha256 = ?3";
    if tx
        .maybe_row(known, (version.0, kind, came.sha256), |_| Ok(()))?
        .is_some()
    {
        return Ok(());
    }
    let sealed = came.aside.sealed;
    if let Some(sealed) = sealed {
        note_blob(tx, sealed.sha256, sealed.size, came.at)?;
    }
    tx.execute(
        "INSERT INTO aside (version, kind, reason, sent_sha256, sent_size, sealed_sha256,
           sealed_size, at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            version.0,
            kind,
            came.aside.reason.as_str(),
            came.sha256,
            number(came.size),
            sealed.map(|sealed| sealed.sha256),
            sealed.map(|sealed| number(sealed.size)),
            came.at.as_millis(),
        ),
    )?;
    let current = "SELECT 1 FROM submission WHERE id = ?1 AND current = ?2";
    match tx.maybe_row(current, (record.0, version.0), |_| Ok(()))? {
        // A version that was corrected since says nothing of the one that is shown.
        None => Ok(()),
        Some(()) => flag::set(tx, record, &[(Flag::Form, true)]),
    }
}
