//! Whose word counts: with a hub's key in the enrolment, nothing of this session is believed that
//! the hub did not sign for the very request. Anybody on the way can say "later", send to another
//! place of the same server, or break off; nobody else can say "I have it", name a list, refuse a
//! submission for good or pass for a plain server.

use farola_protocol::proof::{Asked, Proven};

use super::kinds::{Purpose, Sent};
use super::session::Session;
use crate::answer::{Answer, Verdict};
use crate::problem::SyncProblem;
use crate::url;

/// What an answer without proof does, where one is asked for.
pub(super) enum Unproven {
    /// What anybody may say: wait, or split smaller.
    Counts,
    /// The session ends; the next one asks again.
    Ends(SyncProblem),
    /// One item is left to a later session, and no worse.
    Later(usize, SyncProblem),
}

impl Session {
    /// Whether the hub has to prove who it is.
    pub(super) fn must_be_proven(&self) -> bool {
        self.start.enrolment.hub_key.is_some()
    }

    /// Whether nobody but a hub may stand at this address.
    pub(super) fn must_be_hub(&self) -> bool {
        self.must_be_proven() || self.start.spoke_as_hub
    }

    /// The proof that the hub gave this answer; none where there is none, or no key to prove by.
    pub(super) fn proof(&self, sent: &Sent, answer: &Answer) -> Option<Proven> {
        let (key, nonce) = (self.start.enrolment.hub_key.as_ref()?, sent.nonce?);
        let asked = Asked {
            method: sent.method.name(),
            address: &sent.url,
            nonce,
        };
        answer.proof(key, &asked)
    }

    /// Whether an answer with this proof is to be believed.
    pub(super) fn is_proven(&self, sent: &Sent, proof: Option<&Proven>) -> bool {
        // Another host has no key: what comes from there is held to the digest in the hub's list.
        let elsewhere = sent.purpose.is_part() && !url::same_server(self.server(), &sent.url);
        !self.must_be_proven() || elsewhere || proof.is_some()
    }

    pub(super) fn without_proof(
        &self,
        purpose: &Purpose,
        verdict: &Verdict,
        answer: &Answer,
    ) -> Unproven {
        match verdict {
            Verdict::Portal | Verdict::Redirect(_) => Unproven::Ends(SyncProblem::CaptivePortal),
            Verdict::Transient { .. } => Unproven::Counts,
            // Mostly the limit of a proxy before the hub, which signs nothing.
            Verdict::TooLarge => match purpose {
                Purpose::Push { files, .. } if files.len() > 1 => Unproven::Counts,
                Purpose::Push { item, .. } => {
                    Unproven::Later(*item, SyncProblem::TooLargeForServer)
                }
                _ => Unproven::Ends(SyncProblem::Unproven),
            },
            _ if answer.is_html() => Unproven::Ends(SyncProblem::CaptivePortal),
            Verdict::Success | Verdict::Auth(_) | Verdict::Refused(_) => {
                Unproven::Ends(SyncProblem::Unproven)
            }
        }
    }
}
