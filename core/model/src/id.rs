//! Identifiers as types, so that a form's id cannot be passed where a submission's is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps the text as it stands.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text of the id.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// `meta/instanceID` of a submission: `uuid:` and a version 4 UUID when made by Farola.
    InstanceId
);
text_id!(
    /// The `id` attribute of a form's primary instance (`cs_punto`).
    FormId
);
text_id!(
    /// The `version` attribute of a form's primary instance; empty where the form has none.
    FormVersion
);
text_id!(
    /// The id a phone gives itself at enrolment (`farola:` and 16 hexadecimal digits).
    DeviceId
);

/// A project of the hub, counted from 1 as in ODK Central.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProjectId(pub u32);

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One version of one form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FormRef {
    /// The form.
    pub id: FormId,
    /// Its version.
    pub version: FormVersion,
}
