//! One form being filled, screen by screen.

use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex};

use farola_engine::Page;
use farola_engine::photo::PhotoError;

use crate::error::{Result, call, lock};
use crate::record::{
    AnswerRecord, CommentRecord, FaultRecord, FileRecord, FinalizedRecord, FinalizingRecord,
    FixRecord, FormPurpose, FoundChoices, GivenAnswer, LanguageRecord, LineRecord, OutlineRecord,
    PatchRecord, PointRecord, ReaderLocale, RequestRecord, ReviewRecord, ScreenRecord, StepRecord,
    TypedRecord, WalkedRecord,
};

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

    /// Runs one call that leads to a page.
    fn screen_after(
        &self,
        work: impl FnOnce(&mut farola_engine::Filling) -> farola_engine::Result<Page>,
    ) -> Result<ScreenRecord> {
        self.with(|filling| {
            let page = work(filling)?;
            Ok(ScreenRecord::of(page, filling))
        })
    }
}

#[uniffi::export]
impl Filling {
    /// Id of the draft, which the submission will have.
    pub fn instance(&self) -> Result<String> {
        self.with(|filling| Ok(filling.instance().to_string()))
    }

    /// The submission it corrects. For a program that keeps its own books of submissions, and the
    /// call that the bridge is measured by; a screen asks `purpose`.
    pub fn corrects(&self) -> Result<Option<String>> {
        self.with(|filling| Ok(filling.corrects().map(ToString::to_string)))
    }

    /// What it is filled for, also where a draft is gone on with.
    pub fn purpose(&self) -> Result<FormPurpose> {
        self.with(|filling| Ok(filling.purpose()))
    }

    /// The screen to show now, whole. Each `PatchRecord` from here on says what differs from this
    /// screen and the patches since: apply them in the order in which they come.
    pub fn screen(&self) -> Result<ScreenRecord> {
        self.screen_after(|filling| Ok(filling.page()))
    }

    /// Goes to the next screen, unless a rule is broken on this one: then it stays, and the
    /// faults are named.
    pub fn next(&self) -> Result<StepRecord> {
        self.with(|filling| {
            let step = filling.next_page();
            Ok(StepRecord::of(step, filling))
        })
    }

    /// Goes to the next screen whatever is wrong on this one: `finalize` will name it.
    pub fn skip(&self) -> Result<ScreenRecord> {
        self.screen_after(|filling| Ok(filling.skip_page()))
    }

    /// Goes to the screen before. Nothing where none is before it: the form is left then, with
    /// `leave`.
    pub fn back(&self) -> Result<Option<ScreenRecord>> {
        self.with(|filling| {
            let page = filling.page_before();
            Ok(page.map(|page| ScreenRecord::of(page, filling)))
        })
    }

    /// Goes to the screen with that question, for instance one that a reviewer commented.
    pub fn go_to(&self, reference: String) -> Result<ScreenRecord> {
        self.screen_after(|filling| filling.page_of(&reference))
    }

    /// Answers a question; an empty value takes the answer back. One call a keystroke: what it
    /// changed on the screen comes with the answer.
    ///
    /// A value that breaks a rule is kept and marked. `Invalid` only for text that is no value
    /// of the question's type; the form then stands as it was.
    pub fn answer(&self, reference: String, value: String) -> Result<AnswerRecord> {
        self.with(|filling| {
            let answered = filling.answer_here(&reference, &value)?;
            Ok(AnswerRecord::of(&reference, answered, filling))
        })
    }

    /// The answer of a question as the submission will hold it; nothing where there is no such
    /// question. Screens show `QuestionRecord.drawn`; this is for tests and tools.
    pub fn stored(&self, reference: String) -> Result<Option<String>> {
        self.with(|filling| Ok(filling.value(&reference)))
    }

    /// Sets how texts are typed and shown from now on: the phone's language, and the mark that
    /// divides decimals on its keyboard. Call it before the first `screen`.
    pub fn read_by(&self, locale: ReaderLocale) -> Result<()> {
        self.with(|filling| {
            filling.read_by(locale);
            Ok(())
        })
    }

    /// Answers with what stands in a question's field: text, a number, a place typed by hand.
    /// One call a keystroke: the core reads the text by the question's control, and what is no
    /// value of it takes the answer back, with a note that says why.
    pub fn type_in(&self, reference: String, text: String) -> Result<TypedRecord> {
        self.with(|filling| {
            let typed = filling.type_in(&reference, &text)?;
            Ok(TypedRecord::of(&reference, typed, filling))
        })
    }

    /// Answers with what was touched: a choice, a day, a position on a scale, a place. What it
    /// comes to, chosen or taken back, is the core's to say; `drawn_after` shows it meanwhile.
    ///
    /// `Invalid` with code `control.out_of_bounds` for a place or time that there is not; `Bug`
    /// with `control.mismatch` for what the question's control does not take. The form then
    /// stands as it was.
    pub fn give(&self, reference: String, given: GivenAnswer) -> Result<AnswerRecord> {
        self.with(|filling| {
            let answered = filling.give(&reference, &given)?;
            Ok(AnswerRecord::of(&reference, answered, filling))
        })
    }

    /// The person left the field of a question: what is wrong with what was typed is said from
    /// now on.
    pub fn left(&self, reference: String) -> Result<PatchRecord> {
        self.with(|filling| {
            let patch = filling.left(&reference);
            Ok(PatchRecord::of(patch, filling))
        })
    }

    /// Takes the next fix of a line or an area that is walked, from what is there already on, an
    /// answer or `QuestionRecord.begun`. Whether it becomes a point is the
    /// core's to say; one that does is durable when this returns, so that a killed app loses
    /// none.
    pub fn walked(&self, reference: String, fix: FixRecord) -> Result<WalkedRecord> {
        self.with(|filling| {
            let walked = filling.walked(&reference, &fix.into())?;
            Ok(WalkedRecord::of(&reference, walked, filling))
        })
    }

    /// Takes a fix as the next point of a line or an area because the person says so: near to the
    /// last one too. `Inexact` over 50 m. Give the fix that is shown, also where `walked` has
    /// seen it.
    pub fn point_here(&self, reference: String, fix: FixRecord) -> Result<WalkedRecord> {
        self.with(|filling| {
            let walked = filling.point_here(&reference, &fix.into())?;
            Ok(WalkedRecord::of(&reference, walked, filling))
        })
    }

    /// Takes in the photo in the file `file` and answers the question with its name. Place,
    /// time and device are removed from it first. The file itself is left to the shell.
    pub fn attach_photo(&self, reference: String, file: String) -> Result<FileRecord> {
        self.with(|filling| {
            let attached = filling.attach_photo(&reference, &mut opened(&file)?)?;
            let patch = filling.patch();
            Ok(FileRecord::of(attached, patch, filling))
        })
    }

    /// Takes in a recording, a film or another file as [`Filling::attach_photo`] does a photo:
    /// its bytes say what it is, and what they say of place, time and maker is cut out.
    /// `Invalid` `file.cannot_clean` or `file.damaged` for what cannot be gone through whole.
    pub fn attach_file(&self, reference: String, file: String) -> Result<FileRecord> {
        self.with(|filling| {
            let extension = extension_of(&file);
            let mut content = opened(&file)?;
            let attached = filling.attach_file(&reference, &extension, &mut content)?;
            let patch = filling.patch();
            Ok(FileRecord::of(attached, patch, filling))
        })
    }

    /// The bytes of a file that an answer names, to show it.
    pub fn file(&self, name: String) -> Result<Vec<u8>> {
        self.with(|filling| filling.file(&name))
    }

    /// A picture or sound of the form, named in `media` of labels and choices; nothing where
    /// the form has no such file.
    pub fn form_file(&self, name: String) -> Result<Option<Vec<u8>>> {
        self.with(|filling| filling.form_file(&name))
    }

    /// Adds an instance at the end of a repeat and goes to its first screen.
    pub fn add_repeat(&self, reference: String) -> Result<ScreenRecord> {
        self.screen_after(|filling| {
            let added = filling.add_repeat(&reference)?;
            filling.page_of(&added.path)
        })
    }

    /// Removes a repeat instance, `/data/r[2]`.
    pub fn remove_repeat(&self, reference: String) -> Result<ScreenRecord> {
        self.screen_after(|filling| {
            filling.remove_repeat(&reference)?;
            Ok(filling.page())
        })
    }

    /// Names of the form's languages.
    pub fn languages(&self) -> Result<Vec<String>> {
        self.with(|filling| Ok(filling.languages()))
    }

    /// The form's languages, to be chosen from; none where it is in one alone, and then nothing is
    /// offered.
    pub fn form_languages(&self) -> Result<Vec<LanguageRecord>> {
        self.with(|filling| {
            Ok(filling
                .offered_languages()
                .into_iter()
                .map(Into::into)
                .collect())
        })
    }

    /// Shows the form in another of its languages, given by name or code.
    pub fn set_language(&self, name: String) -> Result<ScreenRecord> {
        self.screen_after(|filling| {
            filling.set_language(&name)?;
            Ok(filling.page())
        })
    }

    /// The choices of a question whose label holds `text`, whatever its accents, its case and the
    /// blanks around it, as many as a list shows. Ask where `is_search` says that the text
    /// searches for something; where it does not, the choices of the question stand.
    pub fn find_choices(&self, reference: String, text: String) -> Result<FoundChoices> {
        self.with(|filling| Ok(filling.search(&reference, &text).into()))
    }

    /// What is asked at present, to jump to.
    pub fn outline(&self) -> Result<Vec<OutlineRecord>> {
        self.with(|filling| Ok(filling.outline().into_iter().map(Into::into).collect()))
    }

    /// What was answered, in words, to be read once more before it is finalized.
    pub fn lines(&self) -> Result<Vec<LineRecord>> {
        self.with(|filling| Ok(filling.lines().into_iter().map(Into::into).collect()))
    }

    /// The last page: whether the form can be finalized, what keeps it from that, what was left
    /// out, and the answers in words. From now on what is missing is marked on screens too.
    pub fn review(&self) -> Result<ReviewRecord> {
        self.with(|filling| Ok(filling.review().into()))
    }

    /// What reviewers said of the submission that is corrected. Screens show
    /// `QuestionRecord.comments` and `ScreenRecord.comments`; this is for tests and tools.
    pub fn comments(&self) -> Result<Vec<CommentRecord>> {
        self.with(|filling| Ok(filling.comments()?.into_iter().map(Into::into).collect()))
    }

    /// What the form waits for from the phone, oldest first. Each is begun anew, also one for a
    /// question that the phone already follows: the place is asked for once more, for all of
    /// `RequestRecord.follow_ms`.
    pub fn requests(&self) -> Result<Vec<RequestRecord>> {
        self.with(|filling| Ok(filling.requests().into_iter().map(Into::into).collect()))
    }

    /// Gives the place that a request at `reference` waits for. It may come late, and others may
    /// follow for `RequestRecord.follow_ms`: the core keeps the most exact.
    pub fn give_place(&self, reference: String, place: PointRecord) -> Result<PatchRecord> {
        self.with(|filling| {
            filling.give_place(&reference, place.into())?;
            let patch = filling.patch();
            Ok(PatchRecord::of(patch, filling))
        })
    }

    /// Gives the recording that a request at `reference` waits for. Errors as of `attach_file`.
    pub fn give_recording(&self, reference: String, file: String) -> Result<PatchRecord> {
        self.with(|filling| {
            let extension = extension_of(&file);
            filling.give_recording(&reference, &mut opened(&file)?, &extension)?;
            let patch = filling.patch();
            Ok(PatchRecord::of(patch, filling))
        })
    }

    /// Every rule broken at present, in the order of the form, for the list to jump from. From
    /// now on what is missing is marked on screens too.
    pub fn faults(&self) -> Result<Vec<FaultRecord>> {
        self.with(|filling| {
            let faults = filling.insist();
            Ok(FaultRecord::all(faults, filling))
        })
    }

    /// Leaves the form for now: the draft is kept. Handles that are only dropped keep it too;
    /// this tells the form's audit log.
    pub fn leave(&self) -> Result<()> {
        self.with(farola_engine::Filling::leave)
    }

    /// Finalizes the form and puts it into the outbox; the draft is then gone.
    ///
    /// `Invalid` with code `engine.not_ready` when answers are missing: `faults` names them and
    /// the draft goes on.
    pub fn finalize(&self) -> Result<FinalizedRecord> {
        self.with(|filling| Ok(filling.finalize()?.into()))
    }

    /// Finalizes the form as `finalize` does, or gives the review anew where answers are missing:
    /// for the button of the review. `recording`: whether a recording that the form asked for
    /// (`requests`) runs. It is a part of the form only once it is given: `EndRecording` says when
    /// it is to be ended, and it goes on where something is missing.
    pub fn finalize_or_review(&self, recording: bool) -> Result<FinalizingRecord> {
        self.with(|filling| {
            let finalizing = filling.finalize_or_review(recording)?;
            Ok(finalizing.into())
        })
    }
}

fn opened(file: &str) -> farola_engine::Result<File> {
    File::open(file).map_err(|error| PhotoError::Unreadable(error.kind()).into())
}

fn extension_of(file: &str) -> String {
    let extension = Path::new(file).extension().unwrap_or_default();
    extension.to_string_lossy().into_owned()
}
