//! Sealed backups: one file for a public key whose private half is not on the server (ADR 0043).
//!
//! The file is a tar of the hub's folder inside the age format, so that `age -d | tar x` opens it
//! without us. Files go straight into it; only the database is copied beside the hub meanwhile.
//! Which backups were made and when each ends is kept in the hub, so that forgetting can say which
//! of them still hold what went.
//!
//! A restore unpacks into a folder beside the new place, applies the tombstones that are kept apart
//! ([`crate::ledger`]), compares every digest, and only then gives the folder its name.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use farola_model::{Sha256, Timestamp};

use crate::audit::audit;
use crate::backup::{BackupReport, copy_database, count_versions, named_files};
use crate::carry::live_anew;
use crate::error::StoreError;
use crate::files::{Files, sync_dir};
use crate::ledger::{self, BESIDE_BACKUPS, Tombstone, write_ledger};
use crate::place::Place;
use crate::private;
use crate::seal::{self, PublicKey};
use crate::sql::at;
use crate::sqlite;
use crate::store::{OpenAs, Store};
use crate::tx::Tx;
use crate::value::Row;

/// The folder in the hub's own that has a copy of the database while a backup is made.
const COPY: &str = "hub.copy";
/// Held while there is one.
const COPY_LOCK: &str = "hub.copy.lock";
/// Where the files are, in a hub's folder and in the tar.
const FILES: &str = "files";
/// Rights of what is in the tar.
const MODE: u32 = 0o600;

/// A public key to which backups are sealed.
#[derive(Clone, Debug)]
pub struct BackupKey(PublicKey);

impl std::str::FromStr for BackupKey {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        PublicKey::parse(text)
            .map(Self)
            .ok_or(StoreError::BackupKey)
    }
}

/// Makes a pair of keys: the public half, and the text of the file with the private one.
#[must_use]
pub fn make_backup_key() -> (String, String) {
    let (private, public) = seal::new_pair();
    let text = format!("# public key: {public}\n{private}\n");
    (public, text)
}

/// Writes the text of a private key to a new file that its owner alone reads.
///
/// # Errors
/// A failure of the disk, also when the file is there already.
pub fn write_key(file: &Path, text: &str) -> Result<(), StoreError> {
    let mut made = private::create_new(file)?;
    io::Write::write_all(&mut made, text.as_bytes())?;
    Ok(made.sync_all()?)
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Name of its file.
    pub name: String,
    /// The folder into which it was written.
    pub folder: String,
    /// When.
    pub made: Timestamp,
    /// When it goes by itself.
    pub until: Timestamp,
}

/// What a restore did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Restored {
    /// Submissions that are there, all versions.
    pub versions: usize,
    /// Files that are there.
    pub files: usize,
    /// Tombstones that the backup did not know: what they are of is not there.
    pub forgotten: usize,
}

impl Store {
    /// Copies this hub, while it may be serving, into one file that only the private half of `to`
    /// opens. The folder is made where it is not there. Noted before it is made: what is forgotten
    /// meanwhile may be in it.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another backup of the same hub is made, [`StoreError::Exists`]
    /// when there is a file of that name, else as [`Store::back_up`]: there is no backup then.
    pub fn seal_backup(&self, to: &BackupKey, backup: Backup) -> Result<BackupReport, StoreError> {
        let dir = self.place().dir();
        let _lock = sqlite::lock_of(dir, COPY_LOCK)?;
        let beside = dir.join(COPY);
        // Of a backup that was killed.
        remove_folder(&beside)?;
        let folder = PathBuf::from(&backup.folder);
        if folder.join(&backup.name).exists() {
            return Err(StoreError::Exists { what: "backup" });
        }
        let noted = backup.clone();
        self.write(move |tx| note(tx, &noted)).wait()?;
        let sealed = seal_beside(self.place().clone(), to, &backup, &beside);
        remove_folder(&beside)?;
        if sealed.is_err() {
            let _ = fs::remove_file(part_of(&backup));
            let at = backup.made;
            self.write(move |tx| end(tx, &backup, at, "backup.fail"))
                .wait()?;
        }
        sealed
    }

    /// Opens a sealed backup into the new folder `dir`, without what was forgotten since: the
    /// tombstones are applied before the folder has its name. `key` is the text of the file with
    /// the private key.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when `dir` holds something; [`StoreError::BackupClosed`] when the key
    /// is another or the file is damaged; [`StoreError::Damaged`] when what came out is not whole;
    /// a failure of the disk. There is no hub at `dir` then.
    pub fn restore_backup(
        sealed: &Path,
        key: &str,
        dir: &Path,
        tombstones: &[Tombstone],
        now: Timestamp,
    ) -> Result<Restored, StoreError> {
        if dir.exists() && fs::read_dir(dir)?.next().is_some() {
            return Err(StoreError::Exists { what: "folder" });
        }
        let sealed = io::BufReader::new(fs::File::open(sealed)?);
        let mut opened = seal::open(key, sealed).map_err(|_| StoreError::BackupClosed)?;
        let mut beside = dir.as_os_str().to_owned();
        beside.push(".restoring");
        let beside = PathBuf::from(beside);
        remove_folder(&beside)?;
        private::create_dir_all(&beside)?;
        let restored = unpack(&mut opened, &beside)
            .and_then(|()| without_the_forgotten(&beside, tombstones, now));
        if restored.is_err() {
            // What was forgotten may be in it.
            remove_folder(&beside)?;
        }
        let restored = restored?;
        private::create_dir_all(dir)?;
        fs::rename(&beside, dir)?;
        if let Some(above) = dir.parent().filter(|above| !above.as_os_str().is_empty()) {
            sync_dir(above)?;
        }
        Ok(restored)
    }

    /// The backups that are still there, the oldest first.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn list_backups(&self) -> Result<Vec<Backup>, StoreError> {
        let sql = "SELECT name, folder, made_ms, until_ms FROM backup WHERE gone_ms IS NULL
             ORDER BY id";
        self.read(|tx| tx.rows(sql, (), read_backup))
    }

    /// Removes the backups whose time is over, and answers them. One whose folder cannot be reached
    /// from here stays in the list.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn prune_backups(&self, now: Timestamp) -> Result<Vec<Backup>, StoreError> {
        let mut gone = Vec::new();
        for backup in self.list_backups()? {
            if backup.until > now || !remove_file_of(&backup) {
                continue;
            }
            let ended = backup.clone();
            self.write(move |tx| end(tx, &ended, now, "backup.prune"))
                .wait()?;
            gone.push(backup);
        }
        Ok(gone)
    }
}

fn note(tx: &Tx, backup: &Backup) -> Result<(), StoreError> {
    let (made, until) = (backup.made.as_millis(), backup.until.as_millis());
    tx.execute(
        "INSERT INTO backup (name, folder, made_ms, until_ms) VALUES (?1, ?2, ?3, ?4)",
        (&backup.name, &backup.folder, made, until),
    )?;
    let details = serde_json::json!({"name": backup.name});
    audit(tx, backup.made, None, "backup.create", &details)
}

/// Notes that a backup is not there any more.
fn end(tx: &Tx, backup: &Backup, now: Timestamp, action: &str) -> Result<(), StoreError> {
    let sql = "UPDATE backup SET gone_ms = ?1
         WHERE name = ?2 AND folder = ?3 AND gone_ms IS NULL";
    tx.execute(sql, (now.as_millis(), &backup.name, &backup.folder))?;
    let details = serde_json::json!({"name": backup.name});
    audit(tx, now, None, action, &details)
}

/// The file of a backup that is not whole yet.
fn part_of(backup: &Backup) -> PathBuf {
    Path::new(&backup.folder).join(format!("{}.part", backup.name))
}

/// Removes the file of a backup. Answers whether it is gone: a folder may be out of reach, and a
/// file may not go.
fn remove_file_of(backup: &Backup) -> bool {
    let folder = Path::new(&backup.folder);
    if !folder.is_dir() {
        return false;
    }
    match fs::remove_file(folder.join(&backup.name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(event = "backup.not_pruned");
            false
        }
        _ => true,
    }
}

fn read_backup(row: &Row<'_>) -> Result<Backup, StoreError> {
    Ok(Backup {
        name: row.get("name")?,
        folder: row.get("folder")?,
        made: at(row, "made_ms")?,
        until: at(row, "until_ms")?,
    })
}

fn remove_folder(dir: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn seal_beside(
    place: Place,
    to: &BackupKey,
    backup: &Backup,
    beside: &Path,
) -> Result<BackupReport, StoreError> {
    let (copy, place) = copy_database(place, beside)?;
    let folder = Path::new(&backup.folder);
    private::create_dir_all(folder)?;
    let (done, part) = (folder.join(&backup.name), part_of(backup));
    let known = ledger::all(&copy)?;
    let out = private::options().create(true).truncate(true).open(&part)?;
    let sealed = to.0.seal(io::BufWriter::new(out))?;
    let mut packed = tar::Builder::new(sealed);
    let report = pack_files(&mut packed, &copy, &place)?;
    // A hub that is put back from it lives another life, as from any backup.
    live_anew(&copy)?;
    drop(copy);
    let mut database = fs::File::open(beside.join(sqlite::FILE))?;
    let size = database.metadata()?.len();
    pack(&mut packed, sqlite::FILE, size, &mut database)?;
    let out = packed.into_inner()?.finish()?;
    let out = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    out.sync_all()?;
    fs::rename(&part, &done)?;
    sync_dir(folder)?;
    write_ledger(&folder.join(BESIDE_BACKUPS), &known)?;
    Ok(report)
}

fn pack_files<W: io::Write>(
    packed: &mut tar::Builder<W>,
    copy: &Tx,
    place: &Place,
) -> Result<BackupReport, StoreError> {
    let mut report = BackupReport {
        versions: count_versions(copy)?,
        files: 0,
        bytes: 0,
    };
    let from = Files::open(place, false)?;
    for digest in named_files(copy)? {
        let sql = "SELECT size FROM blob WHERE sha256 = ?1";
        let size: i64 = copy.row(sql, [digest], |row| row.get("size"))?;
        let size = u64::try_from(size).map_err(|_| StoreError::Damaged)?;
        let mut bytes = Pieces::new(&from, digest);
        pack(packed, &name_of(digest), size, &mut bytes)?;
        if bytes.came() != (digest, size) {
            return Err(StoreError::Damaged);
        }
        report.files += 1;
        report.bytes += size;
    }
    Ok(report)
}

/// The name of a file in the tar: that which it has in a hub's folder.
fn name_of(digest: Sha256) -> String {
    let name = digest.to_string();
    format!("{FILES}/{}/{name}", name.get(0..2).unwrap_or(""))
}

fn pack<W: io::Write>(
    packed: &mut tar::Builder<W>,
    name: &str,
    size: u64,
    bytes: &mut impl Read,
) -> Result<(), StoreError> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(MODE);
    header.set_cksum();
    // What is shorter than its row says would shift all that follows.
    let mut bytes = bytes.take(size);
    packed.append_data(&mut header, name, &mut bytes)?;
    match bytes.limit() {
        0 => Ok(()),
        _ => Err(StoreError::Damaged),
    }
}

/// A stored file read piece by piece, with its digest.
struct Pieces<'a> {
    files: &'a Files,
    digest: Sha256,
    hasher: sha2::Sha256,
    reached: u64,
    piece: Vec<u8>,
    taken: usize,
}

impl<'a> Pieces<'a> {
    fn new(files: &'a Files, digest: Sha256) -> Self {
        use sha2::Digest as _;
        Self {
            files,
            digest,
            hasher: sha2::Sha256::new(),
            reached: 0,
            piece: Vec::new(),
            taken: 0,
        }
    }

    /// Digest and size of what was read.
    fn came(self) -> (Sha256, u64) {
        use sha2::Digest as _;
        (Sha256(self.hasher.finalize().into()), self.reached)
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        use sha2::Digest as _;
        if self.taken == self.piece.len() {
            let length = self.files.piece();
            let read = self.files.read_range(self.digest, self.reached, length);
            self.piece = read.map_err(io::Error::other)?;
            self.hasher.update(&self.piece);
            self.reached = self.reached.saturating_add(self.piece.len() as u64);
            self.taken = 0;
        }
        let left = self.piece.get(self.taken..).unwrap_or_default();
        let count = left.len().min(out.len());
        if let (Some(to), Some(from)) = (out.get_mut(..count), left.get(..count)) {
            to.copy_from_slice(from);
        }
        self.taken += count;
        Ok(count)
    }
}

fn unpack(opened: &mut impl Read, dir: &Path) -> Result<(), StoreError> {
    let files = Files::open(&dir.into(), false)?;
    let mut packed = tar::Archive::new(&mut *opened);
    let mut has_database = false;
    for entry in packed.entries().map_err(|_| StoreError::BackupClosed)? {
        let mut entry = entry.map_err(|_| StoreError::BackupClosed)?;
        let name = String::from_utf8(entry.path_bytes().into_owned());
        let name = name.map_err(|_| StoreError::BackupClosed)?;
        if name == sqlite::FILE {
            let mut file = private::create_new(&dir.join(sqlite::FILE))?;
            copy_out(&mut entry, |bytes| {
                Ok(io::Write::write_all(&mut file, bytes)?)
            })?;
            file.sync_all()?;
            has_database = true;
            continue;
        }
        let digest = name.rsplit('/').next().and_then(|name| name.parse().ok());
        let digest: Sha256 = digest.ok_or(StoreError::BackupClosed)?;
        if name != name_of(digest) {
            return Err(StoreError::BackupClosed);
        }
        let mut incoming = files.receive()?;
        copy_out(&mut entry, |bytes| incoming.write(bytes))?;
        files.keep(incoming, digest)?;
    }
    // To its end: only there age says whether all of it came.
    io::copy(opened, &mut io::sink()).map_err(|_| StoreError::BackupClosed)?;
    match has_database {
        true => Ok(()),
        false => Err(StoreError::BackupClosed),
    }
}

fn copy_out(
    entry: &mut impl Read,
    mut each: impl FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let count = entry
            .read(&mut piece)
            .map_err(|_| StoreError::BackupClosed)?;
        match piece.get(..count) {
            None | Some([]) => return Ok(()),
            Some(bytes) => each(bytes)?,
        }
    }
}

fn without_the_forgotten(
    dir: &Path,
    tombstones: &[Tombstone],
    now: Timestamp,
) -> Result<Restored, StoreError> {
    let store = Store::open(dir, OpenAs::Command, now, "restored")?;
    let forgotten = store.lay_tombstones(tombstones.to_vec()).wait()?;
    let mut reached = 0;
    loop {
        let erased = store.erase_forgotten(reached)?;
        if erased.reached == reached {
            break;
        }
        reached = erased.reached;
    }
    store.keep_ledgers()?;
    store.erase_traces()?;
    drop(store);
    let report = Store::verify(dir)?;
    if !report.is_whole() {
        return Err(StoreError::Damaged);
    }
    Ok(Restored {
        versions: report.versions,
        files: report.files,
        forgotten,
    })
}
