//! Backup and verification.
//!
//! A backup is a folder like the hub's own: the database copied online, every file that a row
//! names, and a manifest of them. It can be served as it stands. Because files are never
//! changed and rows name only files that are on the disk, copying the database first and the
//! files after gives a whole copy while the hub goes on receiving.

use std::fs::{self, File};
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::Path;

use farola_model::{Sha256, Timestamp};
use sha2::Digest as _;

use crate::carry::{self, Copy, live_anew};
use crate::error::StoreError;
use crate::files::{Files, sync_dir};
use crate::folder::Folder;
use crate::mark::{Mark, Stage};
use crate::moving::{as_it_is, stay_here};
use crate::place::Place;
use crate::private;
use crate::recount;
use crate::sql::sha256;
use crate::sqlite;
use crate::store::{Store, open_reader};
use crate::tx::{Step, Tx};

/// Bytes of a file that are read at one time.
const PIECE: usize = 1024 * 1024;

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
    /// Files that a row names and that are nowhere.
    pub missing_files: Vec<Sha256>,
    /// Files whose bytes do not have their digest.
    pub wrong_files: Vec<Sha256>,
    /// Counters of the lists that are not what the records say; [`Store::recount`] mends them.
    pub wrong_counters: i64,
    /// What the engine's own check says, `ok` when nothing; PostgreSQL has none to ask.
    pub database: String,
}

impl VerifyReport {
    /// Whether everything is as it should be.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.wrong_versions.is_empty()
            && self.missing_files.is_empty()
            && self.wrong_files.is_empty()
            && self.wrong_counters == 0
            && self.database == "ok"
    }
}

impl Store {
    /// Copies the hub at `place` to the new folder `out`, while it may be serving. The copy is a
    /// folder with everything in it, wherever the hub has its database and its files.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when `out` holds something, [`StoreError::Missing`] when there is no
    /// hub, [`StoreError::Moving`] and its like when it is carried elsewhere,
    /// [`StoreError::Damaged`] when a file is missing or altered, [`StoreError::Unreachable`],
    /// [`StoreError::FilesElsewhere`], [`StoreError::FilesInOtherFolder`], or a failure of the disk
    /// or the bucket.
    pub fn back_up(place: impl Into<Place>, out: &Path) -> Result<BackupReport, StoreError> {
        let (copy, place) = copy_database(place.into(), out)?;
        let report = copy_files(&copy, &place, out)?;
        // A hub served from this copy lives another life: phones that synced after the copy was
        // made must notice, forget their cursor and offer again what they still hold. Only now: one
        // that was cut off before is not to be served.
        live_anew(&copy)?;
        drop(copy);
        File::open(out.join(sqlite::FILE))?.sync_all()?;
        sync_dir(out)?;
        Ok(report)
    }

    /// Reads everything of a hub, or of a backup, and compares it with its digests. Changes
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no hub, [`StoreError::Unreachable`],
    /// [`StoreError::FilesElsewhere`], [`StoreError::FilesInOtherFolder`], or a failure to read;
    /// damage is no error but a report.
    pub fn verify(place: impl Into<Place>) -> Result<VerifyReport, StoreError> {
        let place = place.into();
        if !Self::is_at(&place)? {
            return Err(StoreError::Missing { what: "hub" });
        }
        let tx = open_reader(&place)?;
        let place = as_it_is(&tx, place)?;
        let database = match tx.dialect().checks_itself() {
            Some(sql) => tx.row(sql, (), |row| row.get(0))?,
            None => "ok".to_owned(),
        };
        let mut report = VerifyReport {
            database,
            wrong_counters: recount::wrong(&tx)?,
            ..VerifyReport::default()
        };
        verify_versions(&tx, &mut report)?;
        verify_files(&tx, &Files::open(&place, false)?, &mut report)?;
        Ok(report)
    }
}

/// Copies the database of the hub at `place` to the new folder `out`; answers the copy, and where
/// the files are that it names. The copy is no hub before [`live_anew`].
///
/// # Errors
/// As [`Store::back_up`].
pub(crate) fn copy_database(place: Place, out: &Path) -> Result<(Tx, Place), StoreError> {
    if !Store::is_at(&place)? {
        return Err(StoreError::Missing { what: "hub" });
    }
    let source = open_reader(&place)?;
    let mark = Mark::read(&source)?;
    mark.require_served()?;
    let place = as_it_is(&source, place)?;
    private::create_dir_all(out)?;
    if fs::read_dir(out)?.next().is_some() {
        return Err(StoreError::Exists { what: "folder" });
    }
    let copy = match place.database() {
        None => sqlite::copy(place.dir(), out)?,
        Some(_) => copy_rows(source, out, &mark)?,
    };
    stay_here(&copy)?;
    Ok((copy, place))
}

/// Copies one snapshot of a database elsewhere into a new one in the folder `out`.
fn copy_rows(source: Tx, out: &Path, mark: &Mark) -> Result<Tx, StoreError> {
    // Whoever opens a copy that was cut off is refused.
    let name = mark.at(Stage::Coming, "backup").to_string();
    let target = sqlite::open_writer(out, Timestamp(0), &name)?;
    source.steer(Step::BeginRead)?;
    let told = &mut |_| ControlFlow::Continue(());
    let mut copy = Copy::new(source, target, told);
    copy.rows(&Folder::default())?;
    copy.check(&mark.epoch)?;
    Ok(copy.into_target())
}

fn copy_files(copy: &Tx, from: &Place, out: &Path) -> Result<BackupReport, StoreError> {
    let mut report = BackupReport {
        versions: count_versions(copy)?,
        files: 0,
        bytes: 0,
    };
    let from = Files::open(from, false)?;
    let to = Files::open(&out.into(), false)?;
    let mut manifest = private::create_new(&out.join("files.sha256"))?;
    for digest in named_files(copy)? {
        let size = from.copy_to(&to, digest)?;
        writeln!(manifest, "{digest}  {size}")?;
        report.files += 1;
        report.bytes += size;
    }
    manifest.sync_all()?;
    Ok(report)
}

/// How many versions of submissions there are.
pub(crate) fn count_versions(tx: &Tx) -> Result<i64, StoreError> {
    let sql = "SELECT count(*) AS versions FROM submission_version";
    tx.row(sql, (), |row| row.get("versions"))
}

fn verify_versions(tx: &Tx, report: &mut VerifyReport) -> Result<(), StoreError> {
    // A backup of a hub of before kept what came, and nothing else.
    let columns = carry::columns(tx, "submission_version")?;
    let kept = match columns.iter().any(|name| name == "kept_sha256") {
        true => "coalesce(kept_sha256, xml_sha256)",
        false => "xml_sha256",
    };
    // One row at a time: the bytes of all of them would not fit into the memory.
    let looked_at = tx.rows(
        &format!("SELECT instance_id, xml, {kept} AS xml_sha256 FROM submission_version"),
        (),
        |row| {
            let xml: Vec<u8> = row.get("xml")?;
            if Sha256::of(&xml) != sha256(row, "xml_sha256")? {
                report.wrong_versions.push(row.get("instance_id")?);
            }
            Ok(())
        },
    )?;
    report.versions = looked_at.len();
    Ok(())
}

fn verify_files(tx: &Tx, files: &Files, report: &mut VerifyReport) -> Result<(), StoreError> {
    for digest in named_files(tx)? {
        report.files += 1;
        match each_piece(files, digest, |_| Ok(())) {
            Err(StoreError::Missing { .. }) => report.missing_files.push(digest),
            Err(error) => return Err(error),
            Ok((found, _)) if found != digest => report.wrong_files.push(digest),
            Ok(_) => {}
        }
    }
    Ok(())
}

/// Every file that a row names.
pub(crate) fn named_files(tx: &Tx) -> Result<Vec<Sha256>, StoreError> {
    tx.rows("SELECT sha256 FROM blob ORDER BY sha256", (), |row| {
        sha256(row, "sha256")
    })
}

/// Reads a file in pieces, hands each on, and answers digest and size.
///
/// # Errors
/// [`StoreError::Missing`] when it is not there, a failure to read, what `each` says.
pub(crate) fn each_piece(
    files: &Files,
    digest: Sha256,
    mut each: impl FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<(Sha256, u64), StoreError> {
    let mut hasher = sha2::Sha256::new();
    let mut size = 0u64;
    loop {
        let bytes = files.read_range(digest, size, PIECE)?;
        hasher.update(&bytes);
        each(&bytes)?;
        size = size.saturating_add(bytes.len() as u64);
        if bytes.len() < PIECE {
            return Ok((Sha256(hasher.finalize().into()), size));
        }
    }
}
