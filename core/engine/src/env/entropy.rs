//! Randomness: of the system, or from a seed.

use std::sync::{Arc, Mutex};

use farola_model::{Coded, ErrorClass, Sha256};

use super::clock::{Clock as _, SystemClock};

/// Gives random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` for an id or a jitter. Never fails: where the system has no randomness,
    /// something that is at least not the same twice.
    fn fill(&self, bytes: &mut [u8]);

    /// Fills `bytes` for a key, a salt or a nonce: truly random, or not at all.
    ///
    /// # Errors
    /// [`NoEntropy`]; what is in `bytes` then must not be used.
    fn fill_secret(&self, bytes: &mut [u8]) -> Result<(), NoEntropy>;
}

/// The system gives no random bytes, so that no key can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random bytes")]
pub struct NoEntropy;

impl Coded for NoEntropy {
    fn code(&self) -> &'static str {
        "engine.no_entropy"
    }

    fn class(&self) -> ErrorClass {
        ErrorClass::Retry
    }
}

/// The randomness of the system.
#[derive(Debug, Clone, Copy)]
pub struct SystemEntropy;

// The one place where the engine asks the system for randomness.
#[allow(clippy::disallowed_methods)]
impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // A system without randomness cannot make ids that are unique; the digest of the time
        // is then better than an id of zeros, and the log says so.
        if getrandom::fill(bytes).is_err() {
            tracing::error!("entropy.unavailable");
            let now = SystemClock.now().as_millis().to_be_bytes();
            let digest = Sha256::of(&now);
            for (byte, from) in bytes.iter_mut().zip(digest.0.iter().cycle()) {
                *byte = *from;
            }
        }
    }

    fn fill_secret(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        getrandom::fill(bytes).map_err(|_| NoEntropy)
    }
}

/// Randomness from a seed: digests of the seed and a counter. For tests and demonstrations.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    counter: Mutex<u64>,
}

impl SeededEntropy {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            counter: Mutex::new(0),
        }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        let mut counter = self
            .counter
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        for chunk in bytes.chunks_mut(32) {
            *counter += 1;
            let mut block = self.seed.to_be_bytes().to_vec();
            block.extend_from_slice(&counter.to_be_bytes());
            for (byte, from) in chunk.iter_mut().zip(Sha256::of(&block).0) {
                *byte = from;
            }
        }
    }

    fn fill_secret(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
        self.fill(bytes);
        Ok(())
    }
}

/// Hands the engine's randomness to a form session.
pub(crate) struct SessionEntropy(pub(crate) Arc<dyn Entropy>);

impl farola_form::Entropy for SessionEntropy {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

/// Hands the engine's randomness to what makes keys, and remembers whether there was any: the
/// form engine's own trait cannot fail.
pub(crate) struct SecretEntropy<'a> {
    source: &'a dyn Entropy,
    missing: bool,
}

impl<'a> SecretEntropy<'a> {
    pub(crate) fn new(source: &'a dyn Entropy) -> Self {
        Self {
            source,
            missing: false,
        }
    }

    /// To be asked before anything is kept that was made with it.
    pub(crate) fn verdict(&self) -> Result<(), NoEntropy> {
        if self.missing { Err(NoEntropy) } else { Ok(()) }
    }
}

impl farola_form::Entropy for SecretEntropy<'_> {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.missing |= self.source.fill_secret(bytes).is_err();
    }
}
