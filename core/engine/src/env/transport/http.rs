//! HTTP by reqwest's blocking client: rustls with ring, the platform's trust store, no
//! redirects, no cookies, no proxy (the address is a secret), gzip.

use std::error::Error as _;
use std::io::{self, Read};
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use farola_protocol::header;
use farola_sync::Failure;
use farola_sync::command::Method;
use reqwest::blocking::{Body, Client, Response};
use reqwest::redirect::Policy;

use super::trust;
use super::wire::{Transport, WireAnswer, WireRequest};

/// Longest time to connect.
const CONNECT: Duration = Duration::from_secs(15);

/// The real network. The client is made when it is first needed: that a platform's trust store
/// cannot be used is no reason not to open the database.
#[derive(Debug, Clone, Default)]
pub struct HttpTransport {
    client: Arc<OnceLock<Client>>,
}

impl HttpTransport {
    /// A transport that has opened no connection yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn client(&self) -> Result<&Client, Failure> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        // The first to choose wins; another choice in the same process would do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("Farola/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(None::<Duration>)
            .redirect(Policy::none())
            .no_proxy()
            .pool_idle_timeout(Duration::from_secs(20));
        if cfg!(target_os = "android") {
            builder = builder.tls_certs_only(trust::certificates(&trust::ANDROID));
        }
        let client = builder.build().map_err(|_| Failure::Tls)?;
        Ok(self.client.get_or_init(|| client))
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: WireRequest) -> Result<WireAnswer, Failure> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Post => reqwest::Method::POST,
        };
        let url = reqwest::Url::parse(request.url.reveal()).map_err(|_| Failure::Offline)?;
        let mut builder = self
            .client()?
            .request(method, url)
            .timeout(request.deadline)
            .header(header::OPENROSA_VERSION, header::OPENROSA_VERSION_VALUE);
        if let Some(nonce) = request.nonce {
            builder = builder.header(header::FAROLA_NONCE, nonce.to_string());
        }
        if let Some((user, password)) = &request.credentials {
            builder = builder.basic_auth(user, Some(password.reveal()));
        }
        let mut unreadable = None;
        if let Some(body) = request.body {
            unreadable = Some(body.unreadable());
            let (kind, length) = (body.content_type(), body.length());
            builder = builder
                .header("Content-Type", kind)
                .body(Body::sized(body, length));
        }
        let answer = builder.send().map_err(|error| {
            let ours = unreadable.is_some_and(|flag| flag.load(Ordering::Relaxed));
            if ours {
                Failure::Unreadable
            } else {
                failure(&error)
            }
        })?;
        Ok(WireAnswer {
            status: answer.status().as_u16(),
            headers: headers(&answer),
            body: Box::new(Decoded(answer)),
        })
    }
}

fn headers(answer: &Response) -> Vec<(String, String)> {
    let text = |value: &reqwest::header::HeaderValue| {
        String::from_utf8_lossy(value.as_bytes()).into_owned()
    };
    answer
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}

/// The body; its errors say in their kind what happened.
struct Decoded(Response);

impl Read for Decoded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| {
            let inner = error
                .get_ref()
                .and_then(|e| e.downcast_ref::<reqwest::Error>());
            let kind = match inner.map(failure) {
                Some(Failure::Timeout) => io::ErrorKind::TimedOut,
                Some(Failure::Undecodable) => io::ErrorKind::InvalidData,
                _ => io::ErrorKind::ConnectionAborted,
            };
            io::Error::from(kind)
        })
    }
}

fn failure(error: &reqwest::Error) -> Failure {
    if has_tls_cause(error) {
        return Failure::Tls;
    }
    if error.is_timeout() && !error.is_connect() {
        return Failure::Timeout;
    }
    if error.is_connect() {
        return Failure::Offline;
    }
    // A body that ends early also arrives as "decode"; only a real decoder's error is one.
    if error.is_decode() || error.is_body() {
        return if is_undecodable(error) {
            Failure::Undecodable
        } else {
            Failure::Cut
        };
    }
    Failure::Cut
}

fn has_tls_cause(error: &reqwest::Error) -> bool {
    has_cause::<rustls::Error>(error)
}

fn has_cause<T: std::error::Error + 'static>(error: &reqwest::Error) -> bool {
    causes(error, &mut |cause| cause.is::<T>())
}

/// Broken compression or broken chunks, not a broken connection.
fn is_undecodable(error: &reqwest::Error) -> bool {
    causes(error, &mut |cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| {
            matches!(
                e.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
            )
        })
    })
}

/// Whether any cause, also one wrapped in an io error, meets the test.
fn causes(
    error: &reqwest::Error,
    test: &mut dyn FnMut(&(dyn std::error::Error + 'static)) -> bool,
) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        if test(cause) || wrapped(cause, test) {
            return true;
        }
        next = cause.source();
    }
    false
}

/// The same of what an io error wraps, which its `source` leaves out: TLS stands in two of them.
fn wrapped(
    cause: &(dyn std::error::Error + 'static),
    test: &mut dyn FnMut(&(dyn std::error::Error + 'static)) -> bool,
) -> bool {
    let mut next = cause;
    while let Some(inner) = next.downcast_ref().and_then(io::Error::get_ref) {
        if test(inner) {
            return true;
        }
        next = inner;
    }
    false
}

#[cfg(test)]
mod tests;
