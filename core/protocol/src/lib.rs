//! The wire: OpenRosa documents, the hub's own messages, problem codes, headers and limits.
//!
//! Pure: bytes in, values out, and back. It opens no socket and reads no clock. Both ends use
//! it, so that what the hub writes is by construction what the phone reads; everything read is
//! taken as hostile and bounded.

pub mod changes;
pub mod enrol;
pub mod error;
pub mod header;
pub mod hub_key;
pub mod openrosa;
pub mod parcel;
pub mod problem;
pub mod proof;
pub mod receipt;
pub mod review;
pub mod word_list;
mod xml;

pub use changes::{Change, ChangesPage, Comment, ForgottenChange, ReviewChange};
pub use enrol::{Enrolment, Secret};
pub use error::ProtocolError;
pub use hub_key::{HubKey, HubSigner, Signature};
pub use openrosa::{
    FormList, FormListEntry, Listed, Manifest, MediaFile, OddEntry, Response, shown_name,
};
pub use parcel::ParcelId;
pub use problem::Problem;
pub use proof::{Nonce, ProvenReceipt, Word};
pub use receipt::{Receipt, ReceiptFile};
pub use review::{ReviewAction, ReviewState};
