//! The key of the database, which the platform's key store holds.

use std::sync::Arc;

use farola_engine::store::{KEY_BYTES, Key, KeyProvider, KeyUnavailable};
use zeroize::Zeroize;

/// Why the key store did not give the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum KeyRefusal {
    /// The device is locked; ask again after it was unlocked.
    #[error("the key store is locked")]
    Locked,
    /// The key store has no such key (new phone, restored backup).
    #[error("the key store has no such key")]
    Missing,
    /// The person or the platform refused.
    #[error("the key store refused")]
    Denied,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for KeyRefusal {
    // The exception's text is dropped: nobody knows what a key store writes into it.
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Denied
    }
}

impl From<KeyRefusal> for KeyUnavailable {
    fn from(refusal: KeyRefusal) -> Self {
        match refusal {
            KeyRefusal::Locked => Self::Locked,
            KeyRefusal::Missing => Self::Missing,
            KeyRefusal::Denied => Self::Denied,
        }
    }
}

/// Gives the key of the database. A shell implements it over Keystore or Keychain.
#[uniffi::export(with_foreign)]
pub trait KeySource: Send + Sync {
    /// The 32 bytes of the key. Called at opening and whenever a further connection is needed;
    /// may be called on any thread.
    fn key(&self) -> Result<Vec<u8>, KeyRefusal>;
}

/// A shell's key source as the store asks it.
pub(crate) struct Keys(pub(crate) Arc<dyn KeySource>);

impl KeyProvider for Keys {
    fn key(&self) -> Result<Key, KeyUnavailable> {
        let mut given = self.0.key().map_err(KeyUnavailable::from)?;
        // Another length is no key of ours.
        let bytes = <[u8; KEY_BYTES]>::try_from(given.as_slice());
        given.zeroize();
        bytes.map(Key::new).map_err(|_| KeyUnavailable::Missing)
    }
}
