//! What the platform's key store does for the door.

use farola_store::KeyUnavailable;
use zeroize::Zeroizing;

/// Wraps bytes with a key that never leaves the platform's key store.
pub trait PlatformKeys: Send + Sync {
    /// Wraps `plain`. What comes back must not open if a byte of it was changed, and is not
    /// shorter than `plain`.
    ///
    /// # Errors
    /// [`KeyUnavailable`].
    fn wrap(&self, plain: &[u8]) -> Result<Vec<u8>, KeyUnavailable>;

    /// The bytes that were wrapped.
    ///
    /// # Errors
    /// [`KeyUnavailable`]; `Denied` too where the bytes were changed: the door then asks for
    /// bytes that it has just had wrapped, to learn which of the two it is.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyUnavailable>;

    /// Makes the key of [`PlatformKeys::stir`] where there is none yet, and says whether the phone
    /// has one. Without one a PIN is sealed as up to 0.1.
    ///
    /// # Errors
    /// [`KeyUnavailable`].
    fn prepare(&self) -> Result<bool, KeyUnavailable> {
        Ok(false)
    }

    /// Puts `input` through a key that cannot leave the phone and works only while the phone is
    /// unlocked: the same answer for the same input, and nobody without the phone can tell it.
    ///
    /// # Errors
    /// [`KeyUnavailable`]: `Missing` where there is no such key.
    fn stir(&self, input: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, KeyUnavailable> {
        let _ = input;
        Err(KeyUnavailable::Missing)
    }

    /// Destroys the wrapping key, the key of [`PlatformKeys::stir`], and what a finger or a face
    /// opens.
    ///
    /// # Errors
    /// [`KeyUnavailable`].
    fn forget(&self) -> Result<(), KeyUnavailable>;
}
