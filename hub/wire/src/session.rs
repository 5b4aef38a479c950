//! Signing in, and who is signed in. Shapes of ODK Central; `role` and `language` are ours.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{IsoTime, Null, Role};

// Not `Debug`: it holds a password.
/// The body of `POST /v1/sessions`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Credentials {
    /// Address of the account.
    pub email: String,
    /// Password of the account.
    pub password: String,
}

/// A session as a page needs it after it was loaded again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// Word that a browser's writes show in `X-CSRF`.
    pub csrf: String,
    /// When the session ends.
    pub expires_at: IsoTime,
    /// When it began.
    pub created_at: IsoTime,
}

// Not `Debug`: it holds the session's key.
/// The answer of `POST /v1/sessions`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewSession {
    /// The key, for programs that show it as Bearer. Browsers have it in a cookie.
    pub token: String,
    /// The session.
    #[serde(flatten)]
    pub session: Session,
}

/// The answer of `GET /v1/users/current`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// Number of the person.
    pub id: i64,
    /// Always `user`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Address to sign in with.
    pub email: String,
    /// Name shown in histories.
    pub display_name: String,
    /// What the person may do.
    pub role: Role,
    /// Language the person prefers: `es` or `en`.
    pub language: String,
    /// Last time the person signed in.
    #[schema(required = true)]
    pub last_login_at: Option<IsoTime>,
    /// When the account was made.
    pub created_at: IsoTime,
    /// Central's field.
    pub updated_at: Null,
    /// Central's field.
    pub deleted_at: Null,
}
