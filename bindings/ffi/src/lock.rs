//! The lock: the database's key under a PIN.

use farola_engine::door::lock;
use farola_engine::env::{Entropy, SystemEntropy};
use farola_model::Coded as _;

use crate::error::{Result, call};

/// Makes a random database key and gives it sealed under `pin`: once, at the first start.
///
/// Wrap what comes back with the platform's key store and keep it in a file. `Invalid` when the
/// PIN is no good; see [`pin_problem`].
#[uniffi::export]
pub fn seal_new_key(pin: String) -> Result<Vec<u8>> {
    call(|| Ok(lock::seal_new_key(&pin, entropy())?))
}

/// The key for `KeySource`, out of what [`seal_new_key`] gave.
///
/// `Auth` with `lock.wrong_pin` when it is not the PIN; count these, and see [`pin_wait_ms`].
/// Takes about half a second on a cheap phone, on purpose.
#[uniffi::export]
pub fn unseal_key(sealed: Vec<u8>, pin: String) -> Result<Vec<u8>> {
    call(|| Ok(lock::unseal_key(&sealed, &pin)?.to_vec()))
}

/// The same key sealed under another PIN.
#[uniffi::export]
pub fn reseal_key(sealed: Vec<u8>, old_pin: String, new_pin: String) -> Result<Vec<u8>> {
    call(|| Ok(lock::reseal_key(&sealed, &old_pin, &new_pin, entropy())?))
}

/// Code of why a PIN should not be taken; nothing when it is fine.
#[uniffi::export]
#[must_use]
pub fn pin_problem(pin: String) -> Option<String> {
    let problem = lock::check_pin(&pin).err()?;
    Some(problem.code().to_owned())
}

/// How long to wait after so many wrong PINs in a row, in milliseconds.
#[uniffi::export]
#[must_use]
pub fn pin_wait_ms(failures: u32) -> u64 {
    lock::pin_wait_ms(failures)
}

/// Removes everything in the phone's folder. Destroy every handle on it before.
#[uniffi::export]
pub fn erase_phone(dir: String) -> Result<()> {
    call(|| farola_engine::erase(dir.as_ref()))
}

fn entropy() -> &'static dyn Entropy {
    &SystemEntropy
}
