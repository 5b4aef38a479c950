//! Ids, digests, times, places, error codes and limits that every Farola crate shares.
//!
//! This crate is a leaf and pure: it opens no file, no socket, reads no clock and no random
//! source. What it names is what travels between the other crates.

pub mod digest;
pub mod error;
pub mod id;
pub mod limits;
mod nearest;
pub mod place;
pub mod time;

pub use digest::{Md5, Sha256};
pub use error::{Coded, ErrorClass};
pub use id::{DeviceId, FormId, FormRef, FormVersion, InstanceId, ProjectId};
pub use nearest::{edit_distance, nearest};
pub use place::GeoPoint;
pub use time::Timestamp;
