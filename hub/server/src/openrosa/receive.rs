//! Receiving a multipart submission: the XML into memory, files to the disk as they come.
//!
//! A file's digest is computed while its bytes go by. Small files wait in memory and are
//! written in one go; larger ones go to a temporary file piece by piece, so that the memory a
//! request takes does not grow with what it sends.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use farola_hub_store::files::Incoming;
use farola_model::Sha256;
use farola_model::limits::{MEDIA_BYTES, SUBMISSION_XML_BYTES, is_safe_file_name};
use farola_protocol::{Problem, header};
use sha2::Digest as _;

use crate::app::App;
use crate::config::PARTS;
use crate::failure::Failure;
use crate::sniff;

/// Bytes held in memory before a file goes to the disk, and written at a time after.
const HELD: usize = 256 * 1024;
/// Bytes by which a file's type is told.
const HEAD: usize = 64;

/// A whole request.
pub(super) struct Received {
    pub(super) xml: Vec<u8>,
    pub(super) files: Vec<ReceivedFile>,
}

/// A file of it, not yet under its digest.
pub(super) struct ReceivedFile {
    pub(super) name: String,
    pub(super) sha256: Sha256,
    pub(super) size: u64,
    pub(super) media_type: &'static str,
    pub(super) bytes: FileBytes,
}

/// Where the bytes are.
pub(super) enum FileBytes {
    Held(Vec<u8>),
    OnDisk(Incoming),
}

fn torn(error: &MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::BodyTooLarge,
        _ => Problem::TornBody,
    }
}

/// Reads every part. Nothing is stored yet; temporary files vanish with the answer's error.
pub(super) async fn receive(app: &App, mut parts: Multipart) -> Result<Received, Failure> {
    let mut xml: Option<Vec<u8>> = None;
    let mut files: Vec<ReceivedFile> = Vec::new();
    let mut count = 0;
    while let Some(field) = parts.next_field().await.map_err(|error| torn(&error))? {
        count += 1;
        if count > PARTS {
            return Err(Problem::TooManyParts.into());
        }
        let part = field.name().unwrap_or_default().to_owned();
        if part == header::XML_PART {
            if xml.replace(read_xml(field).await?).is_some() {
                // Two documents in one request: which one would be meant?
                return Err(Problem::XmlPartMissing.into());
            }
        } else if part == header::INCOMPLETE_PART {
            // Says that more requests follow; each of them is taken for what it is.
            read_flag(field).await?;
        } else {
            let name = field.file_name().map_or(part, str::to_owned);
            if !is_safe_file_name(&name) {
                return Err(Problem::BadFileName.into());
            }
            files.push(read_file(app, name, field).await?);
        }
    }
    Ok(Received {
        xml: xml.ok_or(Problem::XmlPartMissing)?,
        files,
    })
}

async fn read_xml(mut field: Field<'_>) -> Result<Vec<u8>, Failure> {
    let mut xml = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(|error| torn(&error))? {
        if xml.len() + piece.len() > SUBMISSION_XML_BYTES {
            return Err(Problem::XmlTooLarge.into());
        }
        xml.extend_from_slice(&piece);
    }
    Ok(xml)
}

async fn read_flag(mut field: Field<'_>) -> Result<(), Failure> {
    let mut size = 0;
    while let Some(piece) = field.chunk().await.map_err(|error| torn(&error))? {
        size += piece.len();
        if size > HEAD {
            return Err(Problem::BadParameter.into());
        }
    }
    Ok(())
}

async fn read_file(app: &App, name: String, mut field: Field<'_>) -> Result<ReceivedFile, Failure> {
    let mut coming = Coming::default();
    while let Some(piece) = field.chunk().await.map_err(|error| torn(&error))? {
        coming.push(app, &piece).await?;
    }
    coming.end(app, name).await
}

/// A file whose bytes come piece by piece.
#[derive(Default)]
pub(super) struct Coming {
    hasher: sha2::Sha256,
    held: Vec<u8>,
    head: Vec<u8>,
    disk: Option<Incoming>,
    size: u64,
}

impl Coming {
    /// Takes the next bytes.
    pub(super) async fn push(&mut self, app: &App, piece: &[u8]) -> Result<(), Failure> {
        self.size = self.size.saturating_add(piece.len() as u64);
        if self.size > MEDIA_BYTES {
            return Err(Problem::BodyTooLarge.into());
        }
        self.hasher.update(piece);
        if self.head.len() < HEAD {
            self.head.extend(piece.iter().take(HEAD - self.head.len()));
        }
        self.held.extend_from_slice(piece);
        if self.held.len() >= HELD {
            let held = std::mem::take(&mut self.held);
            self.disk = Some(spill(app, self.disk.take(), held).await?);
        }
        Ok(())
    }

    /// The whole file, not yet under its digest.
    pub(super) async fn end(self, app: &App, name: String) -> Result<ReceivedFile, Failure> {
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
