//! Files as rows of chunks, named by the SHA-256 of their content (ADR 0003).
//!
//! The same content is stored once, however many drafts and submissions refer to it. Content goes
//! in the transaction that takes its last name (migration 4); what never had one goes with the
//! purge. A photo is never whole in memory here: it is
//! read, hashed and stored piece by piece, and read back so.

use std::borrow::Borrow;
use std::io::{self, Read};

use farola_model::limits::{MEDIA_BYTES, MEDIA_CHUNK_BYTES};
use farola_model::{InstanceId, Sha256, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use sha2::Digest;

use crate::draft;
use crate::error::{Error, Result};
use crate::row::{found, sha256 as sha256_column, signed, timestamp, unsigned};
use crate::store::{Lasting, Reader, Store};

/// One stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medium {
    /// Digest of its content.
    pub sha256: Sha256,
    /// Size in bytes.
    pub size: u64,
    /// MIME type as given at import.
    pub content_type: String,
    /// When it was first stored.
    pub created: Timestamp,
}

/// Reads stored content piece by piece. At its end it compares the digest: content that was
/// changed under us ends in an error of kind `InvalidData`, not in a shorter file.
pub struct MediumReader<C: Borrow<Connection>> {
    conn: C,
    id: i64,
    seq: i64,
    chunk: io::Cursor<Vec<u8>>,
    left: u64,
    sha256: Sha256,
    hasher: Option<sha2::Sha256>,
}

impl Store {
    /// Stores what `content` gives and says its digest; all of it or nothing.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::DiskFull`], [`Error::Io`] when `content` fails.
    pub fn import_media(
        &mut self,
        content: &mut dyn Read,
        content_type: &str,
        at: Timestamp,
    ) -> Result<Medium> {
        self.write(Lasting::Kill, |tx| import(tx, content, content_type, at))
    }

    /// Stores a file and names it as the draft's in the same transaction, so that no moment
    /// exists in which the photo is there and the draft does not know it.
    ///
    /// # Errors
    /// Those of [`Store::import_media`] and [`Store::attach`].
    pub fn import_draft_media(
        &mut self,
        draft: &InstanceId,
        name: &str,
        role: &str,
        content: &mut dyn Read,
        content_type: &str,
        at: Timestamp,
    ) -> Result<Medium> {
        let medium = self.write(Lasting::Kill, |tx| {
            let medium = import(tx, content, content_type, at)?;
            draft::attach(tx, draft, name, role, &medium.sha256)?;
            Ok(medium)
        })?;
        // Free pages are those of a file whose name was taken.
        if self.free_bytes().is_ok_and(|free| free > 0) {
            self.wipe(true);
        }
        Ok(medium)
    }
}

impl Reader {
    /// What is stored under a digest.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing is.
    pub fn medium(&self, sha256: &Sha256) -> Result<Medium> {
        found(
            self.conn
                .prepare_cached(
                    "SELECT sha256, size, type, created_ms FROM media WHERE sha256 = ?1",
                )?
                .query_row([sha256.0], |row| {
                    Ok(Medium {
                        sha256: sha256_column(row, 0)?,
                        size: row.get::<_, i64>(1)?.unsigned_abs(),
                        content_type: row.get(2)?,
                        created: timestamp(row, 3)?,
                    })
                }),
            "media",
        )
    }

    /// Reads stored content piece by piece.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing is stored under the digest.
    pub fn read_media(&self, sha256: &Sha256) -> Result<MediumReader<&Connection>> {
        MediumReader::open(&self.conn, sha256)
    }

    /// Reads stored content whole; for files of a form, not for photos.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::DigestMismatch`].
    pub fn media_bytes(&self, sha256: &Sha256) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self.read_media(sha256)?.read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            // What `broken` wrapped is told as what it is.
            Err(error) => match error.downcast() {
                Ok(ours) => Err(ours),
                Err(error) => Err(error.into()),
            },
        }
    }

    /// Gives this connection up to read one file with it: the result is `'static` and `Send`,
    /// as the body of a request must be.
    ///
    /// # Errors
    /// [`Error::NotFound`] when nothing is stored under the digest.
    pub fn into_media(self, sha256: &Sha256) -> Result<MediumReader<Connection>> {
        MediumReader::open(self.conn, sha256)
    }
}

impl<C: Borrow<Connection>> MediumReader<C> {
    pub(crate) fn open(conn: C, sha256: &Sha256) -> Result<Self> {
        let (id, size): (i64, i64) = found(
            conn.borrow()
                .prepare_cached("SELECT id, size FROM media WHERE sha256 = ?1")?
                .query_row([sha256.0], |row| Ok((row.get(0)?, row.get(1)?))),
            "media",
        )?;
        Ok(Self {
            conn,
            id,
            seq: 0,
            chunk: io::Cursor::default(),
            left: unsigned(size)?,
            sha256: *sha256,
            hasher: Some(sha2::Sha256::new()),
        })
    }

    /// Bytes not yet read.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.left
    }

    /// The next stored piece, or `None` after the last.
    fn next_chunk(&mut self) -> Result<Option<Vec<u8>>> {
        let chunk: Option<Vec<u8>> = self
            .conn
            .borrow()
            .prepare_cached("SELECT bytes FROM media_chunk WHERE media_id = ?1 AND seq = ?2")?
            .query_row([self.id, self.seq], |row| row.get(0))
            .optional()?;
        self.seq += 1;
        Ok(chunk)
    }

    fn finish(&mut self) -> Result<()> {
        let digest = self
            .hasher
            .take()
            .map(|hasher| Sha256(hasher.finalize().into()));
        match digest {
            Some(digest) if digest != self.sha256 => Err(Error::DigestMismatch),
            _ => Ok(()),
        }
    }
}

impl<C: Borrow<Connection>> Read for MediumReader<C> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let read = self.chunk.read(buffer)?;
            if read > 0 {
                self.left = self.left.saturating_sub(read as u64);
                return Ok(read);
            }
            match self.next_chunk().map_err(broken)? {
                Some(bytes) => {
                    if let Some(hasher) = &mut self.hasher {
                        hasher.update(&bytes);
                    }
                    self.chunk = io::Cursor::new(bytes);
                }
                None => {
                    self.finish().map_err(broken)?;
                    return Ok(0);
                }
            }
        }
    }
}

fn broken(error: Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

/// Refuses a digest under which nothing is stored.
pub(crate) fn require(tx: &Transaction<'_>, sha256: &Sha256) -> Result<()> {
    found(
        tx.query_row("SELECT 1 FROM media WHERE sha256 = ?1", [sha256.0], |_| {
            Ok(())
        }),
        "media",
    )
}

fn import(
    tx: &Transaction<'_>,
    content: &mut dyn Read,
    content_type: &str,
    at: Timestamp,
) -> Result<Medium> {
    // The digest is known at the end only. Until then the row has a name that nobody looks
    // for and that cannot clash; nobody sees it before the commit.
    tx.execute(
        "INSERT INTO media (sha256, size, type, created_ms) VALUES (randomblob(32), 0, ?1, ?2)",
        params![content_type, at.0],
    )?;
    let id = tx.last_insert_rowid();
    let (sha256, size) = store_chunks(tx, id, content)?;
    let known: Option<i64> = tx
        .query_row(
            "SELECT id FROM media WHERE sha256 = ?1",
            [sha256.0],
            |row| row.get(0),
        )
        .optional()?;
    if known.is_some() {
        tx.execute("DELETE FROM media WHERE id = ?1", [id])?;
        // Used again just now: the purge's day of grace begins anew.
        tx.execute(
            "UPDATE media SET created_ms = max(created_ms, ?2) WHERE sha256 = ?1",
            params![sha256.0, at.0],
        )?;
    } else {
        tx.execute(
            "UPDATE media SET sha256 = ?2, size = ?3 WHERE id = ?1",
            params![id, sha256.0, signed(size)?],
        )?;
    }
    Ok(Medium {
        sha256,
        size,
        content_type: content_type.to_owned(),
        created: at,
    })
}

fn store_chunks(tx: &Transaction<'_>, id: i64, content: &mut dyn Read) -> Result<(Sha256, u64)> {
    let mut insert =
        tx.prepare_cached("INSERT INTO media_chunk (media_id, seq, bytes) VALUES (?1, ?2, ?3)")?;
    let mut hasher = sha2::Sha256::new();
    let mut chunk = Vec::with_capacity(MEDIA_CHUNK_BYTES);
    let mut size = 0u64;
    for seq in 0i64.. {
        chunk.clear();
        Read::take(&mut *content, MEDIA_CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
        if chunk.is_empty() {
            break;
        }
        size += chunk.len() as u64;
        if size > MEDIA_BYTES {
            return Err(Error::TooLarge {
                what: "media",
                limit: MEDIA_BYTES,
            });
        }
        hasher.update(&chunk);
        insert.execute(params![id, seq, chunk])?;
    }
    Ok((Sha256(hasher.finalize().into()), size))
}
