//! What is set aside is sealed to an administrator's public key. Where no key is set nothing of it
//! is kept: bytes that nobody could ever open would only be bytes.

use std::io::{self, Read, Write};

use farola_hub_store::aside::{AsideReason, Sealed, SetAside};
use farola_hub_store::files::Incoming;
use farola_hub_store::seal::PublicKey;
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
            let key = PublicKey::parse(&key).ok_or(StoreError::Bug("a key that seals nothing"))?;
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

fn seal(store: &Store, key: &PublicKey, mut source: impl Read) -> Result<Sealed, StoreError> {
    let out = Out {
        incoming: store.files().receive()?,
        hasher: sha2::Sha256::new(),
        size: 0,
    };
    let mut sealing = key.seal(out)?;
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
