//! What a shell sees of the walk.

use farola_engine::{
    Ahead, CheckInStatus, CheckInView, Gate, GateAct as EngineGateAct, GateActs as EngineGateActs,
    LOOK_AGAIN_MS, Phase, Signal, WalkFix, WalkNext, WalkPage as EnginePage, WalkView,
    WayAct as EngineWayAct,
};
use farola_model::{GeoPoint, Timestamp};

use super::{PointRecord, SketchFrame};

/// Accuracy of a receiver that says none, in metres: enough for the way, not for a stop.
const UNKNOWN_ACCURACY_M: f64 = 50.0;

/// Where a walk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum WalkPhase {
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
    /// The debrief is finalized.
    Done,
}

impl From<Phase> for WalkPhase {
    fn from(phase: Phase) -> Self {
        match phase {
            Phase::Registration => Self::Registration,
            Phase::Gate => Self::Gate,
            Phase::Walking => Self::Walking,
            Phase::Paused => Self::Paused,
            Phase::Debrief => Self::Debrief,
            Phase::Done => Self::Done,
        }
    }
}

/// How much of the stop form is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum StopKind {
    /// All of it.
    Full,
    /// Position, light, the eight comparable items, feeling, voices and a photo.
    Short,
}

impl From<StopKind> for farola_engine::StopKind {
    fn from(kind: StopKind) -> Self {
        match kind {
            StopKind::Full => Self::Full,
            StopKind::Short => Self::Short,
        }
    }
}

/// A fix as the phone's receiver gave it.
#[derive(Clone, Copy, PartialEq, uniffi::Record)]
pub struct FixRecord {
    /// When it was taken.
    pub at_ms: i64,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Metres above the ellipsoid.
    pub altitude_m: Option<f64>,
    /// Radius in metres.
    pub accuracy_m: Option<f64>,
    /// Metres per second.
    pub speed_mps: Option<f64>,
    /// Degrees clockwise from north.
    pub bearing_deg: Option<f64>,
}

impl From<FixRecord> for WalkFix {
    fn from(fix: FixRecord) -> Self {
        Self {
            at: Timestamp(fix.at_ms),
            point: GeoPoint {
                lat: fix.lat,
                lon: fix.lon,
                alt_m: fix.altitude_m.unwrap_or_default(),
                accuracy_m: fix.accuracy_m.unwrap_or(UNKNOWN_ACCURACY_M),
            },
            speed_mps: fix.speed_mps,
            bearing_deg: fix.bearing_deg,
        }
    }
}

/// Whether the walk may start.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GateRecord {
    /// Whether it may.
    pub go: bool,
    /// Codes of what forbids it (`walk.no_consent`), all of them.
    pub refusals: Vec<String>,
    /// Codes of what to think about (`walk.low_charge`).
    pub advice: Vec<String>,
    /// The buttons below them. Where the gate cannot be read there is no such record, and
    /// `acts_of_unread_gate` has the buttons.
    pub acts: GateActs,
}

impl From<Gate> for GateRecord {
    fn from(gate: Gate) -> Self {
        Self {
            go: gate.go(),
            refusals: gate.refusals.iter().map(|r| r.code().to_owned()).collect(),
            advice: gate.advice.iter().map(|a| a.code().to_owned()).collect(),
            acts: gate.acts().into(),
        }
    }
}

/// The buttons of the check before the start.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct GateActs {
    /// The one that stands out, at the lower end.
    pub main: GateAct,
    /// The others, from top to bottom.
    pub others: Vec<GateAct>,
}

impl From<EngineGateActs> for GateActs {
    fn from(acts: EngineGateActs) -> Self {
        Self {
            main: acts.main.into(),
            others: acts.others.iter().map(|act| (*act).into()).collect(),
        }
    }
}

/// A button of the check before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum GateAct {
    /// The group sets out: `Phone.start_walk`. Where that is refused, read the gate anew.
    Start,
    /// `Phone.register_again`.
    RegisterAgain,
    /// The gate is read anew: `Phone.walk_gate`.
    LookAgain,
    /// `Phone.leave_walk`; ask before.
    Leave,
}

impl From<EngineGateAct> for GateAct {
    fn from(act: EngineGateAct) -> Self {
        match act {
            EngineGateAct::Start => Self::Start,
            EngineGateAct::RegisterAgain => Self::RegisterAgain,
            EngineGateAct::LookAgain => Self::LookAgain,
            EngineGateAct::Leave => Self::Leave,
        }
    }
}

/// A button of the walk's own screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum WayAct {
    /// `Phone.go_on_walk`.
    GoOn,
    /// The group is at the next stop: `Phone.begin_stop` with `Full`.
    Stop,
    /// `Phone.begin_stop` with `Short`.
    ShortStop,
    /// `Phone.begin_finding`.
    Finding,
    /// `Phone.pause_walk`.
    Pause,
    /// `Phone.check_in`.
    CheckIn,
    /// `Phone.begin_debrief`, which ends the way; ask before.
    Debrief,
    /// `Phone.leave_walk`; ask before.
    Leave,
}

impl From<EngineWayAct> for WayAct {
    fn from(act: EngineWayAct) -> Self {
        match act {
            EngineWayAct::GoOn => Self::GoOn,
            EngineWayAct::Stop => Self::Stop,
            EngineWayAct::ShortStop => Self::ShortStop,
            EngineWayAct::Finding => Self::Finding,
            EngineWayAct::Pause => Self::Pause,
            EngineWayAct::CheckIn => Self::CheckIn,
            EngineWayAct::Debrief => Self::Debrief,
            EngineWayAct::Leave => Self::Leave,
        }
    }
}

/// A screen that a walk has to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum WalkPage {
    /// The check before the start.
    Gate,
    /// The way, its pauses included.
    Way,
}

impl From<EnginePage> for WalkPage {
    fn from(page: EnginePage) -> Self {
        match page {
            EnginePage::Gate => Self::Gate,
            EnginePage::Way => Self::Way,
        }
    }
}

/// What is said of the planned place of the next stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum StopAhead {
    /// The group is there: nearer than its own place is known.
    There,
    /// It lies ahead, as the crow flies.
    Towards {
        /// Metres, for `shown_distance`.
        metres: u32,
        /// Course in degrees clockwise from north, for `shown_wind`.
        bearing_deg: u16,
    },
}

impl From<Ahead> for StopAhead {
    fn from(ahead: Ahead) -> Self {
        match ahead {
            Ahead::There => Self::There,
            Ahead::Towards {
                metres,
                bearing_deg,
            } => Self::Towards {
                metres,
                bearing_deg,
            },
        }
    }
}

/// What is said of the receiver on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum WaySignal {
    /// The person does not let the phone know where it is: nothing is recorded until she does.
    Refused,
    /// Nothing was heard in the last 60 s.
    Silent,
    /// It is heard.
    Heard {
        /// Accuracy of the last fix in whole metres.
        metres: u32,
    },
}

impl From<Signal> for WaySignal {
    fn from(signal: Signal) -> Self {
        match signal {
            Signal::Refused => Self::Refused,
            Signal::Silent => Self::Silent,
            Signal::Heard { metres } => Self::Heard { metres },
        }
    }
}

/// Where the check-in timer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum CheckInState {
    /// Nothing to do yet.
    Fine,
    /// The group is asked now.
    Due,
    /// No word for too long: the safety lead is alerted.
    Missed,
}

/// The check-in timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct CheckInRecord {
    /// Where it stands.
    pub state: CheckInState,
    /// Milliseconds until it is due (`Fine`) or since (`Missed`); 0 while it is due.
    pub ms: i64,
    /// Minutes agreed between two.
    pub every_min: u16,
    /// The minutes to say: until it is due (`Fine`), a begun one counted whole, or since
    /// (`Missed`), whole ones alone; 0 while it is due.
    #[uniffi(default = 0)]
    pub minutes: u32,
    /// Which reminder is due: 0 before the first, 1 from the due time on, one more each five
    /// minutes, one less on a clock that was set back. Show one anew when this is another number
    /// than was shown last.
    #[uniffi(default = 0)]
    pub ring: u32,
    /// Milliseconds until the next reminder: `check_in_alarm` says when to set an alarm for it.
    #[uniffi(default = 0)]
    pub next_ring_in_ms: i64,
    /// Whether the group is asked: the button of the check-in then stands out.
    #[uniffi(default = false)]
    pub asks: bool,
}

impl From<CheckInView> for CheckInRecord {
    fn from(view: CheckInView) -> Self {
        let (state, ms) = match view.status {
            CheckInStatus::Fine { due_in_ms } => (CheckInState::Fine, due_in_ms),
            CheckInStatus::Due => (CheckInState::Due, 0),
            CheckInStatus::Missed { late_ms } => (CheckInState::Missed, late_ms),
        };
        Self {
            state,
            ms,
            every_min: view.every_min,
            minutes: view.status.minutes(),
            ring: view.reminder.ring,
            next_ring_in_ms: view.reminder.next_in_ms,
            asks: view.status.asks(),
        }
    }
}

/// The open walk as it stands now.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct WalkRecord {
    /// Its code, once the city is chosen.
    pub code: Option<String>,
    /// Its city.
    pub city: String,
    /// Its neighbourhood; nothing before one is written.
    pub place: Option<String>,
    /// Where it stands.
    pub phase: WalkPhase,
    /// Its registration, draft or finalized.
    pub registration: Option<String>,
    /// Its debrief, draft or finalized.
    pub debrief: Option<String>,
    /// When the group set out.
    pub started_ms: Option<i64>,
    /// Seconds walked, pauses left out.
    pub elapsed_s: u32,
    /// Metres walked.
    pub distance_m: u32,
    /// Accuracy of the last fix in metres, before the start and in a pause too. Nothing unless
    /// one was heard in the last 60 s. For `way_signal`.
    pub accuracy_m: Option<f64>,
    /// Fixes kept.
    pub fixes_kept: u32,
    /// Fixes refused.
    pub fixes_refused: u32,
    /// Stops planned.
    pub planned_stops: u32,
    /// Stops finalized.
    pub stops_done: u32,
    /// Findings finalized.
    pub findings: u32,
    /// Number of the next stop.
    pub next_stop: u32,
    /// What is said of its planned place; nothing where that, or where the group is, is unknown.
    #[uniffi(default = None)]
    pub ahead: Option<StopAhead>,
    /// The check-in timer while the group is on its way.
    pub check_in: Option<CheckInRecord>,
    /// Whether positions are taken in: from the start of the walk to its end, through pauses and
    /// behind the lock.
    #[uniffi(default = false)]
    pub follows: bool,
    /// Whether it is dark there.
    pub night: bool,
    /// The way so far, at most 200 points.
    pub line: Vec<PointRecord>,
    /// The drawn route, at most 200 points.
    pub route: Vec<PointRecord>,
    /// Places of the stops that are finalized.
    pub stops: Vec<PointRecord>,
    /// Which screen the walk has to itself now; nothing while a form of it is filled and after
    /// its end. A screen of the walk that is not this one any more gives way to home, whose card
    /// leads on.
    #[uniffi(default = None)]
    pub page: Option<WalkPage>,
    /// The buttons of the walk's own screen, in their order; none unless `page` is `Way`.
    #[uniffi(default = [])]
    pub acts: Vec<WayAct>,
    /// Look at the walk again after so many milliseconds while it is shown: clock, check-in and
    /// signal change though nothing happens.
    #[uniffi(default = 15000)]
    pub look_again_ms: u32,
    /// What its sketch shows: the way, the route and the stops; nothing before there is a place.
    #[uniffi(default = None)]
    pub frame: Option<SketchFrame>,
    /// Whether its screen has a sketch; without a `frame` it is empty.
    #[uniffi(default = false)]
    pub has_sketch: bool,
}

impl From<WalkView> for WalkRecord {
    fn from(view: WalkView) -> Self {
        let (frame, has_sketch) = (view.frame(), view.has_sketch());
        let place = view.shown_place();
        Self {
            code: view.code,
            city: view.city,
            place,
            has_sketch,
            phase: view.phase.into(),
            registration: Some(view.registration.to_string()),
            debrief: view.debrief.map(|id| id.to_string()),
            started_ms: view.started.map(Timestamp::as_millis),
            elapsed_s: view.elapsed_s,
            distance_m: view.distance_m,
            accuracy_m: view.accuracy_m,
            fixes_kept: view.fixes_kept,
            fixes_refused: view.fixes_refused,
            planned_stops: view.planned_stops,
            stops_done: view.stops_done,
            findings: view.findings,
            next_stop: view.next_stop,
            ahead: view.ahead.map(Into::into),
            check_in: view.check_in.map(Into::into),
            follows: view.follows,
            night: view.night,
            line: points(view.line),
            route: points(view.route),
            stops: points(view.stops),
            page: view.next.and_then(WalkNext::page).map(Into::into),
            acts: view.phase.acts().iter().map(|act| (*act).into()).collect(),
            look_again_ms: LOOK_AGAIN_MS,
            frame,
        }
    }
}

fn points(points: Vec<GeoPoint>) -> Vec<PointRecord> {
    points.into_iter().map(Into::into).collect()
}
