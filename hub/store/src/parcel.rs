//! Parcels: files that a phone announced and that come sealed, without the phone's key.
//!
//! A row says what is expected and how to open it. Its key goes when the file is here; the row
//! stays for a while, so that a repeated upload hears that all is well.

use std::sync::Arc;

use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;
use farola_protocol::parcel::{Announcement, ParcelId, ParcelKey};

use crate::attached::{Sent, attach_late};
use crate::error::StoreError;
use crate::folder::Folder;
use crate::id::{AppUserId, SubmissionKey, VersionKey};
use crate::quota::note_use;
use crate::sql::{instance, number, sha256, size};
use crate::store::Store;
use crate::submission::ArrivedFile;
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

/// A parcel is expected for so long; phones count one as lost after half of it.
const EXPECTED_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// Most rows of one phone: far above what phones keep, below what would fill a disk.
const PER_APP_USER: i64 = 1_000;

/// What became of an announcement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announced {
    /// It is new.
    Created,
    /// It was expected already; the key is the one told last.
    Known,
}

/// A parcel that was announced.
#[derive(Debug)]
pub struct Expected {
    /// Name of the file.
    pub name: String,
    /// Digest that its bytes must have.
    pub sha256: Sha256,
    /// Number of them.
    pub size: u64,
    /// What opens it; none when it arrived.
    pub key: Option<ParcelKey>,
    /// The phone that announced it.
    pub app_user: AppUserId,
    /// The project.
    pub project: ProjectId,
    /// The version that misses it.
    pub instance_id: InstanceId,
    submission: SubmissionKey,
    version: VersionKey,
}

impl Store {
    /// Expects a parcel for a submission that this app user sent, or that was given to it, and
    /// that misses the file.
    ///
    /// # Errors
    /// [`Problem::SubmissionUnknown`], [`Problem::DigestMismatch`],
    /// [`Problem::ParcelNotWanted`] also of a file that no asked answer names;
    /// [`Problem::Busy`] where too many are expected of this phone.
    pub fn announce_parcel(
        &self,
        project: ProjectId,
        app_user: AppUserId,
        id: ParcelId,
        told: Announcement,
        at: Timestamp,
    ) -> Write<'_, Announced> {
        self.write(move |tx| announce(tx, project, app_user, &id, &told, at))
    }

    /// The parcel of that id; none where it was never announced, is too old, or its phone's
    /// key was revoked since.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn find_parcel(
        &self,
        id: &ParcelId,
        at: Timestamp,
    ) -> Result<Option<Expected>, StoreError> {
        self.read_phone(|tx| find(tx, id, at))
    }

    /// Attaches a parcel's file as a repeated post would; its bytes are on the disk and were
    /// verified. Answers whether it was expected still.
    ///
    /// # Errors
    /// [`Problem::ParcelDamaged`] when it is not the file that was announced.
    pub fn take_parcel(
        &self,
        id: ParcelId,
        file: ArrivedFile,
        event_uid: String,
        at: Timestamp,
    ) -> Write<'_, bool> {
        let (folder, today) = (self.folder().clone(), Arc::clone(self.sent()));
        self.write(move |tx| {
            let taken = take(tx, &id, file, &folder, &event_uid, at)?;
            if let Some(app_user) = taken {
                note_use(tx, app_user, at, &today)?;
            }
            Ok(taken.is_some())
        })
    }
}

fn announce(
    tx: &Tx,
    project: ProjectId,
    app_user: AppUserId,
    id: &ParcelId,
    told: &Announcement,
    at: Timestamp,
) -> Result<Announced, StoreError> {
    forget_old(tx, at)?;
    let version = wanting(tx, project, app_user, told)?;
    let (key, size, announced) = (told.key.reveal(), number(told.size), at.as_millis());
    let digest = id.digest();
    let known = tx.execute(
        "UPDATE parcel SET key = ?1, size = ?2, announced_ms = ?3 WHERE id_sha256 = ?4",
        (key, size, announced, digest),
    )?;
    if known > 0 {
        return Ok(Announced::Known);
    }
    let sql = "SELECT count(*) AS open FROM parcel WHERE app_user = ?1";
    let open: i64 = tx.row(sql, [app_user.0], |row| row.get("open"))?;
    if open >= PER_APP_USER {
        return Err(Problem::Busy.into());
    }
    tx.execute(
        "INSERT INTO parcel (id_sha256, project_id, app_user, version, name, file_sha256,
           size, key, announced_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            digest,
            project.0,
            app_user.0,
            version.0,
            &told.name,
            told.sha256,
            size,
            key,
            announced,
        ),
    )?;
    Ok(Announced::Created)
}

/// The version that an announcement is about, where it still misses the file.
fn wanting(
    tx: &Tx,
    project: ProjectId,
    app_user: AppUserId,
    told: &Announcement,
) -> Result<VersionKey, StoreError> {
    let (version, xml) = tx
        .maybe_row(
            "SELECT v.id, v.xml_sha256
             FROM submission_version v JOIN submission s ON s.id = v.submission
             WHERE v.project_id = ?1 AND v.instance_id = ?2
               AND (v.app_user = ?3 OR s.owner = ?3)",
            (project.0, told.instance_id.as_str(), app_user.0),
            |row| Ok((VersionKey(row.get("id")?), sha256(row, "xml_sha256")?)),
        )?
        .ok_or(Problem::SubmissionUnknown)?;
    if xml != told.xml_sha256 {
        return Err(Problem::DigestMismatch.into());
    }
    let held = tx.maybe_row(
        "SELECT 1 FROM submission_attachment a
         JOIN attachment_file f ON f.attachment = a.id
         WHERE a.version = ?1 AND a.name = ?2 AND f.file_sha256 = ?3
         UNION ALL
         SELECT 1 FROM submission_attachment a
         JOIN attachment_sent s ON s.attachment = a.id
         WHERE a.version = ?1 AND a.name = ?2 AND s.sent_sha256 = ?3 LIMIT 1",
        (version.0, &told.name, told.sha256),
        |_| Ok(()),
    )?;
    // What nobody asked for is set aside, its name too: that name is not to wait here.
    let is_asked = tx.maybe_row(
        "SELECT 1 FROM submission_attachment WHERE version = ?1 AND name = ?2 AND expected = 1",
        (version.0, &told.name),
        |_| Ok(()),
    )?;
    match (held, is_asked) {
        (None, Some(())) => Ok(version),
        _ => Err(Problem::ParcelNotWanted.into()),
    }
}

fn find(tx: &Tx, id: &ParcelId, at: Timestamp) -> Result<Option<Expected>, StoreError> {
    tx.maybe_row(
        "SELECT p.*, v.submission, v.instance_id FROM parcel p
         JOIN submission_version v ON v.id = p.version
         JOIN app_user u ON u.id = p.app_user AND u.revoked_ms IS NULL
         WHERE p.id_sha256 = ?1 AND p.announced_ms >= ?2",
        (id.digest(), oldest(at)),
        read,
    )
}

fn take(
    tx: &Tx,
    id: &ParcelId,
    file: ArrivedFile,
    folder: &Folder,
    event_uid: &str,
    at: Timestamp,
) -> Result<Option<AppUserId>, StoreError> {
    // Read again: its key may have been revoked while the bytes came.
    let Some(parcel) = find(tx, id, at)? else {
        return Ok(None);
    };
    if file.name != parcel.name || file.sha256 != parcel.sha256 {
        return Err(Problem::ParcelDamaged.into());
    }
    let sent = Sent {
        project: parcel.project,
        app_user: Some(parcel.app_user),
        user: None,
        files: &[file],
        folder,
        at,
        event_uid,
    };
    attach_late(tx, &sent, parcel.submission, parcel.version)?;
    tx.execute(
        "UPDATE parcel SET key = NULL WHERE id_sha256 = ?1",
        [id.digest()],
    )?;
    Ok(Some(parcel.app_user))
}

fn read(row: &Row<'_>) -> Result<Expected, StoreError> {
    let key: Option<[u8; 32]> = row.get("key")?;
    Ok(Expected {
        name: row.get("name")?,
        sha256: sha256(row, "file_sha256")?,
        size: size(row, "size")?,
        key: key.map(ParcelKey::new),
        project: ProjectId(row.get("project_id")?),
        instance_id: instance(row, "instance_id")?,
        app_user: AppUserId(row.get("app_user")?),
        submission: SubmissionKey(row.get("submission")?),
        version: VersionKey(row.get("version")?),
    })
}

fn forget_old(tx: &Tx, at: Timestamp) -> Result<(), StoreError> {
    tx.execute("DELETE FROM parcel WHERE announced_ms < ?1", [oldest(at)])?;
    Ok(())
}

/// The oldest announcement that is expected still.
fn oldest(at: Timestamp) -> i64 {
    at.as_millis().saturating_sub(EXPECTED_MS)
}
