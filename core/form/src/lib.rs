//! ODK XForms: definition, session, validation and submission.
//!
//! [`FormDef::parse`] turns an XForm into an immutable definition and a list of diagnostics;
//! [`Session`] fills it: answers, repeats, relevance, validation, screens, languages, and at the
//! end the submission. The crate is pure: files, time and entropy are given to it.

mod audit;
mod dear;
pub mod def;
mod diagnostic;
#[cfg(feature = "encryption")]
pub mod encryption;
pub mod entities;
mod error;
mod graph;
mod media;
mod names;
mod parse;
mod privacy;
pub mod session;
pub mod submission;
mod xml;

/// The clock and calendar types of [`SessionEnv`].
pub use jiff;

pub use audit::{AUDIT_FILE, AuditConfig, AuditKind, AuditLocation, AuditLog, LocationPriority};
pub use dear::Growth;
pub use def::{
    Change, ControlKind, DataType, Field, FieldKind, FormDef, NodeId, RangeScale, Sending,
    find_language, language_shown,
};
pub use diagnostic::{Diagnostic, Excerpt, Place, Severity};
pub use error::{AnswerError, FormError};
/// What every error of the crate can say about itself: a stable code and its kind.
pub use farola_model::{Coded, ErrorClass};
pub use media::{FormMedia, MediaMap, NoMedia};
pub use privacy::{Allowed, AllowedPhoto};
pub use session::{
    Added, AuditCall, Bounds, Breach, BreachKind, Changes, Choice, Delta, DeviceProperties,
    Entropy, Evaluated, Held, Invalid, InvalidKind, Line, MigrationReport, Moved, NodeKey,
    NodeState, Op, OpenAs, Outcome, OutlineEntry, Question, QuestionKind, RepeatInstance, Request,
    STEPS_OF_A_CALL, Screen, ScreenKind, Session, SessionEnv, SetAside, SetAsideReason, Stop,
    Submission, TooDear, ValidationError, Want,
};

/// The README's examples are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
