//! The lock: the key of the database, sealed under a person's PIN.
//!
//! A shell keeps the sealed key, wrapped once more by the platform's key store, and asks for the
//! PIN: whoever has the file alone has neither, whoever has the phone still needs the PIN. The
//! PIN is stretched with Argon2id, what comes out is put through a key that cannot leave the phone,
//! and the key is sealed with AES-256-GCM; all from libraries, nothing here is cryptography of our
//! own ([ADR 0034](../../../../docs/decisions/0034-each-guess-of-a-pin-costs-the-hardware.md)).

use argon2::{Algorithm, Argon2, Params, Version};
use farola_store::{Error as StoreError, KEY_BYTES, KeyUnavailable};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf;
use zeroize::Zeroizing;

use super::keys::PlatformKeys;
use super::phrase;
use super::secret::Secret;
use crate::env::{Entropy, Instants};
use crate::shared::EngineError;
pub use crate::shared::LockError;

/// Fewest and most digits of a PIN.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 6..=16;
/// Wrong PINs in a row before the next must wait.
const FREE_FAILURES: u32 = 4;
/// The first wait, doubled with each further failure.
const FIRST_WAIT_MS: u64 = 30_000;
/// The longest wait: a group in the street must be able to go on.
const LONGEST_WAIT_MS: u64 = 15 * 60_000;

/// Names the form of the bytes, and is authenticated with them: sealed under the PIN alone, and
/// under the PIN and a key of the phone.
const ALONE: &[u8; 4] = b"FK1\0";
const STIRRED: &[u8; 4] = b"FK2\0";
const SALT_BYTES: usize = 16;
/// What a key store is asked with, and what is made of its answer.
const ASKED: &[u8] = b"farola/door/2/asked";
const SEALS: &[u8] = b"farola/door/2/seals";
/// The least that is taken of memory and passes of Argon2id: what OWASP asks for.
const LEAST: Cost = Cost {
    memory_kib: 19 * 1024,
    passes: 2,
};
/// Memory of the try that is measured, and of a seal unless the phone is too slow for it.
const STEP_KIB: u32 = 32 * 1024;
/// What a guess is to take on this phone: as long as a person waits for a door.
const WANTED_MS: u64 = 1_000;
/// The most a sealed key may ask for when it is opened: the file is not trusted.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 16;
const HEAD_BYTES: usize = ALONE.len() + 8 + SALT_BYTES + NONCE_LEN;
/// A sealed key whole: the key and AES-GCM's tag after the head.
pub(super) const SEALED_BYTES: usize = HEAD_BYTES + KEY_BYTES + 16;

/// What one guess costs: Argon2id's memory and passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// As much as takes about a second here, by one try that is measured.
    pub(super) fn measured(instants: &dyn Instants) -> Self {
        // A debug build is ten times slower than what people have, and runs on no phone.
        if cfg!(debug_assertions) {
            return LEAST;
        }
        let began = instants.instant();
        let one = Self {
            memory_kib: STEP_KIB,
            passes: 1,
        };
        let tried = one.stretch("", &[0; SALT_BYTES]);
        let ms = instants.instant().ms_since(&began);
        if tried.is_err() { LEAST } else { Self::of(ms) }
    }

    /// For a phone on which one pass over [`STEP_KIB`] takes so long. Memory goes before passes:
    /// it is what costs whoever guesses with many small machines.
    fn of(ms: u64) -> Self {
        let steps = WANTED_MS.checked_div(ms).unwrap_or_default();
        let steps = u32::try_from(steps).unwrap_or(MOST_PASSES);
        // Too slow for more; or the clock stood still, and says nothing.
        if steps < LEAST.passes {
            return LEAST;
        }
        let times = match steps {
            0..=5 => 1,
            6..=11 => 2,
            _ => 4,
        };
        Self {
            memory_kib: STEP_KIB * times,
            passes: (steps / times).clamp(LEAST.passes, MOST_PASSES),
        }
    }

    fn stretch(
        self,
        pin: &str,
        salt: &[u8; SALT_BYTES],
    ) -> Result<Zeroizing<[u8; KEY_BYTES]>, LockError> {
        let params = Params::new(self.memory_kib, self.passes, 1, Some(KEY_BYTES))
            .map_err(|_| LockError::Damaged)?;
        let mut stretched = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(pin.as_bytes(), salt, stretched.as_mut())
            .map_err(|_| LockError::Damaged)?;
        Ok(stretched)
    }
}

/// A random database key.
pub(super) fn new_key(entropy: &dyn Entropy) -> Result<Secret, LockError> {
    let mut key = Secret::blank();
    entropy.fill_secret(key.as_mut())?;
    Ok(key)
}

/// The database key out of what [`seal`] gave.
///
/// # Errors
/// [`LockError::WrongPin`], [`LockError::Damaged`]; the key store's, and then nothing was learned.
pub(super) fn unseal(
    sealed: &[u8],
    pin: &str,
    keys: &dyn PlatformKeys,
) -> crate::shared::Result<Secret> {
    let (head, body) = sealed
        .split_at_checked(HEAD_BYTES)
        .ok_or(LockError::Damaged)?;
    // A torn one would look like a wrong PIN.
    if sealed.len() != SEALED_BYTES {
        return Err(LockError::Damaged.into());
    }
    let head = Head::read(head)?;
    let cipher = head.cipher(pin, keys)?;
    let mut body = Zeroizing::new(body.to_vec());
    let nonce = Nonce::assume_unique_for_key(head.nonce);
    let opened = cipher
        .open_in_place(nonce, Aad::from(head.bytes()), &mut body)
        .map_err(|_| LockError::WrongPin)?;
    Ok(Secret::of(opened).ok_or(LockError::Damaged)?)
}

/// Whether the phone's own key is needed to open it.
pub(super) fn is_stirred(sealed: &[u8]) -> bool {
    sealed.starts_with(STIRRED)
}

/// Whether the phone's own key is lost for good: asked something that says nothing.
pub(super) fn is_lost(keys: &dyn PlatformKeys) -> bool {
    keys.stir(&[0; KEY_BYTES]).err() == Some(KeyUnavailable::Missing)
}

/// What a PIN is as a secret: the digits, or the words as they are written.
fn secret_of(pin: &str) -> Zeroizing<String> {
    phrase::secret(pin).unwrap_or_else(|| Zeroizing::new(pin.to_owned()))
}

/// Whether a text is six words of the lists, however they are typed.
#[must_use]
pub fn is_phrase(typed: &str) -> bool {
    phrase::secret(typed).is_some()
}

/// Whether it can be a PIN at all, or six words: what cannot is no try.
pub(super) fn may_be_pin(pin: &str) -> bool {
    PIN_DIGITS.contains(&pin.len()) || phrase::secret(pin).is_some()
}

/// Why a PIN should not be taken; six words of [`super::offer_words`] are.
///
/// # Errors
/// [`LockError::PinShort`], [`LockError::PinSimple`].
pub fn check_pin(pin: &str) -> Result<(), LockError> {
    if phrase::secret(pin).is_some() {
        return Ok(());
    }
    let digits = pin.as_bytes();
    if !PIN_DIGITS.contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(LockError::PinShort);
    }
    let digits: Vec<u8> = digits.iter().map(|digit| digit - b'0').collect();
    if repeats(&digits) || runs(&digits) || is_few(&digits) || is_date(&digits) {
        return Err(LockError::PinSimple);
    }
    Ok(())
}

/// A part of it over and over, or the same forwards and backwards: `131313`, `12341234`, `123321`.
fn repeats(digits: &[u8]) -> bool {
    let over = |every: usize| {
        let later = digits.iter().skip(every);
        digits.iter().zip(later).all(|(a, b)| a == b)
    };
    (1..=digits.len() / 2).any(over) || digits.iter().eq(digits.iter().rev())
}

/// Each digit as far from the one before, over the end of the keys too, alone or each twice:
/// `345678`, `890123`, `864208`, `112233`.
fn runs(digits: &[u8]) -> bool {
    let evenly = |digits: &[u8]| {
        let mut steps = digits
            .iter()
            .zip(digits.iter().skip(1))
            .map(|(a, b)| (10 + b - a) % 10);
        let first = steps.next();
        steps.all(|step| Some(step) == first)
    };
    let (pairs, rest) = digits.as_chunks::<2>();
    let twice = rest.is_empty() && pairs.iter().all(|[a, b]| a == b);
    let once: Vec<u8> = pairs.iter().map(|[a, _]| *a).collect();
    evenly(digits) || (twice && evenly(&once))
}

/// Two different digits at most: `112122`.
fn is_few(digits: &[u8]) -> bool {
    let different: std::collections::BTreeSet<&u8> = digits.iter().collect();
    different.len() <= 2
}

/// A day, in any order in which people write one: `140785`, `071485`, `850714`, `14071985`,
/// `7141985`. A birthday is what somebody who knows her tries first.
fn is_date(digits: &[u8]) -> bool {
    let number = |from: usize, length: usize| {
        let part = digits.get(from..from + length)?;
        Some(
            part.iter()
                .fold(0u32, |n, digit| n * 10 + u32::from(*digit)),
        )
    };
    // Where day, month and year stand, with the lengths of the first two.
    let is_day = |from, length| number(from, length).is_some_and(|n| (1..=31).contains(&n));
    let is_month = |from, length| number(from, length).is_some_and(|n| (1..=12).contains(&n));
    let is_year = |from, length| match length {
        2 => true,
        // Of a life: years to come are nobody's.
        _ => number(from, length).is_some_and(|n| (1920..2040).contains(&n)),
    };
    let two = |at, first: usize, second: usize| {
        (is_day(at, first) && is_month(at + first, second))
            || (is_month(at, first) && is_day(at + first, second))
    };
    let written = |first: usize, second: usize, year: usize| {
        digits.len() == first + second + year
            && ((two(0, first, second) && is_year(first + second, year))
                || (is_year(0, year) && two(year, first, second)))
    };
    let shapes = [(2, 2, 2), (2, 2, 4), (1, 2, 4), (2, 1, 4), (1, 1, 4)];
    shapes
        .iter()
        .any(|&(first, second, year)| written(first, second, year))
}

/// What is asked next of a person who chooses a PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinStep {
    /// It can be taken: the same once more.
    Again,
    /// It was typed twice.
    Chosen,
}

/// What follows once a new PIN was `typed`; `first` is what was typed before it, nothing at the
/// beginning. After an error the person begins anew.
///
/// It is asked twice: one that nobody can type again would keep her out for good.
///
/// # Errors
/// As [`check_pin`]; [`LockError::PinDiffers`].
pub fn choose_pin(first: Option<&str>, typed: &str) -> Result<PinStep, LockError> {
    let Some(first) = first else {
        check_pin(typed)?;
        return Ok(PinStep::Again);
    };
    if secret_of(first) != secret_of(typed) {
        return Err(LockError::PinDiffers);
    }
    check_pin(typed)?;
    Ok(PinStep::Chosen)
}

/// The seconds of a wait as they are shown: whole, and never fewer than there are, so that 0 is
/// the end of it.
#[must_use]
pub fn shown_wait_s(ms: u64) -> u32 {
    u32::try_from(ms.div_ceil(1_000)).unwrap_or(u32::MAX)
}

/// How long to wait after so many wrong PINs in a row, in milliseconds.
#[must_use]
pub fn pin_wait_ms(failures: u32) -> u64 {
    let Some(beyond) = failures.checked_sub(FREE_FAILURES + 1) else {
        return 0;
    };
    let doubled = FIRST_WAIT_MS
        .checked_shl(beyond.min(16))
        .unwrap_or(LONGEST_WAIT_MS);
    doubled.min(LONGEST_WAIT_MS)
}

/// Seals `key` under `pin`, and under the phone's own key where it has one.
///
/// # Errors
/// The PIN is too short or too simple; [`LockError::NoEntropy`] rather than a salt that could be
/// guessed; the key store's.
pub(super) fn seal(
    cost: Cost,
    pin: &str,
    key: &[u8; KEY_BYTES],
    entropy: &dyn Entropy,
    keys: &dyn PlatformKeys,
) -> crate::shared::Result<Vec<u8>> {
    check_pin(pin)?;
    seal_at(cost, pin, key, entropy, keys)
}

/// [`seal`] without a look at the PIN.
pub(super) fn seal_at(
    cost: Cost,
    pin: &str,
    key: &[u8; KEY_BYTES],
    entropy: &dyn Entropy,
    keys: &dyn PlatformKeys,
) -> crate::shared::Result<Vec<u8>> {
    let stirred = keys.prepare().map_err(refused)?;
    let mut head = Head {
        magic: if stirred { *STIRRED } else { *ALONE },
        cost,
        salt: [0; SALT_BYTES],
        nonce: [0; NONCE_LEN],
    };
    entropy
        .fill_secret(&mut head.salt)
        .map_err(LockError::from)?;
    entropy
        .fill_secret(&mut head.nonce)
        .map_err(LockError::from)?;
    let cipher = head.cipher(pin, keys)?;
    // Room for the tag too: growing would leave the key behind.
    let mut body = Zeroizing::new(Vec::with_capacity(SEALED_BYTES));
    body.extend_from_slice(key);
    cipher
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(head.nonce),
            Aad::from(head.bytes()),
            &mut *body,
        )
        .map_err(|_| LockError::Damaged)?;
    let mut sealed = head.bytes();
    sealed.extend_from_slice(&body);
    Ok(sealed)
}

fn refused(reason: KeyUnavailable) -> EngineError {
    StoreError::Key(reason).into()
}

/// What stands before the sealed key.
struct Head {
    magic: [u8; 4],
    cost: Cost,
    salt: [u8; SALT_BYTES],
    nonce: [u8; NONCE_LEN],
}

impl Head {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.magic.to_vec();
        bytes.extend_from_slice(&self.cost.memory_kib.to_be_bytes());
        bytes.extend_from_slice(&self.cost.passes.to_be_bytes());
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&self.nonce);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Self, LockError> {
        let (magic, rest) = bytes.split_first_chunk().ok_or(LockError::Damaged)?;
        if magic != ALONE && magic != STIRRED {
            return Err(LockError::Damaged);
        }
        let (memory, rest) = rest.split_first_chunk().ok_or(LockError::Damaged)?;
        let (passes, rest) = rest.split_first_chunk().ok_or(LockError::Damaged)?;
        let (salt, rest) = rest.split_first_chunk().ok_or(LockError::Damaged)?;
        let head = Self {
            magic: *magic,
            cost: Cost {
                memory_kib: u32::from_be_bytes(*memory),
                passes: u32::from_be_bytes(*passes),
            },
            salt: *salt,
            nonce: rest.try_into().map_err(|_| LockError::Damaged)?,
        };
        if head.cost.memory_kib > MOST_MEMORY_KIB || head.cost.passes > MOST_PASSES {
            return Err(LockError::Damaged);
        }
        Ok(head)
    }

    fn cipher(&self, pin: &str, keys: &dyn PlatformKeys) -> crate::shared::Result<LessSafeKey> {
        let mut seals = self.cost.stretch(&secret_of(pin), &self.salt)?;
        if self.magic == *STIRRED {
            // What is asked holds the PIN, stretched: no answer to one guess serves another.
            let asked = derived(&self.salt, &[seals.as_ref()], ASKED)?;
            let answer = keys.stir(&asked).map_err(refused)?;
            seals = derived(&self.salt, &[seals.as_ref(), &answer], SEALS)?;
        }
        let key = UnboundKey::new(&AES_256_GCM, seals.as_ref()).map_err(|_| LockError::Damaged)?;
        Ok(LessSafeKey::new(key))
    }
}

/// 32 bytes of HKDF-SHA256.
fn derived(
    salt: &[u8],
    parts: &[&[u8]],
    purpose: &[u8],
) -> Result<Zeroizing<[u8; KEY_BYTES]>, LockError> {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut whole = Zeroizing::new(Vec::with_capacity(length));
    for part in parts {
        whole.extend_from_slice(part);
    }
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    hkdf::Salt::new(hkdf::HKDF_SHA256, salt)
        .extract(&whole)
        .expand(&[purpose], hkdf::HKDF_SHA256)
        .and_then(|expanded| expanded.fill(key.as_mut()))
        .map_err(|_| LockError::Damaged)?;
    Ok(key)
}

#[cfg(test)]
#[path = "lock_tests.rs"]
pub(in crate::door) mod tests;
