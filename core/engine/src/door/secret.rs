//! The key of the database while something holds it.

use std::ops::{Deref, DerefMut};

use farola_store::KEY_BYTES;
use zeroize::Zeroize;

/// The key of the database. It lies on the heap alone and is wiped when it is dropped: an array
/// that is handed from call to call leaves a copy in each frame of the stack that it passed.
#[derive(PartialEq, Eq)]
pub struct Secret(Box<[u8; KEY_BYTES]>);

impl Secret {
    /// Zeros, to be filled in place.
    pub(super) fn blank() -> Self {
        Self(Box::new([0; KEY_BYTES]))
    }

    /// A copy of these bytes; nothing where there are more or fewer than a key has.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let mut key = Self::blank();
        (bytes.len() == KEY_BYTES).then(|| key.copy_from_slice(bytes))?;
        Some(key)
    }
}

impl Deref for Secret {
    type Target = [u8; KEY_BYTES];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Secret {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_its_length_and_shows_nothing() {
        for length in [0, 31, 33, 64] {
            assert!(Secret::of(&vec![7; length]).is_none(), "{length}");
        }
        let key = Secret::of(&[7; KEY_BYTES]).unwrap();
        assert_eq!(*key, [7; KEY_BYTES]);
        assert_eq!(format!("{key:?}"), "Secret(..)");
    }
}
