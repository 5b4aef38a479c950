//! What the door keeps: the key, sealed under the PIN, and the count of tries, in one file.
//!
//! Both are wrapped together by the platform's key store, so that the count can neither be read
//! nor changed without it, and whoever deletes the count deletes the key with it. A whole older
//! file can still be put back by somebody who may write the app's folder (docs/threat-model.md).
//!
//! A key store says `Denied` of bytes that were changed and of a moment when it gives nothing to
//! anybody. The first is for good, and leaves a person only the removal of everything; at the
//! second she must be told to try again. [`unwrapped`] tells them apart.

use farola_store::{Error as StoreError, KeyUnavailable};

use super::keys::PlatformKeys;
use super::lock::{LockError, SEALED_BYTES};
use super::shelf::Shelf;
use super::tries::{TRIES_BYTES, Tries};
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
/// Length of the bytes inside the wrapping.
const PLAIN_BYTES: usize = MAGIC.len() + TRIES_BYTES + SEALED_BYTES;
/// What a key store is asked to wrap and to give back when it refused a file. It is no secret.
const PROBE: &[u8] = b"farola/door/probe";

/// The content of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) tries: Tries,
    /// As `lock::seal` gave it.
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
            let kept = Self::of(&unwrapped(keys, &wrapped, PLAIN_BYTES)?)?;
            return Ok(Some(kept));
        }
        let Some(wrapped) = read(SEALED_0_1)? else {
            return Ok(None);
        };
        let sealed = unwrapped(keys, &wrapped, SEALED_BYTES)?;
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

/// What was wrapped, `plain_bytes` of it.
///
/// [`LockError::Damaged`] where no later try can end otherwise: the file is shorter than what it
/// must hold, whatever the key store would say of it; or the key store refuses it and at the same
/// time gives back other bytes. A key store that gives back nothing now is not believed about the
/// file: it is the phone before it was first unlocked, or its hardware is busy.
fn unwrapped(keys: &dyn PlatformKeys, wrapped: &[u8], plain_bytes: usize) -> Result<Vec<u8>> {
    if wrapped.len() < plain_bytes {
        return Err(LockError::Damaged.into());
    }
    match keys.unwrap(wrapped) {
        Err(KeyUnavailable::Denied) if gives_back(keys) => {}
        answer => return Ok(answer.map_err(refused)?),
    }
    // Once more: it may have begun to give only after it had refused the file.
    match keys.unwrap(wrapped) {
        Err(KeyUnavailable::Denied) => Err(LockError::Damaged.into()),
        answer => Ok(answer.map_err(refused)?),
    }
}

/// Whether the key store gives back at this moment what it wraps at this moment.
fn gives_back(keys: &dyn PlatformKeys) -> bool {
    let probe = keys.wrap(PROBE).and_then(|wrapped| keys.unwrap(&wrapped));
    probe.is_ok_and(|plain| plain == PROBE)
}

fn refused(reason: KeyUnavailable) -> StoreError {
    StoreError::Key(reason)
}
