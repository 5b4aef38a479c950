//! Runs the sync machine: one session at a time, on one thread, over the transport.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{Cursor, Read};
use std::sync::atomic::Ordering;
use std::sync::{Arc, TryLockError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use farola_model::{Md5, Sha256};
use farola_protocol::parcel::{Announcement, CONTENT_TYPE, ParcelKey};
use farola_protocol::{ParcelId, Secret, header};
use farola_store::Reader;
use farola_sync::{
    Answer, AnswerBody, Command, Config, Event, Failure, Machine, Outcome, ParcelSpec, Post,
    Progress, Report, Request, RequestBody, Sink, SyncProblem,
};

use super::parcels::{self, NotGiven, Parcel, ParcelCarrier};
use crate::env::files::{FileLock, NotLocked};
use crate::env::transport::{Cancel, Part, WireAnswer, WireBody, WireRequest};
use crate::phone::{Engine, Inner, LAST_CONTACT};
use crate::shared::{EngineError, Result};

/// Time for a request without its body, and the slowest upload and download that are waited
/// for: a field network at its worst.
const REQUEST_TIME: Duration = Duration::from_secs(60);
const SLOWEST_BYTES_PER_S: u64 = 2_000;
/// Largest file of a form; it is held in memory while it comes.
const STAGED_BYTES: u64 = 64 * 1024 * 1024;
/// File whose lock a running session holds.
const LOCK: &str = "sync.lock";
/// Longest time for one request, however large.
const LONGEST: Duration = Duration::from_secs(60 * 60);

/// What a session may do.
#[derive(Debug, Clone, Copy)]
pub struct SyncOptions {
    /// Try now what waits for a later attempt: a person asked.
    pub retry_now: bool,
    /// Look for new forms.
    pub check_forms: bool,
    /// Leave photos for a network that costs nothing; a hub gets the reports all the same.
    pub spare_media: bool,
    /// Longest pause inside the session, in milliseconds.
    pub patience_ms: i64,
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self {
            retry_now: true,
            check_forms: true,
            spare_media: false,
            patience_ms: 60_000,
        }
    }
}

/// Hears how a session goes on. Called on the sync thread; must return soon.
pub trait SyncListener: Send + Sync {
    /// Something moved.
    fn progress(&self, progress: Progress);
}

/// A closure listens.
impl<F: Fn(Progress) + Send + Sync> SyncListener for F {
    fn progress(&self, progress: Progress) {
        self(progress);
    }
}

/// A session on its own thread.
#[derive(Debug)]
pub struct SyncTask {
    cancel: Cancel,
    thread: JoinHandle<Result<Report>>,
}

impl SyncTask {
    /// Stops it at the next byte; what was acknowledged stays so.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// Tells it that the network came or went.
    pub fn network_changed(&self, online: bool) {
        self.cancel.network_changed(online);
    }

    /// What stops it or tells it of the network while another thread waits for its end.
    #[must_use]
    pub fn canceller(&self) -> Cancel {
        self.cancel.clone()
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// As [`Engine::sync`]; [`EngineError::Thread`] after a panic.
    pub fn join(self) -> Result<Report> {
        self.thread.join().unwrap_or(Err(EngineError::Thread))
    }
}

impl Engine {
    /// Exchanges with the server until everything is done, cannot be done now, or `cancel`
    /// stirs. Blocks the calling thread; forms can be filled meanwhile on others.
    ///
    /// A report with [`Outcome::Paused`] is no error: nothing is lost, and it says why.
    ///
    /// # Errors
    /// [`EngineError::NotEnrolled`], [`EngineError::SyncRunning`], those of the store.
    pub fn sync(
        &self,
        options: SyncOptions,
        listener: &dyn SyncListener,
        cancel: &Cancel,
    ) -> Result<Report> {
        self.exchange(options, None, listener, cancel)
    }

    /// As [`Engine::sync`], but large files are sealed and given to `carrier`, where the server
    /// is a hub that takes them so. One that `carrier` does not take, or that there is no room
    /// for, is sent by the next [`Engine::sync`].
    ///
    /// # Errors
    /// As [`Engine::sync`].
    pub fn hand_over(
        &self,
        options: SyncOptions,
        carrier: &dyn ParcelCarrier,
        listener: &dyn SyncListener,
        cancel: &Cancel,
    ) -> Result<Report> {
        self.exchange(options, Some(carrier), listener, cancel)
    }

    fn exchange(
        &self,
        options: SyncOptions,
        carrier: Option<&dyn ParcelCarrier>,
        listener: &dyn SyncListener,
        cancel: &Cancel,
    ) -> Result<Report> {
        let _guard = match self.inner.syncing.try_lock() {
            Ok(guard) => guard,
            // A session that ended in a panic left nothing half-written.
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(EngineError::SyncRunning),
        };
        let _lock = lock(&self.inner)?;
        parcels::sweep(&self.inner)?;
        let runner = Runner {
            inner: &self.inner,
            listener,
            cancel,
            store_error: RefCell::new(None),
            carrier,
            keys: RefCell::default(),
            spare_media: options.spare_media,
        };
        let report = runner.run(options)?;
        parcels::sweep(&self.inner)?;
        if report.dialect.is_some() {
            let now = self.inner.now().as_millis().to_string();
            self.inner.store().set_setting(LAST_CONTACT, &now)?;
        }
        if report.outcome == Outcome::Complete {
            self.purge(farola_store::RetentionPolicy::default())?;
        }
        tracing::info!(
            delivered = report.delivered.len(),
            wedged = report.wedged.len(),
            postponed = report.postponed.len(),
            changes = report.changes,
            "sync.finished"
        );
        Ok(report)
    }

    /// [`Engine::sync`] on a thread of its own.
    ///
    /// # Errors
    /// [`EngineError::Thread`] where none can be started.
    pub fn start_sync(
        &self,
        options: SyncOptions,
        listener: Arc<dyn SyncListener>,
    ) -> Result<SyncTask> {
        let cancel = Cancel::default();
        let (engine, shared) = (self.clone(), cancel.clone());
        let thread = on_thread(move || engine.sync(options, listener.as_ref(), &shared))?;
        Ok(SyncTask { cancel, thread })
    }

    /// [`Engine::hand_over`] on a thread of its own.
    ///
    /// # Errors
    /// [`EngineError::Thread`] where none can be started.
    pub fn start_hand_over(
        &self,
        options: SyncOptions,
        carrier: Arc<dyn ParcelCarrier>,
        listener: Arc<dyn SyncListener>,
    ) -> Result<SyncTask> {
        let cancel = Cancel::default();
        let (engine, shared) = (self.clone(), cancel.clone());
        let thread = on_thread(move || {
            engine.hand_over(options, carrier.as_ref(), listener.as_ref(), &shared)
        })?;
        Ok(SyncTask { cancel, thread })
    }

    /// Removes parcels that nobody waits for, unless a session runs, which does it itself.
    pub(crate) fn sweep_parcels(&self) -> Result<()> {
        if !parcels::any(&self.inner) {
            return Ok(());
        }
        let Ok(_guard) = self.inner.syncing.try_lock() else {
            return Ok(());
        };
        match lock(&self.inner) {
            Ok(_lock) => parcels::sweep(&self.inner),
            Err(EngineError::SyncRunning) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

fn on_thread(
    work: impl FnOnce() -> Result<Report> + Send + 'static,
) -> Result<JoinHandle<Result<Report>>> {
    std::thread::Builder::new()
        .name("farola-sync".to_owned())
        .spawn(work)
        .map_err(|_| EngineError::Thread)
}

/// Keeps a second process from syncing the same phone: the lock goes with the process, however
/// it ends.
///
/// Where there are no locks the session goes on without one. The mutex of [`Inner`] keeps two
/// sessions of this process apart, and a phone has one process; a second one could at worst send
/// the same bytes twice, which a server knows by their digest. A phone that never sends is worse.
fn lock(inner: &Inner) -> Result<Option<FileLock>> {
    match inner.env.files.try_lock(&inner.dir.join(LOCK)) {
        Ok(lock) => Ok(Some(lock)),
        Err(NotLocked::Held) => Err(EngineError::SyncRunning),
        Err(NotLocked::Unsupported) => {
            tracing::warn!("sync.lock_unsupported");
            Ok(None)
        }
        Err(NotLocked::Io(error)) => Err(farola_store::Error::from(error).into()),
    }
}

struct Runner<'a> {
    inner: &'a Inner,
    listener: &'a dyn SyncListener,
    cancel: &'a Cancel,
    /// Why the store could not take what was downloaded.
    store_error: RefCell<Option<EngineError>>,
    /// Where large files go, in a session that hands them over.
    carrier: Option<&'a dyn ParcelCarrier>,
    /// Keys of the parcels that were announced; they go with the session.
    keys: RefCell<BTreeMap<ParcelId, ParcelKey>>,
    /// Whether large files wait for a network that costs nothing.
    spare_media: bool,
}

impl Runner<'_> {
    fn run(&self, options: SyncOptions) -> Result<Report> {
        let mut seed = [0; 8];
        self.inner.env.entropy.fill(&mut seed);
        let config = Config {
            patience_ms: options.patience_ms,
            ..Config::default()
        };
        let mut machine = Machine::new(config, u64::from_be_bytes(seed));
        let mut start = super::apply::start(self.inner, &options)?;
        start.hand_over = self.carrier.map(|_| parcels::room(self.inner));
        let mut event = Event::Start(Box::new(start));
        loop {
            if let Some(error) = self.store_error.take() {
                // Dropping the machine is the same as a kill: nothing is lost.
                return Err(error);
            }
            let commands = machine.handle(self.inner.now(), event);
            // What is still to be stored is not told yet: a kill now would make it untrue.
            if !matches!(commands.first(), Some(Command::Store { .. })) {
                self.listener.progress(machine.progress());
            }
            // The machine has one thing outstanding at a time, and always one.
            let Some(command) = commands.into_iter().next() else {
                event = if self.cancel.is_cancelled() {
                    Event::Cancel
                } else {
                    Event::Tick
                };
                continue;
            };
            event = match command {
                Command::Finished(report) => return Ok(*report),
                Command::Store { id, command } => match super::apply::apply(self.inner, command) {
                    Ok(()) => Event::Stored { id },
                    Err(error) => {
                        self.store_error.replace(Some(error));
                        Event::StoreFailed { id }
                    }
                },
                Command::Send(request) => self.exchange(&request),
                Command::HandOver { id, parcel, url } => match self.hand_over(&parcel, url) {
                    Ok(()) => Event::HandedOver { id },
                    Err(NotGiven) => Event::NotHandedOver { id },
                },
                Command::Wait(until) => {
                    self.inner.env.clock.wait(until, self.cancel);
                    match self.cancel.take_network() {
                        Some(online) => Event::NetworkChanged { online },
                        None => Event::Tick,
                    }
                }
            };
            // A write or a hand-over that happened is told to the machine before anything else.
            let told = matches!(
                event,
                Event::Stored { .. }
                    | Event::StoreFailed { .. }
                    | Event::HandedOver { .. }
                    | Event::NotHandedOver { .. }
            );
            if self.cancel.is_cancelled() && !told {
                event = Event::Cancel;
            }
        }
    }

    fn exchange(&self, request: &Request) -> Event {
        let id = request.id;
        match self.try_exchange(request) {
            Ok(answer) => Event::Response { id, answer },
            Err(failure) => {
                tracing::debug!(?failure, "sync.request_failed");
                Event::Failed { id, failure }
            }
        }
    }

    fn try_exchange(&self, request: &Request) -> Result<Answer, Failure> {
        let body = match &request.body {
            RequestBody::Empty => None,
            RequestBody::Submission(post) => {
                Some(self.body(post).map_err(|_| Failure::Unreadable)?)
            }
            RequestBody::Announcement(spec) => {
                Some(self.announcement(spec).map_err(|_| Failure::Cut)?)
            }
        };
        let limit = match request.sink {
            Sink::Memory { limit } => limit,
            Sink::Stage { limit } => limit.min(STAGED_BYTES),
        };
        let upload = body.as_ref().map_or(0, WireBody::length);
        // A small answer has no claim to the time of a large one.
        let download = if matches!(request.sink, Sink::Stage { .. }) {
            limit
        } else {
            0
        };
        let slow = Duration::from_secs((upload + download) / SLOWEST_BYTES_PER_S);
        let deadline = (REQUEST_TIME + slow).min(LONGEST);
        let unreadable = body.as_ref().map(WireBody::unreadable);
        let began = Instant::now();
        let wire = self.inner.env.transport.send(WireRequest {
            method: request.method,
            url: request.url.clone(),
            credentials: if request.credentials {
                self.credentials()
            } else {
                None
            },
            body,
            deadline,
        });
        if unreadable.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(Failure::Unreadable);
        }
        let wire = wire?;
        let answer = head(&wire);
        let bounded = Bounded {
            body: wire.body,
            left: limit,
            deadline: began + deadline,
            cancel: self.cancel,
            over: false,
        };
        self.take_body(answer, bounded, request.sink)
    }

    fn take_body(
        &self,
        mut answer: Answer,
        mut body: Bounded<'_>,
        sink: Sink,
    ) -> Result<Answer, Failure> {
        let mut bytes = Vec::new();
        let read = body.read_to_end(&mut bytes);
        if body.over {
            return Err(Failure::TooLarge);
        }
        read.map_err(|error| self.inner.env.transport.read_failure(&error))?;
        answer.body = match sink {
            Sink::Stage { .. } if answer.status == 200 => self.stage(&bytes)?,
            _ => AnswerBody::Bytes(bytes),
        };
        Ok(answer)
    }

    /// Stores a downloaded file. It was read whole first: the store is not held over the
    /// network, where a form being filled would wait for it.
    fn stage(&self, bytes: &[u8]) -> Result<AnswerBody, Failure> {
        let (at, mut content) = (self.inner.now(), bytes);
        let stored = self
            .inner
            .store()
            .import_media(&mut content, "application/octet-stream", at);
        match stored {
            Ok(medium) => Ok(AnswerBody::Staged {
                md5: Md5::of(bytes),
                sha256: medium.sha256,
                size: medium.size,
            }),
            Err(error) => {
                self.store_error.replace(Some(error.into()));
                Err(Failure::Cut)
            }
        }
    }

    /// Announces a parcel with a new key, or with the one that an attempt before told. Without
    /// randomness there is no key, and the file goes in a later session.
    fn announcement(&self, spec: &ParcelSpec) -> Result<WireBody> {
        let mut keys = self.keys.borrow_mut();
        let key = match keys.entry(spec.id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let mut bytes = [0; 32];
                self.inner.env.entropy.fill_secret(&mut bytes)?;
                new.insert(ParcelKey::new(bytes))
            }
        };
        let told = Announcement {
            instance_id: spec.instance_id.clone(),
            xml_sha256: spec.xml_sha256,
            name: spec.name.clone(),
            sha256: spec.sha256,
            size: spec.size,
            key: key.clone(),
        };
        Ok(WireBody::json(told.to_json(), self.cancel.clone()))
    }

    /// Seals an announced file and gives it to the carrier.
    fn hand_over(&self, spec: &ParcelSpec, url: Secret) -> Result<(), NotGiven> {
        let carrier = self.carrier.ok_or(NotGiven)?;
        // Taken: a key seals once.
        let key = self.keys.borrow_mut().remove(&spec.id);
        let key = key.ok_or(NotGiven)?;
        let given = parcels::give(self.inner, spec, &key, |path, size| {
            carrier.carry(Parcel {
                id: spec.id,
                url,
                path,
                content_type: CONTENT_TYPE,
                size,
                wait_for_free_network: self.spare_media,
            })
        });
        if given.is_err() {
            tracing::warn!("parcel.not_given");
        }
        given
    }

    fn credentials(&self) -> Option<(String, farola_protocol::Secret)> {
        let enrolment = self.inner.enrolment().ok()?;
        Some((enrolment.username?, enrolment.password?))
    }

    /// The multipart body of a post: the XML first, the files as streams from the store.
    fn body(&self, post: &Post) -> Result<WireBody> {
        let store = self.inner.store();
        let submission = store.submission(&post.instance_id)?;
        if submission.info.xml_sha256 != post.xml_sha256 {
            return Err(SyncProblem::Unreadable.into());
        }
        let mut parts = vec![Part {
            name: header::XML_PART.to_owned(),
            file_name: Some("submission.xml".to_owned()),
            content_type: Some("text/xml; charset=utf-8".to_owned()),
            size: submission.xml.len() as u64,
            content: Box::new(Cursor::new(submission.xml)),
        }];
        if post.incomplete {
            parts.push(Part::field(header::INCOMPLETE_PART, "yes"));
        }
        for (name, sha256) in &post.files {
            let reader = store.reader(self.inner.key.as_ref())?;
            parts.push(file_part(reader, name, sha256)?);
        }
        let boundary = format!("farola-{}", self.inner.random_hex(16));
        Ok(WireBody::multipart(boundary, parts, self.cancel.clone()))
    }
}

fn file_part(reader: Reader, name: &str, sha256: &Sha256) -> Result<Part> {
    let medium = reader.medium(sha256)?;
    let content = reader.into_media(sha256)?;
    Ok(Part {
        name: name.to_owned(),
        file_name: Some(name.to_owned()),
        content_type: Some(medium.content_type),
        size: medium.size,
        content: Box::new(content),
    })
}

fn head(wire: &WireAnswer) -> Answer {
    Answer {
        status: wire.status,
        content_type: wire.header("content-type"),
        location: wire.header("location"),
        retry_after: wire.header("retry-after"),
        accept_content_length: wire.header(&header::ACCEPT_CONTENT_LENGTH.to_ascii_lowercase()),
        hub: wire.header(&header::FAROLA_HUB.to_ascii_lowercase()),
        parcels: wire.header(&header::FAROLA_PARCELS.to_ascii_lowercase()),
        problem: wire.header(&header::FAROLA_PROBLEM.to_ascii_lowercase()),
        body: AnswerBody::default(),
    }
}

/// An answer's body with its limits: bytes, time, and the person's patience.
struct Bounded<'a> {
    body: Box<dyn Read + Send>,
    left: u64,
    deadline: Instant,
    cancel: &'a Cancel,
    over: bool,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.cancel.is_cancelled() {
            return Err(std::io::ErrorKind::ConnectionAborted.into());
        }
        if Instant::now() > self.deadline {
            return Err(std::io::ErrorKind::TimedOut.into());
        }
        let read = self.body.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => {
                self.left = left;
                Ok(read)
            }
            None => {
                self.over = true;
                Err(std::io::ErrorKind::FileTooLarge.into())
            }
        }
    }
}
