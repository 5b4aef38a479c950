//! The phone's one encrypted database: forms, drafts, submissions, media, reviews, tracks.
//!
//! [`Store`] is the one writer and [`Reader`] a further connection that only reads; whatever
//! a `Reader` can tell a `Store` can tell too. Each module is one part of the domain with its
//! types and its SQL. Nothing here reads the clock: every time is given by the caller.
//!
//! ```
//! use farola_model::{FormId, FormRef, FormVersion, InstanceId, Sha256, Timestamp};
//! use farola_store::{Key, NewDraft, Store};
//!
//! # let dir = tempfile::tempdir()?;
//! # let path = dir.path().join("farola.db");
//! let mut store = Store::open(&path, &|| Ok(Key::new([7; 32])))?;
//! let instance = InstanceId::new("uuid:5b1c");
//! store.begin_draft(&NewDraft {
//!     instance: instance.clone(),
//!     form: FormRef { id: FormId::new("cs_punto"), version: FormVersion::new("1") },
//!     form_sha256: Sha256::of(b"<h:html/>"),
//!     title: "Punto 1".into(),
//!     deprecated: None,
//!     snapshot: None,
//!     at: Timestamp(1_000),
//! })?;
//! let seq = store.append_delta(&instance, br#"{"p_luz":"2"}"#, Timestamp(2_000))?;
//! assert_eq!(seq, 1);
//! assert_eq!(store.load_draft(&instance)?.deltas.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod connect;
mod draft;
mod entity;
mod error;
mod form;
mod home;
mod key;
mod last_saved;
mod leaving;
mod media;
mod migration;
mod old_draft;
mod outbox;
mod passed;
mod rescue;
mod retention;
mod review;
mod row;
mod setting;
mod state;
mod store;
mod submission;
#[cfg(test)]
mod tests;
mod track;
mod walk;

pub use connect::wipe_what_is_freed;
pub use draft::{Delta, Draft, DraftInfo, DraftMedia, NewDraft};
pub use entity::{EntityWrite, FinalizedWith, StoredEntity, StoredList};
pub use error::{CODES, Error, Result};
pub use form::{FormInfo, FormMedium, NewForm};
pub use home::{HomeCounts, StorageUse};
pub use key::{KEY_BYTES, Key, KeyProvider, KeyUnavailable};
pub use media::{Medium, MediumReader};
pub use old_draft::OldDrafts;
pub use outbox::{Outgoing, Receipt, ReceivedFile};
pub use passed::Moment;
pub use rescue::Salvage;
pub use retention::{Purged, RetentionPolicy};
pub use review::{NewComment, Review, ReviewChange, ReviewComment};
pub use setting::{Device, Enrolment, SealedFor, Server};
pub use state::{Shelf, SubmissionEvent, SubmissionState, UnknownState};
pub use store::{Access, Check, Reader, Store, StoreOptions};
pub use submission::{Attachment, Submission, SubmissionInfo, SubmissionMedia};
pub use track::{Fix, Track, TrackPoint};
pub use walk::{PartState, Walk, WalkForm, WalkPart};
