//! What comes next, and what a screen holds, in order: a shell draws it and decides nothing.

use farola_engine::control::own_words;
use farola_engine::{
    AfterFinalizing as EngineAfter, FirstScreen as EngineFirst, HomeCard as EngineCard, HomePlan,
    KeptGoes as EngineGoes, LeadsTo as EngineLeads, Occasion, Review, ReviewFault,
    ReviewNext as EngineReviewNext, SyncLater, SyncPlan, Unanswered, WalkNext as EngineNext,
};
use farola_model::{Coded as _, Timestamp};

use super::{
    BrokenRule, DeviceRecord, DraftRecord, FormPurpose, HomeRecord, LineRecord, MessageRecord,
    WalkRecord,
};

/// One card of the home screen.
#[derive(Clone, PartialEq, uniffi::Enum)]
#[expect(
    clippy::large_enum_variant,
    reason = "a home screen has a handful, each made once and read once"
)]
pub enum HomeCard {
    /// Join a server: nothing can be fetched or sent before.
    Enrol,
    /// Joined, and the forms are not here yet: sync.
    FetchForms,
    /// Nobody walks: prepare a walk, with `Phone.new_walk`.
    PrepareWalk,
    /// A walk to go on with.
    Walk {
        /// As it stands.
        walk: WalkRecord,
        /// Where going on leads.
        next: WalkNext,
    },
    /// A reviewer asks for a correction.
    Correction {
        /// What is asked.
        message: MessageRecord,
        /// The parts of the card's line, in order: the title of the submission, and the first
        /// comment.
        said: Vec<String>,
    },
    /// A form that was left in the middle.
    Draft {
        /// Which.
        draft: DraftRecord,
    },
    /// Submissions that no sync will send: a person must act. Leads to their list.
    SetAside {
        /// How many.
        count: u64,
    },
    /// Drafts that nobody went on with for a month: they go from this phone when nobody opens
    /// them. Leads to their list.
    OldDrafts {
        /// How many.
        count: u64,
        /// Days until the first of them goes, at the soonest.
        days: u16,
    },
    /// Note something that was seen on the way, with `Phone.begin_finding`.
    Finding,
    /// The forms that can be filled.
    Forms {
        /// How many.
        count: u64,
    },
    /// Drafts, the outbox and the submissions that arrived: one card, which leads to one screen
    /// of these lists.
    Papers {
        /// Drafts.
        drafts: u64,
        /// Submissions on their way.
        waiting: u64,
        /// Submissions that the server has.
        sent: u64,
    },
    /// What reviewers say.
    Messages {
        /// How many were not opened yet; nothing where all were, and that is said.
        new_count: Option<u64>,
    },
    /// The settings.
    Settings,
}

impl From<EngineCard> for HomeCard {
    fn from(card: EngineCard) -> Self {
        match card {
            EngineCard::Enrol => Self::Enrol,
            EngineCard::FetchForms => Self::FetchForms,
            EngineCard::PrepareWalk => Self::PrepareWalk,
            EngineCard::Walk { walk, next } => Self::Walk {
                walk: (*walk).into(),
                next: next.into(),
            },
            EngineCard::Correction { message } => Self::Correction {
                said: message.line(),
                message: message.into(),
            },
            EngineCard::Draft { draft } => Self::Draft {
                draft: draft.into(),
            },
            EngineCard::SetAside { count } => Self::SetAside { count },
            EngineCard::OldDrafts { drafts, days } => Self::OldDrafts {
                count: drafts,
                days,
            },
            EngineCard::Finding => Self::Finding,
            EngineCard::Forms { count } => Self::Forms { count },
            EngineCard::Papers {
                drafts,
                waiting,
                sent,
            } => Self::Papers {
                drafts,
                waiting,
                sent,
            },
            EngineCard::Messages { new } => Self::Messages { new_count: new },
            EngineCard::Settings => Self::Settings,
        }
    }
}

/// Where going on with a walk leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum WalkNext {
    /// The registration goes on: `Phone.new_walk`.
    Registration,
    /// The check before the start.
    Gate,
    /// The walk's own screen.
    Way,
    /// The debrief goes on: `Phone.begin_debrief`.
    Debrief,
}

impl From<EngineNext> for WalkNext {
    fn from(next: EngineNext) -> Self {
        match next {
            EngineNext::Registration => Self::Registration,
            EngineNext::Gate => Self::Gate,
            EngineNext::Way => Self::Way,
            EngineNext::Debrief => Self::Debrief,
        }
    }
}

/// The home screen of one moment: what to draw, from top to bottom.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct HomePlanRecord {
    /// The cards in their order.
    pub cards: Vec<HomeCard>,
    /// Number, from 0, of the card that has the one button of the screen that stands out.
    pub stands_out: u32,
    /// The numbers, for the line about what waits.
    pub counts: HomeRecord,
    /// Who the phone is.
    pub device: DeviceRecord,
    /// Whether there is a button that syncs; `FetchForms` has its own.
    pub can_sync: bool,
    /// Whether the screen behind `Papers` has a button that syncs.
    pub can_send: bool,
    /// Whether to say that photos wait for a network that costs nothing.
    pub photos_wait: bool,
    /// Name of the project that the phone sends to, said above the line about what waits; nothing
    /// where it has none.
    #[uniffi(default = None)]
    pub project: Option<String>,
    /// Submissions on their way, said beside the title of the screen; nothing where none waits.
    #[uniffi(default = None)]
    pub on_their_way: Option<u64>,
}

impl From<HomePlan> for HomePlanRecord {
    fn from(plan: HomePlan) -> Self {
        Self {
            cards: plan.cards.into_iter().map(Into::into).collect(),
            counts: HomeRecord::from(plan.counts).with(&plan.device),
            device: plan.device.into(),
            stands_out: u32::try_from(plan.stands_out).unwrap_or_default(),
            can_sync: plan.can_sync,
            can_send: plan.can_send,
            photos_wait: plan.photos_wait,
            project: plan.project,
            on_their_way: plan.on_their_way,
        }
    }
}

/// The screen after unlocking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum FirstScreen {
    /// Home.
    Home,
    /// The walk that is on, with home behind it.
    Way,
}

impl From<EngineFirst> for FirstScreen {
    fn from(first: EngineFirst) -> Self {
        match first {
            EngineFirst::Home => Self::Home,
            EngineFirst::Way => Self::Way,
        }
    }
}

/// What follows once a form was finalized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct AfterFinalizing {
    /// The screen that comes next.
    pub leads_to: LeadsTo,
    /// What was finalized: above that screen stands the sentence that says it is kept, until the
    /// person goes on to another.
    pub kept: FormPurpose,
    /// How it goes on to the server: said behind that sentence on the way, and by the receipt
    /// itself; nothing where something else comes before.
    pub goes: Option<KeptGoes>,
}

/// How something that is kept goes on to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum KeptGoes {
    /// With the app open and a network.
    WithNetwork,
    /// Not before the phone has joined a server.
    NotEnrolled,
}

impl From<EngineGoes> for KeptGoes {
    fn from(goes: EngineGoes) -> Self {
        match goes {
            EngineGoes::WithNetwork => Self::WithNetwork,
            EngineGoes::NotEnrolled => Self::NotEnrolled,
        }
    }
}

impl From<EngineAfter> for AfterFinalizing {
    fn from(after: EngineAfter) -> Self {
        Self {
            leads_to: after.leads_to.into(),
            kept: after.kept,
            goes: after.goes.map(Into::into),
        }
    }
}

/// The screen after a form was finalized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LeadsTo {
    /// The check before the start.
    Gate,
    /// Back to the walk that is on.
    Way,
    /// The receipt of what was finalized, with home behind it.
    Receipt,
}

impl From<EngineLeads> for LeadsTo {
    fn from(leads_to: EngineLeads) -> Self {
        match leads_to {
            EngineLeads::Gate => Self::Gate,
            EngineLeads::Way => Self::Way,
            EngineLeads::Receipt => Self::Receipt,
        }
    }
}

/// What just happened, for `Phone.sync_plan`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SyncOccasion {
    /// The phone joined a server.
    Enrolled,
    /// The phone was unlocked.
    Unlocked,
    /// A form was finalized.
    Finalized,
    /// The app is put away.
    Hidden,
    /// A sync ended: `ReportRecord.occasion`, as it came.
    Ended {
        /// Whether the person stopped it.
        cancelled: bool,
        /// When the next sync makes sense, where that is known.
        retry_at_ms: Option<i64>,
    },
    /// A sync could not be begun, or came to no report.
    Missed,
}

impl From<Occasion> for SyncOccasion {
    fn from(occasion: Occasion) -> Self {
        match occasion {
            Occasion::Enrolled => Self::Enrolled,
            Occasion::Unlocked => Self::Unlocked,
            Occasion::Finalized => Self::Finalized,
            Occasion::Hidden => Self::Hidden,
            Occasion::Ended {
                cancelled,
                retry_at,
            } => Self::Ended {
                cancelled,
                retry_at_ms: retry_at.map(Timestamp::as_millis),
            },
        }
    }
}

impl From<SyncOccasion> for Occasion {
    fn from(occasion: SyncOccasion) -> Self {
        match occasion {
            SyncOccasion::Enrolled => Self::Enrolled,
            SyncOccasion::Unlocked => Self::Unlocked,
            SyncOccasion::Finalized => Self::Finalized,
            SyncOccasion::Hidden => Self::Hidden,
            SyncOccasion::Ended {
                cancelled,
                retry_at_ms,
            } => Self::Ended {
                cancelled,
                retry_at: retry_at_ms.map(Timestamp),
            },
            SyncOccasion::Missed => Self::MISSED,
        }
    }
}

/// When to sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct SyncPlanRecord {
    /// At once and in sight of the person: `Phone.sync` with `asked`.
    pub now: bool,
    /// Give large files to the platform's uploader where it has one: `Phone.hand_over`.
    pub hand_over: bool,
    /// Ask the platform to run a sync when it can, in the place of one asked for before; nothing
    /// leaves that one as it is.
    pub later: Option<SyncLaterRecord>,
}

impl From<SyncPlan> for SyncPlanRecord {
    fn from(plan: SyncPlan) -> Self {
        Self {
            now: plan.now,
            hand_over: plan.hand_over,
            later: plan.later.map(Into::into),
        }
    }
}

/// A sync that the platform is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct SyncLaterRecord {
    /// Not before this; nothing where it may be at once. After a sync that ended there is one
    /// always, so that no platform waits by a rule of its own.
    pub not_before_ms: Option<i64>,
    /// Only on a network that costs nothing: photos alone are left.
    pub unmetered: bool,
}

impl From<SyncLater> for SyncLaterRecord {
    fn from(later: SyncLater) -> Self {
        Self {
            not_before_ms: later.not_before.map(Timestamp::as_millis),
            unmetered: later.unmetered,
        }
    }
}

/// The last page of a form.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct ReviewRecord {
    /// What its button does, and what its title says.
    pub next: ReviewNext,
    /// What keeps it from that, in the order of the form.
    pub faults: Vec<ReviewFaultRecord>,
    /// Questions without an answer that need none.
    pub unanswered: Vec<UnansweredRecord>,
    /// The answers in words.
    pub lines: Vec<LineRecord>,
}

impl From<Review> for ReviewRecord {
    fn from(review: Review) -> Self {
        Self {
            next: review.next().into(),
            faults: review.faults.into_iter().map(Into::into).collect(),
            unanswered: review.unanswered.into_iter().map(Into::into).collect(),
            lines: review.lines.into_iter().map(Into::into).collect(),
        }
    }
}

/// What follows on the last page.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum ReviewNext {
    /// Nothing is missing: `Filling.finalize_or_review`.
    Complete,
    /// Something is: `Filling.go_to` the first of it.
    Mend {
        /// The question.
        reference: String,
        /// How many faults there are.
        faults: u32,
    },
}

impl From<EngineReviewNext<'_>> for ReviewNext {
    fn from(next: EngineReviewNext<'_>) -> Self {
        match next {
            EngineReviewNext::Complete => Self::Complete,
            EngineReviewNext::Mend { first, faults } => Self::Mend {
                reference: first.path.clone(),
                faults: u32::try_from(faults).unwrap_or(u32::MAX),
            },
        }
    }
}

/// A rule that an answer breaks.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ReviewFaultRecord {
    /// The question, for `Filling.go_to`.
    pub reference: String,
    /// Its label; nothing where it has none, or only blanks. It is then called "question".
    pub label: Option<String>,
    /// The rule and the form's words for it.
    pub broken: BrokenRule,
}

impl From<ReviewFault> for ReviewFaultRecord {
    fn from(fault: ReviewFault) -> Self {
        Self {
            reference: fault.path,
            label: fault.label,
            broken: BrokenRule {
                rule: fault.rule.into(),
                words: own_words(fault.message),
                code: fault.fault.code().to_owned(),
            },
        }
    }
}

/// A question that was left out.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct UnansweredRecord {
    /// The question, for `Filling.go_to`.
    pub reference: String,
    /// Its label; nothing where it has none, or only blanks. It is then called "question".
    pub label: Option<String>,
}

impl From<Unanswered> for UnansweredRecord {
    fn from(unanswered: Unanswered) -> Self {
        Self {
            reference: unanswered.path,
            label: unanswered.label,
        }
    }
}
