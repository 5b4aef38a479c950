//! Receiving a multipart submission: the XML into memory, files to the disk as they come.
//!
//! A file's digest is computed while its bytes go by. Small files wait in memory and are
//! written in one go; larger ones, and all once a request holds enough, go to a temporary file
//! piece by piece, so that the memory a request takes does not grow with what it sends.

use farola_hub_store::files::Incoming;
use farola_model::Sha256;
use farola_model::limits::{MEDIA_BYTES, SUBMISSION_XML_BYTES, safe_file_name};
use farola_protocol::{Problem, header};
use sha2::Digest as _;

use super::multipart::Parts;
use crate::app::App;
use crate::config::{HELD_BYTES, PARTS};
use crate::failure::Failure;
use crate::sniff;

/// Bytes of a file held in memory before it goes to the disk, and written at a time after.
pub(crate) const HELD: usize = 256 * 1024;
/// Bytes by which a file's type is told.
const HEAD: usize = 64;

/// A whole request.
pub(super) struct Received {
    pub(super) xml: Vec<u8>,
    pub(super) files: Vec<ReceivedFile>,
}

/// A file of it, not yet under its digest.
pub(crate) struct ReceivedFile {
    pub(crate) name: String,
    pub(crate) sha256: Sha256,
    pub(crate) size: u64,
    pub(crate) media_type: &'static str,
    pub(crate) bytes: FileBytes,
}

/// Where the bytes are.
pub(crate) enum FileBytes {
    Held(Vec<u8>),
    OnDisk(Incoming),
}

impl FileBytes {
    /// How many of them are in memory.
    fn held(&self) -> usize {
        match self {
            Self::Held(bytes) => bytes.capacity(),
            Self::OnDisk(_) => 0,
        }
    }
}

/// Reads every part. Nothing is stored yet; temporary files vanish with the answer's error.
pub(super) async fn receive(app: &App, mut parts: Parts) -> Result<Received, Failure> {
    let mut xml: Option<Vec<u8>> = None;
    let mut files: Vec<ReceivedFile> = Vec::new();
    let (mut count, mut held) = (0, 0usize);
    while let Some(part) = parts.next().await? {
        count += 1;
        if count > PARTS {
            return Err(Problem::TooManyParts.into());
        }
        if part.name == header::XML_PART {
            if xml.replace(read_xml(&mut parts).await?).is_some() {
                // Two documents in one request: which one would be meant?
                return Err(Problem::XmlPartMissing.into());
            }
        } else if part.name == header::INCOMPLETE_PART {
            // Says that more requests follow; each of them is taken for what it is.
            read_flag(&mut parts).await?;
        } else {
            let name = part.file_name.unwrap_or(part.name);
            let name = safe_file_name(&name).ok_or(Problem::BadFileName)?;
            let room = HELD_BYTES.saturating_sub(held).min(HELD);
            let file = read_file(app, name.into_owned(), &mut parts, room).await?;
            held = held.saturating_add(file.bytes.held());
            files.push(file);
        }
    }
    Ok(Received {
        xml: xml.ok_or(Problem::XmlPartMissing)?,
        files,
    })
}

async fn read_xml(parts: &mut Parts) -> Result<Vec<u8>, Failure> {
    let mut xml = Vec::new();
    while let Some(piece) = parts.piece().await? {
        if xml.len() + piece.len() > SUBMISSION_XML_BYTES {
            return Err(Problem::XmlTooLarge.into());
        }
        xml.extend_from_slice(&piece);
    }
    Ok(xml)
}

async fn read_flag(parts: &mut Parts) -> Result<(), Failure> {
    let mut size = 0;
    while let Some(piece) = parts.piece().await? {
        size += piece.len();
        if size > HEAD {
            return Err(Problem::BadParameter.into());
        }
    }
    Ok(())
}

/// Reads the file of the part at hand; above `room` bytes it does not wait in memory.
async fn read_file(
    app: &App,
    name: String,
    parts: &mut Parts,
    room: usize,
) -> Result<ReceivedFile, Failure> {
    let mut coming = Coming::new(room);
    while let Some(piece) = parts.piece().await? {
        coming.push(app, &piece).await?;
    }
    coming.end(app, name).await
}

/// A file whose bytes come piece by piece.
pub(crate) struct Coming {
    /// Bytes up to which it waits in memory.
    room: usize,
    hasher: sha2::Sha256,
    held: Vec<u8>,
    head: Vec<u8>,
    disk: Option<Incoming>,
    size: u64,
}

impl Coming {
    /// A file that waits in memory up to so many bytes.
    pub(crate) fn new(room: usize) -> Self {
        Self {
            room: room.min(HELD),
            hasher: sha2::Sha256::new(),
            held: Vec::new(),
            head: Vec::new(),
            disk: None,
            size: 0,
        }
    }

    /// Takes the next bytes.
    pub(crate) async fn push(&mut self, app: &App, piece: &[u8]) -> Result<(), Failure> {
        self.size = self.size.saturating_add(piece.len() as u64);
        if self.size > MEDIA_BYTES {
            return Err(Problem::BodyTooLarge.into());
        }
        self.hasher.update(piece);
        if self.head.len() < HEAD {
            self.head.extend(piece.iter().take(HEAD - self.head.len()));
        }
        self.held.extend_from_slice(piece);
        let room = if self.disk.is_some() { HELD } else { self.room };
        if self.held.len() > room {
            let held = std::mem::take(&mut self.held);
            self.disk = Some(spill(app, self.disk.take(), held).await?);
        }
        Ok(())
    }

    /// The whole file, not yet under its digest.
    pub(crate) async fn end(self, app: &App, name: String) -> Result<ReceivedFile, Failure> {
        let bytes = match self.disk {
            None => FileBytes::Held(self.held),
            Some(disk) => FileBytes::OnDisk(spill(app, Some(disk), self.held).await?),
        };
        Ok(ReceivedFile {
            name,
            sha256: Sha256(self.hasher.finalize().into()),
            size: self.size,
            media_type: sniff::media_type(&self.head),
            bytes,
        })
    }
}

/// Writes what is held to the temporary file.
async fn spill(app: &App, disk: Option<Incoming>, held: Vec<u8>) -> Result<Incoming, Failure> {
    let store = app.store().clone();
    app.blocking(move || {
        let mut disk = match disk {
            Some(disk) => disk,
            None => store.files().receive()?,
        };
        disk.write(&held)?;
        Ok(disk)
    })
    .await
}
