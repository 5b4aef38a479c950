//! The hub's REST as types: what people and programs send and what they are answered.
//!
//! One type per shape, read and written by serde. The OpenAPI document of the hub and the
//! TypeScript of the review app are printed from these types, so no shape is written twice
//! (ADR 0019). Phones speak OpenRosa and the messages of `farola-protocol` instead.
//!
//! The crate holds shapes only: it decides nothing, and knows neither the database nor axum.
//! Shapes that ODK Central has too keep Central's names, also where the hub never fills them.

mod audit;
mod central;
mod code;
mod decision;
mod forgetting;
mod form;
mod job;
mod names;
mod path;
mod phone;
mod problem;
mod project;
mod query;
mod queue;
mod review;
mod session;
mod time;

pub use audit::{AuditCheck, AuditEntry, AuditPage, AuditQuery, CheckQuery};
pub use central::{Done, Health, Null};
pub use code::{
    CodeRemoval, CodeSetup, CodeStatus, KnownLink, LinkUse, NewCodeSecret, RecoveryCodes, Settings,
    SettingsPatch,
};
pub use decision::{Comment, Decision, HandOver, HandedOver, PhoneHandOver};
pub use forgetting::{
    ForgetReason, Forgetting, ForgettingPath, ForgettingState, Forgotten, KeptBackup, NewForgetting,
};
pub use form::{Form, FormPatch, FormState, PublishQuery};
pub use job::{DeadJob, JobPath, JobRecord, Jobs, WaitingFiles};
pub use names::{Band, Flag, HistoryKind, ReviewAction, ReviewState, Role, UnknownFlag};
pub use path::{
    AppUserPath, AsidePath, AttachmentPath, FilePath, FormPath, PersonPath, ProjectPath, RecordPath,
};
pub use phone::{AppUser, EnrolmentCode, NewAppUser};
pub use problem::{Details, FormFault, ParameterFault, Refusal};
pub use project::Project;
pub use query::{States, UnknownState};
pub use queue::{
    City, CityCount, Facets, FlagCount, FormCount, Item, PhotoCount, PlaceCount, Position,
    QueuePage, QueueQuery, Score,
};
pub use review::{
    Actor, Answer, AnswerKind, Aside, AsideKind, AsideReason, Choice, Device, Fault, FaultKind,
    Geometry, HistoryEntry, LanguageQuery, Media, Neighbour, Phone, Receipt, Review, SizeQuery,
    Version,
};
pub use session::{
    Credentials, MadePassword, NewPerson, NewSession, PasswordChange, Person, PersonPatch, Session,
    User,
};
pub use time::{Day, IsoTime, NotADay};
