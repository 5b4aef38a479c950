//! Invented walks from one seed: where the group goes, what it answers, what its photos show.
//!
//! The same seed gives the same walk on every machine, so that a demonstration, a benchmark, a
//! kill test and the coming simulator of many phones can name what they ran. The walk itself is
//! the engine's, driven as a shell drives it; only ids and keys are random.
//! Nothing that is shipped depends on this crate (`xtask/src/tidy/edges.rs`).
//!
//! ```
//! use farola_sim::{plan::Plan, route};
//! let plan = Plan { seed: 7, stops: 10, started: 0, route: route::load("andador", 7).unwrap() };
//! assert_eq!(plan.visits().len(), 15); // registration, stops, findings, debrief
//! ```

pub mod command;
pub mod dice;
pub mod error;
pub mod phone;
pub mod plan;
pub mod route;
pub mod story;
pub mod street;
pub mod walk;
