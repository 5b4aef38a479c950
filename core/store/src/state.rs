//! The states of a submission on the phone and the one table that moves between them.
//!
//! A draft is not a submission yet and lives in its own table; review belongs to the hub and
//! is kept beside, not here (sync.md 5.3).

use std::fmt;
use std::str::FromStr;

/// Where a finalized submission stands on its way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubmissionState {
    /// Filled in and finalized; no server has heard of it.
    Finalized,
    /// Sending has begun; the server may or may not have something.
    Offered,
    /// The server has the XML.
    BodyStored,
    /// The server has the XML and some, not all, of the files.
    MediaPartial,
    /// The server has everything, by our count.
    Complete,
    /// The server said so, and its word matched our digests.
    Acknowledged,
    /// The server refused it for good; a person must act.
    Rejected,
    /// It cannot be sent as it is; a person must act.
    Wedged,
}

/// The list in which a person finds a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shelf {
    /// On its way: a sync sends it.
    Outbox,
    /// The server has it.
    Arrived,
    /// Set aside: a person must act.
    SetAside,
}

impl Shelf {
    /// All of them, as they stand below each other: what waits for a person stands before what
    /// waits for a network.
    pub const ORDER: [Self; 3] = [Self::SetAside, Self::Outbox, Self::Arrived];
}

/// What can happen to a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubmissionEvent {
    /// A request that carries it is about to be sent.
    Offer,
    /// The server took the XML.
    BodyStored,
    /// The server took one more file, not the last.
    MediaStored,
    /// The server took the last file (or there is none).
    AllStored,
    /// The server says that files are missing that we counted as sent.
    MediaMissing,
    /// The server's receipt matches.
    Acknowledge,
    /// The server refused for good.
    Reject,
    /// We gave up until a person acts.
    Wedge,
    /// A person asked to try again.
    Retry,
    /// The server lost its memory (restored from a backup) and is to be given it again.
    Reoffer,
}

impl SubmissionState {
    /// Every state, in the order of the way.
    pub const ALL: [Self; 8] = [
        Self::Finalized,
        Self::Offered,
        Self::BodyStored,
        Self::MediaPartial,
        Self::Complete,
        Self::Acknowledged,
        Self::Rejected,
        Self::Wedged,
    ];

    /// The word stored in the database and shown in machine-readable output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            // Databases since the first version hold this spelling.
            Self::Finalized => "finalised",
            Self::Offered => "offered",
            Self::BodyStored => "body_stored",
            Self::MediaPartial => "media_partial",
            Self::Complete => "complete",
            Self::Acknowledged => "acknowledged",
            Self::Rejected => "rejected",
            Self::Wedged => "wedged",
        }
    }

    /// The list in which it stands.
    #[must_use]
    pub fn shelf(self) -> Shelf {
        match self {
            Self::Acknowledged => Shelf::Arrived,
            Self::Rejected | Self::Wedged => Shelf::SetAside,
            Self::Finalized
            | Self::Offered
            | Self::BodyStored
            | Self::MediaPartial
            | Self::Complete => Shelf::Outbox,
        }
    }

    /// Whether the outbox still has work with it.
    #[must_use]
    pub fn is_waiting(self) -> bool {
        self.shelf() == Shelf::Outbox
    }

    /// Whether only a person can move it on.
    #[must_use]
    pub fn is_stuck(self) -> bool {
        self.shelf() == Shelf::SetAside
    }

    /// The transition table: the state after `event`, or `None` where it cannot happen.
    ///
    /// Events of a request that was sent twice lead where the first one led, so that a cut
    /// and a repetition change nothing.
    #[must_use]
    pub fn after(self, event: SubmissionEvent) -> Option<Self> {
        use SubmissionEvent as E;
        use SubmissionState as S;
        Some(match (self, event) {
            (S::Finalized | S::Offered, E::Offer) => S::Offered,
            // Sending the rest, or the same once more, takes nothing back.
            (S::BodyStored | S::MediaPartial | S::Complete, E::Offer) => self,
            (S::Offered | S::BodyStored, E::BodyStored) => S::BodyStored,
            (S::MediaPartial | S::Complete, E::BodyStored) => self,
            (S::Offered | S::BodyStored | S::MediaPartial, E::MediaStored) => S::MediaPartial,
            (S::Complete, E::MediaStored) => S::Complete,
            (S::Offered | S::BodyStored | S::MediaPartial | S::Complete, E::AllStored) => {
                S::Complete
            }
            (S::Offered | S::BodyStored | S::MediaPartial | S::Complete, E::MediaMissing) => {
                S::MediaPartial
            }
            (
                S::Offered | S::BodyStored | S::MediaPartial | S::Complete | S::Acknowledged,
                E::Acknowledge,
            ) => S::Acknowledged,
            (S::Offered | S::BodyStored | S::MediaPartial | S::Complete, E::Reject) => S::Rejected,
            (
                S::Finalized | S::Offered | S::BodyStored | S::MediaPartial | S::Complete,
                E::Wedge,
            ) => S::Wedged,
            (S::Rejected | S::Wedged, E::Retry) => S::Finalized,
            (S::Acknowledged, E::Reoffer) => S::Finalized,
            _ => return None,
        })
    }
}

impl SubmissionEvent {
    /// Every event.
    pub const ALL: [Self; 10] = [
        Self::Offer,
        Self::BodyStored,
        Self::MediaStored,
        Self::AllStored,
        Self::MediaMissing,
        Self::Acknowledge,
        Self::Reject,
        Self::Wedge,
        Self::Retry,
        Self::Reoffer,
    ];
}

impl fmt::Display for SubmissionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for SubmissionEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// The text is no state of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a submission")]
pub struct UnknownState;

impl FromStr for SubmissionState {
    type Err = UnknownState;

    fn from_str(text: &str) -> Result<Self, UnknownState> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or(UnknownState)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, so that no cell changes unseen.
    #[test]
    fn a_person_finds_each_submission_in_one_list() {
        use Shelf::{Arrived, Outbox, SetAside};
        let shelves = SubmissionState::ALL.map(SubmissionState::shelf);
        let expected = [
            Outbox, Outbox, Outbox, Outbox, Outbox, Arrived, SetAside, SetAside,
        ];
        assert_eq!(shelves, expected);
        assert_eq!(Shelf::ORDER, [SetAside, Outbox, Arrived]);
        for (state, shelf) in SubmissionState::ALL.into_iter().zip(expected) {
            assert_eq!(state.is_stuck(), shelf == SetAside, "{state}");
            // What a person may try again is sent by a sync afterwards.
            let tried = state.after(SubmissionEvent::Retry);
            if state.is_stuck() {
                assert!(tried.is_some_and(SubmissionState::is_waiting), "{state}");
            }
        }
    }

    #[test]
    fn transition_table() {
        let mut table = String::new();
        for state in SubmissionState::ALL {
            table.push_str(state.as_str());
            for event in SubmissionEvent::ALL {
                let to = state.after(event).map_or("-", SubmissionState::as_str);
                table.push_str(&format!(" | {event}→{to}"));
            }
            table.push('\n');
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn only_the_servers_word_ends_the_way() {
        for state in SubmissionState::ALL {
            for event in SubmissionEvent::ALL {
                if state.after(event) == Some(SubmissionState::Acknowledged) {
                    assert_eq!(event, SubmissionEvent::Acknowledge);
                    assert_ne!(state, SubmissionState::Finalized);
                }
            }
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert_eq!("draft".parse::<SubmissionState>(), Err(UnknownState));
    }

    #[test]
    fn every_state_can_reach_acknowledged() {
        for start in SubmissionState::ALL {
            let mut reached = vec![start];
            let mut next = 0;
            while let Some(state) = reached.get(next).copied() {
                next += 1;
                for to in SubmissionEvent::ALL.iter().filter_map(|e| state.after(*e)) {
                    if !reached.contains(&to) {
                        reached.push(to);
                    }
                }
            }
            assert!(reached.contains(&SubmissionState::Acknowledged), "{start}");
        }
    }
}
