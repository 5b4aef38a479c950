//! What a reviewer sends.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A comment on a record or on one of its questions; the body of `POST …/comments`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Comment {
    /// Path of the question; without it the whole record is meant.
    #[serde(default, rename = "ref")]
    pub reference: Option<String>,
    /// Words of the person: at most 2,000 characters.
    pub body: String,
}

/// To which phone a record is given; the body of `POST review/submissions/ID/hand-over`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HandOver {
    /// Number of the app user that may correct it from now on.
    pub to: i64,
    /// The `version` of the record that the reviewer saw.
    pub expected_version: i64,
}

/// Which phone takes the place of another; the body of `POST review/phones/ID/hand-over`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhoneHandOver {
    /// Number of the app user to which all records are given.
    pub to: i64,
}

/// How many records were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HandedOver {
    /// Their number.
    pub records: u64,
}

/// A decision about a record; the body of `POST …/decision`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// What is decided.
    // Text, so that an unknown one is refused as a parameter and not as JSON.
    #[schema(value_type = crate::ReviewAction)]
    pub action: String,
    /// Why; required by `reject`.
    #[serde(default)]
    pub reason: Option<String>,
    /// Comments that go with it; `request_correction` wants at least one. At most 100.
    #[serde(default)]
    pub comments: Vec<Comment>,
    /// The `version` of the record that the reviewer saw.
    // Optional only to serde, so that its absence has a code of its own.
    #[serde(default)]
    #[schema(value_type = i64, required = true)]
    pub expected_version: Option<i64>,
}
