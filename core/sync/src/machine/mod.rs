//! The machine: one session, one thing outstanding, every stop a safe one.
//!
//! Order of a session: greet the server (HEAD submission: dialect, limit, whether we are let
//! in), send the reports, read what reviewers said, look for forms, send the big files. So the
//! hub shows a stop, with a place for its photo, before the first photo is on its way.

mod answers;
mod events;
mod failures;
mod feed;
mod forms;
mod item;
mod kinds;
mod lacks;
mod parcel;
mod proven;
mod push;
mod session;
mod steps;

pub use self::steps::{Config, Machine};
