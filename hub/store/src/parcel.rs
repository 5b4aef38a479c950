//! Parcels: files that a phone announced and that come sealed, without the phone's key.
//!
//! A row says what is expected and how to open it. Its key goes when the file is here; the row
//! stays for a while, so that a repeated upload hears that all is well.

use farola_model::{ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;
use farola_protocol::parcel::{Announcement, ParcelId, ParcelKey};
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::error::StoreError;
use crate::sql::{Digest, OrMissing as _, sha256};
use crate::submission::{ArrivedFile, Late, attach_late, note_use};

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
    project: ProjectId,
    app_user: i64,
    submission: i64,
    version: i64,
}

/// Expects a parcel for a submission that this app user sent and that misses the file.
///
/// # Errors
/// [`Problem::SubmissionUnknown`], [`Problem::DigestMismatch`], [`Problem::ParcelNotWanted`];
/// [`Problem::Busy`] where too many are expected of this phone.
pub fn announce(
    connection: &Connection,
    project: ProjectId,
    app_user: i64,
    id: &ParcelId,
    told: &Announcement,
    at: Timestamp,
) -> Result<Announced, StoreError> {
    forget_old(connection, at)?;
    let (version, xml): (i64, Sha256) = connection
        .prepare_cached(
            "SELECT id, xml_sha256 FROM submission_version
             WHERE project_id = ?1 AND instance_id = ?2 AND app_user = ?3",
        )?
        .query_row((project.0, told.instance_id.as_str(), app_user), |row| {
            Ok((row.get("id")?, sha256(row, "xml_sha256")?))
        })
        .or_refuse(Problem::SubmissionUnknown)?;
    if xml != told.xml_sha256 {
        return Err(Problem::DigestMismatch.into());
    }
    if holds(connection, version, &told.name, told.sha256)? {
        return Err(Problem::ParcelNotWanted.into());
    }
    let size = i64::try_from(told.size).unwrap_or(i64::MAX);
    let (key, at) = (told.key.reveal(), at.as_millis());
    let known = connection
        .prepare_cached(
            "UPDATE parcel SET key = ?1, size = ?2, announced_ms = ?3 WHERE id_sha256 = ?4",
        )?
        .execute((key, size, at, Digest(id.digest().0)))?;
    if known > 0 {
        return Ok(Announced::Known);
    }
    let open: i64 = connection
        .prepare_cached("SELECT count(*) FROM parcel WHERE app_user = ?1")?
        .query_row([app_user], |row| row.get(0))?;
    if open >= PER_APP_USER {
        return Err(Problem::Busy.into());
    }
    connection
        .prepare_cached(
            "INSERT INTO parcel (id_sha256, project_id, app_user, version, name, file_sha256,
               size, key, announced_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(rusqlite::params![
            Digest(id.digest().0),
            project.0,
            app_user,
            version,
            told.name,
            Digest(told.sha256.0),
            size,
            key,
            at,
        ])?;
    Ok(Announced::Created)
}

/// The parcel of that id; none where it was never announced, is too old, or its phone's key
/// was revoked since.
///
/// # Errors
/// A failure of the database.
pub fn expected(
    connection: &Connection,
    id: &ParcelId,
    at: Timestamp,
) -> Result<Option<Expected>, StoreError> {
    let oldest = at.as_millis().saturating_sub(EXPECTED_MS);
    Ok(connection
        .prepare_cached(
            "SELECT p.*, v.submission FROM parcel p
             JOIN submission_version v ON v.id = p.version
             JOIN app_user u ON u.id = p.app_user AND u.revoked_ms IS NULL
             WHERE p.id_sha256 = ?1 AND p.announced_ms >= ?2",
        )?
        .query_row((Digest(id.digest().0), oldest), read)
        .optional()?)
}

/// Attaches a parcel's file as a repeated post would; its bytes are on the disk and were
/// verified. Answers whether it was expected still.
///
/// # Errors
/// A failure of the database.
pub fn arrived(
    connection: &Connection,
    id: &ParcelId,
    file: ArrivedFile,
    event_uid: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    // Read again: its key may have been revoked while the bytes came.
    let Some(parcel) = expected(connection, id, at)? else {
        return Ok(false);
    };
    if file.name != parcel.name || file.sha256 != parcel.sha256 {
        return Err(Problem::ParcelDamaged.into());
    }
    let late = Late {
        project: parcel.project,
        app_user: Some(parcel.app_user),
        user: None,
        files: &[file],
        at,
        event_uid,
    };
    attach_late(connection, &late, parcel.submission, parcel.version)?;
    note_use(connection, parcel.app_user, at)?;
    connection
        .prepare_cached("UPDATE parcel SET key = NULL WHERE id_sha256 = ?1")?
        .execute([Digest(id.digest().0)])?;
    Ok(true)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Expected> {
    let key: Option<Digest<32>> = row.get("key")?;
    Ok(Expected {
        name: row.get("name")?,
        sha256: sha256(row, "file_sha256")?,
        size: row.get::<_, i64>("size")?.try_into().unwrap_or(0),
        key: key.map(|key| ParcelKey::new(key.0)),
        project: ProjectId(row.get("project_id")?),
        app_user: row.get("app_user")?,
        submission: row.get("submission")?,
        version: row.get("version")?,
    })
}

fn holds(
    connection: &Connection,
    version: i64,
    name: &str,
    digest: Sha256,
) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM submission_attachment a
             JOIN attachment_file f ON f.attachment = a.id
             WHERE a.version = ?1 AND a.name = ?2 AND f.file_sha256 = ?3",
        )?
        .exists((version, name, Digest(digest.0)))?)
}

fn forget_old(connection: &Connection, at: Timestamp) -> Result<(), StoreError> {
    let oldest = at.as_millis().saturating_sub(EXPECTED_MS);
    connection
        .prepare_cached("DELETE FROM parcel WHERE announced_ms < ?1")?
        .execute([oldest])?;
    Ok(())
}
