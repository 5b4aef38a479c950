//! Forms and their versions. A new version is stored whole and verified, then switched in one
//! transaction; the older ones stay for the drafts that were begun with them.

use farola_model::limits::{FORM_XML_BYTES, is_safe_file_name};
use farola_model::{FormId, FormRef, FormVersion, Sha256, Timestamp};
use rusqlite::{OptionalExtension, Row, params};

use crate::error::{Error, Result};
use crate::row::{found, sha256, timestamp};
use crate::store::{Lasting, Reader, Store};

/// A form version to store; its files must be stored already.
#[derive(Debug, Clone)]
pub struct NewForm {
    /// Id and version.
    pub form: FormRef,
    /// What the list of forms shows.
    pub title: String,
    /// The exact bytes of the XForm.
    pub xml: Vec<u8>,
    /// The hash of the form list, as the server writes it (`md5:…`).
    pub hash: String,
    /// Its files.
    pub media: Vec<FormMedium>,
    /// Now.
    pub at: Timestamp,
}

/// A file that belongs to a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormMedium {
    /// File name the form refers to.
    pub name: String,
    /// The hash of the manifest, as the server writes it (`md5:…`).
    pub hash: String,
    /// Its content.
    pub sha256: Sha256,
}

/// What a list of forms shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormInfo {
    /// Id and version.
    pub form: FormRef,
    /// What the list shows.
    pub title: String,
    /// The hash of the form list, as the server writes it.
    pub hash: String,
    /// Digest of the XForm's exact bytes: the name of this version.
    pub xml_sha256: Sha256,
    /// Whether new drafts begin with this version.
    pub active: bool,
    /// When it was stored.
    pub stored: Timestamp,
}

const INFO: &str = "SELECT form_id, version, title, hash, xml_sha256, state = 'active', \
    stored_ms FROM form";

impl Store {
    /// Stores a form version with its files and makes it the one that new drafts begin with.
    /// Storing the same bytes again only renews title, hash and files.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the content of a file is not stored, [`Error::UnsafeName`],
    /// [`Error::TooLarge`].
    pub fn store_form(&mut self, form: &NewForm) -> Result<Sha256> {
        if form.xml.len() > FORM_XML_BYTES {
            return Err(Error::TooLarge {
                what: "form",
                limit: FORM_XML_BYTES as u64,
            });
        }
        if !form.media.iter().all(|file| is_safe_file_name(&file.name)) {
            return Err(Error::UnsafeName);
        }
        let xml_sha256 = Sha256::of(&form.xml);
        self.write(Lasting::Kill, |tx| {
            tx.execute(
                "UPDATE form SET state = 'superseded' WHERE form_id = ?1 AND xml_sha256 <> ?2",
                params![form.form.id.as_str(), xml_sha256.0],
            )?;
            let id: i64 = tx.query_row(
                "INSERT INTO form \
                 (form_id, version, xml, xml_sha256, hash, title, state, stored_ms) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'active', ?7) \
                 ON CONFLICT (xml_sha256) DO UPDATE SET hash = excluded.hash, \
                 title = excluded.title, state = 'active', stored_ms = excluded.stored_ms \
                 RETURNING id",
                params![
                    form.form.id.as_str(),
                    form.form.version.as_str(),
                    form.xml,
                    xml_sha256.0,
                    form.hash,
                    form.title,
                    form.at.0
                ],
                |row| row.get(0),
            )?;
            tx.execute("DELETE FROM form_media WHERE form = ?1", [id])?;
            for file in &form.media {
                crate::media::require(tx, &file.sha256)?;
                tx.execute(
                    "INSERT INTO form_media (form, name, hash, media_sha256) \
                     VALUES (?1, ?2, ?3, ?4)",
                    params![id, file.name, file.hash, file.sha256.0],
                )?;
            }
            Ok(xml_sha256)
        })
    }

    /// Takes a form off the list for new drafts, as the server no longer offers it. Its
    /// drafts can still be finished.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::ReadOnly`], [`Error::Busy`], [`Error::Corrupt`]: no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn retire_form(&mut self, form: &FormId) -> Result<()> {
        self.writable()?.execute(
            "UPDATE form SET state = 'superseded' WHERE form_id = ?1",
            [form.as_str()],
        )?;
        Ok(())
    }
}

impl Reader {
    /// Every stored version, the active ones first, by title.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn forms(&self) -> Result<Vec<FormInfo>> {
        let mut statement = self
            .conn
            .prepare(&format!("{INFO} ORDER BY state, title, form_id, id"))?;
        let forms = statement.query_map([], info)?;
        Ok(forms.collect::<rusqlite::Result<_>>()?)
    }

    /// The version that new drafts of a form begin with.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn active_form(&self, form: &FormId) -> Result<Option<FormInfo>> {
        Ok(self
            .conn
            .query_row(
                &format!("{INFO} WHERE form_id = ?1 AND state = 'active'"),
                [form.as_str()],
                info,
            )
            .optional()?)
    }

    /// One version by the digest of its bytes.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not stored.
    pub fn form(&self, xml_sha256: &Sha256) -> Result<FormInfo> {
        let sql = format!("{INFO} WHERE xml_sha256 = ?1");
        found(self.conn.query_row(&sql, [xml_sha256.0], info), "form")
    }

    /// The exact bytes of one version.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not stored.
    pub fn form_xml(&self, xml_sha256: &Sha256) -> Result<Vec<u8>> {
        found(
            self.conn.query_row(
                "SELECT xml FROM form WHERE xml_sha256 = ?1",
                [xml_sha256.0],
                |row| row.get(0),
            ),
            "form",
        )
    }

    /// The files of one version, by name.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn form_media(&self, xml_sha256: &Sha256) -> Result<Vec<FormMedium>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT name, hash, media_sha256 FROM form_media \
             WHERE form = (SELECT id FROM form WHERE xml_sha256 = ?1) ORDER BY name",
        )?;
        let media = statement.query_map([xml_sha256.0], |row| {
            Ok(FormMedium {
                name: row.get(0)?,
                hash: row.get(1)?,
                sha256: sha256(row, 2)?,
            })
        })?;
        Ok(media.collect::<rusqlite::Result<_>>()?)
    }

    /// Content stored for any form under the hash of a manifest, so that a new version does
    /// not download again what an older one has.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn form_medium_by_hash(&self, hash: &str) -> Result<Option<Sha256>> {
        Ok(self
            .conn
            .query_row(
                "SELECT media_sha256 FROM form_media WHERE hash = ?1 LIMIT 1",
                [hash],
                |row| sha256(row, 0),
            )
            .optional()?)
    }
}

fn info(row: &Row<'_>) -> rusqlite::Result<FormInfo> {
    Ok(FormInfo {
        form: FormRef {
            id: FormId::new(row.get::<_, String>(0)?),
            version: FormVersion::new(row.get::<_, String>(1)?),
        },
        title: row.get(2)?,
        hash: row.get(3)?,
        xml_sha256: sha256(row, 4)?,
        active: row.get(5)?,
        stored: timestamp(row, 6)?,
    })
}
