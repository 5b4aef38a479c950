//! Parcels: files of a submission that the platform uploads while the app sleeps.
//!
//! A parcel lies on the phone's disk where the platform reads it, so it is sealed: under a
//! random key of its own, which goes to the hub in an announcement and is kept nowhere on the
//! phone. The form is the STREAM construction over AES-256-GCM: pieces of 64 KiB, each with its
//! number and whether it is the last one in its nonce, so that nothing can be cut off, moved or
//! added. The version of the form and the parcel's id are authenticated with every piece.
//!
//! One key seals one parcel: the nonces repeat from parcel to parcel.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use farola_model::limits::{MEDIA_BYTES, is_safe_file_name};
use farola_model::{InstanceId, Sha256};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroize;

use crate::{ProtocolError, Secret};

/// Files smaller than this are sent by the core: an order to the platform costs more.
pub const PARCEL_BYTES: u64 = 256 * 1024;
/// Type of a sealed file on the wire.
pub const CONTENT_TYPE: &str = "application/octet-stream";

/// What a sealed file begins with: a name and the version of its form.
const HEAD: [u8; 8] = *b"FAROLAP\x01";
/// Plain bytes of a piece, and of what seals it.
const PIECE: usize = 64 * 1024;
const TAG: usize = 16;
const SEALED_PIECE: usize = PIECE + TAG;
/// Bytes of a key.
const KEY: usize = 32;
/// Keeps ids apart from every other digest that is made of the same things.
const DOMAIN: &[u8] = b"farola parcel 1";

/// Names a parcel to the hub; whoever holds it can send that one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParcelId([u8; 16]);

impl ParcelId {
    /// The id of a file: the phone finds it again without writing it down, the hub holds an
    /// announcement to it, and nobody without the phone's key `token` can guess it.
    #[must_use]
    pub fn of(token: &str, xml: &Sha256, name: &str, file: &Sha256) -> Self {
        let mut text = DOMAIN.to_vec();
        text.extend_from_slice(&xml.0);
        text.extend_from_slice(&file.0);
        // Its length first: else a longer token and a shorter name could make the same text.
        text.extend_from_slice(&(token.len() as u64).to_be_bytes());
        text.extend_from_slice(token.as_bytes());
        text.extend_from_slice(name.as_bytes());
        let digest = Sha256::of(&text);
        text.zeroize();
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(digest.0) {
            *to = from;
        }
        Self(id)
    }

    /// What the hub keeps of it: a stolen database opens no upload.
    #[must_use]
    pub fn digest(&self) -> Sha256 {
        Sha256::of(&self.0)
    }
}

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

/// The hub's answer to an announcement: it proves that a hub answered and not a page of the
/// network between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The parcel that was announced.
    pub id: ParcelId,
}

impl Serialize for Acknowledgement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Acknowledgement", 1)?;
        fields.serialize_field("id", &self.id.to_string())?;
        fields.end()
    }
}

/// The phone's key token in an address of a hub.
#[must_use]
pub fn token(server_url: &str) -> Option<&str> {
    let (_, rest) = server_url.split_once("/v1/key/")?;
    rest.split('/').next().filter(|token| !token.is_empty())
}

/// Where a parcel goes by `PUT`, by any address of the phone at that hub. It holds no key of
/// the phone: the platform keeps it on its disk.
#[must_use]
pub fn address(server_url: &str, id: &ParcelId) -> Option<Secret> {
    let (base, _) = server_url.split_once("/v1/key/")?;
    Some(Secret::new(format!("{base}/v1/farola/parcels/{id}")))
}

/// The key of one parcel.
#[derive(Clone, PartialEq, Eq)]
pub struct ParcelKey([u8; KEY]);

impl Drop for ParcelKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ParcelKey {
    /// A key of 32 random bytes.
    #[must_use]
    pub fn new(bytes: [u8; KEY]) -> Self {
        Self(bytes)
    }

    /// The bytes, for the hub's database.
    #[must_use]
    pub fn reveal(&self) -> &[u8; KEY] {
        &self.0
    }
}

impl fmt::Debug for ParcelKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParcelKey(..)")
    }
}

impl Serialize for ParcelKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(self.0))
    }
}

impl<'de> Deserialize<'de> for ParcelKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(&text).unwrap_or_default();
        text.zeroize();
        <[u8; KEY]>::try_from(bytes)
            .map(Self)
            .map_err(|_| serde::de::Error::custom("no key"))
    }
}

/// Tells the hub that a parcel will come, and how to open it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Announcement {
    /// The submission.
    pub instance_id: InstanceId,
    /// Digest of its exact XML.
    pub xml_sha256: Sha256,
    /// Name of the file as in the XML.
    pub name: String,
    /// Digest of the file's bytes.
    pub sha256: Sha256,
    /// Number of them.
    pub size: u64,
    /// What opens the parcel.
    pub key: ParcelKey,
}

impl Announcement {
    /// Reads the JSON of an announcement.
    ///
    /// # Errors
    /// JSON of another shape, a name that is no plain file name, a file larger than the limit.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let read: Self = serde_json::from_slice(bytes)?;
        if !is_safe_file_name(&read.name) {
            return Err(ProtocolError::UnsafeFileName { number: 1 });
        }
        if read.size > MEDIA_BYTES {
            return Err(ProtocolError::TooLarge {
                limit: MEDIA_BYTES,
                unit: "bytes",
            });
        }
        Ok(read)
    }

    /// The JSON.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        // Texts and numbers: writing them cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// Bytes of the sealed form of so many plain ones.
#[must_use]
pub fn sealed_size(plain: u64) -> u64 {
    let pieces = plain.div_ceil(PIECE as u64).max(1);
    plain + HEAD.len() as u64 + pieces * TAG as u64
}

/// The sealed bytes are not what was sealed, or not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed file is damaged")]
pub struct ParcelDamaged;

/// Whether more pieces follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Inside,
    Last,
}

/// Key, what is authenticated beside every piece, and the number of the next one.
struct Pieces {
    key: LessSafeKey,
    beside: [u8; HEAD.len() + 16],
    next: u32,
}

impl Pieces {
    fn new(key: &ParcelKey, id: &ParcelId) -> Result<Self, ParcelDamaged> {
        let key = UnboundKey::new(&AES_256_GCM, &key.0).map_err(|_| ParcelDamaged)?;
        let mut beside = [0; HEAD.len() + 16];
        let named = HEAD.iter().chain(&id.0);
        for (to, from) in beside.iter_mut().zip(named) {
            *to = *from;
        }
        Ok(Self {
            key: LessSafeKey::new(key),
            beside,
            next: 0,
        })
    }

    fn nonce(&mut self, place: Place) -> Result<Nonce, ParcelDamaged> {
        let [a, b, c, d] = self.next.to_be_bytes();
        let last = u8::from(place == Place::Last);
        // A number that comes again would be a nonce that comes again, and that gives the key
        // stream away.
        self.next = self.next.checked_add(1).ok_or(ParcelDamaged)?;
        Ok(Nonce::assume_unique_for_key([
            0, 0, 0, 0, 0, 0, 0, a, b, c, d, last,
        ]))
    }

    fn seal(&mut self, mut piece: Vec<u8>, place: Place) -> Result<Vec<u8>, ParcelDamaged> {
        let (nonce, beside) = (self.nonce(place)?, Aad::from(self.beside));
        self.key
            .seal_in_place_append_tag(nonce, beside, &mut piece)
            .map_err(|_| ParcelDamaged)?;
        Ok(piece)
    }

    fn open(&mut self, mut piece: Vec<u8>, place: Place) -> Result<Vec<u8>, ParcelDamaged> {
        let (nonce, beside) = (self.nonce(place)?, Aad::from(self.beside));
        let plain = self
            .key
            .open_in_place(nonce, beside, &mut piece)
            .map_err(|_| ParcelDamaged)?
            .len();
        piece.truncate(plain);
        Ok(piece)
    }
}

/// Seals one file as its bytes go by; holds one piece of it.
///
/// ```
/// use farola_protocol::parcel::{Opener, ParcelKey, Sealer, sealed_size};
/// # use farola_protocol::ParcelId;
/// # let id: ParcelId = "000102030405060708090a0b0c0d0e0f".parse()?;
/// let key = ParcelKey::new([7; 32]); // random in earnest, and for this one file
/// let mut sealer = Sealer::new(&key, &id)?;
/// let mut sealed = sealer.push(b"a photo")?;
/// sealed.extend(sealer.finish()?);
/// assert_eq!(sealed.len() as u64, sealed_size(7));
///
/// let mut opener = Opener::new(&key, &id)?;
/// let mut plain = opener.push(&sealed)?;
/// plain.extend(opener.finish()?);
/// assert_eq!(plain, b"a photo");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Sealer {
    pieces: Pieces,
    held: Vec<u8>,
    begun: bool,
}

impl Sealer {
    /// Begins a sealed file. The key must be new.
    ///
    /// # Errors
    /// Never with a key of this type; the cipher's own check.
    pub fn new(key: &ParcelKey, id: &ParcelId) -> Result<Self, ParcelDamaged> {
        Ok(Self {
            pieces: Pieces::new(key, id)?,
            held: Vec::new(),
            begun: false,
        })
    }

    /// Takes plain bytes and gives the sealed ones that are ready.
    ///
    /// # Errors
    /// More bytes than the form can count.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, ParcelDamaged> {
        let mut out = self.head();
        self.held.extend_from_slice(bytes);
        // A full piece stays until a byte follows: only then it is known not to be the last.
        while self.held.len() > PIECE {
            let rest = self.held.split_off(PIECE);
            let piece = std::mem::replace(&mut self.held, rest);
            out.extend(self.pieces.seal(piece, Place::Inside)?);
        }
        Ok(out)
    }

    /// Ends the file and gives the rest of it.
    ///
    /// # Errors
    /// As [`Sealer::push`].
    pub fn finish(mut self) -> Result<Vec<u8>, ParcelDamaged> {
        let mut out = self.head();
        let held = std::mem::take(&mut self.held);
        out.extend(self.pieces.seal(held, Place::Last)?);
        Ok(out)
    }

    fn head(&mut self) -> Vec<u8> {
        if std::mem::replace(&mut self.begun, true) {
            Vec::new()
        } else {
            HEAD.to_vec()
        }
    }
}

/// Opens one sealed file as its bytes go by; holds one piece of it. What it gives is
/// authentic, but not whole before [`Opener::finish`] says so.
pub struct Opener {
    pieces: Pieces,
    held: Vec<u8>,
    begun: bool,
}

impl Opener {
    /// Begins a sealed file.
    ///
    /// # Errors
    /// As [`Sealer::new`].
    pub fn new(key: &ParcelKey, id: &ParcelId) -> Result<Self, ParcelDamaged> {
        Ok(Self {
            pieces: Pieces::new(key, id)?,
            held: Vec::new(),
            begun: false,
        })
    }

    /// Takes sealed bytes and gives the plain ones that are ready.
    ///
    /// # Errors
    /// Bytes that are not what was sealed.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, ParcelDamaged> {
        let mut out = Vec::new();
        self.held.extend_from_slice(bytes);
        if !self.begun && self.held.len() >= HEAD.len() {
            let rest = self.held.split_off(HEAD.len());
            if std::mem::replace(&mut self.held, rest) != HEAD {
                return Err(ParcelDamaged);
            }
            self.begun = true;
        }
        // As when sealing: a whole piece may be the last, which is opened in another way.
        while self.begun && self.held.len() > SEALED_PIECE {
            let rest = self.held.split_off(SEALED_PIECE);
            let piece = std::mem::replace(&mut self.held, rest);
            out.extend(self.pieces.open(piece, Place::Inside)?);
        }
        Ok(out)
    }

    /// Ends the file and gives the rest of it.
    ///
    /// # Errors
    /// As [`Opener::push`]; a file that was cut.
    pub fn finish(mut self) -> Result<Vec<u8>, ParcelDamaged> {
        if !self.begun {
            return Err(ParcelDamaged);
        }
        let held = std::mem::take(&mut self.held);
        self.pieces.open(held, Place::Last)
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer(..)")
    }
}

impl fmt::Debug for Opener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Opener(..)")
    }
}

#[cfg(test)]
mod tests;
