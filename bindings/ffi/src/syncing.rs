//! One exchange with the server: progress, cancel, outcome.

use std::sync::{Arc, Mutex};

use farola_engine::{Cancel, EngineError, Progress, SyncListener, SyncTask};

use crate::error::{FarolaError, Result, call};
use crate::record::{ProgressRecord, ReportRecord};

/// A watcher of a shell failed. The sync goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum WatcherFailed {
    /// It threw something.
    #[error("the watcher failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for WatcherFailed {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Hears how a sync goes on. Called on the sync's thread; must return soon.
#[uniffi::export(with_foreign)]
pub trait SyncWatcher: Send + Sync {
    /// Something moved.
    fn progress(&self, progress: ProgressRecord) -> Result<(), WatcherFailed>;
}

/// A shell's watcher as the engine calls it.
pub(crate) struct Watch(pub(crate) Arc<dyn SyncWatcher>);

impl SyncListener for Watch {
    fn progress(&self, progress: Progress) {
        // A screen that cannot be drawn is no reason to leave photos unsent.
        let _ = self.0.progress(progress.into());
    }
}

/// A running or finished sync.
#[derive(uniffi::Object)]
pub struct SyncSession {
    cancel: Cancel,
    state: Mutex<State>,
}

enum State {
    Running(SyncTask),
    // Boxed: a running sync is a few bytes, a report some hundred.
    Ended(Box<Result<ReportRecord>>),
}

impl SyncSession {
    pub(crate) fn over(task: SyncTask) -> Self {
        Self {
            cancel: task.canceller(),
            state: Mutex::new(State::Running(task)),
        }
    }
}

#[uniffi::export]
impl SyncSession {
    /// Stops it at the next byte; what was acknowledged stays so.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// Tells it that the network came or went, so that a pause ends sooner.
    pub fn network_changed(&self, online: bool) {
        self.cancel.network_changed(online);
    }

    /// Waits for its end. Belongs on a background thread; may be called again.
    ///
    /// A sync that stopped early is no error: the report says why, and nothing is lost.
    pub fn wait(&self) -> Result<ReportRecord> {
        let Ok(mut state) = self.state.lock() else {
            return Err(EngineError::Thread.into());
        };
        let before = std::mem::replace(&mut *state, State::Ended(Box::new(Err(lost()))));
        let ended = match before {
            State::Running(task) => call(|| Ok(task.join()?.into())),
            State::Ended(result) => *result,
        };
        *state = State::Ended(Box::new(ended.clone()));
        ended
    }
}

fn lost() -> FarolaError {
    EngineError::Thread.into()
}
