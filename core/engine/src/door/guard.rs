//! Every use of a PIN: beginning with one, opening, changing, arming a finger, removing everything.
//!
//! They all go through [`Guard::used`], so that a wrong PIN counts at any of them and the wait
//! holds at all of them. A try is counted, durably, before it is made; a count that cannot be
//! read or written refuses the try.

use std::sync::{Arc, Mutex, MutexGuard};

use farola_store::KeyUnavailable;

use super::file::{ALL, Kept};
use super::keys::PlatformKeys;
use super::lock::{self, Cost, LockError};
use super::secret::Secret;
use super::shelf::Shelf;
use super::tries::Tries;
use crate::env::files::{FileLock, NotLocked};
use crate::env::{Entropy, Instants};
use crate::shared::{EngineError, Result};

/// What the platform gives to the door.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) shelf: Arc<dyn Shelf>,
    pub(super) keys: Arc<dyn PlatformKeys>,
    pub(super) instants: Arc<dyn Instants>,
    pub(super) entropy: Arc<dyn Entropy>,
}

/// Stands before the sealed key.
pub(super) struct Guard {
    parts: Parts,
    /// The count as it was last read or written, for [`Guard::wait_ms`] alone: a screen asks for
    /// it each second, and a key store may take a tenth of one. No try goes by it.
    known: Mutex<Option<Tries>>,
}

/// One user of the file at a time, in this process and in others.
struct Alone<'a> {
    known: MutexGuard<'a, Option<Tries>>,
    _lock: Option<FileLock>,
}

impl Guard {
    pub(super) fn new(parts: Parts) -> Self {
        Self {
            parts,
            known: Mutex::new(None),
        }
    }

    /// Milliseconds until a PIN may be tried; nothing where none was chosen.
    pub(super) fn wait_ms(&self) -> Result<Option<u64>> {
        let now = self.parts.instants.instant();
        let mut alone = self.alone()?;
        if alone.known.is_none() {
            let kept = self.read()?;
            // Where the phone's own key is lost no PIN opens any more, and a person must hear it
            // before she has tried them all. One that refuses for now says nothing.
            if kept
                .as_ref()
                .is_some_and(|kept| lock::is_stirred(&kept.sealed))
                && lock::is_lost(self.parts.keys.as_ref())
            {
                return Err(farola_store::Error::Key(KeyUnavailable::Missing).into());
            }
            *alone.known = kept.map(|kept| kept.tries);
        }
        Ok(alone.known.map(|tries| tries.wait_ms(now)))
    }

    /// Chooses the first PIN: makes a key and keeps it sealed.
    pub(super) fn begin(&self, pin: &str) -> Result<Secret> {
        let mut alone = self.alone()?;
        // The key that is there opens what was written: another must not take its place.
        if self.read()?.is_some() {
            return Err(LockError::InUse.into());
        }
        lock::check_pin(pin)?;
        let key = lock::new_key(self.parts.entropy.as_ref())?;
        let sealed = self.sealed(pin, &key)?;
        let tries = Tries::none(self.parts.instants.instant());
        self.keep(&mut alone, &Kept { tries, sealed })?;
        Ok(key)
    }

    /// The key for its PIN.
    pub(super) fn open(&self, pin: &str) -> Result<Secret> {
        let mut alone = self.alone()?;
        let (key, mut kept) = self.used(&mut alone, pin)?;
        if !lock::is_stirred(&kept.sealed) {
            self.take_over(&mut kept, pin, &key);
        }
        // The PIN was right. Where the count cannot be taken back she comes in all the same: it
        // then stands higher than it need.
        if self.keep(&mut alone, &kept).is_err() {
            tracing::warn!("door.count_stays");
        }
        Ok(key)
    }

    /// Another PIN for the same key.
    pub(super) fn change(&self, old: &str, new: &str) -> Result<()> {
        // No try is spent on a change that would be refused.
        lock::check_pin(new)?;
        let mut alone = self.alone()?;
        let (key, kept) = self.used(&mut alone, old)?;
        let sealed = self.sealed(new, &key)?;
        self.keep(&mut alone, &Kept { sealed, ..kept })?;
        self.sweep();
        Ok(())
    }

    /// Removes every file of the door. Nobody opens what was written afterwards.
    pub(super) fn remove(&self) -> Result<()> {
        let mut alone = self.alone()?;
        *alone.known = None;
        for name in ALL {
            let removed = self.parts.shelf.remove(name);
            removed.map_err(farola_store::Error::from)?;
        }
        Ok(())
    }

    /// Whether a file of the door is still there.
    pub(super) fn is_anything_left(&self) -> Result<bool> {
        for name in ALL {
            let left = self.parts.shelf.read(name);
            if left.map_err(farola_store::Error::from)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Removes what an older app or a power cut left beside the file, once that is there.
    pub(super) fn sweep(&self) {
        let shelf = &self.parts.shelf;
        let Some((file, old)) = ALL.split_first() else {
            return;
        };
        if matches!(shelf.read(file), Ok(Some(_))) {
            for name in old {
                if shelf.remove(name).is_err() {
                    tracing::warn!("door.old_file_stays");
                }
            }
        }
    }

    /// One try, counted before it is made: the key, and what to keep now that it was right.
    fn used(&self, alone: &mut Alone<'_>, pin: &str) -> Result<(Secret, Kept)> {
        // What no PIN can be is no try.
        if !lock::may_be_pin(pin) {
            return Err(LockError::PinShort.into());
        }
        let kept = self.read()?.ok_or(LockError::Unused)?;
        let now = self.parts.instants.instant();
        let wait_ms = kept.tries.wait_ms(now);
        if wait_ms > 0 {
            *alone.known = Some(kept.tries);
            return Err(LockError::Wait { ms: wait_ms }.into());
        }
        let counted = Kept {
            tries: kept.tries.one_more(now),
            ..kept
        };
        self.keep(alone, &counted)?;
        let key = match lock::unseal(&counted.sealed, pin, self.parts.keys.as_ref()) {
            // The phone's own key gave no answer: nothing was tried, and nothing is counted.
            Err(EngineError::Store(error @ farola_store::Error::Key(_))) => {
                let tries = counted.tries.one_fewer();
                self.keep(alone, &Kept { tries, ..counted })?;
                return Err(error.into());
            }
            answer => answer?,
        };
        let tries = Tries::none(now);
        Ok((key, Kept { tries, ..counted }))
    }

    /// A seal under `pin` as it is made today.
    fn sealed(&self, pin: &str, key: &Secret) -> Result<Vec<u8>> {
        let Parts { entropy, keys, .. } = &self.parts;
        let cost = Cost::measured(self.parts.instants.as_ref());
        lock::seal(cost, pin, key, entropy.as_ref(), keys.as_ref())
    }

    /// Seals anew what an older app sealed under the PIN alone, where the phone has a key of its
    /// own; a PIN that would be refused today stays hers.
    fn take_over(&self, kept: &mut Kept, pin: &str, key: &Secret) {
        let Parts { entropy, keys, .. } = &self.parts;
        if !keys.prepare().unwrap_or_default() {
            return;
        }
        let cost = Cost::measured(self.parts.instants.as_ref());
        match lock::seal_at(cost, pin, key, entropy.as_ref(), keys.as_ref()) {
            Ok(sealed) => {
                kept.sealed = sealed;
                tracing::info!("door.seal_taken_over");
            }
            Err(_) => tracing::warn!("door.seal_stays"),
        }
    }

    fn read(&self) -> Result<Option<Kept>> {
        let Parts { shelf, keys, .. } = &self.parts;
        Kept::read(shelf.as_ref(), keys.as_ref(), self.parts.instants.instant())
    }

    fn keep(&self, alone: &mut Alone<'_>, kept: &Kept) -> Result<()> {
        // Forgotten first: what stands in the file after a failure is read anew.
        *alone.known = None;
        kept.keep(self.parts.shelf.as_ref(), self.parts.keys.as_ref())?;
        *alone.known = Some(kept.tries);
        Ok(())
    }

    fn alone(&self) -> Result<Alone<'_>> {
        let known = self
            .known
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let lock = match self.parts.shelf.lock() {
            Ok(lock) => Some(lock),
            Err(NotLocked::Held) => return Err(LockError::Busy.into()),
            // A file system without locks: the app is one process, and the mutex holds there.
            Err(NotLocked::Unsupported) => None,
            Err(NotLocked::Io(error)) => return Err(farola_store::Error::from(error).into()),
        };
        Ok(Alone { known, _lock: lock })
    }
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
