//! What the lists and the home screen show: enrolment, forms, drafts, submissions, messages.

use farola_engine::store::{DraftInfo, HomeCounts, Purged, SubmissionInfo};
pub use farola_engine::{CorrectionStep, HomeCount, JoinSaid};
use farola_engine::{
    DeviceInfo, EnrolmentOffer, FormSummary, Message, MessageComment, Papers, Sending,
    media_percent,
};

use super::{ReviewState, SubmissionShelf, SubmissionState};

/// Who this phone is.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct DeviceRecord {
    /// Its id.
    pub id: String,
    /// Address of the server without the key; nothing before enrolment.
    pub server: Option<String>,
    /// Name of the project.
    pub project_name: Option<String>,
    /// Project and address in one line, for people; nothing before enrolment.
    pub place: Option<String>,
    /// When the server last answered.
    pub last_contact_ms: Option<i64>,
}

impl From<DeviceInfo> for DeviceRecord {
    fn from(device: DeviceInfo) -> Self {
        Self {
            place: device.place(),
            id: device.id.to_string(),
            server: device.server,
            project_name: device.project_name,
            last_contact_ms: device.last_contact.map(|at| at.as_millis()),
        }
    }
}

/// What joining a server means: show it, and join where she wants to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EnrolmentOfferRecord {
    /// The sentences, in order.
    pub said: Vec<JoinSaid>,
    /// Whether the PIN stands before it: then `Door.enrol`, else `Phone.enrol`.
    pub needs_pin: bool,
}

impl From<&EnrolmentOffer> for EnrolmentOfferRecord {
    fn from(offer: &EnrolmentOffer) -> Self {
        Self {
            said: offer.said(),
            needs_pin: offer.needs_pin,
        }
    }
}

/// One sentence about what joining means.
#[uniffi::remote(Enum)]
pub enum JoinSaid {
    /// Where: the project before the address.
    Server {
        /// In one line.
        place: String,
    },
    /// The fingerprint of the hub's key, to be compared with what the hub shows.
    Words {
        /// Four words.
        words: String,
    },
    /// The server cannot prove who it is.
    NoKey,
    /// An enrolment ends with this one.
    Replaces {
        /// Where it was, in one line.
        place: String,
    },
    /// Records that wait go there.
    Go {
        /// How many.
        count: u64,
    },
    /// Records go on waiting for the server that they were sealed for.
    Stay {
        /// How many.
        count: u64,
    },
}

/// A form that can be filled.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct FormRecord {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its title.
    pub title: String,
    /// Digest of the exact version.
    pub sha256: String,
}

impl From<FormSummary> for FormRecord {
    fn from(form: FormSummary) -> Self {
        Self {
            id: form.form.id.to_string(),
            version: form.form.version.to_string(),
            title: form.title,
            sha256: form.sha256.to_string(),
        }
    }
}

/// What a list of drafts shows.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct DraftRecord {
    /// Id of the draft.
    pub instance: String,
    /// Id of its form.
    pub form_id: String,
    /// What a list shows for it.
    pub title: String,
    /// The submission it corrects.
    pub corrects: Option<String>,
    /// When it was begun.
    pub created_ms: i64,
    /// When it was last answered.
    pub updated_ms: i64,
}

impl From<DraftInfo> for DraftRecord {
    fn from(draft: DraftInfo) -> Self {
        Self {
            instance: draft.instance.to_string(),
            form_id: draft.form.id.to_string(),
            title: draft.title,
            corrects: draft.deprecated.map(|id| id.to_string()),
            created_ms: draft.created.as_millis(),
            updated_ms: draft.updated.as_millis(),
        }
    }
}

/// What a list of finalized submissions shows.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct SubmissionRecord {
    /// Id of the submission.
    pub instance: String,
    /// Id of its form.
    pub form_id: String,
    /// What a list shows for it.
    pub title: String,
    /// The submission it corrects.
    pub corrects: Option<String>,
    /// When it was finalized.
    pub finalized_ms: i64,
    /// Where it stands.
    pub stands: SubmissionState,
    /// In which list it stands.
    pub shelf: SubmissionShelf,
    /// Whether its screen offers to send it: it waits, and there is where to send it.
    pub can_send: bool,
    /// Whether a person may have it tried again: `Phone.retry`.
    pub can_retry: bool,
    /// Code of the problem that stopped it, for a program; a screen says `said`.
    pub problem: Option<String>,
    /// The parts of what is said of it, in order.
    pub said: Vec<SubmissionSaid>,
}

impl SubmissionRecord {
    pub(crate) fn of(info: SubmissionInfo, sending: Sending) -> Self {
        Self {
            said: SubmissionSaid::of(&info),
            shelf: info.shelf(),
            can_send: sending.offers(info.shelf()),
            instance: info.instance.to_string(),
            form_id: info.form.id.to_string(),
            title: info.title,
            corrects: info.deprecated.map(|id| id.to_string()),
            finalized_ms: info.finalized.as_millis(),
            stands: info.state.into(),
            can_retry: info.state.is_stuck(),
            problem: info.problem,
        }
    }
}

/// One part of what is said of a finalized submission: in a list, on its own screen and on its
/// receipt the same.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum SubmissionSaid {
    /// When it was finalized: the beginning of the line.
    Finalized {
        /// When.
        at_ms: i64,
    },
    /// Where it stands.
    Stands {
        /// Where.
        state: SubmissionState,
    },
    /// Why it was stopped.
    Problem {
        /// Code of the reason.
        code: String,
    },
}

impl SubmissionSaid {
    fn of(info: &SubmissionInfo) -> Vec<Self> {
        let finalized = Self::Finalized {
            at_ms: info.finalized.as_millis(),
        };
        let stands = Self::Stands {
            state: info.state.into(),
        };
        let problem = info.problem.clone().map(|code| Self::Problem { code });
        [finalized, stands].into_iter().chain(problem).collect()
    }
}

/// One list of the screen of what was written.
#[derive(Clone, PartialEq, Eq, uniffi::Enum)]
pub enum PapersRecord {
    /// Forms that were left in the middle.
    Drafts {
        /// The last answered first.
        drafts: Vec<DraftRecord>,
    },
    /// What was finalized.
    Submissions {
        /// Which of the lists.
        shelf: SubmissionShelf,
        /// The last first.
        submissions: Vec<SubmissionRecord>,
    },
}

impl PapersRecord {
    pub(crate) fn of(papers: Papers, sending: Sending) -> Self {
        match papers {
            Papers::Drafts(drafts) => Self::Drafts {
                drafts: drafts.into_iter().map(Into::into).collect(),
            },
            Papers::Submissions(shelf, submissions) => Self::Submissions {
                shelf,
                submissions: submissions
                    .into_iter()
                    .map(|info| SubmissionRecord::of(info, sending))
                    .collect(),
            },
        }
    }
}

/// The numbers of the home screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct HomeRecord {
    /// Drafts.
    pub drafts: u64,
    /// Submissions on their way.
    pub waiting: u64,
    /// Files of those that the server does not have yet.
    pub waiting_media: u64,
    /// How much of their bytes the server has, in per cent; nothing where there are none.
    pub media_percent: Option<u8>,
    /// Submissions that wait for a person.
    pub stuck: u64,
    /// Submissions that the server has.
    pub sent: u64,
    /// Reviewers' messages not opened yet.
    pub messages: u64,
    /// When the server last answered.
    pub last_contact_ms: Option<i64>,
    /// Submissions that wait for another server than that of the enrolment.
    #[uniffi(default = 0)]
    pub elsewhere: u64,
}

impl HomeRecord {
    /// The numbers with the time of the last contact.
    pub(crate) fn with(self, device: &DeviceInfo) -> Self {
        Self {
            last_contact_ms: device.last_contact.map(|at| at.as_millis()),
            ..self
        }
    }
}

impl From<HomeCounts> for HomeRecord {
    fn from(counts: HomeCounts) -> Self {
        Self {
            drafts: counts.drafts,
            waiting: counts.waiting,
            waiting_media: counts.waiting_media,
            media_percent: media_percent(&counts),
            stuck: counts.stuck,
            sent: counts.sent,
            messages: counts.messages,
            last_contact_ms: None,
            elsewhere: counts.elsewhere,
        }
    }
}

/// One part of the home screen's line about what has not reached the server.
#[uniffi::remote(Enum)]
pub enum HomeCount {
    /// Submissions on their way.
    Waiting {
        /// How many.
        count: u64,
    },
    /// Files of those that the server does not have yet.
    Photos {
        /// How many.
        count: u64,
        /// How much of their bytes the server has, in per cent; nothing where that is unknown.
        percent: Option<u8>,
    },
    /// Submissions that no sync will send: a person must act.
    SetAside {
        /// How many.
        count: u64,
    },
    /// Submissions that wait for another server than that of the enrolment.
    Elsewhere {
        /// How many.
        count: u64,
    },
    /// All has arrived: said where nothing else is.
    Nothing,
}

/// What a purge removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct PurgeRecord {
    /// Submissions that the server has.
    pub submissions: u64,
    /// Stored files that nothing referred to any more.
    pub media: u64,
}

impl From<Purged> for PurgeRecord {
    fn from(purged: Purged) -> Self {
        Self {
            submissions: purged.submissions as u64,
            media: purged.media as u64,
        }
    }
}

/// What reviewers say about one submission.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct MessageRecord {
    /// The submission.
    pub instance: String,
    /// Its title, while the phone still holds it.
    pub title: Option<String>,
    /// Where its review stands.
    pub review: ReviewState,
    /// Reason of a rejection.
    pub reason: Option<String>,
    /// Comments in the order they came.
    pub comments: Vec<CommentRecord>,
    /// Whether the person has seen it.
    pub seen: bool,
    /// When it last changed here.
    pub changed_ms: i64,
    /// The parts of its line in a list, in order.
    pub said: Vec<MessageSaid>,
    /// What its button does, `Phone.correct`; nothing where no correction is asked for.
    pub correction: Option<CorrectionStep>,
}

/// The way to put a submission right.
#[uniffi::remote(Enum)]
pub enum CorrectionStep {
    /// Nobody began it.
    Begin,
    /// It is a draft already.
    GoOn,
}

/// One part of a message's line in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum MessageSaid {
    /// Nobody has opened it.
    New,
    /// Where its review stands.
    Review {
        /// Where.
        review: ReviewState,
    },
    /// When it last changed here.
    Changed {
        /// When.
        at_ms: i64,
    },
}

impl MessageSaid {
    fn of(message: &Message) -> Vec<Self> {
        let new = (!message.seen).then_some(Self::New);
        let review = Self::Review {
            review: ReviewState::of(&message.state),
        };
        let changed = Self::Changed {
            at_ms: message.changed.as_millis(),
        };
        new.into_iter().chain([review, changed]).collect()
    }
}

/// One comment of a reviewer.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct CommentRecord {
    /// The question it is about, for `Filling.go_to`.
    pub reference: Option<String>,
    /// The question's label.
    pub label: Option<String>,
    /// The words.
    pub body: String,
    /// When, RFC 3339.
    pub at: String,
    /// Role of who wrote it.
    pub role: String,
}

impl From<Message> for MessageRecord {
    fn from(message: Message) -> Self {
        Self {
            correction: message.correction_step(),
            said: MessageSaid::of(&message),
            instance: message.instance.to_string(),
            title: message.title,
            review: ReviewState::of(&message.state),
            reason: message.reason,
            comments: message.comments.into_iter().map(Into::into).collect(),
            seen: message.seen,
            changed_ms: message.changed.as_millis(),
        }
    }
}

impl From<MessageComment> for CommentRecord {
    fn from(comment: MessageComment) -> Self {
        Self {
            reference: comment.reference,
            label: comment.label,
            body: comment.body,
            at: comment.at,
            role: comment.role,
        }
    }
}
