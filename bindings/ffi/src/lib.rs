//! The facade for Kotlin, Swift and Python: what a shell needs of the engine, through UniFFI.
//!
//! [`Door`] stands before the phone and opens it, [`Phone`] is what the phone holds, [`Filling`]
//! one form being filled, [`SyncSession`] one exchange with the server. A shell implements
//! [`KeySource`], which gives the key of the database, [`SyncWatcher`], which hears how a sync goes
//! on, and, where the platform can upload while the app sleeps, [`ParcelCarrier`].
//!
//! No logic stands here: each function is one call of the engine. Every call blocks until what
//! it did is durable and may be made from any thread.

mod door;
mod error;
mod filling;
mod image_map;
mod key;
mod lock;
mod measure;
mod parcel;
mod phone;
mod plan;
mod record;
mod sensing;
mod syncing;
#[cfg(test)]
mod tests;
mod walk;

pub use door::{
    AbsenceType, Door, DoorState, InstantFailed, InstantRecord, InstantSource, LockedType,
    MomentRecord, PlatformKeys,
};
pub use error::{FarolaError, Result};
pub use filling::Filling;
pub use image_map::{DrawingRecord, EdgeRecord, ImageMap, ShapeRecord, read_image_map};
pub use key::{KeyRefusal, KeySource};
pub use lock::{PinPad, PinStep, choose_pin, offer_words, pin_pad, words_whole};
pub use measure::*;
pub use parcel::{CarrierFailed, ParcelCarrier, ParcelRecord, parcel_ended};
pub use phone::{Phone, enrols};
pub use plan::{home_line, sync_said};
pub use record::*;
pub use sensing::*;
pub use syncing::{SyncSession, SyncWatcher, WatcherFailed};

/// What is freed is written over first: answers and keys do not stay in the memory of a phone that
/// was locked. Rust frees strings as they are, and a lock by itself leaves them where they were.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

uniffi::setup_scaffolding!("farola");
