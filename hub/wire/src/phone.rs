//! App users: the keys of phones. The shape is ODK Central's; `tokenPrefix` and `revoked` are
//! ours.

use farola_model::ProjectId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::IsoTime;

// Not `Debug`: right after it was made it holds its key.
/// An app user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AppUser {
    /// Number of the project that its key opens.
    #[schema(value_type = u32)]
    pub project_id: ProjectId,
    /// Its number.
    pub id: i64,
    /// Always `field_key`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name of the phone or its team.
    pub display_name: String,
    /// The key, only in the answer that made it.
    #[schema(required = true)]
    pub token: Option<String>,
    /// First characters of the key: enough to tell two apart.
    pub token_prefix: String,
    /// Whether the key was taken back.
    pub revoked: bool,
    /// Number of the person who made it.
    #[schema(required = true)]
    pub created_by: Option<i64>,
    /// When it last sent something.
    #[schema(required = true)]
    pub last_used: Option<IsoTime>,
    /// When it was made.
    pub created_at: IsoTime,
    /// When its key last changed.
    #[schema(required = true)]
    pub updated_at: Option<IsoTime>,
    /// When its key was taken back.
    #[schema(required = true)]
    pub deleted_at: Option<IsoTime>,
}

/// The body of `POST app-users`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewAppUser {
    /// Name of the phone or its team: 1 to 80 characters.
    pub display_name: String,
}

// Not `Debug`: it holds a key.
/// What a phone scans or opens to be enrolled.
#[derive(Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EnrolmentCode {
    /// Address of the server with the key in it.
    pub url: String,
    /// The same as a link that opens Farola.
    pub link: String,
    /// Settings as ODK Collect reads them.
    #[schema(value_type = Object)]
    pub collect: serde_json::Value,
    /// Whether the address leads nowhere but to the machine that asks it: no phone reaches the hub
    /// by it.
    pub only_this_machine: bool,
    /// The fingerprint of the hub's key, four words in each language that a phone may speak: who
    /// joins compares them with what the phone shows.
    pub key_words: Vec<String>,
    /// Text of the QR code: the settings, packed as ODK Collect wants them.
    pub qr: String,
}
