//! Files by their SHA-256: `files/ab/<digest>`, never changed. Hubs of before wrote
//! `files/ab/cd/<digest>`; those are read where they lie.
//!
//! A file counts as stored when its bytes, its name and the folders that lead to it are on the
//! disk: temporary file, fsync, rename, fsync of the folder. Only then may a row name it.
//!
//! Files stay in that folder, or in a bucket on an S3 server. What comes is written to the folder
//! either way, so that whoever sends depends on no other machine, and is moved from there within
//! seconds ([`crate::moving`]). Nobody outside learns where a file lies: bytes are put by their
//! digest and got by ranges.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use farola_model::Sha256;

use crate::bucket::Bucket;
use crate::error::StoreError;
use crate::orphans::ASIDE;
use crate::place::Place;
use crate::private;

/// Whether a MIME type is that of a photo which the hub decodes and shows: small pictures of it are
/// made in the background, and it is handed out without its metadata. Other pictures are kept as
/// they came.
#[must_use]
pub fn is_shown(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png" | "image/webp")
}

/// The hub's files.
#[derive(Debug)]
pub struct Files {
    root: PathBuf,
    incoming: PathBuf,
    shown: PathBuf,
    next: AtomicU64,
    /// Folders that this process knows to be on the disk.
    known: Mutex<BTreeSet<PathBuf>>,
    keeper: Keeper,
}

/// Where files stay.
#[derive(Debug)]
enum Keeper {
    /// In the folder.
    Folder,
    /// In a bucket; in the folder lies what is still to be moved there.
    Bucket(Box<Bucket>),
}

/// A file that is being received; dropped unfinished, it removes itself.
#[derive(Debug)]
pub struct Incoming {
    path: PathBuf,
    file: Option<File>,
    kept: bool,
}

impl Incoming {
    /// The bytes that were written, to be read from their beginning.
    ///
    /// # Errors
    /// When the disk refuses them.
    pub fn read(&self) -> Result<File, StoreError> {
        Ok(File::open(&self.path)?)
    }

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

/// A stored photo as it is shown: re-encoded, whole or at most `side` pixels on its longer side.
/// Written out it names that picture, as an entity tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShownAs {
    /// The stored photo.
    pub digest: Sha256,
    /// Its longer side in pixels; none for the whole.
    pub side: Option<u32>,
}

impl fmt::Display for ShownAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.side {
            Some(side) => write!(f, "{}-{side}", self.digest),
            None => write!(f, "{}-whole", self.digest),
        }
    }
}

impl Files {
    /// Opens the files of a place; what a killed process left half received is removed, and
    /// what it moved aside is put back, when `sweep` is set (only by the process that holds the
    /// folder's lock). A bucket is not spoken to yet.
    ///
    /// # Errors
    /// When a folder cannot be made; [`StoreError::FilesAddress`].
    pub(crate) fn open(place: &Place, sweep: bool) -> Result<Self, StoreError> {
        let dir = place.dir();
        let keeper = match place.bucket() {
            None => Keeper::Folder,
            Some(bucket) => Keeper::Bucket(Box::new(Bucket::open(bucket)?)),
        };
        let root = dir.join("files");
        let incoming = dir.join("incoming");
        private::create_dir_all(&root)?;
        private::create_dir_all(&incoming)?;
        let known = if sweep {
            every_folder(&root)?
        } else {
            BTreeSet::new()
        };
        sync_dir(dir)?;
        let files = Self {
            root,
            incoming,
            shown: dir.join("shown"),
            next: AtomicU64::new(0),
            known: Mutex::new(known),
            keeper,
        };
        if sweep {
            files.clear_incoming()?;
        }
        Ok(files)
    }

    fn clear_incoming(&self) -> Result<(), StoreError> {
        for entry in fs::read_dir(&self.incoming)? {
            let path = entry?.path();
            let aside = path.extension().is_some_and(|end| end == ASIDE);
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            match stem.and_then(|stem| stem.parse().ok()) {
                Some(digest) if aside => {
                    let folder = self.folder(digest)?;
                    fs::rename(&path, self.path(digest))?;
                    sync_dir(&folder)?;
                }
                _ => fs::remove_file(path)?,
            }
        }
        Ok(())
    }

    /// A name for bytes that are on their way, which no other process and thread has.
    fn part(&self) -> PathBuf {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.incoming
            .join(format!("{}-{number}.part", std::process::id()))
    }

    /// Starts receiving a file.
    ///
    /// # Errors
    /// When it cannot be created.
    pub fn receive(&self) -> Result<Incoming, StoreError> {
        let path = self.part();
        let file = private::create_new(&path)?;
        Ok(Incoming {
            path,
            file: Some(file),
            kept: false,
        })
    }

    /// Makes a received file durable under its digest. The caller computed the digest while
    /// the bytes went by. Where the same bytes are here already they take their place: no sweep
    /// of what nobody names ([`crate::orphans`]) takes a file that came a moment ago.
    ///
    /// # Errors
    /// When the disk refuses; the file is then not stored.
    pub fn keep(&self, mut incoming: Incoming, digest: Sha256) -> Result<(), StoreError> {
        let target = self.path(digest);
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
    /// As [`Files::keep`].
    pub fn put(&self, bytes: &[u8]) -> Result<Sha256, StoreError> {
        let digest = Sha256::of(bytes);
        let mut incoming = self.receive()?;
        incoming.write(bytes)?;
        self.keep(incoming, digest)?;
        Ok(digest)
    }

    /// Whether the file of `digest` is stored; not where a bucket does not say.
    #[must_use]
    pub fn has(&self, digest: Sha256) -> bool {
        let there = |bucket: &Bucket| matches!(bucket.size(digest), Ok(Some(_)));
        self.is_here(digest) || self.bucket().is_some_and(there)
    }

    /// Reads at most `length` bytes of a stored file, from its byte `from` on; fewer only at
    /// its end, none behind it.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not there; a failure of the disk;
    /// [`StoreError::Busy`], [`StoreError::FilesRefused`] or [`StoreError::FilesUnreachable`] of
    /// a bucket.
    pub fn read_range(
        &self,
        digest: Sha256,
        from: u64,
        length: usize,
    ) -> Result<Vec<u8>, StoreError> {
        let mut file = match (self.open_file(digest), self.bucket()) {
            (Err(StoreError::Missing { .. }), Some(bucket)) => {
                return bucket.read_range(digest, from, length);
            }
            (file, _) => file?,
        };
        if from > 0 {
            file.seek(SeekFrom::Start(from))?;
        }
        let mut bytes = Vec::with_capacity(length);
        file.take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads a stored file whole.
    ///
    /// # Errors
    /// As [`Files::read_range`].
    pub fn read(&self, digest: Sha256) -> Result<Vec<u8>, StoreError> {
        let mut file = match (self.open_file(digest), self.bucket()) {
            (Err(StoreError::Missing { .. }), Some(bucket)) => return bucket.read(digest),
            (file, _) => file?,
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// How many bytes are best read at a time: each read of a bucket is a request.
    #[must_use]
    pub fn piece(&self) -> usize {
        match self.keeper {
            Keeper::Folder => 64 * 1024,
            Keeper::Bucket(_) => 1024 * 1024,
        }
    }

    /// A photo as it is shown, where that was kept. What is kept is only speed: it may vanish
    /// at any time.
    #[must_use]
    pub fn find_shown(&self, shown: ShownAs) -> Option<Vec<u8>> {
        let bytes = fs::read(self.shown.join(shown.to_string())).ok()?;
        // A power cut may leave the name without the bytes: they are not synced.
        Some(bytes).filter(|bytes| !bytes.is_empty())
    }

    /// Keeps a photo as it is shown. It is not made durable.
    ///
    /// # Errors
    /// When the disk refuses; nothing depends on it.
    pub fn keep_shown(&self, shown: ShownAs, bytes: &[u8]) -> Result<(), StoreError> {
        let part = self.part();
        private::create_dir_all(&self.shown)?;
        let kept = private::create_new(&part)
            .and_then(|mut file| file.write_all(bytes))
            .and_then(|()| fs::rename(&part, self.shown.join(shown.to_string())));
        if kept.is_err() {
            let _ = fs::remove_file(&part);
        }
        Ok(kept?)
    }

    /// Where the file of `digest` is, or would be.
    fn path(&self, digest: Sha256) -> PathBuf {
        let name = digest.to_string();
        self.root.join(name.get(0..2).unwrap_or("")).join(&name)
    }

    /// Where a hub of before would have put it.
    fn path_of_before(&self, digest: Sha256) -> PathBuf {
        let name = digest.to_string();
        let (first, second) = (name.get(0..2).unwrap_or(""), name.get(2..4).unwrap_or(""));
        self.root.join(first).join(second).join(&name)
    }

    /// The folder of files, and the one of what is on its way.
    pub(crate) fn folders(&self) -> (&Path, &Path) {
        (&self.root, &self.incoming)
    }

    /// Where files stay when not in the folder.
    pub(crate) fn bucket(&self) -> Option<&Bucket> {
        match &self.keeper {
            Keeper::Folder => None,
            Keeper::Bucket(bucket) => Some(bucket),
        }
    }

    /// Whether a file lies in the folder.
    pub(crate) fn is_here(&self, digest: Sha256) -> bool {
        self.path(digest).exists() || self.path_of_before(digest).exists()
    }

    /// Removes a file from the folder, which the bucket has.
    pub(crate) fn let_go(&self, digest: Sha256) -> Result<(), StoreError> {
        for path in [self.path(digest), self.path_of_before(digest)] {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Removes a file for good, with its pictures, from the folder and from the bucket. Answers
    /// whether there was anything.
    pub(crate) fn erase(&self, digest: Sha256) -> Result<bool, StoreError> {
        let mut was_here = self.is_here(digest);
        self.let_go(digest)?;
        let name = digest.to_string();
        let entries = match fs::read_dir(&self.shown) {
            Ok(entries) => Some(entries),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        };
        for entry in entries.into_iter().flatten() {
            let path = entry?.path();
            let of_it = |path: &Path| path.file_name()?.to_str()?.strip_prefix(&name).map(drop);
            if of_it(&path).is_some() {
                fs::remove_file(&path)?;
                was_here = true;
            }
        }
        if let Some(bucket) = self.bucket() {
            was_here |= bucket.remove(digest)?;
        }
        Ok(was_here)
    }

    /// Opens a file of the folder.
    pub(crate) fn open_file(&self, digest: Sha256) -> Result<File, StoreError> {
        let opened = File::open(self.path(digest)).or_else(|error| match error.kind() {
            io::ErrorKind::NotFound => File::open(self.path_of_before(digest)),
            _ => Err(error),
        });
        opened.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => StoreError::Missing { what: "file" },
            _ => error.into(),
        })
    }

    /// The folder of a digest, on the disk.
    fn folder(&self, digest: Sha256) -> Result<PathBuf, StoreError> {
        let target = self.path(digest);
        let folder = target
            .parent()
            .ok_or(StoreError::Bug("a file without folder"))?;
        let known = |known: &BTreeSet<PathBuf>| known.contains(folder);
        if !known(&self.known.lock().unwrap_or_else(PoisonError::into_inner)) {
            private::create_dir_all(folder)?;
            sync_dir(&self.root)?;
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.insert(folder.to_owned());
        }
        Ok(folder.to_owned())
    }
}

/// Makes all 256 folders, so that no upload waits for one.
fn every_folder(root: &Path) -> Result<BTreeSet<PathBuf>, StoreError> {
    let folders: BTreeSet<PathBuf> = (0..=u8::MAX)
        .map(|n| root.join(format!("{n:02x}")))
        .collect();
    for folder in &folders {
        private::create_dir_all(folder)?;
    }
    sync_dir(root)?;
    Ok(folders)
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
        let files = Files::open(&dir.path().into(), true).unwrap();
        let digest = files.put(b"lamp").unwrap();
        assert_eq!(files.put(b"lamp").unwrap(), digest);
        assert_eq!(files.read(digest).unwrap(), b"lamp");
        assert_eq!(
            fs::read_dir(dir.path().join("incoming")).unwrap().count(),
            0
        );
    }

    #[test]
    fn a_file_of_a_hub_of_before_is_read_where_it_lies() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(&dir.path().into(), true).unwrap();
        let digest = Sha256::of(b"lamp");
        let name = digest.to_string();
        let part = |from: usize| name.get(from..from + 2).unwrap();
        let old = dir.path().join("files").join(part(0)).join(part(2));
        fs::create_dir_all(&old).unwrap();
        fs::write(old.join(&name), b"lamp").unwrap();
        assert!(files.has(digest));
        assert_eq!(files.read(digest).unwrap(), b"lamp");
        files.put(b"lamp").unwrap();
        assert_eq!(files.read(digest).unwrap(), b"lamp");
    }

    #[test]
    fn an_unfinished_file_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(&dir.path().into(), true).unwrap();
        let mut incoming = files.receive().unwrap();
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
        Files::open(&dir.path().into(), true).unwrap();
        fs::write(dir.path().join("incoming/1-0.part"), b"half").unwrap();
        Files::open(&dir.path().into(), true).unwrap();
        assert_eq!(
            fs::read_dir(dir.path().join("incoming")).unwrap().count(),
            0
        );
    }

    #[test]
    fn a_range_is_what_it_says_and_ends_with_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(&dir.path().into(), true).unwrap();
        let digest = files.put(b"a street lamp").unwrap();
        let cases: [(u64, usize, &[u8]); 6] = [
            (0, 1, b"a"),
            (2, 6, b"street"),
            (9, 100, b"lamp"),
            (0, 13, b"a street lamp"),
            (13, 5, b""),
            (99, 5, b""),
        ];
        for (from, length, expected) in cases {
            let got = files.read_range(digest, from, length).unwrap();
            assert_eq!(got, expected, "{from} {length}");
        }
        assert!(files.has(digest));
        let other = Sha256::of(b"another");
        assert!(!files.has(other));
        let missing = files.read_range(other, 0, 5).unwrap_err();
        assert!(matches!(missing, StoreError::Missing { what: "file" }));
    }

    #[test]
    fn a_shown_photo_is_kept_for_its_size_and_may_vanish() {
        let dir = tempfile::tempdir().unwrap();
        let files = Files::open(&dir.path().into(), true).unwrap();
        let whole = ShownAs {
            digest: Sha256::of(b"photo"),
            side: None,
        };
        let small = ShownAs {
            side: Some(320),
            ..whole
        };
        assert_eq!(files.find_shown(small), None);
        files.keep_shown(small, b"small").unwrap();
        assert_eq!(files.find_shown(small).as_deref(), Some(&b"small"[..]));
        assert_eq!(files.find_shown(whole), None);
        assert!(!files.has(small.digest), "no file of the hub's own");
        let kept = dir.path().join("shown").join(small.to_string());
        fs::write(&kept, b"").unwrap();
        assert_eq!(files.find_shown(small), None, "a torn one is made again");
        fs::remove_dir_all(dir.path().join("shown")).unwrap();
        assert_eq!(files.find_shown(small), None);
    }
}
