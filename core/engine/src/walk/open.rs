//! The open walk: shown, set out on, rested, gone on with, left.

use farola_store::{Fix as StoredFix, PartState, TrackPoint};
use farola_track::Fix;
use farola_walk::{Deed, Gate, Mark, Phase, Refusal};

use super::live::{self, Course, Live};
use super::tracking::Trail;
use super::view::WalkView;
use crate::shared::{Engine, EngineError, Inner, Result, WalkFix, WalkProblem};

impl Engine {
    /// The walk that is open; nothing when there is none. A walk that is over is shown until it
    /// is left or another is begun.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn walk(&self) -> Result<Option<WalkView>> {
        match self.live(|inner, live| Ok(live.view(inner.now()))) {
            Err(EngineError::Walk(WalkProblem::NotOpen)) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Whether the walk may start: what forbids it and what is advised, with this phone's
    /// charge in per cent. Asked during the registration it speaks of the answers so far. A
    /// registration that cannot be read is a refusal as any other: a group that stands there must
    /// see the ways out.
    ///
    /// # Errors
    /// [`WalkProblem::NotOpen`]; `Store`.
    pub fn walk_gate(&self, charge_percent: Option<u8>) -> Result<Gate> {
        self.live(|_, live| Ok(gate(live, charge_percent)))
    }

    /// The group sets out: the track begins.
    ///
    /// # Errors
    /// [`WalkProblem::GateClosed`]; [`WalkProblem::RegistrationUnreadable`];
    /// [`WalkProblem::WrongPhase`] before the registration is
    /// finalized and after the start; as [`Engine::walk_gate`].
    pub fn start_walk(&self, charge_percent: Option<u8>) -> Result<WalkView> {
        self.live(|inner, live| {
            require(live, Deed::Start)?;
            let gate = gate(live, charge_percent);
            if gate.refusals.contains(&Refusal::RegistrationUnreadable) {
                return Err(WalkProblem::RegistrationUnreadable.into());
            }
            if !gate.go() {
                return Err(WalkProblem::GateClosed.into());
            }
            let (id, at) = (inner.random_hex(8), inner.now());
            let code = live.registration.code.as_deref();
            inner.store().start_walk(&id, code, at)?;
            live.walk.track = Some(id.clone());
            live.course = Some(Course {
                id,
                started: at,
                ended: None,
                marks: Vec::new(),
                trail: Trail::default(),
            });
            tracing::info!("walk.started");
            Ok(live.view(at))
        })
    }

    /// Takes a fix: stored first, then judged. Before the start, in a pause and after the end
    /// nothing is recorded; the accuracy is shown all the same. What is no place on Earth is
    /// not taken.
    ///
    /// # Errors
    /// [`WalkProblem::NotOpen`]; `Store`.
    pub fn add_fix(&self, fix: &WalkFix) -> Result<WalkView> {
        self.live(|inner, live| {
            if !live::is_sound(&fix.point) {
                return Ok(live.view(inner.now()));
            }
            let taken = Fix {
                at: fix.at,
                point: fix.point,
            };
            // The table of phases decides, as for each other deed.
            let records = live.phase().after(Deed::Fix).is_some();
            if let Some(course) = live.course.as_mut().filter(|_| records) {
                let stored = StoredFix {
                    at: fix.at,
                    point: fix.point,
                    speed_mps: fix.speed_mps,
                    bearing_deg: fix.bearing_deg,
                };
                let point = TrackPoint::Fix(stored);
                inner.store().append_track(&course.id, &point)?;
                course.trail.take(taken);
            }
            live.last_fix = Some(taken);
            let heard = inner.now();
            live.heard = Some(heard);
            Ok(live.view(heard))
        })
    }

    /// The group rests: nothing is recorded until it goes on.
    ///
    /// # Errors
    /// [`WalkProblem::WrongPhase`]; [`WalkProblem::NotOpen`]; `Store`.
    pub fn pause_walk(&self) -> Result<WalkView> {
        self.live(|inner, live| mark(inner, live, true))
    }

    /// The group goes on.
    ///
    /// # Errors
    /// As [`Engine::pause_walk`].
    pub fn go_on_walk(&self) -> Result<WalkView> {
        self.live(|inner, live| mark(inner, live, false))
    }

    /// The group says that it is well; the timer begins anew.
    ///
    /// # Errors
    /// As [`Engine::pause_walk`].
    pub fn check_in(&self) -> Result<WalkView> {
        self.live(|inner, live| {
            require(live, Deed::CheckIn)?;
            let at = inner.now();
            inner.store().check_in_walk(at)?;
            live.walk.checked_in = Some(at);
            Ok(live.view(at))
        })
    }

    /// Ends the walk wherever it stands, as anyone of the group may ask: the track ends, what
    /// was filled stays. Without a walk nothing happens.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn leave_walk(&self) -> Result<()> {
        let mut slot = self.inner.walk.hold();
        self.inner.store().leave_walk(self.inner.now())?;
        drop(slot.take::<Live>());
        tracing::info!("walk.left");
        Ok(())
    }

    /// Runs one call on the open walk as the store has it now.
    pub(super) fn live<T>(&self, work: impl FnOnce(&Inner, &mut Live) -> Result<T>) -> Result<T> {
        let mut slot = self.inner.walk.hold();
        let stored = self.inner.store().open_walk()?;
        let stored = stored.filter(|walk| {
            // Purged before anybody set out: nothing is left of it.
            walk.registration_state != PartState::Purged || walk.track.is_some()
        });
        let Some(walk) = stored else {
            drop(slot.take::<Live>());
            return Err(WalkProblem::NotOpen.into());
        };
        let same = slot.take::<Live>().filter(|live| live.is_of(&walk));
        let mut live = match same {
            Some(mut live) => {
                live.walk = walk;
                live.count_forms(&self.inner)?;
                live
            }
            None => Live::load(&self.inner, walk)?,
        };
        // Taken out and put back: after a panic the slot is empty, and the walk is read anew.
        let done = work(&self.inner, &mut live);
        slot.keep(live);
        done
    }
}

/// Refuses what cannot be done where the walk stands.
pub(super) fn require(live: &Live, deed: Deed) -> Result<Phase> {
    let after = live.phase().after(deed);
    Ok(after.ok_or(WalkProblem::WrongPhase)?)
}

fn gate(live: &Live, charge_percent: Option<u8>) -> Gate {
    let finalized = live.walk.registration_state == PartState::Finalized;
    if finalized && live.registration.code.is_none() {
        return Gate::unreadable();
    }
    let mut facts = live.registration.gate.clone();
    facts.charge = charge_percent;
    Gate::check(&facts)
}

/// Notes in the track that the group rests or goes on; twice the same changes nothing.
fn mark(inner: &Inner, live: &mut Live, rests: bool) -> Result<WalkView> {
    let before = live.phase();
    let deed = if rests { Deed::Pause } else { Deed::GoOn };
    let after = require(live, deed)?;
    let at = inner.now();
    if let Some(course) = live.course.as_mut().filter(|_| before != after) {
        let point = match rests {
            true => TrackPoint::Pause(at),
            false => TrackPoint::Resume(at),
        };
        inner.store().append_track(&course.id, &point)?;
        course.marks.push(Mark { at, rests });
        course.trail.part();
    }
    Ok(live.view(at))
}
