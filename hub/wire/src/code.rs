//! The code beside the password, links of known browsers, and settings of the hub.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::IsoTime;

/// The answer of `GET users/current/code`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CodeStatus {
    /// Since when the account asks for a code.
    #[schema(required = true)]
    pub set_at: Option<IsoTime>,
    /// Recovery codes that were not used.
    pub recovery_codes: i64,
    /// Whether the hub demands a code of this person.
    pub demanded: bool,
}

// Not `Debug`: it holds a secret.
/// A secret that was made for an app on a phone. Nothing is kept of it yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewCodeSecret {
    /// The secret in base32, for who cannot scan.
    pub secret: String,
    /// What the picture says.
    pub uri: String,
    /// The picture to scan, as SVG.
    pub picture: String,
}

// Not `Debug`: it holds a password and a secret.
/// The body of `POST users/current/code`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct CodeSetup {
    /// Password of the account.
    pub password: String,
    /// The secret that was made.
    pub secret: String,
    /// A code of it.
    pub code: String,
}

// Not `Debug`: it holds codes.
/// Codes for who loses the phone, given once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCodes {
    /// The codes; each opens once.
    pub codes: Vec<String>,
}

// Not `Debug`: it holds a password.
/// The body of `POST users/current/code/remove`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct CodeRemoval {
    /// Password of the account.
    pub password: String,
    /// A code, or a recovery code.
    pub code: String,
}

// Not `Debug`: it holds a token.
/// A link that makes one browser known for one account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KnownLink {
    /// Its address, to be opened in that browser.
    pub url: String,
    /// When it ends.
    pub expires_at: IsoTime,
}

// Not `Debug`: it holds a token.
/// The body of `POST sessions/link`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct LinkUse {
    /// What stands behind `enlace=` in the link.
    pub link: String,
}

/// The settings of the hub.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Whether administrators and reviewers must show a code beside the password.
    pub codes_demanded: bool,
}

/// The body of `PATCH settings`: what is not named stays.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingsPatch {
    /// Whether administrators and reviewers must show a code beside the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codes_demanded: Option<bool>,
}
