//! What a screen offers to do with a walk, from the first button to the last.
//!
//! [`Phase::after`] says what may be done; here is what a person is asked to choose from. That is
//! less: a stop that was begun may be finalized in a pause, and none is begun there.

use crate::gate::Gate;
use crate::phase::{Deed, Phase};

/// A button of the walk's own screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WayAct {
    /// The pause ends.
    GoOn,
    /// The group is at the next stop: all of the stop form.
    Stop,
    /// A stop with fewer questions.
    ShortStop,
    /// Something was seen between two stops.
    Finding,
    /// The group rests.
    Pause,
    /// The group says that it is well.
    CheckIn,
    /// The way ends, and the debrief begins. Ask before.
    Debrief,
    /// Somebody ends the walk. Ask before.
    Leave,
}

impl WayAct {
    /// What is done by it.
    #[must_use]
    pub fn deed(self) -> Deed {
        match self {
            Self::GoOn => Deed::GoOn,
            Self::Stop | Self::ShortStop => Deed::Stop,
            Self::Finding => Deed::Finding,
            Self::Pause => Deed::Pause,
            Self::CheckIn => Deed::CheckIn,
            Self::Debrief => Deed::Debrief,
            Self::Leave => Deed::Leave,
        }
    }
}

/// A button of the check before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GateAct {
    /// The group sets out.
    Start,
    /// The walk is left, and another registration begins.
    RegisterAgain,
    /// The gate is read anew.
    LookAgain,
    /// Somebody ends the walk. Ask before.
    Leave,
}

/// The buttons of the check before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateActs {
    /// The one that stands out, below everything, where the thumb is.
    pub main: GateAct,
    /// The others, from top to bottom.
    pub others: &'static [GateAct],
}

impl GateActs {
    /// Where the gate could not be read: it lets nobody through.
    pub const OF_AN_UNREAD_GATE: Self = Self {
        main: GateAct::LookAgain,
        others: &[GateAct::Leave],
    };
    const OPEN: Self = Self {
        main: GateAct::Start,
        others: &[GateAct::Leave],
    };
    const CLOSED: Self = Self {
        main: GateAct::RegisterAgain,
        others: &[GateAct::LookAgain, GateAct::Leave],
    };
}

impl Phase {
    /// The buttons of the walk's own screen, what is done most often first; none before the start
    /// and after the end.
    #[must_use]
    pub fn acts(self) -> &'static [WayAct] {
        use WayAct::{CheckIn, Debrief, Finding, GoOn, Leave, Pause, ShortStop, Stop};
        match self {
            Self::Walking => &[Stop, ShortStop, Finding, Pause, CheckIn, Debrief, Leave],
            // In a pause nothing of the way is recorded: a stop without its place says little.
            Self::Paused => &[GoOn, CheckIn, Debrief, Leave],
            Self::Registration | Self::Gate | Self::Debrief | Self::Done => &[],
        }
    }
}

impl Gate {
    /// The buttons below it. What forbids the start stands in the registration, so that another
    /// one stands out.
    #[must_use]
    pub fn acts(&self) -> GateActs {
        if self.go() {
            GateActs::OPEN
        } else {
            GateActs::CLOSED
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_can_be_done() {
        for phase in Phase::ALL {
            for act in phase.acts() {
                assert!(phase.after(act.deed()).is_some(), "{act:?} in {phase:?}");
            }
        }
        assert!(Phase::Gate.after(Deed::Start).is_some());
    }

    /// A person on the way can always say that she is well, end the way and call it off.
    #[test]
    fn who_is_on_the_way_always_has_a_way_out() {
        for phase in Phase::ALL {
            let acts = phase.acts();
            let outs = [WayAct::CheckIn, WayAct::Debrief, WayAct::Leave];
            assert_eq!(acts.ends_with(&outs), phase.is_on(), "{phase:?}");
            assert_eq!(acts.is_empty(), !phase.is_on(), "{phase:?}");
        }
    }

    #[test]
    fn a_pause_is_begun_or_ended_and_never_both() {
        let [walking, paused] = [Phase::Walking, Phase::Paused].map(Phase::acts);
        assert!(walking.contains(&WayAct::Pause) && !walking.contains(&WayAct::GoOn));
        assert!(paused.contains(&WayAct::GoOn) && !paused.contains(&WayAct::Pause));
        // Each of these leads away from where it stands.
        for (phase, act) in [
            (Phase::Walking, WayAct::Pause),
            (Phase::Paused, WayAct::GoOn),
        ] {
            assert_ne!(phase.after(act.deed()), Some(phase));
        }
        let noted = [WayAct::Stop, WayAct::ShortStop, WayAct::Finding];
        assert!(walking.starts_with(&noted));
        assert!(!paused.iter().any(|act| noted.contains(act)));
    }

    #[test]
    fn a_gate_that_is_closed_lets_nobody_start() {
        let closed = Gate::unreadable();
        let open = Gate::default();
        let table = [
            (open.acts(), GateAct::Start),
            (closed.acts(), GateAct::RegisterAgain),
            (GateActs::OF_AN_UNREAD_GATE, GateAct::LookAgain),
        ];
        for (acts, main) in table {
            assert_eq!(acts.main, main);
            // Whoever is at the gate can always leave, and nothing is offered twice.
            assert_eq!(acts.others.last(), Some(&GateAct::Leave));
            assert!(!acts.others.contains(&main));
            let starts = main == GateAct::Start || acts.others.contains(&GateAct::Start);
            assert_eq!(starts, main == GateAct::Start);
        }
    }
}
