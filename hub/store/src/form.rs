//! Published forms: exact bytes per version, the files a form names, the list for phones.

use farola_model::{FormId, FormVersion, Md5, ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;
use serde::{Deserialize, Serialize};

use crate::audit::audit;
use crate::error::StoreError;
use crate::id::UserId;
pub use crate::id::{FormKey, FormVersionKey};
use crate::known::tell;
use crate::moving::to_be_moved;
use crate::project::require_project;
use crate::sql::{at, maybe_sha256, md5, number, sha256, word};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

/// Whether a form takes submissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormState {
    /// Phones fetch it and send.
    Open,
    /// Phones do not fetch it any more; those that have it still send.
    Closing,
    /// Nothing is taken.
    Closed,
}

impl FormState {
    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closing => "closing",
            Self::Closed => "closed",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Open, Self::Closing, Self::Closed]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// A form with its current version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Row of the form.
    pub key: FormKey,
    /// Row of the current version.
    pub version_key: FormVersionKey,
    /// The XForm's own id.
    pub id: FormId,
    /// The current version.
    pub version: FormVersion,
    /// Its title.
    pub title: String,
    /// Whether it takes submissions.
    pub state: FormState,
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

/// A form with the number of its submissions. Kept apart from [`Form`], which every arriving
/// submission asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedForm {
    /// The form.
    pub form: Form,
    /// Submissions received for it.
    pub submissions: i64,
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

/// The definition of a form's current version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormXml {
    /// Exact bytes, as published.
    pub bytes: Vec<u8>,
    /// Their digest.
    pub sha256: Sha256,
}

/// The form and the version that an arriving submission names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchedForm {
    /// Row of the form.
    pub form: FormKey,
    /// Row of the version that the submission names.
    pub version: FormVersionKey,
    /// Title of the current version.
    pub title: String,
    /// IANA zone of the project.
    pub time_zone: String,
    /// Digest over the files that the version has.
    pub files: Sha256,
}

/// A form version as who holds submissions to it reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// Exact bytes, as published.
    pub xml: Vec<u8>,
    /// Files that it names.
    pub files: Vec<FormFile>,
}

/// Bytes of a file that a form names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormFileBytes {
    /// Digest under which the hub's files keep them.
    pub sha256: Sha256,
    /// The digest that OpenRosa manifests carry.
    pub md5: Md5,
    /// Number of bytes.
    pub size: u64,
}

/// A file a form names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormFile {
    /// Its name.
    pub name: String,
    /// Its bytes, once given.
    pub stored: Option<FormFileBytes>,
}

/// A file that is given for a name of a form; its bytes are in the hub's files already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenFile {
    /// The name.
    pub name: String,
    /// The bytes.
    pub bytes: FormFileBytes,
}

const SELECT: &str = "SELECT form.id AS key, form.form_id, form.state, form.created_ms,
      v.id AS version_key, v.version, v.title, v.xml_sha256, v.xml_md5, v.published_ms,
      EXISTS (SELECT 1 FROM form_attachment a WHERE a.form_version = v.id
                AND a.file_sha256 IS NOT NULL) AS has_attachments
    FROM form JOIN form_version v ON v.id = form.current_version";

fn read_form(row: &Row<'_>) -> Result<Form, StoreError> {
    Ok(Form {
        key: FormKey(row.get("key")?),
        version_key: FormVersionKey(row.get("version_key")?),
        id: FormId::new(row.get::<_, String>("form_id")?),
        version: FormVersion::new(row.get::<_, String>("version")?),
        title: row.get("title")?,
        state: word(row, "state", FormState::parse)?,
        sha256: sha256(row, "xml_sha256")?,
        md5: md5(row, "xml_md5")?,
        created: at(row, "created_ms")?,
        published: at(row, "published_ms")?,
        has_attachments: row.get("has_attachments")?,
    })
}

fn read_form_file(row: &Row<'_>) -> Result<FormFile, StoreError> {
    let sha256 = maybe_sha256(row, "file_sha256")?;
    let md5: Option<[u8; 16]> = row.get("file_md5")?;
    let size: Option<i64> = row.get("size")?;
    Ok(FormFile {
        name: row.get("name")?,
        stored: sha256.zip(md5).map(|(sha256, md5)| FormFileBytes {
            sha256,
            md5: Md5(md5),
            size: size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        }),
    })
}

impl Store {
    /// Publishes a form or a new version of it, with files that it names. Publishing the same
    /// bytes again changes nothing.
    ///
    /// # Errors
    /// [`Problem::FormVersionExists`] when the version exists with other bytes,
    /// [`Problem::ProjectUnknown`], [`Problem::AttachmentUnknown`] for a file that the form
    /// does not name.
    pub fn publish_form(
        &self,
        project: ProjectId,
        new: NewForm,
        files: Vec<GivenFile>,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Write<'_, CountedForm> {
        self.write(move |tx| {
            tell(tx)?;
            let published = publish(tx, project, &new, by, now)?;
            for file in &files {
                give_file(tx, published.version_key, file, now)?;
            }
            read_counted(tx, project, &new.id)
        })
    }

    /// The published forms of a project, by title.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn list_forms(&self, project: ProjectId) -> Result<Vec<Form>, StoreError> {
        self.read_phone(|tx| forms(tx, project))
    }

    /// The published forms of a project, by title, each with the number of its submissions.
    ///
    /// # Errors
    /// [`Problem::ProjectUnknown`]; a failure of the database.
    pub fn list_counted_forms(&self, project: ProjectId) -> Result<Vec<CountedForm>, StoreError> {
        self.read(|tx| {
            require_project(tx, project)?;
            let forms = forms(tx, project)?.into_iter();
            forms.map(|form| count(tx, form)).collect()
        })
    }

    /// One form with the number of its submissions.
    ///
    /// # Errors
    /// [`Problem::FormUnknown`].
    pub fn read_counted_form(
        &self,
        project: ProjectId,
        id: &FormId,
    ) -> Result<CountedForm, StoreError> {
        self.read(|tx| read_counted(tx, project, id))
    }

    /// The form and the version that an arriving submission names.
    ///
    /// # Errors
    /// [`Problem::FormUnknown`], [`Problem::FormClosed`]; [`Problem::FormVersionUnknown`] when
    /// the form never had the version.
    pub fn match_form(
        &self,
        project: ProjectId,
        id: &FormId,
        version: &FormVersion,
    ) -> Result<MatchedForm, StoreError> {
        let named = (project, id.clone(), version.clone());
        if let Some(kept) = self.look_phone(|tx| self.known().kept_form(tx, &named))? {
            return Ok(kept);
        }
        self.read_phone(|tx| {
            let read = || match_form(tx, project, id, version);
            self.known().form(tx, named, read)
        })
    }

    /// The definition of a form's current version.
    ///
    /// # Errors
    /// [`Problem::FormUnknown`].
    pub fn read_form_xml(&self, project: ProjectId, id: &FormId) -> Result<FormXml, StoreError> {
        self.read_phone(|tx| {
            let form = form(tx, project, id)?;
            let sql = "SELECT xml FROM form_version WHERE id = ?1";
            let bytes = tx.maybe_row(sql, [form.version_key.0], |row| row.get("xml"))?;
            Ok(FormXml {
                bytes: bytes.ok_or(Problem::FormVersionUnknown)?,
                sha256: form.sha256,
            })
        })
    }

    /// The fields of a form version as JSON.
    ///
    /// # Errors
    /// [`Problem::FormVersionUnknown`].
    pub fn read_form_fields(&self, version: FormVersionKey) -> Result<String, StoreError> {
        let sql = "SELECT fields FROM form_version WHERE id = ?1";
        self.read_phone(|tx| {
            tx.maybe_row(sql, [version.0], |row| row.get("fields"))?
                .ok_or(Problem::FormVersionUnknown.into())
        })
    }

    /// A form version, whole.
    ///
    /// # Errors
    /// [`Problem::FormVersionUnknown`].
    pub fn read_definition(&self, version: FormVersionKey) -> Result<Definition, StoreError> {
        let sql = "SELECT xml FROM form_version WHERE id = ?1";
        self.read_phone(|tx| {
            let xml = tx.maybe_row(sql, [version.0], |row| row.get("xml"))?;
            Ok(Definition {
                xml: xml.ok_or(Problem::FormVersionUnknown)?,
                files: files_of(tx, version)?,
            })
        })
    }

    /// Opens a form, closes it, or lets it take only what phones have already.
    ///
    /// # Errors
    /// [`Problem::FormUnknown`].
    pub fn set_form_state(
        &self,
        project: ProjectId,
        id: FormId,
        state: FormState,
        now: Timestamp,
    ) -> Write<'_, CountedForm> {
        self.write(move |tx| {
            tell(tx)?;
            tx.execute(
                "UPDATE form SET state = ?1, updated_ms = ?2
                 WHERE project_id = ?3 AND form_id = ?4",
                (state.as_str(), now.as_millis(), project.0, id.as_str()),
            )?;
            read_counted(tx, project, &id)
        })
    }

    /// The files that a form's current version names, by name.
    ///
    /// # Errors
    /// [`Problem::FormUnknown`].
    pub fn list_form_files(
        &self,
        project: ProjectId,
        id: &FormId,
    ) -> Result<Vec<FormFile>, StoreError> {
        self.read_phone(|tx| {
            let form = form(tx, project, id)?;
            files_of(tx, form.version_key)
        })
    }

    /// Gives a file that a form's current version names.
    ///
    /// # Errors
    /// [`Problem::FormUnknown`]; [`Problem::AttachmentUnknown`] when it names no such file.
    pub fn give_form_file(
        &self,
        project: ProjectId,
        id: FormId,
        file: GivenFile,
        now: Timestamp,
    ) -> Write<'_, ()> {
        self.write(move |tx| {
            tell(tx)?;
            let form = form(tx, project, &id)?;
            give_file(tx, form.version_key, &file, now)
        })
    }
}

fn publish(
    tx: &Tx,
    project: ProjectId,
    new: &NewForm,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<Form, StoreError> {
    require_project(tx, project)?;
    tx.execute(
        "INSERT INTO form (project_id, form_id, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
        (project.0, new.id.as_str(), now.as_millis()),
    )?;
    let key: i64 = tx.row(
        "SELECT id FROM form WHERE project_id = ?1 AND form_id = ?2",
        (project.0, new.id.as_str()),
        |row| row.get("id"),
    )?;
    let digest = Sha256::of(&new.xml);
    let known: Option<(i64, Sha256)> = tx.maybe_row(
        "SELECT id, xml_sha256 FROM form_version WHERE form = ?1 AND version = ?2",
        (key, new.version.as_str()),
        |row| Ok((row.get("id")?, sha256(row, "xml_sha256")?)),
    )?;
    let version = match known {
        Some((_, stored)) if stored != digest => return Err(Problem::FormVersionExists.into()),
        Some((version, _)) => version,
        None => insert_version(tx, key, new, digest, by, now)?,
    };
    tx.execute(
        "UPDATE form SET current_version = ?1, updated_ms = ?2 WHERE id = ?3",
        (version, now.as_millis(), key),
    )?;
    for (code, name) in &new.cities {
        tx.execute(
            "INSERT INTO city (project_id, code, name) VALUES (?1, ?2, ?3)
             ON CONFLICT (project_id, code) DO UPDATE SET name = excluded.name",
            (project.0, code, name),
        )?;
    }
    form(tx, project, &new.id)
}

fn insert_version(
    tx: &Tx,
    form: i64,
    new: &NewForm,
    digest: Sha256,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let version = tx.insert(
        "INSERT INTO form_version
           (form, version, title, xml, xml_sha256, xml_md5, fields, published_by, published_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
        (
            form,
            new.version.as_str(),
            &new.title,
            &new.xml,
            digest,
            Md5::of(&new.xml),
            &new.fields,
            by.map(|by| by.0),
            now.as_millis(),
        ),
    )?;
    for name in &new.attachments {
        tx.execute(
            "INSERT INTO form_attachment (form_version, name) VALUES (?1, ?2)
             ON CONFLICT DO NOTHING",
            (version, name),
        )?;
    }
    let details = serde_json::json!({"form": new.id.as_str(), "version": new.version.as_str()});
    audit(tx, now, by, "form.publish", &details)?;
    Ok(version)
}

fn forms(tx: &Tx, project: ProjectId) -> Result<Vec<Form>, StoreError> {
    let sql = format!("{SELECT} WHERE form.project_id = ?1 ORDER BY v.title, form.form_id");
    tx.rows(&sql, [project.0], read_form)
}

fn form(tx: &Tx, project: ProjectId, id: &FormId) -> Result<Form, StoreError> {
    let sql = format!("{SELECT} WHERE form.project_id = ?1 AND form.form_id = ?2");
    tx.maybe_row(&sql, (project.0, id.as_str()), read_form)?
        .ok_or(Problem::FormUnknown.into())
}

fn count(tx: &Tx, form: Form) -> Result<CountedForm, StoreError> {
    let sql = "SELECT CAST(coalesce(sum(records), 0) AS BIGINT) AS submissions FROM tally
         WHERE project_id = (SELECT project_id FROM form WHERE id = ?1) AND form = ?1";
    let submissions = tx.row(sql, [form.key.0], |row| row.get("submissions"))?;
    Ok(CountedForm { form, submissions })
}

fn read_counted(tx: &Tx, project: ProjectId, id: &FormId) -> Result<CountedForm, StoreError> {
    count(tx, form(tx, project, id)?)
}

pub(crate) fn match_form(
    tx: &Tx,
    project: ProjectId,
    id: &FormId,
    version: &FormVersion,
) -> Result<MatchedForm, StoreError> {
    let form = form(tx, project, id)?;
    if form.state == FormState::Closed {
        return Err(Problem::FormClosed.into());
    }
    let sql = "SELECT id FROM form_version WHERE form = ?1 AND version = ?2";
    let key = tx.maybe_row(sql, (form.key.0, version.as_str()), |row| row.get("id"))?;
    let version = FormVersionKey(key.ok_or(Problem::FormVersionUnknown)?);
    Ok(MatchedForm {
        form: form.key,
        version,
        files: digest_of(&files_of(tx, version)?),
        title: form.title,
        time_zone: tx.row(
            "SELECT time_zone FROM project WHERE id = ?1",
            [project.0],
            |row| row.get("time_zone"),
        )?,
    })
}

fn files_of(tx: &Tx, version: FormVersionKey) -> Result<Vec<FormFile>, StoreError> {
    let sql = "SELECT name, file_sha256, file_md5, size FROM form_attachment
         WHERE form_version = ?1 ORDER BY name";
    tx.rows(sql, [version.0], read_form_file)
}

/// One digest over files that are in the order of their names.
fn digest_of(files: &[FormFile]) -> Sha256 {
    let mut text = String::new();
    for file in files {
        let digest = file.stored.map(|stored| stored.sha256.to_string());
        // A name has no line break: one list is never another's text.
        text.push_str(&format!("{} {}\n", digest.unwrap_or_default(), file.name));
    }
    Sha256::of(text.as_bytes())
}

fn give_file(
    tx: &Tx,
    version: FormVersionKey,
    file: &GivenFile,
    now: Timestamp,
) -> Result<(), StoreError> {
    let FormFileBytes { sha256, md5, size } = file.bytes;
    note_blob(tx, sha256, size, now)?;
    let changed = tx.execute(
        "UPDATE form_attachment SET file_sha256 = ?1, file_md5 = ?2, size = ?3
         WHERE form_version = ?4 AND name = ?5",
        (sha256, md5, number(size), version.0, &file.name),
    )?;
    if changed == 0 {
        return Err(Problem::AttachmentUnknown.into());
    }
    Ok(())
}

/// Notes that a file of that digest is on the disk, and that it has to be moved where it is not
/// to stay there.
pub(crate) fn note_blob(
    tx: &Tx,
    digest: Sha256,
    size: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO blob (sha256, size, created_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT DO NOTHING",
        (digest, number(size), now.as_millis()),
    )?;
    // Also where it was known: its bytes are in this folder anew.
    if let Some(folder) = tx.moves_from() {
        to_be_moved(tx, folder, digest, now)?;
    }
    Ok(())
}
