//! The engine of the phone: opens form, store, track and sync together, and owns the threads,
//! the clock, the randomness and the transport.
//!
//! Shells and the command line use this crate and no other of the core: [`Engine`] for what the
//! phone holds, [`Filling`] for one form being filled, [`Recorder`] for the track of a walk, and
//! [`Engine::sync`] for the exchange with the server. Every answer is durable before the call
//! that gave it returns. No tokio of our own: reqwest's blocking client on the sync thread.

mod bridge;
mod engine;
pub mod env;
mod error;
mod filling;
mod messages;
pub mod photo;
mod syncing;
mod tracking;
pub mod transport;

pub use engine::{DeviceInfo, Engine, EngineConfig, FormSummary};
pub use env::{Clock, Entropy, Env};
pub use error::{EngineError, Result};
pub use filling::{AnswerOutcome, Attached, Filling, Finalised};
pub use messages::{Message, MessageComment};
pub use syncing::{SyncListener, SyncOptions, SyncTask};
pub use tracking::Recorder;
pub use transport::{Cancel, Transport};

pub use farola_form as form;
pub use farola_protocol as protocol;
pub use farola_store as store;
pub use farola_sync::{Dialect, Outcome, Progress, Report, Stage, SyncProblem};
