//! Exchange with the server: the sync machine is run here, its commands are carried out, and
//! large files are sealed for the platform's uploader.

mod apply;
mod ended;
mod exchange;
mod listener;
mod options;
mod parcels;
mod plan;
mod runner;
mod session;

pub use self::ended::{Ending, MissedPart, SyncEnded, SyncSaid};
pub use self::listener::SyncListener;
pub use self::options::SyncOptions;
pub(crate) use self::parcels::bytes as parcel_bytes;
pub use self::parcels::{CarrierRefused, Parcel, ParcelCarrier, parcel_ended};
pub use self::plan::{Occasion, SyncLater, SyncPlan};
pub use self::session::SyncTask;
