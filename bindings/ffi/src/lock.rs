//! What a PIN may be. Everything that a PIN is used for is the door's.

use farola_engine::door::lock;
use farola_model::Coded as _;

/// How many digits a PIN has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct PinDigits {
    /// At least; from here on it can be handed in.
    pub least: u32,
    /// At most; no further digit is taken.
    pub most: u32,
}

/// How many digits a PIN has, for the pad that it is typed on.
#[uniffi::export]
#[must_use]
pub fn pin_digits() -> PinDigits {
    let count = |digits: &usize| u32::try_from(*digits).unwrap_or(u32::MAX);
    PinDigits {
        least: count(lock::PIN_DIGITS.start()),
        most: count(lock::PIN_DIGITS.end()),
    }
}

/// Code of why a PIN should not be taken; nothing when it is fine.
#[uniffi::export]
#[must_use]
pub fn pin_problem(pin: String) -> Option<String> {
    let problem = lock::check_pin(&pin).err()?;
    Some(problem.code().to_owned())
}
