//! Files by their SHA-256: `files/ab/cd/<digest>`, written once, never changed.
//!
//! A file counts as stored when its bytes, its name and the folders that lead to it are on the
//! disk: temporary file, fsync, rename, fsync of the folder. Only then may a row name it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use farola_model::Sha256;

use crate::error::StoreError;

/// The folder of the hub's files.
#[derive(Debug)]
pub struct Blobs {
    root: PathBuf,
    incoming: PathBuf,
    next: AtomicU64,
    /// Folders whose way from the root this process knows to be on the disk.
    known: Mutex<BTreeSet<PathBuf>>,
}

/// A file that is being received; dropped unfinished, it removes itself.
#[derive(Debug)]
pub struct Incoming {
    path: PathBuf,
    file: Option<File>,
    kept: bool,
}

impl Incoming {
    /// Appends bytes.
    ///
    /// # Errors
    /// When the disk refuses them.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match &mut self.file {
            Some(file) => Ok(file.write_all(bytes)?),
            None => Err(StoreError::Bug("an incoming file is closed")),
        }
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        self.file = None;
        if !self.kept {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl Blobs {
    /// Opens the folder below `dir`; what a killed process left half received is removed when
    /// `sweep` is set (only by the process that holds the folder's lock).
    ///
    /// # Errors
    /// When a folder cannot be made.
    pub fn open(dir: &Path, sweep: bool) -> Result<Self, StoreError> {
        let root = dir.join("files");
        let incoming = dir.join("incoming");
        fs::create_dir_all(&root)?;
        fs::create_dir_all(&incoming)?;
        if sweep {
            for entry in fs::read_dir(&incoming)? {
                fs::remove_file(entry?.path())?;
            }
        }
        sync_dir(dir)?;
        Ok(Self {
            root,
            incoming,
            next: AtomicU64::new(0),
            known: Mutex::default(),
        })
    }

    /// Starts receiving a file.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn receive(&self) -> Result<Incoming, StoreError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{number}.part", std::process::id());
        let path = self.incoming.join(name);
        let file = File::create_new(&path)?;
        Ok(Incoming {
            path,
            file: Some(file),
            kept: false,
        })
    }

    /// Makes a received file durable under its digest. The caller computed the digest while
    /// the bytes went by.
    ///
    /// # Errors
    /// When the disk refuses; the file is then not stored.
    pub fn keep(&self, mut incoming: Incoming, digest: Sha256) -> Result<(), StoreError> {
        let target = self.path(digest);
        if target.exists() {
            return self.settle(digest);
        }
        if let Some(file) = incoming.file.take() {
            file.sync_all()?;
        }
        let folder = self.folder(digest)?;
        fs::rename(&incoming.path, &target)?;
        incoming.kept = true;
        sync_dir(&folder)?;
        Ok(())
    }

    /// Stores bytes that are in memory already.
    ///
    /// # Errors
    /// As [`Blobs::keep`].
    pub fn put(&self, bytes: &[u8]) -> Result<Sha256, StoreError> {
        let digest = Sha256::of(bytes);
        if self.path(digest).exists() {
            self.settle(digest)?;
        } else {
            let mut incoming = self.receive()?;
            incoming.write(bytes)?;
            self.keep(incoming, digest)?;
        }
        Ok(digest)
    }

    /// Where the file of `digest` is, or would be.
    #[must_use]
    pub fn path(&self, digest: Sha256) -> PathBuf {
        let name = digest.to_string();
        let (first, second) = (name.get(0..2).unwrap_or(""), name.get(2..4).unwrap_or(""));
        self.root.join(first).join(second).join(&name)
    }

    /// Opens a stored file.
    ///
    /// # Errors
    /// When it is not there.
    pub fn open_file(&self, digest: Sha256) -> Result<File, StoreError> {
        File::open(self.path(digest)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Missing { what: "file" },
            _ => error.into(),
        })
    }

    /// Reads a stored file whole.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn read(&self, digest: Sha256) -> Result<Vec<u8>, StoreError> {
        fs::read(self.path(digest)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Missing { what: "file" },
            _ => error.into(),
        })
    }

    /// Another request may have given the file its name a moment ago and not yet made the name
    /// durable; whoever answers for the file must not rely on that.
    fn settle(&self, digest: Sha256) -> Result<(), StoreError> {
        sync_dir(&self.folder(digest)?)
    }

    /// The two-level folder of a digest, with its way from the root on the disk.
    fn folder(&self, digest: Sha256) -> Result<PathBuf, StoreError> {
        let target = self.path(digest);
        let second = target
            .parent()
            .ok_or(StoreError::Bug("a file without folder"))?;
        let known = |known: &BTreeSet<PathBuf>| known.contains(second);
        if !known(&self.known.lock().unwrap_or_else(PoisonError::into_inner)) {
            let first = second
                .parent()
                .ok_or(StoreError::Bug("a folder without parent"))?;
            fs::create_dir_all(second)?;
            sync_dir(first)?;
            sync_dir(&self.root)?;
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(second.to_owned());
        }
        Ok(second.to_owned())
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    File::open(dir)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_once_under_its_digest() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(dir.path(), true).unwrap();
        let digest = blobs.put(b"lamp").unwrap();
        assert_eq!(blobs.put(b"lamp").unwrap(), digest);
        assert_eq!(blobs.read(digest).unwrap(), b"lamp");
        assert_eq!(
            fs::read_dir(dir.path().join("incoming")).unwrap().count(),
            0
        );
    }

    #[test]
    fn an_unfinished_file_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(dir.path(), true).unwrap();
        let mut incoming = blobs.receive().unwrap();
        incoming.write(b"half a ph").unwrap();
        drop(incoming);
        assert_eq!(
            fs::read_dir(dir.path().join("incoming")).unwrap().count(),
            0
        );
    }

    #[test]
    fn what_a_killed_hub_left_is_swept() {
        let dir = tempfile::tempdir().unwrap();
        Blobs::open(dir.path(), true).unwrap();
        fs::write(dir.path().join("incoming/1-0.part"), b"half").unwrap();
        Blobs::open(dir.path(), true).unwrap();
        assert_eq!(
            fs::read_dir(dir.path().join("incoming")).unwrap().count(),
            0
        );
    }
}
