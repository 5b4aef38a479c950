//! The engine: what the phone holds, and the doors to filling, sync, messages and tracks.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use farola_form::{Diagnostic, FormDef, FormMedia, MediaMap, Severity};
use farola_model::{DeviceId, FormId, FormRef, InstanceId, Sha256, Timestamp};
use farola_protocol::Enrolment;
use farola_store::{
    Device, DraftInfo, HomeCounts, KeyProvider, NewForm, Purged, RetentionPolicy, Salvage, Store,
    SubmissionEvent, SubmissionInfo,
};

use crate::entities::{self, WithLists};
use crate::env::Env;
use crate::shared::{EngineError, Result};
use crate::walk::Live;

/// Name of the database in the folder of a phone.
pub const DATABASE_FILE: &str = "farola.db";
/// Largest sum of a form's media files held in memory while it is filled.
const FORM_MEDIA_BYTES: u64 = 64 * 1024 * 1024;
/// Form definitions kept parsed.
const PARSED_FORMS: usize = 8;

const PROJECT_NAME: &str = "enrolment.project_name";
const USERNAME: &str = "enrolment.username";
const PASSWORD: &str = "enrolment.password";
pub(crate) const LAST_CONTACT: &str = "sync.last_contact_ms";

/// How to open an engine.
pub struct EngineConfig {
    /// Folder of the phone's data; made where it is missing.
    pub dir: PathBuf,
    /// Gives the key of the database.
    pub key: Arc<dyn KeyProvider + Send + Sync>,
    /// Time, randomness, network.
    pub env: Env,
}

/// Who this phone is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Its id.
    pub id: DeviceId,
    /// Address of the server without the key; `None` before enrolment.
    pub server: Option<String>,
    /// Name of the project.
    pub project_name: Option<String>,
    /// When the server last answered.
    pub last_contact: Option<Timestamp>,
}

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

/// The phone. Cloning shares it; it may be used from any thread.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    store: Mutex<Store>,
    pub(crate) key: Arc<dyn KeyProvider + Send + Sync>,
    pub(crate) env: Env,
    forms: Mutex<BTreeMap<Sha256, Arc<FormDef>>>,
    pub(crate) syncing: Mutex<()>,
    walk: Mutex<Option<Live>>,
    beginning: Mutex<()>,
    pub(crate) dir: PathBuf,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine(..)")
    }
}

impl Inner {
    /// The store. A panic elsewhere leaves it usable: every change is a transaction.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The open walk. It is taken before the store, never while that is held; a panic leaves
    /// nothing in it that the store does not say better.
    pub(crate) fn live(&self) -> MutexGuard<'_, Option<Live>> {
        self.walk.lock().unwrap_or_else(|poisoned| {
            let mut live = poisoned.into_inner();
            *live = None;
            live
        })
    }

    /// Held while a form of the walk is begun: a button that is pressed twice opens one form.
    pub(crate) fn beginning(&self) -> MutexGuard<'_, ()> {
        self.beginning
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.env.clock.now()
    }

    /// Random hexadecimal digits.
    pub(crate) fn random_hex(&self, bytes: usize) -> String {
        let mut random = vec![0; bytes];
        self.env.entropy.fill(&mut random);
        random.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The parsed definition of a stored form version, its files at hand.
    pub(crate) fn definition(&self, sha256: &Sha256) -> Result<Arc<FormDef>> {
        let mut forms = self
            .forms
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(def) = forms.get(sha256) {
            return Ok(Arc::clone(def));
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
        if forms.len() >= PARSED_FORMS {
            forms.clear();
        }
        forms.insert(*sha256, Arc::clone(&def));
        Ok(def)
    }

    /// Has forms parsed anew when they are next begun; those being filled keep theirs.
    pub(crate) fn forget_forms(&self) {
        self.forms
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .clear();
    }

    /// Enrolment as sync needs it.
    pub(crate) fn enrolment(&self) -> Result<Enrolment> {
        let store = self.store();
        let stored = store.device()?.and_then(|device| device.enrolment);
        let url = stored.ok_or(EngineError::NotEnrolled)?.server_url;
        Ok(Enrolment {
            project_name: store.setting(PROJECT_NAME)?,
            username: store.setting(USERNAME)?,
            password: store.setting(PASSWORD)?.map(farola_protocol::Secret::new),
            ..Enrolment::from_url(&url)?
        })
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

impl Engine {
    /// Opens the phone's folder, making it where it is missing.
    ///
    /// A damaged database is moved aside and what can be read of it is saved; see
    /// [`Engine::salvage`].
    ///
    /// # Errors
    /// Those of the store: no key, wrong key, no room, in use.
    pub fn open(config: EngineConfig) -> Result<Self> {
        std::fs::create_dir_all(&config.dir).map_err(farola_store::Error::from)?;
        let mut store = Store::open(&config.dir.join(DATABASE_FILE), config.key.as_ref())?;
        if store.device()?.is_none() && store.access() == farola_store::Access::ReadWrite {
            let mut id = [0; 8];
            config.env.entropy.fill(&mut id);
            let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
            let id = DeviceId::new(format!("farola:{id}"));
            store.set_device(&Device {
                id,
                enrolment: None,
            })?;
        }
        let engine = Self {
            inner: Arc::new(Inner {
                store: Mutex::new(store),
                key: config.key,
                env: config.env,
                forms: Mutex::default(),
                syncing: Mutex::new(()),
                walk: Mutex::default(),
                beginning: Mutex::new(()),
                dir: config.dir,
            }),
        };
        // What is left over is tried again by the next session: no reason not to open.
        let _ = engine.sweep_parcels();
        Ok(engine)
    }

    /// What was saved of a damaged database when this one was opened.
    #[must_use]
    pub fn salvage(&self) -> Option<Salvage> {
        self.inner.store().salvage().cloned()
    }

    /// Enrols the phone by what was scanned or typed: Collect's QR, a `farola://` link, or an
    /// address. What waits to be sent stays and goes to the new server.
    ///
    /// # Errors
    /// Text that is no enrolment; an address that would show the key to the network.
    pub fn enrol(&self, text: &str) -> Result<DeviceInfo> {
        let enrolment = Enrolment::parse(text)?;
        let mut store = self.inner.store();
        let id = match store.device()? {
            Some(device) => device.id,
            None => DeviceId::new(format!("farola:{}", self.inner.random_hex(8))),
        };
        let url = enrolment.server_url.reveal().to_owned();
        let token = url.split_once("/key/").map(|(_, rest)| rest);
        let token = token
            .and_then(|rest| rest.split('/').next())
            .unwrap_or_default()
            .to_owned();
        let at = self.inner.now();
        let project = enrolment.project();
        let stored = farola_store::Enrolment {
            server_url: url,
            project,
            token,
            at,
        };
        // Settings first: an enrolment without its password would only be refused once.
        let password = enrolment.password.as_ref().map(|secret| secret.reveal());
        for (key, value) in [
            (PROJECT_NAME, enrolment.project_name.as_deref()),
            (USERNAME, enrolment.username.as_deref()),
            (PASSWORD, password),
        ] {
            match value {
                Some(value) => store.set_setting(key, value)?,
                None => store.clear_setting(key)?,
            }
        }
        store.forget_cursor(crate::sync::FEED)?;
        store.set_device(&Device {
            id,
            enrolment: Some(stored),
        })?;
        drop(store);
        self.device()
    }

    /// Who this phone is and where it is enrolled.
    ///
    /// # Errors
    /// Those of the store.
    pub fn device(&self) -> Result<DeviceInfo> {
        let store = self.inner.store();
        let device = store.device()?.ok_or(EngineError::NotEnrolled)?;
        let server = device.enrolment.as_ref().and_then(|stored| {
            Enrolment::from_url(&stored.server_url)
                .ok()
                .map(|e| e.shown_address())
        });
        let last = store.setting(LAST_CONTACT)?.and_then(|ms| ms.parse().ok());
        Ok(DeviceInfo {
            id: device.id,
            server,
            project_name: store.setting(PROJECT_NAME)?,
            last_contact: last.map(Timestamp),
        })
    }

    /// The forms that can be filled, by title.
    ///
    /// # Errors
    /// Those of the store.
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
    /// [`EngineError::FormBroken`] with the first fault's code; those of the store.
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
    /// [`EngineError::FormBroken`]; those of the store.
    pub fn definition(&self, sha256: &Sha256) -> Result<Arc<FormDef>> {
        self.inner.definition(sha256)
    }

    /// Drafts, the last answered first.
    ///
    /// # Errors
    /// Those of the store.
    pub fn drafts(&self) -> Result<Vec<DraftInfo>> {
        Ok(self.inner.store().drafts()?)
    }

    /// Sealed submissions, the last first, with their state on the way.
    ///
    /// # Errors
    /// Those of the store.
    pub fn submissions(&self) -> Result<Vec<SubmissionInfo>> {
        Ok(self.inner.store().submissions()?)
    }

    /// The exact XML of a sealed submission.
    ///
    /// # Errors
    /// Those of the store.
    pub fn submission_xml(&self, instance: &InstanceId) -> Result<Vec<u8>> {
        Ok(self.inner.store().submission(instance)?.xml)
    }

    /// The numbers of the home screen.
    ///
    /// # Errors
    /// Those of the store.
    pub fn home(&self) -> Result<HomeCounts> {
        Ok(self.inner.store().home_counts()?)
    }

    /// Tries a stuck submission again: a person has decided so.
    ///
    /// # Errors
    /// Those of the store.
    pub fn retry(&self, instance: &InstanceId) -> Result<()> {
        let at = self.inner.now();
        self.inner
            .store()
            .advance(instance, SubmissionEvent::Retry, at)?;
        Ok(())
    }

    /// Removes what the server has and the policy no longer keeps.
    ///
    /// # Errors
    /// Those of the store.
    pub fn purge(&self, policy: RetentionPolicy) -> Result<Purged> {
        let now = self.inner.now();
        let purged = self.inner.store().purge(policy, now)?;
        self.sweep_parcels()?;
        Ok(purged)
    }
}

impl Engine {
    /// Number of the last durable journal entry of a draft.
    ///
    /// # Errors
    /// Those of the store.
    pub fn draft_seq(&self, draft: &InstanceId) -> Result<u64> {
        let draft = self.inner.store().load_draft(draft)?;
        Ok(draft
            .deltas
            .last()
            .map_or(draft.snapshot_seq, |delta| delta.seq))
    }

    /// A note that the shell keeps with the phone's data: encrypted with the rest.
    ///
    /// # Errors
    /// Those of the store.
    pub fn note(&self, key: &str) -> Result<Option<String>> {
        Ok(self.inner.store().setting(&note_key(key))?)
    }

    /// Keeps a note; when this returns it outlives a kill of the process.
    ///
    /// # Errors
    /// Those of the store.
    pub fn set_note(&self, key: &str, value: &str) -> Result<()> {
        Ok(self.inner.store().set_setting(&note_key(key), value)?)
    }

    /// Removes a note.
    ///
    /// # Errors
    /// Those of the store.
    pub fn clear_note(&self, key: &str) -> Result<()> {
        Ok(self.inner.store().clear_setting(&note_key(key))?)
    }
}

/// Notes of shells cannot meet the engine's own settings.
fn note_key(key: &str) -> String {
    format!("note.{key}")
}
