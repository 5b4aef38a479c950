//! A body read piece by piece, held to a size and to a pace.
//!
//! A sender that stops half way holds one of the places for uploads; without a limit of time a
//! single phone, or somebody with its key, could hold all of them for as long as it likes.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::{HeaderMap, header};
use farola_protocol::Problem;
use tokio::time::{Instant, timeout_at};

/// How long the hub waits for a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Longest pause between two pieces.
    pub pause: Duration,
    /// Time that each body has, however slow.
    pub grace: Duration,
    /// Pace that it must reach after that, in bytes a second of all its time.
    pub bytes_per_s: u32,
}

impl Default for Patience {
    /// A phone on a poor network: half a minute without a byte, two minutes at any pace, then
    /// two kilobytes a second.
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(30),
            grace: Duration::from_secs(120),
            bytes_per_s: 2_000,
        }
    }
}

impl Patience {
    /// How long after its start a body may go on of which so many bytes came.
    #[must_use]
    fn allows(&self, received: u64) -> Duration {
        let earned = received / u64::from(self.bytes_per_s.max(1));
        self.grace.saturating_add(Duration::from_secs(earned))
    }
}

/// A body that comes.
#[derive(Debug)]
pub(crate) struct Upload {
    body: Body,
    limit: u64,
    received: Arc<AtomicU64>,
    started: Instant,
    patience: Patience,
}

impl Upload {
    /// Reads `body`, of which at most `limit` bytes are taken.
    pub(crate) fn new(body: Body, limit: u64, patience: Patience) -> Self {
        Self {
            body,
            limit,
            received: Arc::default(),
            started: Instant::now(),
            patience,
        }
    }

    /// Counts the bytes that came so far.
    pub(crate) fn received(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.received)
    }

    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// [`Problem::BodyTooLarge`], [`Problem::TooSlow`]; [`Problem::TornBody`] when the sender
    /// went away.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        loop {
            let received = self.received.load(Ordering::Relaxed);
            let overdue = self.started + self.patience.allows(received);
            let deadline = overdue.min(Instant::now() + self.patience.pause);
            let frame = poll_fn(|context| Pin::new(&mut self.body).poll_frame(context));
            let frame = timeout_at(deadline, frame);
            let Some(frame) = frame.await.map_err(|_| Problem::TooSlow)? else {
                return Ok(None);
            };
            let Ok(bytes) = frame.map_err(|_| Problem::TornBody)?.into_data() else {
                continue;
            };
            let received = received.saturating_add(bytes.len() as u64);
            self.received.store(received, Ordering::Relaxed);
            if received > self.limit {
                return Err(Problem::BodyTooLarge);
            }
            return Ok(Some(bytes));
        }
    }
}

/// Lets through a body that came as it is.
///
/// # Errors
/// [`Problem::EncodingRefused`]: unpacked it could be of any size.
pub(crate) fn require_plain(headers: &HeaderMap) -> Result<(), Problem> {
    let mut encodings = headers.get_all(header::CONTENT_ENCODING).iter();
    let plain = encodings.all(|value| value.as_bytes().eq_ignore_ascii_case(b"identity"));
    plain.then_some(()).ok_or(Problem::EncodingRefused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_earns_its_time_by_its_pace() {
        let patience = Patience {
            pause: Duration::from_secs(1),
            grace: Duration::from_secs(10),
            bytes_per_s: 100,
        };
        for (received, seconds) in [(0, 10), (99, 10), (100, 11), (1_000_000, 10_010)] {
            assert_eq!(patience.allows(received), Duration::from_secs(seconds));
        }
        let none = Patience {
            bytes_per_s: 0,
            ..patience
        };
        assert_eq!(none.allows(5), Duration::from_secs(15), "no division by it");
    }

    #[test]
    fn only_a_body_that_came_as_it_is_is_read() {
        let with = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::CONTENT_ENCODING, value.parse().unwrap());
            }
            require_plain(&headers)
        };
        assert_eq!(with(&[]), Ok(()));
        assert_eq!(with(&["Identity"]), Ok(()));
        for packed in [&["gzip"][..], &["identity", "br"], &["deflate"], &[""]] {
            assert_eq!(with(packed), Err(Problem::EncodingRefused));
        }
    }
}
