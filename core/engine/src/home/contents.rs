//! Drafts and submissions in lists and numbers.

use farola_model::InstanceId;
use farola_store::{DraftInfo, HomeCounts, Shelf, SubmissionEvent, SubmissionInfo};

use crate::shared::{Engine, EngineError, Result};

/// One list of the screen of what was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Papers {
    /// Forms that were left in the middle, the last answered first.
    Drafts(Vec<DraftInfo>),
    /// What was finalized and stands on one shelf, the last first.
    Submissions(Shelf, Vec<SubmissionInfo>),
}

impl Papers {
    /// The lists from top to bottom; one with nothing in it is left out.
    fn lists(drafts: Vec<DraftInfo>, mut submissions: Vec<SubmissionInfo>) -> Vec<Self> {
        let drafts = (!drafts.is_empty()).then_some(Self::Drafts(drafts));
        let mut lists: Vec<Self> = drafts.into_iter().collect();
        for shelf in Shelf::ORDER {
            let (on, others): (Vec<_>, Vec<_>) = submissions
                .into_iter()
                .partition(|info| info.shelf() == shelf);
            submissions = others;
            if !on.is_empty() {
                lists.push(Self::Submissions(shelf, on));
            }
        }
        lists
    }
}

impl Engine {
    /// The lists of what was written, from top to bottom; one with nothing in it is left out.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn papers(&self) -> Result<Vec<Papers>> {
        let (drafts, submissions) = {
            let store = self.inner.store();
            (store.drafts()?, store.submissions()?)
        };
        Ok(Papers::lists(drafts, submissions))
    }

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

#[cfg(test)]
mod tests {
    use farola_model::{FormId, FormRef, FormVersion, Sha256, Timestamp};
    use farola_store::SubmissionState;

    use super::*;

    fn form() -> FormRef {
        FormRef {
            id: FormId::new("f"),
            version: FormVersion::new("1"),
        }
    }

    fn draft() -> DraftInfo {
        DraftInfo {
            instance: InstanceId::new("uuid:draft"),
            form: form(),
            form_sha256: Sha256::of(b"f"),
            title: "Parada 3".into(),
            created: Timestamp(0),
            updated: Timestamp(0),
            deprecated: None,
        }
    }

    fn info(state: SubmissionState) -> SubmissionInfo {
        SubmissionInfo {
            instance: InstanceId::new("uuid:sent"),
            form: form(),
            form_sha256: Sha256::of(b"f"),
            xml_sha256: Sha256::of(b"x"),
            title: "Parada 3".into(),
            deprecated: None,
            finalized: Timestamp(0),
            state,
            problem: None,
            state_at: Timestamp(0),
            goes_here: true,
            media: (0, 0),
        }
    }

    /// Every submission stands in one list, in the order in which it came; no list is empty.
    #[test]
    fn what_was_written_stands_in_lists_that_have_something() {
        use SubmissionState as State;

        assert!(Papers::lists(Vec::new(), Vec::new()).is_empty());
        let all: Vec<_> = State::ALL.into_iter().map(info).collect();
        let lists = Papers::lists(vec![draft()], all);
        let found: Vec<_> = lists
            .iter()
            .map(|list| match list {
                Papers::Drafts(drafts) => (None, drafts.len()),
                Papers::Submissions(shelf, there) => (Some(*shelf), there.len()),
            })
            .collect();
        let shelf = |shelf, many| (Some(shelf), many);
        let expect = [
            (None, 1),
            shelf(Shelf::SetAside, 2),
            shelf(Shelf::Outbox, 5),
            shelf(Shelf::Arrived, 1),
        ];
        assert_eq!(found, expect);
        for state in State::ALL {
            let lists = Papers::lists(Vec::new(), vec![info(state), info(state)]);
            let expect = Papers::Submissions(state.shelf(), vec![info(state), info(state)]);
            assert_eq!(lists, [expect], "{state}");
            // What is on its way to another server stands where a person looks for it.
            let elsewhere = SubmissionInfo {
                goes_here: false,
                ..info(state)
            };
            let lists = Papers::lists(Vec::new(), vec![elsewhere.clone()]);
            let shelf = match state.shelf() {
                Shelf::Outbox | Shelf::SetAside => Shelf::SetAside,
                Shelf::Arrived => Shelf::Arrived,
            };
            assert_eq!(
                lists,
                [Papers::Submissions(shelf, vec![elsewhere])],
                "{state}"
            );
        }
    }
}
