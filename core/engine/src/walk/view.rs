//! What a screen shows of a walk.

use farola_control::{Place, SketchFrame, own_words};
use farola_model::{GeoPoint, InstanceId, Timestamp};
use farola_walk::{CheckInStatus, Phase, Reminder, Way};

/// The open walk as it stands now.
#[derive(Clone, PartialEq)]
pub struct WalkView {
    /// Its code, once the city is chosen.
    pub code: Option<String>,
    /// Name of its city; INEGI's key where it is none of the network.
    pub city: String,
    /// Its neighbourhood.
    pub place: String,
    /// Where it stands.
    pub phase: Phase,
    /// Its registration, draft or finalized.
    pub registration: InstanceId,
    /// Its debrief, draft or finalized.
    pub debrief: Option<InstanceId>,
    /// When the group set out.
    pub started: Option<Timestamp>,
    /// Seconds walked, pauses left out.
    pub elapsed_s: u32,
    /// Metres walked.
    pub distance_m: u32,
    /// Accuracy of the last fix in metres; nothing unless one was heard in the last 60 s.
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
    pub ahead: Option<Ahead>,
    /// The check-in timer while the group is on its way.
    pub check_in: Option<CheckInView>,
    /// Whether positions are taken in: from the start to the end, through pauses and locks.
    pub follows: bool,
    /// Whether it is dark there.
    pub night: bool,
    /// The way so far, in few points.
    pub line: Vec<GeoPoint>,
    /// The drawn route, in few points.
    pub route: Vec<GeoPoint>,
    /// Places of the stops that are finalized and can be read here.
    pub stops: Vec<GeoPoint>,
    /// Where going on leads; nothing of a walk that is over.
    pub next: Option<WalkNext>,
}

impl WalkView {
    /// What a sketch of the walk shows: the way, the route and the stops; nothing before there is
    /// a place.
    #[must_use]
    pub fn frame(&self) -> Option<SketchFrame> {
        let all = [&self.line, &self.route, &self.stops].into_iter().flatten();
        let places: Vec<Place> = all.map(|point| (*point).into()).collect();
        SketchFrame::around(&places)
    }

    /// Whether the screen of the walk has a sketch: before the start where there is a place to
    /// show; on the way always, for what stands below must not move under a finger with the first
    /// fix.
    #[must_use]
    pub fn has_sketch(&self) -> bool {
        match self.next.and_then(WalkNext::page) {
            Some(WalkPage::Way) => true,
            Some(WalkPage::Gate) => self.frame().is_some(),
            None => false,
        }
    }

    /// Its neighbourhood; nothing before one is written, or where it is only blanks.
    #[must_use]
    pub fn shown_place(&self) -> Option<String> {
        own_words(self.place.clone())
    }
}

/// The walk is shown anew each so many milliseconds, in which nothing happened: the clock of the
/// walk is told in minutes, and a quarter of one is the most that it may lag behind.
pub const LOOK_AGAIN_MS: u32 = 15_000;

// Where the group is stays out of whatever prints this.
impl std::fmt::Debug for WalkView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WalkView")
            .field("phase", &self.phase)
            .field("stops_done", &self.stops_done)
            .finish_non_exhaustive()
    }
}

/// Where going on with a walk leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkNext {
    /// The registration goes on.
    Registration,
    /// The check before the start.
    Gate,
    /// The walk's own screen.
    Way,
    /// The debrief goes on.
    Debrief,
}

impl WalkNext {
    /// Where a walk in this phase goes on; nothing for one that is over.
    #[must_use]
    pub(crate) fn of(phase: Phase) -> Option<Self> {
        match phase {
            Phase::Registration => Some(Self::Registration),
            Phase::Gate => Some(Self::Gate),
            Phase::Walking | Phase::Paused => Some(Self::Way),
            Phase::Debrief => Some(Self::Debrief),
            Phase::Done => None,
        }
    }
}

/// A screen that the walk has to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkPage {
    /// The check before the start.
    Gate,
    /// The way, its pauses included.
    Way,
}

impl WalkNext {
    /// The screen that it is, where it is one of the walk's own. A registration and a debrief are
    /// forms: home leads to them, and a screen of the walk gives way to home.
    #[must_use]
    pub fn page(self) -> Option<WalkPage> {
        match self {
            Self::Gate => Some(WalkPage::Gate),
            Self::Way => Some(WalkPage::Way),
            Self::Registration | Self::Debrief => None,
        }
    }
}

/// What is said of the planned place of the next stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// The group is there, as exactly as its own place is known.
    There,
    /// It lies ahead, as the crow flies.
    Towards {
        /// Metres.
        metres: u32,
        /// Course in whole degrees clockwise from north, below 360.
        bearing_deg: u16,
    },
}

impl Ahead {
    /// What is said of a way that begins at a fix of so many metres of accuracy.
    pub(super) fn of(way: &Way, accuracy_m: f64) -> Self {
        if way.is_there(accuracy_m) {
            return Self::There;
        }
        Self::Towards {
            metres: whole(way.metres),
            bearing_deg: u16::try_from(whole(way.bearing_deg) % 360).unwrap_or_default(),
        }
    }
}

/// What is said of the receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The person does not let the phone know where it is: nothing is recorded until she does.
    Refused,
    /// Nothing was heard lately.
    Silent,
    /// It is heard.
    Heard {
        /// Accuracy of the last fix in whole metres.
        metres: u32,
    },
}

impl Signal {
    /// What is said where the view has this accuracy, in metres, and the person did or did not
    /// refuse. A refusal is said also where a fix of before is still fresh: none follows it.
    #[must_use]
    pub fn of(accuracy_m: Option<f64>, refused: bool) -> Self {
        match accuracy_m {
            _ if refused => Self::Refused,
            None => Self::Silent,
            Some(metres) => Self::Heard {
                metres: whole(metres),
            },
        }
    }
}

/// To the nearest whole number from 0 up.
pub(super) fn whole(value: f64) -> u32 {
    // The cast saturates, and NaN becomes 0.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = value.round() as u32;
    whole
}

/// The check-in timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckInView {
    /// Where it stands.
    pub status: CheckInStatus,
    /// Minutes agreed between two.
    pub every_min: u16,
    /// When to remind of it, and how often that was due already.
    pub reminder: Reminder,
}

#[cfg(test)]
impl WalkView {
    /// A walk that has just been begun, for tables of what follows from one.
    pub(crate) fn nowhere() -> Self {
        Self {
            code: None,
            city: String::new(),
            place: String::new(),
            phase: Phase::Registration,
            registration: InstanceId::new("registration"),
            debrief: None,
            started: None,
            elapsed_s: 0,
            distance_m: 0,
            accuracy_m: None,
            fixes_kept: 0,
            fixes_refused: 0,
            planned_stops: 0,
            stops_done: 0,
            findings: 0,
            next_stop: 1,
            ahead: None,
            check_in: None,
            follows: false,
            night: false,
            line: Vec::new(),
            route: Vec::new(),
            stops: Vec::new(),
            next: Some(WalkNext::Registration),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_there_or_ahead_in_whole_numbers() {
        let way = |metres, bearing_deg| Way {
            metres,
            bearing_deg,
        };
        let towards = |metres, bearing_deg| Ahead::Towards {
            metres,
            bearing_deg,
        };
        // As exact as the fix: within 8 m nobody knows the course.
        assert_eq!(Ahead::of(&way(8.0, 90.0), 8.0), Ahead::There);
        assert_eq!(Ahead::of(&way(8.1, 90.0), 8.0), towards(8, 90));
        assert_eq!(Ahead::of(&way(120.5, 359.4), 8.0), towards(121, 359));
        assert_eq!(Ahead::of(&way(120.4, 359.5), 8.0), towards(120, 0));
    }

    #[test]
    fn a_refusal_is_no_missing_signal() {
        let table = [
            (None, false, Signal::Silent),
            (Some(8.5), false, Signal::Heard { metres: 9 }),
            (Some(0.0), false, Signal::Heard { metres: 0 }),
            (None, true, Signal::Refused),
            (Some(8.5), true, Signal::Refused),
        ];
        for (accuracy_m, refused, said) in table {
            assert_eq!(
                Signal::of(accuracy_m, refused),
                said,
                "{accuracy_m:?} {refused}"
            );
        }
    }

    /// A walk whose screen stands has buttons on it, and one without a screen has none.
    #[test]
    fn the_way_has_the_buttons() {
        for phase in Phase::ALL {
            let page = WalkNext::of(phase).and_then(WalkNext::page);
            assert_eq!(
                page == Some(WalkPage::Way),
                !phase.acts().is_empty(),
                "{phase:?}"
            );
            assert_eq!(page == Some(WalkPage::Gate), phase == Phase::Gate);
        }
    }

    #[test]
    fn a_sketch_without_a_place_is_on_the_way_alone() {
        let here = GeoPoint {
            lat: 20.67,
            lon: -103.34,
            alt_m: 0.0,
            accuracy_m: 5.0,
        };
        for phase in Phase::ALL {
            let next = WalkNext::of(phase);
            let mut walk = WalkView {
                phase,
                next,
                ..WalkView::nowhere()
            };
            let on_its_way = next == Some(WalkNext::Way);
            assert_eq!(walk.has_sketch(), on_its_way, "{phase:?}");
            walk.route.push(here);
            let has_screen = next.and_then(WalkNext::page).is_some();
            assert_eq!(walk.has_sketch(), has_screen, "{phase:?}");
        }
    }

    #[test]
    fn a_place_that_is_not_written_is_none() {
        for (place, expect) in [("Analco", Some("Analco")), ("", None), (" \t", None)] {
            let walk = WalkView {
                place: place.to_owned(),
                ..WalkView::nowhere()
            };
            assert_eq!(walk.shown_place().as_deref(), expect, "{place:?}");
        }
    }

    #[test]
    fn the_sketch_frames_the_way_the_route_and_the_stops() {
        let at = |lat: f64, lon: f64| GeoPoint {
            lat,
            lon,
            alt_m: 0.0,
            accuracy_m: 5.0,
        };
        let mut walk = WalkView::nowhere();
        assert_eq!(walk.frame(), None);
        let parts: [fn(&mut WalkView) -> &mut Vec<GeoPoint>; 3] = [
            |walk| &mut walk.line,
            |walk| &mut walk.route,
            |walk| &mut walk.stops,
        ];
        for (part, south) in parts.into_iter().zip([20.67, 20.66, 20.65]) {
            part(&mut walk).push(at(20.68, -103.34));
            part(&mut walk).push(at(south, -103.34));
            let frame = walk.frame().unwrap();
            assert!((frame.middle.lat - f64::midpoint(20.68, south)).abs() < 1e-6);
        }
    }
}
