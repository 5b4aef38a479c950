//! What a migration did, for a person to read.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a value was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SetAsideReason {
    /// The form has no place for it any more.
    NoPlace,
    /// The question has another type now, and the value is none of it.
    Type,
    /// The choice is no longer on offer.
    Choice,
}

/// A value that the new version of the form has no place for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Where it stood.
    #[serde(rename = "ref")]
    pub path: String,
    /// The value.
    pub value: String,
    /// The version of the form it was answered in.
    pub version: String,
    /// Why.
    pub reason: SetAsideReason,
}

impl fmt::Debug for SetAside {
    // The value is an answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetAside")
            .field("path", &self.path)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// A value that went to another place, or to another type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Where it stood.
    pub from: String,
    /// Where it stands; for a conversion the type's name.
    pub to: String,
}

/// What a migration did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct MigrationReport {
    /// Version of the form before.
    pub from: String,
    /// Version now.
    pub to: String,
    /// Answers that stand where they stood, or where they were moved to.
    pub kept: usize,
    /// Questions that are in another group now.
    pub moved: Vec<Moved>,
    /// Answers written anew for another type of the question, with that type.
    pub converted: Vec<Moved>,
    /// Values kept aside in the draft.
    pub set_aside: Vec<SetAside>,
    /// Values set aside earlier that have their place again.
    pub restored: Vec<String>,
    /// Questions asked now that the draft did not have.
    pub fresh: Vec<String>,
}

impl fmt::Display for MigrationReport {
    // Paths only: the report may be kept, the answers not.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Version {:?} is now {:?}.", self.from, self.to)?;
        writeln!(f, "{} answers kept.", self.kept)?;
        for moved in &self.moved {
            writeln!(f, "{} is now {}.", moved.from, moved.to)?;
        }
        for converted in &self.converted {
            writeln!(
                f,
                "{} was written anew as {}.",
                converted.from, converted.to
            )?;
        }
        for aside in &self.set_aside {
            let why = match aside.reason {
                SetAsideReason::NoPlace => "the form no longer has it",
                SetAsideReason::Type => "its type changed and the answer does not fit",
                SetAsideReason::Choice => "the choice is no longer on offer",
            };
            writeln!(f, "{} was set aside: {why}.", aside.path)?;
        }
        for path in &self.restored {
            writeln!(f, "{path} has its earlier answer again.")?;
        }
        for path in &self.fresh {
            writeln!(f, "{path} is new.")?;
        }
        Ok(())
    }
}
