//! Passwords: Argon2id, 19 MiB, two passes, one lane.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use farola_protocol::Problem;

/// Shortest password taken, in characters: length is what helps, not kinds of characters.
pub(crate) const MIN_CHARS: usize = 10;
/// Longest password taken, in bytes: hashing is work that a stranger may ask for.
pub(crate) const MAX_BYTES: usize = 256;

fn hasher() -> Result<Argon2<'static>, Problem> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|_| Problem::Internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a new password.
///
/// # Errors
/// [`Problem::BadParameter`] when it is too short or too long.
pub(crate) fn hash(password: &str) -> Result<String, Problem> {
    if password.chars().count() < MIN_CHARS || password.len() > MAX_BYTES {
        return Err(Problem::BadParameter);
    }
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
    let (Ok(hasher), Ok(parsed)) = (hasher(), PasswordHash::new(hash.unwrap_or(NOBODY))) else {
        return false;
    };
    let matches = hasher.verify_password(password.as_bytes(), &parsed).is_ok();
    matches && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_again_and_no_other() {
        let stored = hash("farol en la esquina").unwrap();
        assert!(
            stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{stored}"
        );
        assert!(verify("farol en la esquina", Some(&stored)));
        assert!(!verify("farol en la esquinA", Some(&stored)));
        assert!(!verify("farol en la esquina", None));
    }

    #[test]
    fn too_short_and_too_long_are_refused() {
        assert_eq!(hash("corta"), Err(Problem::BadParameter));
        assert_eq!(hash(&"x".repeat(300)), Err(Problem::BadParameter));
    }
}
