//! Exchange with the server: the sync machine is run here, its commands are carried out, and
//! large files are sealed for the platform's uploader.

mod apply;
mod parcels;
mod plan;
mod session;

pub(crate) use self::apply::FEED;
pub(crate) use self::parcels::bytes as parcel_bytes;
pub use self::parcels::{CarrierRefused, Parcel, ParcelCarrier, parcel_ended};
pub use self::plan::{Ending, Occasion, SyncEnded, SyncLater, SyncPlan};
pub use self::session::{SyncListener, SyncOptions, SyncTask};
