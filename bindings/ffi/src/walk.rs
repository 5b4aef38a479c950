//! The walk, from its registration to its debrief: one at a time, gone on with after a kill.

use std::sync::Arc;

use crate::error::{Result, call};
use crate::filling::Filling;
use crate::phone::Phone;
use crate::record::{Darkness, FixRecord, GateRecord, StopKind, WalkRecord};

#[uniffi::export]
impl Phone {
    /// Begins a walk with its registration; one that is being filled is gone on with.
    ///
    /// `Conflict` `walk.under_way` while another walk is open: leave it first. `NotFound`
    /// `walk.form_missing` where the forms of the walk are not on the phone.
    pub fn new_walk(&self, language: Option<String>) -> Result<Arc<Filling>> {
        call(|| Ok(Filling::over(self.engine.new_walk(language.as_deref())?)))
    }

    /// Begins another registration where the gate does not say go: the walk that waits there is
    /// left, and its registration stays finalized as it is. For the button beside the refusals.
    ///
    /// `Conflict` `walk.wrong_phase` unless the walk is at its gate; `NotFound`
    /// `walk.form_missing` where the form is not on the phone: the walk is then as it was.
    pub fn register_again(&self, language: Option<String>) -> Result<Arc<Filling>> {
        call(|| {
            Ok(Filling::over(
                self.engine.register_again(language.as_deref())?,
            ))
        })
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

    /// How bright the screen is now: as the person set it, and where that is `Appearance.Auto`
    /// dark after dusk where the phone is: at the last fix of the last day, or in the city of the
    /// walk or the enrolment. By day, and where nothing is known of the place, `AsPhone`.
    ///
    /// Ask after unlocking, after a change of the settings, and while a walk is shown each time it
    /// is looked at again. Where it fails, `AsPhone`.
    pub fn darkness(&self) -> Result<Darkness> {
        call(|| Ok(self.engine.darkness()?.into()))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::error::FarolaError;
    use crate::key::{KeyRefusal, KeySource};
    use crate::record::{GateAct, WalkPhase};

    struct Keys;

    impl KeySource for Keys {
        fn key(&self) -> Result<Vec<u8>, KeyRefusal> {
            Ok(vec![7; 32])
        }
    }

    fn phone(dir: &std::path::Path) -> Arc<Phone> {
        Phone::open(dir.to_str().unwrap().to_owned(), Arc::new(Keys)).unwrap()
    }

    fn not_found(code: &str) -> FarolaError {
        FarolaError::NotFound { code: code.into() }
    }

    fn conflict(code: &str) -> FarolaError {
        FarolaError::Conflict { code: code.into() }
    }

    const FIX: FixRecord = FixRecord {
        at_ms: 1_797_896_700_000,
        lat: 20.6767,
        lon: -103.347,
        altitude_m: None,
        accuracy_m: None,
        speed_mps: None,
        bearing_deg: None,
    };

    #[test]
    fn what_is_refused_says_what_a_shell_can_do() {
        let dir = tempfile::tempdir().unwrap();
        let phone = phone(dir.path());
        assert!(phone.walk().unwrap().is_none());
        assert_eq!(phone.add_fix(FIX).err(), Some(not_found("walk.not_open")));
        assert_eq!(phone.check_in().err(), Some(not_found("walk.not_open")));
        let missing = not_found("walk.form_missing");
        assert_eq!(phone.new_walk(None).err(), Some(missing.clone()));
        assert_eq!(phone.begin_finding(None).err(), Some(missing));
        assert_eq!(phone.darkness(), Ok(Darkness::AsPhone));
        phone.leave_walk().unwrap();
    }

    #[test]
    fn a_walk_is_registered_and_waits_at_its_gate() {
        let dir = tempfile::tempdir().unwrap();
        let phone = phone(dir.path());
        let form = include_bytes!("../../../kit/cs_recorrido.xml");
        phone.add_form(form.to_vec()).unwrap();
        let filling = phone.new_walk(Some("en".into())).unwrap();
        assert_eq!(phone.walk().unwrap().unwrap().place, None);
        let answers = [("ciudad", "14039"), ("colonia", "Analco")];
        for (name, value) in answers {
            filling
                .answer(format!("/data/{name}"), value.into())
                .unwrap();
        }
        let walk = phone.walk().unwrap().unwrap();
        assert_eq!(walk.phase, WalkPhase::Registration);
        assert_eq!(
            (walk.city.as_str(), walk.place.as_deref()),
            ("Guadalajara", Some("Analco"))
        );
        assert_eq!(walk.registration, Some(filling.instance().unwrap()));
        // A look is soon enough for a minute to pass by, and for a signal that is lost.
        assert!((1_000..=60_000).contains(&walk.look_again_ms));
        assert!(walk.code.is_some_and(|code| code.starts_with("14039-")));
        let gate = phone.walk_gate(Some(20)).unwrap();
        assert!(!gate.go);
        assert!(gate.refusals.contains(&"walk.no_consent".to_owned()));
        assert!(gate.advice.contains(&"walk.low_charge".to_owned()));
        assert_eq!(gate.acts.main, GateAct::RegisterAgain);
        assert_eq!(gate.acts.others, [GateAct::LookAgain, GateAct::Leave]);
        assert_eq!((walk.page, walk.acts), (None, vec![]));
        assert_eq!(
            phone.start_walk(None).err(),
            Some(conflict("walk.wrong_phase"))
        );
        // A receiver that says no accuracy is good enough to look at, not for a stop.
        assert_eq!(phone.walk().unwrap().unwrap().accuracy_m, None);
        assert_eq!(phone.add_fix(FIX).unwrap().accuracy_m, Some(50.0));
        phone.leave_walk().unwrap();
        assert!(phone.walk().unwrap().is_none());
        assert_eq!(phone.drafts().unwrap().len(), 1);
    }
}
