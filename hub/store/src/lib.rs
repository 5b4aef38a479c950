//! The hub's data: SQL, migrations and files, on embedded SQLite and a local folder.
//!
//! One writing thread commits in groups ([`Store::submit`] answers only after the disk has
//! it); a few readers read snapshots. Received bytes, received files, the history and the
//! change feed are append-only, held by triggers. The crate knows nothing of HTTP, reads no
//! clock and no random source: its callers give both.

pub mod account;
pub mod backup;
pub mod blob;
mod database;
mod error;
pub mod form;
pub mod parcel;
pub mod queue;
mod readers;
pub mod record;
pub mod review;
mod sql;
mod store;
pub mod submission;
mod writer;

pub use error::StoreError;
pub use rusqlite::Connection;
pub use store::{OpenAs, Store};
