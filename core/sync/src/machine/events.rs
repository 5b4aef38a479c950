//! What comes from the phone: the network, the person, the time.

use farola_model::Timestamp;

use super::kinds::Outstanding;
use super::session::Session;
use crate::problem::SyncProblem;
use crate::report::Outcome;

impl Session {
    pub(super) fn on_network(&mut self, online: bool) -> bool {
        if !matches!(self.outstanding, Outstanding::Timer { .. }) {
            return false;
        }
        self.outstanding = Outstanding::Nothing;
        if online {
            // A pause that the old network earned says nothing about the new one.
            for item in &mut self.items {
                item.not_before = Timestamp(i64::MIN);
            }
        } else {
            self.finish = Some(Outcome::Paused(SyncProblem::Offline));
        }
        true
    }

    pub(super) fn on_cancel(&mut self) -> bool {
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

    pub(super) fn on_tick(&mut self, now: Timestamp) -> bool {
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
}
