//! Proof of who answers: what a hub signs of an answer, and how a phone holds it to that.
//!
//! A phone that knows its hub's key sends a nonce with each request. The hub signs the nonce, what
//! was asked and what is answered, so that an answer is worth something for one request only: an
//! old one, one to another phone, and one to another question are none. Pure functions; both ends
//! use the same one.
//!
//! What is signed, each part after its length in eight bytes, big-endian: the context, the nonce,
//! the method, the number of words of the address and each of them (from the phone's key on: what
//! stands before it is the business of proxies), the number of its settings (`?a=b`) and name and
//! value of each, the status, the headers below (nothing where one is absent, else a `1` and its
//! value), and the SHA-256 of the body as it is before any packing.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use farola_model::Sha256;
use percent_encoding::percent_decode_str;

use crate::ProtocolError;
use crate::hub_key::{HubKey, HubSigner, Signature};
use crate::{Receipt, Response};

/// Keeps these texts apart from everything else that the key may sign.
const CONTEXT: &[u8] = b"farola hub answer 1";
/// Bytes of a nonce.
const NONCE: usize = 16;
/// What of an address is signed begins here, with the phone's key as the next word.
const BEGINS: &str = "/v1/key/";

/// A number that a phone uses once. As text: 22 characters of base64 for addresses.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nonce([u8; NONCE]);

impl Nonce {
    /// The nonce of a request: it follows from a seed that is secret, random and of one session,
    /// and from the number of the request in it.
    #[must_use]
    pub fn of(seed: &[u8; 32], request: u64) -> Self {
        let mut text = b"farola nonce 1".to_vec();
        text.extend_from_slice(seed);
        text.extend_from_slice(&request.to_be_bytes());
        let mut nonce = [0; NONCE];
        for (to, from) in nonce.iter_mut().zip(Sha256::of(&text).0) {
            *to = from;
        }
        Self(nonce)
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nonce({self})")
    }
}

impl FromStr for Nonce {
    type Err = ProtocolError;

    fn from_str(text: &str) -> Result<Self, ProtocolError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok();
        let nonce = bytes.and_then(|bytes| bytes.try_into().ok());
        nonce.map(Self).ok_or(ProtocolError::NotHubKey)
    }
}

/// What was asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// `GET`, `HEAD`, `POST`.
    pub method: &'a str,
    /// The whole address, or its path and what follows.
    pub address: &'a str,
    /// The nonce that came with it.
    pub nonce: Nonce,
}

// The address has the phone's key.
impl fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Asked({})", self.method)
    }
}

/// What was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered<'a> {
    /// HTTP status.
    pub status: u16,
    /// `X-Farola-Hub`.
    pub hub: Option<&'a str>,
    /// `X-Farola-Parcels`.
    pub parcels: Option<&'a str>,
    /// `X-OpenRosa-Accept-Content-Length`.
    pub limit: Option<&'a str>,
    /// `X-Farola-Problem`.
    pub problem: Option<&'a str>,
    /// Digest of the body.
    pub body: Sha256,
}

/// The bytes that are signed; none for an address without a phone's key.
#[must_use]
pub fn signed_text(asked: &Asked<'_>, answered: &Answered<'_>) -> Option<Vec<u8>> {
    let words = Words::of(asked.address)?;
    let mut text = Text::default();
    text.push(CONTEXT);
    text.push(&asked.nonce.0);
    text.push(asked.method.as_bytes());
    text.count(words.path.len());
    words.path.iter().for_each(|word| text.push(word));
    text.count(words.settings.len());
    for (name, value) in &words.settings {
        text.push(name);
        text.push(value);
    }
    text.push(&answered.status.to_be_bytes());
    for header in [
        answered.hub,
        answered.parcels,
        answered.limit,
        answered.problem,
    ] {
        match header {
            Some(value) => {
                text.push(b"1");
                text.push(value.trim().as_bytes());
            }
            None => text.push(b""),
        }
    }
    text.push(&answered.body.0);
    Some(text.0)
}

/// Signs an answer; none for an address without a phone's key.
#[must_use]
pub fn sign(signer: &HubSigner, asked: &Asked<'_>, answered: &Answered<'_>) -> Option<Signature> {
    Some(signer.sign(&signed_text(asked, answered)?))
}

/// Whether the hub of that key gave this answer to this request; `signature` is the value of
/// [`crate::header::FAROLA_SIGNATURE`].
#[must_use]
pub fn holds(
    key: &HubKey,
    asked: &Asked<'_>,
    answered: &Answered<'_>,
    signature: Option<&str>,
) -> bool {
    let signature = signature.and_then(|text| text.trim().parse().ok());
    let text = signed_text(asked, answered);
    matches!((text, signature), (Some(text), Some(signature)) if key.signed(&text, &signature))
}

/// That the hub of a key gave an answer: made by nothing but a right signature under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proven {
    hub: HubKey,
    body: Sha256,
}

impl Proven {
    /// The proof of an answer, where there is one; arguments as of [`holds`].
    #[must_use]
    pub fn of(
        key: &HubKey,
        asked: &Asked<'_>,
        answered: &Answered<'_>,
        signature: Option<&str>,
    ) -> Option<Self> {
        holds(key, asked, answered, signature).then_some(Self {
            hub: *key,
            body: answered.body,
        })
    }

    /// The receipt in the body of that answer; none in any other bytes.
    #[must_use]
    pub fn receipt(&self, body: &[u8]) -> Option<ProvenReceipt> {
        if Sha256::of(body) != self.body {
            return None;
        }
        let in_envelope = || Response::parse(body).ok()?.receipt;
        let receipt = Receipt::parse(body).ok().or_else(in_envelope)?;
        Some(ProvenReceipt {
            hub: self.hub,
            receipt,
        })
    }
}

/// A receipt that a hub signed. What waits for that hub leaves a phone on no other word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenReceipt {
    hub: HubKey,
    receipt: Receipt,
}

impl ProvenReceipt {
    /// Whose word it is.
    #[must_use]
    pub fn hub(&self) -> &HubKey {
        &self.hub
    }

    /// What it says.
    #[must_use]
    pub fn receipt(&self) -> &Receipt {
        &self.receipt
    }
}

/// A server's word that it has a submission whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// A hub's receipt, signed by its key.
    Proven(ProvenReceipt),
    /// The receipt of a hub whose key the phone does not know.
    Named(Receipt),
    /// The status of another server.
    Bare,
}

/// Whether two addresses ask the same of a hub, wherever it stands.
#[must_use]
pub fn asks_the_same(one: &str, other: &str) -> bool {
    matches!((Words::of(one), Words::of(other)), (Some(one), Some(other)) if one == other)
}

/// An address from the phone's key on, decoded: proxies may write it in another way.
#[derive(PartialEq, Eq)]
struct Words {
    path: Vec<Vec<u8>>,
    settings: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Words {
    fn of(address: &str) -> Option<Self> {
        let address = address.split('#').next().unwrap_or_default();
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let (_, path) = path.split_once(BEGINS)?;
        let decoded = |text: &str| percent_decode_str(text).collect::<Vec<u8>>();
        let settings = query.split('&').filter(|pair| !pair.is_empty());
        let settings = settings.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        });
        Some(Self {
            path: path.split('/').map(decoded).collect(),
            settings: settings.collect(),
        })
    }
}

#[derive(Default)]
struct Text(Vec<u8>);

impl Text {
    fn count(&mut self, number: usize) {
        self.0.extend_from_slice(&(number as u64).to_be_bytes());
    }

    fn push(&mut self, part: &[u8]) {
        self.count(part.len());
        self.0.extend_from_slice(part);
    }
}

#[cfg(test)]
mod tests;
