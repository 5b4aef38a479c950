//! How sessions behave, told in scenarios: one module per concern.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod actions;
mod aggregates;
mod audit;
mod bounds;
mod broken;
mod choices;
mod controls;
mod diagnostics;
mod entities;
mod events;
mod growth;
mod hold;
mod hostile;
mod journal;
mod kit;
mod last_saved;
mod logic;
mod migrate;
mod pages;
mod privacy;
mod properties;
mod reading;
mod repeats;
mod requests;
mod submissions;
mod support;
mod texts;
mod validity;
