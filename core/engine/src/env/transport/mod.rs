//! The network behind one trait: one request, one answer, nothing clever. Redirects, retries
//! and what an answer means are the sync machine's.

mod body;
mod http;
mod trust;

use std::io::Read;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use farola_protocol::Secret;
use farola_sync::Failure;
use farola_sync::command::Method;

pub use body::{Part, WireBody};
pub use http::HttpTransport;

/// One request.
pub struct WireRequest {
    /// Method.
    pub method: Method,
    /// Address; holds the key of the phone.
    pub url: Secret,
    /// User name and password, where the server asks for them.
    pub credentials: Option<(String, Secret)>,
    /// Body.
    pub body: Option<WireBody>,
    /// Longest time from the first byte out to the last byte in.
    pub deadline: Duration,
}

impl std::fmt::Debug for WireRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WireRequest({:?})", self.method)
    }
}

/// One answer; its body is still to be read, decompressed already.
pub struct WireAnswer {
    /// Status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Box<dyn Read + Send>,
}

impl WireAnswer {
    /// The first header of that name (in lower case).
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, value)| value.clone())
    }
}

/// Sends requests.
pub trait Transport: Send + Sync {
    /// Sends one request and returns with the head of its answer.
    ///
    /// # Errors
    /// How it failed.
    fn send(&self, request: WireRequest) -> Result<WireAnswer, Failure>;

    /// What an error while reading an answer's body means.
    fn read_failure(&self, error: &std::io::Error) -> Failure {
        match error.kind() {
            std::io::ErrorKind::TimedOut => Failure::Timeout,
            std::io::ErrorKind::InvalidData => Failure::Undecodable,
            _ => Failure::Cut,
        }
    }
}

/// A phone in flight mode.
#[derive(Debug, Clone, Copy)]
pub struct NoNetwork;

impl Transport for NoNetwork {
    fn send(&self, _request: WireRequest) -> Result<WireAnswer, Failure> {
        Err(Failure::Offline)
    }
}

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
