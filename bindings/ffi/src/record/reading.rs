//! A form at a glance: the list to jump from, the answers in words, what it asks of the phone.

use farola_engine::control::{AudioQuality, own_words};
use farola_engine::form::{InvalidKind, OutlineEntry, QuestionKind, Request, Want, language_shown};
use farola_engine::{FOLLOW_MS, Line};
pub use farola_engine::{FormPurpose, LineShown};
use farola_model::GeoPoint;

use super::EntryType;

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum AnswerState {
    /// Answered, and nothing is wrong.
    Answered,
    /// Not answered; it need not be.
    Blank,
    /// Not answered; an answer is needed.
    Missing,
    /// The answer breaks a rule.
    Broken,
    /// No question: a group or a repeat instance.
    Group,
}

/// One line of the list to jump from.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct OutlineRecord {
    /// For `Filling.go_to`.
    pub reference: String,
    /// Label in the language now; nothing where it has none, or only blanks. A question is then
    /// called "question", and a group has no heading.
    pub label: Option<String>,
    /// A question, a group or a repeat instance.
    pub kind: EntryType,
    /// How many groups and repeats are around it.
    pub depth: u32,
    /// How it stands.
    pub state: AnswerState,
}

impl From<OutlineEntry> for OutlineRecord {
    fn from(entry: OutlineEntry) -> Self {
        let wrong = entry.invalid.as_ref().map(|invalid| invalid.kind);
        let state = match (entry.kind, wrong) {
            (QuestionKind::Question, Some(InvalidKind::Required)) => AnswerState::Missing,
            (QuestionKind::Question, Some(_)) => AnswerState::Broken,
            (QuestionKind::Question, None) if entry.answered => AnswerState::Answered,
            (QuestionKind::Question, None) => AnswerState::Blank,
            _ => AnswerState::Group,
        };
        Self {
            reference: entry.path,
            label: own_words(entry.label),
            kind: entry.kind.into(),
            depth: u32::try_from(entry.depth).unwrap_or(u32::MAX),
            state,
        }
    }
}

/// A place.
#[derive(Clone, Copy, PartialEq, uniffi::Record)]
pub struct PointRecord {
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Radius of the error in metres, where it is known.
    pub accuracy_m: Option<f64>,
}

impl From<GeoPoint> for PointRecord {
    fn from(point: GeoPoint) -> Self {
        Self {
            lat: point.lat,
            lon: point.lon,
            // 0 stands for unknown in a geopoint.
            accuracy_m: (point.accuracy_m > 0.0).then_some(point.accuracy_m),
        }
    }
}

impl From<PointRecord> for GeoPoint {
    fn from(point: PointRecord) -> Self {
        Self {
            lat: point.lat,
            lon: point.lon,
            alt_m: 0.0,
            accuracy_m: point.accuracy_m.unwrap_or_default(),
        }
    }
}

/// What stands in the place of an answer.
#[uniffi::remote(Enum)]
pub enum LineShown {
    /// The answer in words: labels of choices; numbers, dates and places by the reader's locale.
    Words {
        /// The words.
        text: String,
    },
    /// A file that cannot be shown, for `Filling.file`: say that there is one.
    File {
        /// Its name.
        name: String,
    },
    /// A picture, for `Filling.file`; say that there is a file as long as it is not read, and where
    /// it is no longer here.
    Picture {
        /// Name of its file.
        name: String,
    },
}

/// One answer in words.
#[derive(Clone, PartialEq, uniffi::Record)]
pub struct LineRecord {
    /// The question.
    pub reference: String,
    /// Its label; nothing where it has none, or only blanks. It is then called "question".
    pub label: Option<String>,
    /// Labels of the groups and repeat instances around it, outermost first.
    pub titles: Vec<String>,
    /// What is shown of the answer.
    pub shown: LineShown,
    /// The place it is.
    pub place: Option<PointRecord>,
    /// What stands above it: the titles that are not blank, where they are others than those of
    /// the line before; else nothing.
    #[uniffi(default = [])]
    pub heading: Vec<String>,
}

impl From<Line> for LineRecord {
    fn from(line: Line) -> Self {
        Self {
            reference: line.path,
            label: line.label,
            titles: line.titles,
            shown: line.shown,
            place: line.place.map(Into::into),
            heading: line.heading,
        }
    }
}

/// What a form is filled for.
#[uniffi::remote(Enum)]
pub enum FormPurpose {
    /// The registration before a walk.
    Registration,
    /// A stop of a walk.
    Stop,
    /// A finding on the way.
    Finding,
    /// The debrief after a walk.
    Debrief,
    /// The correction of a submission, whichever its form.
    Correction,
    /// Anything else.
    Form,
}

/// A language of a form.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct LanguageRecord {
    /// Its name in the form, for `Filling.set_language`; `ScreenRecord.language` is one of them.
    pub name: String,
    /// Its name as a person is shown it: without the code that stands beside it for programs.
    pub shown: String,
}

impl From<String> for LanguageRecord {
    fn from(name: String) -> Self {
        Self {
            shown: language_shown(&name).to_owned(),
            name,
        }
    }
}

/// What a form asks of the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RequestType {
    /// Where the phone is: `Filling.give_place`.
    Place,
    /// A recording in the background until the form is left: `Filling.give_recording`.
    Recording,
}

/// Something that a form waits for from the phone.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RequestRecord {
    /// The node that waits for it.
    pub reference: String,
    /// What is wanted.
    pub kind: RequestType,
    /// Of a recording: how it is made.
    pub recording: Option<AudioQuality>,
    /// Of a place: milliseconds from now during which each fix is given with
    /// `Filling.give_place`; the core keeps the most exact. 0 of a recording.
    #[uniffi(default = 0)]
    pub follow_ms: u32,
}

impl From<Request> for RequestRecord {
    fn from(request: Request) -> Self {
        let (kind, recording, follow_ms) = match request.want {
            Want::Location => (RequestType::Place, None, FOLLOW_MS),
            Want::Audio { quality } => {
                let recording = AudioQuality::named(quality.as_deref());
                (RequestType::Recording, Some(recording), 0)
            }
        };
        Self {
            reference: request.path,
            kind,
            recording,
            follow_ms,
        }
    }
}
