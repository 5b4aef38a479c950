//! Who did and who read what, as an administrator sees it.

use farola_model::Sha256;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::IsoTime;
use crate::query::filled;

/// The query of `GET /v1/audit`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// `next` of the page before.
    pub before: Option<i64>,
    /// Entries of a page, at most 500; 100 without a word.
    pub limit: Option<u32>,
}

/// The query of `GET /v1/audit/check`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CheckQuery {
    /// A digest that was noted elsewhere, in hexadecimal digits: it must be that of an entry.
    #[serde(default, deserialize_with = "filled")]
    #[param(value_type = String)]
    pub expect: Option<Sha256>,
}

/// Entries from the newest on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Where the next page begins; none on the last one.
    #[schema(required = true)]
    pub next: Option<i64>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    /// Its number; later entries have larger ones.
    pub id: i64,
    /// When.
    pub at: IsoTime,
    /// Number of the person; none where the terminal did it.
    #[schema(required = true)]
    pub by: Option<i64>,
    /// Name of the person.
    #[schema(required = true)]
    pub name: Option<String>,
    /// What was done: `record.open`.
    pub action: String,
    /// With what: a JSON object of ids and names, never of answers.
    pub details: String,
}

/// Whether somebody changed the audit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AuditCheck {
    /// Whether nothing was changed that can be told, and the digest that was asked for is there.
    pub whole: bool,
    /// Entries that were looked at.
    pub entries: u64,
    /// Digest of the newest one: to be noted where the hub's machine does not reach.
    #[schema(required = true, value_type = Option<String>)]
    pub head: Option<Sha256>,
    /// The first entry that is not as it was written, or before which one is missing.
    #[schema(required = true)]
    pub broken_at: Option<i64>,
    /// Whether the digest that was asked for is that of an entry; none where none was asked.
    #[schema(required = true)]
    pub has_expected: Option<bool>,
}
