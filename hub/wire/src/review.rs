//! One record, whole, as the review page reads it.

use farola_model::Sha256;
use farola_protocol::review;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::query::filled;
use crate::{Band, HistoryKind, IsoTime, Item, ReviewAction, ReviewState};

/// The query of a record and of what is done to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LanguageQuery {
    /// Language of labels and titles: `es` or `en`; `es` without it.
    #[serde(default, deserialize_with = "filled")]
    pub lang: Option<String>,
    /// Where the answers go on: `nextAnswers` of the page before; from the first without it.
    #[serde(default, rename = "answersFrom", deserialize_with = "filled")]
    #[param(rename = "answersFrom")]
    pub answers_from: Option<usize>,
    /// Where the history goes on: `nextHistory` of the page before; from the first without it.
    #[serde(default, rename = "historyAfter", deserialize_with = "filled")]
    #[param(rename = "historyAfter")]
    pub history_after: Option<i64>,
}

/// The query of an attachment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SizeQuery {
    /// Longest side in pixels: 320 or 1280; without it the size that came.
    #[serde(default, deserialize_with = "filled")]
    pub size: Option<u32>,
    /// `true`: the bytes as they came, metadata and all, as a download. Only for who decides.
    #[serde(default, deserialize_with = "filled")]
    pub original: Option<bool>,
}

/// A record under review: its row of the queue and everything below it. Who asks where its answers
/// or its history go on gets that list alone: the others are empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Review {
    /// What the queue shows of it.
    #[serde(flatten)]
    pub item: Item,
    /// Names of the form's languages, the default first.
    pub languages: Vec<String>,
    /// Answers in the order of the form; of a long record one page of them.
    pub answers: Vec<Answer>,
    /// Where the answers go on; none on the last page.
    #[schema(required = true)]
    pub next_answers: Option<usize>,
    /// Rules of the form that it breaks, at most two hundred; of its current version.
    pub faults: Vec<Fault>,
    /// Files that arrived without an answer naming them; of a hub of before, which kept them.
    pub extra_files: Vec<Media>,
    /// What of all its versions is set aside and shown to nobody, the newest first; at most two
    /// hundred.
    pub aside: Vec<Aside>,
    /// Line or area of the record, or the route of its walk.
    #[schema(required = true)]
    pub geometry: Option<Geometry>,
    /// Other stops of the same walk.
    pub neighbours: Vec<Neighbour>,
    /// What happened to it, oldest first; of a long history one page.
    pub history: Vec<HistoryEntry>,
    /// Where the history goes on; none on the last page.
    #[schema(required = true)]
    pub next_history: Option<i64>,
    /// Its versions, newest first; at most a thousand.
    pub versions: Vec<Version>,
    /// What this reader may decide now.
    #[schema(value_type = Vec<ReviewAction>)]
    pub allowed: Vec<review::ReviewAction>,
    /// The phone.
    pub device: Device,
    /// The app user that may correct it; none where nobody may.
    #[schema(required = true)]
    pub owner: Option<Phone>,
    /// What of it is here.
    pub receipt: Receipt,
}

/// One node of the form that the record answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Answer {
    /// Its path, with positions of repeats.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What the node is.
    pub kind: AnswerKind,
    /// Groups and repeats above it.
    pub depth: usize,
    /// Its label in the reader's language; the last step of its path where there is none.
    pub label: String,
    /// Type of its value, or the control where it is a choice: `select1`, `select`, `rank`.
    #[serde(rename = "type")]
    pub data_type: String,
    /// The value, as sent.
    #[schema(required = true)]
    pub value: Option<String>,
    /// The value for the eye, in the reader's language: labels of the choices, numbers, days and
    /// places in words, otherwise the value.
    #[schema(required = true)]
    pub text: Option<String>,
    /// What was chosen, in the order of the value.
    pub choices: Vec<Choice>,
    /// The file, where the value names one.
    #[schema(required = true)]
    pub media: Option<Media>,
    /// Whether the form worked it out.
    pub computed: bool,
}

/// A rule of the form that the record breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Fault {
    /// Path of the question, with positions of repeats; for what the form does not know that of
    /// what holds it.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its label in the reader's language.
    pub label: String,
    /// Which rule.
    pub kind: FaultKind,
}

/// Something that came and is set aside: nobody reads it here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Aside {
    /// Its number.
    pub id: i64,
    /// What it is.
    pub kind: AsideKind,
    /// Why.
    pub reason: AsideReason,
    /// SHA-256 of what came, in hexadecimal digits.
    #[schema(value_type = String)]
    pub sha256: Sha256,
    /// Number of bytes that came.
    pub size: u64,
    /// When.
    pub received_at: IsoTime,
    /// Whether it is kept, sealed to the key that was set then; else it is gone.
    pub sealed: bool,
    /// Where an administrator has the sealed bytes; none for anybody else, and where it is gone.
    #[schema(required = true)]
    pub url: Option<String>,
}

/// What is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AsideKind {
    /// The answers as they came; what the form asks of them is kept beside.
    Answers,
    /// A file.
    File,
}

/// Why something is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AsideReason {
    /// The form does not ask for it as the other answers stand.
    Unasked,
    /// It may say where or by whom it was made, and that cannot be taken out.
    Unclean,
}

/// Which rule of a form is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum FaultKind {
    /// An answer is required and missing.
    Required,
    /// The value is not one that the form allows.
    Constraint,
    /// The value is not of the question's type.
    Type,
    /// It is none of the choices.
    Choice,
    /// The form has no such field.
    Unknown,
    /// The form does not ask the question as the other answers stand.
    Unasked,
}

/// What a node of a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AnswerKind {
    /// It holds others.
    Group,
    /// It holds others and may occur several times.
    Repeat,
    /// It holds a value.
    Question,
}

/// One chosen choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    /// Its value.
    pub value: String,
    /// Its label in the reader's language; the value where there is none.
    pub label: String,
}

/// A file of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Media {
    /// Its name.
    pub name: String,
    /// Whether its bytes are here.
    pub present: bool,
    /// SHA-256 of the bytes, in hexadecimal digits.
    #[schema(value_type = Option<String>, required = true)]
    pub sha256: Option<Sha256>,
    /// Number of bytes.
    #[schema(required = true)]
    pub size: Option<i64>,
    /// Type by the bytes.
    #[schema(required = true)]
    pub media_type: Option<String>,
    /// Where it is had.
    pub url: String,
    /// Where a small one is had; none for what is not shown as a photo.
    #[schema(required = true)]
    pub thumb_url: Option<String>,
    /// Other bytes that arrived under the same name; nothing is overwritten.
    pub other_versions: i64,
    /// Whether a file came that is set aside and handed to nobody: it may say where or by whom it
    /// was made, and that cannot be removed.
    pub set_aside: bool,
}

/// A line or an area as GeoJSON: positions are longitude, latitude.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type")]
pub enum Geometry {
    /// A line of at least two positions.
    LineString {
        /// Its positions.
        coordinates: Vec<[f64; 2]>,
    },
    /// An area: one closed ring.
    Polygon {
        /// Its rings.
        coordinates: Vec<Vec<[f64; 2]>>,
    },
}

/// Another stop of the same walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Neighbour {
    /// `instanceID` of its current version.
    pub instance_id: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Its title in the reader's language.
    pub title: String,
    /// Band of its index.
    #[schema(value_type = Option<Band>, required = true)]
    pub band: Option<String>,
}

/// One line of a record's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntry {
    /// When.
    pub at: IsoTime,
    /// Who; none where nobody is known.
    #[schema(required = true)]
    pub actor: Option<Actor>,
    /// What happened.
    pub kind: HistoryKind,
    /// State before.
    #[schema(value_type = Option<ReviewState>, required = true)]
    pub from: Option<review::ReviewState>,
    /// State after.
    #[schema(value_type = Option<ReviewState>, required = true)]
    pub to: Option<review::ReviewState>,
    /// Path of the question that a comment is about.
    #[serde(rename = "ref")]
    #[schema(required = true)]
    pub reference: Option<String>,
    /// Label of that question in the reader's language.
    #[schema(required = true)]
    pub label: Option<String>,
    /// Words of a comment or a reason; name of a file.
    #[schema(required = true)]
    pub body: Option<String>,
}

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Actor {
    /// Name of the person, or of the phone.
    pub name: String,
    /// Role of the person; `device` for a phone.
    pub role: String,
}

/// A version of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// Its `instanceID`.
    pub instance_id: String,
    /// Whether it is the one that is shown.
    pub current: bool,
    /// When it arrived.
    pub created_at: IsoTime,
}

/// The phone that sent a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Device {
    /// What it calls itself.
    #[schema(required = true)]
    pub id: Option<String>,
}

/// A phone as a reviewer knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Phone {
    /// Number of the app user.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// What of a record is here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// SHA-256 of the current XML as it came, in hexadecimal digits.
    #[schema(value_type = String)]
    pub xml_sha256: Sha256,
    /// The same of what is kept of it, where that is less.
    #[schema(value_type = Option<String>, required = true)]
    pub kept_xml_sha256: Option<Sha256>,
    /// Whether all files that the answers name are here.
    pub complete: bool,
}
