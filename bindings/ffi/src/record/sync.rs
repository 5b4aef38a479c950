//! How a sync goes on and how it ended.

use farola_engine::{Dialect, Outcome, Progress, Report, Stage, SyncEnded, SyncProblem};
use farola_model::{Coded, InstanceId};

use super::SyncEndedRecord;

/// What a sync does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SyncStage {
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

/// How far a sync is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct ProgressRecord {
    /// What it does now.
    pub stage: SyncStage,
    /// Submissions acknowledged so far.
    pub delivered: u64,
    /// Submissions of the session.
    pub submissions: u64,
    /// Bytes of files that the server has.
    pub file_bytes_sent: u64,
    /// Bytes of files of the session.
    pub file_bytes: u64,
}

impl From<Progress> for ProgressRecord {
    fn from(progress: Progress) -> Self {
        Self {
            stage: match progress.stage {
                Stage::Idle => SyncStage::Idle,
                Stage::Greeting => SyncStage::Greeting,
                Stage::Reports => SyncStage::Reports,
                Stage::Changes => SyncStage::Changes,
                Stage::Forms => SyncStage::Forms,
                Stage::Media => SyncStage::Media,
                Stage::Waiting => SyncStage::Waiting,
            },
            delivered: progress.delivered as u64,
            submissions: progress.submissions as u64,
            file_bytes_sent: progress.file_bytes_sent,
            file_bytes: progress.file_bytes,
        }
    }
}

/// How a sync ended.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum SyncEnd {
    /// Everything that could be done was done.
    Complete,
    /// It stopped; nothing is lost and the next one goes on.
    Paused {
        /// Code of the reason.
        code: String,
    },
    /// The person stopped it.
    Cancelled,
}

/// A submission or form that a sync could not finish, and why.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct IssueRecord {
    /// Id of the submission or form.
    pub id: String,
    /// Code of the reason.
    pub code: String,
}

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReportRecord {
    /// How it ended.
    pub end: SyncEnd,
    /// What it came to, in counts.
    pub ended: SyncEndedRecord,
    /// Whether the server is a Farola hub; nothing where it did not answer.
    pub hub: Option<bool>,
    /// Submissions that the server acknowledged.
    pub delivered: Vec<String>,
    /// Submissions that need a person.
    pub stuck: Vec<IssueRecord>,
    /// Submissions that are tried later.
    pub postponed: Vec<IssueRecord>,
    /// Ids of forms that came or changed.
    pub forms: Vec<String>,
    /// Forms that could not be had.
    pub form_issues: Vec<IssueRecord>,
    /// News from reviewers.
    pub changes: u64,
    /// When the next sync makes sense, where that is known.
    pub retry_at_ms: Option<i64>,
    /// Files that were sealed and given to the platform's uploader; always 0 after `Phone.sync`.
    pub handed_over: u64,
}

impl From<Report> for ReportRecord {
    fn from(report: Report) -> Self {
        Self {
            ended: SyncEnded::from(&report).into(),
            end: match report.outcome {
                Outcome::Complete => SyncEnd::Complete,
                Outcome::Paused(problem) => SyncEnd::Paused {
                    code: problem.code().to_owned(),
                },
                Outcome::Cancelled => SyncEnd::Cancelled,
            },
            hub: report.dialect.map(|dialect| dialect == Dialect::Hub),
            delivered: report.delivered.iter().map(ToString::to_string).collect(),
            stuck: report.wedged.iter().map(submission_issue).collect(),
            postponed: report.postponed.iter().map(submission_issue).collect(),
            forms: report
                .forms_stored
                .iter()
                .map(|form| form.id.to_string())
                .collect(),
            form_issues: report
                .form_problems
                .iter()
                .map(|(form, problem)| issue(form.id.to_string(), *problem))
                .collect(),
            changes: report.changes as u64,
            retry_at_ms: report.retry_at.map(|at| at.as_millis()),
            handed_over: report.handed_over as u64,
        }
    }
}

fn submission_issue((id, problem): &(InstanceId, SyncProblem)) -> IssueRecord {
    issue(id.to_string(), *problem)
}

fn issue(id: String, problem: SyncProblem) -> IssueRecord {
    IssueRecord {
        id,
        code: problem.code().to_owned(),
    }
}
