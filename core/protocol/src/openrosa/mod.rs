//! The documents of OpenRosa: form list, manifest, response envelope.
//!
//! Readers are tolerant in what servers differ in (prefixes, order, unknown elements, hashes
//! without their prefix) and strict in what would lose or overwrite data. An entry that cannot
//! be used is left out and named ([`Listed`]); the rest of its list is taken.

mod form_list;
mod hash;
mod listed;
mod manifest;
mod response;

pub use form_list::{FormList, FormListEntry};
pub use listed::{Listed, OddEntry, shown_name};
pub use manifest::{Manifest, MediaFile};
pub use response::Response;
