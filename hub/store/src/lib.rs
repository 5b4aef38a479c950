//! The hub's data: SQL and migrations on embedded SQLite or on PostgreSQL, and files in a local
//! folder or in a bucket of an S3 server.
//!
//! Every read and write is a method of [`Store`], grouped by room: [`account`], [`people`],
//! [`app_user`], [`project`], [`form`], [`submission`], [`aside`], [`parcel`], [`quota`],
//! [`owner`], [`queue`], [`record`], [`review`], [`audit`], [`forget`], [`job`], [`key_seed`],
//! [`sign_in`], [`second_proof`], [`codes_key`], [`known_link`], [`settings`], [`fresh_key`],
//! [`backup`], [`sealed`], [`seal`], [`carry`]; bytes are put and got through [`Files`]. No
//! connection and no SQL leaves the crate.
//!
//! One writing thread commits in groups (a [`Write`] answers only after the disk has it); a
//! few readers read snapshots. Received bytes, received files, the history and the change
//! feed are append-only, held by triggers. The crate knows nothing of HTTP, reads no clock and
//! no random source: its callers give both.

pub mod account;
pub mod app_user;
pub mod aside;
pub mod asking;
mod attached;
pub mod audit;
pub mod backup;
mod behind;
mod bucket;
mod bucket_place;
pub mod carry;
pub mod codes_key;
mod dialect;
mod error;
pub mod files;
pub mod flag;
mod folder;
pub mod forget;
pub mod form;
pub mod fresh_key;
mod home;
mod id;
pub mod job;
pub mod key_seed;
mod known;
pub mod known_link;
pub mod ledger;
mod log;
mod mark;
mod marks;
pub mod moving;
pub mod orphans;
pub mod owner;
mod page;
pub mod parcel;
pub mod people;
mod place;
mod postgres;
mod postgres_schema;
mod private;
pub mod project;
pub mod queue;
pub mod quota;
mod readers;
pub mod record;
pub mod recount;
pub mod retention;
pub mod review;
pub mod seal;
pub mod sealed;
mod search;
pub mod second_proof;
pub mod settings;
pub mod sign_in;
mod sql;
mod sqlite;
mod store;
pub mod submission;
mod tally;
mod tx;
mod value;
mod write;
mod writer;

pub use error::StoreError;
pub use files::Files;
pub use place::Place;
pub use store::{OpenAs, Store};
pub use write::Write;
