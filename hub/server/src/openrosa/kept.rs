//! What of a file that came is kept: judged by its bytes, whatever its name says.
//!
//! Phones of ours clean a file before it is sent, and nothing is changed here. Other clients send
//! what the camera wrote: it is cleaned before anybody can look at it, and the receipt names what
//! came beside what is kept. What cannot be cleaned is set aside, and what nobody asked for.

use std::io::{Cursor, Read, Seek};

use farola_hub_store::aside::AsideReason;
use farola_hub_store::files::Incoming;
use farola_hub_store::submission::{ArrivedFile, Kept};
use farola_hub_store::{Store, StoreError};
use farola_model::{Coded as _, Sha256};
use farola_picture::media::{self, Kind, MediaError, Plan};
use sha2::Digest as _;

use crate::aside::{Of, set_aside};

use super::receive::{FileBytes, HELD, ReceivedFile};

/// How the names of files end that were encrypted on the phone, as ODK specifies.
const SEALED: &str = ".enc";
/// Bytes of a block of their cipher: they are padded to whole ones.
const BLOCK: u64 = 16;

/// Makes one file durable, as it is to be kept; its digest was worked out while its bytes went by.
/// One that no asked answer of its version names is set aside whatever it is.
///
/// # Errors
/// A failure of the disk or the database.
pub(super) fn keep(
    store: &Store,
    of: &Of<'_>,
    file: ReceivedFile,
    is_asked: bool,
) -> Result<ArrivedFile, StoreError> {
    if !is_asked {
        return put_aside(store, of, file, AsideReason::Unasked);
    }
    let planned = match &file.bytes {
        FileBytes::Held(bytes) => media::plan(&mut Cursor::new(bytes)),
        FileBytes::OnDisk(incoming) => media::plan(&mut incoming.read()?),
    };
    let (media_type, kept) = match planned {
        Ok(plan) if plan.is_unchanged() => (media_type(plan.kind()), Kept::AsItCame),
        Ok(plan) => {
            let media_type = media_type(plan.kind());
            let (sha256, size) = match &file.bytes {
                FileBytes::Held(bytes) => cleaned(store, plan, Cursor::new(bytes))?,
                FileBytes::OnDisk(incoming) => cleaned(store, plan, incoming.read()?)?,
            };
            tracing::info!(event = "file.cleaned", media_type, size);
            return Ok(ArrivedFile {
                name: file.name,
                sha256: file.sha256,
                size: file.size,
                media_type,
                kept: Kept::Cleaned { sha256, size },
            });
        }
        Err(MediaError::Unreadable(kind)) => {
            return Err(StoreError::File(std::io::Error::from(kind)));
        }
        Err(_) if is_sealed(&file) => (file.media_type, Kept::AsItCame),
        Err(error) => {
            tracing::warn!(event = "file.unclean", code = error.code(), file.media_type);
            return put_aside(store, of, file, AsideReason::Unclean);
        }
    };
    let arrived = ArrivedFile {
        media_type,
        kept,
        ..keep_as_it_came(store, file)?
    };
    Ok(arrived)
}

/// Seals one file, or keeps nothing of it.
fn put_aside(
    store: &Store,
    of: &Of<'_>,
    file: ReceivedFile,
    reason: AsideReason,
) -> Result<ArrivedFile, StoreError> {
    let sent = file.sha256;
    let aside = match &file.bytes {
        FileBytes::Held(bytes) => set_aside(store, of, sent, reason, Cursor::new(bytes))?,
        FileBytes::OnDisk(incoming) => set_aside(store, of, sent, reason, incoming.read()?)?,
    };
    Ok(ArrivedFile {
        name: file.name,
        sha256: sent,
        size: file.size,
        media_type: file.media_type,
        kept: Kept::Aside(aside),
    })
}

/// Makes one file durable under the digest of what came: a form's own file, which its maker wrote
/// for everybody.
///
/// # Errors
/// A failure of the disk.
pub(crate) fn keep_as_it_came(
    store: &Store,
    file: ReceivedFile,
) -> Result<ArrivedFile, StoreError> {
    let incoming = match file.bytes {
        FileBytes::Held(bytes) => {
            let mut incoming = store.files().receive()?;
            incoming.write(&bytes)?;
            incoming
        }
        FileBytes::OnDisk(incoming) => incoming,
    };
    store.files().keep(incoming, file.sha256)?;
    Ok(ArrivedFile {
        name: file.name,
        sha256: file.sha256,
        size: file.size,
        media_type: file.media_type,
        kept: Kept::AsItCame,
    })
}

/// Writes the file without what it said, under the digest of what is left.
fn cleaned(
    store: &Store,
    plan: Plan,
    source: impl Read + Seek,
) -> Result<(Sha256, u64), StoreError> {
    let size = plan.size();
    let mut incoming: Incoming = store.files().receive()?;
    let mut hasher = sha2::Sha256::new();
    let mut kept = plan.read(source);
    let mut piece = vec![0; HELD];
    loop {
        let read = kept.read(&mut piece)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        hasher.update(bytes);
        incoming.write(bytes)?;
    }
    let digest = Sha256(hasher.finalize().into());
    store.files().keep(incoming, digest)?;
    Ok((digest, size))
}

/// Whether a file is one that only the holder of a form's key can open: it looks like nothing.
fn is_sealed(file: &ReceivedFile) -> bool {
    let unknown = file.media_type == media_type(Kind::Text);
    unknown && file.name.ends_with(SEALED) && file.size > 0 && file.size.is_multiple_of(BLOCK)
}

/// The type under which a file is kept. A text is handed out as what it is to a browser: a
/// download of no type.
fn media_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "application/octet-stream",
        kind => kind.content_type(),
    }
}
