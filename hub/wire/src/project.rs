//! Projects. The shape is ODK Central's; `timeZone` is ours.

use farola_model::ProjectId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{IsoTime, Null};

/// A project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Its number.
    #[schema(value_type = u32)]
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// What it is for.
    #[schema(required = true)]
    pub description: Option<String>,
    /// Central's field.
    pub archived: Null,
    /// Central's field.
    pub key_id: Null,
    /// IANA name of the zone in which its days begin and end.
    pub time_zone: String,
    /// When it was made.
    pub created_at: IsoTime,
    /// When it last changed.
    #[schema(required = true)]
    pub updated_at: Option<IsoTime>,
    /// Central's field.
    pub deleted_at: Null,
    /// Number of its forms.
    pub forms: i64,
    /// Number of its app users.
    pub app_users: i64,
    /// When its last submission arrived.
    #[schema(required = true)]
    pub last_submission: Option<IsoTime>,
}
