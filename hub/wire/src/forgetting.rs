//! Forgetting that two decide, as administrators and reviewers see it.

use farola_model::ProjectId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::IsoTime;

/// `/v1/projects/{project}/forgetting/{id}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ForgettingPath {
    /// Number of the project.
    #[param(value_type = u32)]
    pub project: ProjectId,
    /// Number of what was asked for.
    pub id: i64,
}

/// Why something is forgotten. No words of whoever asked are taken: they may say what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ForgetReason {
    /// The group asked for it.
    Asked,
    /// Somebody can be known by it.
    Privacy,
    /// It was kept for as long as it is kept.
    Retention,
}

/// How what was asked for stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ForgettingState {
    /// Nobody decided yet.
    Open,
    /// A second person confirmed: it is forgotten.
    Done,
    /// It was taken back.
    Refused,
}

/// What an administrator asks to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewForgetting {
    /// Code of the walk, as the group has it.
    pub walk_code: String,
    /// The stop; none for the whole walk.
    pub stop: Option<u32>,
    /// Why.
    pub reason: ForgetReason,
}

/// What was asked to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Forgetting {
    /// Its number.
    pub id: i64,
    /// Code of the walk; empty once it is decided.
    pub walk_code: String,
    /// The stop; none for the whole walk, and once it is decided.
    #[schema(required = true)]
    pub stop: Option<u32>,
    /// Why.
    pub reason: ForgetReason,
    /// Records that it was about when it was asked.
    pub records: u64,
    /// Name of who asked.
    pub asked_by: String,
    /// Whether who reads this asked: somebody else has to confirm.
    pub is_own: bool,
    /// When it was asked.
    pub asked_at: IsoTime,
    /// How it stands.
    pub state: ForgettingState,
    /// Name of who decided.
    #[schema(required = true)]
    pub decided_by: Option<String>,
    /// When it was decided.
    #[schema(required = true)]
    pub decided_at: Option<IsoTime>,
}

/// What was forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Forgotten {
    /// Records.
    pub records: u64,
    /// Files that nothing else names.
    pub files: u64,
    /// Phones that are told at their next sync.
    pub phones: u64,
    /// Backups that still have it.
    pub backups: Vec<KeptBackup>,
}

/// A backup that is still there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KeptBackup {
    /// Name of its file.
    pub name: String,
    /// When it goes by itself.
    pub until: IsoTime,
}
