//! One form being filled: every answer is in the journal before the call returns.

use std::sync::Arc;

use farola_form::{
    Added, Changes, Invalid, NodeState, Op, Question, STEPS_OF_A_CALL, Session, ValidationError,
};
use farola_model::{FormId, FormRef, InstanceId, Sha256};
use farola_walk::kit::Form;

use super::hand::Hand;
use super::page::Shown;
use super::session::session_env;
use crate::shared::{EngineError, Inner, Result};

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

/// What a form is filled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormPurpose {
    /// The registration before a walk.
    Registration,
    /// A stop of a walk.
    Stop,
    /// A finding on the way.
    Finding,
    /// The debrief after a walk.
    Debrief,
    /// The correction of a submission, whichever its form.
    Correction,
    /// Anything else.
    Form,
}

impl FormPurpose {
    /// What a form of that id is filled for; `corrects` where it is to replace a submission.
    #[must_use]
    pub fn of(form: &FormId, corrects: bool) -> Self {
        if corrects {
            return Self::Correction;
        }
        match Form::from_id(form.as_str()) {
            Some(Form::Registration) => Self::Registration,
            Some(Form::Stop) => Self::Stop,
            Some(Form::Finding) => Self::Finding,
            Some(Form::Debrief) => Self::Debrief,
            // Nobody fills these two on a walk.
            Some(Form::Verification | Form::Plan) | None => Self::Form,
        }
    }
}

/// One form being filled by one person.
pub struct Filling {
    pub(crate) inner: Arc<Inner>,
    pub(crate) session: Session,
    pub(crate) instance: InstanceId,
    pub(crate) form: FormRef,
    pub(crate) form_sha256: Sha256,
    pub(super) deprecated: Option<InstanceId>,
    pub(super) seq: u64,
    pub(crate) since_snapshot: u32,
    /// The session's steps when the last snapshot was taken.
    pub(super) steps_at_snapshot: u64,
    pub(super) closed: bool,
    pub(super) shown: Shown,
    pub(super) hand: Hand,
}

impl std::fmt::Debug for Filling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Filling({}, {})", self.form.id, self.instance)
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

    /// What it is filled for, also where a draft is gone on with.
    #[must_use]
    pub fn purpose(&self) -> FormPurpose {
        FormPurpose::of(&self.form.id, self.deprecated.is_some())
    }

    /// Number of the last journal entry.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Answers a question. When this returns, the answer outlives a kill of the process.
    ///
    /// # Errors
    /// [`EngineError::Answer`] with the form as it was, but for an answer whose consequences take
    /// too many steps (`form.too_dear`) or were stopped (`form.stopped`): that one is kept;
    /// [`EngineError::Store`] with the form as it was too: an answer that is not stored is not
    /// shown.
    pub fn answer(&mut self, path: &str, value: &str) -> Result<AnswerOutcome> {
        self.open()?;
        self.tick();
        let before = self.session.value(path).map(str::to_owned);
        let files = self.files_among(before)?;
        let outcome = self.session.answer(path, value);
        // Before the refusal is handed on: one for want of steps has taken the answer.
        let seq = self.commit_without(&files)?;
        let outcome = outcome?;
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
        let added = self.session.add_repeat(path);
        self.commit()?;
        Ok(added?)
    }

    /// Removes a repeat instance.
    ///
    /// # Errors
    /// As [`Filling::add_repeat`].
    pub fn remove_repeat(&mut self, path: &str) -> Result<Changes> {
        self.open()?;
        self.tick();
        let nodes = self.session.dump().into_iter();
        let files = self.files_among(nodes.filter_map(|node| node.value))?;
        let before = self.seq;
        let changes = self.session.remove_repeat(path);
        if self.commit_without(&files)? > before {
            self.hand.remove_instance(path);
        }
        Ok(changes?)
    }

    /// Shows the form in another of its languages.
    ///
    /// # Errors
    /// The form has no such language; as [`Filling::answer`].
    pub fn set_language(&mut self, name: &str) -> Result<Changes> {
        self.open()?;
        let changes = self.session.set_language(name);
        self.commit()?;
        Ok(changes?)
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

    /// Those of `values` that are names of the draft's own files.
    fn files_among(&self, values: impl IntoIterator<Item = String>) -> Result<Vec<String>> {
        // The name of a file has an ending.
        let values: Vec<String> = values.into_iter().filter(|v| v.contains('.')).collect();
        if values.is_empty() {
            return Ok(values);
        }
        let own = self.inner.store().draft_media(&self.instance)?;
        let names = own.into_iter().map(|file| file.name);
        Ok(names.filter(|name| values.contains(name)).collect())
    }

    /// Writes what the session did to the journal; on failure the session goes back to what
    /// the journal holds, so that screen and store never differ.
    pub(super) fn commit(&mut self) -> Result<u64> {
        self.commit_without(&[])
    }

    /// [`Filling::commit`], and in the same transaction those of `files` go that no answer names
    /// any more: a photo that was covered must not lie beside the covered one.
    fn commit_without(&mut self, files: &[String]) -> Result<u64> {
        let mut dropped = files.to_vec();
        if !dropped.is_empty() {
            for node in self.session.dump() {
                dropped.retain(|name| node.value.as_ref() != Some(name));
            }
        }
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
            [one] if dropped.is_empty() => self.inner.store().append_delta(&self.instance, one, at),
            many => self
                .inner
                .store()
                .append_and_drop(&self.instance, many, &dropped, at),
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
                        let hand = std::mem::take(&mut self.hand);
                        *self = Self {
                            shown,
                            hand,
                            ..stored
                        };
                    }
                    // What is in memory is not stored and what is stored cannot be read: nothing
                    // may be shown as answered. The draft can be opened again.
                    Err(_) => self.closed = true,
                }
                Err(error.into())
            }
        }
    }

    /// A snapshot that fails costs nothing: the journal is still whole.
    fn snapshot_now_and_then(&mut self) {
        // A replay does again what the calls since the snapshot did, and is a call itself: it must
        // not take more steps than one has, nor try again what a call has given up.
        let steps = self.session.steps() - self.steps_at_snapshot;
        let dear = steps >= STEPS_OF_A_CALL || self.session.unfinished().is_some();
        if self.since_snapshot < SNAPSHOT_EVERY && !dear {
            return;
        }
        let snapshot = self.session.snapshot();
        let at = self.inner.now();
        match self
            .inner
            .store()
            .snapshot_draft(&self.instance, self.seq, &snapshot, at)
        {
            Ok(()) => {
                self.since_snapshot = 0;
                self.steps_at_snapshot = self.session.steps();
            }
            Err(error) => {
                use farola_model::Coded as _;
                tracing::warn!(code = error.code(), "draft.snapshot_failed");
                // Not at every answer from now on.
                self.since_snapshot = SNAPSHOT_EVERY / 2;
            }
        }
    }
}

pub(super) fn resume(inner: &Arc<Inner>, instance: &InstanceId) -> Result<Filling> {
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
    let env = session_env(inner, None)?;
    let mut session = Session::replay_within(def, env, &snapshot, &deltas, inner.bounds())?;
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
        steps_at_snapshot: 0,
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
