//! Everything about one record: answers, files, versions, neighbours, history.

use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;

use crate::aside::{self, Aside};
use crate::error::StoreError;
use crate::id::{AppUserId, FormVersionKey, SubmissionKey, VersionKey};
use crate::queue::{Item, read_item, select_items};
use crate::review::{HistoryLine, history};
use crate::sql::{at, instance, maybe_sha256, sha256};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Row;

/// Most other stops of the same walk that a record shows.
const NEIGHBOURS: i64 = 200;
/// Most versions that a record shows, the newest.
const VERSIONS: i64 = 1_000;

/// One record, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What the queue shows of it.
    pub item: Item,
    /// Row of the form version its current XML names.
    pub form_version: FormVersionKey,
    /// Exact bytes of the current XML: its answers are read from there. Empty where only the
    /// history is read.
    pub xml: Vec<u8>,
    /// Lines of the record, or the route of its walk, as GeoJSON.
    pub geometry: Option<String>,
    /// The phone.
    pub device_id: Option<String>,
    /// The app user who may correct it, and its name.
    pub owner: Option<(AppUserId, String)>,
    /// Digest of the current XML as it came.
    pub xml_sha256: Sha256,
    /// Digest of it as it is kept, where that is something else.
    pub kept_sha256: Option<Sha256>,
    /// Rules that the current version breaks, as who serves it wrote them; empty where it breaks
    /// none, or only a further part is read.
    pub faults: String,
    /// Files of the current version.
    pub files: Vec<File>,
    /// What of all versions is set aside, the newest first; empty where a further part is read.
    pub aside: Vec<Aside>,
    /// Other stops of the same walk.
    pub neighbours: Vec<Neighbour>,
    /// Versions, newest first; the newest thousand.
    pub versions: Vec<Version>,
    /// History, oldest first: the page of it that was asked for.
    pub history: Vec<HistoryLine>,
    /// Behind which line the history goes on; none where this is all of it.
    pub next_history: Option<i64>,
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
    /// Whether one came that is set aside: what it says about who made it cannot be removed.
    pub aside: bool,
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
    pub instance_id: InstanceId,
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
    pub instance_id: InstanceId,
    /// Whether it is the current one.
    pub current: bool,
    /// When it arrived.
    pub created: Timestamp,
}

/// What of a record is read. What every part has is the item, the phone, the digest and the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it, with the first page of its history.
    Whole,
    /// Nothing beside that.
    Frame,
    /// Its XML.
    Answers,
    /// The page of its history behind the line that the page before named.
    History {
        /// That line.
        after: i64,
    },
}

impl Store {
    /// Opens a record by the id of any of its versions, whole.
    ///
    /// # Errors
    /// [`Problem::SubmissionUnknown`].
    pub fn open_record(
        &self,
        project: ProjectId,
        instance: &InstanceId,
    ) -> Result<Record, StoreError> {
        self.read_record_part(project, instance, Part::Whole)
    }

    /// Opens a part of a record: what is not asked for is not read, and is empty.
    ///
    /// # Errors
    /// [`Problem::SubmissionUnknown`].
    pub fn read_record_part(
        &self,
        project: ProjectId,
        instance: &InstanceId,
        part: Part,
    ) -> Result<Record, StoreError> {
        self.read(|tx| open(tx, project, instance, part))
    }

    /// The file shown for a name of a record.
    ///
    /// # Errors
    /// [`Problem::SubmissionUnknown`], [`Problem::AttachmentUnknown`].
    pub fn read_record_file(
        &self,
        project: ProjectId,
        instance: &InstanceId,
        name: &str,
    ) -> Result<StoredFile, StoreError> {
        let sql = "SELECT id FROM submission_version WHERE project_id = ?1 AND instance_id = ?2";
        self.read(|tx| {
            let version = tx
                .maybe_row(sql, (project.0, instance.as_str()), |row| row.get("id"))?
                .ok_or(Problem::SubmissionUnknown)?;
            files(tx, VersionKey(version))?
                .into_iter()
                .find(|file| file.name == name)
                .and_then(|file| file.stored)
                .ok_or(Problem::AttachmentUnknown.into())
        })
    }
}

/// The record that has a version of this id.
fn find(tx: &Tx, project: ProjectId, instance: &InstanceId) -> Result<SubmissionKey, StoreError> {
    let found = tx.maybe_row(
        "SELECT submission FROM submission_version
             WHERE project_id = ?1 AND instance_id = ?2",
        (project.0, instance.as_str()),
        |row| row.get("submission"),
    )?;
    Ok(found.map(SubmissionKey).ok_or(Problem::SubmissionUnknown)?)
}

fn open(
    tx: &Tx,
    project: ProjectId,
    instance: &InstanceId,
    part: Part,
) -> Result<Record, StoreError> {
    let key = find(tx, project, instance)?;
    let item = tx.row(
        &format!("{} WHERE s.id = ?1", select_items()),
        [key.0],
        read_item,
    )?;
    let (version, mut record) = tx.row(
        "SELECT v.id, v.form_version, v.device_id, v.xml_sha256, v.kept_sha256, s.owner,
           phone.display_name AS owner_name
         FROM submission s JOIN submission_version v ON v.id = s.current
         LEFT JOIN app_user phone ON phone.id = s.owner WHERE s.id = ?1",
        [key.0],
        |row| {
            let record = Record {
                item,
                form_version: FormVersionKey(row.get("form_version")?),
                xml: Vec::new(),
                geometry: None,
                device_id: row.get("device_id")?,
                owner: read_owner(row)?,
                xml_sha256: sha256(row, "xml_sha256")?,
                kept_sha256: maybe_sha256(row, "kept_sha256")?,
                faults: String::new(),
                files: Vec::new(),
                aside: Vec::new(),
                neighbours: Vec::new(),
                versions: Vec::new(),
                history: Vec::new(),
                next_history: None,
            };
            Ok((VersionKey(row.get("id")?), record))
        },
    )?;
    record.files = files(tx, version)?;
    let after = match part {
        Part::Whole => Some(0),
        Part::Frame | Part::Answers => None,
        Part::History { after } => Some(after),
    };
    if let Some(after) = after {
        (record.history, record.next_history) = history(tx, key, after)?;
    }
    if matches!(part, Part::Whole | Part::Answers) {
        record.xml = tx.row(
            "SELECT xml FROM submission_version WHERE id = ?1",
            [version.0],
            |row| row.get("xml"),
        )?;
    }
    if part == Part::Whole {
        record.geometry = geometry(tx, key)?;
        record.faults = tx.row(
            "SELECT faults FROM submission_version WHERE id = ?1",
            [version.0],
            |row| row.get("faults"),
        )?;
        record.aside = aside::of_record(tx, key)?;
        record.neighbours = neighbours(tx, project, &record.item)?;
        record.versions = versions(tx, key)?;
    }
    Ok(record)
}

/// Lines of the record, or the route of its walk.
fn geometry(tx: &Tx, key: SubmissionKey) -> Result<Option<String>, StoreError> {
    tx.row(
        "SELECT coalesce(s.geometry, walk.route) AS geometry FROM submission s
         LEFT JOIN walk ON walk.project_id = s.project_id AND walk.walk_code = s.walk_code
         WHERE s.id = ?1",
        [key.0],
        |row| row.get("geometry"),
    )
}

fn read_owner(row: &Row<'_>) -> Result<Option<(AppUserId, String)>, StoreError> {
    let (owner, name): (Option<i64>, Option<String>) = (row.get("owner")?, row.get("owner_name")?);
    Ok(owner.map(AppUserId).zip(name))
}

/// Files of a version. For each name the first that was sent for this version is shown; one
/// carried over from the corrected version only until its own comes.
fn files(tx: &Tx, version: VersionKey) -> Result<Vec<File>, StoreError> {
    tx.rows(
        "SELECT a.name, a.expected, f.file_sha256, f.media_type, b.size,
           (SELECT count(*) FROM attachment_file o WHERE o.attachment = a.id) AS files,
           (SELECT count(*) FROM attachment_sent s
              WHERE s.attachment = a.id AND s.aside = 1) AS aside
         FROM submission_attachment a
         LEFT JOIN attachment_file f ON f.id =
           (SELECT g.id FROM attachment_file g WHERE g.attachment = a.id
            ORDER BY g.carried, g.id LIMIT 1)
         LEFT JOIN blob b ON b.sha256 = f.file_sha256
         WHERE a.version = ?1 ORDER BY a.id",
        [version.0],
        read_file,
    )
}

fn read_file(row: &Row<'_>) -> Result<File, StoreError> {
    let stored = match maybe_sha256(row, "file_sha256")? {
        Some(sha256) => Some(StoredFile {
            sha256,
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
        aside: row.get::<_, i64>("aside")? > 0,
    })
}

fn neighbours(tx: &Tx, project: ProjectId, item: &Item) -> Result<Vec<Neighbour>, StoreError> {
    tx.rows(
        "SELECT instance_id, lat, lon, title_es, title_en, band FROM submission
         WHERE project_id = ?1 AND walk_code = ?2 AND id <> ?3
           AND lat IS NOT NULL AND lon IS NOT NULL
         ORDER BY answered_ms NULLS FIRST, id LIMIT ?4",
        (project.0, item.walk_code.as_deref(), item.key.0, NEIGHBOURS),
        |row| {
            Ok(Neighbour {
                instance_id: instance(row, "instance_id")?,
                lat: row.get("lat")?,
                lon: row.get("lon")?,
                title_es: row.get("title_es")?,
                title_en: row.get("title_en")?,
                band: row.get("band")?,
            })
        },
    )
}

fn versions(tx: &Tx, submission: SubmissionKey) -> Result<Vec<Version>, StoreError> {
    tx.rows(
        "SELECT v.instance_id, v.created_ms, v.id = s.current AS current
         FROM submission_version v JOIN submission s ON s.id = v.submission
         WHERE v.submission = ?1 ORDER BY v.id DESC LIMIT ?2",
        (submission.0, VERSIONS),
        |row| {
            Ok(Version {
                instance_id: instance(row, "instance_id")?,
                current: row.get("current")?,
                created: at(row, "created_ms")?,
            })
        },
    )
}
