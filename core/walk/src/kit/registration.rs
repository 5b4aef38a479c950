//! What the registration says of a walk.

use farola_model::GeoPoint;
use farola_track::Geotrace;

use super::answers::Answers;
use super::question;
use crate::code::WalkCode;
use crate::gate::GateFacts;

/// The registration of a walk, as far as its answers go: of a draft they may be few.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Registration {
    /// The walk's code; nothing before the city is chosen.
    pub code: Option<String>,
    /// INEGI's key of the city.
    pub city: Option<String>,
    /// Neighbourhood; empty where it is not known.
    pub place: String,
    /// Number of planned stops.
    pub stops: u32,
    /// Minutes between two check-ins.
    pub every_min: Option<u16>,
    /// The drawn route; empty without one.
    pub route: Vec<GeoPoint>,
    /// What the gate looks at; the phone's charge is not among it.
    pub gate: GateFacts,
}

impl Registration {
    /// Reads it.
    #[must_use]
    pub fn of(answers: &Answers<'_>) -> Self {
        let route: Geotrace = answers.read(question::ROUTE).unwrap_or_default();
        let count = |question| answers.read::<u32>(question).unwrap_or(0);
        let drawn = !route.points().is_empty();
        Self {
            // Before the city is chosen the form makes a code that begins with a dash.
            code: answers
                .text(question::WALK_CODE)
                .filter(|code| code.parse::<WalkCode>().is_ok())
                .map(str::to_owned),
            city: answers.text(question::CITY).map(str::to_owned),
            place: answers
                .text(question::NEIGHBOURHOOD)
                .unwrap_or_default()
                .to_owned(),
            stops: count(question::PLANNED_STOPS),
            every_min: answers.read(question::CHECK_IN_MIN),
            gate: GateFacts {
                checks: answers
                    .chosen(question::SAFETY_LIST)
                    .map(str::to_owned)
                    .collect(),
                consent: answers.is_yes(question::CONSENT),
                adults: question::ADULTS
                    .map(count)
                    .iter()
                    .fold(0, |sum, n| n.saturating_add(sum)),
                minors: count(question::MINORS),
                guardian_permission: answers.is_yes(question::GUARDIAN_CONSENT),
                charge: None,
                route_m: drawn.then(|| route.length_m()),
            },
            route: route.points().to_vec(),
        }
    }
}
