//! One request of the machine: its body out of the store, its answer with limits.

use std::collections::btree_map::Entry;
use std::io::{Cursor, Read};
use std::sync::atomic::Ordering;
use std::time::Duration;

use farola_model::{Md5, Sha256};
use farola_protocol::header;
use farola_protocol::parcel::{Announcement, ParcelKey};
use farola_store::Reader;
use farola_sync::{
    Answer, AnswerBody, Event, Failure, ParcelSpec, Post, Request, RequestBody, Sink, SyncProblem,
};

use super::runner::Runner;
use crate::env::transport::{Cancel, Part, WireAnswer, WireBody, WireRequest};
use crate::env::{Clock, Instant};
use crate::shared::Result;

/// Time for a request without its body, and the slowest upload and download that are waited
/// for: a field network at its worst.
const REQUEST_TIME: Duration = Duration::from_secs(60);
const SLOWEST_BYTES_PER_S: u64 = 2_000;
/// Largest file of a form; it is held in memory while it comes.
const STAGED_BYTES: u64 = 64 * 1024 * 1024;
/// Longest time for one request, however large.
const LONGEST: Duration = Duration::from_secs(60 * 60);

impl Runner<'_> {
    pub(super) fn exchange(&self, request: &Request) -> Event {
        let id = request.id;
        match self.try_exchange(request) {
            Ok(answer) => Event::Response { id, answer },
            Err(failure) => {
                tracing::debug!(?failure, "sync.request_failed");
                Event::Failed { id, failure }
            }
        }
    }

    fn try_exchange(&self, request: &Request) -> Result<Answer, Failure> {
        let body = match &request.body {
            RequestBody::Empty => None,
            RequestBody::Submission(post) => {
                Some(self.body(post).map_err(|_| Failure::Unreadable)?)
            }
            RequestBody::Announcement(spec) => {
                Some(self.announcement(spec).map_err(|_| Failure::Cut)?)
            }
        };
        let limit = match request.sink {
            Sink::Memory { limit } => limit,
            Sink::Stage { limit } => limit.min(STAGED_BYTES),
        };
        let upload = body.as_ref().map_or(0, WireBody::length);
        // A small answer has no claim to the time of a large one.
        let download = if matches!(request.sink, Sink::Stage { .. }) {
            limit
        } else {
            0
        };
        let slow = Duration::from_secs((upload + download) / SLOWEST_BYTES_PER_S);
        let deadline = (REQUEST_TIME + slow).min(LONGEST);
        let unreadable = body.as_ref().map(WireBody::unreadable);
        let clock = self.inner.env.clock.as_ref();
        let began = clock.instant();
        let wire = self.inner.env.transport.send(WireRequest {
            method: request.method,
            url: request.url.clone(),
            credentials: if request.credentials {
                self.credentials()
            } else {
                None
            },
            nonce: request.nonce,
            body,
            deadline,
        });
        // Looked at first: a body that breaks off looks to the transport like a cut of the
        // network, which would be tried again for ever.
        if unreadable.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(Failure::Unreadable);
        }
        let wire = wire?;
        let answer = head(&wire);
        let bounded = Bounded {
            body: wire.body,
            left: limit,
            clock,
            began,
            deadline,
            cancel: self.cancel,
            over: false,
        };
        self.take_body(answer, bounded, request.sink)
    }

    fn take_body(
        &self,
        mut answer: Answer,
        mut body: Bounded<'_>,
        sink: Sink,
    ) -> Result<Answer, Failure> {
        let mut bytes = Vec::new();
        let read = body.read_to_end(&mut bytes);
        if body.over {
            return Err(Failure::TooLarge);
        }
        read.map_err(|error| self.inner.env.transport.read_failure(&error))?;
        answer.body = match sink {
            Sink::Stage { .. } if answer.status == 200 => self.stage(&bytes)?,
            _ => AnswerBody::Bytes(bytes),
        };
        Ok(answer)
    }

    /// Stores a downloaded file. It was read whole first: the store is not held over the
    /// network, where a form being filled would wait for it.
    fn stage(&self, bytes: &[u8]) -> Result<AnswerBody, Failure> {
        let (at, mut content) = (self.inner.now(), bytes);
        let stored = self
            .inner
            .store()
            .import_media(&mut content, "application/octet-stream", at);
        match stored {
            Ok(medium) => Ok(AnswerBody::Staged {
                md5: Md5::of(bytes),
                sha256: medium.sha256,
                size: medium.size,
            }),
            Err(error) => {
                self.store_error.replace(Some(error.into()));
                Err(Failure::Cut)
            }
        }
    }

    /// Announces a parcel with a new key, or with the one that an attempt before told. Without
    /// randomness there is no key, and the file goes in a later session.
    fn announcement(&self, spec: &ParcelSpec) -> Result<WireBody> {
        let mut keys = self.keys.borrow_mut();
        let key = match keys.entry(spec.id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let mut bytes = [0; 32];
                self.inner.env.entropy.fill_secret(&mut bytes)?;
                new.insert(ParcelKey::new(bytes))
            }
        };
        let told = Announcement {
            instance_id: spec.instance_id.clone(),
            xml_sha256: spec.xml_sha256,
            name: spec.name.clone(),
            sha256: spec.sha256,
            size: spec.size,
            key: key.clone(),
        };
        Ok(WireBody::json(told.to_json(), self.cancel.clone()))
    }

    fn credentials(&self) -> Option<(String, farola_protocol::Secret)> {
        let enrolment = self.inner.enrolment().ok()?;
        Some((enrolment.username?, enrolment.password?))
    }

    /// The multipart body of a post: the XML first, the files as streams from the store.
    fn body(&self, post: &Post) -> Result<WireBody> {
        let store = self.inner.store();
        let submission = store.submission(&post.instance_id)?;
        // The machine planned with other bytes: what would be sent is not what the receipt will
        // be compared with.
        if submission.info.xml_sha256 != post.xml_sha256 {
            return Err(SyncProblem::Unreadable.into());
        }
        let mut parts = vec![Part {
            name: header::XML_PART.to_owned(),
            file_name: Some("submission.xml".to_owned()),
            content_type: Some("text/xml; charset=utf-8".to_owned()),
            size: submission.xml.len() as u64,
            content: Box::new(Cursor::new(submission.xml)),
        }];
        if post.incomplete {
            parts.push(Part::field(header::INCOMPLETE_PART, "yes"));
        }
        for (name, sha256) in &post.files {
            // A connection of its own for each file: it is read while it goes out, and the store
            // must be free meanwhile.
            let reader = store.reader(self.inner.key.as_ref())?;
            parts.push(file_part(reader, name, sha256)?);
        }
        // Chance and not a search: no photo holds it by accident, and none has to be read twice.
        let boundary = format!("farola-{}", self.inner.random_hex(16));
        Ok(WireBody::multipart(boundary, parts, self.cancel.clone()))
    }
}

fn file_part(reader: Reader, name: &str, sha256: &Sha256) -> Result<Part> {
    let medium = reader.medium(sha256)?;
    let content = reader.into_media(sha256)?;
    Ok(Part {
        name: name.to_owned(),
        file_name: Some(name.to_owned()),
        content_type: Some(medium.content_type),
        size: medium.size,
        content: Box::new(content),
    })
}

fn head(wire: &WireAnswer) -> Answer {
    Answer {
        status: wire.status,
        content_type: wire.header("content-type"),
        location: wire.header("location"),
        retry_after: wire.header("retry-after"),
        accept_content_length: wire.header(&header::ACCEPT_CONTENT_LENGTH.to_ascii_lowercase()),
        hub: wire.header(&header::FAROLA_HUB.to_ascii_lowercase()),
        parcels: wire.header(&header::FAROLA_PARCELS.to_ascii_lowercase()),
        problem: wire.header(&header::FAROLA_PROBLEM.to_ascii_lowercase()),
        signature: wire.header(&header::FAROLA_SIGNATURE.to_ascii_lowercase()),
        body: AnswerBody::default(),
    }
}

/// An answer's body with its limits: bytes, time, and the person's patience.
struct Bounded<'a> {
    body: Box<dyn Read + Send>,
    left: u64,
    clock: &'a dyn Clock,
    began: Instant,
    deadline: Duration,
    cancel: &'a Cancel,
    over: bool,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.cancel.is_cancelled() {
            return Err(std::io::ErrorKind::ConnectionAborted.into());
        }
        let taken = self.clock.instant().ms_since(&self.began);
        if u128::from(taken) > self.deadline.as_millis() {
            return Err(std::io::ErrorKind::TimedOut.into());
        }
        let read = self.body.read(buffer)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => {
                self.left = left;
                Ok(read)
            }
            None => {
                self.over = true;
                Err(std::io::ErrorKind::FileTooLarge.into())
            }
        }
    }
}
