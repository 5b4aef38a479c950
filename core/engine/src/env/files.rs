//! What the engine asks of the file system beside reading and writing: a lock between processes.
//!
//! The lock is taken with `flock` and not with `File::try_lock`: Rust's standard library answers
//! `Unsupported` for the latter on Android before 1.98, whatever the phone can do
//! (docs/phone-std.md). It is behind a trait so that a test can be a phone without locks.

use std::fs::File;
use std::io;
use std::path::Path;

/// Takes locks between processes.
pub trait Files: Send + Sync {
    /// Takes the lock of the file at `path`, and makes the file where there is none. Never waits.
    ///
    /// # Errors
    /// [`NotLocked`]; only [`NotLocked::Io`] is a fault.
    fn try_lock(&self, path: &Path) -> Result<FileLock, NotLocked>;
}

/// A lock that was taken. It ends when this is dropped and when the process ends, however it
/// ends; the file stays.
#[derive(Debug)]
pub struct FileLock {
    file: File,
}

impl Drop for FileLock {
    /// Closing the file would not do: a child that this process has forked holds it too until
    /// its exec, and the lock would last as long.
    fn drop(&mut self) {
        released(&self.file);
    }
}

/// Why a lock was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotLocked {
    /// Somebody else holds it, in another process or in this one.
    #[error("another holds the lock")]
    Held,
    /// The file system or the system knows no locks.
    #[error("locks are not supported here")]
    Unsupported,
    /// The file could not be made, or the system failed.
    #[error("the lock could not be taken")]
    Io(#[source] io::Error),
}

/// The file system of the machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemFiles;

impl Files for SystemFiles {
    fn try_lock(&self, path: &Path) -> Result<FileLock, NotLocked> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(NotLocked::Io)?;
        exclusive(&file)?;
        Ok(FileLock { file })
    }
}

#[cfg(unix)]
fn exclusive(file: &File) -> Result<(), NotLocked> {
    use rustix::fs::{FlockOperation, flock};

    rustix::io::retry_on_intr(|| flock(file, FlockOperation::NonBlockingLockExclusive))
        .map_err(not_locked)
}

#[cfg(unix)]
fn released(file: &File) {
    use rustix::fs::{FlockOperation, flock};

    if rustix::io::retry_on_intr(|| flock(file, FlockOperation::Unlock)).is_err() {
        tracing::warn!("files.lock_stays");
    }
}

/// What an error of `flock` means. Four of them say that there are no locks: FUSE and network
/// file systems answer with any of these.
#[cfg(unix)]
fn not_locked(error: rustix::io::Errno) -> NotLocked {
    use rustix::io::Errno;

    match error {
        Errno::WOULDBLOCK => NotLocked::Held,
        Errno::NOSYS | Errno::OPNOTSUPP | Errno::INVAL | Errno::NOLCK => NotLocked::Unsupported,
        // The same number as OPNOTSUPP on Linux and Android, another one on Apple's systems.
        other if other == Errno::NOTSUP => NotLocked::Unsupported,
        other => NotLocked::Io(other.into()),
    }
}

/// No phone: the standard library's own lock is there.
#[cfg(not(unix))]
#[allow(clippy::disallowed_methods)]
fn exclusive(file: &File) -> Result<(), NotLocked> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(std::fs::TryLockError::WouldBlock) => Err(NotLocked::Held),
        Err(std::fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
            Err(NotLocked::Unsupported)
        }
        Err(std::fs::TryLockError::Error(error)) => Err(NotLocked::Io(error)),
    }
}

#[cfg(not(unix))]
fn released(_: &File) {
    // Closing the file ends it: nothing else holds it there.
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(dir: &tempfile::TempDir) -> Result<FileLock, NotLocked> {
        SystemFiles.try_lock(&dir.path().join("a.lock"))
    }

    #[test]
    fn one_holds_it_and_the_next_has_it_after() {
        let dir = tempfile::tempdir().unwrap();
        let first = held(&dir).unwrap();
        assert!(matches!(held(&dir), Err(NotLocked::Held)));
        drop(first);
        held(&dir).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_child_that_was_just_forked_does_not_keep_it() {
        let dir = tempfile::tempdir().unwrap();
        let first = held(&dir).unwrap();
        // The same open file once more, as a child has it between fork and exec.
        let _of_the_child = first.file.try_clone().unwrap();
        drop(first);
        held(&dir).unwrap();
    }

    #[test]
    fn two_files_are_two_locks() {
        let dir = tempfile::tempdir().unwrap();
        let _first = held(&dir).unwrap();
        SystemFiles.try_lock(&dir.path().join("b.lock")).unwrap();
    }

    #[test]
    fn what_is_in_the_file_stays() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.lock"), "kept").unwrap();
        drop(held(&dir).unwrap());
        let text = std::fs::read_to_string(dir.path().join("a.lock")).unwrap();
        assert_eq!(text, "kept");
    }

    #[test]
    fn a_file_that_cannot_be_made_is_a_fault() {
        let dir = tempfile::tempdir().unwrap();
        let refused = SystemFiles.try_lock(&dir.path().join("none").join("a.lock"));
        assert!(matches!(refused, Err(NotLocked::Io(_))));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_system_without_locks_is_told_from_a_fault() {
        use rustix::io::Errno;

        for none in [
            Errno::NOSYS,
            Errno::OPNOTSUPP,
            Errno::NOTSUP,
            Errno::INVAL,
            Errno::NOLCK,
        ] {
            let said = not_locked(none);
            assert!(matches!(said, NotLocked::Unsupported), "{none:?}: {said:?}");
        }
        for fault in [Errno::IO, Errno::ACCESS, Errno::BADF, Errno::NOSPC] {
            let said = not_locked(fault);
            assert!(matches!(said, NotLocked::Io(_)), "{fault:?}: {said:?}");
        }
    }
}
