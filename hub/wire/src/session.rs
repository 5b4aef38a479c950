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
    /// The code that the phone of the person shows, or a recovery code, where the account asks
    /// for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
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
    /// Whether nothing may be done before a code is set up, which the hub demands.
    pub must_set_code: bool,
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

/// A person in the list of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The person.
    #[serde(flatten)]
    pub user: User,
    /// Last time the person did something, to the minute.
    #[schema(required = true)]
    pub last_seen_at: Option<IsoTime>,
    /// Since when the person is shut out.
    #[schema(required = true)]
    pub disabled_at: Option<IsoTime>,
    /// Since when the person shows a code beside the password.
    #[schema(required = true)]
    pub code_since: Option<IsoTime>,
    /// Open sessions of the person.
    pub sessions: i64,
}

/// The body of `PATCH users/{id}`: one of both.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct PersonPatch {
    /// What the person may do from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether the person is shut out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<bool>,
}

/// The body of `POST users`.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewPerson {
    /// Address to sign in with.
    pub email: String,
    /// Name shown in histories; without one the address.
    pub display_name: String,
    /// What the person may do.
    pub role: Role,
    /// Language the person prefers: `es`, which it is without a word, or `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

// Not `Debug`: it holds a password.
/// A password that was made, given once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MadePassword {
    /// Address of whose it is.
    pub email: String,
    /// The password.
    pub password: String,
}

// Not `Debug`: it holds passwords.
/// The body of `POST users/current/password`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct PasswordChange {
    /// The password until now.
    pub old: String,
    /// The password from now on.
    pub new: String,
}
