//! Files of the hub are its own user's alone: 0600 in folders of 0700, whatever the umask.
//!
//! What is made here is made so. What a hub of before made under a umask is closed when a store is
//! opened: the hub made it, and nobody else was ever to read it. A folder with other things in it
//! may be shared on purpose; its rights are not the hub's to change, and it is refused instead.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use crate::error::StoreError;

/// Rights of a file: read and write for its owner.
const FILE: u32 = 0o600;
/// Rights of a folder: the same, and to look for names in it.
const FOLDER: u32 = 0o700;
/// Rights of everybody else.
const OTHERS: u32 = 0o077;
/// How the names begin of what a hub makes in its folder, a backup in its own included.
const OURS: [&str; 5] = ["hub.", "files", "incoming", "shown", "database-elsewhere"];

/// How a file that is written is opened.
pub(crate) fn options() -> OpenOptions {
    let mut options = File::options();
    options.write(true).mode(FILE);
    options
}

/// Makes a file that is not there.
///
/// # Errors
/// As [`File::create_new`].
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    options().create_new(true).open(path)
}

/// Makes a folder and those that lead to it, where they are not there.
///
/// # Errors
/// As [`fs::create_dir_all`].
pub(crate) fn create_dir_all(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER).create(path)
}

/// Makes an empty file where there is none: an engine that opens it keeps its rights, and gives
/// them to the files that it makes beside it.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn prepare(path: &Path) -> io::Result<()> {
    options().create(true).append(true).open(path).map(drop)
}

/// Closes a hub's folder to everybody else.
///
/// # Errors
/// [`StoreError::OpenToOthers`] when the folder is open and holds other things than a hub's, or
/// when the disk does not keep rights; a failure of the disk.
pub(crate) fn close(dir: &Path) -> Result<(), StoreError> {
    let mut alone = true;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if OURS.iter().any(|ours| name.starts_with(ours)) {
            close_whole(&entry.path())?;
        } else {
            alone = false;
        }
    }
    if !is_open(dir)? {
        return Ok(());
    }
    if !alone {
        return Err(StoreError::OpenToOthers);
    }
    set(dir, FOLDER)
}

/// Closes a file, or a folder with what is in it. The folder comes last: one that is closed was
/// gone through to its end, so that the many files of a hub are looked at once only.
fn close_whole(path: &Path) -> Result<(), StoreError> {
    match is_open(path) {
        // The engine takes its log away when the last connection ends.
        Err(StoreError::File(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(false) => return Ok(()),
        Ok(true) => {}
    }
    if !path.is_dir() {
        return set(path, FILE);
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        // A link leads out of the folder, to what is not the hub's.
        if !entry.file_type()?.is_symlink() {
            close_whole(&entry.path())?;
        }
    }
    set(path, FOLDER)
}

fn is_open(path: &Path) -> Result<bool, StoreError> {
    Ok(fs::metadata(path)?.permissions().mode() & OTHERS != 0)
}

fn set(path: &Path, mode: u32) -> Result<(), StoreError> {
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::PermissionDenied => StoreError::OpenToOthers,
        _ => error.into(),
    };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(refused)?;
    // Disks of other systems take the call and keep no rights.
    match is_open(path)? {
        true => Err(StoreError::OpenToOthers),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use farola_model::Timestamp;

    use super::*;
    use crate::store::{OpenAs, Store};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn open(dir: &Path) -> Result<Store, StoreError> {
        Store::open(dir, OpenAs::Server, Timestamp(1), "epoch")
    }

    /// Everything below a folder, itself included, is its owner's alone.
    fn is_closed(path: &Path) {
        if path.is_dir() {
            assert_eq!(mode(path), FOLDER, "{path:?}");
            fs::read_dir(path)
                .unwrap()
                .for_each(|entry| is_closed(&entry.unwrap().path()));
        } else {
            assert_eq!(mode(path), FILE, "{path:?}");
        }
    }

    #[test]
    fn a_hub_and_its_backup_are_closed_from_their_first_byte() {
        let temp = tempfile::tempdir().unwrap();
        let (dir, out) = (temp.path().join("new/hub"), temp.path().join("out"));
        let store = open(&dir).unwrap();
        store.files().put(b"lamp").unwrap();
        let shown = crate::files::ShownAs {
            digest: farola_model::Sha256::of(b"lamp"),
            side: None,
        };
        store.files().keep_shown(shown, b"small lamp").unwrap();
        Store::back_up(dir.as_path(), &out).unwrap();
        // Served still: the log of the database lies there too.
        assert!(dir.join("hub.db-wal").exists());
        is_closed(&temp.path().join("new"));
        is_closed(&out);
    }

    /// Everything below a folder in the order in which it is closed.
    fn in_order(path: &Path, out: &mut Vec<std::path::PathBuf>) {
        if path.is_dir() {
            let entries = fs::read_dir(path).unwrap();
            entries.for_each(|entry| in_order(&entry.unwrap().path(), out));
        }
        out.push(path.to_owned());
    }

    #[test]
    fn what_a_hub_of_before_left_open_is_closed_at_the_next_start() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("hub");
        drop(open(&dir).unwrap());
        create_dir_all(&dir.join("files/ab/cd")).unwrap();
        create_dir_all(&dir.join("shown")).unwrap();
        for name in ["files/ab/cd/abcd", "files/ab/ab12", "shown/x"] {
            fs::write(dir.join(name), b"lamp").unwrap();
        }
        let mut all = Vec::new();
        in_order(&dir, &mut all);
        // Cut off after any of them: the next start closes the rest.
        for closed in (0..all.len()).filter(|at| at % 40 == 0 || at + 12 > all.len()) {
            for (at, path) in all.iter().enumerate().filter(|(_, path)| path.exists()) {
                let mode = match (at < closed, path.is_dir()) {
                    (true, true) => FOLDER,
                    (true, false) => FILE,
                    // As under the umask of most systems.
                    (false, true) => 0o755,
                    (false, false) => 0o644,
                };
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            }
            drop(open(&dir).unwrap());
            is_closed(&dir);
        }
    }

    #[test]
    fn a_folder_with_other_things_in_it_is_refused_until_it_is_closed() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("srv");
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join("page.html"), b"hello").unwrap();
        for mode in [0o755, 0o750, 0o711, 0o701, 0o770] {
            fs::set_permissions(&dir, fs::Permissions::from_mode(mode)).unwrap();
            let error = open(&dir).unwrap_err();
            assert!(matches!(error, StoreError::OpenToOthers), "{mode:o}");
            assert!(!dir.join("hub.db").exists(), "nothing is written before");
        }
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o700)).unwrap();
        let page = mode(&dir.join("page.html"));
        drop(open(&dir).unwrap());
        assert_eq!(mode(&dir.join("page.html")), page, "it is not the hub's");
        let outside = temp.path().join("outside");
        fs::write(&outside, b"elsewhere").unwrap();
        std::os::unix::fs::symlink(&outside, dir.join("files/link")).unwrap();
        fs::set_permissions(dir.join("files"), fs::Permissions::from_mode(0o755)).unwrap();
        let before = mode(&outside);
        drop(open(&dir).unwrap());
        assert_eq!(mode(&outside), before, "a link leads to what is not");
    }
}
