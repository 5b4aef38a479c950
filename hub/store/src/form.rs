//! Published forms: exact bytes per version, the files a form names, the list for phones.

use farola_model::{FormId, FormVersion, Md5, ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;
use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::account::{audit, project_exists};
use crate::error::StoreError;
use crate::sql::{Digest, OrMissing as _, at, md5, sha256};

/// A form with its current version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Row of the form.
    pub key: i64,
    /// Row of the current version.
    pub version_key: i64,
    /// The XForm's own id.
    pub id: FormId,
    /// The current version.
    pub version: FormVersion,
    /// Its title.
    pub title: String,
    /// `open`, `closing` or `closed`.
    pub state: String,
    /// Digest of the exact XML.
    pub sha256: Sha256,
    /// The digest that OpenRosa lists carry.
    pub md5: Md5,
    /// When the form was first published.
    pub created: Timestamp,
    /// When the current version was published.
    pub published: Timestamp,
    /// Whether it names files that phones must fetch.
    pub has_attachments: bool,
}

/// A form to be published.
#[derive(Debug, Clone)]
pub struct NewForm {
    /// The XForm's own id.
    pub id: FormId,
    /// Its version.
    pub version: FormVersion,
    /// Its title.
    pub title: String,
    /// Exact bytes.
    pub xml: Vec<u8>,
    /// Fields as JSON.
    pub fields: String,
    /// Files that the form names.
    pub attachments: Vec<String>,
    /// Cities that the form's choices name: code and name.
    pub cities: Vec<(String, String)>,
}

/// A file a form names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormAttachment {
    /// Its name.
    pub name: String,
    /// Its bytes, once given.
    pub file: Option<(Sha256, Md5, u64)>,
}

const SELECT: &str = "SELECT form.id AS key, form.form_id, form.state, form.created_ms,
      v.id AS version_key, v.version, v.title, v.xml_sha256, v.xml_md5, v.published_ms,
      EXISTS (SELECT 1 FROM form_attachment a WHERE a.form_version = v.id
                AND a.file_sha256 IS NOT NULL) AS has_attachments
    FROM form JOIN form_version v ON v.id = form.current_version";

fn read_form(row: &Row<'_>) -> rusqlite::Result<Form> {
    Ok(Form {
        key: row.get("key")?,
        version_key: row.get("version_key")?,
        id: FormId::new(row.get::<_, String>("form_id")?),
        version: FormVersion::new(row.get::<_, String>("version")?),
        title: row.get("title")?,
        state: row.get("state")?,
        sha256: sha256(row, "xml_sha256")?,
        md5: md5(row, "xml_md5")?,
        created: at(row, "created_ms")?,
        published: at(row, "published_ms")?,
        has_attachments: row.get("has_attachments")?,
    })
}

/// Publishes a form or a new version of it. Publishing the same bytes again changes nothing.
///
/// # Errors
/// [`Problem::FormVersionExists`] when the version exists with other bytes.
pub fn publish(
    connection: &Connection,
    project: ProjectId,
    new: &NewForm,
    by: Option<i64>,
    now: Timestamp,
) -> Result<Form, StoreError> {
    project_exists(connection, project)?;
    connection.execute(
        "INSERT INTO form (project_id, form_id, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
        (project.0, new.id.as_str(), now.as_millis()),
    )?;
    let key: i64 = connection.query_row(
        "SELECT id FROM form WHERE project_id = ?1 AND form_id = ?2",
        (project.0, new.id.as_str()),
        |row| row.get(0),
    )?;
    let digest = Sha256::of(&new.xml);
    let known: Option<(i64, Digest<32>)> = connection
        .query_row(
            "SELECT id, xml_sha256 FROM form_version WHERE form = ?1 AND version = ?2",
            (key, new.version.as_str()),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let version_key = match known {
        Some((_, there)) if there.0 != digest.0 => return Err(Problem::FormVersionExists.into()),
        Some((version_key, _)) => version_key,
        None => insert_version(connection, key, new, digest, by, now)?,
    };
    connection.execute(
        "UPDATE form SET current_version = ?1, updated_ms = ?2 WHERE id = ?3",
        (version_key, now.as_millis(), key),
    )?;
    for (code, name) in &new.cities {
        connection.execute(
            "INSERT INTO city (project_id, code, name) VALUES (?1, ?2, ?3)
             ON CONFLICT (project_id, code) DO UPDATE SET name = excluded.name",
            (project.0, code, name),
        )?;
    }
    form(connection, project, &new.id)
}

fn insert_version(
    connection: &Connection,
    key: i64,
    new: &NewForm,
    digest: Sha256,
    by: Option<i64>,
    now: Timestamp,
) -> Result<i64, StoreError> {
    connection.execute(
        "INSERT INTO form_version
           (form, version, title, xml, xml_sha256, xml_md5, fields, published_by, published_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            key,
            new.version.as_str(),
            &new.title,
            &new.xml,
            Digest(digest.0),
            Digest(Md5::of(&new.xml).0),
            &new.fields,
            by,
            now.as_millis(),
        ),
    )?;
    let version_key = connection.last_insert_rowid();
    for name in &new.attachments {
        connection.execute(
            "INSERT INTO form_attachment (form_version, name) VALUES (?1, ?2)
             ON CONFLICT DO NOTHING",
            (version_key, name),
        )?;
    }
    let details = serde_json::json!({"form": new.id.as_str(), "version": new.version.as_str()});
    audit(connection, now, by, "form.publish", &details)?;
    Ok(version_key)
}

/// The published forms of a project, by title.
///
/// # Errors
/// A failure of the database.
pub fn forms(connection: &Connection, project: ProjectId) -> Result<Vec<Form>, StoreError> {
    let sql = format!("{SELECT} WHERE form.project_id = ?1 ORDER BY v.title, form.form_id");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([project.0], read_form)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Submissions received for a form. Kept apart from [`form`], which every arriving submission
/// asks: a count looks at all of them.
///
/// # Errors
/// A failure of the database.
pub fn submissions(connection: &Connection, form: i64) -> Result<i64, StoreError> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM submission WHERE form = ?1")?
        .query_row([form], |row| row.get(0))?)
}

/// One form with its current version.
///
/// # Errors
/// A [`Problem`] when unknown.
pub fn form(connection: &Connection, project: ProjectId, id: &FormId) -> Result<Form, StoreError> {
    let sql = format!("{SELECT} WHERE form.project_id = ?1 AND form.form_id = ?2");
    connection
        .prepare_cached(&sql)?
        .query_row((project.0, id.as_str()), read_form)
        .or_refuse(Problem::FormUnknown)
}

/// Opens, closes or keeps closing a form.
///
/// # Errors
/// A [`Problem`] when unknown.
pub fn set_state(
    connection: &Connection,
    project: ProjectId,
    id: &FormId,
    state: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let changed = connection.execute(
        "UPDATE form SET state = ?1, updated_ms = ?2 WHERE project_id = ?3 AND form_id = ?4",
        (state, now.as_millis(), project.0, id.as_str()),
    )?;
    if changed == 0 {
        return Err(Problem::FormUnknown.into());
    }
    Ok(())
}

/// The version row of a form for an arriving submission.
///
/// # Errors
/// [`Problem::FormVersionUnknown`] when the form never had it.
pub fn version_key(
    connection: &Connection,
    form_key: i64,
    version: &FormVersion,
) -> Result<i64, StoreError> {
    connection
        .prepare_cached("SELECT id FROM form_version WHERE form = ?1 AND version = ?2")?
        .query_row((form_key, version.as_str()), |row| row.get(0))
        .or_refuse(Problem::FormVersionUnknown)
}

/// Exact bytes of a form version.
///
/// # Errors
/// A [`Problem`] when unknown.
pub fn xml(connection: &Connection, version_key: i64) -> Result<Vec<u8>, StoreError> {
    connection
        .query_row(
            "SELECT xml FROM form_version WHERE id = ?1",
            [version_key],
            |row| row.get(0),
        )
        .or_refuse(Problem::FormVersionUnknown)
}

/// The fields JSON of a form version.
///
/// # Errors
/// A [`Problem`] when unknown.
pub fn fields(connection: &Connection, version_key: i64) -> Result<String, StoreError> {
    connection
        .prepare_cached("SELECT fields FROM form_version WHERE id = ?1")?
        .query_row([version_key], |row| row.get(0))
        .or_refuse(Problem::FormVersionUnknown)
}

/// The files a form version names.
///
/// # Errors
/// A failure of the database.
pub fn attachments(
    connection: &Connection,
    version_key: i64,
) -> Result<Vec<FormAttachment>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT name, file_sha256, file_md5, size FROM form_attachment
         WHERE form_version = ?1 ORDER BY name",
    )?;
    let rows = statement.query_map([version_key], |row| {
        let sha: Option<Digest<32>> = row.get("file_sha256")?;
        let md5: Option<Digest<16>> = row.get("file_md5")?;
        let size: Option<i64> = row.get("size")?;
        let file = sha.zip(md5).map(|(sha, md5)| {
            let size = size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
            (Sha256(sha.0), Md5(md5.0), size)
        });
        Ok(FormAttachment {
            name: row.get("name")?,
            file,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Gives a file that the form names; its bytes are in the hub's files already.
///
/// # Errors
/// A [`Problem`] when the form names no such file.
pub fn set_attachment(
    connection: &Connection,
    version_key: i64,
    name: &str,
    file: (Sha256, Md5, u64),
    now: Timestamp,
) -> Result<(), StoreError> {
    let size = i64::try_from(file.2).unwrap_or(i64::MAX);
    note_blob(connection, file.0, size, now)?;
    let changed = connection.execute(
        "UPDATE form_attachment SET file_sha256 = ?1, file_md5 = ?2, size = ?3
         WHERE form_version = ?4 AND name = ?5",
        (Digest(file.0.0), Digest(file.1.0), size, version_key, name),
    )?;
    if changed == 0 {
        return Err(Problem::AttachmentUnknown.into());
    }
    Ok(())
}

/// Notes that a file of that digest is on the disk.
pub(crate) fn note_blob(
    connection: &Connection,
    digest: Sha256,
    size: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO blob (sha256, size, created_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT DO NOTHING",
        )?
        .execute((Digest(digest.0), size, now.as_millis()))?;
    Ok(())
}
