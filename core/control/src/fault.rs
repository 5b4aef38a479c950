//! What is wrong with an answer, as codes: a sentence of words/ stands under each.

use farola_form::{DataType, InvalidKind};
use farola_model::{Coded, ErrorClass};

use crate::typing::TypedNote;

/// Why an answer cannot stand as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerFault {
    /// There is none, and the form wants one.
    #[error("an answer is required")]
    Required,
    /// It breaks the form's constraint.
    #[error("the constraint is not met")]
    Constraint,
    /// It is no whole number, or one of more than 32 bits.
    #[error("no whole number")]
    NotWhole,
    /// It is no number.
    #[error("no number")]
    NotANumber,
    /// What was typed is no latitude and longitude on Earth.
    #[error("no place")]
    NotAPlace,
    /// A place, a line or an area that is not whole.
    #[error("a place that is not whole")]
    PlaceIncomplete,
    /// There is no such day or time.
    #[error("no such date")]
    NotADate,
    /// It is no value of the question's type for any other reason.
    #[error("not of the question's type")]
    NotOfType,
    /// The form asks for more work than a call does: nobody knows whether it breaks a rule.
    #[error("the form asks for too much work")]
    TooDear,
}

impl Coded for AnswerFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Required => "answer.required",
            Self::Constraint => "answer.constraint",
            Self::NotWhole => "answer.not_whole",
            Self::NotANumber => "answer.not_a_number",
            Self::NotAPlace => "answer.not_a_place",
            Self::PlaceIncomplete => "answer.place_incomplete",
            Self::NotADate => "answer.not_a_date",
            Self::NotOfType => "answer.not_of_type",
            Self::TooDear => "answer.too_dear",
        }
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::User
    }
}

/// The form's own words for a broken rule; nothing where it has none, or only blanks: the sentence
/// of the fault's code is said then.
#[must_use]
pub fn own_words(message: String) -> Option<String> {
    (!message.trim().is_empty()).then_some(message)
}

impl AnswerFault {
    /// The fault of a rule that the value of a question of that type breaks.
    #[must_use]
    pub fn of(rule: InvalidKind, data_type: DataType) -> Self {
        match rule {
            InvalidKind::Required => Self::Required,
            InvalidKind::Constraint => Self::Constraint,
            InvalidKind::TooDear => Self::TooDear,
            InvalidKind::Type => match data_type {
                DataType::Int => Self::NotWhole,
                DataType::Decimal => Self::NotANumber,
                DataType::Date | DataType::Time | DataType::DateTime => Self::NotADate,
                DataType::GeoPoint | DataType::GeoTrace | DataType::GeoShape => {
                    Self::PlaceIncomplete
                }
                DataType::String
                | DataType::Boolean
                | DataType::Barcode
                | DataType::Binary
                | DataType::Intent => Self::NotOfType,
            },
        }
    }
}

impl TypedNote {
    /// Whether its fault is said once the field is left: half a place is no mistake yet. A number
    /// is wrong at once, since no letter that follows mends it.
    #[must_use]
    pub fn waits(&self) -> bool {
        matches!(self, Self::NotAPlace)
    }

    /// Why what was typed is kept as no answer; nothing where it is kept.
    #[must_use]
    pub fn fault(&self) -> Option<AnswerFault> {
        match self {
            Self::Kept { .. } => None,
            Self::NotWhole => Some(AnswerFault::NotWhole),
            Self::NotANumber => Some(AnswerFault::NotANumber),
            Self::NotAPlace => Some(AnswerFault::NotAPlace),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_has_the_fault_of_its_type() {
        use InvalidKind::{Constraint, Required, TooDear, Type};
        for (rule, data_type, code) in [
            (Required, DataType::Int, "answer.required"),
            (Constraint, DataType::GeoPoint, "answer.constraint"),
            (Type, DataType::Int, "answer.not_whole"),
            (Type, DataType::Decimal, "answer.not_a_number"),
            (Type, DataType::Time, "answer.not_a_date"),
            (Type, DataType::DateTime, "answer.not_a_date"),
            (Type, DataType::GeoShape, "answer.place_incomplete"),
            (Type, DataType::Binary, "answer.not_of_type"),
            (TooDear, DataType::Int, "answer.too_dear"),
        ] {
            assert_eq!(AnswerFault::of(rule, data_type).code(), code);
        }
    }

    #[test]
    fn blanks_are_no_words() {
        for (message, expect) in [
            ("", None),
            (" ", None),
            ("\n\t", None),
            ("No cabe", Some("No cabe")),
            (" No cabe ", Some(" No cabe ")),
        ] {
            assert_eq!(
                own_words(message.to_owned()).as_deref(),
                expect,
                "{message:?}"
            );
        }
    }

    #[test]
    fn a_note_has_the_fault_that_the_rule_has_too() {
        let number = "1".to_owned();
        assert_eq!(TypedNote::Kept { number }.fault(), None);
        for (note, data_type) in [
            (TypedNote::NotWhole, DataType::Int),
            (TypedNote::NotANumber, DataType::Decimal),
        ] {
            let rule = AnswerFault::of(InvalidKind::Type, data_type);
            assert_eq!(note.fault(), Some(rule));
        }
        assert!(TypedNote::NotAPlace.waits() && !TypedNote::NotWhole.waits());
        // On a map nothing is typed: the place is marked again.
        assert_eq!(TypedNote::NotAPlace.fault(), Some(AnswerFault::NotAPlace));
    }
}
