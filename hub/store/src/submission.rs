//! Taking in a submission: one transaction that either keeps everything of it or nothing.
//!
//! The files are on the disk before this runs (see [`crate::blob`]). The rules are ODK
//! Central's, stricter where Central loses data in silence: nothing stored is overwritten, a
//! file that the XML does not name is kept as an extra, a second photo of the same name is
//! kept beside the first.

use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::review::{ReviewAction, ReviewState, transition};
use farola_protocol::{Problem, Receipt, ReceiptFile};
use rusqlite::{Connection, OptionalExtension as _};

use crate::error::StoreError;
use crate::form::note_blob;
use crate::review::{Event, EventKind, announce, record_event};
use crate::sql::{Digest, OrMissing as _, sha256};

/// What lists show of a record, worked out once at arrival.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Title in Spanish.
    pub title_es: String,
    /// Title in English.
    pub title_en: String,
    /// Neighbourhood or place.
    pub place: Option<String>,
    /// INEGI key of the municipality.
    pub city_code: Option<String>,
    /// Code of the walk.
    pub walk_code: Option<String>,
    /// `1` (danger) to `4`.
    pub urgency: Option<String>,
    /// Light at the stop: `dia`, `crepusculo`, `noche`.
    pub light: Option<String>,
    /// Women who gave their opinion.
    pub voices: Option<i64>,
    /// Index of the stop, recomputed here.
    pub isp: Option<i64>,
    /// Band of the index.
    pub band: Option<String>,
    /// When the form was filled, by the phone's clock.
    pub answered: Option<Timestamp>,
    /// Latitude, longitude, accuracy in metres.
    pub position: Option<(f64, f64, f64)>,
    /// Lines of the record as GeoJSON.
    pub geometry: Option<String>,
    /// Whether this record registers its walk (and names its place).
    pub registers_walk: bool,
    /// Folded text that the search looks in.
    pub search: String,
}

/// One file that came with a request; its bytes are stored already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivedFile {
    /// Name as in the XML.
    pub name: String,
    /// Digest of its bytes.
    pub sha256: Sha256,
    /// Number of bytes.
    pub size: u64,
    /// Type by its bytes.
    pub media_type: &'static str,
}

/// A submission that is ready to be kept.
#[derive(Clone)]
pub struct Arrival {
    /// The project of the key.
    pub project: ProjectId,
    /// Row of the form.
    pub form: i64,
    /// Row of the form version that the XML names.
    pub form_version: i64,
    /// The app user who sent it; none for a person through REST.
    pub app_user: Option<i64>,
    /// The person who sent it through REST.
    pub user: Option<i64>,
    /// Its id.
    pub instance_id: InstanceId,
    /// The version it corrects.
    pub deprecated_id: Option<InstanceId>,
    /// Exact bytes.
    pub xml: Vec<u8>,
    /// Their digest.
    pub xml_sha256: Sha256,
    /// Answers as JSON.
    pub answers: String,
    /// What lists show.
    pub summary: Summary,
    /// Files that the answers name.
    pub expected: Vec<String>,
    /// Files that came in this request.
    pub files: Vec<ArrivedFile>,
    /// `deviceID` of the request.
    pub device_id: Option<String>,
    /// `User-Agent` of the request.
    pub user_agent: Option<String>,
    /// `Date` of the request, as it stands.
    pub device_date: Option<String>,
    /// Now, by the hub's clock.
    pub at: Timestamp,
    /// A random id for the history's entry.
    pub event_uid: String,
}

impl std::fmt::Debug for Arrival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Arrival");
        out.field("instance_id", &self.instance_id)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

/// What became of an accepted submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It is new.
    Created,
    /// It was here with the same bytes; files may have been added.
    Known,
    /// It corrects an earlier version.
    Edited,
}

/// Keeps a submission and answers what the hub now holds of it.
///
/// # Errors
/// [`Problem::DigestMismatch`], [`Problem::BaseOutdated`], [`Problem::BaseUnknown`], or a
/// failure of the disk; nothing was kept then.
pub fn accept(
    connection: &Connection,
    arrival: &Arrival,
) -> Result<(Accepted, Receipt), StoreError> {
    let there: Option<(i64, i64, Sha256)> = connection
        .prepare_cached(
            "SELECT id, submission, xml_sha256 FROM submission_version
             WHERE project_id = ?1 AND instance_id = ?2",
        )?
        .query_row((arrival.project.0, arrival.instance_id.as_str()), |row| {
            Ok((row.get(0)?, row.get(1)?, sha256(row, "xml_sha256")?))
        })
        .optional()?;
    let (accepted, submission, version) = match (there, &arrival.deprecated_id) {
        (Some((_, _, digest)), _) if digest != arrival.xml_sha256 => {
            return Err(Problem::DigestMismatch.into());
        }
        (Some((version, submission, _)), _) => (Accepted::Known, submission, version),
        (None, None) => create(connection, arrival)?,
        (None, Some(base)) => correct(connection, arrival, base)?,
    };
    if accepted == Accepted::Known {
        attach_late(connection, &arrival.late(), submission, version)?;
    } else {
        add_files(connection, &arrival.files, arrival.at, version)?;
    }
    if let Some(app_user) = arrival.app_user {
        note_use(connection, app_user, arrival.at)?;
    }
    let receipt = receipt_of(connection, version)?;
    Ok((accepted, receipt))
}

/// Files for a version that is here already, and who sent them.
pub(crate) struct Late<'a> {
    pub(crate) project: ProjectId,
    pub(crate) app_user: Option<i64>,
    pub(crate) user: Option<i64>,
    pub(crate) files: &'a [ArrivedFile],
    pub(crate) at: Timestamp,
    pub(crate) event_uid: &'a str,
}

impl Arrival {
    fn late(&self) -> Late<'_> {
        Late {
            project: self.project,
            app_user: self.app_user,
            user: self.user,
            files: &self.files,
            at: self.at,
            event_uid: &self.event_uid,
        }
    }
}

/// Adds files to a version; what is new among them is a line of the history.
pub(crate) fn attach_late(
    connection: &Connection,
    late: &Late<'_>,
    submission: i64,
    version: i64,
) -> Result<(), StoreError> {
    let before = held(connection, version)?;
    add_files(connection, late.files, late.at, version)?;
    if held(connection, version)? > before {
        note_late_media(connection, late, submission)?;
    }
    Ok(())
}

/// Notes that a phone was heard from.
pub(crate) fn note_use(
    connection: &Connection,
    app_user: i64,
    at: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE app_user SET last_used_ms = ?1 WHERE id = ?2")?
        .execute((at.as_millis(), app_user))?;
    Ok(())
}

fn create(connection: &Connection, arrival: &Arrival) -> Result<(Accepted, i64, i64), StoreError> {
    let at = arrival.at.as_millis();
    connection
        .prepare_cached(
            "INSERT INTO submission (project_id, form, instance_id, state, created_ms,
               updated_ms, title_es, title_en, search)
             VALUES (?1, ?2, ?3, ?4, ?5, ?5, '', '', '')",
        )?
        .execute((
            arrival.project.0,
            arrival.form,
            arrival.instance_id.as_str(),
            ReviewState::Received.as_str(),
            at,
        ))?;
    let submission = connection.last_insert_rowid();
    let version = add_version(connection, arrival, submission)?;
    record_event(
        connection,
        &Event {
            app_user: arrival.app_user,
            user: arrival.user,
            to: Some(ReviewState::Received),
            ..Event::new(arrival.project, submission, EventKind::Received, arrival.at)
        },
        &arrival.event_uid,
    )?;
    Ok((Accepted::Created, submission, version))
}

fn correct(
    connection: &Connection,
    arrival: &Arrival,
    base: &InstanceId,
) -> Result<(Accepted, i64, i64), StoreError> {
    let (submission, base_version, form, current, state): (i64, i64, i64, i64, String) = connection
        .prepare_cached(
            "SELECT s.id, v.id, s.form, s.current, s.state
                 FROM submission_version v JOIN submission s ON s.id = v.submission
                 WHERE v.project_id = ?1 AND v.instance_id = ?2",
        )?
        .query_row((arrival.project.0, base.as_str()), |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })
        .or_refuse(Problem::BaseUnknown)?;
    if form != arrival.form {
        return Err(Problem::BaseUnknown.into());
    }
    if base_version != current {
        return Err(Problem::BaseOutdated.into());
    }
    let from = ReviewState::from_name(&state).ok_or(StoreError::Bug("unknown state"))?;
    let to = transition(from, ReviewAction::Edit).map_err(|_| Problem::ReviewNotAllowed)?;
    let version = add_version(connection, arrival, submission)?;
    carry_files(connection, arrival, base_version, version)?;
    connection
        .prepare_cached(
            "UPDATE submission SET state = ?1, row_version = row_version + 1 WHERE id = ?2",
        )?
        .execute((to.as_str(), submission))?;
    record_event(
        connection,
        &Event {
            app_user: arrival.app_user,
            user: arrival.user,
            from: Some(from),
            to: Some(to),
            ..Event::new(arrival.project, submission, EventKind::Edited, arrival.at)
        },
        &arrival.event_uid,
    )?;
    announce(connection, submission, to, None, &[], arrival.at)?;
    Ok((Accepted::Edited, submission, version))
}

/// Inserts the version and makes it the current one of its submission.
fn add_version(
    connection: &Connection,
    arrival: &Arrival,
    submission: i64,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO submission_version (submission, project_id, form_version, instance_id,
               deprecated_id, xml, xml_sha256, answers, app_user, device_id, user_agent,
               device_date, created_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(rusqlite::params![
            submission,
            arrival.project.0,
            arrival.form_version,
            arrival.instance_id.as_str(),
            arrival.deprecated_id.as_ref().map(InstanceId::as_str),
            arrival.xml,
            Digest(arrival.xml_sha256.0),
            arrival.answers,
            arrival.app_user,
            arrival.device_id,
            arrival.user_agent,
            arrival.device_date,
            arrival.at.as_millis(),
        ])?;
    let version = connection.last_insert_rowid();
    summarise(connection, arrival, submission, version)?;
    for name in &arrival.expected {
        attachment(connection, version, name, true)?;
    }
    Ok(version)
}

fn summarise(
    connection: &Connection,
    arrival: &Arrival,
    submission: i64,
    version: i64,
) -> Result<(), StoreError> {
    let summary = &arrival.summary;
    let (lat, lon, accuracy) = summary
        .position
        .map_or((None, None, None), |(lat, lon, acc)| {
            (Some(lat), Some(lon), Some(acc))
        });
    connection
        .prepare_cached(
            "UPDATE submission SET current = ?1, instance_id = ?2, updated_ms = ?3,
               title_es = ?4, title_en = ?5, place = ?6, city_code = ?7, walk_code = ?8,
               urgency = ?9, light = ?10, voices = ?11, isp = ?12, band = ?13,
               answered_ms = ?14, lat = ?15, lon = ?16, accuracy_m = ?17, geometry = ?18,
               search = ?19
             WHERE id = ?20",
        )?
        .execute(rusqlite::params![
            version,
            arrival.instance_id.as_str(),
            arrival.at.as_millis(),
            summary.title_es,
            summary.title_en,
            summary.place,
            summary.city_code,
            summary.walk_code,
            summary.urgency,
            summary.light,
            summary.voices,
            summary.isp,
            summary.band,
            summary.answered.map(Timestamp::as_millis),
            lat,
            lon,
            accuracy,
            summary.geometry,
            summary.search,
            submission,
        ])?;
    if let (true, Some(walk_code)) = (summary.registers_walk, &summary.walk_code) {
        connection
            .prepare_cached(
                "INSERT INTO walk (project_id, walk_code, place, city_code, route)
                 VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (project_id, walk_code) DO UPDATE
                 SET place = excluded.place, city_code = excluded.city_code,
                     route = excluded.route",
            )?
            .execute((
                arrival.project.0,
                walk_code,
                &summary.place,
                &summary.city_code,
                &summary.geometry,
            ))?;
    }
    Ok(())
}

/// The row of a file name of a version, made when new.
fn attachment(
    connection: &Connection,
    version: i64,
    name: &str,
    expected: bool,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO submission_attachment (version, name, expected) VALUES (?1, ?2, ?3)
             ON CONFLICT DO NOTHING",
        )?
        .execute((version, name, expected))?;
    Ok(connection
        .prepare_cached("SELECT id FROM submission_attachment WHERE version = ?1 AND name = ?2")?
        .query_row((version, name), |row| row.get(0))?)
}

fn add_files(
    connection: &Connection,
    files: &[ArrivedFile],
    at: Timestamp,
    version: i64,
) -> Result<(), StoreError> {
    for file in files {
        let size = i64::try_from(file.size).unwrap_or(i64::MAX);
        note_blob(connection, file.sha256, size, at)?;
        let row = attachment(connection, version, &file.name, false)?;
        connection
            .prepare_cached(
                "INSERT INTO attachment_file
                   (attachment, file_sha256, media_type, carried, received_ms)
                 VALUES (?1, ?2, ?3, 0, ?4) ON CONFLICT DO NOTHING",
            )?
            .execute((row, Digest(file.sha256.0), file.media_type, at.as_millis()))?;
    }
    Ok(())
}

/// A correction keeps the photos of the version it corrects, where it still names them.
fn carry_files(
    connection: &Connection,
    arrival: &Arrival,
    from: i64,
    to: i64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO attachment_file
               (attachment, file_sha256, media_type, carried, received_ms)
             SELECT new.id, f.file_sha256, f.media_type, 1, ?1
             FROM submission_attachment old
             JOIN attachment_file f ON f.attachment = old.id
             JOIN submission_attachment new ON new.name = old.name AND new.version = ?3
             WHERE old.version = ?2 ORDER BY f.id",
        )?
        .execute((arrival.at.as_millis(), from, to))?;
    Ok(())
}

fn held(connection: &Connection, version: i64) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM attachment_file f
             JOIN submission_attachment a ON a.id = f.attachment WHERE a.version = ?1",
        )?
        .query_row([version], |row| row.get(0))?)
}

/// A photo that came after its record is a line of the history; it does not move the record's
/// version, because a reviewer at work must not be refused for it.
fn note_late_media(
    connection: &Connection,
    late: &Late<'_>,
    submission: i64,
) -> Result<(), StoreError> {
    let names: Vec<&str> = late.files.iter().map(|file| file.name.as_str()).collect();
    record_event(
        connection,
        &Event {
            app_user: late.app_user,
            user: late.user,
            body: Some(names.join(", ")),
            ..Event::new(late.project, submission, EventKind::Media, late.at)
        },
        late.event_uid,
    )?;
    Ok(())
}

/// What the hub holds of a version.
fn receipt_of(connection: &Connection, version: i64) -> Result<Receipt, StoreError> {
    let (instance_id, xml_sha256) = connection
        .prepare_cached("SELECT instance_id, xml_sha256 FROM submission_version WHERE id = ?1")?
        .query_row([version], |row| {
            Ok((
                InstanceId::new(row.get::<_, String>(0)?),
                sha256(row, "xml_sha256")?,
            ))
        })?;
    let mut receipt = Receipt {
        instance_id,
        xml_sha256,
        files: Vec::new(),
        missing: Vec::new(),
    };
    let mut statement = connection.prepare_cached(
        "SELECT a.name, f.file_sha256, b.size
         FROM submission_attachment a
         LEFT JOIN attachment_file f ON f.attachment = a.id
         LEFT JOIN blob b ON b.sha256 = f.file_sha256
         WHERE a.version = ?1 ORDER BY a.name, f.id",
    )?;
    let mut rows = statement.query([version])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get("name")?;
        match row.get::<_, Option<Digest<32>>>("file_sha256")? {
            Some(digest) => receipt.files.push(ReceiptFile {
                name,
                sha256: Sha256(digest.0),
                size: row.get::<_, i64>("size")?.try_into().unwrap_or(0),
            }),
            None => receipt.missing.push(name),
        }
    }
    Ok(receipt)
}

/// The receipt of an instance that was sent with this key.
///
/// # Errors
/// [`Problem::SubmissionUnknown`] when this app user sent no such instance.
pub fn receipt(
    connection: &Connection,
    project: ProjectId,
    app_user: i64,
    instance: &InstanceId,
) -> Result<Receipt, StoreError> {
    let version: i64 = connection
        .prepare_cached(
            "SELECT id FROM submission_version
             WHERE project_id = ?1 AND instance_id = ?2 AND app_user = ?3",
        )?
        .query_row((project.0, instance.as_str(), app_user), |row| row.get(0))
        .or_refuse(Problem::SubmissionUnknown)?;
    receipt_of(connection, version)
}
