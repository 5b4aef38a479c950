//! The hub: routes, sessions, limits, and the review app from the same binary.
//!
//! Phones speak OpenRosa below a key in the path, people and programs speak REST below `/v1`,
//! everything else is the review app. Received bytes are on the disk before any answer says so.

pub mod admin;
mod app;
mod arrival;
mod aside;
mod auth;
mod clock;
mod code;
mod config;
mod connections;
mod cookie;
mod day;
mod enrol;
mod error;
mod extract;
mod failure;
mod fields;
mod fresh;
mod hashing;
mod heard;
mod jobs;
mod kept_answers;
mod key;
mod known_link;
mod openrosa;
mod password;
mod photo;
mod privacy;
mod prove;
pub mod qr;
mod reading;
mod rest;
mod room;
mod serve;
mod sniff;
mod source;
mod stream;
mod tls;
mod token;
mod upload;
mod uploads;
mod verdict;
mod watched;
mod weak;
mod web;

pub use clock::machine_clock;
pub use config::{Config, Front};
pub use connections::Seats;
pub use error::HubError;
pub use farola_hub_store as store;
pub use serve::{Hub, run, stop_signal};
pub use source::{Network, NotANetwork};
pub use tls::TlsFiles;
pub use upload::Patience;

/// The OpenAPI 3.1 document of the REST interface, as JSON.
///
/// # Errors
/// None that can occur: the document is made of strings, numbers and lists.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    rest::document().to_pretty_json()
}
