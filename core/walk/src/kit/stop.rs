//! A stop: where it is, and how much of its form is asked.

use farola_model::GeoPoint;

use super::answers::{Answers, Asks};
use super::question;

/// Where a record of a walk is: the pin that a person moved, else the receiver's position, else
/// the first other position that was answered.
///
/// What is no place on Earth is passed over, so that a pin that got lost on its way does not
/// hide the receiver's word. A version of a form that names its position otherwise has a place
/// all the same. Phone and hub both ask here; `tests/tables/places.json` is the rule as a table.
#[must_use]
pub fn place(answers: &Answers<'_>, form: &dyn Asks) -> Option<GeoPoint> {
    let other = |path: &str, value: &str| {
        let position = form.is_position(path);
        position.then(|| value.parse().ok()).flatten()
    };
    answers
        .read(question::MOVED_PIN)
        .or_else(|| answers.read(question::POSITION))
        .or_else(|| answers.first(other))
}

/// How much of the stop form is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// All of it.
    Full,
    /// Position, light, the eight comparable items, feeling, voices and a photo: for a windy
    /// night.
    Short,
}

impl Extent {
    /// The choice of [`question::EXTENT`].
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Full => "completo",
            Self::Short => "corto",
        }
    }
}
