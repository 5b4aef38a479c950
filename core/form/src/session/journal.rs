//! The journal: one small delta per mutation, enough to come back to the very same state.
//!
//! A delta holds what was asked and what the session could not know by itself: the time and the
//! random bytes drawn. Everything else follows from the definition.

use super::audit::AuditCall;
use serde::{Deserialize, Serialize};

/// What was asked of the session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Op {
    /// An answer; an empty value takes the answer back.
    Answer {
        /// The question.
        #[serde(rename = "ref")]
        path: String,
        /// The value given.
        value: String,
    },
    /// A repeat instance added at the end.
    Add {
        /// The repeat.
        #[serde(rename = "ref")]
        path: String,
    },
    /// A repeat instance removed.
    Remove {
        /// The instance.
        #[serde(rename = "ref")]
        path: String,
    },
    /// Another language.
    Language {
        /// Its name in the form.
        value: String,
    },
    /// Time-dependent values brought up to date.
    Refresh,
    /// What the host found out for a request of the form.
    Fulfil {
        /// The node that waited.
        #[serde(rename = "ref")]
        path: String,
        /// The value put in.
        value: String,
    },
    /// Something for the audit log.
    Audit {
        /// What.
        #[serde(flatten)]
        call: AuditCall,
    },
    /// The end time set, at finalizing.
    End,
    /// The draft opened again.
    Resume,
}

/// One row of the journal.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// What was asked.
    #[serde(flatten)]
    pub op: Op,
    /// The session's time then: RFC 3339 with its zone in brackets.
    pub at: String,
    /// Random bytes drawn, in hexadecimal; empty where none were.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entropy: String,
}
