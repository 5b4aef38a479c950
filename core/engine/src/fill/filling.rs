//! One form being filled: every answer is in the journal before the call returns.

use std::sync::Arc;

use farola_form::encryption::Envelope;
use farola_form::{
    Added, Changes, DeviceProperties, FormDef, Invalid, NodeState, Op, OpenAs, Question, Screen,
    Session, SessionEnv, ValidationError,
};
use farola_model::{FormId, FormRef, FormVersion, InstanceId, Sha256};
use farola_store::{Attachment, Error as StoreError, NewDraft, Store};

use super::audit::continue_audit;
use super::last_saved::{keep_last_saved, last_saved};
use super::page::Shown;
use super::sealing::seal;
use super::touch::Hand;
use crate::entities::{self, EntityOutcome};
use crate::env::{SecretEntropy, SessionEntropy};
use crate::phone::{Engine, Inner};
use crate::shared::{EngineError, Result};

/// Journal entries after which a snapshot is taken.
const SNAPSHOT_EVERY: u32 = 200;
/// Role of a photo in the store.
pub(super) const ORIGINAL: &str = "original";

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerOutcome {
    /// The rule the answer breaks; it is kept and marked all the same.
    pub invalid: Option<Invalid>,
    /// What changed on the form.
    pub changes: Changes,
    /// Number of the journal entry that holds it: durable now.
    pub seq: u64,
}

/// A photo that was taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// File name in the answer.
    pub name: String,
    /// Digest of the stored bytes.
    pub sha256: Sha256,
    /// Number of stored bytes.
    pub size: u64,
    /// Number of the journal entry that names it.
    pub seq: u64,
}

/// A sealed submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finalised {
    /// The submission.
    pub instance: InstanceId,
    /// Digest of its exact XML.
    pub xml_sha256: Sha256,
    /// Names of its files.
    pub attachments: Vec<String>,
    /// The entities it made or changed, and whether the phone's lists show it already.
    pub entities: Vec<EntityOutcome>,
}

/// One form being filled by one person.
pub struct Filling {
    pub(crate) inner: Arc<Inner>,
    pub(crate) session: Session,
    pub(crate) instance: InstanceId,
    pub(crate) form: FormRef,
    pub(crate) form_sha256: Sha256,
    pub(super) deprecated: Option<InstanceId>,
    seq: u64,
    pub(crate) since_snapshot: u32,
    closed: bool,
    pub(super) shown: Shown,
    pub(super) hand: Hand,
}

impl std::fmt::Debug for Filling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Filling({}, {})", self.form.id, self.instance)
    }
}

impl Engine {
    /// Begins a form: a new draft, stored at once.
    ///
    /// # Errors
    /// [`EngineError::FormUnknown`], [`EngineError::FormBroken`], those of the store.
    pub fn begin(&self, form: &FormId, language: Option<&str>) -> Result<Filling> {
        self.begin_with(form, language, Store::begin_draft)
    }

    /// Begins a form; `put` stores its draft, with what else belongs to it.
    pub(crate) fn begin_with(
        &self,
        form: &FormId,
        language: Option<&str>,
        put: impl FnOnce(&mut Store, &NewDraft) -> farola_store::Result<()>,
    ) -> Result<Filling> {
        let info = self
            .inner
            .store()
            .active_form(form)?
            .ok_or(EngineError::FormUnknown)?;
        let def = self.inner.definition(&info.xml_sha256)?;
        let mut env = session_env(&self.inner, language)?;
        env.last_saved = last_saved(&self.inner, &def)?;
        let session = Session::new(Arc::clone(&def), env);
        begin_draft(&self.inner, session, info.xml_sha256, None, put)
    }

    /// Opens a draft where it was left, also after a kill.
    ///
    /// # Errors
    /// [`EngineError::Journal`] where a newer version wrote it; those of the store.
    pub fn resume(&self, instance: &InstanceId) -> Result<Filling> {
        let mut filling = resume(&self.inner, instance)?;
        // What depends on the time goes on from now.
        filling.tick();
        filling.session.resume();
        match filling.commit() {
            // What is stored can be looked at on a full disk too; the next answer will say so.
            Err(EngineError::Store(
                StoreError::DiskFull | StoreError::ReadOnly | StoreError::FromTheFuture { .. },
            )) if !filling.closed => Ok(filling),
            Err(error) => Err(error),
            Ok(_) => Ok(filling),
        }
    }

    /// Opens a correction of a sealed submission: a new version that begins with the old
    /// answers and files. If one was begun before, it goes on.
    ///
    /// # Errors
    /// [`EngineError::NotCorrectable`] before the server has the submission, when a newer
    /// version of it exists, or when it was encrypted; those of the store.
    pub fn correct(&self, submission: &InstanceId, language: Option<&str>) -> Result<Filling> {
        let newest = crate::messages::newest_version(&self.inner.store(), submission)?;
        let begun = self.inner.store().correction_of(&newest)?;
        if let Some(draft) = begun {
            return self.resume(&draft.instance);
        }
        let old = self.inner.store().submission(&newest)?;
        if old.info.state != farola_store::SubmissionState::Acknowledged {
            return Err(EngineError::NotCorrectable);
        }
        let def = self.inner.definition(&old.info.form_sha256)?;
        if def.sending().public_key.is_some() {
            return Err(EngineError::NotCorrectable);
        }
        let mut env = session_env(&self.inner, language)?;
        env.last_saved = last_saved(&self.inner, &def)?;
        let mut session = Session::open(def, env, &old.xml, OpenAs::Edit)?;
        continue_audit(&mut session, &self.inner.store(), &newest)?;
        let (sha256, put) = (old.info.form_sha256, Store::begin_draft);
        begin_draft(&self.inner, session, sha256, Some(newest), put)
    }

    /// Throws a draft away. Its photos go with the next purge.
    ///
    /// # Errors
    /// Those of the store.
    pub fn discard(&self, draft: &InstanceId) -> Result<()> {
        Ok(self.inner.store().delete_draft(draft)?)
    }
}

pub(crate) fn session_env(inner: &Inner, language: Option<&str>) -> Result<SessionEnv> {
    let device = inner.store().device()?.map(|device| device.id.to_string());
    Ok(SessionEnv {
        now: inner.env.clock.local(),
        entropy: Box::new(SessionEntropy(Arc::clone(&inner.env.entropy))),
        properties: DeviceProperties {
            device_id: device,
            ..DeviceProperties::default()
        },
        language: language.map(str::to_owned),
        last_saved: None,
    })
}

/// The files that answers name: the draft's own, or those of the version it corrects.
pub(super) fn attachments(
    store: &Store,
    filling: &Filling,
    names: &[String],
) -> Result<Vec<Attachment>> {
    let own = store.draft_media(&filling.instance)?;
    let old = match &filling.deprecated {
        Some(old) => store.submission_media(old)?,
        None => Vec::new(),
    };
    let own = own
        .into_iter()
        .map(|file| (file.name, file.role, file.sha256));
    let files: Vec<_> = own
        .chain(
            old.into_iter()
                .map(|file| (file.name, file.role, file.sha256)),
        )
        .collect();
    let find = |name: &String| {
        let (name, role, sha256) = files.iter().find(|(known, ..)| known == name)?.clone();
        Some(Attachment { name, role, sha256 })
    };
    names
        .iter()
        .map(|name| find(name).ok_or(EngineError::AttachmentMissing))
        .collect()
}

/// `meta/instanceID` as the session has it, whatever prefix the form writes.
fn instance_id(session: &Session) -> Result<InstanceId> {
    let is_id = |path: &str| {
        let last = path.rsplit('/').next().unwrap_or_default();
        last.rsplit(':').next() == Some("instanceID")
    };
    let nodes = session.dump();
    let value = nodes
        .into_iter()
        .find(|n| is_id(&n.path))
        .and_then(|n| n.value);
    let value = value
        .filter(|v| !v.is_empty())
        .ok_or(EngineError::FormWithoutId)?;
    Ok(InstanceId::new(value))
}

pub(crate) fn form_ref(def: &FormDef) -> FormRef {
    FormRef {
        id: FormId::new(def.id()),
        version: FormVersion::new(def.version()),
    }
}

fn begin_draft(
    inner: &Arc<Inner>,
    mut session: Session,
    form_sha256: Sha256,
    deprecated: Option<InstanceId>,
    put: impl FnOnce(&mut Store, &NewDraft) -> farola_store::Result<()>,
) -> Result<Filling> {
    // What the start itself wrote is in the snapshot.
    drop(session.take_deltas());
    let instance = instance_id(&session)?;
    let form = form_ref(session.def());
    let draft = NewDraft {
        instance: instance.clone(),
        form: form.clone(),
        form_sha256,
        title: session.def().title().to_owned(),
        deprecated: deprecated.clone(),
        snapshot: Some(session.snapshot()),
        at: inner.now(),
    };
    put(&mut inner.store(), &draft)?;
    tracing::info!(form = form.id.as_str(), "draft.begun");
    Ok(Filling {
        inner: Arc::clone(inner),
        session,
        instance,
        form,
        form_sha256,
        deprecated,
        seq: 0,
        since_snapshot: 0,
        closed: false,
        shown: Shown::default(),
        hand: Hand::default(),
    })
}

fn resume(inner: &Arc<Inner>, instance: &InstanceId) -> Result<Filling> {
    let draft = inner.store().load_draft(instance)?;
    let def = inner.definition(&draft.info.form_sha256)?;
    let deltas = draft
        .deltas
        .iter()
        .map(|delta| serde_json::from_slice(&delta.bytes));
    let deltas: Vec<farola_form::Delta> = deltas
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| EngineError::Journal)?;
    let snapshot = draft.snapshot.unwrap_or_default();
    let mut session = Session::replay(def, session_env(inner, None)?, &snapshot, &deltas)?;
    return_to(&mut session, &deltas);
    Ok(Filling {
        inner: Arc::clone(inner),
        session,
        instance: draft.info.instance,
        form: draft.info.form,
        form_sha256: draft.info.form_sha256,
        deprecated: draft.info.deprecated,
        seq: draft
            .deltas
            .last()
            .map_or(draft.snapshot_seq, |delta| delta.seq),
        since_snapshot: u32::try_from(draft.deltas.len()).unwrap_or(u32::MAX),
        closed: false,
        shown: Shown::default(),
        hand: Hand::default(),
    })
}

/// Shows the page of the last answer: a person goes on where the app was killed. A form that
/// logs its pages begins at the first one, for nobody turned to another.
fn return_to(session: &mut Session, deltas: &[farola_form::Delta]) {
    if session.def().audit().is_some() {
        return;
    }
    let last = deltas.iter().rev().find_map(|delta| match &delta.op {
        Op::Answer { path, .. } => Some(path),
        _ => None,
    });
    if let Some(path) = last {
        // The question may be gone from the form since.
        let _ = session.goto(path);
    }
}

impl Filling {
    /// The draft's id, which the submission will have.
    #[must_use]
    pub fn instance(&self) -> &InstanceId {
        &self.instance
    }

    /// The form version it is pinned to.
    #[must_use]
    pub fn form(&self) -> (&FormRef, &Sha256) {
        (&self.form, &self.form_sha256)
    }

    /// The submission it corrects.
    #[must_use]
    pub fn corrects(&self) -> Option<&InstanceId> {
        self.deprecated.as_ref()
    }

    /// Number of the last journal entry.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Answers a question. When this returns, the answer outlives a kill of the process.
    ///
    /// # Errors
    /// [`EngineError::Answer`] with the form as it was; [`EngineError::Store`] with the form
    /// as it was too: an answer that is not stored is not shown.
    pub fn answer(&mut self, path: &str, value: &str) -> Result<AnswerOutcome> {
        self.open()?;
        self.tick();
        let outcome = self.session.answer(path, value)?;
        let seq = self.commit()?;
        Ok(AnswerOutcome {
            invalid: outcome.invalid,
            changes: outcome.changes,
            seq,
        })
    }

    /// Adds an instance at the end of a repeat.
    ///
    /// # Errors
    /// As [`Filling::answer`]; the form may fix the number of instances.
    pub fn add_repeat(&mut self, path: &str) -> Result<Added> {
        self.open()?;
        self.tick();
        let added = self.session.add_repeat(path)?;
        self.commit()?;
        Ok(added)
    }

    /// Removes a repeat instance.
    ///
    /// # Errors
    /// As [`Filling::add_repeat`].
    pub fn remove_repeat(&mut self, path: &str) -> Result<Changes> {
        self.open()?;
        self.tick();
        let changes = self.session.remove_repeat(path)?;
        self.commit()?;
        Ok(changes)
    }

    /// Shows the form in another of its languages.
    ///
    /// # Errors
    /// The form has no such language; as [`Filling::answer`].
    pub fn set_language(&mut self, name: &str) -> Result<Changes> {
        self.open()?;
        let changes = self.session.set_language(name)?;
        self.commit()?;
        Ok(changes)
    }

    /// The page to show now.
    #[must_use]
    pub fn screen(&self) -> Screen {
        self.session.screen()
    }

    /// Goes to the next page.
    pub fn next_screen(&mut self) -> Screen {
        self.turn(Session::next)
    }

    /// Goes to the page before.
    pub fn previous_screen(&mut self) -> Screen {
        self.turn(Session::back)
    }

    /// Goes to the page with that question.
    ///
    /// # Errors
    /// There is no such question.
    pub fn go_to(&mut self, path: &str) -> Result<Screen> {
        let mut found = Ok(());
        let screen = self.turn(|session| {
            session.goto(path).unwrap_or_else(|error| {
                found = Err(error);
                session.screen()
            })
        });
        found?;
        Ok(screen)
    }

    /// Every question as it stands.
    #[must_use]
    pub fn questions(&self) -> Vec<Question> {
        self.session.questions()
    }

    /// Every node as it stands.
    #[must_use]
    pub fn dump(&self) -> Vec<NodeState> {
        self.session.dump()
    }

    /// The value at a reference.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<String> {
        self.session.value(path).map(|value| value.to_string())
    }

    /// Every rule broken at present.
    #[must_use]
    pub fn validate(&self) -> Vec<ValidationError> {
        self.session.validate()
    }

    /// Seals the form: checks everything, writes the submission and puts it into the outbox
    /// with its files, in one transaction that outlives a power cut. The draft is then gone.
    /// Where the form has a public key, what is kept and sent is encrypted for its holder;
    /// this phone cannot read it again, nor correct it.
    ///
    /// # Errors
    /// [`EngineError::NotReady`] with every fault (the draft goes on);
    /// [`EngineError::AttachmentMissing`]; those of the store.
    pub fn finalise(&mut self) -> Result<Finalised> {
        self.open()?;
        self.tick();
        let sealed = match self.session.finalize() {
            Ok(sealed) => sealed,
            Err(faults) => {
                // The audit log tells of it. On a full disk the faults are still to be shown.
                let _ = self.commit();
                return Err(EngineError::NotReady(faults));
            }
        };
        let mut store = self.inner.store();
        self.keep_own(&mut store, &sealed.files)?;
        let mut attachments = attachments(&store, self, &sealed.attachments)?;
        let title = self.title(&sealed.xml, sealed.instance_name.as_deref())?;
        let mut xml = sealed.xml;
        if let Some(key) = &self.session.def().sending().public_key {
            let envelope = Envelope {
                form_id: self.form.id.as_str(),
                version: self.session.def().version(),
                instance_id: self.instance.as_str(),
                public_key: key,
            };
            let mut entropy = SecretEntropy::new(self.inner.env.entropy.as_ref());
            let at = self.inner.now();
            (xml, attachments) = seal(&mut store, envelope, xml, attachments, &mut entropy, at)?;
        }
        if let Some(title) = title {
            store.title_draft(&self.instance, &title)?;
        }
        let at = self.inner.now();
        crate::walk::claim(&mut store, self)?;
        let (rows, entities) = entities::plan(&self.inner, &store, &sealed.entities)?;
        let xml_sha256 =
            store.finalise_with_entities(&self.instance, &xml, &attachments, &rows, at)?;
        if let Err(error) = keep_last_saved(&mut store, self.session.def(), &xml) {
            // It is sealed; the next form begins without these answers.
            use farola_model::Coded as _;
            tracing::warn!(code = error.code(), "draft.last_saved");
        }
        drop(store);
        if !rows.is_empty() {
            self.inner.lists_changed();
        }
        self.closed = true;
        tracing::info!(
            form = self.form.id.as_str(),
            files = attachments.len(),
            "draft.finalised"
        );
        Ok(Finalised {
            instance: self.instance.clone(),
            xml_sha256,
            attachments: attachments.into_iter().map(|file| file.name).collect(),
            entities,
        })
    }

    /// What lists show: of a form of a walk what the hub calls it too; else the form's own name
    /// for the instance, with the form's title where the name begins with its id (as pyxform's
    /// default does).
    fn title(&self, xml: &[u8], name: Option<&str>) -> Result<Option<String>> {
        let def = self.session.def();
        if def.sending().public_key.is_some() {
            // A title is made of answers: not beside an encrypted submission.
            return Ok(None);
        }
        let of_walk = crate::shared::title_of(def, self.session.language(), xml)?;
        let own = || {
            let name = name.filter(|name| !name.trim().is_empty())?;
            Some(match name.strip_prefix(self.form.id.as_str()) {
                Some(rest) => format!("{}{rest}", def.title()),
                None => name.to_owned(),
            })
        };
        Ok(of_walk.or_else(own))
    }

    pub(super) fn open(&self) -> Result<()> {
        if self.closed {
            Err(EngineError::Closed)
        } else {
            Ok(())
        }
    }

    pub(super) fn tick(&mut self) {
        self.session.set_now(self.inner.env.clock.local());
    }

    /// Writes what the session did to the journal; on failure the session goes back to what
    /// the journal holds, so that screen and store never differ.
    pub(super) fn commit(&mut self) -> Result<u64> {
        let deltas = self.session.take_deltas();
        if deltas.is_empty() {
            return Ok(self.seq);
        }
        let bytes = deltas.iter().map(serde_json::to_vec);
        let bytes: Vec<Vec<u8>> = bytes
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| EngineError::Journal)?;
        let slices: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
        let at = self.inner.now();
        let written = match slices.as_slice() {
            [one] => self.inner.store().append_delta(&self.instance, one, at),
            many => self.inner.store().append_deltas(&self.instance, many, at),
        };
        match written {
            Ok(seq) => {
                self.since_snapshot += u32::try_from(deltas.len()).unwrap_or(u32::MAX);
                self.seq = seq;
                self.snapshot_now_and_then();
                Ok(seq)
            }
            Err(error) => {
                match resume(&self.inner, &self.instance) {
                    Ok(stored) => {
                        let shown = std::mem::take(&mut self.shown);
                        *self = Self { shown, ..stored };
                    }
                    Err(_) => self.closed = true,
                }
                Err(error.into())
            }
        }
    }

    /// A snapshot that fails costs nothing: the journal is still whole.
    fn snapshot_now_and_then(&mut self) {
        if self.since_snapshot < SNAPSHOT_EVERY {
            return;
        }
        let snapshot = self.session.snapshot();
        let at = self.inner.now();
        match self
            .inner
            .store()
            .snapshot_draft(&self.instance, self.seq, &snapshot, at)
        {
            Ok(()) => self.since_snapshot = 0,
            Err(error) => {
                use farola_model::Coded as _;
                tracing::warn!(code = error.code(), "draft.snapshot_failed");
                // Not at every answer from now on.
                self.since_snapshot = SNAPSHOT_EVERY / 2;
            }
        }
    }
}
