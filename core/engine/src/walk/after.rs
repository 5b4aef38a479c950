//! Which screen comes next: after unlocking, and after a form was finalized.

use farola_model::InstanceId;
use farola_store::SubmissionInfo;
use farola_walk::Phase;
use farola_walk::kit::Form;

use super::view::WalkView;
use crate::fill::FormPurpose;
use crate::shared::{Engine, EngineError, Result};

/// The screen after unlocking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstScreen {
    /// Home; its cards say what is to be done.
    Home,
    /// The walk that is on, with home behind it.
    Way,
}

/// What follows once a form was finalized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AfterFinalizing {
    /// The screen that comes next.
    pub leads_to: LeadsTo,
    /// What was finalized: above that screen a sentence says that it is kept.
    pub kept: FormPurpose,
    /// How it goes on to the server; nothing where something else comes before.
    pub goes: Option<KeptGoes>,
}

/// How something that is kept goes on to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptGoes {
    /// With the app open and a network.
    WithNetwork,
    /// Not before the phone has joined a server.
    NotEnrolled,
}

/// The screen after a form was finalized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadsTo {
    /// The check before the start: the registration of the walk was finalized.
    Gate,
    /// Back to the walk that is on: a stop or a finding of it.
    Way,
    /// The receipt of what was finalized, with home behind it.
    Receipt,
}

impl Engine {
    /// The screen after unlocking. A walk that a killed app left is gone on with.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn first_screen(&self) -> Result<FirstScreen> {
        Ok(first_screen(self.walk()?.as_ref()))
    }

    /// What follows once `instance` was finalized, wherever it was begun from.
    ///
    /// # Errors
    /// `Store`: there is no such submission; the database is locked, full or damaged.
    pub fn after_finalizing(&self, instance: &InstanceId) -> Result<AfterFinalizing> {
        let finalized = self.submissions()?;
        let finalized = finalized.iter().find(|info| info.instance == *instance);
        let finalized = finalized.ok_or(EngineError::Store(farola_store::Error::NotFound {
            what: "submission",
        }))?;
        let leads_to = after(finalized, self.walk()?.as_ref());
        let enrolled = self.device()?.server.is_some();
        Ok(AfterFinalizing {
            leads_to,
            goes: KeptGoes::of(leads_to, enrolled),
            kept: FormPurpose::of(&finalized.form.id, finalized.deprecated.is_some()),
        })
    }
}

impl KeptGoes {
    /// After a registration the check before the start comes next, and it alone is spoken of.
    fn of(leads_to: LeadsTo, enrolled: bool) -> Option<Self> {
        match leads_to {
            LeadsTo::Gate => None,
            LeadsTo::Way | LeadsTo::Receipt if enrolled => Some(Self::WithNetwork),
            LeadsTo::Way | LeadsTo::Receipt => Some(Self::NotEnrolled),
        }
    }
}

fn first_screen(walk: Option<&WalkView>) -> FirstScreen {
    if walk.is_some_and(|walk| walk.phase.is_on()) {
        FirstScreen::Way
    } else {
        FirstScreen::Home
    }
}

fn after(finalized: &SubmissionInfo, walk: Option<&WalkView>) -> LeadsTo {
    let Some(walk) = walk else {
        return LeadsTo::Receipt;
    };
    // A correction may be of another walk.
    if finalized.deprecated.is_some() {
        return LeadsTo::Receipt;
    }
    match Form::from_id(finalized.form.id.as_str()) {
        Some(Form::Registration)
            if walk.phase == Phase::Gate && walk.registration == finalized.instance =>
        {
            LeadsTo::Gate
        }
        Some(Form::Stop | Form::Finding) if walk.phase.is_on() => LeadsTo::Way,
        _ => LeadsTo::Receipt,
    }
}

#[cfg(test)]
mod tests {
    use farola_model::{FormId, FormRef, Sha256, Timestamp};
    use farola_store::SubmissionState;

    use super::*;

    fn finalized(form: &str, deprecated: Option<&str>) -> SubmissionInfo {
        SubmissionInfo {
            instance: InstanceId::new("mine"),
            form: FormRef {
                id: FormId::new(form),
                version: farola_model::FormVersion::new("1"),
            },
            form_sha256: Sha256::of(b"f"),
            xml_sha256: Sha256::of(b"x"),
            title: String::new(),
            deprecated: deprecated.map(InstanceId::new),
            finalized: Timestamp(0),
            state: SubmissionState::Finalized,
            problem: None,
            state_at: Timestamp(0),
            goes_here: true,
            media: (0, 0),
        }
    }

    /// Nothing is promised that a phone without a server cannot keep.
    #[test]
    fn what_is_kept_goes_where_there_is_a_server() {
        use KeptGoes::{NotEnrolled, WithNetwork};
        for (leads_to, enrolled, goes) in [
            (LeadsTo::Gate, true, None),
            (LeadsTo::Gate, false, None),
            (LeadsTo::Way, true, Some(WithNetwork)),
            (LeadsTo::Way, false, Some(NotEnrolled)),
            (LeadsTo::Receipt, true, Some(WithNetwork)),
            (LeadsTo::Receipt, false, Some(NotEnrolled)),
        ] {
            assert_eq!(
                KeptGoes::of(leads_to, enrolled),
                goes,
                "{leads_to:?} {enrolled}"
            );
        }
    }

    fn walk(phase: Phase, registration: &str) -> WalkView {
        WalkView {
            phase,
            registration: InstanceId::new(registration),
            ..WalkView::nowhere()
        }
    }

    #[test]
    fn each_form_in_each_phase() {
        use LeadsTo::{Gate, Receipt, Way};
        use Phase::{Debrief, Done, Gate as AtGate, Paused, Registration, Walking};
        let phases = [Registration, AtGate, Walking, Paused, Debrief, Done];
        // Form, and where it leads in each phase.
        let table = [
            (
                Form::Registration.id(),
                [Receipt, Gate, Receipt, Receipt, Receipt, Receipt],
            ),
            (
                Form::Stop.id(),
                [Receipt, Receipt, Way, Way, Receipt, Receipt],
            ),
            (
                Form::Finding.id(),
                [Receipt, Receipt, Way, Way, Receipt, Receipt],
            ),
            (Form::Debrief.id(), [Receipt; 6]),
            ("another", [Receipt; 6]),
        ];
        for (form, expected) in table {
            let info = finalized(form, None);
            let came = phases.map(|phase| after(&info, Some(&walk(phase, "mine"))));
            assert_eq!(came, expected, "{form}");
            assert_eq!(after(&info, None), Receipt, "{form} without a walk");
            let correction = finalized(form, Some("old"));
            let came = phases.map(|phase| after(&correction, Some(&walk(phase, "mine"))));
            assert_eq!(came, [Receipt; 6], "a correction of {form}");
        }
        let other = walk(AtGate, "another's");
        assert_eq!(
            after(&finalized(Form::Registration.id(), None), Some(&other)),
            Receipt
        );
    }

    #[test]
    fn a_walk_that_is_on_is_the_first_screen() {
        assert_eq!(first_screen(None), FirstScreen::Home);
        for phase in [Phase::Walking, Phase::Paused] {
            assert_eq!(first_screen(Some(&walk(phase, "r"))), FirstScreen::Way);
        }
        for phase in [
            Phase::Registration,
            Phase::Gate,
            Phase::Debrief,
            Phase::Done,
        ] {
            assert_eq!(first_screen(Some(&walk(phase, "r"))), FirstScreen::Home);
        }
    }
}
