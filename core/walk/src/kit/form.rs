//! The six forms.

use super::question;

/// A form of the kit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// The registration before the walk.
    Registration,
    /// The observation of a stop.
    Stop,
    /// A quick finding on the way.
    Finding,
    /// The debrief after the walk.
    Debrief,
    /// Later, by the women who walked: is it fixed?
    Verification,
    /// The municipality's plan of action.
    Plan,
}

impl Form {
    /// All six, in the order of a walk.
    pub const ALL: [Self; 6] = [
        Self::Registration,
        Self::Stop,
        Self::Finding,
        Self::Debrief,
        Self::Verification,
        Self::Plan,
    ];

    /// The `id` of its XForm.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Registration => "cs_recorrido",
            Self::Stop => "cs_punto",
            Self::Finding => "cs_hallazgo",
            Self::Debrief => "cs_cierre",
            Self::Verification => "cs_verificacion",
            Self::Plan => "cs_plan",
        }
    }

    /// The form of an id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.id() == id)
    }

    /// Which form of the kit an unknown form stands for, by what it asks: a city that publishes
    /// its own copy under another id keeps the questions. `asks` says whether the form has a
    /// question of that name.
    #[must_use]
    pub fn from_questions(asks: &dyn Fn(&str) -> bool) -> Option<Self> {
        // What joins the forms of a walk; a form without it may use any of the other names.
        if !asks(question::WALK_CODE) {
            return None;
        }
        // Each by a question that no other of them has.
        let signs = [
            (question::STOP_NUMBER, Self::Stop),
            (question::WALK_UID, Self::Registration),
            (question::RETURNED, Self::Debrief),
            (question::OUTCOME, Self::Verification),
            (question::FINDING_KIND, Self::Finding),
        ];
        signs
            .into_iter()
            .find(|(name, _)| asks(name))
            .map(|(_, form)| form)
    }
}
