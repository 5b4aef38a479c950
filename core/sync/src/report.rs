//! What a session did.

use farola_model::{FormId, FormRef, InstanceId, Timestamp};

use crate::problem::SyncProblem;

/// How the other end speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Any OpenRosa server.
    OpenRosa,
    /// A Farola hub.
    Hub,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything that could be done was done (single items may be wedged or postponed).
    Complete,
    /// It stopped; nothing is lost and the next session goes on.
    Paused(SyncProblem),
    /// The person stopped it.
    Cancelled,
}

/// A form, or a file of one, that could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The form; blank where its entry in the list names none.
    pub form: FormId,
    /// The file as it may be shown, blank where its entry names none; `None` where it is the form
    /// itself.
    pub file: Option<String>,
    /// Why.
    pub problem: SyncProblem,
}

/// What a session did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How it ended.
    pub outcome: Outcome,
    /// How the server spoke, where that became known.
    pub dialect: Option<Dialect>,
    /// Submissions that the server acknowledged.
    pub delivered: Vec<InstanceId>,
    /// Submissions that need a person.
    pub wedged: Vec<(InstanceId, SyncProblem)>,
    /// Submissions that are tried later.
    pub postponed: Vec<(InstanceId, SyncProblem)>,
    /// Form versions that came or whose files changed.
    pub forms_stored: Vec<FormRef>,
    /// Forms, and files of forms, that could not be had.
    pub missed: Vec<Missed>,
    /// Entries of the change feed applied.
    pub changes: usize,
    /// Whether the change feed was read to its end.
    pub changes_up_to_date: bool,
    /// When the next session makes sense, where the machine knows.
    pub retry_at: Option<Timestamp>,
    /// Files that were sealed and given to the platform's uploader.
    pub handed_over: usize,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self {
            outcome: Outcome::Complete,
            dialect: None,
            delivered: Vec::new(),
            wedged: Vec::new(),
            postponed: Vec::new(),
            forms_stored: Vec::new(),
            missed: Vec::new(),
            changes: 0,
            changes_up_to_date: false,
            retry_at: None,
            handed_over: 0,
        }
    }
}

/// What the session does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Nothing.
    Idle,
    /// Asks the server how it speaks.
    Greeting,
    /// Sends the reports themselves.
    Reports,
    /// Reads what reviewers said.
    Changes,
    /// Looks for forms.
    Forms,
    /// Sends photos and other files.
    Media,
    /// Waits for a pause to pass.
    Waiting,
}

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it does now.
    pub stage: Stage,
    /// Submissions acknowledged in this session.
    pub delivered: usize,
    /// Submissions of the session.
    pub submissions: usize,
    /// Bytes of files that the server has.
    pub file_bytes_sent: u64,
    /// Bytes of files of the session.
    pub file_bytes: u64,
}
