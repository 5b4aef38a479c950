//! The key that seals the secrets of second proofs. It lies in the hub's folder and never in the
//! database: a backup has the sealed secrets and not what opens them (ADR 0045).
//!
//! The database keeps its digest, so that a hub which has another key, or none, knows that before
//! it takes a right code for a wrong one. Hubs that share a database share the file too; whoever
//! runs them copies it.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use farola_model::Sha256;
use farola_protocol::Problem;

use crate::error::StoreError;
use crate::files::sync_dir;
use crate::private;
use crate::sql::maybe_sha256;
use crate::store::Store;
use crate::tx::Tx;

/// Name of the file in the hub's folder.
const FILE: &str = "hub.codes-key";
/// Bytes of a key.
const KEY: usize = 32;

/// A key that seals secrets. It never shows itself in a log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CodesKey([u8; KEY]);

impl CodesKey {
    /// A key of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; KEY]) -> Self {
        Self(bytes)
    }

    /// The bytes, to be used and not shown.
    #[must_use]
    pub const fn reveal(&self) -> &[u8; KEY] {
        &self.0
    }

    /// What the database keeps of it.
    fn digest(&self) -> Sha256 {
        let mut text = b"farola codes key 1".to_vec();
        text.extend_from_slice(&self.0);
        Sha256::of(&text)
    }
}

impl std::fmt::Debug for CodesKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodesKey(..)")
    }
}

impl Store {
    /// The key that seals the secrets of this database.
    ///
    /// # Errors
    /// [`Problem::CodesKeyMissing`] when the folder has none, or one of another hub.
    pub fn read_codes_key(&self) -> Result<CodesKey, StoreError> {
        let here = read(&path(self.place().dir()))?;
        let known = self.read(known)?;
        let right = here.filter(|key| Some(key.digest()) == known);
        right.ok_or(Problem::CodesKeyMissing.into())
    }

    /// The same, and `fresh` becomes it where no secret is sealed yet; it must be random.
    ///
    /// # Errors
    /// As [`Store::read_codes_key`], when there are secrets that another key sealed; a failure of
    /// the disk.
    pub fn keep_codes_key(&self, fresh: CodesKey) -> Result<CodesKey, StoreError> {
        let path = path(self.place().dir());
        let key = match read(&path)? {
            Some(key) => key,
            // Durable before the database says that it is the one.
            None => write(&path, fresh)?,
        };
        let digest = key.digest();
        let kept = self.write(move |tx| {
            let sql = "UPDATE hub SET codes_key_sha256 = ?1 WHERE codes_key_sha256 IS NULL
                 OR NOT EXISTS (SELECT 1 FROM second_proof)";
            tx.execute(sql, [digest])?;
            known(tx)
        });
        match kept.wait()? {
            Some(kept) if kept == digest => Ok(key),
            _ => Err(Problem::CodesKeyMissing.into()),
        }
    }
}

fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

fn known(tx: &Tx) -> Result<Option<Sha256>, StoreError> {
    tx.row("SELECT codes_key_sha256 FROM hub", (), |row| {
        maybe_sha256(row, "codes_key_sha256")
    })
}

/// The key of a file; none where there is no file, or one that is no key.
fn read(path: &Path) -> Result<Option<CodesKey>, StoreError> {
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let mut bytes = Vec::new();
    file.take(KEY as u64 + 1).read_to_end(&mut bytes)?;
    match bytes.try_into() {
        Ok(bytes) => Ok(Some(CodesKey(bytes))),
        Err(_) => Err(Problem::CodesKeyMissing.into()),
    }
}

/// Writes the key, or reads the one that a command beside wrote meanwhile.
fn write(path: &Path, key: CodesKey) -> Result<CodesKey, StoreError> {
    // Under a name of its own first: nobody is to read half a key.
    let whole = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = private::create_new(&whole)?;
    file.write_all(key.reveal())?;
    file.sync_all()?;
    let linked = fs::hard_link(&whole, path);
    fs::remove_file(&whole)?;
    if let Some(dir) = path.parent() {
        sync_dir(dir)?;
    }
    match linked {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            read(path)?.ok_or(Problem::CodesKeyMissing.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives the key of one folder to another: a hub that is carried goes on with its codes.
pub(crate) fn carry(from: &Path, to: &Path) -> Result<(), StoreError> {
    let to = path(to);
    if let (Some(key), None) = (read(&path(from))?, read(&to)?) {
        write(&to, key)?;
    }
    Ok(())
}
