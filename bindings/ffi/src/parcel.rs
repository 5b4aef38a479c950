//! Sealed files that the platform uploads while the app sleeps.

use std::sync::Arc;

use farola_engine::{CarrierRefused, Parcel};

use crate::error::{Result, call};

/// A carrier of a shell could not take a parcel. The file is sent by a later sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum CarrierFailed {
    /// It threw something.
    #[error("the carrier failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for CarrierFailed {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// One sealed file, to be sent by `PUT` as it lies there, without any header of one's own but
/// the content type.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct ParcelRecord {
    /// Its id: 32 hexadecimal digits, for `parcel_ended`.
    pub id: String,
    /// Where to. Whoever holds it can send this one file and see nothing.
    pub url: String,
    /// The sealed file.
    pub path: String,
    /// For `Content-Type`.
    pub content_type: String,
    /// Bytes of the sealed file.
    pub size: u64,
    /// Whether to wait for a network that costs nothing: the data saver is on.
    pub wait_for_free_network: bool,
}

// The address lets a file be sent: it stays out of logs.
impl std::fmt::Debug for ParcelRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParcelRecord")
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl From<Parcel> for ParcelRecord {
    fn from(parcel: Parcel) -> Self {
        Self {
            id: parcel.id.to_string(),
            url: parcel.url.reveal().to_owned(),
            path: parcel.path.to_string_lossy().into_owned(),
            content_type: parcel.content_type.to_owned(),
            size: parcel.size,
            wait_for_free_network: parcel.wait_for_free_network,
        }
    }
}

/// Gives sealed files to the platform's uploader. Called on the sync's thread; must return as
/// soon as the platform has taken the order.
#[uniffi::export(with_foreign)]
pub trait ParcelCarrier: Send + Sync {
    /// Takes one. Throw where the platform does not take it: a later sync then sends the file.
    fn carry(&self, parcel: ParcelRecord) -> Result<(), CarrierFailed>;
}

/// A shell's carrier as the engine calls it.
pub(crate) struct Carry(pub(crate) Arc<dyn ParcelCarrier>);

impl farola_engine::ParcelCarrier for Carry {
    fn carry(&self, parcel: Parcel) -> Result<(), CarrierRefused> {
        let carried = self.0.carry(parcel.into());
        carried.map_err(|CarrierFailed::Failed| CarrierRefused)
    }
}

/// Removes a parcel whose upload ended, whatever its end was. Needs no key and no open phone:
/// an app that is woken behind the lock calls it. `folder` is the one that `Phone` opens.
///
/// Whether the file arrived says only the hub, to the next `sync`; what did not arrive is sent
/// then. Calling it again, or for a parcel that is gone, does nothing.
#[uniffi::export]
pub fn parcel_ended(folder: String, id: String) -> Result<()> {
    call(|| farola_engine::parcel_ended(folder.as_ref(), &id))
}
