//! A bucket on an S3 server: where files stay when the hub's own disk is to stay small.
//!
//! Its client waits without a thread and the store's callers wait with one: what is asked runs
//! on a runtime of the bucket's own, for a bounded time.

use std::fs::File;
use std::io::Read as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use farola_model::Sha256;
use object_store::aws::AmazonS3;
use object_store::multipart::{MultipartStore as _, PartId};
use object_store::path::Path as Key;
use object_store::{
    Error, GetOptions, GetRange, MultipartId, ObjectStore as _, ObjectStoreExt as _, PutMode,
    PutOptions,
};
use sha2::Digest as _;
use tokio::runtime::Runtime;

use crate::bucket_place::BucketPlace;
use crate::error::StoreError;

/// How long a person waits for bytes of a file.
const READ: Duration = Duration::from_secs(15);
/// How long a piece may be on its way to the bucket.
const WRITE: Duration = Duration::from_secs(60);
/// How long a hub that starts waits for its bucket.
const GREET: Duration = Duration::from_secs(5);
/// Most people's reads at one time; the threads that wait for them are not phones'.
const READS: usize = 64;
/// Larger files go in pieces of this size, the smallest that S3 takes.
const PIECE: usize = 5 * 1024 * 1024;
/// Name beside the files: says what they are, and that this hub may write here.
const SIGN: (&str, &str) = ("farola", "Files of a Farola hub, by their SHA-256.\n");

/// A bucket, or a part of one.
pub(crate) struct Bucket {
    client: Arc<AmazonS3>,
    /// The same, for what may come to be and may not be overwritten.
    creating: Arc<AmazonS3>,
    prefix: Key,
    runtime: Mutex<Option<Runtime>>,
    reads: AtomicUsize,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bucket").finish_non_exhaustive()
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.close();
    }
}

/// An upload in pieces; it is seen once it is ended.
struct Upload {
    key: Key,
    id: MultipartId,
}

/// A read under way.
struct Reading<'a>(&'a AtomicUsize);

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Bucket {
    /// A bucket to speak to; nothing is said yet.
    ///
    /// # Errors
    /// [`StoreError::FilesAddress`] when the address and the environment do not fit together.
    pub(crate) fn open(place: &BucketPlace) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("hub-bucket")
            .enable_all()
            .build()?;
        let client = place.client()?;
        Ok(Self {
            creating: Arc::new(place.creating(&client)?),
            client: Arc::new(client),
            prefix: Key::from(place.prefix()),
            runtime: Mutex::new(Some(runtime)),
            reads: AtomicUsize::new(0),
        })
    }

    /// Ends what is under way; nothing is read or written after it.
    pub(crate) fn close(&self) {
        let mut runtime = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = runtime.take() {
            runtime.shutdown_background();
        }
    }

    /// Asks whether this hub may write here.
    ///
    /// # Errors
    /// [`StoreError::FilesRefused`], [`StoreError::FilesUnreachable`].
    pub(crate) fn greet(&self) -> Result<(), StoreError> {
        let (client, key) = (self.client.clone(), self.prefix.clone().join(SIGN.0));
        let put = async move {
            let options = PutOptions::from(PutMode::Create);
            client.put_opts(&key, SIGN.1.into(), options).await
        };
        match self.wait(GREET, put) {
            Ok(_) | Err(Error::AlreadyExists { .. }) => Ok(()),
            Err(error) => Err(of_a_write(error)),
        }
    }

    /// The size of a file; none where it is not there.
    ///
    /// # Errors
    /// [`StoreError::FilesRefused`], [`StoreError::FilesUnreachable`].
    pub(crate) fn size(&self, digest: Sha256) -> Result<Option<u64>, StoreError> {
        let (client, key) = (self.client.clone(), self.key(digest));
        match self.wait(READ, async move { client.head(&key).await }) {
            Ok(found) => Ok(Some(found.size)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(of_a_read(error)),
        }
    }

    /// Reads a file whole.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Busy`], [`StoreError::FilesRefused`],
    /// [`StoreError::FilesUnreachable`].
    pub(crate) fn read(&self, digest: Sha256) -> Result<Vec<u8>, StoreError> {
        let _reading = self.reading()?;
        let (client, key) = (self.client.clone(), self.key(digest));
        let read = async move { client.get(&key).await?.bytes().await };
        Ok(self.wait(READ, read).map_err(of_a_read)?.into())
    }

    /// Reads at most `length` bytes of a file from its byte `from` on.
    ///
    /// # Errors
    /// As [`Bucket::read`].
    pub(crate) fn read_range(
        &self,
        digest: Sha256,
        from: u64,
        length: usize,
    ) -> Result<Vec<u8>, StoreError> {
        let _reading = self.reading()?;
        let to = from.saturating_add(length as u64);
        let (client, key) = (self.client.clone(), self.key(digest));
        let read = async move {
            let options = GetOptions {
                range: Some(GetRange::Bounded(from..to)),
                ..GetOptions::default()
            };
            client.get_opts(&key, options).await?.bytes().await
        };
        match self.wait(READ, read) {
            Ok(bytes) => Ok(bytes.into()),
            Err(error @ Error::NotFound { .. }) => Err(of_a_read(error)),
            // A range behind the end is a failure like others: S3 has no range without bytes.
            Err(error) => match self.size(digest)? {
                Some(size) if size <= from || length == 0 => Ok(Vec::new()),
                _ => Err(of_a_read(error)),
            },
        }
    }

    /// Puts a file under its digest, unless it is there: nothing is overwritten.
    ///
    /// # Errors
    /// [`StoreError::Bug`] when the bytes do not have that digest, or other ones are there;
    /// [`StoreError::FilesRefused`], [`StoreError::FilesUnreachable`], or a failure of the disk.
    pub(crate) fn put(&self, digest: Sha256, file: &mut File) -> Result<(), StoreError> {
        let size = file.metadata()?.len();
        let put = if size <= PIECE as u64 {
            self.put_small(digest, file)
        } else {
            match self.size(digest)? {
                // Nothing is sent for nothing.
                Some(there) => return is_it(there, size),
                None => self.put_large(digest, file),
            }
        };
        match put {
            // There already; or another hub is just putting it, and may yet fail. Some servers
            // break off an upload that they refuse, so this is asked after every failure.
            Err(error @ (StoreError::FilesUnreachable | StoreError::FilesRefused)) => {
                match self.size(digest) {
                    Ok(Some(there)) => is_it(there, size),
                    _ => Err(error),
                }
            }
            put => put,
        }
    }

    fn put_small(&self, digest: Sha256, file: &mut File) -> Result<(), StoreError> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        if Sha256::of(&bytes) != digest {
            return Err(WRONG);
        }
        let (client, key) = (self.client.clone(), self.key(digest));
        let put = async move {
            let options = PutOptions::from(PutMode::Create);
            client.put_opts(&key, bytes.into(), options).await
        };
        self.wait(WRITE, put).map(|_| ()).map_err(of_a_write)
    }

    /// Puts a file in pieces; it is seen once it is whole, and only where nothing is by then.
    fn put_large(&self, digest: Sha256, file: &mut File) -> Result<(), StoreError> {
        let (client, key) = (self.client.clone(), self.key(digest));
        let begun = self.wait(WRITE, async move { client.create_multipart(&key).await });
        let upload = Upload {
            key: self.key(digest),
            id: begun.map_err(of_a_write)?,
        };
        let pieces = self.put_pieces(&upload, digest, file);
        let put = pieces.and_then(|pieces| self.end(&upload, pieces));
        if put.is_err() {
            // Pieces of nothing would stay for good and be paid for.
            let client = self.client.clone();
            let abort = async move { client.abort_multipart(&upload.key, &upload.id).await };
            let _ = self.wait(WRITE, abort);
        }
        put
    }

    fn put_pieces(
        &self,
        upload: &Upload,
        digest: Sha256,
        file: &mut File,
    ) -> Result<Vec<PartId>, StoreError> {
        let (mut pieces, mut hasher) = (Vec::new(), sha2::Sha256::new());
        loop {
            let mut bytes = Vec::with_capacity(PIECE);
            file.take(PIECE as u64).read_to_end(&mut bytes)?;
            if bytes.is_empty() {
                break;
            }
            hasher.update(&bytes);
            let (client, place) = (self.client.clone(), pieces.len());
            let (key, id) = (upload.key.clone(), upload.id.clone());
            let put = async move { client.put_part(&key, &id, place, bytes.into()).await };
            pieces.push(self.wait(WRITE, put).map_err(of_a_write)?);
        }
        match Sha256(hasher.finalize().into()) == digest {
            true => Ok(pieces),
            false => Err(WRONG),
        }
    }

    /// Makes one file of pieces, under the condition that none is there: the look before the first
    /// piece may be minutes old.
    fn end(&self, upload: &Upload, pieces: Vec<PartId>) -> Result<(), StoreError> {
        let client = self.creating.clone();
        let (key, id) = (upload.key.clone(), upload.id.clone());
        let end = async move { client.complete_multipart(&key, &id, pieces).await };
        self.wait(WRITE, end).map(|_| ()).map_err(of_a_write)
    }

    /// Removes a file; answers whether it was there. For what is forgotten alone. A bucket that
    /// keeps versions keeps this one too: whoever runs it has to end them.
    ///
    /// # Errors
    /// [`StoreError::FilesRefused`] where the hub may not remove anything;
    /// [`StoreError::FilesUnreachable`].
    pub(crate) fn remove(&self, digest: Sha256) -> Result<bool, StoreError> {
        if self.size(digest)?.is_none() {
            return Ok(false);
        }
        let (client, key) = (self.client.clone(), self.key(digest));
        match self.wait(WRITE, async move { client.delete(&key).await }) {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(true),
            Err(error) => Err(of_a_write(error)),
        }
    }

    /// Where a file is: as in a folder, so that a copy of the bucket can be one.
    fn key(&self, digest: Sha256) -> Key {
        let name = digest.to_string();
        let first = name.get(0..2).unwrap_or_default().to_owned();
        self.prefix.clone().join("files").join(first).join(name)
    }

    fn reading(&self) -> Result<Reading<'_>, StoreError> {
        let reading = Reading(&self.reads);
        match self.reads.fetch_add(1, Ordering::Relaxed) < READS {
            true => Ok(reading),
            false => Err(StoreError::Busy),
        }
    }

    /// Waits for an answer of the bucket.
    fn wait<T: Send + 'static>(
        &self,
        longest: Duration,
        asked: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        let (tell, told) = sync_channel(1);
        {
            let runtime = self.runtime.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(runtime) = runtime.as_ref() else {
                return Err(silent());
            };
            runtime.spawn(async move {
                let answer = tokio::time::timeout(longest, asked).await;
                let _ = tell.send(answer.unwrap_or_else(|_| Err(silent())));
            });
        }
        // Nobody tells where the bucket was closed meanwhile.
        told.recv().unwrap_or_else(|_| Err(silent()))
    }
}

/// Whether what is there can be the file: it has the file's digest for a name.
fn is_it(there: u64, size: u64) -> Result<(), StoreError> {
    match there == size {
        true => Ok(()),
        // Nothing is overwritten, whatever it is.
        false => Err(WRONG),
    }
}

const WRONG: StoreError = StoreError::Bug("a stored file does not have its digest");

fn silent() -> Error {
    Error::Generic {
        store: "S3",
        source: "no answer".into(),
    }
}

fn of_a_read(error: Error) -> StoreError {
    match error {
        Error::NotFound { .. } => StoreError::Missing { what: "file" },
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => StoreError::FilesRefused,
        _ => StoreError::FilesUnreachable,
    }
}

/// Where nothing can be written because the bucket is not there, its server answered.
fn of_a_write(error: Error) -> StoreError {
    match of_a_read(error) {
        StoreError::Missing { .. } => StoreError::FilesRefused,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use farola_model::Coded as _;

    use super::*;

    /// An error, what it is of a read and what of a write.
    type Case = (fn() -> Error, &'static str, &'static str);

    #[test]
    fn an_answer_of_the_server_is_told_from_none() {
        let errors: [Case; 4] = [
            (silent, "hub.files_unreachable", "hub.files_unreachable"),
            (
                || Error::NotFound {
                    path: String::new(),
                    source: "no".into(),
                },
                "hub.not_found",
                // No such bucket: a file that is written can be there only where one is.
                "hub.files_refused",
            ),
            (
                || Error::PermissionDenied {
                    path: String::new(),
                    source: "no".into(),
                },
                "hub.files_refused",
                "hub.files_refused",
            ),
            (
                || Error::Unauthenticated {
                    path: String::new(),
                    source: "no".into(),
                },
                "hub.files_refused",
                "hub.files_refused",
            ),
        ];
        for (error, read, write) in errors {
            assert_eq!(of_a_read(error()).code(), read);
            assert_eq!(of_a_write(error()).code(), write);
        }
    }
}
