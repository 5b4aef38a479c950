//! What became of a keystroke and of a step.

use farola_engine::{Filling, TypedIn, WalkedOn};
use farola_model::Coded as _;

use super::{AnswerRecord, PlaceRecord, TypedNote, WalkedFix};

/// What became of a keystroke.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct TypedRecord {
    /// The answer as it is kept, and what it changed on the screen.
    pub answer: AnswerRecord,
    /// What the field shows from now on, where that is not what was typed: thousands in groups.
    pub field: Option<String>,
    /// What is said below the field.
    pub note: Option<TypedNote>,
    /// A code of docs/errors.md with the sentence for `note`; nothing where what was typed is
    /// kept, be it with `TypedNote.Kept`.
    #[uniffi(default = None)]
    pub code: Option<String>,
    /// Whether that sentence is said once the field is left: half a place is no mistake yet.
    #[uniffi(default = false)]
    pub code_waits: bool,
}

impl TypedRecord {
    pub(crate) fn of(reference: &str, typed: TypedIn, filling: &Filling) -> Self {
        let fault = typed.note.as_ref().and_then(TypedNote::fault);
        Self {
            answer: AnswerRecord::of(reference, typed.answered, filling),
            field: typed.field,
            code: fault.map(|fault| fault.code().to_owned()),
            code_waits: typed.note.as_ref().is_some_and(TypedNote::waits),
            note: typed.note,
        }
    }
}

/// What became of a fix on a line that is walked.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct WalkedRecord {
    /// Whether it became a point.
    pub fix: WalkedFix,
    /// The answer, once there are points enough for one and this fix is among them.
    pub answer: Option<AnswerRecord>,
    /// The points so far, while they are too few for an answer; to be shown with what is there.
    pub begun: Vec<PlaceRecord>,
}

impl WalkedRecord {
    pub(crate) fn of(reference: &str, walked: WalkedOn, filling: &Filling) -> Self {
        Self {
            fix: walked.walked,
            answer: walked
                .answered
                .map(|answered| AnswerRecord::of(reference, answered, filling)),
            begun: walked.begun,
        }
    }
}
