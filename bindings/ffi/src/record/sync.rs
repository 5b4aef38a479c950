//! How a sync goes on and how it ended.

pub use farola_engine::{
    Ending as SyncEnding, MissedPart as MissedRecord, SyncEnded as SyncEndedRecord, SyncSaid,
};
use farola_engine::{Occasion, Progress, Report, Stage, percent_of};

use super::SyncOccasion;

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
    /// How much of the bytes of its files the server has, in per cent and rounded down; 0 where
    /// it has none.
    pub percent: u8,
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
            percent: percent_of(progress.file_bytes_sent, progress.file_bytes),
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
            ended: SyncEndedRecord::from(&report),
            occasion: Occasion::from(&report).into(),
            handed_over: report.handed_over as u64,
        }
    }
}

/// How a sync ended.
#[uniffi::remote(Enum)]
pub enum SyncEnding {
    /// Nothing is left to send, and nothing is set aside.
    UpToDate,
    /// It came to its end, and something is left: see the counts.
    Left,
    /// It stopped before its end; nothing is lost.
    Paused {
        /// Code of the reason.
        code: String,
    },
    /// The person stopped it.
    Cancelled,
}

/// What a sync came to, in counts; `sync_said` makes sentences of it.
#[uniffi::remote(Record)]
pub struct SyncEndedRecord {
    /// How it ended.
    pub ending: SyncEnding,
    /// Submissions that the server acknowledged.
    pub delivered: u64,
    /// Forms that came or changed.
    pub forms: u64,
    /// News from reviewers.
    pub news: u64,
    /// Submissions that were set aside: a person must act.
    pub set_aside: u64,
    /// Submissions that are tried later.
    pub postponed: u64,
    /// Forms that could not be had.
    pub forms_missed: u64,
    /// Forms, and files of forms, that could not be had, by name.
    #[uniffi(default = [])]
    pub missed: Vec<MissedRecord>,
}

/// A form, or a file of one, that could not be had.
#[uniffi::remote(Record)]
pub struct MissedRecord {
    /// Id of the form; blank where the server names none.
    pub form: String,
    /// The file, blank where the server names none; nothing where it is the form itself.
    pub file: Option<String>,
    /// Code of the reason.
    pub code: String,
}

/// One sentence about a sync that ended.
#[uniffi::remote(Enum)]
pub enum SyncSaid {
    /// Submissions that the server acknowledged.
    Delivered {
        /// How many.
        count: u64,
    },
    /// Forms that came or changed.
    Forms {
        /// How many.
        count: u64,
    },
    /// News from reviewers.
    News {
        /// How many.
        count: u64,
    },
    /// Submissions that were set aside: a person must act.
    SetAside {
        /// How many.
        count: u64,
    },
    /// Submissions that are tried later.
    Postponed {
        /// How many.
        count: u64,
    },
    /// Forms that could not be had.
    FormsMissed {
        /// How many.
        count: u64,
    },
    /// A form that could not be had.
    FormMissed {
        /// Its id; blank where the server names none.
        form: String,
        /// Code of the reason.
        code: String,
    },
    /// A file of a form that could not be had.
    FileMissed {
        /// Id of the form.
        form: String,
        /// The file; blank where the server names none.
        file: String,
        /// Code of the reason.
        code: String,
    },
    /// There was nothing to send and nothing new.
    Nothing,
    /// Why it stopped before its end.
    Problem {
        /// Code of the reason.
        code: String,
    },
    /// What was not sent is still here.
    NothingLost,
    /// The person stopped it.
    Cancelled,
}
