//! What each answer of the server means for the session.

use farola_model::Timestamp;
use farola_protocol::proof::{self, Proven};

use super::kinds::{Purpose, Sent};
use super::lacks::Lack;
use super::proven::Unproven;
use super::session::{DEFAULT_LIMIT, Session};
use super::steps::Config;
use crate::answer::{Answer, Verdict};
use crate::backoff::Jitter;
use crate::problem::SyncProblem;
use crate::report::Dialect;
use crate::url;

/// A stated limit below this is no limit of a real server.
const LEAST_LIMIT: u64 = 16 * 1024;
/// Redirects followed in a row.
const MAX_REDIRECTS: u32 = 5;

impl Session {
    pub(super) fn on_answer(
        &mut self,
        now: Timestamp,
        jitter: &mut Jitter,
        config: &Config,
        sent: Sent,
        answer: &Answer,
    ) {
        let proof = self.proof(&sent, answer);
        let is_proven = self.is_proven(&sent, proof.as_ref());
        // OpenRosa answers HEAD with 204 and a post with 201 or 202. A 200 there is a login page
        // or a proxy.
        let accepted: &[u16] = match sent.purpose {
            Purpose::Greeting => &[204],
            Purpose::Push { .. } => &[201, 202],
            Purpose::Announcement(_) => &[200, 201],
            _ => &[200],
        };
        let mut verdict = answer.verdict(accepted, now);
        // A plain OpenRosa server gives no receipt, so its success is looked at more closely.
        if matches!(verdict, Verdict::Success)
            && matches!(sent.purpose, Purpose::Push { .. })
            && !self.is_hub()
        {
            verdict = answer.verdict_of_envelope();
        }
        if let Verdict::Redirect(location) = &verdict {
            self.on_redirect(&sent.url, &sent.purpose, answer.status, location);
            return;
        }
        if sent.purpose.is_part() {
            let patience = (now, jitter, config);
            return self.on_part(patience, &sent, is_proven, verdict, answer);
        }
        let Sent { url, purpose, .. } = sent;
        if !is_proven {
            match self.without_proof(&purpose, &verdict, answer) {
                Unproven::Counts => {}
                Unproven::Ends(problem) => return self.pause(problem),
                Unproven::Later(item, problem) => {
                    let until = now.plus_millis(super::push::LATER_MS);
                    return self.postpone(item, until, problem);
                }
            }
        }
        // Counted in a row only: each request of a long session may be redirected once.
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
            // Any success ends the row of failures, whichever item it is about.
            Verdict::Success => {
                self.trouble = 0;
                self.auth_refusal = None;
                self.on_success(&url, purpose, answer, proof.as_ref());
            }
            Verdict::TooLarge | Verdict::Refused(_) | Verdict::Redirect(_) => {
                self.trouble = 0;
                self.on_refused(now, &purpose, answer.status, &verdict);
            }
        }
    }

    pub(super) fn on_success(
        &mut self,
        url: &str,
        purpose: Purpose,
        answer: &Answer,
        proof: Option<&Proven>,
    ) {
        match purpose {
            Purpose::Greeting => self.on_greeting(url, answer),
            Purpose::Push {
                item,
                files,
                incomplete,
            } => {
                self.on_pushed(item, &files, incomplete, answer, proof);
            }
            Purpose::Receipt { item } => self.on_receipt(item, answer, proof),
            Purpose::Announcement(what) => self.on_announced(what, answer),
            Purpose::Changes => self.on_changes(answer),
            Purpose::FormList => self.on_form_list(answer),
            // Each has its own way (`lacks.rs`).
            Purpose::Manifest | Purpose::FormXml | Purpose::FormFile => {}
        }
    }

    /// What a 4xx means depends on what was asked.
    pub(super) fn on_refused(
        &mut self,
        now: Timestamp,
        purpose: &Purpose,
        status: u16,
        verdict: &Verdict,
    ) {
        let problem = match verdict {
            Verdict::Refused(problem) => *problem,
            _ => SyncProblem::TooLargeForServer,
        };
        match purpose {
            // Servers without HEAD: go on with OpenRosa and a cautious limit.
            Purpose::Greeting if matches!(status, 404 | 405) => {
                if self.must_be_hub() {
                    return self.pause(SyncProblem::Unproven);
                }
                self.greeted = true;
                self.report.dialect = Some(Dialect::OpenRosa);
                self.recall_parcels();
            }
            Purpose::Greeting | Purpose::FormList => self.pause(problem),
            Purpose::Push { item, files, .. } => self.on_push_refused(*item, files.len(), problem),
            Purpose::Receipt { item } => self.on_receipt_refused(now, *item, status, problem),
            Purpose::Announcement(what) => self.on_announcement_refused(*what),
            // The feed can wait for the next session; the reports must not.
            Purpose::Changes => self.feed.done = true,
            Purpose::Manifest | Purpose::FormXml | Purpose::FormFile => {}
        }
    }

    pub(super) fn on_greeting(&mut self, url: &str, answer: &Answer) {
        let hub = answer.announces_hub();
        if !hub && self.must_be_hub() {
            return self.pause(SyncProblem::Unproven);
        }
        self.greeted = true;
        self.tries = 0;
        url.clone_into(&mut self.submission_url);
        let location = answer
            .location
            .as_deref()
            .and_then(|location| url::join(url, location));
        if let Some(location) = location
            && url::same_server(self.server(), &location)
            && (!self.must_be_proven() || proof::asks_the_same(url, &location))
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
        self.report.dialect = Some(if hub { Dialect::Hub } else { Dialect::OpenRosa });
        self.takes_parcels = answer.announces_parcels();
        if !self.takes_parcels {
            self.recall_parcels();
        }
    }

    /// Redirects are followed on the same server only: anything else is a network's login page,
    /// or somebody who wants the key.
    pub(super) fn on_redirect(
        &mut self,
        url: &str,
        purpose: &Purpose,
        status: u16,
        location: &str,
    ) {
        self.redirects += 1;
        let keeps_method = matches!(status, 307 | 308);
        let push = matches!(purpose, Purpose::Push { .. });
        let has_body = push || matches!(purpose, Purpose::Announcement(_));
        let target = url::join(url, location).filter(|t| {
            url::same_server(self.server(), t) || (purpose.is_part() && self.may_come_from(t, None))
        });
        // Who may redirect is not known; what a hub then signs must still answer our question.
        let target = target.filter(|t| !self.must_be_proven() || proof::asks_the_same(url, t));
        match target {
            Some(target) if self.redirects <= MAX_REDIRECTS && (keeps_method || !has_body) => {
                if push || *purpose == Purpose::Greeting {
                    self.submission_url = target;
                } else {
                    self.redirected = Some(target);
                }
            }
            // One part that is elsewhere keeps nothing else away.
            _ if purpose.is_part() => {
                self.redirects = 0;
                self.lack(purpose, Lack::Failed, SyncProblem::ForeignAddress);
            }
            _ => self.pause(SyncProblem::CaptivePortal),
        }
    }

    pub(super) fn on_auth(
        &mut self,
        now: Timestamp,
        purpose: &Purpose,
        status: u16,
        problem: SyncProblem,
    ) {
        if let Purpose::Push { item, .. } = purpose
            && status == 403
            && self.auth_refusal.is_none()
        {
            // One form may be closed to this phone while the others are open: try the rest,
            // and stop at the second refusal in a row.
            self.auth_refusal = Some(problem);
            let until = now.plus_millis(super::push::LATER_MS);
            self.postpone(*item, until, problem);
            return;
        }
        self.pause(problem);
    }
}
