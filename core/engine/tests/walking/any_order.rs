//! Deeds in any order: what the table allows is done, what it does not is refused and changes
//! nothing, and a kill after each deed is not seen.

use farola_engine::{EngineError, Phase, StopKind, WalkProblem};
use proptest::prelude::*;

use crate::rig::{Rig, STOP, answer, debrief, registration};

#[derive(Debug, Clone, Copy)]
enum Deed {
    Register,
    RegisterAgain,
    Start,
    Fix,
    Pause,
    GoOn,
    CheckIn,
    Stop,
    FinalizeStop,
    Debrief,
    FinalizeDebrief,
    Leave,
}

fn any_deed() -> impl Strategy<Value = Deed> {
    // The way forward more often, or no walk would get anywhere.
    prop_oneof![
        4 => Just(Deed::Register),
        1 => Just(Deed::RegisterAgain),
        4 => Just(Deed::Start),
        4 => Just(Deed::Fix),
        2 => Just(Deed::Pause),
        2 => Just(Deed::GoOn),
        2 => Just(Deed::CheckIn),
        2 => Just(Deed::Stop),
        2 => Just(Deed::FinalizeStop),
        1 => Just(Deed::Debrief),
        1 => Just(Deed::FinalizeDebrief),
        1 => Just(Deed::Leave),
    ]
}

/// What the phase must be afterwards; `None` where the deed is refused.
fn expected(phase: Option<Phase>, deed: Deed) -> Option<Option<Phase>> {
    use farola_walk::Deed as D;
    let through = |deed| phase.and_then(|phase: Phase| phase.after(deed)).map(Some);
    match deed {
        Deed::Register => match phase {
            None | Some(Phase::Done | Phase::Registration) => Some(Some(Phase::Gate)),
            Some(_) => None,
        },
        // Only begun here: what is refused at the gate is put right in it.
        Deed::RegisterAgain => (phase == Some(Phase::Gate)).then_some(Some(Phase::Registration)),
        Deed::Start => through(D::Start),
        // Outside of walking a fix is shown, not recorded.
        Deed::Fix => phase.map(Some),
        Deed::Pause => through(D::Pause),
        Deed::GoOn => through(D::GoOn),
        Deed::CheckIn => through(D::CheckIn),
        Deed::Stop | Deed::FinalizeStop => through(D::Stop),
        Deed::Debrief => through(D::Debrief),
        Deed::FinalizeDebrief => through(D::Debrief).map(|_| Some(Phase::Done)),
        Deed::Leave => Some(None),
    }
}

fn do_it(rig: &Rig, deed: Deed, north_m: f64) -> Result<(), EngineError> {
    match deed {
        Deed::Register => {
            let mut filling = rig.engine.new_walk(None)?;
            answer(&mut filling, &registration());
            filling.finalize().map(drop)
        }
        Deed::RegisterAgain => rig.engine.register_again(None).map(drop),
        Deed::Start => rig.engine.start_walk(None).map(drop),
        Deed::Fix => rig.engine.add_fix(&rig.fix(north_m, 8.0)).map(drop),
        Deed::Pause => rig.engine.pause_walk().map(drop),
        Deed::GoOn => rig.engine.go_on_walk().map(drop),
        Deed::CheckIn => rig.engine.check_in().map(drop),
        Deed::Stop => rig.engine.begin_stop(StopKind::Full, None).map(drop),
        Deed::FinalizeStop => {
            let mut filling = rig.engine.begin_stop(StopKind::Full, None)?;
            answer(&mut filling, &[("pos", "20.6767 -103.347 1550 9")]);
            answer(&mut filling, &STOP);
            filling.finalize().map(drop)
        }
        Deed::Debrief => rig.engine.begin_debrief(None).map(drop),
        Deed::FinalizeDebrief => {
            let mut filling = rig.engine.begin_debrief(None)?;
            debrief(&mut filling);
            filling.finalize().map(drop)
        }
        Deed::Leave => rig.engine.leave_walk(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn deeds_in_any_order(deeds in prop::collection::vec((any_deed(), any::<bool>()), 1..24)) {
        let mut rig = Rig::new();
        let mut stops = 0;
        for (index, (deed, kill)) in deeds.into_iter().enumerate() {
            rig.pass(20_000);
            let before = rig.engine.walk().unwrap();
            let phase = before.as_ref().map(|walk| walk.phase);
            #[allow(clippy::cast_precision_loss)]
            let done = do_it(&rig, deed, index as f64 * 10.0);
            let after = rig.engine.walk().unwrap();
            match expected(phase, deed) {
                None => {
                    let wrong = matches!(
                        done,
                        Err(EngineError::Walk(
                            WalkProblem::WrongPhase | WalkProblem::NotOpen | WalkProblem::UnderWay
                        ))
                    );
                    prop_assert!(wrong, "{deed:?} in {phase:?}: {done:?}");
                    prop_assert_eq!(&after, &before);
                }
                Some(to) => {
                    prop_assert!(done.is_ok(), "{deed:?} in {phase:?}: {done:?}");
                    prop_assert_eq!(after.as_ref().map(|walk| walk.phase), to);
                }
            }
            match (deed, &after) {
                (Deed::FinalizeStop, Some(walk)) if done.is_ok() => {
                    stops += 1;
                    prop_assert_eq!(walk.stops_done, stops);
                    prop_assert_eq!(walk.next_stop, stops + 1);
                }
                (Deed::Register | Deed::RegisterAgain | Deed::Leave, _) if done.is_ok() => stops = 0,
                _ => {}
            }
            if kill {
                rig.kill();
                let again = rig.engine.walk().unwrap();
                let after = after.as_ref().map(Rig::unheard);
                prop_assert_eq!(again, after, "a kill after {:?} is seen", deed);
            }
        }
    }
}
