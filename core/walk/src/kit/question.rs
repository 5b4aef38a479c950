//! Names of the kit's questions, as far as our code reads or answers them.
//!
//! The forms themselves are `kit/*.xlsx`; `tests/kit.rs` compares these names with them.

use crate::item::Item;

/// The code that joins all forms of a walk; the registration makes it, the others carry it.
pub const WALK_CODE: &str = "walk_code";
/// The random id from which the registration makes the code.
pub const WALK_UID: &str = "walk_uid";
/// INEGI's key of the city.
pub const CITY: &str = "ciudad";
/// Neighbourhood of the walk.
pub const NEIGHBOURHOOD: &str = "colonia";
/// The drawn route, a geotrace.
pub const ROUTE: &str = "ruta";
/// Number of planned stops.
pub const PLANNED_STOPS: &str = "paradas_plan";
/// Agreed minutes between two check-ins.
pub const CHECK_IN_MIN: &str = "checkin_min";
/// The ticked points of the safety list.
pub const SAFETY_LIST: &str = "seguridad";
/// Whether everyone agreed to take part.
pub const CONSENT: &str = "consent";
/// Whether every minor has a written permission.
pub const GUARDIAN_CONSENT: &str = "consent_menor";
/// Counts of the adults in the group: women, older women, men.
pub const ADULTS: [&str; 3] = ["n_mujeres", "n_mayores", "n_hombres"];
/// Count of girls and adolescents.
pub const MINORS: &str = "n_ninas";

/// Number of a stop.
pub const STOP_NUMBER: &str = "parada";
/// Kind of place of a stop.
pub const STOP_PLACE: &str = "lugar";
/// Where the receiver saw the phone.
pub const POSITION: &str = "pos";
/// The pin that a person moved, asked where the signal was weak.
pub const MOVED_PIN: &str = "pos_fix";
/// The light at the place now.
pub const LIGHT: &str = "luz_ahora";
/// How much of the stop form is asked; nobody is asked for it, the app answers.
pub const EXTENT: &str = "perfil";
/// How the group feels, 0 to 3; never inside the index.
pub const FEELING: &str = "p_siente";
/// How many women gave their opinion.
pub const VOICES: &str = "n_calif";
/// How urgent it is, `1` (danger) to `4`.
pub const URGENCY: &str = "urgencia";

/// What was found.
pub const FINDING_KIND: &str = "tipo";
/// Number on the pole or lamp.
pub const POLE: &str = "poste";
/// How many came back; only the debrief asks it.
pub const RETURNED: &str = "n_final";
/// How the problem stands; only the verification asks it.
pub const OUTCOME: &str = "resultado";

/// All of the above but the rated items, for the test that compares them with the forms.
pub const ALL: [&str; 27] = [
    WALK_CODE,
    WALK_UID,
    CITY,
    NEIGHBOURHOOD,
    ROUTE,
    PLANNED_STOPS,
    CHECK_IN_MIN,
    SAFETY_LIST,
    CONSENT,
    GUARDIAN_CONSENT,
    ADULTS[0],
    ADULTS[1],
    ADULTS[2],
    MINORS,
    STOP_NUMBER,
    STOP_PLACE,
    POSITION,
    MOVED_PIN,
    LIGHT,
    EXTENT,
    FEELING,
    VOICES,
    URGENCY,
    FINDING_KIND,
    POLE,
    RETURNED,
    OUTCOME,
];

impl Item {
    /// The question's name in the stop form.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Signs => "p_senal",
            Self::Light => "p_luz",
            Self::Openness => "p_apertura",
            Self::Eyes => "p_ojos",
            Self::People => "p_gente",
            Self::Gender => "p_genero",
            Self::Guards => "p_vigila",
            Self::Exits => "p_salida",
            Self::Transit => "p_trans",
            Self::Path => "p_camino",
            Self::Upkeep => "p_cuidado",
            Self::Community => "p_comun",
        }
    }
}

/// The name of the question at a path: its last step, without a position and a prefix.
#[must_use]
pub fn name_of(path: &str) -> &str {
    let last = path.rsplit('/').next().unwrap_or(path);
    let last = last.split('[').next().unwrap_or(last);
    last.rsplit(':').next().unwrap_or(last)
}
