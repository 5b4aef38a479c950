//! What is set aside is sealed to an administrator's public key, as `age` writes files: whoever has
//! the private half opens them with any program that knows the format. Where no key is set nothing
//! of it is kept: bytes that nobody could ever open would only be bytes.

use std::io::{self, Read, Write};

use age::secrecy::ExposeSecret as _;
use age::x25519::{Identity, Recipient};
use farola_hub_store::aside::{AsideReason, Sealed, SetAside};
use farola_hub_store::files::Incoming;
use farola_hub_store::{Store, StoreError};
use farola_model::{InstanceId, ProjectId, Sha256};
use sha2::Digest as _;

/// The version from which something is set aside.
pub(crate) struct Of<'a> {
    pub(crate) project: ProjectId,
    pub(crate) instance: &'a InstanceId,
}

/// Seals what came, unless the same came with its version before; nothing of it is readable
/// afterwards. Blocks.
///
/// # Errors
/// A failure of the disk or the database.
pub(crate) fn set_aside(
    store: &Store,
    of: &Of<'_>,
    sent: Sha256,
    reason: AsideReason,
    source: impl Read,
) -> Result<SetAside, StoreError> {
    let sealed = match store.read_aside_key()? {
        Some(key) if !store.knows_aside(of.project, of.instance, sent)? => {
            let key = read_key(&key).ok_or(StoreError::Bug("a key that seals nothing"))?;
            Some(seal(store, &key, source)?)
        }
        _ => None,
    };
    let (reason_word, is_sealed) = (reason.as_str(), sealed.is_some());
    tracing::warn!(
        event = "content.set_aside",
        reason = reason_word,
        sealed = is_sealed
    );
    Ok(SetAside { reason, sealed })
}

/// A public key as its holder gives it: `age1…`. None for anything else.
pub(crate) fn read_key(text: &str) -> Option<Recipient> {
    text.trim().parse().ok()
}

/// A new pair: the private half, to be kept where the hub's machine does not reach, and the public
/// one.
pub(crate) fn new_pair() -> (String, String) {
    let secret = Identity::generate();
    let public = secret.to_public().to_string();
    (secret.to_string().expose_secret().to_owned(), public)
}

/// Opens sealed bytes with the private half.
///
/// # Errors
/// What the system says; [`io::ErrorKind::InvalidData`] where the key is none, not the right one,
/// or the bytes are not what was sealed: what was written until then is not to be believed.
pub(crate) fn open(secret: &str, sealed: impl Read, out: &mut impl Write) -> io::Result<()> {
    let wrong = |_| io::Error::from(io::ErrorKind::InvalidData);
    // A file of keys has lines of comment.
    let mut lines = secret.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    let key: Identity = line.unwrap_or_default().parse().map_err(wrong)?;
    let opener = age::Decryptor::new(sealed).map_err(|_| io::ErrorKind::InvalidData)?;
    let keys = std::iter::once(&key as &dyn age::Identity);
    let mut plain = opener
        .decrypt(keys)
        .map_err(|_| io::ErrorKind::InvalidData)?;
    io::copy(&mut plain, out)?;
    out.flush()
}

fn seal(store: &Store, key: &Recipient, mut source: impl Read) -> Result<Sealed, StoreError> {
    let out = Out {
        incoming: store.files().receive()?,
        hasher: sha2::Sha256::new(),
        size: 0,
    };
    let keys = std::iter::once(key as &dyn age::Recipient);
    let sealer = age::Encryptor::with_recipients(keys)
        .map_err(|_| StoreError::Bug("a key that seals nothing"))?;
    let mut sealing = sealer.wrap_output(out)?;
    io::copy(&mut source, &mut sealing)?;
    let out = sealing.finish()?;
    let sha256 = Sha256(out.hasher.finalize().into());
    store.files().keep(out.incoming, sha256)?;
    Ok(Sealed {
        sha256,
        size: out.size,
    })
}

/// Where sealed bytes go.
struct Out {
    incoming: Incoming,
    hasher: sha2::Sha256,
    size: u64,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.incoming.write(bytes).map_err(|error| match error {
            StoreError::File(error) => error,
            _ => io::ErrorKind::Other.into(),
        })?;
        self.hasher.update(bytes);
        self.size = self.size.saturating_add(bytes.len() as u64);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(public: &str, plain: &[u8]) -> Vec<u8> {
        age::encrypt(&read_key(public).unwrap(), plain).unwrap()
    }

    #[test]
    fn only_the_private_half_opens() {
        let ((secret, public), (other, _)) = (new_pair(), new_pair());
        let sealed = sealed(&public, b"where she lives");
        let open = |secret: &str, bytes: &[u8]| {
            let mut plain = Vec::new();
            open(secret, bytes, &mut plain).map(|()| plain)
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
        assert!(read_key(&public).is_some() && read_key(&format!(" {public}\n")).is_some());
        for wrong in [
            "",
            "age1",
            &secret,
            &format!("{public}a"),
            "ssh-ed25519 AAAA",
        ] {
            assert!(read_key(wrong).is_none(), "{wrong}");
        }
    }
}
