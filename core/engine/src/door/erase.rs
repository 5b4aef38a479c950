//! How everything that a phone keeps is removed.

use std::path::Path;

use crate::shared::Result;

/// Removes all that a phone keeps in a folder: database, its logs, whatever lies beside it.
/// Every [`Engine`](crate::Engine) on it must be gone before. What flash memory still holds of
/// deleted files is unreadable without the key, which the shell forgets with this.
///
/// # Errors
/// The folder or something in it cannot be removed.
pub fn erase(dir: &Path) -> Result<()> {
    match std::fs::remove_dir_all(dir) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(farola_store::Error::from(error).into())
        }
        _ => Ok(()),
    }
}
