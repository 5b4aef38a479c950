//! Sealing to a public key whose private half is not on the hub's machine, as `age` writes files:
//! whoever has that half opens them with any program that knows the format, also without us.
//!
//! Backups are sealed so ([`crate::sealed`]), and what is set aside ([`crate::aside`]).

use std::io::{self, Read, Write};

use age::secrecy::ExposeSecret as _;
use age::x25519::{Identity, Recipient};

/// A public key as its holder gives it: `age1…`.
#[derive(Clone)]
pub struct PublicKey(Recipient);

impl PublicKey {
    /// Reads one; none for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.trim().parse().ok().map(Self)
    }

    /// A writer whose bytes reach `out` sealed. Its `finish` gives `out` back; without that what
    /// was written does not open.
    ///
    /// # Errors
    /// What `out` says, which gets the head of the file here.
    pub fn seal<W: Write>(&self, out: W) -> io::Result<age::stream::StreamWriter<W>> {
        let keys = std::iter::once(&self.0 as &dyn age::Recipient);
        let sealer = age::Encryptor::with_recipients(keys).map_err(io::Error::other)?;
        sealer.wrap_output(out)
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({})", self.0)
    }
}

/// A new pair: the private half and the public one.
#[must_use]
pub fn new_pair() -> (String, String) {
    let private = Identity::generate();
    let public = private.to_public().to_string();
    (private.to_string().expose_secret().to_owned(), public)
}

/// A reader of what was sealed. `private` is the private half, or the text of a file with it and
/// lines of comment. What was read is only to be believed once it was read to its end.
///
/// # Errors
/// [`io::ErrorKind::InvalidData`] where the key is none, not the right one, or the head of the
/// file is not what was written; while it is read, the same of what follows.
pub fn open<R: Read>(private: &str, sealed: R) -> io::Result<age::stream::StreamReader<R>> {
    let wrong = |_: age::DecryptError| io::Error::from(io::ErrorKind::InvalidData);
    let lines = private.lines().map(str::trim);
    let mut keys = lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.parse::<Identity>().ok());
    let key = keys.next().ok_or(io::ErrorKind::InvalidData)?;
    let opener = age::Decryptor::new(sealed).map_err(wrong)?;
    let keys = std::iter::once(&key as &dyn age::Identity);
    opener.decrypt(keys).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(public: &str, plain: &[u8]) -> Vec<u8> {
        let mut sealing = PublicKey::parse(public).unwrap().seal(Vec::new()).unwrap();
        sealing.write_all(plain).unwrap();
        sealing.finish().unwrap()
    }

    #[test]
    fn only_the_private_half_opens() {
        let ((secret, public), (other, _)) = (new_pair(), new_pair());
        let sealed = sealed(&public, b"where she lives");
        let open = |secret: &str, bytes: &[u8]| {
            let mut plain = Vec::new();
            open(secret, bytes)?.read_to_end(&mut plain).map(|_| plain)
        };
        assert_eq!(open(&secret, &sealed).unwrap(), b"where she lives");
        let file = format!("# made today\n\n{secret}\n");
        assert_eq!(open(&file, &sealed).unwrap(), b"where she lives");
        for wrong in ["", &public, &other, "AGE-SECRET-KEY-1"] {
            let error = open(wrong, &sealed).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData);
        }
        for place in 0..sealed.len() {
            let mut bent = sealed.clone();
            bent[place] ^= 1;
            assert!(open(&secret, &bent).is_err(), "byte {place}");
        }
        assert!(!sealed.windows(5).any(|part| part == b"where"));
    }

    #[test]
    fn a_key_is_a_public_half_and_nothing_else() {
        let (secret, public) = new_pair();
        assert!(
            PublicKey::parse(&public).is_some()
                && PublicKey::parse(&format!(" {public}\n")).is_some()
        );
        for wrong in [
            "",
            "age1",
            &secret,
            &format!("{public}a"),
            "ssh-ed25519 AAAA",
        ] {
            assert!(PublicKey::parse(wrong).is_none(), "{wrong}");
        }
    }
}
