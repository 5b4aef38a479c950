//! Random tokens and what is kept of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use farola_hub_store::app_user::{KeyDigest, NewKey};
use farola_model::Sha256;
use farola_protocol::Problem;

/// Characters of a phone's key that lists show.
const PREFIX: usize = 6;

/// A secret given out once; only its digest is stored.
#[derive(Clone)]
pub(crate) struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// Makes a token of 32 random bytes.
    ///
    /// # Errors
    /// [`Problem::Internal`] when the system gives no randomness.
    pub(crate) fn random() -> Result<Self, Problem> {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| Problem::Internal)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// A token that was made before.
    #[must_use]
    pub(crate) fn known(text: String) -> Self {
        Self(text)
    }

    /// The token itself.
    #[must_use]
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    #[must_use]
    pub(crate) fn digest(&self) -> Sha256 {
        digest(&self.0)
    }

    /// What is stored of it as a phone's key.
    #[must_use]
    pub(crate) fn new_key(&self) -> NewKey {
        NewKey {
            digest: KeyDigest(self.digest()),
            prefix: self.prefix().to_owned(),
        }
    }

    /// Its first characters.
    #[must_use]
    fn prefix(&self) -> &str {
        self.0.get(..PREFIX).unwrap_or("")
    }
}

/// The stored form of a token someone sent. A token has 256 random bits, so a plain digest is
/// as good as a slow hash and costs nothing per request.
#[must_use]
pub(crate) fn digest(token: &str) -> Sha256 {
    Sha256::of(token.as_bytes())
}

/// The word a page must send with its writes; it follows from the session's token, so that
/// nothing more is stored and only who may read the session can name it.
#[must_use]
pub(crate) fn csrf(token: &str) -> String {
    Sha256::of(format!("farola-csrf:{token}").as_bytes()).to_string()
}

/// A random id for a line of the history.
///
/// # Errors
/// [`Problem::Internal`] when the system gives no randomness.
pub(crate) fn uid() -> Result<String, Problem> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| Problem::Internal)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_differ() {
        let (one, two) = (Token::random().unwrap(), Token::random().unwrap());
        assert_eq!(one.reveal().len(), 43);
        assert_ne!(one.reveal(), two.reveal());
        assert_eq!(digest(one.reveal()), one.digest());
        assert!(!format!("{one:?}").contains(one.prefix()));
    }
}
