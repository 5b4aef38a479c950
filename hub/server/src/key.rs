//! The hub's key: made when a hub of today first opens its database, and the same ever after.

use farola_hub_store::Store;
use farola_hub_store::key_seed::KeySeed;
use farola_protocol::HubSigner;

use crate::error::HubError;

/// The key of the hub at hand; makes it where there is none yet.
///
/// # Errors
/// [`HubError::NoEntropy`]; a failure of the store.
pub(crate) fn signer(store: &Store) -> Result<HubSigner, HubError> {
    let mut fresh = [0; 32];
    getrandom::fill(&mut fresh).map_err(|_| HubError::NoEntropy)?;
    let seed = store.keep_key_seed(KeySeed::new(fresh)).wait()?;
    let signer = HubSigner::from_seed(seed.reveal());
    Ok(signer
        .map_err(|_| farola_hub_store::StoreError::Bug("the seed of the key has no 32 bytes"))?)
}
