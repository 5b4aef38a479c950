//! The hub's change feed: what happened to the submissions of this phone.
//!
//! Cursors belong to the hub and are opaque; wall clocks decide nothing. A phone that reads a
//! kind or a state it does not know keeps it as text and goes on.

use std::fmt;

use farola_model::{InstanceId, Sha256};
use serde::{Deserialize, Serialize};

use crate::ProtocolError;
use crate::review::ReviewState;

/// Most entries of one page, asked and answered.
pub const PAGE_ENTRIES: usize = 500;

/// One page of `GET …/farola/changes?since=CURSOR&limit=N`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub struct ChangesPage {
    /// What happened, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<Change>,
    /// Where the next page begins; absent only with `must_refetch`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Whether nothing newer exists now.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub up_to_date: bool,
    /// The cursor is of another life of the hub: begin without one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_refetch: bool,
}

/// One entry of the feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A review changed state or got comments.
    Review(ReviewChange),
    /// A version was forgotten: what a phone still holds of it goes.
    Forgotten(ForgottenChange),
    /// A kind that this version does not know.
    #[serde(other)]
    Other,
}

/// One version of a submission that the hub forgot, because those who gave it asked for that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ForgottenChange {
    /// Place in the hub's order; grows.
    pub seq: u64,
    /// The version.
    pub instance_id: InstanceId,
    /// Its bytes: a phone removes nothing else under that id.
    pub xml_sha256: Sha256,
}

/// The review of one submission as it stands after the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewChange {
    /// Place in the hub's order; grows.
    pub seq: u64,
    /// The submission.
    pub instance_id: InstanceId,
    /// The version that was reviewed.
    pub xml_sha256: Sha256,
    /// State by name; see [`ReviewChange::known_state`].
    pub state: String,
    /// Reason of a rejection.
    #[serde(default)]
    pub reason: Option<String>,
    /// Comments that came with the change.
    #[serde(default)]
    pub comments: Vec<Comment>,
}

impl ReviewChange {
    /// The state, where this version knows it.
    #[must_use]
    pub fn known_state(&self) -> Option<ReviewState> {
        ReviewState::from_name(&self.state)
    }
}

/// One comment of a reviewer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    /// Its id: applying the same comment twice changes nothing.
    pub id: String,
    /// The question it is about; `None` for the record as a whole.
    #[serde(default, rename = "ref")]
    pub reference: Option<String>,
    /// The words.
    pub body: String,
    /// When, RFC 3339.
    pub at: String,
    /// Role of who wrote it (`reviewer`, `admin`, `team`).
    pub role: String,
}

impl fmt::Debug for Comment {
    // A reviewer's words may quote an answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Comment");
        out.field("id", &self.id)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl ChangesPage {
    /// The answer to a cursor of another epoch.
    #[must_use]
    pub fn must_refetch() -> Self {
        Self {
            must_refetch: true,
            ..Self::default()
        }
    }

    /// Reads the JSON.
    ///
    /// # Errors
    /// JSON of another shape, more than [`PAGE_ENTRIES`] entries, or a page without a cursor.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let page: Self = serde_json::from_slice(bytes)?;
        if page.entries.len() > PAGE_ENTRIES {
            return Err(ProtocolError::TooLarge {
                limit: PAGE_ENTRIES as u64,
                unit: "entries",
            });
        }
        if !page.must_refetch && page.cursor.is_none() {
            return Err(ProtocolError::Missing {
                item: "page",
                number: 1,
                field: "cursor",
            });
        }
        Ok(page)
    }
}
