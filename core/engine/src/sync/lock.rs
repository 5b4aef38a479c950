//! One session for a phone, whichever process runs it.

use crate::env::files::{FileLock, NotLocked};
use crate::shared::{EngineError, Inner, Result};

/// File whose lock a running session holds.
const LOCK: &str = "sync.lock";

/// Keeps a second process from syncing the same phone: the lock goes with the process, however
/// it ends.
///
/// Where there are no locks the session goes on without one. The mutex of [`Inner`] keeps two
/// sessions of this process apart, and a phone has one process; a second one could at worst send
/// the same bytes twice, which a server knows by their digest. A phone that never sends is worse.
pub(super) fn lock(inner: &Inner) -> Result<Option<FileLock>> {
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
