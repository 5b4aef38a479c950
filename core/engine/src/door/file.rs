//! What the door keeps: the key, sealed under the PIN, and the count of tries, in one file.
//!
//! Both are wrapped together by the platform's key store, so that the count can neither be read
//! nor changed without it, and whoever deletes the count deletes the key with it. A whole older
//! file can still be put back by somebody who may write the app's folder (docs/threat-model.md).

use farola_store::{Error as StoreError, KeyUnavailable};

use super::lock::{LockError, SEALED_BYTES};
use super::shelf::Shelf;
use super::tries::Tries;
use crate::env::Instant;
use crate::shared::Result;

/// The file.
pub(super) const FILE: &str = "door";
/// What the apps up to 0.1 kept instead: the sealed key alone, and a count beside it.
const SEALED_0_1: &str = "sealed";
const FAILURES_0_1: &str = "failures";
const GUESSES_0_1: &str = "guesses";
/// Every name that may be there.
pub(super) const ALL: [&str; 6] = [
    FILE,
    "door.new",
    SEALED_0_1,
    "sealed.new",
    FAILURES_0_1,
    GUESSES_0_1,
];

/// Names the form of the bytes inside the wrapping.
const MAGIC: &[u8; 4] = b"FD1\0";

/// Wraps bytes with a key that never leaves the platform's key store.
pub trait PlatformKeys: Send + Sync {
    /// Wraps `plain`. What comes back must not open if a byte of it was changed.
    ///
    /// # Errors
    /// [`KeyUnavailable`].
    fn wrap(&self, plain: &[u8]) -> Result<Vec<u8>, KeyUnavailable>;

    /// The bytes that were wrapped.
    ///
    /// # Errors
    /// [`KeyUnavailable`]; `Denied` too where the bytes were changed.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyUnavailable>;

    /// Destroys the wrapping key, and what a finger or a face opens.
    ///
    /// # Errors
    /// [`KeyUnavailable`].
    fn forget(&self) -> Result<(), KeyUnavailable>;
}

/// The content of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) tries: Tries,
    /// As `lock::seal_new_key` gave it.
    pub(super) sealed: Vec<u8>,
}

impl Kept {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        self.tries.write(&mut bytes);
        bytes.extend_from_slice(&self.sealed);
        bytes
    }

    fn of(bytes: &[u8]) -> Result<Self, LockError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(LockError::Damaged)?;
        let (tries, sealed) = Tries::read(rest).ok_or(LockError::Damaged)?;
        // A shorter one would look like a wrong PIN.
        if sealed.len() != SEALED_BYTES {
            return Err(LockError::Damaged);
        }
        Ok(Self {
            tries,
            sealed: sealed.to_vec(),
        })
    }

    /// Puts it in the file; durable when this returns.
    pub(super) fn keep(&self, shelf: &dyn Shelf, keys: &dyn PlatformKeys) -> Result<()> {
        let wrapped = keys.wrap(&self.bytes()).map_err(refused)?;
        Ok(shelf.replace(FILE, &wrapped).map_err(StoreError::from)?)
    }

    /// What is in the file; nothing where no PIN was chosen. What an app up to 0.1 left is taken
    /// over first: its count goes where it cannot be deleted alone.
    pub(super) fn read(
        shelf: &dyn Shelf,
        keys: &dyn PlatformKeys,
        now: Instant,
    ) -> Result<Option<Self>> {
        let read = |name| shelf.read(name).map_err(StoreError::from);
        if let Some(wrapped) = read(FILE)? {
            let kept = Self::of(&keys.unwrap(&wrapped).map_err(refused)?)?;
            return Ok(Some(kept));
        }
        let Some(wrapped) = read(SEALED_0_1)? else {
            return Ok(None);
        };
        let sealed = keys.unwrap(&wrapped).map_err(refused)?;
        if sealed.len() != SEALED_BYTES {
            return Err(LockError::Damaged.into());
        }
        let tries = match (read(FAILURES_0_1)?, read(GUESSES_0_1)?) {
            (Some(text), _) => Tries::of_failures(&text, now),
            (None, Some(text)) => Tries::of_guesses(&text, now),
            (None, None) => Tries::none(now),
        };
        let kept = Self { tries, sealed };
        kept.keep(shelf, keys)?;
        // The key is in the new file. An old one that stays opens nothing that the new does not.
        for name in [SEALED_0_1, FAILURES_0_1, GUESSES_0_1] {
            if shelf.remove(name).is_err() {
                tracing::warn!("door.old_file_stays");
            }
        }
        tracing::info!("door.taken_over");
        Ok(Some(kept))
    }
}

fn refused(reason: KeyUnavailable) -> StoreError {
    StoreError::Key(reason)
}
