//! What the phone holds: enrolment, forms, drafts, submissions, messages.

use std::path::PathBuf;
use std::sync::Arc;

use farola_engine::protocol::Enrolment;
use farola_engine::store::RetentionPolicy;
use farola_engine::transport::HttpTransport;
use farola_engine::{Engine, EngineConfig, Env};
use farola_model::{FormId, InstanceId};

use crate::error::{Result, call};
use crate::filling::Filling;
use crate::key::{KeySource, Keys};
use crate::parcel::{Carry, ParcelCarrier};
use crate::record::{
    DeviceRecord, DraftRecord, EnrolmentOfferRecord, FormRecord, HomeRecord, LineRecord,
    MessageRecord, PapersRecord, PurgeRecord, SettingsRecord, StorageRecord, SubmissionRecord,
};
use crate::syncing::{SyncSession, SyncWatcher, Watch};

/// The phone: one folder, one encrypted database. Open it once and keep it.
#[derive(uniffi::Object)]
pub struct Phone {
    pub(crate) engine: Engine,
}

impl Phone {
    pub(crate) fn over(engine: Engine) -> Arc<Self> {
        Arc::new(Self { engine })
    }
}

#[uniffi::export]
impl Phone {
    /// Opens the folder `dir`, making it where it is missing.
    ///
    /// The key is asked of `keys`. `Auth` when it is not to be had or not the right one: the
    /// file is then as it was. A damaged database is moved aside and what can be read is saved.
    #[uniffi::constructor]
    pub fn open(dir: String, keys: Arc<dyn KeySource>) -> Result<Arc<Self>> {
        call(|| {
            let transport = HttpTransport::new();
            let engine = Engine::open(EngineConfig {
                dir: PathBuf::from(dir),
                key: Arc::new(Keys(keys)),
                env: Env::system(Arc::new(transport)),
            })?;
            Ok(Self::over(engine))
        })
    }

    /// What joining by this text would mean: Collect's QR, a `farola://` link or an address. Show
    /// it before anything is joined; nothing changes.
    pub fn enrolment_offer(&self, text: String) -> Result<EnrolmentOfferRecord> {
        call(|| Ok((&self.engine.enrolment_offer(&text)?).into()))
    }

    /// Enrols where its offer needs no PIN: nothing waits, and no other enrolment stands. Else
    /// `Invalid` `enrol.needs_pin`: `Door.enrol` is the way.
    pub fn enrol(&self, text: String) -> Result<DeviceRecord> {
        call(|| Ok(self.engine.enrol(&text)?.into()))
    }

    /// Who this phone is and where it is enrolled; never shows the key in the address.
    pub fn device(&self) -> Result<DeviceRecord> {
        call(|| Ok(self.engine.device()?.into()))
    }

    /// The forms that can be filled, by title.
    pub fn forms(&self) -> Result<Vec<FormRecord>> {
        call(|| Ok(records(self.engine.forms()?)))
    }

    /// Stores a form without a server. Farola's own apps take forms from a hub alone: this is for
    /// an app that brings its forms with it, and for tests.
    pub fn add_form(&self, xml: Vec<u8>) -> Result<FormRecord> {
        call(|| Ok(self.engine.add_form(&xml, &Default::default())?.into()))
    }

    /// Begins a form: a new draft, stored at once. `language` by name or code; the form's
    /// default where it has no such language.
    pub fn begin(&self, form_id: String, language: Option<String>) -> Result<Arc<Filling>> {
        call(|| {
            let form = FormId::new(form_id);
            let filling = self.engine.begin(&form, language.as_deref())?;
            Ok(Filling::over(filling))
        })
    }

    /// Opens a draft where it was left, also after the app was killed.
    pub fn resume(&self, instance: String) -> Result<Arc<Filling>> {
        call(|| {
            Ok(Filling::over(
                self.engine.resume(&InstanceId::new(instance))?,
            ))
        })
    }

    /// Opens the correction that a reviewer asked for, with the answers and photos as they were,
    /// at the first question that has a comment. If one was begun before, it goes on. What was
    /// said is seen by that.
    pub fn correct(&self, instance: String, language: Option<String>) -> Result<Arc<Filling>> {
        call(|| {
            let instance = InstanceId::new(instance);
            let filling = self.engine.correct(&instance, language.as_deref())?;
            Ok(Filling::over(filling))
        })
    }

    /// Throws a draft away.
    pub fn discard(&self, instance: String) -> Result<()> {
        call(|| self.engine.discard(&InstanceId::new(instance)))
    }

    /// Drafts, the last answered first.
    pub fn drafts(&self) -> Result<Vec<DraftRecord>> {
        call(|| Ok(records(self.engine.drafts()?)))
    }

    /// Finalized submissions, the last first, with their state on the way.
    pub fn submissions(&self) -> Result<Vec<SubmissionRecord>> {
        call(|| {
            let sending = self.engine.sending()?;
            let submissions = self.engine.submissions()?.into_iter();
            Ok(submissions
                .map(|info| SubmissionRecord::of(info, sending))
                .collect())
        })
    }

    /// The lists of what was written, from top to bottom: drafts, and what was finalized. A list
    /// with nothing in it is left out.
    pub fn papers(&self) -> Result<Vec<PapersRecord>> {
        call(|| {
            let sending = self.engine.sending()?;
            let papers = self.engine.papers()?.into_iter();
            Ok(papers
                .map(|papers| PapersRecord::of(papers, sending))
                .collect())
        })
    }

    /// One finalized submission as `submissions` has it. `NotFound` where there is none.
    pub fn submission(&self, instance: String) -> Result<SubmissionRecord> {
        call(|| {
            let instance = InstanceId::new(instance);
            let submission = self.engine.submission(&instance)?;
            Ok(SubmissionRecord::of(submission, self.engine.sending()?))
        })
    }

    /// The numbers of the home screen, all of one moment.
    pub fn home(&self) -> Result<HomeRecord> {
        call(|| {
            let home = HomeRecord::from(self.engine.home()?);
            Ok(home.with(&self.engine.device()?))
        })
    }

    /// What reviewers say, the last changed first; labels of questions in `language`. None of it
    /// is seen by that: `open_message` does it.
    pub fn messages(&self, language: String) -> Result<Vec<MessageRecord>> {
        call(|| Ok(records(self.engine.messages(&language)?)))
    }

    /// Opens what reviewers say about one submission, for its own screen: from now on it is seen,
    /// and home counts it no more. `correct` does the same. `NotFound` where nothing was said.
    pub fn open_message(&self, instance: String, language: String) -> Result<MessageRecord> {
        call(|| {
            let instance = InstanceId::new(instance);
            Ok(self.engine.open_message(&instance, &language)?.into())
        })
    }

    /// Notes that the person has read what is said about a submission, without opening it: for an
    /// app that shows all messages on one screen. Farola's own apps open one, with
    /// `open_message`.
    pub fn mark_seen(&self, instance: String) -> Result<()> {
        call(|| self.engine.mark_seen(&InstanceId::new(instance)))
    }

    /// Tries a stuck submission again: a person has decided so.
    pub fn retry(&self, instance: String) -> Result<()> {
        call(|| self.engine.retry(&InstanceId::new(instance)))
    }

    /// Begins an exchange with the server on a thread of its own; `watcher` hears how it goes.
    ///
    /// `asked` says whether a person asked for it: then also what waits for a later attempt is
    /// tried now. `metered` says whether the network costs money: with the data saver on, photos
    /// then wait. One runs at a time; `SyncSession.wait` says so otherwise.
    pub fn sync(
        &self,
        asked: bool,
        metered: bool,
        watcher: Arc<dyn SyncWatcher>,
    ) -> Result<Arc<SyncSession>> {
        call(|| {
            let options = self.engine.sync_options(asked, metered)?;
            let task = self.engine.start_sync(options, Arc::new(Watch(watcher)))?;
            Ok(Arc::new(SyncSession::over(task)))
        })
    }

    /// As `sync`, for a platform that uploads while the app sleeps: reports and small files are
    /// sent, large ones are sealed and given to `carrier`. Nothing in a sealed file can be read
    /// without the hub.
    ///
    /// For the moment when the app is put away: it looks for no forms, and tries nothing that
    /// waits for a later attempt. Where the server takes no sealed files, it sends the files
    /// itself, as `sync` does. `ReportRecord.handed_over` says how many were given.
    ///
    /// What was given lies on the phone until `parcel_ended` or the next `sync` that hears
    /// from the hub that it arrived; meanwhile no sync sends it again.
    pub fn hand_over(
        &self,
        metered: bool,
        carrier: Arc<dyn ParcelCarrier>,
        watcher: Arc<dyn SyncWatcher>,
    ) -> Result<Arc<SyncSession>> {
        call(|| {
            let options = self.engine.hand_over_options(metered)?;
            let (carry, watch) = (Arc::new(Carry(carrier)), Arc::new(Watch(watcher)));
            let task = self.engine.start_hand_over(options, carry, watch)?;
            Ok(Arc::new(SyncSession::over(task)))
        })
    }

    /// What a person set.
    pub fn settings(&self) -> Result<SettingsRecord> {
        call(|| Ok(self.engine.settings()?.into()))
    }

    /// Keeps what a person set, and gives it as it was kept.
    pub fn set_settings(&self, settings: SettingsRecord) -> Result<SettingsRecord> {
        call(|| Ok(self.engine.set_settings(settings.into_settings())?.into()))
    }

    /// What the phone holds and occupies.
    pub fn storage(&self) -> Result<StorageRecord> {
        call(|| Ok(self.engine.storage()?.into()))
    }

    /// A picture or sound of a form; nothing where it has no such file.
    pub fn form_file(&self, form_id: String, name: String) -> Result<Option<Vec<u8>>> {
        call(|| self.engine.form_file(&FormId::new(form_id), &name))
    }

    /// What a finalized submission says, in words; nothing of an encrypted one.
    pub fn submission_lines(&self, instance: String, language: String) -> Result<Vec<LineRecord>> {
        call(|| {
            let instance = InstanceId::new(instance);
            let lines = self.engine.submission_lines(&instance, &language)?;
            Ok(lines.into_iter().map(Into::into).collect())
        })
    }

    /// The bytes of a file that a line of `submission_lines` names, to show it. `NotFound` where
    /// the phone holds it no longer.
    pub fn submission_file(&self, instance: String, name: String) -> Result<Vec<u8>> {
        call(|| {
            let instance = InstanceId::new(instance);
            self.engine.submission_file(&instance, &name)
        })
    }

    /// Removes what the server has had for longer than `SettingsRecord.purge_days`: for the button
    /// that makes room.
    pub fn make_room(&self) -> Result<PurgeRecord> {
        call(|| Ok(self.engine.make_room()?.into()))
    }

    /// Removes what the server has had for more than `days`: for an app with a rule of its own,
    /// and for tests. Farola's own apps call `make_room`.
    pub fn purge(&self, days: u16) -> Result<PurgeRecord> {
        let policy = RetentionPolicy {
            days_after_acknowledged: days,
        };
        call(|| Ok(self.engine.purge(policy)?.into()))
    }
}

/// Whether a link that opened the app is one of enrolment: show its text, and let the person join
/// with `Phone.enrol`, which says whether it is whole. Any other link is left alone.
#[uniffi::export]
#[must_use]
pub fn enrols(link: String) -> bool {
    Enrolment::is_link(&link)
}

fn records<T, R: From<T>>(items: Vec<T>) -> Vec<R> {
    items.into_iter().map(R::from).collect()
}
