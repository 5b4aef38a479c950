//! Who hears how a session goes on.

use farola_sync::Progress;

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
