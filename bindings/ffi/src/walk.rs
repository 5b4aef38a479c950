//! The walk, from its registration to its debrief: one at a time, gone on with after a kill.

use std::sync::Arc;

use crate::error::{Result, call};
use crate::filling::Filling;
use crate::phone::Phone;
use crate::record::{FixRecord, GateRecord, StopKind, WalkRecord};

#[uniffi::export]
impl Phone {
    /// Begins a walk with its registration; one that is being filled is gone on with.
    ///
    /// `Conflict` `walk.under_way` while another walk is open: leave it first. `NotFound`
    /// `walk.form_missing` where the forms of the walk are not on the phone.
    pub fn new_walk(&self, language: Option<String>) -> Result<Arc<Filling>> {
        call(|| Ok(Filling::over(self.engine.new_walk(language.as_deref())?)))
    }

    /// The walk that is open; nothing when there is none. One that is over is shown as `Done`
    /// until it is left or another is begun.
    pub fn walk(&self) -> Result<Option<WalkRecord>> {
        call(|| Ok(self.engine.walk()?.map(Into::into)))
    }

    /// Whether the walk may start, with this phone's charge in per cent.
    pub fn walk_gate(&self, charge_percent: Option<u8>) -> Result<GateRecord> {
        call(|| Ok(self.engine.walk_gate(charge_percent)?.into()))
    }

    /// The group sets out. `Conflict` `walk.gate_closed` unless the gate says go.
    pub fn start_walk(&self, charge_percent: Option<u8>) -> Result<WalkRecord> {
        call(|| Ok(self.engine.start_walk(charge_percent)?.into()))
    }

    /// Takes a fix. Outside of walking nothing is recorded; the accuracy is shown all the same.
    pub fn add_fix(&self, fix: FixRecord) -> Result<WalkRecord> {
        call(|| Ok(self.engine.add_fix(&fix.into())?.into()))
    }

    /// The group rests: nothing is recorded until it goes on.
    pub fn pause_walk(&self) -> Result<WalkRecord> {
        call(|| Ok(self.engine.pause_walk()?.into()))
    }

    /// The group goes on.
    pub fn go_on_walk(&self) -> Result<WalkRecord> {
        call(|| Ok(self.engine.go_on_walk()?.into()))
    }

    /// The group says that it is well; the timer begins anew.
    pub fn check_in(&self) -> Result<WalkRecord> {
        call(|| Ok(self.engine.check_in()?.into()))
    }

    /// Begins the observation of a stop with what is known answered; one that is being filled
    /// is gone on with as it was begun.
    pub fn begin_stop(&self, kind: StopKind, language: Option<String>) -> Result<Arc<Filling>> {
        call(|| {
            let filling = self.engine.begin_stop(kind.into(), language.as_deref())?;
            Ok(Filling::over(filling))
        })
    }

    /// Begins a quick finding with what is known answered; also without a walk.
    pub fn begin_finding(&self, language: Option<String>) -> Result<Arc<Filling>> {
        call(|| {
            let filling = self.engine.begin_finding(language.as_deref())?;
            Ok(Filling::over(filling))
        })
    }

    /// Ends the way and begins the debrief; one that is being filled is gone on with.
    pub fn begin_debrief(&self, language: Option<String>) -> Result<Arc<Filling>> {
        call(|| {
            let filling = self.engine.begin_debrief(language.as_deref())?;
            Ok(Filling::over(filling))
        })
    }

    /// Ends the walk wherever it stands; what was filled stays.
    pub fn leave_walk(&self) -> Result<()> {
        call(|| self.engine.leave_walk())
    }

    /// Whether it is dark where the phone is: at the last fix of the last day, or in the city of
    /// the walk or the enrolment. No where nothing is known: then the system's own dark mode.
    pub fn is_night(&self) -> Result<bool> {
        call(|| self.engine.is_night())
    }
}
