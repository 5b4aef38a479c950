//! The machine: one session, one thing outstanding, every stop a safe one.
//!
//! Order of a session: greet the server (HEAD submission: dialect, limit, whether we are let
//! in), send the reports, read what reviewers said, look for forms, send the big files. So the
//! hub shows a stop, with a place for its photo, before the first photo is on its way.

mod feed;
mod forms;
mod item;
mod parcel;
mod push;

use std::collections::VecDeque;

use farola_model::Timestamp;
use farola_protocol::Secret;

use crate::answer::{Answer, Failure, Verdict};
use crate::backoff::Jitter;
use crate::command::{Command, Method, Request, RequestBody, Sink, StoreCommand};
use crate::event::{Event, Start};
use crate::problem::SyncProblem;
use crate::report::{Dialect, Outcome, Progress, Report, Stage};
use crate::url;
use feed::Feed;
use forms::Forms;
use item::Item;

/// Limit of a request where the server states none.
const DEFAULT_LIMIT: u64 = 10_000_000;
/// A stated limit below this is no limit of a real server.
const LEAST_LIMIT: u64 = 16 * 1024;
/// Redirects followed in a row.
const MAX_REDIRECTS: u32 = 5;
/// Failures in a row, over all items, after which the session stops: the server is in trouble.
const MAX_TROUBLE: u32 = 6;

/// How patient a session is.
#[derive(Debug, Clone, Copy)]
pub struct Config {
    /// Attempts of one request in one session.
    pub attempts: u32,
    /// Longest pause inside a session; a longer one ends it.
    pub patience_ms: i64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            attempts: 4,
            patience_ms: 60_000,
        }
    }
}

/// The machine. It holds no session until [`Event::Start`].
#[derive(Debug)]
pub struct Machine {
    config: Config,
    jitter: Jitter,
    next_id: u64,
    session: Option<Session>,
}

#[derive(Debug)]
struct Session {
    start: Start,
    report: Report,
    outstanding: Outstanding,
    stores: VecDeque<StoreCommand>,
    /// A pause before the next request.
    pause_until: Option<Timestamp>,
    finish: Option<Outcome>,
    greeted: bool,
    limit: u64,
    submission_url: String,
    /// Address of the request under way, after redirects.
    redirected: Option<String>,
    redirects: u32,
    /// Attempts of the present greeting, page or list.
    tries: u32,
    /// Failures in a row.
    trouble: u32,
    /// The last refusal of credentials with no success after it.
    auth_refusal: Option<SyncProblem>,
    items: Vec<Item>,
    feed: Feed,
    forms: Forms,
    /// Whether the hub takes parcels.
    takes_parcels: bool,
    /// A parcel that was announced and not given to the platform yet.
    announced: Option<Handing>,
}

/// A file of an item on its way to the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Handing {
    item: usize,
    file: usize,
}

#[derive(Debug)]
enum Outstanding {
    Nothing,
    Request {
        id: u64,
        url: String,
        purpose: Purpose,
    },
    Store {
        id: u64,
    },
    HandOver {
        id: u64,
        what: Handing,
    },
    Timer {
        set: Timestamp,
        until: Timestamp,
    },
}

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Purpose {
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
struct Draft {
    method: Method,
    url: String,
    body: RequestBody,
    sink: Sink,
    purpose: Purpose,
}

impl Draft {
    fn get(url: String, limit: u64, purpose: Purpose) -> Self {
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
enum Next {
    Request(Box<Draft>),
    /// Something was queued (a write, a pause, the end): look again.
    Again,
    Nothing,
}

impl Machine {
    /// A machine without a session; `seed` decides its jitter.
    #[must_use]
    pub fn new(config: Config, seed: u64) -> Self {
        Self {
            config,
            jitter: Jitter::new(seed),
            next_id: 1,
            session: None,
        }
    }

    /// Whether a session runs.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.session.is_some()
    }

    /// How far the session is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        match &self.session {
            Some(session) => session.progress(),
            None => Progress {
                stage: Stage::Idle,
                delivered: 0,
                submissions: 0,
                file_bytes_sent: 0,
                file_bytes: 0,
            },
        }
    }

    /// Takes one event and says what to do now.
    ///
    /// Answers to requests that are no longer awaited (late, duplicate, of another session)
    /// change nothing.
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Command> {
        if let Event::Start(start) = event {
            if self.session.is_some() {
                return Vec::new();
            }
            self.session = Some(Session::new(*start));
            return self.advance(now);
        }
        let Some(session) = &mut self.session else {
            return Vec::new();
        };
        let moved = match event {
            Event::Start(_) => false,
            Event::Response { id, answer } => match session.take_request(id) {
                Some((url, purpose)) => {
                    session.on_answer(now, &mut self.jitter, &self.config, &url, purpose, &answer);
                    true
                }
                None => false,
            },
            Event::Failed { id, failure } => match session.take_request(id) {
                Some((_, purpose)) => {
                    session.on_failure(now, &mut self.jitter, &self.config, &purpose, failure);
                    true
                }
                None => false,
            },
            Event::Stored { id } => session.take_store(id),
            Event::StoreFailed { id } => {
                let taken = session.take_store(id);
                if taken {
                    // What could not be written is not believed: the next session asks again.
                    session.stores.clear();
                    session.finish = Some(Outcome::Paused(SyncProblem::StoreFailed));
                }
                taken
            }
            Event::HandedOver { id } => session.on_handed_over(id, true),
            Event::NotHandedOver { id } => session.on_handed_over(id, false),
            Event::NetworkChanged { online } => session.on_network(online),
            Event::Cancel => session.on_cancel(),
            Event::Tick => session.on_tick(now),
        };
        if moved { self.advance(now) } else { Vec::new() }
    }

    fn advance(&mut self, now: Timestamp) -> Vec<Command> {
        let Some(session) = &mut self.session else {
            return Vec::new();
        };
        loop {
            if let Some(command) = session.stores.pop_front() {
                let id = self.next_id;
                self.next_id += 1;
                session.outstanding = Outstanding::Store { id };
                return vec![Command::Store { id, command }];
            }
            if let Some(outcome) = session.finish {
                let report = session.close(outcome);
                self.session = None;
                return vec![Command::Finished(Box::new(report))];
            }
            if let Some(command) = session.hand_over(self.next_id) {
                self.next_id += 1;
                return vec![command];
            }
            if let Some(until) = session.pause_until.take()
                && until > now
            {
                session.outstanding = Outstanding::Timer { set: now, until };
                return vec![Command::Wait(until)];
            }
            match session.next(now) {
                Next::Request(draft) => {
                    let id = self.next_id;
                    self.next_id += 1;
                    return vec![Command::Send(session.send(id, *draft))];
                }
                Next::Again => {}
                Next::Nothing => {
                    let outcome = session
                        .auth_refusal
                        .map_or(Outcome::Complete, Outcome::Paused);
                    session.finish = Some(outcome);
                }
            }
        }
    }
}

impl Session {
    fn new(start: Start) -> Self {
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

    fn server(&self) -> &str {
        self.start.enrolment.server_url.reveal()
    }

    fn is_hub(&self) -> bool {
        self.report.dialect == Some(Dialect::Hub)
    }

    fn next(&mut self, now: Timestamp) -> Next {
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
            self.pause_until = Some(until.max(now.plus_millis(1)));
            next = Next::Again;
        }
        next
    }

    fn send(&mut self, id: u64, draft: Draft) -> Request {
        let url = self.redirected.take().unwrap_or(draft.url);
        let credentials = url::same_server(self.server(), &url);
        self.outstanding = Outstanding::Request {
            id,
            url: url.clone(),
            purpose: draft.purpose,
        };
        Request {
            id,
            method: draft.method,
            url: Secret::new(url),
            body: draft.body,
            sink: draft.sink,
            credentials,
        }
    }

    fn take_request(&mut self, awaited: u64) -> Option<(String, Purpose)> {
        match &self.outstanding {
            Outstanding::Request { id, .. } if *id == awaited => {}
            _ => return None,
        }
        match std::mem::replace(&mut self.outstanding, Outstanding::Nothing) {
            Outstanding::Request { url, purpose, .. } => Some((url, purpose)),
            _ => None,
        }
    }

    fn take_store(&mut self, awaited: u64) -> bool {
        let taken = matches!(self.outstanding, Outstanding::Store { id } if id == awaited);
        if taken {
            self.outstanding = Outstanding::Nothing;
        }
        taken
    }

    fn on_network(&mut self, online: bool) -> bool {
        if !matches!(self.outstanding, Outstanding::Timer { .. }) {
            return false;
        }
        self.outstanding = Outstanding::Nothing;
        if online {
            for item in &mut self.items {
                item.not_before = Timestamp(i64::MIN);
            }
        } else {
            self.finish = Some(Outcome::Paused(SyncProblem::Offline));
        }
        true
    }

    fn on_cancel(&mut self) -> bool {
        self.finish = Some(Outcome::Cancelled);
        // A write under way is waited for; a request is dropped: its answer, if it comes, is
        // not awaited any more, and the next session asks what arrived.
        let local = matches!(
            self.outstanding,
            Outstanding::Store { .. } | Outstanding::HandOver { .. }
        );
        if local {
            return false;
        }
        self.outstanding = Outstanding::Nothing;
        true
    }

    fn on_tick(&mut self, now: Timestamp) -> bool {
        match self.outstanding {
            // A clock set back must not turn a pause of seconds into one of days.
            Outstanding::Timer { set, until } if now >= until || now < set => {
                self.outstanding = Outstanding::Nothing;
                if now < set {
                    for item in &mut self.items {
                        item.not_before = Timestamp(i64::MIN);
                    }
                }
                true
            }
            _ => false,
        }
    }

    fn on_answer(
        &mut self,
        now: Timestamp,
        jitter: &mut Jitter,
        config: &Config,
        url: &str,
        purpose: Purpose,
        answer: &Answer,
    ) {
        let accepted: &[u16] = match purpose {
            Purpose::Greeting => &[204],
            Purpose::Push { .. } => &[201, 202],
            Purpose::Announcement(_) => &[200, 201],
            _ => &[200],
        };
        let verdict = answer.verdict(accepted, now);
        if let Verdict::Redirect(location) = &verdict {
            self.on_redirect(url, &purpose, answer.status, location);
            return;
        }
        self.redirects = 0;
        match verdict {
            Verdict::Portal => self.pause(SyncProblem::CaptivePortal),
            Verdict::Auth(problem) => self.on_auth(now, &purpose, answer.status, problem),
            Verdict::Transient {
                problem,
                retry_after_ms,
            } => {
                self.on_transient(now, jitter, config, &purpose, problem, retry_after_ms);
            }
            Verdict::Success => {
                self.trouble = 0;
                self.auth_refusal = None;
                self.on_success(now, jitter, config, url, purpose, answer);
            }
            Verdict::TooLarge | Verdict::Refused(_) | Verdict::Redirect(_) => {
                self.trouble = 0;
                self.on_refused(now, &purpose, answer.status, &verdict);
            }
        }
    }

    fn on_success(
        &mut self,
        now: Timestamp,
        jitter: &mut Jitter,
        config: &Config,
        url: &str,
        purpose: Purpose,
        answer: &Answer,
    ) {
        match purpose {
            Purpose::Greeting => self.on_greeting(url, answer),
            Purpose::Push {
                item,
                files,
                incomplete,
            } => {
                self.on_pushed(item, &files, incomplete, answer);
            }
            Purpose::Receipt { item } => self.on_receipt(item, answer),
            Purpose::Announcement(what) => self.on_announced(what, answer),
            Purpose::Changes => self.on_changes(answer),
            Purpose::FormList => self.on_form_list(answer),
            Purpose::Manifest | Purpose::FormXml | Purpose::FormFile => {
                self.on_form_part(now, jitter, config, url, &purpose, answer);
            }
        }
    }

    /// What a 4xx means depends on what was asked.
    fn on_refused(&mut self, now: Timestamp, purpose: &Purpose, status: u16, verdict: &Verdict) {
        let problem = match verdict {
            Verdict::Refused(problem) => *problem,
            _ => SyncProblem::TooLargeForServer,
        };
        match purpose {
            // Servers without HEAD: go on with OpenRosa and a cautious limit.
            Purpose::Greeting if matches!(status, 404 | 405) => {
                self.greeted = true;
                self.report.dialect = Some(Dialect::OpenRosa);
                self.recall_parcels();
            }
            Purpose::Greeting | Purpose::FormList => self.pause(problem),
            Purpose::Push { item, files, .. } => self.on_push_refused(*item, files.len(), problem),
            Purpose::Receipt { item } => self.on_receipt_refused(now, *item, status, problem),
            Purpose::Announcement(what) => self.on_announcement_refused(*what),
            Purpose::Changes => self.feed.done = true,
            Purpose::Manifest | Purpose::FormXml | Purpose::FormFile => {
                self.drop_form(SyncProblem::FormUnavailable { status });
            }
        }
    }

    fn on_greeting(&mut self, url: &str, answer: &Answer) {
        self.greeted = true;
        self.tries = 0;
        url.clone_into(&mut self.submission_url);
        let location = answer
            .location
            .as_deref()
            .and_then(|location| url::join(url, location));
        if let Some(location) = location
            && url::same_server(self.server(), &location)
        {
            self.submission_url = location;
        }
        let stated = answer
            .accept_content_length
            .as_deref()
            .and_then(|v| v.trim().parse().ok());
        self.limit = stated
            .filter(|limit| *limit >= LEAST_LIMIT)
            .unwrap_or(DEFAULT_LIMIT);
        let hub = answer.announces_hub();
        self.report.dialect = Some(if hub { Dialect::Hub } else { Dialect::OpenRosa });
        self.takes_parcels = answer.announces_parcels();
        if !self.takes_parcels {
            self.recall_parcels();
        }
    }

    /// Redirects are followed on the same server only: anything else is a network's login page,
    /// or somebody who wants the key.
    fn on_redirect(&mut self, url: &str, purpose: &Purpose, status: u16, location: &str) {
        self.redirects += 1;
        let keeps_method = matches!(status, 307 | 308);
        let push = matches!(purpose, Purpose::Push { .. });
        let has_body = push || matches!(purpose, Purpose::Announcement(_));
        let target = url::join(url, location).filter(|t| url::same_server(self.server(), t));
        match target {
            Some(target) if self.redirects <= MAX_REDIRECTS && (keeps_method || !has_body) => {
                if push || *purpose == Purpose::Greeting {
                    self.submission_url = target;
                } else {
                    self.redirected = Some(target);
                }
            }
            _ => self.pause(SyncProblem::CaptivePortal),
        }
    }

    fn on_auth(&mut self, now: Timestamp, purpose: &Purpose, status: u16, problem: SyncProblem) {
        if let Purpose::Push { item, .. } = purpose
            && status == 403
            && self.auth_refusal.is_none()
        {
            // One form may be closed to this phone while the others are open: try the rest,
            // and stop at the second refusal in a row.
            self.auth_refusal = Some(problem);
            let until = now.plus_millis(crate::machine::push::LATER_MS);
            self.postpone(*item, until, problem);
            return;
        }
        self.pause(problem);
    }

    fn on_failure(
        &mut self,
        now: Timestamp,
        jitter: &mut Jitter,
        config: &Config,
        purpose: &Purpose,
        failure: Failure,
    ) {
        let problem = SyncProblem::from(failure);
        match (failure, purpose) {
            (Failure::Offline | Failure::Tls, _) => self.pause(problem),
            (Failure::Unreadable, Purpose::Announcement(what)) => self.leave(*what),
            (Failure::Unreadable, Purpose::Push { item, .. }) => self.wedge(*item, problem),
            (_, Purpose::Manifest | Purpose::FormXml | Purpose::FormFile)
                if failure == Failure::TooLarge =>
            {
                self.drop_form(problem);
            }
            _ => self.on_transient(now, jitter, config, purpose, problem, None),
        }
    }

    /// Something that may pass: the item, or the step, is tried again after a pause.
    fn on_transient(
        &mut self,
        now: Timestamp,
        jitter: &mut Jitter,
        config: &Config,
        purpose: &Purpose,
        problem: SyncProblem,
        wish_ms: Option<i64>,
    ) {
        self.trouble += 1;
        if let Purpose::Announcement(what) = purpose {
            // The file is sent by a later session; nothing is held against its submission.
            self.leave(*what);
            if self.trouble >= MAX_TROUBLE || wish_ms.is_some() {
                let pause_ms = jitter.pause_ms(self.trouble, wish_ms);
                self.report.retry_at = Some(now.plus_millis(pause_ms));
                self.pause(problem);
            }
            return;
        }
        let item = match purpose {
            Purpose::Push { item, .. } | Purpose::Receipt { item } => Some(*item),
            _ => None,
        };
        let tries = match item {
            Some(index) => self.count_try(index),
            None => {
                self.tries += 1;
                self.tries
            }
        };
        let pause_ms = jitter.pause_ms(tries, wish_ms);
        let until = now.plus_millis(pause_ms);
        let give_up = tries >= config.attempts || pause_ms > config.patience_ms;
        let is_form = matches!(
            purpose,
            Purpose::Manifest | Purpose::FormXml | Purpose::FormFile
        );
        match item {
            Some(index) if give_up => self.postpone(index, until, problem),
            Some(index) => self.hold_item(index, until),
            None if give_up && is_form => self.drop_form(problem),
            None if give_up => {
                self.report.retry_at = Some(until);
                self.pause(problem);
            }
            None => self.pause_until = Some(until),
        }
        let wished = wish_ms.is_some() && pause_ms > config.patience_ms;
        if self.trouble >= MAX_TROUBLE || wished {
            self.report.retry_at = Some(until);
            self.pause(problem);
        } else if wish_ms.is_some() {
            // The server's wish is about us, not about one item.
            self.pause_until = Some(until);
        }
    }

    fn pause(&mut self, problem: SyncProblem) {
        self.finish.get_or_insert(Outcome::Paused(problem));
    }

    fn close(&mut self, outcome: Outcome) -> Report {
        let mut report = std::mem::replace(&mut self.report, Report::new());
        report.outcome = outcome;
        report.changes_up_to_date = self.feed.up_to_date;
        report
    }

    fn progress(&self) -> Progress {
        let stage = match &self.outstanding {
            Outstanding::Timer { .. } => Stage::Waiting,
            Outstanding::HandOver { .. } => Stage::Media,
            Outstanding::Request { purpose, .. } => match purpose {
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
