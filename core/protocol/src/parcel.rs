//! Parcels: files of a submission that are sealed for the hub and uploaded by the platform.

use std::fmt;
use std::str::FromStr;

use crate::ProtocolError;

/// Names a parcel to the hub; whoever holds it can send that one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParcelId([u8; 16]);

impl fmt::Display for ParcelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ParcelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParcelId(..)")
    }
}

impl FromStr for ParcelId {
    type Err = ProtocolError;

    /// Reads exactly 32 lower-case hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, ProtocolError> {
        let plain = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 32 || !text.bytes().all(plain) {
            return Err(ProtocolError::NotParcelId);
        }
        let number = u128::from_str_radix(text, 16).map_err(|_| ProtocolError::NotParcelId)?;
        Ok(Self(number.to_be_bytes()))
    }
}
