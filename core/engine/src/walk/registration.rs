//! What the registration says of a walk, read from its draft or its sealed bytes.

use farola_form::{Session, submission};
use farola_model::{GeoPoint, InstanceId};
use farola_store::PartState;
use farola_track::Geotrace;
use farola_walk::GateFacts;

use crate::fill::session_env;
use crate::phone::Inner;
use crate::shared::{EngineError, Result};

/// The answers of a form by the names of their questions, wherever a version puts them.
pub(super) struct Answers(Vec<(String, String)>);

impl Answers {
    /// Of a sealed form. Nothing can be read where it is encrypted.
    pub(super) fn of_sealed(inner: &Inner, instance: &InstanceId) -> Result<Self> {
        let xml = inner.store().submission(instance)?.xml;
        let read = submission::read(&xml)?;
        let named = |(path, value): (String, Option<String>)| Some((name(&path), value?));
        let answers = read.answers.into_iter();
        Ok(Self(
            answers
                .map(|answer| (answer.field, answer.value))
                .filter_map(named)
                .collect(),
        ))
    }

    /// Of a draft as its journal has it.
    pub(super) fn of_draft(inner: &Inner, instance: &InstanceId) -> Result<Self> {
        let draft = inner.store().load_draft(instance)?;
        let def = inner.definition(&draft.info.form_sha256)?;
        let deltas = draft
            .deltas
            .iter()
            .map(|delta| serde_json::from_slice(&delta.bytes));
        let deltas: Vec<farola_form::Delta> = deltas
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| EngineError::Journal)?;
        let snapshot = draft.snapshot.unwrap_or_default();
        let session = Session::replay(def, session_env(inner, None)?, &snapshot, &deltas)?;
        let nodes = session.dump().into_iter();
        Ok(Self(
            nodes
                .filter_map(|node| Some((name(&node.path), node.value?)))
                .collect(),
        ))
    }

    /// The answer to a question; nothing where it is blank or not there.
    pub(super) fn get(&self, question: &str) -> Option<&str> {
        let found = self.0.iter().find(|(name, _)| name == question);
        found
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    fn number(&self, question: &str) -> Option<u32> {
        self.get(question)?.parse().ok()
    }

    /// Where a stop is: the pin that was moved by hand, or the receiver's.
    pub(super) fn place(&self) -> Option<GeoPoint> {
        let of = |question| self.get(question)?.parse().ok();
        of("pos_fix").or_else(|| of("pos"))
    }

    /// Number of a stop.
    pub(super) fn stop_number(&self) -> Option<u32> {
        self.number("parada")
    }
}

/// The last step of a path, without a position.
fn name(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.split('[').next().unwrap_or(last).to_owned()
}

/// The registration of a walk.
#[derive(Clone, Default)]
pub(super) struct Registration {
    /// The walk's code.
    pub(super) code: Option<String>,
    /// INEGI's key of the city.
    pub(super) city: Option<String>,
    /// Neighbourhood.
    pub(super) place: String,
    /// Number of planned stops.
    pub(super) stops: u32,
    /// Minutes between two check-ins.
    pub(super) every_min: Option<u16>,
    /// The drawn route.
    pub(super) route: Vec<GeoPoint>,
    /// What the gate looks at; the phone's charge is not among it.
    pub(super) gate: GateFacts,
}

impl Registration {
    /// Reads it wherever it is; of what was purged nothing is known any more.
    pub(super) fn read(inner: &Inner, instance: &InstanceId, state: PartState) -> Result<Self> {
        Ok(match state {
            PartState::Draft => Self::of(&Answers::of_draft(inner, instance)?),
            PartState::Sealed => Self::of(&Answers::of_sealed(inner, instance)?),
            PartState::Purged => Self::default(),
        })
    }

    fn of(answers: &Answers) -> Self {
        let route = answers.get("ruta").and_then(|text| text.parse().ok());
        let route: Geotrace = route.unwrap_or_default();
        let count = |question| answers.number(question).unwrap_or(0);
        let yes = |question| answers.get(question) == Some("1");
        let drawn = !route.points().is_empty();
        Self {
            // Before the city is chosen the code begins with a dash.
            code: answers
                .get("walk_code")
                .filter(|code| code.parse::<farola_walk::WalkCode>().is_ok())
                .map(str::to_owned),
            city: answers.get("ciudad").map(str::to_owned),
            place: answers.get("colonia").unwrap_or_default().to_owned(),
            stops: count("paradas_plan"),
            every_min: answers
                .number("checkin_min")
                .and_then(|minutes| u16::try_from(minutes).ok()),
            gate: GateFacts {
                checks: answers
                    .get("seguridad")
                    .unwrap_or_default()
                    .split_ascii_whitespace()
                    .map(str::to_owned)
                    .collect(),
                consent: yes("consent"),
                adults: ["n_mujeres", "n_mayores", "n_hombres"]
                    .map(count)
                    .iter()
                    .fold(0, |sum, n| n.saturating_add(sum)),
                minors: count("n_ninas"),
                guardian_permission: yes("consent_menor"),
                charge: None,
                route_m: drawn.then(|| route.length_m()),
            },
            route: route.points().to_vec(),
        }
    }
}
