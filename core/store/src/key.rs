//! The key of the database: asked for when it is needed, wiped when it was used.

use std::fmt;

use farola_model::{ErrorClass, Sha256};
use zeroize::{Zeroize, Zeroizing};

/// Length of the key in bytes.
pub const KEY_BYTES: usize = 32;

/// The 32 random bytes that open the database. Wiped from memory when dropped.
///
/// They are used as they are, without a password derivation: they come from the platform's
/// key store, not from a person's head, and stretching them would only cost time at opening.
pub struct Key(Box<[u8; KEY_BYTES]>);

impl Key {
    /// Takes the bytes of the key and wipes the copy it was given.
    #[must_use]
    pub fn new(mut bytes: [u8; KEY_BYTES]) -> Self {
        let key = Self::copied(&bytes);
        bytes.zeroize();
        key
    }

    /// Copies the bytes of the key to the heap: an array that is handed on leaves itself behind on
    /// the stack.
    #[must_use]
    pub fn copied(bytes: &[u8; KEY_BYTES]) -> Self {
        let mut key = Self(Box::new([0; KEY_BYTES]));
        key.0.copy_from_slice(bytes);
        key
    }

    /// The key as SQLCipher's raw key literal, with the salt written out.
    ///
    pub(crate) fn pragma(&self) -> Zeroizing<String> {
        let salt = self.salt();
        // The capacity is given so that no half-written key is left behind by growing.
        let mut text = Zeroizing::new(String::with_capacity(128));
        text.push_str("PRAGMA key = \"x'");
        for byte in self.0.iter().chain(salt.iter()) {
            for nibble in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        text.push_str("'\"");
        text
    }
}

impl Key {
    /// The first 16 bytes of the file, which SQLCipher salts its page authentication with.
    ///
    /// It would choose them at random and read them back, and a file damaged there could not
    /// be told from one opened with the wrong key. They need only differ from phone to phone,
    /// so they are taken from a digest of the key, which is random itself.
    pub(crate) fn salt(&self) -> [u8; 16] {
        const PURPOSE: &[u8] = b"farola/store/salt/1:";
        let mut seed = Zeroizing::new(Vec::with_capacity(PURPOSE.len() + KEY_BYTES));
        seed.extend_from_slice(PURPOSE);
        seed.extend_from_slice(self.0.as_slice());
        let digest = Sha256::of(&seed).0;
        let mut salt = [0; 16];
        for (to, from) in salt.iter_mut().zip(digest) {
            *to = from;
        }
        salt
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Why the platform did not give the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyUnavailable {
    /// The device is locked; it can be asked again after it was unlocked.
    #[error("the key store is locked")]
    Locked,
    /// The key store has no key of that name (new phone, restored backup).
    #[error("the key store has no such key")]
    Missing,
    /// The person or the platform refused.
    #[error("the key store refused")]
    Denied,
}

impl KeyUnavailable {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Locked => "storage.key_locked",
            Self::Missing => "storage.key_missing",
            Self::Denied => "storage.key_denied",
        }
    }

    pub(crate) fn class(self) -> ErrorClass {
        match self {
            Self::Locked => ErrorClass::Retry,
            Self::Missing => ErrorClass::Permanent,
            Self::Denied => ErrorClass::Auth,
        }
    }
}

/// Gives the key; on a phone this asks the platform's key store.
pub trait KeyProvider {
    /// Returns the key.
    ///
    /// # Errors
    /// Why the platform did not give it.
    fn key(&self) -> Result<Key, KeyUnavailable>;
}

/// A closure is a provider, for tests and command lines.
impl<F> KeyProvider for F
where
    F: Fn() -> Result<Key, KeyUnavailable>,
{
    fn key(&self) -> Result<Key, KeyUnavailable> {
        self()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_literal_holds_key_and_salt_and_debug_holds_nothing() {
        let key = Key::new([0xab; KEY_BYTES]);
        let text = key.pragma();
        assert!(text.starts_with(&format!("PRAGMA key = \"x'{}", "ab".repeat(32))));
        assert_eq!(text.len(), "PRAGMA key = \"x''\"".len() + 96);
        assert!(text.capacity() <= 128, "grew, and left the key behind");
        assert_ne!(*text, *Key::new([0xac; KEY_BYTES]).pragma());
        assert_eq!(format!("{key:?}"), "Key(..)");
    }
}
