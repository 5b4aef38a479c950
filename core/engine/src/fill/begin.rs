//! Drafts begun, opened again, corrected and thrown away.

use std::sync::Arc;

use farola_form::{FormError, OpenAs, Session};
use farola_model::{FormId, InstanceId, Sha256};
use farola_store::{Error as StoreError, NewDraft, Store};

use super::audit::continue_audit;
use super::filling::{Filling, resume};
use super::hand::Hand;
use super::last_saved::last_saved;
use super::page::Shown;
use super::session::{form_ref, session_env};
use crate::shared::{Engine, EngineError, Inner, Result};

impl Engine {
    /// Begins a form: a new draft, stored at once.
    ///
    /// # Errors
    /// [`EngineError::FormUnknown`], [`EngineError::FormBroken`], `Store`;
    /// [`FormError::TooDear`] where the empty form takes more steps than a call has.
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
        let session = Session::new_within(Arc::clone(&def), env, self.inner.bounds());
        // Nothing is lost by it yet, and a form that cannot be worked out empty never will be.
        if let Some(dear) = session.unfinished() {
            tracing::warn!(form = form.as_str(), "draft.too_dear");
            return Err(FormError::TooDear(dear).into());
        }
        begin_draft(&self.inner, session, info.xml_sha256, None, put)
    }

    /// Opens a draft where it was left, also after a kill.
    ///
    /// # Errors
    /// [`EngineError::Journal`] where a newer version wrote it; `Store`.
    pub fn resume(&self, instance: &InstanceId) -> Result<Filling> {
        let mut filling = resume(&self.inner, instance)?;
        // Somebody goes on with it: its warnings are void. On a full disk they stay.
        let moment = self.inner.moment();
        if let Err(error) = self.inner.store().touch_draft(instance, moment) {
            use farola_model::Coded as _;
            tracing::warn!(code = error.code(), "draft.touch");
        }
        // What depends on the time goes on from now.
        filling.tick();
        filling.session.resume();
        match filling.commit() {
            Err(error) if !can_be_read(&error) || filling.closed => Err(error),
            _ => Ok(filling),
        }
    }

    /// Opens a correction of a finalized submission: a new version that begins with the old
    /// answers and files, at the first question that a reviewer commented on. If one was begun
    /// before, it goes on where it was left. Who corrects has seen what was said.
    ///
    /// # Errors
    /// [`EngineError::NotCorrectable`] before the server has the submission, when a newer
    /// version of it exists, or when it was encrypted; `Store`.
    pub fn correct(&self, submission: &InstanceId, language: Option<&str>) -> Result<Filling> {
        let newest = crate::messages::newest_version(&self.inner.store(), submission)?;
        let begun = self.inner.store().correction_of(&newest)?;
        let filling = match begun {
            Some(draft) => self.resume(&draft.instance)?,
            None => self.begin_correction(newest, language)?,
        };
        match self.mark_seen(submission) {
            Err(error) if !can_be_read(&error) => Err(error),
            _ => Ok(filling),
        }
    }

    /// Begins a new version of `newest`.
    fn begin_correction(&self, newest: InstanceId, language: Option<&str>) -> Result<Filling> {
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
        let bounds = self.inner.bounds();
        let mut session = Session::open_within(def, env, &old.xml, OpenAs::Edit, bounds)?;
        continue_audit(&mut session, &self.inner.store(), &newest)?;
        let (sha256, put) = (old.info.form_sha256, Store::begin_draft);
        let mut filling = begin_draft(&self.inner, session, sha256, Some(newest), put)?;
        filling.go_to_comment()?;
        Ok(filling)
    }

    /// Throws a draft away, with its photos.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn discard(&self, draft: &InstanceId) -> Result<()> {
        Ok(self.inner.store().delete_draft(draft)?)
    }
}

/// Whether what is stored can be looked at all the same, as on a full disk; the next answer will
/// say what hinders.
fn can_be_read(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::Store(
            StoreError::DiskFull | StoreError::ReadOnly | StoreError::FromTheFuture { .. }
        )
    )
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

fn begin_draft(
    inner: &Arc<Inner>,
    mut session: Session,
    form_sha256: Sha256,
    deprecated: Option<InstanceId>,
    put: impl FnOnce(&mut Store, &NewDraft) -> farola_store::Result<()>,
) -> Result<Filling> {
    // Initial calculations are part of the first snapshot; drop their deltas.
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
        steps_at_snapshot: 0,
        closed: false,
        shown: Shown::default(),
        hand: Hand::default(),
    })
}
