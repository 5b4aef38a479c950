//! The state of one session, and in which order it does what is to be done.

use std::collections::VecDeque;

use farola_model::Timestamp;
use farola_protocol::{Nonce, Secret};

use super::feed::Feed;
use super::forms::Forms;
use super::item::Item;
use super::kinds::{Draft, Handing, Next, Outstanding, Purpose, Sent};
use super::push;
use crate::command::{Method, Request, RequestBody, Sink, StoreCommand};
use crate::event::Start;
use crate::problem::SyncProblem;
use crate::report::{Dialect, Outcome, Progress, Report, Stage};
use crate::url;

/// Limit of a request where the server states none.
pub(super) const DEFAULT_LIMIT: u64 = 10_000_000;

/// One session.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) start: Start,
    pub(super) report: Report,
    pub(super) outstanding: Outstanding,
    pub(super) stores: VecDeque<StoreCommand>,
    /// A pause before the next request.
    pub(super) pause_until: Option<Timestamp>,
    pub(super) finish: Option<Outcome>,
    pub(super) greeted: bool,
    pub(super) limit: u64,
    pub(super) submission_url: String,
    /// Address of the request under way, after redirects.
    pub(super) redirected: Option<String>,
    pub(super) redirects: u32,
    /// Attempts of the present greeting, page or list.
    pub(super) tries: u32,
    /// Failures in a row.
    pub(super) trouble: u32,
    /// The last refusal of credentials with no success after it.
    pub(super) auth_refusal: Option<SyncProblem>,
    pub(super) items: Vec<Item>,
    pub(super) feed: Feed,
    pub(super) forms: Forms,
    /// Whether the hub takes parcels.
    pub(super) takes_parcels: bool,
    /// A parcel that was announced and not given to the platform yet.
    pub(super) announced: Option<Handing>,
}

impl Session {
    pub(super) fn new(start: Start) -> Self {
        let submission_url = format!("{}/submission", start.enrolment.server_url.reveal());
        let items = start.outbox.iter().map(Item::new).collect();
        let forms = Forms::new(&start.forms, start.check_forms);
        let feed = Feed::new(start.cursor.clone());
        Self {
            start,
            report: Report::new(),
            outstanding: Outstanding::Nothing,
            stores: VecDeque::new(),
            pause_until: None,
            finish: None,
            greeted: false,
            limit: DEFAULT_LIMIT,
            submission_url,
            redirected: None,
            redirects: 0,
            tries: 0,
            trouble: 0,
            auth_refusal: None,
            items,
            feed,
            forms,
            takes_parcels: false,
            announced: None,
        }
    }

    pub(super) fn server(&self) -> &str {
        self.start.enrolment.server_url.reveal()
    }

    pub(super) fn is_hub(&self) -> bool {
        self.report.dialect == Some(Dialect::Hub)
    }

    pub(super) fn next(&mut self, now: Timestamp) -> Next {
        if !self.greeted {
            let (body, sink) = (RequestBody::Empty, Sink::Memory { limit: 64 * 1024 });
            let url = self.submission_url.clone();
            let purpose = Purpose::Greeting;
            return Next::Request(Box::new(Draft {
                method: Method::Head,
                url,
                body,
                sink,
                purpose,
            }));
        }
        // Reports without their files first: they are small, and the hub then shows each stop.
        let mut next = self.next_push(now, push::Phase::Reports);
        // Before everything else that can wait: an app that is put away has little time.
        if matches!(next, Next::Nothing) {
            next = self.next_parcel(now);
        }
        if matches!(next, Next::Nothing) && self.is_hub() {
            next = self.next_changes();
        }
        if matches!(next, Next::Nothing) {
            next = self.next_form();
        }
        if matches!(next, Next::Nothing) {
            next = self.next_push(now, push::Phase::Everything);
        }
        if matches!(next, Next::Nothing)
            && let Some(until) = self.next_item_time()
        {
            // Never now: nothing would have changed, and the machine would be asked again without
            // an end.
            self.pause_until = Some(until.max(now.plus_millis(1)));
            next = Next::Again;
        }
        next
    }

    pub(super) fn send(&mut self, id: u64, draft: Draft) -> Request {
        let url = self.redirected.take().unwrap_or(draft.url);
        // A form list may name files on another host; it is not told who we are.
        let credentials = url::same_server(self.server(), &url);
        let proves_itself = self.start.enrolment.hub_key.is_some();
        let nonce = proves_itself.then(|| Nonce::of(&self.start.nonce_seed, id));
        self.outstanding = Outstanding::Request(Sent {
            id,
            method: draft.method,
            url: url.clone(),
            nonce,
            purpose: draft.purpose,
        });
        Request {
            id,
            method: draft.method,
            url: Secret::new(url),
            body: draft.body,
            sink: draft.sink,
            credentials,
            nonce,
        }
    }

    pub(super) fn take_request(&mut self, awaited: u64) -> Option<Sent> {
        match &self.outstanding {
            Outstanding::Request(sent) if sent.id == awaited => {}
            _ => return None,
        }
        match std::mem::replace(&mut self.outstanding, Outstanding::Nothing) {
            Outstanding::Request(sent) => Some(sent),
            _ => None,
        }
    }

    pub(super) fn take_store(&mut self, awaited: u64) -> bool {
        let taken = matches!(self.outstanding, Outstanding::Store { id } if id == awaited);
        if taken {
            self.outstanding = Outstanding::Nothing;
        }
        taken
    }

    pub(super) fn pause(&mut self, problem: SyncProblem) {
        // The first reason stays: what fails after it is mostly its consequence.
        self.finish.get_or_insert(Outcome::Paused(problem));
    }

    pub(super) fn close(&mut self, outcome: Outcome) -> Report {
        let mut report = std::mem::replace(&mut self.report, Report::new());
        report.outcome = outcome;
        report.changes_up_to_date = self.feed.up_to_date;
        report
    }

    pub(super) fn progress(&self) -> Progress {
        let stage = match &self.outstanding {
            Outstanding::Timer { .. } => Stage::Waiting,
            Outstanding::HandOver { .. } => Stage::Media,
            Outstanding::Request(sent) => match &sent.purpose {
                Purpose::Greeting => Stage::Greeting,
                Purpose::Push { files, .. } if !files.is_empty() => Stage::Media,
                Purpose::Push { .. } | Purpose::Receipt { .. } => Stage::Reports,
                Purpose::Announcement(_) => Stage::Media,
                Purpose::Changes => Stage::Changes,
                _ => Stage::Forms,
            },
            _ => Stage::Reports,
        };
        Progress {
            stage,
            delivered: self.report.delivered.len(),
            submissions: self.items.len(),
            file_bytes_sent: self.items.iter().map(Item::bytes_sent).sum(),
            file_bytes: self.items.iter().map(Item::bytes).sum(),
        }
    }
}
