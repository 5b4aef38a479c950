//! What a PIN may be. Everything that a PIN is used for is the door's.

use farola_engine::door::lock;
use farola_model::Coded as _;

/// Code of why a PIN should not be taken; nothing when it is fine.
#[uniffi::export]
#[must_use]
pub fn pin_problem(pin: String) -> Option<String> {
    let problem = lock::check_pin(&pin).err()?;
    Some(problem.code().to_owned())
}
