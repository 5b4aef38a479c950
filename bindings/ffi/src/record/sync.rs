//! How a sync goes on and how it ended.

use farola_engine::{Occasion, Progress, Report, Stage, SyncEnded};

use super::{SyncEndedRecord, SyncOccasion};

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

/// What a sync did.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReportRecord {
    /// What it came to, in counts. Which submissions these are, `Phone.submissions` says.
    pub ended: SyncEndedRecord,
    /// Its end as an occasion to sync, for `Phone.sync_plan`.
    pub occasion: SyncOccasion,
    /// Files that were sealed and given to the platform's uploader; always 0 after `Phone.sync`.
    pub handed_over: u64,
}

impl From<Report> for ReportRecord {
    fn from(report: Report) -> Self {
        Self {
            ended: SyncEnded::from(&report).into(),
            occasion: Occasion::from(&report).into(),
            handed_over: report.handed_over as u64,
        }
    }
}
