//! A sync stopped, or told of the network, from another thread.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// Stops a sync from another thread. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Debug, Default)]
struct State {
    cancelled: bool,
    network: Option<bool>,
}

impl Cancel {
    /// Stops the sync at the next byte.
    pub fn cancel(&self) {
        self.change(|state| state.cancelled = true);
    }

    /// Tells a waiting sync that the network came or went.
    pub fn network_changed(&self, online: bool) {
        self.change(|state| state.network = Some(online));
    }

    /// Whether it was cancelled.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.lock().cancelled
    }

    pub(crate) fn take_network(&self) -> Option<bool> {
        self.lock().network.take()
    }

    /// Waits at most so long, less when something changes.
    pub fn wait(&self, duration: Duration) {
        let state = self.lock();
        if !state.cancelled && state.network.is_none() {
            let (_, bell) = &*self.state;
            drop(bell.wait_timeout(state, duration));
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.state.1.notify_all();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
