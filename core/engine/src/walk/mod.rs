//! The walk: one at a time, from the registration to the debrief, and a kill at any moment only
//! interrupts it.
//!
//! Where it stands is never kept: it follows from the registration (draft or sealed), the track
//! with its pauses, and the forms that were begun on it. What nothing else says, which walk is
//! open, the last check-in, which forms are of it, is in the store before a call returns.

mod after;
mod begin;
mod error;
mod light;
mod live;
mod registration;
mod tracking;
mod view;

use farola_model::{GeoPoint, Timestamp};
use farola_store::{Fix as StoredFix, PartState, TrackPoint};
use farola_track::Fix;
pub use farola_walk::kit::Extent as StopKind;
use farola_walk::{Deed, Gate, Mark, Phase};

pub use self::after::{AfterSealing, FirstScreen};
pub(crate) use self::begin::claim;
pub use self::error::WalkProblem;
use self::live::Course;
pub(crate) use self::live::Live;
pub use self::tracking::Recorder;
use self::tracking::Trail;
pub use self::view::{CheckInView, WalkView};
use crate::phone::{Engine, Inner};
use crate::shared::Result;

/// A fix as the phone's receiver gave it.
#[derive(Clone, Copy, PartialEq)]
pub struct WalkFix {
    /// When it was taken.
    pub at: Timestamp,
    /// Where.
    pub point: GeoPoint,
    /// Metres per second, where the receiver says it.
    pub speed_mps: Option<f64>,
    /// Course in degrees from north, where the receiver says it.
    pub bearing_deg: Option<f64>,
}

impl Engine {
    /// The walk that is open; nothing when there is none. A walk that is over is shown until it
    /// is left or another is begun.
    ///
    /// # Errors
    /// Those of the store.
    pub fn walk(&self) -> Result<Option<WalkView>> {
        match self.live(|inner, live| Ok(live.view(inner.now()))) {
            Err(crate::EngineError::Walk(WalkProblem::NotOpen)) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Whether the walk may start: what forbids it and what is advised, with this phone's
    /// charge in per cent. Asked during the registration it speaks of the answers so far.
    ///
    /// # Errors
    /// [`WalkProblem::NotOpen`]; [`WalkProblem::RegistrationUnreadable`]; those of the store.
    pub fn walk_gate(&self, charge_percent: Option<u8>) -> Result<Gate> {
        self.live(|_, live| gate(live, charge_percent))
    }

    /// The group sets out: the track begins.
    ///
    /// # Errors
    /// [`WalkProblem::GateClosed`]; [`WalkProblem::WrongPhase`] before the registration is
    /// sealed and after the start; as [`Engine::walk_gate`].
    pub fn start_walk(&self, charge_percent: Option<u8>) -> Result<WalkView> {
        self.live(|inner, live| {
            require(live, Deed::Start)?;
            if !gate(live, charge_percent)?.go() {
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
    /// [`WalkProblem::NotOpen`]; those of the store.
    pub fn add_fix(&self, fix: &WalkFix) -> Result<WalkView> {
        self.live(|inner, live| {
            if !live::is_sound(&fix.point) {
                return Ok(live.view(inner.now()));
            }
            let taken = Fix {
                at: fix.at,
                point: fix.point,
            };
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
            Ok(live.view(inner.now()))
        })
    }

    /// The group rests: nothing is recorded until it goes on.
    ///
    /// # Errors
    /// [`WalkProblem::WrongPhase`]; [`WalkProblem::NotOpen`]; those of the store.
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
    /// Those of the store.
    pub fn leave_walk(&self) -> Result<()> {
        let mut slot = self.inner.live();
        self.inner.store().leave_walk(self.inner.now())?;
        *slot = None;
        tracing::info!("walk.left");
        Ok(())
    }

    /// Runs one call on the open walk as the store has it now.
    fn live<T>(&self, work: impl FnOnce(&Inner, &mut Live) -> Result<T>) -> Result<T> {
        let mut slot = self.inner.live();
        let stored = self.inner.store().open_walk()?;
        let stored = stored.filter(|walk| {
            // Purged before anybody set out: nothing is left of it.
            walk.registration_state != PartState::Purged || walk.track.is_some()
        });
        let Some(walk) = stored else {
            *slot = None;
            return Err(WalkProblem::NotOpen.into());
        };
        let same = slot.take().filter(|live| live.is_of(&walk));
        let live = match same {
            Some(mut live) => {
                live.walk = walk;
                live.count_forms(&self.inner)?;
                live
            }
            None => Live::load(&self.inner, walk)?,
        };
        work(&self.inner, slot.insert(live))
    }
}

/// Refuses what cannot be done where the walk stands.
fn require(live: &Live, deed: Deed) -> Result<Phase> {
    let after = live.phase().after(deed);
    Ok(after.ok_or(WalkProblem::WrongPhase)?)
}

fn gate(live: &Live, charge_percent: Option<u8>) -> Result<Gate> {
    let sealed = live.walk.registration_state == PartState::Sealed;
    if sealed && live.registration.code.is_none() {
        return Err(WalkProblem::RegistrationUnreadable.into());
    }
    let mut facts = live.registration.gate.clone();
    facts.charge = charge_percent;
    Ok(Gate::check(&facts))
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
