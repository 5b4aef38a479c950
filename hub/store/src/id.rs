//! Ids as types. An *id* stands on the wire; a *key* is the number of a row, which callers carry
//! from one method to another and never make themselves.

use std::fmt;

use farola_model::Sha256;
use serde::{Deserialize, Serialize};

macro_rules! number {
    ($(#[$doc:meta])* $outer:vis struct $name:ident($inner:vis i64);) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $outer struct $name($inner i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number! {
    /// A person who signs in.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct UserId(pub i64);
}
number! {
    /// A phone's account.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct AppUserId(pub i64);
}
number! {
    /// The row of a form, all its versions.
    pub struct FormKey(pub(crate) i64);
}
number! {
    /// The row of one version of a form.
    pub struct FormVersionKey(pub(crate) i64);
}
number! {
    /// The row of a submission, all its versions.
    pub struct SubmissionKey(pub(crate) i64);
}
number! {
    /// The row of one version of a submission.
    pub(crate) struct VersionKey(pub(crate) i64);
}

number! {
    /// A job: work that is done after an answer.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    pub struct JobId(pub i64);
}

/// A session by the SHA-256 of its token; the token itself is never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionId(pub Sha256);

/// A phone's key by the SHA-256 of it; the key itself is never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyDigest(pub Sha256);

/// A browser in which somebody signed in before, by the SHA-256 of the token it keeps; the token
/// itself is never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceId(pub Sha256);
