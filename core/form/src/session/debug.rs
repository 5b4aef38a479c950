//! What `{:?}` shows of a session's results: where and of what kind, never an answer.
//!
//! A label or a message can hold an answer through an `output`, a choice can be one through a
//! list made of a repeat; so texts are left out as values are.

use std::fmt;

use super::audit::AuditCall;
use super::journal::{Delta, Op};
use super::outline::{Line, OutlineEntry};
use super::view::{Choice, Evaluated, Invalid, NodeState, Question, Submission, ValidationError};
use super::{DeviceProperties, SessionEnv};

impl fmt::Debug for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invalid")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValidationError")
            .field("path", &self.path)
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for OutlineEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutlineEntry")
            .field("path", &self.path)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Choice").finish_non_exhaustive()
    }
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Question")
            .field("path", &self.path)
            .field("kind", &self.kind)
            .field("control", &self.control)
            .field("data_type", &self.data_type)
            .field("relevant", &self.relevant)
            .field("readonly", &self.readonly)
            .field("required", &self.required)
            .field("choices", &self.choices.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for NodeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NodeState")
            .field("path", &self.path)
            .field("relevant", &self.relevant)
            .field("required", &self.required)
            .field("readonly", &self.readonly)
            .field("valid", &self.valid)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Evaluated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Evaluated")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission")
            .field("instance_id", &self.instance_id)
            .field("bytes", &self.xml.len())
            .field("attachments", &self.attachments.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answer { path, .. } => f
                .debug_struct("Answer")
                .field("path", path)
                .finish_non_exhaustive(),
            Self::Fulfil { path, .. } => f
                .debug_struct("Fulfil")
                .field("path", path)
                .finish_non_exhaustive(),
            Self::Add { path } => f.debug_struct("Add").field("path", path).finish(),
            Self::Remove { path } => f.debug_struct("Remove").field("path", path).finish(),
            Self::Language { value } => f.debug_struct("Language").field("value", value).finish(),
            Self::Refresh => f.write_str("Refresh"),
            Self::Audit { call } => write!(f, "Audit({call:?})"),
            Self::End => f.write_str("End"),
            Self::Resume => f.write_str("Resume"),
        }
    }
}

impl fmt::Debug for AuditCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Event { event } => event.text(),
            Self::Show { .. } => "show",
            Self::Leave => "leave",
            Self::User { .. } => "user",
            Self::Reason { .. } => "reason",
            Self::Place { .. } => "place",
        })
    }
}

impl fmt::Debug for Delta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delta")
            .field("op", &self.op)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for DeviceProperties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceProperties").finish_non_exhaustive()
    }
}

impl fmt::Debug for SessionEnv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionEnv")
            .field("now", &self.now)
            .field("language", &self.language)
            .finish_non_exhaustive()
    }
}
