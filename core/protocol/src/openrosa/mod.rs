//! The documents of OpenRosa: form list, manifest, response envelope.
//!
//! Readers are tolerant in what servers differ in (prefixes, order, unknown elements, hashes
//! without their prefix) and strict in what would lose or overwrite data.

mod form_list;
mod manifest;
mod response;

use std::str::FromStr;

use farola_model::Md5;

pub use form_list::{FormList, FormListEntry};
pub use manifest::{Manifest, MediaFile};
pub use response::Response;

/// The hash of a form or file, which OpenRosa writes `md5:…`; another scheme counts as none.
pub(crate) fn read_hash(text: Option<String>) -> Option<Md5> {
    let text = text?;
    let digits = text.strip_prefix("md5:").unwrap_or(&text).trim();
    Md5::from_str(&digits.to_ascii_lowercase()).ok()
}
