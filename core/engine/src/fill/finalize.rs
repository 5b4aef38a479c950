//! A form becomes a submission.

use farola_form::encryption::Envelope;
use farola_model::{InstanceId, Sha256};
use farola_store::FinalizedWith;

use super::attachments::attachments;
use super::claim::claim;
use super::filling::Filling;
use super::last_saved::keep_last_saved;
use super::review::Review;
use super::sealing::seal;
use crate::entities::{self, EntityOutcome};
use crate::env::SecretEntropy;
use crate::shared::{EngineError, Result, title_of};

/// A finalized submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finalized {
    /// The submission.
    pub instance: InstanceId,
    /// Digest of its exact XML.
    pub xml_sha256: Sha256,
    /// Names of its files.
    pub attachments: Vec<String>,
    /// The entities it made or changed, and whether the phone's lists show it already.
    pub entities: Vec<EntityOutcome>,
}

/// What became of the wish to finalize a form.
#[derive(Debug, Clone, PartialEq)]
pub enum Finalizing {
    /// It is finalized.
    Done(Finalized),
    /// It is not: the review says what is missing, and the draft goes on.
    NotReady(Review),
    /// It is not yet: the recording that runs is to be ended and given first.
    EndRecording,
}

impl Filling {
    /// Finalizes the form as [`Filling::finalize`] does, or gives the review anew where answers are
    /// missing: one between the review and this may have brought a rule to break. `recording`:
    /// whether a recording that the form asked for runs. It is a part of the form only once it is
    /// given; so it is to be ended where nothing is missing, and goes on where something is.
    ///
    /// # Errors
    /// As [`Filling::finalize`], but for [`EngineError::NotReady`].
    pub fn finalize_or_review(&mut self, recording: bool) -> Result<Finalizing> {
        if recording {
            self.open()?;
            let review = self.review();
            return Ok(if review.ready {
                Finalizing::EndRecording
            } else {
                Finalizing::NotReady(review)
            });
        }
        match self.finalize() {
            Ok(finalized) => Ok(Finalizing::Done(finalized)),
            Err(EngineError::NotReady(_)) => Ok(Finalizing::NotReady(self.review())),
            Err(error) => Err(error),
        }
    }

    /// Finalizes the form: checks everything, writes the submission and puts it into the outbox
    /// with its files, in one transaction that outlives a power cut. The draft is then gone.
    /// Where the form has a public key, what is kept and sent is encrypted for its holder;
    /// this phone cannot read it again, nor correct it.
    ///
    /// # Errors
    /// [`EngineError::NotReady`] with every fault (the draft goes on);
    /// [`EngineError::AttachmentMissing`]; `Store`.
    pub fn finalize(&mut self) -> Result<Finalized> {
        self.open()?;
        self.tick();
        let finalized = match self.session.finalize() {
            Ok(finalized) => finalized,
            Err(faults) => {
                // The audit log tells of it. On a full disk the faults are still to be shown.
                let _ = self.commit();
                return Err(EngineError::NotReady(faults));
            }
        };
        let mut store = self.inner.store();
        self.keep_own(&mut store, &finalized.files)?;
        let mut attachments = attachments(&store, self, &finalized.attachments)?;
        let title = self.title(&finalized.xml, finalized.instance_name.as_deref())?;
        let mut xml = finalized.xml;
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
        let at = self.inner.now();
        claim(&mut store, self)?;
        let (rows, entities) = entities::plan(&self.inner, &store, &finalized.entities)?;
        let with = FinalizedWith {
            title: title.as_deref(),
            entities: &rows,
        };
        let xml_sha256 =
            store.finalize_with_entities(&self.instance, &xml, &attachments, with, at)?;
        if let Err(error) = keep_last_saved(&mut store, self.session.def(), &self.instance, &xml) {
            // It is finalized; the next form begins without these answers.
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
        Ok(Finalized {
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
        let of_walk = title_of(def, self.session.language(), xml)?;
        let own = || {
            let name = name.filter(|name| !name.trim().is_empty())?;
            Some(match name.strip_prefix(self.form.id.as_str()) {
                Some(rest) => format!("{}{rest}", def.title()),
                None => name.to_owned(),
            })
        };
        Ok(of_walk.or_else(own))
    }
}
