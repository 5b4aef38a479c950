//! One form being filled, screen by screen.

use std::fs::File;
use std::sync::{Arc, Mutex};

use farola_engine::photo::PhotoError;

use crate::error::{Result, call, lock};
use crate::record::{AnswerRecord, FaultRecord, PhotoRecord, ScreenRecord, SealedRecord};

/// One form being filled by one person. Every answer is durable before its call returns; a
/// killed app loses at most the keystroke in flight.
#[derive(uniffi::Object)]
pub struct Filling {
    inner: Mutex<farola_engine::Filling>,
}

impl Filling {
    pub(crate) fn over(inner: farola_engine::Filling) -> Arc<Self> {
        Arc::new(Self {
            inner: Mutex::new(inner),
        })
    }

    /// Runs one call on the form.
    fn with<T>(
        &self,
        work: impl FnOnce(&mut farola_engine::Filling) -> farola_engine::Result<T>,
    ) -> Result<T> {
        call(|| work(&mut *lock(&self.inner)?))
    }
}

#[uniffi::export]
impl Filling {
    /// Id of the draft, which the submission will have.
    pub fn instance(&self) -> Result<String> {
        self.with(|filling| Ok(filling.instance().to_string()))
    }

    /// The submission it corrects.
    pub fn corrects(&self) -> Result<Option<String>> {
        self.with(|filling| Ok(filling.corrects().map(ToString::to_string)))
    }

    /// The page to show now.
    pub fn screen(&self) -> Result<ScreenRecord> {
        self.with(|filling| Ok(filling.screen().into()))
    }

    /// Goes to the next page.
    pub fn next(&self) -> Result<ScreenRecord> {
        self.with(|filling| Ok(filling.next_screen().into()))
    }

    /// Goes to the page before.
    pub fn back(&self) -> Result<ScreenRecord> {
        self.with(|filling| Ok(filling.previous_screen().into()))
    }

    /// Goes to the page with that question, for instance one that a reviewer commented.
    pub fn go_to(&self, reference: String) -> Result<ScreenRecord> {
        self.with(|filling| Ok(filling.go_to(&reference)?.into()))
    }

    /// Answers a question; an empty value takes the answer back. One call a keystroke: the
    /// screen as it now is comes with the answer.
    ///
    /// A value that breaks a rule is kept and marked. `Invalid` only for text that is no value
    /// of the question's type; the form then stands as it was.
    pub fn answer(&self, reference: String, value: String) -> Result<AnswerRecord> {
        self.with(|filling| {
            let outcome = filling.answer(&reference, &value)?;
            Ok(AnswerRecord {
                broken: outcome.invalid.map(Into::into),
                seq: outcome.seq,
                screen: filling.screen().into(),
            })
        })
    }

    /// Takes in the photo in the file `file` and answers the question with its name. Place,
    /// time and device are removed from it first. The file itself is left to the shell.
    pub fn attach_photo(&self, reference: String, file: String) -> Result<PhotoRecord> {
        self.with(|filling| {
            let mut content = File::open(file).map_err(|e| PhotoError::Unreadable(e.kind()))?;
            let attached = filling.attach_photo(&reference, &mut content)?;
            Ok(PhotoRecord {
                name: attached.name,
                sha256: attached.sha256.to_string(),
                size: attached.size,
                screen: filling.screen().into(),
            })
        })
    }

    /// Adds an instance at the end of a repeat and goes to its first page.
    pub fn add_repeat(&self, reference: String) -> Result<ScreenRecord> {
        self.with(|filling| {
            let added = filling.add_repeat(&reference)?;
            Ok(filling.go_to(&added.path)?.into())
        })
    }

    /// Removes a repeat instance, `/data/r[2]`.
    pub fn remove_repeat(&self, reference: String) -> Result<ScreenRecord> {
        self.with(|filling| {
            filling.remove_repeat(&reference)?;
            Ok(filling.screen().into())
        })
    }

    /// Shows the form in another of its languages.
    pub fn set_language(&self, name: String) -> Result<ScreenRecord> {
        self.with(|filling| {
            filling.set_language(&name)?;
            Ok(filling.screen().into())
        })
    }

    /// Every rule broken at present, in the order of the form, for the list to jump from.
    pub fn faults(&self) -> Result<Vec<FaultRecord>> {
        self.with(|filling| Ok(filling.validate().into_iter().map(Into::into).collect()))
    }

    /// Seals the form and puts it into the outbox; the draft is then gone.
    ///
    /// `Invalid` with code `engine.not_ready` when answers are missing: `faults` names them and
    /// the draft goes on.
    pub fn finalise(&self) -> Result<SealedRecord> {
        self.with(|filling| Ok(filling.finalise()?.into()))
    }
}
