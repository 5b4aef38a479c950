//! What comes from outside: time, randomness, network, locks between processes. Given once;
//! nothing else reads them.

mod cancel;
mod clock;
mod entropy;
pub mod files;
mod instants;
pub mod transport;

use std::sync::Arc;

pub use self::cancel::Cancel;
pub use self::clock::{Clock, SetClock, SystemClock};
pub use self::entropy::{Entropy, NoEntropy, SeededEntropy, SystemEntropy};
pub(crate) use self::entropy::{SecretEntropy, SessionEntropy};
use self::files::{Files, SystemFiles};
pub use self::instants::{BootId, Instant, Instants, SetInstants, SystemInstants};
use self::transport::Transport;

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
