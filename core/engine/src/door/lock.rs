//! The lock: the key of the database, sealed under a person's PIN.
//!
//! A shell keeps the sealed key, wrapped once more by the platform's key store, and asks for the
//! PIN: whoever has the file alone has neither, whoever has the phone still needs the PIN. The
//! PIN is stretched with Argon2id, the key sealed with AES-256-GCM; both from libraries, nothing
//! here is cryptography of our own
//! ([ADR 0012](../../../../docs/decisions/0012-the-key-is-sealed-under-a-pin.md)).

use argon2::{Algorithm, Argon2, Params, Version};
use farola_store::KEY_BYTES;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

use crate::env::Entropy;
pub use crate::shared::LockError;

/// Fewest and most digits of a PIN.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 6..=16;
/// Wrong PINs in a row before the next must wait.
const FREE_FAILURES: u32 = 4;
/// The first wait, doubled with each further failure.
const FIRST_WAIT_MS: u64 = 30_000;
/// The longest wait: a group in the street must be able to go on.
const LONGEST_WAIT_MS: u64 = 15 * 60_000;

/// Names the form of the bytes, and is authenticated with them.
const MAGIC: &[u8; 4] = b"FK1\0";
const SALT_BYTES: usize = 16;
/// Memory and passes of Argon2id: what OWASP asks for at least; about half a second on a cheap
/// phone.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// The most a sealed key may ask for when it is opened: the file is not trusted.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 16;
const HEAD_BYTES: usize = MAGIC.len() + 8 + SALT_BYTES + NONCE_LEN;
/// A sealed key whole: the key and AES-GCM's tag after the head.
pub(super) const SEALED_BYTES: usize = HEAD_BYTES + KEY_BYTES + 16;

/// Makes a random database key and gives it sealed under `pin`.
///
/// # Errors
/// The PIN is too short or too simple; [`LockError::NoEntropy`] rather than a key that could be
/// guessed.
pub fn seal_new_key(pin: &str, entropy: &dyn Entropy) -> Result<Vec<u8>, LockError> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    entropy.fill_secret(key.as_mut())?;
    seal(pin, &key, entropy)
}

/// The database key out of what [`seal_new_key`] gave.
///
/// # Errors
/// [`LockError::WrongPin`], [`LockError::Damaged`].
pub fn unseal_key(sealed: &[u8], pin: &str) -> Result<Zeroizing<[u8; KEY_BYTES]>, LockError> {
    let (head, body) = sealed
        .split_at_checked(HEAD_BYTES)
        .ok_or(LockError::Damaged)?;
    // A torn one would look like a wrong PIN.
    if sealed.len() != SEALED_BYTES {
        return Err(LockError::Damaged);
    }
    let head = Head::read(head)?;
    let cipher = head.cipher(pin)?;
    let mut body = Zeroizing::new(body.to_vec());
    let nonce = Nonce::assume_unique_for_key(head.nonce);
    let opened = cipher
        .open_in_place(nonce, Aad::from(head.bytes()), &mut body)
        .map_err(|_| LockError::WrongPin)?;
    let key = <[u8; KEY_BYTES]>::try_from(&*opened).map_err(|_| LockError::Damaged)?;
    Ok(Zeroizing::new(key))
}

/// Why a PIN should not be taken.
///
/// # Errors
/// [`LockError::PinShort`], [`LockError::PinSimple`].
pub fn check_pin(pin: &str) -> Result<(), LockError> {
    let digits = pin.as_bytes();
    if !PIN_DIGITS.contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(LockError::PinShort);
    }
    // One digit over and over, a pair over and over, or a run up or down.
    let repeats = |every: usize| {
        digits
            .iter()
            .zip(digits.iter().skip(every))
            .all(|(a, b)| a == b)
    };
    let runs = |step: i16| {
        let next = |(a, b): (&u8, &u8)| i16::from(*b) - i16::from(*a) == step;
        digits.iter().zip(digits.iter().skip(1)).all(next)
    };
    if repeats(1) || repeats(2) || repeats(3) || runs(1) || runs(-1) {
        return Err(LockError::PinSimple);
    }
    Ok(())
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
    if first != typed {
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

pub(super) fn seal(
    pin: &str,
    key: &[u8; KEY_BYTES],
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, LockError> {
    check_pin(pin)?;
    seal_at(MEMORY_KIB, PASSES, pin, key, entropy)
}

/// Seals at a cost of choice: a test of thousands of guesses has no half second for each.
pub(super) fn seal_at(
    memory_kib: u32,
    passes: u32,
    pin: &str,
    key: &[u8; KEY_BYTES],
    entropy: &dyn Entropy,
) -> Result<Vec<u8>, LockError> {
    let mut head = Head {
        memory_kib,
        passes,
        salt: [0; SALT_BYTES],
        nonce: [0; NONCE_LEN],
    };
    entropy.fill_secret(&mut head.salt)?;
    entropy.fill_secret(&mut head.nonce)?;
    let cipher = head.cipher(pin)?;
    let mut body = key.to_vec();
    cipher
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(head.nonce),
            Aad::from(head.bytes()),
            &mut body,
        )
        .map_err(|_| LockError::Damaged)?;
    let mut sealed = head.bytes();
    sealed.append(&mut body);
    Ok(sealed)
}

/// What stands before the sealed key.
struct Head {
    memory_kib: u32,
    passes: u32,
    salt: [u8; SALT_BYTES],
    nonce: [u8; NONCE_LEN],
}

impl Head {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.memory_kib.to_be_bytes());
        bytes.extend_from_slice(&self.passes.to_be_bytes());
        bytes.extend_from_slice(&self.salt);
        bytes.extend_from_slice(&self.nonce);
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Self, LockError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(LockError::Damaged)?;
        let (memory, rest) = rest.split_first_chunk().ok_or(LockError::Damaged)?;
        let (passes, rest) = rest.split_first_chunk().ok_or(LockError::Damaged)?;
        let (salt, rest) = rest.split_first_chunk().ok_or(LockError::Damaged)?;
        let head = Self {
            memory_kib: u32::from_be_bytes(*memory),
            passes: u32::from_be_bytes(*passes),
            salt: *salt,
            nonce: rest.try_into().map_err(|_| LockError::Damaged)?,
        };
        if head.memory_kib > MOST_MEMORY_KIB || head.passes > MOST_PASSES {
            return Err(LockError::Damaged);
        }
        Ok(head)
    }

    fn cipher(&self, pin: &str) -> Result<LessSafeKey, LockError> {
        let params = Params::new(self.memory_kib, self.passes, 1, Some(KEY_BYTES))
            .map_err(|_| LockError::Damaged)?;
        let mut stretched = Zeroizing::new([0; KEY_BYTES]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(pin.as_bytes(), &self.salt, stretched.as_mut())
            .map_err(|_| LockError::Damaged)?;
        let key =
            UnboundKey::new(&AES_256_GCM, stretched.as_ref()).map_err(|_| LockError::Damaged)?;
        Ok(LessSafeKey::new(key))
    }
}

#[cfg(test)]
mod tests {
    use farola_model::Coded as _;

    use super::*;
    use crate::env::NoEntropy;

    struct Counting(std::sync::Mutex<u8>);

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            let mut next = self.0.lock().unwrap();
            for byte in bytes {
                *next = next.wrapping_mul(31).wrapping_add(7);
                *byte = *next;
            }
        }

        fn fill_secret(&self, bytes: &mut [u8]) -> Result<(), NoEntropy> {
            self.fill(bytes);
            Ok(())
        }
    }

    /// A system that has ids, but no randomness for keys.
    struct Dry;

    impl Entropy for Dry {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }

        fn fill_secret(&self, _bytes: &mut [u8]) -> Result<(), NoEntropy> {
            Err(NoEntropy)
        }
    }

    fn entropy() -> Counting {
        Counting(std::sync::Mutex::new(1))
    }

    #[test]
    fn the_key_comes_back_with_its_pin_and_with_no_other() {
        let sealed = seal_new_key("493815", &entropy()).unwrap();
        let key = unseal_key(&sealed, "493815").unwrap();
        assert_eq!(unseal_key(&sealed, "493816"), Err(LockError::WrongPin));
        let resealed = seal("70224199", &key, &entropy()).unwrap();
        assert_eq!(unseal_key(&resealed, "70224199").unwrap(), key);
        assert_eq!(unseal_key(&resealed, "493815"), Err(LockError::WrongPin));
        let whole = sealed.windows(KEY_BYTES).any(|part| part == key.as_ref());
        assert!(!whole, "the key stands in the open");
    }

    #[test]
    fn two_phones_with_one_pin_have_different_keys_and_seals() {
        let entropy = entropy();
        let first = seal_new_key("493815", &entropy).unwrap();
        let second = seal_new_key("493815", &entropy).unwrap();
        assert_ne!(first, second);
        assert_ne!(unseal_key(&first, "493815"), unseal_key(&second, "493815"));
    }

    #[test]
    fn without_randomness_no_key_is_made() {
        let refused = LockError::NoEntropy(NoEntropy);
        assert_eq!(seal_new_key("493815", &Dry), Err(refused));
        let sealed = seal_new_key("493815", &entropy()).unwrap();
        let key = unseal_key(&sealed, "493815").unwrap();
        let resealed = seal("70224199", &key, &Dry);
        assert_eq!(resealed, Err(refused));
        assert_eq!(refused.code(), "engine.no_entropy");
    }

    #[test]
    fn a_torn_or_hostile_file_is_told_and_costs_nothing() {
        let sealed = seal_new_key("493815", &entropy()).unwrap();
        for length in 0..HEAD_BYTES {
            let torn = &sealed[..length];
            assert_eq!(unseal_key(torn, "493815"), Err(LockError::Damaged));
        }
        // Any bit of it, the parameters too, is authenticated.
        for place in [3, 20, HEAD_BYTES - 1, HEAD_BYTES, sealed.len() - 1] {
            let mut bent = sealed.clone();
            bent[place] ^= 1;
            assert!(unseal_key(&bent, "493815").is_err(), "byte {place}");
        }
        let mut greedy = sealed;
        greedy.splice(4..8, u32::MAX.to_be_bytes());
        assert_eq!(unseal_key(&greedy, "493815"), Err(LockError::Damaged));
    }

    #[test]
    fn a_pin_that_anybody_would_try_is_refused() {
        for pin in ["", "12345", "12345a", "１２３４５６", "12345678901234567"] {
            assert_eq!(check_pin(pin), Err(LockError::PinShort), "{pin}");
        }
        for pin in ["000000", "123456", "987654", "121212", "123123", "3456789"] {
            assert_eq!(check_pin(pin), Err(LockError::PinSimple), "{pin}");
        }
        assert_eq!(check_pin("493815"), Ok(()));
    }

    #[test]
    fn the_wait_grows_and_ends() {
        let waits: Vec<u64> = (0..=9).map(|n| pin_wait_ms(n) / 1_000).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480]);
        assert_eq!(pin_wait_ms(u32::MAX), LONGEST_WAIT_MS);
    }

    #[test]
    fn a_pin_is_typed_twice() {
        let table = [
            (None, "274913", Ok(PinStep::Again)),
            (None, "1234", Err(LockError::PinShort)),
            (None, "123456", Err(LockError::PinSimple)),
            (Some("274913"), "274913", Ok(PinStep::Chosen)),
            (Some("274913"), "274914", Err(LockError::PinDiffers)),
            (Some("274913"), "2749130", Err(LockError::PinDiffers)),
            (Some("274913"), "", Err(LockError::PinDiffers)),
            // A form that asks for both at once has not looked at the first.
            (Some("123456"), "123456", Err(LockError::PinSimple)),
            (Some(""), "", Err(LockError::PinShort)),
        ];
        for (first, typed, expect) in table {
            assert_eq!(choose_pin(first, typed), expect, "{first:?} {typed}");
        }
    }

    #[test]
    fn a_wait_is_shown_to_its_end() {
        for (ms, shown) in [
            (0, 0),
            (1, 1),
            (999, 1),
            (1_000, 1),
            (1_001, 2),
            (29_990, 30),
            (LONGEST_WAIT_MS, 900),
            (u64::MAX, u32::MAX),
        ] {
            assert_eq!(shown_wait_s(ms), shown, "{ms}");
        }
    }
}
