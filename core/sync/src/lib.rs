//! The sync state machine: events in, commands out. No socket, no file, no clock, no chance.
//!
//! The engine feeds [`Machine::handle`] with what happened and does what it answers; a test
//! does the same with a simulated server, thousands of seeds a minute. One thing is outstanding
//! at any moment (a request, a write to the store, or a wait), so that killing the process
//! between any two events is the same as never having seen the second.
//!
//! Two dialects behind one machine: OpenRosa (any ODK server) and the hub's own, which adds
//! receipts by digest and a change feed, and is chosen when the server announces it.

pub mod answer;
pub mod backoff;
pub mod command;
pub mod event;
pub mod machine;
pub mod problem;
pub mod report;
mod url;

pub use answer::{Answer, AnswerBody, Failure};
pub use command::{Command, Method, ParcelSpec, Post, Request, RequestBody, Sink, StoreCommand};
pub use event::{Event, KnownFile, KnownForm, OutboxFile, OutboxItem, ParcelRoom, Start};
pub use machine::{Config, Machine};
pub use problem::SyncProblem;
pub use report::{Dialect, Missed, Outcome, Progress, Report, Stage};
