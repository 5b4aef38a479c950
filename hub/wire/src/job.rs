//! Work that the hub does after its answers, as an administrator sees it.

use farola_model::ProjectId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::IsoTime;

/// `/v1/jobs/{id}`.
#[derive(Debug, Clone, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct JobPath {
    /// Number of the job.
    pub id: i64,
}

/// The answer of `GET /v1/jobs`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Jobs {
    /// Jobs that wait or are being done.
    pub waiting: i64,
    /// When the oldest of them was noted.
    #[schema(required = true)]
    pub oldest_at: Option<IsoTime>,
    /// Jobs that failed for good.
    pub dead: i64,
    /// The newest of those, at most 200.
    pub newest_dead: Vec<DeadJob>,
    /// Files that wait to be moved to their bucket; none where files stay in the hub's folder.
    #[schema(required = true)]
    pub files: Option<WaitingFiles>,
}

/// Files that wait in a folder to be moved to the bucket where they stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WaitingFiles {
    /// How many in the folder of the hub that answers.
    pub here: i64,
    /// Since when the oldest of them waits.
    #[schema(required = true)]
    pub here_since: Option<IsoTime>,
    /// How many in folders of other hubs on the same database: only those hubs can move them.
    pub elsewhere: i64,
    /// Since when the oldest of those waits.
    #[schema(required = true)]
    pub elsewhere_since: Option<IsoTime>,
    /// Code of why the hub that answers moved none when it last tried; none where it went well.
    #[schema(required = true)]
    pub problem: Option<String>,
}

/// A job that failed for good: nobody tries it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeadJob {
    /// Its number.
    pub id: i64,
    /// What was to be done: `pictures` of a photo.
    pub kind: String,
    /// What it worked on: the SHA-256 of a file in hexadecimal digits.
    pub about: String,
    /// The record that caused it.
    #[schema(required = true)]
    pub record: Option<JobRecord>,
    /// How often it was tried.
    pub tries: i64,
    /// Code of the last failure.
    pub problem: String,
    /// When it was noted.
    pub created_at: IsoTime,
}

/// The record that caused a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct JobRecord {
    /// Number of its project.
    #[schema(value_type = u32)]
    pub project_id: ProjectId,
    /// `instanceID` of its current version.
    pub instance_id: String,
}
