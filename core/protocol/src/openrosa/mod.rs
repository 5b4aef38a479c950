//! The documents of OpenRosa: form list, manifest, response envelope.
//!
//! Readers are tolerant in what servers differ in (prefixes, order, unknown elements, hashes
//! without their prefix) and strict in what would lose or overwrite data.

mod form_list;
mod hash;
mod manifest;
mod response;

pub use form_list::{FormList, FormListEntry};
pub use manifest::{Manifest, MediaFile};
pub use response::Response;
