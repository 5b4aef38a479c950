//! What fails: tried again after a pause, left to a later session, or the end of this one.

use farola_model::Timestamp;

use super::kinds::{Purpose, Sent};
use super::lacks::Lack;
use super::session::Session;
use super::steps::Config;
use crate::answer::Failure;
use crate::backoff::Jitter;
use crate::problem::SyncProblem;

/// Failures in a row, over all items, after which the session stops: the server is in trouble.
const MAX_TROUBLE: u32 = 6;

impl Session {
    pub(super) fn on_failure(
        &mut self,
        now: Timestamp,
        jitter: &mut Jitter,
        config: &Config,
        sent: &Sent,
        failure: Failure,
    ) {
        if sent.purpose.is_part() {
            return self.on_part_failed((now, jitter, config), sent, failure);
        }
        let problem = SyncProblem::from(failure);
        let purpose = &sent.purpose;
        match (failure, purpose) {
            (Failure::Offline | Failure::Tls, _) => self.pause(problem),
            (Failure::Unreadable, Purpose::Announcement(what)) => self.leave(*what),
            (Failure::Unreadable, Purpose::Push { item, .. }) => self.wedge(*item, problem),
            _ => self.on_transient(now, jitter, config, purpose, problem, None),
        }
    }

    /// Something that may pass: the item, or the step, is tried again after a pause.
    pub(super) fn on_transient(
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
        // A longer pause than the session may last is one that the next session makes.
        let attempts = if purpose.is_part() {
            self.attempts_of_part(config)
        } else {
            config.attempts
        };
        let give_up = tries >= attempts || pause_ms > config.patience_ms;
        match item {
            Some(index) if give_up => self.postpone(index, until, problem),
            Some(index) => self.hold_item(index, until),
            None if give_up && purpose.is_part() => self.lack(purpose, Lack::Failed, problem),
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
}
