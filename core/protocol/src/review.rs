//! The review of a record: is the datum good? One table of transitions for phone and hub.
//!
//! Whether the street is fixed is another machine (case work), on purpose.

use farola_model::{Coded, ErrorClass};
use serde::{Deserialize, Serialize};

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Arrived; nobody has looked.
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
}

impl ReviewState {
    /// Every state, in the order of a record's life.
    pub const ALL: [Self; 6] = [
        Self::Received,
        Self::InReview,
        Self::HasIssues,
        Self::Edited,
        Self::Approved,
        Self::Rejected,
    ];

    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::InReview => "in_review",
            Self::HasIssues => "has_issues",
            Self::Edited => "edited",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }

    /// The actions a reviewer may take now, in the order they are offered.
    #[must_use]
    pub fn allowed(self) -> Vec<ReviewAction> {
        ReviewAction::BY_REVIEWER
            .into_iter()
            .filter(|a| transition(self, *a).is_ok())
            .collect()
    }
}

impl std::fmt::Display for ReviewState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What moves a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewAction {
    /// A reviewer opens it.
    Start,
    /// A reviewer accepts it.
    Approve,
    /// A reviewer sends it back; at least one comment goes with it.
    RequestCorrection,
    /// A reviewer refuses it; a reason goes with it.
    Reject,
    /// A reviewer takes a decision back.
    Reopen,
    /// The team sent a new version. Never refused: ODK phones edit in every state, and a
    /// correction that arrives late must not be lost.
    Edit,
}

impl ReviewAction {
    /// The actions of reviewers.
    pub const BY_REVIEWER: [Self; 5] = [
        Self::Start,
        Self::Approve,
        Self::RequestCorrection,
        Self::Reject,
        Self::Reopen,
    ];

    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Approve => "approve",
            Self::RequestCorrection => "request_correction",
            Self::Reject => "reject",
            Self::Reopen => "reopen",
            Self::Edit => "edit",
        }
    }

    /// The action of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::BY_REVIEWER
            .into_iter()
            .chain([Self::Edit])
            .find(|a| a.as_str() == name)
    }
}

/// The action is not possible in the record's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a record that is {from} cannot take the action {}", action.as_str())]
pub struct NotAllowed {
    /// State of the record.
    pub from: ReviewState,
    /// The action asked.
    pub action: ReviewAction,
}

impl Coded for NotAllowed {
    fn code(&self) -> &'static str {
        "review.not_allowed"
    }
    fn class(&self) -> ErrorClass {
        ErrorClass::User
    }
}

/// The state after `action`: the whole machine is this table.
///
/// ```
/// use farola_protocol::review::{ReviewAction, ReviewState, transition};
/// assert_eq!(
///     transition(ReviewState::Received, ReviewAction::RequestCorrection),
///     Ok(ReviewState::HasIssues)
/// );
/// assert!(transition(ReviewState::Approved, ReviewAction::Reject).is_err());
/// ```
///
/// # Errors
/// [`NotAllowed`] where the table has no such move.
pub fn transition(from: ReviewState, action: ReviewAction) -> Result<ReviewState, NotAllowed> {
    use ReviewAction as A;
    use ReviewState as S;
    let to = match (from, action) {
        (_, A::Edit) => S::Edited,
        (S::Received | S::Edited, A::Start) => S::InReview,
        (S::Received | S::Edited | S::InReview, A::Approve) => S::Approved,
        (S::Received | S::Edited | S::InReview, A::RequestCorrection) => S::HasIssues,
        (S::Received | S::Edited | S::InReview, A::Reject) => S::Rejected,
        (S::Approved | S::Rejected | S::HasIssues, A::Reopen) => S::InReview,
        _ => return Err(NotAllowed { from, action }),
    };
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table() {
        let mut table = String::new();
        for from in ReviewState::ALL {
            for action in ReviewAction::BY_REVIEWER
                .into_iter()
                .chain([ReviewAction::Edit])
            {
                let to = transition(from, action).map_or("-", ReviewState::as_str);
                table += &format!("{from:10} {:18} {to}\n", action.as_str());
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn every_state_is_reached_and_none_is_a_dead_end() {
        let mut reached = vec![ReviewState::Received];
        let mut next = 0;
        while let Some(from) = reached.get(next).copied() {
            let moves: Vec<_> = from
                .allowed()
                .into_iter()
                .map(|a| transition(from, a).unwrap())
                .collect();
            assert!(!moves.is_empty(), "{from} is a dead end for reviewers");
            for to in moves
                .into_iter()
                .chain([transition(from, ReviewAction::Edit).unwrap()])
            {
                if !reached.contains(&to) {
                    reached.push(to);
                }
            }
            next += 1;
        }
        reached.sort();
        assert_eq!(reached, ReviewState::ALL);
    }

    #[test]
    fn names_round_trip_in_text_and_json() {
        for state in ReviewState::ALL {
            assert_eq!(ReviewState::from_name(state.as_str()), Some(state));
            assert_eq!(
                serde_json::to_string(&state).unwrap(),
                format!("\"{state}\"")
            );
        }
        for action in ReviewAction::BY_REVIEWER {
            assert_eq!(ReviewAction::from_name(action.as_str()), Some(action));
            let json = serde_json::to_string(&action).unwrap();
            assert_eq!(json, format!("\"{}\"", action.as_str()));
        }
        assert_eq!(ReviewState::from_name("aprobado"), None);
    }
}
