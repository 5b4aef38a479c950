//! Everything about one record: answers, files, versions, neighbours, history.

use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;
use rusqlite::Connection;

use crate::error::StoreError;
use crate::queue::{Item, read_item, select_items};
use crate::review::{HistoryLine, history};
use crate::sql::{Digest, OrMissing as _, at, sha256};

/// Most other stops of the same walk that a record shows.
const NEIGHBOURS: i64 = 200;

/// One record, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What the queue shows of it.
    pub item: Item,
    /// Row of the form version its current XML names.
    pub form_version: i64,
    /// Answers as JSON, `[[ref, value], …]`.
    pub answers: String,
    /// Lines of the record, or the route of its walk, as GeoJSON.
    pub geometry: Option<String>,
    /// The phone.
    pub device_id: Option<String>,
    /// Digest of the current XML.
    pub xml_sha256: Sha256,
    /// Files of the current version.
    pub files: Vec<File>,
    /// Other stops of the same walk.
    pub neighbours: Vec<Neighbour>,
    /// Versions, newest first.
    pub versions: Vec<Version>,
    /// History, oldest first.
    pub history: Vec<HistoryLine>,
}

/// A file of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Whether the answers name it.
    pub expected: bool,
    /// What is shown for the name; none while it has not come.
    pub stored: Option<StoredFile>,
    /// Further files that came under the same name.
    pub others: i64,
}

/// Bytes that are here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Digest.
    pub sha256: Sha256,
    /// Number of bytes.
    pub size: i64,
    /// Type by its bytes.
    pub media_type: String,
}

/// Another stop of the same walk.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// Its id.
    pub instance_id: String,
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lon: f64,
    /// Title in Spanish.
    pub title_es: String,
    /// Title in English.
    pub title_en: String,
    /// Band of its index.
    pub band: Option<String>,
}

/// A version of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub instance_id: String,
    /// Whether it is the current one.
    pub current: bool,
    /// When it arrived.
    pub created: Timestamp,
}

/// Reads a record by the id of any of its versions.
///
/// # Errors
/// [`Problem::SubmissionUnknown`].
pub fn record(
    connection: &Connection,
    project: ProjectId,
    instance: &InstanceId,
) -> Result<Record, StoreError> {
    let key: i64 = connection
        .prepare_cached(
            "SELECT submission FROM submission_version
             WHERE project_id = ?1 AND instance_id = ?2",
        )?
        .query_row((project.0, instance.as_str()), |row| row.get(0))
        .or_refuse(Problem::SubmissionUnknown)?;
    let item = connection
        .prepare_cached(&format!("{} WHERE s.id = ?1", select_items()))?
        .query_row([key], read_item)?;
    let (version, mut record) = connection
        .prepare_cached(
            "SELECT v.id, v.form_version, v.answers, v.device_id, v.xml_sha256,
               coalesce(s.geometry, walk.route) AS geometry
             FROM submission s JOIN submission_version v ON v.id = s.current
             LEFT JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code
             WHERE s.id = ?1",
        )?
        .query_row([key], |row| {
            let record = Record {
                item,
                form_version: row.get("form_version")?,
                answers: row.get("answers")?,
                geometry: row.get("geometry")?,
                device_id: row.get("device_id")?,
                xml_sha256: sha256(row, "xml_sha256")?,
                files: Vec::new(),
                neighbours: Vec::new(),
                versions: Vec::new(),
                history: Vec::new(),
            };
            Ok((row.get::<_, i64>("id")?, record))
        })?;
    record.files = files(connection, version)?;
    record.neighbours = neighbours(connection, project, &record.item)?;
    record.versions = versions(connection, key)?;
    record.history = history(connection, key)?;
    Ok(record)
}

/// Files of a version. For each name the first that was sent for this version is shown; one
/// carried over from the corrected version only until its own comes.
fn files(connection: &Connection, version: i64) -> Result<Vec<File>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT a.name, a.expected, f.file_sha256, f.media_type, b.size,
           (SELECT count(*) FROM attachment_file o WHERE o.attachment = a.id) AS files
         FROM submission_attachment a
         LEFT JOIN attachment_file f ON f.id =
           (SELECT g.id FROM attachment_file g WHERE g.attachment = a.id
            ORDER BY g.carried, g.id LIMIT 1)
         LEFT JOIN blob b ON b.sha256 = f.file_sha256
         WHERE a.version = ?1 ORDER BY a.id",
    )?;
    let rows = statement.query_map([version], |row| {
        let digest: Option<Digest<32>> = row.get("file_sha256")?;
        let stored = match digest {
            Some(digest) => Some(StoredFile {
                sha256: Sha256(digest.0),
                size: row.get("size")?,
                media_type: row.get("media_type")?,
            }),
            None => None,
        };
        let count: i64 = row.get("files")?;
        Ok(File {
            name: row.get("name")?,
            expected: row.get("expected")?,
            stored,
            others: count.saturating_sub(1).max(0),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The file shown for a name of a record.
///
/// # Errors
/// [`Problem::SubmissionUnknown`], [`Problem::AttachmentUnknown`].
pub fn file(
    connection: &Connection,
    project: ProjectId,
    instance: &InstanceId,
    name: &str,
) -> Result<StoredFile, StoreError> {
    let version: i64 = connection
        .prepare_cached(
            "SELECT id FROM submission_version WHERE project_id = ?1 AND instance_id = ?2",
        )?
        .query_row((project.0, instance.as_str()), |row| row.get(0))
        .or_refuse(Problem::SubmissionUnknown)?;
    files(connection, version)?
        .into_iter()
        .find(|file| file.name == name)
        .and_then(|file| file.stored)
        .ok_or(Problem::AttachmentUnknown.into())
}

fn neighbours(
    connection: &Connection,
    project: ProjectId,
    item: &Item,
) -> Result<Vec<Neighbour>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT instance_id, lat, lon, title_es, title_en, band FROM submission
         WHERE project_id = ?1 AND walk_code = ?2 AND id <> ?3
           AND lat IS NOT NULL AND lon IS NOT NULL
         ORDER BY answered_ms, id LIMIT ?4",
    )?;
    let rows = statement.query_map(
        (project.0, item.walk_code.as_deref(), item.key, NEIGHBOURS),
        |row| {
            Ok(Neighbour {
                instance_id: row.get("instance_id")?,
                lat: row.get("lat")?,
                lon: row.get("lon")?,
                title_es: row.get("title_es")?,
                title_en: row.get("title_en")?,
                band: row.get("band")?,
            })
        },
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn versions(connection: &Connection, submission: i64) -> Result<Vec<Version>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT v.instance_id, v.created_ms, v.id = s.current AS current
         FROM submission_version v JOIN submission s ON s.id = v.submission
         WHERE v.submission = ?1 ORDER BY v.id DESC",
    )?;
    let rows = statement.query_map([submission], |row| {
        Ok(Version {
            instance_id: row.get("instance_id")?,
            current: row.get("current")?,
            created: at(row, "created_ms")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Exact bytes of a version as received.
///
/// # Errors
/// [`Problem::SubmissionUnknown`].
pub fn xml(
    connection: &Connection,
    project: ProjectId,
    instance: &InstanceId,
) -> Result<Vec<u8>, StoreError> {
    connection
        .query_row(
            "SELECT xml FROM submission_version WHERE project_id = ?1 AND instance_id = ?2",
            (project.0, instance.as_str()),
            |row| row.get(0),
        )
        .or_refuse(Problem::SubmissionUnknown)
}
