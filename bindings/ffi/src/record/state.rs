//! Where a submission and its review stand, as types: a shell that misses one does not compile.

use farola_engine::protocol::ReviewState as Review;
pub use farola_engine::store::Shelf as SubmissionShelf;
use farola_engine::store::SubmissionState as State;

/// Where a submission stands on its way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SubmissionState {
    /// Finalized; no server has heard of it.
    Finalized,
    /// Sending has begun; the server may or may not have something.
    Offered,
    /// The server has the report, and none of its files.
    BodyStored,
    /// The server has the report and some of its files.
    MediaPartial,
    /// The server has everything by our count, and has not said so.
    Complete,
    /// The server has everything, and its receipt names the same bytes.
    Acknowledged,
    /// The server refused it for good: a person must act.
    Rejected,
    /// It cannot be sent as it is: a person must act.
    Wedged,
}

impl From<State> for SubmissionState {
    fn from(state: State) -> Self {
        match state {
            State::Finalized => Self::Finalized,
            State::Offered => Self::Offered,
            State::BodyStored => Self::BodyStored,
            State::MediaPartial => Self::MediaPartial,
            State::Complete => Self::Complete,
            State::Acknowledged => Self::Acknowledged,
            State::Rejected => Self::Rejected,
            State::Wedged => Self::Wedged,
        }
    }
}

/// In which list a submission stands, and what can be done there.
#[uniffi::remote(Enum)]
pub enum SubmissionShelf {
    /// On its way: a sync sends it.
    Outbox,
    /// The server has it.
    Arrived,
    /// Set aside: `Phone.retry` puts it into the outbox again.
    SetAside,
}

/// Where the review of a submission stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ReviewState {
    /// It arrived; nobody has looked.
    Received,
    /// Somebody is looking.
    InReview,
    /// Sent back with comments.
    HasIssues,
    /// A corrected version has arrived.
    Edited,
    /// Accepted.
    Approved,
    /// Not accepted, with a reason.
    Rejected,
    /// A state of a newer hub.
    Other,
}

impl ReviewState {
    /// The state of that name on the wire.
    pub(crate) fn of(name: &str) -> Self {
        match Review::from_name(name) {
            Some(Review::Received) => Self::Received,
            Some(Review::InReview) => Self::InReview,
            Some(Review::HasIssues) => Self::HasIssues,
            Some(Review::Edited) => Self::Edited,
            Some(Review::Approved) => Self::Approved,
            Some(Review::Rejected) => Self::Rejected,
            None => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_of_the_core_has_one_of_its_own() {
        let states = State::ALL.map(|state| format!("{:?}", SubmissionState::from(state)));
        assert_eq!(states, State::ALL.map(|state| format!("{state:?}")));
        for state in Review::ALL {
            let here = ReviewState::of(state.as_str());
            assert_eq!(format!("{here:?}"), format!("{state:?}"));
        }
        assert_eq!(ReviewState::of("of_tomorrow"), ReviewState::Other);
    }
}
