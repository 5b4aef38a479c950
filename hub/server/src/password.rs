//! Passwords: Argon2id, 19 MiB, two passes, one lane.

use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::password_hash::PasswordHasher as _;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use farola_protocol::Problem;

use crate::config::PASSWORD_HASHES;
use crate::weak::{MAX_BYTES, Owner, judge};

fn hasher() -> Result<Argon2<'static>, Problem> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|_| Problem::Internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a new password of that person.
///
/// # Errors
/// As [`judge`]: the password is one of those that are refused.
pub(crate) fn hash(password: &str, owner: Owner<'_>) -> Result<String, Problem> {
    judge(password, owner)?;
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|_| Problem::Internal)?;
    let hash = hasher()?
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|_| Problem::Internal)?;
    Ok(hash.to_string())
}

/// Whether the password is the one that was hashed. Without a hash (nobody has that address)
/// the same work is done, so that the time does not tell.
#[must_use]
pub(crate) fn verify(password: &str, hash: Option<&str>) -> bool {
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$\
        AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    if password.len() > MAX_BYTES {
        return false;
    }
    let parsed = PasswordHash::new(hash.unwrap_or(NOBODY)).ok();
    let matches = parsed.and_then(|parsed| is_hash_of(password, &parsed));
    matches == Some(true) && hash.is_some()
}

/// Whether the password gives the hash; none where the hash is not one of ours.
fn is_hash_of(password: &str, parsed: &PasswordHash) -> Option<bool> {
    let (salt, stored) = (parsed.salt.as_ref()?, parsed.hash.as_ref()?);
    let params = Params::try_from(parsed).ok()?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut blocks = BUFFERS.take();
    blocks.resize(hasher.params().block_count(), Block::new());
    let mut out = [0u8; 32];
    let done = hasher.hash_password_into_with_memory(
        password.as_bytes(),
        salt,
        &mut out,
        blocks.as_mut_slice(),
    );
    BUFFERS.give_back(blocks);
    done.ok()?;
    // Compares in constant time.
    Some(Output::new(&out).ok()? == *stored)
}

/// What hashing works in: 19 MiB each, used again by who waits, and given back to the system
/// when nobody does.
static BUFFERS: Buffers = Buffers(Mutex::new(Free {
    wanted: 0,
    buffers: Vec::new(),
}));

struct Buffers(Mutex<Free>);

struct Free {
    /// Those who hash, or wait to.
    wanted: usize,
    buffers: Vec<Vec<Block>>,
}

impl Buffers {
    fn free(&self) -> MutexGuard<'_, Free> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Vec<Block> {
        self.free().buffers.pop().unwrap_or_default()
    }

    fn give_back(&self, blocks: Vec<Block>) {
        self.free().buffers.push(blocks);
        self.trim();
    }

    fn want(&self) -> Wanted<'_> {
        self.free().wanted += 1;
        Wanted(self)
    }

    /// Lets go of what nobody wants any more.
    fn trim(&self) {
        let mut free = self.free();
        let kept = free.wanted.min(PASSWORD_HASHES).min(free.buffers.len());
        let rest = free.buffers.split_off(kept);
        // So much memory is not given back while others wait for the lock.
        drop(free);
        drop(rest);
    }
}

/// Says that a password is about to be hashed, for as long as it is held.
#[must_use]
pub(crate) fn want() -> Wanted<'static> {
    BUFFERS.want()
}

/// Somebody who wants a buffer.
pub(crate) struct Wanted<'a>(&'a Buffers);

impl Drop for Wanted<'_> {
    fn drop(&mut self) {
        let mut free = self.0.free();
        free.wanted = free.wanted.saturating_sub(1);
        drop(free);
        self.0.trim();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: Owner<'_> = Owner {
        email: "ana@x.mx",
        name: "Ana",
    };

    #[test]
    fn a_password_is_known_again_and_no_other() {
        let stored = hash("farol en la esquina", ANA).unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify("farol en la esquina", Some(&stored)));
        assert!(!verify("farol en la esquinA", Some(&stored)));
        assert!(!verify("farol en la esquina", None));
    }

    #[test]
    fn a_buffer_is_used_again_and_goes_when_nobody_waits() {
        let buffers = Buffers(Mutex::new(Free {
            wanted: 0,
            buffers: Vec::new(),
        }));
        let held = || buffers.free().buffers.len();
        buffers.give_back(vec![Block::new(); 8]);
        assert_eq!(held(), 0, "nobody waits");
        let waiting = [buffers.want(), buffers.want(), buffers.want()];
        for _ in 0..3 {
            buffers.give_back(vec![Block::new(); 8]);
        }
        assert_eq!(held(), PASSWORD_HASHES, "no more than work at one time");
        assert_eq!(buffers.take().len(), 8, "used again");
        drop(waiting);
        assert_eq!(held(), 0, "the last lets go");
    }

    #[test]
    fn what_is_refused_is_not_hashed() {
        assert_eq!(hash("1234567890", ANA), Err(Problem::PasswordPattern));
        assert_eq!(hash(&"x".repeat(300), ANA), Err(Problem::PasswordLong));
        assert!(!verify(&"x".repeat(300), None), "nor looked at");
    }
}
