//! One session for a phone, whichever thread or process runs it.

use std::sync::{MutexGuard, TryLockError};

use super::{EngineError, Inner, Result};
use crate::env::files::{FileLock, NotLocked};

/// File whose lock a running session holds.
const LOCK: &str = "sync.lock";

/// While this lives no other session runs, and nobody joins another server.
pub(crate) struct SessionHeld<'a> {
    _in_process: MutexGuard<'a, ()>,
    _across: Option<FileLock>,
}

impl Inner {
    /// Holds the phone's one session.
    ///
    /// # Errors
    /// [`EngineError::SyncRunning`] where one runs; `Store`: the disk.
    pub(crate) fn hold_session(&self) -> Result<SessionHeld<'_>> {
        let in_process = match self.syncing.try_lock() {
            Ok(guard) => guard,
            // A session that ended in a panic left nothing half-written.
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return Err(EngineError::SyncRunning),
        };
        Ok(SessionHeld {
            _in_process: in_process,
            _across: lock(self)?,
        })
    }
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
