//! A refusal is heard: what a client still sends is read to its end.
//!
//! A server that answers early and closes makes the system throw away its answer together with
//! the bytes that nobody read, and a client that sends everything before it reads sees a broken
//! connection instead of the code. So a body that a route leaves unread is read on beside the
//! answer, within bounds, and thrown away.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use farola_model::limits::REQUEST_BYTES;
use http_body::{Frame, SizeHint};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

/// Most bytes that are thrown away: the largest request there is, and its head.
const BYTES: u64 = REQUEST_BYTES + 1024 * 1024;
/// Longest pause in what is thrown away.
const PAUSE: Duration = Duration::from_secs(2);
/// Longest time for all of it.
const TIME: Duration = Duration::from_secs(60);

/// Gives the routes a body whose rest is read, should they leave it.
pub(crate) async fn hear_out(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        return next.run(Request::from_parts(parts, body)).await;
    }
    // Who waits to be told to go on sends nothing before: there is nothing to read.
    let waits = parts.headers.contains_key(header::EXPECT);
    let body = Body::new(Heard {
        body: Some(body),
        begun: !waits,
    });
    next.run(Request::from_parts(parts, body)).await
}

struct Heard {
    body: Option<Body>,
    /// Whether the client sends without being asked, or was asked.
    begun: bool,
}

impl HttpBody for Heard {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.begun = true;
        match &mut self.body {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let hint = self.body.as_ref().map(HttpBody::size_hint);
        hint.unwrap_or_default()
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        let rest = self.body.take().filter(|body| !body.is_end_stream());
        if let (true, Some(rest), Ok(runtime)) = (self.begun, rest, Handle::try_current()) {
            runtime.spawn(throw_away(rest));
        }
    }
}

async fn throw_away(mut body: Body) {
    let end = Instant::now() + TIME;
    let mut left = BYTES;
    loop {
        let frame = poll_fn(|context| Pin::new(&mut body).poll_frame(context));
        match timeout_at(end.min(Instant::now() + PAUSE), frame).await {
            Ok(Some(Ok(frame))) => {
                let size = frame.data_ref().map_or(0, Bytes::len) as u64;
                match left.checked_sub(size) {
                    Some(less) => left = less,
                    None => return,
                }
            }
            _ => return,
        }
    }
}
