//! Sessions: one at a time, on the calling thread or one of their own.

use std::sync::Arc;
use std::thread::JoinHandle;

use farola_sync::{Dialect, Report};

use super::listener::SyncListener;
use super::options::SyncOptions;
use super::parcels::{self, ParcelCarrier};
use super::runner::Runner;
use crate::env::transport::Cancel;
use crate::shared::keys::{LAST_CONTACT, SPOKE_AS_HUB};
use crate::shared::{Engine, EngineError, Result};

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
    /// [`EngineError::NotEnrolled`], [`EngineError::SyncRunning`], `Store`.
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
        let _held = self.inner.hold_session()?;
        // Before, what an earlier session left; behind it, what this one has made needless.
        parcels::sweep(&self.inner)?;
        let ran = Runner::new(&self.inner, listener, cancel, carrier, options).run();
        // However it ended, also refused: a phone that is shut out keeps nothing for longer. What
        // a reviewer has just asked to correct stays by its own rule.
        self.retain_quietly();
        let report = ran?;
        parcels::sweep(&self.inner)?;
        if report.dialect.is_some() {
            let now = self.inner.now().as_millis().to_string();
            let mut store = self.inner.store();
            store.set_setting(LAST_CONTACT, &now)?;
            if report.dialect == Some(Dialect::Hub) {
                store.set_setting(SPOKE_AS_HUB, "1")?;
            }
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
        match self.inner.hold_session() {
            Ok(_held) => parcels::sweep(&self.inner),
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
