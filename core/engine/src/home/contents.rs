//! Drafts and submissions in lists and numbers.

use farola_model::InstanceId;
use farola_store::{DraftInfo, HomeCounts, SubmissionEvent, SubmissionInfo};

use crate::shared::{Engine, EngineError, Result};

impl Engine {
    /// Drafts, the last answered first.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn drafts(&self) -> Result<Vec<DraftInfo>> {
        Ok(self.inner.store().drafts()?)
    }

    /// Finalized submissions, the last first, with their state on the way.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn submissions(&self) -> Result<Vec<SubmissionInfo>> {
        Ok(self.inner.store().submissions()?)
    }

    /// One finalized submission as the lists show it.
    ///
    /// # Errors
    /// `Store`: it is not stored; the database is locked, full or damaged.
    pub fn submission(&self, instance: &InstanceId) -> Result<SubmissionInfo> {
        Ok(self.inner.store().submission_info(instance)?)
    }

    /// The bytes of a file that an answer of a finalized submission names, to show it.
    ///
    /// # Errors
    /// [`EngineError::AttachmentMissing`]; `Store`: the file was removed after the server had it;
    /// the database is locked, full or damaged.
    pub fn submission_file(&self, instance: &InstanceId, name: &str) -> Result<Vec<u8>> {
        let store = self.inner.store();
        let files = store.submission_media(instance)?;
        let file = files.iter().find(|file| file.name == name);
        let file = file.ok_or(EngineError::AttachmentMissing)?;
        Ok(store.media_bytes(&file.sha256)?)
    }

    /// The exact XML of a finalized submission.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn submission_xml(&self, instance: &InstanceId) -> Result<Vec<u8>> {
        Ok(self.inner.store().submission(instance)?.xml)
    }

    /// The numbers of the home screen.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn home(&self) -> Result<HomeCounts> {
        Ok(self.inner.store().home_counts()?)
    }

    /// Tries a stuck submission again: a person has decided so.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn retry(&self, instance: &InstanceId) -> Result<()> {
        let at = self.inner.now();
        self.inner
            .store()
            .advance(instance, SubmissionEvent::Retry, at)?;
        Ok(())
    }

    /// Number of the last durable journal entry of a draft.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn draft_seq(&self, draft: &InstanceId) -> Result<u64> {
        let draft = self.inner.store().load_draft(draft)?;
        Ok(draft
            .deltas
            .last()
            .map_or(draft.snapshot_seq, |delta| delta.seq))
    }
}
