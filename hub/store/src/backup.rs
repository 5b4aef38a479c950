//! Backup and verification.
//!
//! A backup is a folder like the hub's own: the database copied online, every file that a row
//! names, and a manifest of them. It can be served as it stands. Because files are never
//! changed and rows name only files that are on the disk, copying the database first and the
//! files after gives a whole copy while the hub goes on receiving.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::Path;

use farola_model::Sha256;
use rusqlite::Connection;
use rusqlite::backup::Backup;
use sha2::Digest as _;

use crate::blob::{Blobs, sync_dir};
use crate::database;
use crate::error::StoreError;
use crate::sql::{Digest, sha256};

/// Pages copied per step; between steps the hub may write.
const PAGES: i32 = 1024;

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct BackupReport {
    /// Submissions, all versions.
    pub versions: i64,
    /// Files.
    pub files: usize,
    /// Bytes of the files.
    pub bytes: u64,
}

/// What a verification found.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct VerifyReport {
    /// Submission versions looked at.
    pub versions: usize,
    /// Files looked at.
    pub files: usize,
    /// Versions whose bytes do not have their digest, by instance id.
    pub wrong_versions: Vec<String>,
    /// Files that a row names and the folder lacks.
    pub missing_files: Vec<Sha256>,
    /// Files whose bytes do not have their digest.
    pub wrong_files: Vec<Sha256>,
    /// What SQLite's own check says, `ok` when nothing.
    pub database: String,
}

impl VerifyReport {
    /// Whether everything is as it should be.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.wrong_versions.is_empty()
            && self.missing_files.is_empty()
            && self.wrong_files.is_empty()
            && self.database == "ok"
    }
}

/// Copies the hub in `dir` to the new folder `out`, while it may be serving.
///
/// # Errors
/// [`StoreError::Exists`] when `out` holds something, [`StoreError::Missing`] when `dir` holds
/// no hub, or a failure of the disk.
pub fn backup(dir: &Path, out: &Path) -> Result<BackupReport, StoreError> {
    if !dir.join(database::FILE).exists() {
        return Err(StoreError::Missing { what: "hub" });
    }
    fs::create_dir_all(out)?;
    if fs::read_dir(out)?.next().is_some() {
        return Err(StoreError::Exists { what: "folder" });
    }
    let source = database::open_reader(dir)?;
    let mut copy = Connection::open(out.join(database::FILE))?;
    Backup::new(&source, &mut copy)?.run_to_completion(PAGES, std::time::Duration::ZERO, None)?;
    drop(source);
    // A hub served from this copy lives another life: phones that synced after the copy was
    // made must notice, forget their cursor and offer again what they still hold.
    copy.execute("UPDATE hub SET epoch = lower(hex(randomblob(16)))", [])?;
    let from = Blobs::open(dir, false)?;
    let to = Blobs::open(out, false)?;
    let mut manifest = File::create_new(out.join("files.sha256"))?;
    let mut report = BackupReport {
        versions: copy.query_row("SELECT count(*) FROM submission_version", [], |r| r.get(0))?,
        files: 0,
        bytes: 0,
    };
    for digest in named_files(&copy)? {
        let mut incoming = to.receive()?;
        let mut file = from.open_file(digest)?;
        let (copied, size) = hash(&mut file, |bytes| incoming.write(bytes))?;
        if copied != digest {
            return Err(StoreError::Bug("a stored file does not have its digest"));
        }
        to.keep(incoming, digest)?;
        writeln!(manifest, "{digest}  {size}")?;
        report.files += 1;
        report.bytes += size;
    }
    manifest.sync_all()?;
    drop(copy);
    File::open(out.join(database::FILE))?.sync_all()?;
    sync_dir(out)?;
    Ok(report)
}

/// Checks every stored version and every file that a row names against its digest.
///
/// # Errors
/// [`StoreError::Missing`] when `dir` holds no hub, or a failure of the disk.
pub fn verify(dir: &Path) -> Result<VerifyReport, StoreError> {
    if !dir.join(database::FILE).exists() {
        return Err(StoreError::Missing { what: "hub" });
    }
    let connection = database::open_reader(dir)?;
    let mut report = VerifyReport {
        database: connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?,
        ..VerifyReport::default()
    };
    let mut statement =
        connection.prepare("SELECT instance_id, xml, xml_sha256 FROM submission_version")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let xml: Vec<u8> = row.get("xml")?;
        if Sha256::of(&xml) != sha256(row, "xml_sha256")? {
            report.wrong_versions.push(row.get("instance_id")?);
        }
        report.versions += 1;
    }
    let blobs = Blobs::open(dir, false)?;
    for digest in named_files(&connection)? {
        report.files += 1;
        match blobs.open_file(digest) {
            Err(StoreError::Missing { .. }) => report.missing_files.push(digest),
            Err(error) => return Err(error),
            Ok(mut file) => {
                if hash(&mut file, |_| Ok(()))?.0 != digest {
                    report.wrong_files.push(digest);
                }
            }
        }
    }
    Ok(report)
}

fn named_files(connection: &Connection) -> Result<Vec<Sha256>, StoreError> {
    let mut statement = connection.prepare("SELECT sha256 FROM blob ORDER BY sha256")?;
    let rows = statement.query_map([], |row| row.get::<_, Digest<32>>(0))?;
    let digests: Result<Vec<_>, _> = rows.map(|row| row.map(|d| Sha256(d.0))).collect();
    Ok(digests?)
}

/// Reads a file in pieces, hands each on, and answers digest and size.
fn hash(
    file: &mut File,
    mut each: impl FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<(Sha256, u64), StoreError> {
    let mut hasher = sha2::Sha256::new();
    let mut buffer = vec![0u8; 128 * 1024];
    let mut size = 0u64;
    loop {
        let read = file.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        hasher.update(bytes);
        each(bytes)?;
        size = size.saturating_add(u64::try_from(read).unwrap_or(0));
    }
    Ok((Sha256(hasher.finalize().into()), size))
}
