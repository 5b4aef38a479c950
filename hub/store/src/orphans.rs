//! Files that no row names.
//!
//! A file is durable before the row that names it is tried. Where the row is refused, or the
//! process is killed in between, the file stays behind. It is harmless but takes room, so a sweep
//! looks for such files from time to time.
//!
//! Another process may be about to name the very file that a sweep is about to remove. So only
//! files are looked at that have lain for long, each is first moved aside, and it is put back
//! where by then it is named or came anew.
//!
//! In a bucket there are none: a file is moved there after a row names it. So a bucket is not
//! swept; what is forgotten alone is removed there.
//!
//! Nor is a database believed that names few of the files beside it: it is empty, or of another
//! hub, or an older copy was put back. Then nothing is removed and a person has to look.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use farola_model::{Sha256, Timestamp};

use crate::error::StoreError;
use crate::files::Files;
use crate::sql::sha256;
use crate::store::Store;

/// What a sweep found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that were looked at.
    pub files: usize,
    /// Those that no row named and that are gone now.
    pub removed: usize,
}

/// What becomes of a file that no row names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    Counts,
    Removes,
}

/// End of the name of a file that was moved aside. A process that is killed before it decided
/// leaves the file there, and the next one puts it back ([`Files::open`]).
pub(crate) const ASIDE: &str = "orphan";
/// Of so many files at most one may be without a row; a hub that refuses more is not known.
const ONE_OF: usize = 10;

impl Store {
    /// Removes files that no row names and that were written before an instant, where they are
    /// at most one in ten of all; else removes nothing and answers none. Ends early once `stop`
    /// says so: a hub that is told to stop does not wait for the whole disk.
    ///
    /// # Errors
    /// As [`Store::sweep_orphans`].
    pub fn sweep_few_orphans(
        &self,
        before: Timestamp,
        stop: &dyn Fn() -> bool,
    ) -> Result<Option<Swept>, StoreError> {
        let would = self.look_over(before, Does::Counts, stop)?;
        // Half a look says nothing of the whole.
        if stop() {
            return Ok(Some(Swept::default()));
        }
        // Of a bucket's hub few files are in the folder, and all the others prove as much.
        let of = match self.files().bucket() {
            None => would.files,
            Some(_) => self.named_in_all()?.max(would.files),
        };
        if would.removed * ONE_OF > of {
            return Ok(None);
        }
        self.look_over(before, Does::Removes, stop).map(Some)
    }

    /// Removes files that no row names and that were written before an instant. It must lie so far
    /// back that no request of then is still under way.
    ///
    /// # Errors
    /// A failure of the database or of the disk; what was removed until then is gone.
    pub fn sweep_orphans(&self, before: Timestamp) -> Result<Swept, StoreError> {
        self.look_over(before, Does::Removes, &|| false)
    }

    /// Counts every file, and counts or removes those that no row names.
    fn look_over(
        &self,
        before: Timestamp,
        does: Does,
        stop: &dyn Fn() -> bool,
    ) -> Result<Swept, StoreError> {
        let mut swept = Swept::default();
        for first in 0..=u8::MAX {
            if stop() {
                break;
            }
            self.look_over_folder(first, before, does, &mut swept)?;
        }
        Ok(swept)
    }

    fn look_over_folder(
        &self,
        first: u8,
        before: Timestamp,
        does: Does,
        swept: &mut Swept,
    ) -> Result<(), StoreError> {
        let (root, _) = self.files().folders();
        let found = files_below(&root.join(format!("{first:02x}")))?;
        if found.is_empty() {
            return Ok(());
        }
        let named = self.named(first)?;
        for (digest, path) in found {
            swept.files += 1;
            if !named.contains(&digest) && is_older(&path, before) {
                let goes = does == Does::Counts
                    || remove(self.files(), &path, before, || self.is_named(digest))?;
                swept.removed += usize::from(goes);
            }
        }
        Ok(())
    }

    fn named_in_all(&self) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) AS files FROM blob";
        let files: i64 = self.read(|tx| tx.row(sql, (), |row| row.get("files")))?;
        Ok(usize::try_from(files).unwrap_or(0))
    }

    /// Digests of rows that begin with a byte.
    pub(crate) fn named(&self, first: u8) -> Result<BTreeSet<Sha256>, StoreError> {
        let (mut from, mut to) = ([0u8; 32], [u8::MAX; 32]);
        (from[0], to[0]) = (first, first);
        let sql = "SELECT sha256 FROM blob WHERE sha256 >= ?1 AND sha256 <= ?2";
        let rows = self.read(|tx| tx.rows(sql, (from, to), |row| sha256(row, "sha256")))?;
        Ok(rows.into_iter().collect())
    }

    pub(crate) fn is_named(&self, digest: Sha256) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM blob WHERE sha256 = ?1";
        let row = self.read(|tx| tx.maybe_row(sql, [digest], |_| Ok(())))?;
        Ok(row.is_some())
    }
}

/// Files named like a digest, in a folder and those below it.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<(Sha256, PathBuf)>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        match name.and_then(|name| name.parse().ok()) {
            Some(digest) => found.push((digest, path)),
            None if path.is_dir() => found.extend(files_below(&path)?),
            None => {}
        }
    }
    Ok(found)
}

/// Whether a file was written before an instant; not where that cannot be said.
fn is_older(path: &Path, before: Timestamp) -> bool {
    let written = fs::metadata(path).and_then(|about| about.modified());
    let since = written
        .ok()
        .and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    let ms = since.and_then(|since| i64::try_from(since.as_millis()).ok());
    ms.is_some_and(|ms| ms < before.as_millis())
}

/// Moves a file aside and removes it, unless it came anew or was named meanwhile.
fn remove(
    files: &Files,
    path: &Path,
    before: Timestamp,
    is_named: impl FnOnce() -> Result<bool, StoreError>,
) -> Result<bool, StoreError> {
    let (_, incoming) = files.folders();
    let name = path.file_name().unwrap_or_default();
    let aside = incoming.join(name).with_extension(ASIDE);
    fs::rename(path, &aside)?;
    // Whatever goes wrong from here on, it goes back to its place.
    let goes = is_older(&aside, before) && matches!(is_named(), Ok(false));
    if goes {
        fs::remove_file(&aside)?;
    } else {
        fs::rename(&aside, path)?;
    }
    Ok(goes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::note_blob;
    use crate::store::OpenAs;

    const NOW: Timestamp = Timestamp(1_795_985_580_000);
    /// Behind every clock.
    const LATER: Timestamp = Timestamp(i64::MAX);

    fn name(store: &Store, digest: Sha256) {
        let write = store.write(move |tx| note_blob(tx, digest, 4, NOW));
        write.wait().unwrap();
    }

    #[test]
    fn what_no_row_names_goes_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), OpenAs::Server, NOW, "e").unwrap();
        let named: Vec<Sha256> = (0..40u8)
            .map(|n| store.files().put(&[n; 4]).unwrap())
            .collect();
        named.iter().for_each(|digest| name(&store, *digest));
        let orphans: Vec<Sha256> = (100..130u8)
            .map(|n| store.files().put(&[n; 4]).unwrap())
            .collect();
        let young = store
            .sweep_orphans(NOW.plus_millis(-i64::from(u32::MAX)))
            .unwrap();
        assert_eq!(
            (young.files, young.removed),
            (70, 0),
            "none has lain for long"
        );
        let swept = store.sweep_orphans(LATER).unwrap();
        assert_eq!((swept.files, swept.removed), (70, 30));
        assert!(named.iter().all(|digest| store.files().has(*digest)));
        assert!(!orphans.iter().any(|digest| store.files().has(*digest)));
        assert_eq!(
            fs::read_dir(dir.path().join("incoming")).unwrap().count(),
            0
        );
        assert_eq!(store.sweep_orphans(LATER).unwrap().removed, 0);
    }

    #[test]
    fn a_database_that_names_few_of_the_files_removes_none() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), OpenAs::Server, NOW, "e").unwrap();
        let files: Vec<Sha256> = (0..60u8)
            .map(|n| store.files().put(&[n; 4]).unwrap())
            .collect();
        let swept = || store.sweep_few_orphans(LATER, &|| false).unwrap();
        assert_eq!(swept(), None, "an empty database");
        files[..53].iter().for_each(|digest| name(&store, *digest));
        assert_eq!(swept(), None, "seven of sixty");
        assert!(files.iter().all(|digest| store.files().has(*digest)));
        name(&store, files[53]);
        let swept = swept().unwrap();
        assert_eq!((swept.files, swept.removed), (60, 6));
        let stays = |digest: &&Sha256| store.files().has(**digest);
        assert_eq!(files.iter().filter(stays).count(), 54);
    }

    #[test]
    fn a_sweep_ends_when_it_is_told_to() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), OpenAs::Server, NOW, "e").unwrap();
        let files: Vec<Sha256> = (0..60u8)
            .map(|n| store.files().put(&[n; 4]).unwrap())
            .collect();
        files[6..].iter().for_each(|digest| name(&store, *digest));
        let all = || {
            files
                .iter()
                .filter(|digest| store.files().has(**digest))
                .count()
        };
        for after in [0, 1, 100, 255, 256] {
            let looked = std::cell::Cell::new(0);
            let stop = || looked.replace(looked.get() + 1) >= after;
            let swept = store.sweep_few_orphans(LATER, &stop).unwrap();
            assert_eq!(swept, Some(Swept::default()), "{after}");
            assert!(looked.get() <= after + 2, "it went on after {after}");
            assert_eq!(all(), 60, "half a look removes nothing");
        }
        let swept = store.sweep_few_orphans(LATER, &|| false).unwrap().unwrap();
        assert_eq!((swept.removed, all()), (6, 54));
    }

    #[test]
    fn what_a_killed_sweep_moved_aside_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), OpenAs::Server, NOW, "e").unwrap();
        let digest = store.files().put(b"lamp").unwrap();
        let (_, path) = files_below(&dir.path().join("files")).unwrap().remove(0);
        let aside = dir.path().join("incoming").join(digest.to_string());
        fs::rename(&path, aside.with_extension(ASIDE)).unwrap();
        fs::write(dir.path().join("incoming/1-1.part"), b"half").unwrap();
        assert!(!store.files().has(digest));
        drop(store);
        let store = Store::open(dir.path(), OpenAs::Server, NOW, "e").unwrap();
        assert!(store.files().has(digest));
        let left = fs::read_dir(dir.path().join("incoming")).unwrap();
        assert_eq!(left.count(), 0);
    }

    #[test]
    fn a_file_that_is_named_or_comes_while_it_is_looked_at_goes_back() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path(), OpenAs::Server, NOW, "e").unwrap();
        let digest = store.files().put(b"lamp").unwrap();
        let (_, path) = files_below(&dir.path().join("files")).unwrap().remove(0);
        let named = remove(store.files(), &path, LATER, || Ok(true)).unwrap();
        assert!(!named && store.files().has(digest));
        let unknown = remove(store.files(), &path, LATER, || Err(StoreError::Busy)).unwrap();
        assert!(!unknown && store.files().has(digest));
        let young = remove(store.files(), &path, Timestamp(0), || Ok(false)).unwrap();
        assert!(!young && store.files().has(digest));
        assert!(remove(store.files(), &path, LATER, || Ok(false)).unwrap());
        assert!(!store.files().has(digest));
    }
}
