//! The engine of the phone: opens form, store, track and sync together, and owns the threads,
//! the clock, the randomness and the transport.
//!
//! Shells and the command line use this crate and no other of the core: [`Engine`] for what the
//! phone holds, [`Filling`] for one form being filled, [`Recorder`] for the track of a walk, and
//! [`Engine::sync`] for the exchange with the server. Every answer is durable before the call
//! that gave it returns. No tokio of our own: reqwest's blocking client on the sync thread.
//!
//! ```
//! use std::sync::Arc;
//! use farola_engine::form::MediaMap;
//! use farola_engine::store::Key;
//! use farola_engine::transport::NoNetwork;
//! use farola_engine::{Engine, EngineConfig, Env};
//!
//! # let dir = tempfile::tempdir()?;
//! let engine = Engine::open(EngineConfig {
//!     dir: dir.path().to_owned(),
//!     key: Arc::new(|| Ok(Key::new([7; 32]))), // a shell asks the platform's key store
//!     env: Env::system(Arc::new(NoNetwork)),
//! })?;
//! # let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
//! #     xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
//! #     <h:head><h:title>Hi</h:title><model>
//! #     <instance><data id="hi" version="1"><name/><meta><instanceID/></meta></data></instance>
//! #     <bind nodeset="/data/name" type="string"/>
//! #     <bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>
//! #     <h:body><input ref="/data/name"><label>Name</label></input></h:body></h:html>"#;
//! let form = engine.add_form(xml, &MediaMap::new())?; // or engine.sync(…) from a server
//! let mut filling = engine.begin(&form.form.id, None)?;
//! filling.answer("/data/name", "Parada 3")?; // durable now
//! let finalized = filling.finalize()?;
//! assert_eq!(engine.home()?.waiting, 1);
//! # assert!(finalized.attachments.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod door;
mod enrol;
mod entities;
pub mod env;
mod fill;
mod forms;
mod home;
mod messages;
mod phone;
mod shared;
mod sync;
mod walk;

pub use door::{erase, lock};
pub use enrol::{DeviceInfo, EnrolmentOffer, JoinSaid};
pub use entities::EntityOutcome;
pub use env::transport::{self, Transport};
pub use env::{Cancel, Clock, Entropy, Env};
pub use fill::{
    AnswerOutcome, Answered, Attached, Content, Entry, FOLLOW_MS, Filling, Finalized, Finalizing,
    FormPurpose, Line, LineShown, PAGE_CHOICES, Page, Patch, Review, ReviewFault, ReviewNext, Step,
    TypedIn, Unanswered, WalkedOn,
};
pub use forms::FormSummary;
pub use home::{
    HomeCard, HomeCount, HomePlan, MOST_DRAFTS, Papers, Sending, StorageInUse, media_percent,
    percent_of,
};
pub use messages::{CorrectionStep, Message, MessageComment};
pub use phone::{DATABASE_FILE, EngineConfig};
pub use shared::{
    Appearance, Engine, EngineError, LOCK_AFTER_S, LOCK_CHOICES_S, PURGE_CHOICES_DAYS, PURGE_DAYS,
    Result, Settings, TEXT_PERCENTS, WalkFix, WalkProblem,
};
pub use sync::{
    CarrierRefused, Ending, MissedPart, Occasion, Parcel, ParcelCarrier, SyncEnded, SyncLater,
    SyncListener, SyncOptions, SyncPlan, SyncSaid, SyncTask, parcel_ended,
};
pub use walk::{
    AfterFinalizing, Ahead, CheckInView, Darkness, FirstScreen, KeptGoes, LOOK_AGAIN_MS, LeadsTo,
    Recorder, Signal, StopKind, WalkNext, WalkPage, WalkView,
};

pub use farola_control as control;
pub use farola_form as form;
pub use farola_picture::{
    ImageMap, Ink, InkGround, InkTool, MapShape, Outline, Paper, PictureFormat, photo,
};
pub use farola_protocol as protocol;
pub use farola_store as store;
pub use farola_sync::{Dialect, Missed, Outcome, Progress, Report, Stage, SyncProblem};
pub use farola_walk::{CheckInStatus, Gate, GateAct, GateActs, Phase, Reminder, WayAct};
