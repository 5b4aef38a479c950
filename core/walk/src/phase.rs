//! The states of a walk: what is stored says where it stands, and one table says what may be
//! done there.

/// Where a walk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The registration is being filled.
    Registration,
    /// It is finalized; go or no-go is decided.
    Gate,
    /// The group walks and its way is recorded.
    Walking,
    /// The group rests; nothing is recorded.
    Paused,
    /// The way has ended; the group talks it over.
    Debrief,
    /// The debrief is finalized, or somebody ended the walk.
    Done,
}

/// What can be done with a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// The registration is finalized.
    FinalizeRegistration,
    /// The group sets out; the gate decides besides.
    Start,
    /// A fix is recorded.
    Fix,
    /// The group rests.
    Pause,
    /// The group goes on.
    GoOn,
    /// The group says that it is well.
    CheckIn,
    /// A stop is noted.
    Stop,
    /// A finding is noted under the walk's code.
    Finding,
    /// The way ends and the debrief is begun, or gone on with.
    Debrief,
    /// The debrief is finalized.
    FinalizeDebrief,
    /// Somebody ends the walk.
    Leave,
}

/// Every deed that is possible: from where, and where it leads.
const TABLE: [(Phase, Deed, Phase); 26] = [
    (Phase::Registration, Deed::FinalizeRegistration, Phase::Gate),
    (Phase::Registration, Deed::Leave, Phase::Done),
    (Phase::Gate, Deed::Start, Phase::Walking),
    (Phase::Gate, Deed::Leave, Phase::Done),
    (Phase::Walking, Deed::Fix, Phase::Walking),
    (Phase::Walking, Deed::Pause, Phase::Paused),
    // Twice the same button is no mistake worth an error.
    (Phase::Walking, Deed::GoOn, Phase::Walking),
    (Phase::Walking, Deed::CheckIn, Phase::Walking),
    (Phase::Walking, Deed::Stop, Phase::Walking),
    (Phase::Walking, Deed::Finding, Phase::Walking),
    (Phase::Walking, Deed::Debrief, Phase::Debrief),
    (Phase::Walking, Deed::Leave, Phase::Done),
    (Phase::Paused, Deed::Pause, Phase::Paused),
    (Phase::Paused, Deed::GoOn, Phase::Walking),
    (Phase::Paused, Deed::CheckIn, Phase::Paused),
    (Phase::Paused, Deed::Stop, Phase::Paused),
    (Phase::Paused, Deed::Finding, Phase::Paused),
    (Phase::Paused, Deed::Debrief, Phase::Debrief),
    (Phase::Paused, Deed::Leave, Phase::Done),
    // What was seen at the last stop may be noted sitting down.
    (Phase::Debrief, Deed::Stop, Phase::Debrief),
    (Phase::Debrief, Deed::Finding, Phase::Debrief),
    (Phase::Debrief, Deed::Debrief, Phase::Debrief),
    (Phase::Debrief, Deed::FinalizeDebrief, Phase::Done),
    (Phase::Debrief, Deed::Leave, Phase::Done),
    // Closes what is shown of a walk that is over.
    (Phase::Done, Deed::Leave, Phase::Done),
    (Phase::Done, Deed::FinalizeDebrief, Phase::Done),
];

/// What is stored of a walk, as far as its phase follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// The registration is finalized.
    pub registered: bool,
    /// The way was begun.
    pub started: bool,
    /// The last mark in it is a pause.
    pub paused: bool,
    /// The way was ended.
    pub ended: bool,
    /// The debrief is finalized.
    pub debriefed: bool,
    /// Somebody ended the walk.
    pub left: bool,
}

impl Phase {
    /// All six, in the order of a walk.
    pub const ALL: [Self; 6] = [
        Self::Registration,
        Self::Gate,
        Self::Walking,
        Self::Paused,
        Self::Debrief,
        Self::Done,
    ];

    /// Whether the group is out: from the start to the end of the way, pauses included. Positions
    /// are taken in then, on the screen and behind a lock. None of a pause is kept; the receiver
    /// that goes on has the place at its end.
    #[must_use]
    pub fn is_on(self) -> bool {
        matches!(self, Self::Walking | Self::Paused)
    }

    /// The phase that follows from what is stored.
    #[must_use]
    pub fn of(standing: &Standing) -> Self {
        match standing {
            Standing { left: true, .. }
            | Standing {
                debriefed: true, ..
            } => Self::Done,
            Standing { ended: true, .. } => Self::Debrief,
            Standing {
                started: true,
                paused: true,
                ..
            } => Self::Paused,
            Standing { started: true, .. } => Self::Walking,
            Standing {
                registered: true, ..
            } => Self::Gate,
            Standing { .. } => Self::Registration,
        }
    }

    /// Where a deed leads from here; nothing where it cannot be done.
    #[must_use]
    pub fn after(self, deed: Deed) -> Option<Self> {
        TABLE
            .iter()
            .find(|(from, what, _)| (*from, *what) == (self, deed))
            .map(|(.., to)| *to)
    }
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::FinalizeRegistration,
        Self::Start,
        Self::Fix,
        Self::Pause,
        Self::GoOn,
        Self::CheckIn,
        Self::Stop,
        Self::Finding,
        Self::Debrief,
        Self::FinalizeDebrief,
        Self::Leave,
    ];
}
