//! One request, one answer, and who carries them.

use std::io::Read;
use std::time::Duration;

use farola_protocol::{Nonce, Secret};
use farola_sync::Failure;
use farola_sync::command::Method;

use super::body::WireBody;

/// One request.
pub struct WireRequest {
    /// Method.
    pub method: Method,
    /// Address; holds the key of the phone.
    pub url: Secret,
    /// User name and password, where the server asks for them.
    pub credentials: Option<(String, Secret)>,
    /// Sent along where the hub is to prove who it is.
    pub nonce: Option<Nonce>,
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
