//! Which photos and places the forms of a walk gather: a form of this name that asks for another
//! one is not what the women agreed to.

use super::form::Form;
use super::question;

/// What one form gathers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gathers {
    /// Questions for a photo.
    pub photos: &'static [Photo],
    /// Questions for a place or a line.
    pub places: &'static [&'static str],
}

/// The name of a question for a photo; and the question and its answer with which no photo is
/// asked for.
pub type Photo = (&'static str, Option<(&'static str, &'static str)>);

impl Form {
    /// Which photos and places it gathers.
    ///
    /// ```
    /// use farola_walk::kit::Form;
    ///
    /// // Where somebody is harassed nobody takes a photo, and a registration has none: a paper
    /// // that a guardian signed stays with the organisers.
    /// assert_eq!(Form::Finding.gathers().photos, [("foto", Some(("tipo", "acoso")))]);
    /// assert!(Form::Registration.gathers().photos.is_empty());
    /// ```
    #[must_use]
    pub fn gathers(self) -> Gathers {
        let (photos, places): (&[Photo], &[&str]) = match self {
            Self::Registration => (&[], &[question::ROUTE]),
            Self::Stop => (
                &[("foto", None)],
                &[question::POSITION, question::MOVED_PIN],
            ),
            Self::Finding => (
                &[("foto", Some((question::FINDING_KIND, "acoso")))],
                &[question::POSITION],
            ),
            Self::Debrief => (&[("mapa", None)], &[]),
            Self::Plan => (&[("evidencia", None)], &[]),
            Self::Verification => (&[("foto_despues", None)], &[question::POSITION]),
        };
        Gathers { photos, places }
    }
}
