//! The hub's key (Ed25519): by it a phone knows the hub that it was enrolled with again.
//!
//! Its public half stands in every code that enrols; what the hub says to such a phone is signed
//! ([`crate::proof`]). The secret half is the hub's alone.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ProtocolError;

/// Bytes of a public key, and of the seed that a secret one is made from.
const KEY: usize = 32;
/// Bytes of a signature.
const SIGNATURE: usize = 64;

/// The public half of a hub's key. As text: 43 characters of base64 for addresses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HubKey([u8; KEY]);

impl HubKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; KEY]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// Whether whoever has the secret half signed exactly these bytes.
    #[must_use]
    pub fn signed(&self, bytes: &[u8], signature: &Signature) -> bool {
        let key = UnparsedPublicKey::new(&ED25519, &self.0);
        key.verify(bytes, &signature.0).is_ok()
    }
}

impl fmt::Display for HubKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for HubKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HubKey({self})")
    }
}

impl FromStr for HubKey {
    type Err = ProtocolError;

    fn from_str(text: &str) -> Result<Self, ProtocolError> {
        decode(text).map(Self).ok_or(ProtocolError::NotHubKey)
    }
}

impl Serialize for HubKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HubKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What stands under a text. As text: 86 characters of base64 for addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature([u8; SIGNATURE]);

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}

impl FromStr for Signature {
    type Err = ProtocolError;

    fn from_str(text: &str) -> Result<Self, ProtocolError> {
        decode(text).map(Self).ok_or(ProtocolError::NotHubKey)
    }
}

/// The secret half: it signs what the hub says.
pub struct HubSigner(Ed25519KeyPair);

impl HubSigner {
    /// The key that this seed makes: always the same one.
    ///
    /// # Errors
    /// [`ProtocolError::NotHubKey`] for a seed that is not 32 bytes.
    pub fn from_seed(seed: &[u8]) -> Result<Self, ProtocolError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed);
        pair.map(Self).map_err(|_| ProtocolError::NotHubKey)
    }

    /// Its public half.
    #[must_use]
    pub fn key(&self) -> HubKey {
        let mut bytes = [0; KEY];
        for (to, from) in bytes.iter_mut().zip(self.0.public_key().as_ref()) {
            *to = *from;
        }
        HubKey(bytes)
    }

    /// Signs these bytes.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> Signature {
        let signed = self.0.sign(bytes);
        let mut signature = [0; SIGNATURE];
        for (to, from) in signature.iter_mut().zip(signed.as_ref()) {
            *to = *from;
        }
        Signature(signature)
    }
}

impl fmt::Debug for HubSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HubSigner({})", self.key())
    }
}

fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        let digits = |at: usize| text.get(2 * at..2 * at + 2).unwrap();
        std::array::from_fn(|at| u8::from_str_radix(digits(at), 16).unwrap())
    }

    /// RFC 8032, 7.1, tests 1 and 2.
    #[test]
    fn keys_and_signatures_are_those_of_the_standard() {
        for (seed, key, message, signature) in [
            (
                "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
                &b""[..],
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac\
                 c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            ),
            (
                "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                &b"\x72"[..],
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e\
                 458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            ),
        ] {
            let signer = HubSigner::from_seed(&hex::<32>(seed)).unwrap();
            assert_eq!(signer.key(), HubKey::new(hex(key)));
            assert_eq!(signer.sign(message), Signature(hex(signature)));
            assert!(signer.key().signed(message, &Signature(hex(signature))));
        }
    }

    #[test]
    fn another_key_another_text_and_a_bent_signature_are_refused() {
        let one = HubSigner::from_seed(&[1; 32]).unwrap();
        let other = HubSigner::from_seed(&[2; 32]).unwrap();
        let signature = one.sign(b"said");
        assert!(one.key().signed(b"said", &signature));
        assert!(!other.key().signed(b"said", &signature));
        assert!(!one.key().signed(b"Said", &signature));
        for place in 0..SIGNATURE {
            let mut bent = signature;
            bent.0[place] ^= 1;
            assert!(!one.key().signed(b"said", &bent), "{place}");
        }
        assert!(HubSigner::from_seed(&[1; 31]).is_err());
        assert!(!HubKey::new([0; 32]).signed(b"said", &Signature([0; 64])));
    }

    #[test]
    fn keys_are_read_as_they_are_written_and_nothing_else_is() {
        let key = HubSigner::from_seed(&[7; 32]).unwrap().key();
        assert_eq!(key.to_string().len(), 43);
        assert_eq!(key.to_string().parse(), Ok(key));
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<HubKey>(&json).unwrap(), key);
        let text = key.to_string();
        let padded = format!("{text}=");
        let long = format!("{text}AA");
        for wrong in [
            "",
            "AAAA",
            &padded,
            &long,
            text.get(1..).unwrap(),
            &text.replace(text.get(3..4).unwrap(), "+"),
        ] {
            assert_eq!(
                wrong.parse::<HubKey>(),
                Err(ProtocolError::NotHubKey),
                "{wrong}"
            );
        }
    }
}
