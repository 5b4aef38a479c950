//! The walk: one at a time, from the registration to the debrief, and a kill at any moment only
//! interrupts it.
//!
//! Where it stands is never kept: it follows from the registration (draft or finalized), the track
//! with its pauses, and the forms that were begun on it. What nothing else says, which walk is
//! open, the last check-in, which forms are of it, is in the store before a call returns.

mod after;
mod begin;
mod light;
mod live;
mod open;
mod registration;
mod tracking;
mod view;

pub use farola_walk::kit::Extent as StopKind;

pub use self::after::{AfterFinalizing, FirstScreen, KeptGoes, LeadsTo};
pub use self::light::Darkness;
pub use self::tracking::Recorder;
pub use self::view::{Ahead, CheckInView, LOOK_AGAIN_MS, Signal, WalkNext, WalkPage, WalkView};
