//! What comes from outside: time, randomness, network, locks between processes. Given once;
//! nothing else reads them.

pub mod files;
mod instants;
pub mod transport;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use farola_model::{Coded, ErrorClass, Sha256, Timestamp};
use jiff::ZonedDateTime;
use jiff::tz::TimeZone;

pub use self::instants::{BootId, Instant, Instants, SetInstants, SystemInstants};

use self::files::{Files, SystemFiles};
use self::transport::{Cancel, Transport};

/// Gives the time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
    /// The zone the person lives in.
    fn zone(&self) -> TimeZone;
    /// Waits until `until`, or less when `cancel` stirs.
    fn wait(&self, until: Timestamp, cancel: &Cancel);

    /// Now, as the person's watch shows it.
    fn local(&self) -> ZonedDateTime {
        let now = jiff::Timestamp::from_millisecond(self.now().as_millis()).unwrap_or_default();
        now.to_zoned_datetime(self.zone())
    }
}

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

/// Everything from outside.
#[derive(Clone)]
pub struct Env {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Network.
    pub transport: Arc<dyn Transport>,
    /// Locks between processes.
    pub files: Arc<dyn Files>,
}

impl Env {
    /// The system's clock, randomness and locks with the given transport.
    #[must_use]
    pub fn system(transport: Arc<dyn Transport>) -> Self {
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            transport,
            files: Arc::new(SystemFiles),
        }
    }
}

impl std::fmt::Debug for Env {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Env(..)")
    }
}

/// The clock and zone of the machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp(jiff::Timestamp::now().as_millisecond())
    }

    fn zone(&self) -> TimeZone {
        TimeZone::system()
    }

    fn wait(&self, until: Timestamp, cancel: &Cancel) {
        let ms = until.millis_since(self.now()).clamp(0, 60_000);
        cancel.wait(Duration::from_millis(ms.unsigned_abs()));
    }
}

/// The randomness of the system.
#[derive(Debug, Clone, Copy)]
pub struct SystemEntropy;

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

/// A clock that stands where it is put, in a zone of choice. Waiting moves it.
#[derive(Debug)]
pub struct SetClock {
    now: Mutex<Timestamp>,
    zone: TimeZone,
}

impl SetClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: Timestamp, zone: TimeZone) -> Self {
        Self {
            now: Mutex::new(now),
            zone,
        }
    }

    /// Puts the clock.
    pub fn set(&self, now: Timestamp) {
        *self
            .now
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = now;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self
            .now
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn zone(&self) -> TimeZone {
        self.zone.clone()
    }

    fn wait(&self, until: Timestamp, _cancel: &Cancel) {
        self.set(until.max(self.now()));
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
