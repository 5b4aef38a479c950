//! The folder that the door keeps its files in: read, replaced whole, removed.
//!
//! Behind a trait so that a test can cut the power between any two writes.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::env::files::{FileLock, Files as _, NotLocked, SystemFiles};

/// Keeps another process from trying a PIN meanwhile.
const LOCK: &str = "door.lock";

/// Small files by name.
pub trait Shelf: Send + Sync {
    /// The bytes of a file; nothing where there is none.
    ///
    /// # Errors
    /// It is there and cannot be read.
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>>;

    /// Puts `bytes` in the place of a file. After this has returned they outlast a power cut;
    /// before, a power cut leaves the old bytes or the new, never a part of either.
    ///
    /// # Errors
    /// The file is as it was: no room, no permission.
    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Removes a file for good; one that is not there is no fault.
    ///
    /// # Errors
    /// It is still there.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Takes the shelf for oneself.
    ///
    /// # Errors
    /// [`NotLocked::Held`] while another process has it.
    fn lock(&self) -> Result<FileLock, NotLocked>;
}

/// A shelf in the phone's file system.
#[derive(Debug)]
pub struct Folder {
    dir: PathBuf,
}

impl Folder {
    /// Over the folder `dir`, which is made with the first file.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
        }
    }

    /// A name is durable once its folder is.
    fn sync(&self) -> io::Result<()> {
        if cfg!(unix) {
            File::open(&self.dir)?.sync_all()?;
        }
        Ok(())
    }
}

impl Shelf for Folder {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.dir.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.dir)?;
        let beside = self.dir.join(format!("{name}.new"));
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, self.dir.join(name))?;
        self.sync()
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.dir.join(name)) {
            Ok(()) => self.sync(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn lock(&self) -> Result<FileLock, NotLocked> {
        fs::create_dir_all(&self.dir).map_err(NotLocked::Io)?;
        SystemFiles.try_lock(&self.dir.join(LOCK))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_removed() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Folder::new(&dir.path().join("new"));
        assert_eq!(shelf.read("door").unwrap(), None);
        shelf.replace("door", b"one").unwrap();
        shelf.replace("door", b"2").unwrap();
        assert_eq!(shelf.read("door").unwrap().unwrap(), b"2");
        shelf.remove("door").unwrap();
        shelf.remove("door").unwrap();
        assert_eq!(shelf.read("door").unwrap(), None);
    }

    #[test]
    fn what_a_power_cut_left_beside_is_in_nobodys_way() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Folder::new(dir.path());
        fs::write(dir.path().join("door.new"), b"half of something longer").unwrap();
        shelf.replace("door", b"one").unwrap();
        assert_eq!(shelf.read("door").unwrap().unwrap(), b"one");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), b"").unwrap();
        let shelf = Folder::new(&dir.path().join("file"));
        assert!(shelf.replace("door", b"one").is_err());
        assert!(matches!(shelf.lock(), Err(NotLocked::Io(_))));
        // A name that is a folder can be neither read nor replaced.
        let shelf = Folder::new(dir.path());
        fs::create_dir(dir.path().join("door")).unwrap();
        assert!(shelf.read("door").is_err());
        assert!(shelf.replace("door", b"one").is_err());
    }

    #[test]
    fn one_has_the_shelf_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let shelf = Folder::new(dir.path());
        let held = shelf.lock().unwrap();
        assert!(matches!(shelf.lock(), Err(NotLocked::Held)));
        drop(held);
        shelf.lock().unwrap();
    }
}
