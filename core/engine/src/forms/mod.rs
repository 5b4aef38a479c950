//! The forms on the phone: stored by version, parsed when they are needed, with their files.

use std::sync::Arc;

use farola_form::{Diagnostic, FormDef, FormMedia, MediaMap, Severity};
use farola_model::{FormId, FormRef, Sha256};
use farola_store::NewForm;

use crate::entities::{self, WithLists};
use crate::shared::{Engine, EngineError, Inner, Result};

/// Largest sum of a form's media files held in memory while it is filled.
const FORM_MEDIA_BYTES: u64 = 64 * 1024 * 1024;
/// Form definitions kept parsed.
const PARSED_FORMS: usize = 8;

/// A form that can be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSummary {
    /// Id and version.
    pub form: FormRef,
    /// Title.
    pub title: String,
    /// The exact version.
    pub sha256: Sha256,
}

impl Engine {
    /// The forms that can be filled, by title.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn forms(&self) -> Result<Vec<FormSummary>> {
        let forms = self.inner.store().forms()?;
        let active = forms.into_iter().filter(|form| form.active);
        Ok(active
            .map(|form| FormSummary {
                form: form.form,
                title: form.title,
                sha256: form.xml_sha256,
            })
            .collect())
    }

    /// Stores a form from its XML without a server, with its media files by name.
    ///
    /// # Errors
    /// [`EngineError::FormBroken`] with the first fault's code; `Store`.
    pub fn add_form(&self, xml: &[u8], media: &MediaMap) -> Result<FormSummary> {
        let def = parse(xml, media)?;
        let at = self.inner.now();
        let mut store = self.inner.store();
        let mut files = Vec::new();
        for (name, bytes) in media {
            let stored =
                store.import_media(&mut bytes.as_slice(), "application/octet-stream", at)?;
            let hash = format!("md5:{}", farola_model::Md5::of(bytes));
            entities::take_file(&self.inner, &mut store, name, &hash, None, bytes, at)?;
            files.push(farola_store::FormMedium {
                name: name.clone(),
                hash,
                sha256: stored.sha256,
            });
        }
        let form = FormRef {
            id: FormId::new(def.id()),
            version: farola_model::FormVersion::new(def.version()),
        };
        self.inner.lists_changed();
        let title = def.title().to_owned();
        let sha256 = store.store_form(&NewForm {
            form: form.clone(),
            title: title.clone(),
            xml: xml.to_vec(),
            hash: format!("md5:{}", farola_model::Md5::of(xml)),
            media: files,
            at,
        })?;
        Ok(FormSummary {
            form,
            title,
            sha256,
        })
    }

    /// The definition of a form version, for labels and languages.
    ///
    /// # Errors
    /// [`EngineError::FormBroken`]; `Store`.
    pub fn definition(&self, sha256: &Sha256) -> Result<Arc<FormDef>> {
        self.inner.definition(sha256)
    }

    /// A picture or sound of the form that is offered under an id; nothing where there is none.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn form_file(&self, form: &FormId, name: &str) -> Result<Option<Vec<u8>>> {
        let info = self.inner.store().active_form(form)?;
        match info {
            Some(info) => self.inner.form_file(&info.xml_sha256, name),
            None => Ok(None),
        }
    }
}

impl Inner {
    /// The parsed definition of a stored form version, its files at hand.
    pub(crate) fn definition(&self, sha256: &Sha256) -> Result<Arc<FormDef>> {
        // Read without the lock: a walk asks for its forms while a large one is being read.
        let known = self.parsed_forms().get(sha256).map(Arc::clone);
        if let Some(def) = known {
            return Ok(def);
        }
        let (xml, media) = {
            let store = self.store();
            let mut media = MediaMap::new();
            let mut left = FORM_MEDIA_BYTES;
            for file in store.form_media(sha256)? {
                // Pictures and sounds are shown, not computed with.
                let size = store.medium(&file.sha256)?.size;
                if is_data(&file.name) && size <= left {
                    left -= size;
                    media.insert(file.name, store.media_bytes(&file.sha256)?);
                }
            }
            let xml = store.form_xml(sha256)?;
            let media = WithLists::new(&store, &xml, media)?;
            (xml, media)
        };
        let def = Arc::new(parse(&xml, &media)?);
        let mut forms = self.parsed_forms();
        if forms.len() >= PARSED_FORMS {
            forms.clear();
        }
        forms.insert(*sha256, Arc::clone(&def));
        Ok(def)
    }

    /// A file of a form version by its name.
    pub(crate) fn form_file(&self, form: &Sha256, name: &str) -> Result<Option<Vec<u8>>> {
        let store = self.store();
        let files = store.form_media(form)?;
        match files.into_iter().find(|file| file.name == name) {
            Some(file) => Ok(Some(store.media_bytes(&file.sha256)?)),
            None => Ok(None),
        }
    }
}

/// Whether a form computes with the file.
fn is_data(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".csv", ".xml", ".geojson"]
        .iter()
        .any(|end| name.ends_with(end))
}

fn parse(xml: &[u8], media: &dyn FormMedia) -> Result<FormDef> {
    let (def, diagnostics) = FormDef::parse(xml, media);
    let errors: Vec<&Diagnostic> = diagnostics
        .iter()
        .filter(|d| d.severity == Severity::Error)
        .collect();
    match def {
        // Without an id nothing could be sent for it.
        Some(def) if def.id().is_empty() => Err(EngineError::FormBroken {
            first: "form.no_id",
            faults: 1,
        }),
        Some(def) if errors.is_empty() => Ok(def),
        _ => Err(EngineError::FormBroken {
            first: errors.first().map_or("form.broken", |d| d.code),
            faults: errors.len(),
        }),
    }
}
