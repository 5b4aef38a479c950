//! The network behind one trait: one request, one answer, nothing clever. Redirects, retries
//! and what an answer means are the sync machine's.

mod body;
mod http;
mod trust;
mod wire;

pub use self::body::{Part, WireBody};
pub use self::http::HttpTransport;
pub use self::wire::{NoNetwork, Transport, WireAnswer, WireRequest};
pub use super::cancel::Cancel;
