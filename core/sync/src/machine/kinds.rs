//! What a session waits for, what its requests are for, and what it does next.

use farola_model::Timestamp;
use farola_protocol::Nonce;

use crate::command::{Method, RequestBody, Sink};

/// A file of an item on its way to the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Handing {
    pub(super) item: usize,
    pub(super) file: usize,
}

#[derive(Debug)]
pub(super) enum Outstanding {
    Nothing,
    Request(Sent),
    Store { id: u64 },
    HandOver { id: u64, what: Handing },
    Timer { set: Timestamp, until: Timestamp },
}

/// A request that is under way.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) id: u64,
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) nonce: Option<Nonce>,
    pub(super) purpose: Purpose,
}

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    Greeting,
    Push {
        item: usize,
        files: Vec<usize>,
        incomplete: bool,
    },
    Receipt {
        item: usize,
    },
    Announcement(Handing),
    Changes,
    FormList,
    Manifest,
    FormXml,
    FormFile,
}

/// A request before it has an id.
pub(super) struct Draft {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) body: RequestBody,
    pub(super) sink: Sink,
    pub(super) purpose: Purpose,
}

impl Draft {
    pub(super) fn get(url: String, limit: u64, purpose: Purpose) -> Self {
        let (body, sink) = (RequestBody::Empty, Sink::Memory { limit });
        Self {
            method: Method::Get,
            url,
            body,
            sink,
            purpose,
        }
    }
}

/// What a part of the session wants next.
pub(super) enum Next {
    Request(Box<Draft>),
    /// Something was queued (a write, a pause, the end): look again.
    Again,
    Nothing,
}
