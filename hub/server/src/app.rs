//! What every route shares: the store, bounded pools, caches, the clock.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use farola_hub_store::form::FormVersionKey;
use farola_hub_store::{Store, StoreError, Write};
use farola_model::Timestamp;
use farola_protocol::{HubSigner, Problem};
use tokio::sync::{Notify, Semaphore, oneshot};

use crate::clock::Clock;
use crate::config::{self, Config};
use crate::failure::Failure;
use crate::fields::FieldTable;
use crate::hashing::Hashing;
use crate::kept_answers::{KEPT_FOR, KeptAnswers};
use crate::reading::Recent;
use crate::room::Room;
use crate::uploads::Uploads;
use crate::verdict::ReadyForms;
use crate::web::WebApp;

/// Form versions whose fields are kept in memory.
const FIELD_TABLES: usize = 64;

/// The shared state of the routes. Cloning it is cheap.
#[derive(Clone)]
pub(crate) struct App(Arc<Inner>);

struct Inner {
    store: Arc<Store>,
    signer: HubSigner,
    config: Config,
    base_url: String,
    clock: Clock,
    uploads: Uploads,
    large: Room,
    kept_answers: KeptAnswers,
    forgetting: AtomicBool,
    hashing: Arc<Hashing>,
    photos: Semaphore,
    job_noted: Notify,
    stopping: AtomicBool,
    recent: Recent,
    not_moved: Mutex<Option<&'static str>>,
    fields: Mutex<BTreeMap<FormVersionKey, Arc<FieldTable>>>,
    forms: ReadyForms,
    web: WebApp,
}

impl App {
    /// Puts the state together.
    #[must_use]
    pub(crate) fn new(store: Store, signer: HubSigner, config: Config, clock: Clock) -> Self {
        Self(Arc::new(Inner {
            store: Arc::new(store),
            base_url: config.base_url(),
            signer,
            config,
            clock,
            uploads: Uploads::new(config::UPLOADS, config::UPLOADS_OF_ONE_KEY),
            large: Room::new(config::LARGE_XMLS),
            kept_answers: KeptAnswers::new(),
            forgetting: AtomicBool::new(false),
            hashing: Hashing::new(),
            photos: Semaphore::new(config::PHOTOS),
            job_noted: Notify::new(),
            stopping: AtomicBool::new(false),
            recent: Recent::default(),
            not_moved: Mutex::default(),
            fields: Mutex::default(),
            forms: ReadyForms::default(),
            web: WebApp::embedded(),
        }))
    }

    /// The store.
    #[must_use]
    pub(crate) fn store(&self) -> &Arc<Store> {
        &self.0.store
    }

    /// The hub's key.
    #[must_use]
    pub(crate) fn signer(&self) -> &HubSigner {
        &self.0.signer
    }

    /// The settings.
    #[must_use]
    pub(crate) fn config(&self) -> &Config {
        &self.0.config
    }

    /// Room for uploads.
    #[must_use]
    pub(crate) fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }

    /// Room for one more large XML that is read.
    #[must_use]
    pub(crate) fn large(&self) -> &Room {
        &self.0.large
    }

    /// Large records that are read page by page.
    #[must_use]
    pub(crate) fn kept_answers(&self) -> &KeptAnswers {
        &self.0.kept_answers
    }

    /// Sees to it that what is kept of them goes when nobody reads them any more.
    pub(crate) fn forget_kept_answers(&self) {
        if self.kept_answers().is_empty() || self.0.forgetting.swap(true, Ordering::AcqRel) {
            return;
        }
        let app = self.clone();
        tokio::spawn(async move {
            while app.kept_answers().forget(Instant::now()) {
                tokio::time::sleep(KEPT_FOR / 4).await;
            }
            app.0.forgetting.store(false, Ordering::Release);
            // One may have come since the last look.
            if app.kept_answers().forget(Instant::now()) {
                app.forget_kept_answers();
            }
        });
    }

    /// The queue before the hashing of passwords.
    #[must_use]
    pub(crate) fn hashing(&self) -> &Arc<Hashing> {
        &self.0.hashing
    }

    /// The address under which phones and browsers reach the hub, without a slash at its end. No
    /// request changes it.
    #[must_use]
    pub(crate) fn base_url(&self) -> &str {
        &self.0.base_url
    }

    /// Whether they reach it by TLS.
    #[must_use]
    pub(crate) fn is_secure(&self) -> bool {
        self.base_url().starts_with("https://")
    }

    /// Room for one more decoded photo.
    #[must_use]
    pub(crate) fn photos(&self) -> &Semaphore {
        &self.0.photos
    }

    /// Told when a write noted work for after its answer.
    #[must_use]
    pub(crate) fn job_noted(&self) -> &Notify {
        &self.0.job_noted
    }

    /// What people opened a moment ago.
    #[must_use]
    pub(crate) fn recent(&self) -> &Recent {
        &self.0.recent
    }

    /// Ends long work of the hub's own at its next step.
    pub(crate) fn stop(&self) {
        self.0.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the hub was told to stop.
    #[must_use]
    pub(crate) fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Relaxed)
    }

    /// Remembers why files could not be moved to their bucket, by its code, or that they could.
    pub(crate) fn tell_moving(&self, why_not: Option<&'static str>) {
        let kept = &self.0.not_moved;
        *kept.lock().unwrap_or_else(PoisonError::into_inner) = why_not;
    }

    /// Why no file was moved when that was last tried; none where it went well.
    #[must_use]
    pub(crate) fn why_not_moved(&self) -> Option<&'static str> {
        let kept = &self.0.not_moved;
        *kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forms that arrivals are held to.
    #[must_use]
    pub(crate) fn forms(&self) -> &ReadyForms {
        &self.0.forms
    }

    /// The review app.
    #[must_use]
    pub(crate) fn web(&self) -> &WebApp {
        &self.0.web
    }

    /// Now, by the clock that all hubs on the database share.
    #[must_use]
    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// That clock.
    #[must_use]
    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Runs blocking work off the event loop.
    ///
    /// # Errors
    /// What the work answers; [`Problem::Internal`] when it panicked.
    pub(crate) async fn blocking<T, F>(&self, work: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, Failure> + Send + 'static,
    {
        let done = tokio::task::spawn_blocking(work).await;
        done.unwrap_or_else(|_| Err(Problem::Internal.into()))
    }

    /// Reads off the event loop.
    ///
    /// # Errors
    /// What `read` answers.
    pub(crate) async fn read<T, F>(&self, read: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    {
        let store = self.store().clone();
        self.blocking(move || Ok(read(&store)?)).await
    }

    /// Writes; the answer comes after the commit is on the disk.
    ///
    /// # Errors
    /// What `write` answers.
    pub(crate) fn write<T, F>(
        &self,
        write: F,
    ) -> impl Future<Output = Result<T, Failure>> + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Store) -> Write<'_, T>,
    {
        let (sender, receiver) = oneshot::channel();
        write(self.store()).submit(move |result| {
            let _ = sender.send(result);
        });
        async move {
            match receiver.await {
                Ok(result) => Ok(result?),
                Err(_) => Err(Problem::Internal.into()),
            }
        }
    }

    /// The fields of a form version, from memory where it was asked before. Blocks.
    ///
    /// # Errors
    /// [`Problem::FormVersionUnknown`].
    pub(crate) fn fields(&self, version: FormVersionKey) -> Result<Arc<FieldTable>, StoreError> {
        let known = {
            let tables = self.0.fields.lock().unwrap_or_else(PoisonError::into_inner);
            tables.get(&version).cloned()
        };
        if let Some(table) = known {
            return Ok(table);
        }
        let json = self.store().read_form_fields(version)?;
        let table: FieldTable = serde_json::from_str(&json)
            .map_err(|_| StoreError::Bug("stored fields are not readable"))?;
        let table = Arc::new(table);
        let mut tables = self.0.fields.lock().unwrap_or_else(PoisonError::into_inner);
        if tables.len() >= FIELD_TABLES {
            tables.clear();
        }
        tables.insert(version, table.clone());
        Ok(table)
    }
}
