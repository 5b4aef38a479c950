//! Tombstones kept apart from the database and its backups: a list of what was forgotten, in a file
//! beside the hub and in each folder that has backups of it.
//!
//! A database that is put back from an older copy does not know what was forgotten since. The list
//! does: a hub reads it before it serves ([`Store::keep_ledgers`]), and a restore before it puts
//! the hub in its place. It holds ids, digests, classes of reasons and times, and nothing that
//! anybody said.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufWriter, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::files::sync_dir;
use crate::forget::{Forgetting, Reason, forget};
use crate::private;
use crate::sql::{at, instance, sha256, word};
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

/// The list in a hub's own folder.
const HERE: &str = "hub.tombstones";
/// The list in a folder of backups.
pub const BESIDE_BACKUPS: &str = "tombstones";

/// A version that was forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// Its project.
    pub project: ProjectId,
    /// Its id.
    pub instance_id: InstanceId,
    /// The digest of its bytes.
    pub xml_sha256: Sha256,
    /// Why.
    pub reason: Reason,
    /// When.
    pub at: Timestamp,
}

/// A line of the list.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    project: u32,
    instance_id: String,
    xml_sha256: Sha256,
    reason: String,
    at_ms: i64,
}

impl Store {
    /// Every tombstone, in the order in which they were set.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn read_tombstones(&self) -> Result<Vec<Tombstone>, StoreError> {
        self.read(all)
    }

    /// Sets tombstones that are not here yet, and forgets the records that they are of. Their files
    /// are still there until [`Store::erase_forgotten`]. Answers how many were set.
    ///
    /// # Errors
    /// A failure of the database: none was set.
    pub fn lay_tombstones(&self, tombstones: Vec<Tombstone>) -> Write<'_, usize> {
        self.write(move |tx| lay(tx, &tombstones))
    }

    /// Brings database and lists to one state: what the hub's own list has and the database has
    /// not is forgotten again, and every list gets what it lacks: the hub's own, and those in the
    /// folders of backups that can be reached. Answers how many tombstones the database lacked.
    ///
    /// # Errors
    /// [`StoreError::Ledger`] when the hub's own list is not readable: the hub is not to serve; a
    /// failure of the database or of the disk.
    pub fn keep_ledgers(&self) -> Result<usize, StoreError> {
        let own = self.place().dir().join(HERE);
        let laid = match read_ledger(&own)? {
            listed if listed.is_empty() => 0,
            listed => self.lay_tombstones(listed).wait()?,
        };
        let known = self.read_tombstones()?;
        if known.is_empty() {
            return Ok(laid);
        }
        write_ledger(&own, &known)?;
        for folder in self.backup_folders()? {
            // Backups are kept on disks that come and go.
            if folder.is_dir()
                && let Err(error) = write_ledger(&folder.join(BESIDE_BACKUPS), &known)
            {
                use farola_model::Coded as _;
                tracing::warn!(event = "tombstones.not_written", code = error.code());
            }
        }
        Ok(laid)
    }

    fn backup_folders(&self) -> Result<Vec<PathBuf>, StoreError> {
        let sql = "SELECT DISTINCT folder FROM backup WHERE gone_ms IS NULL ORDER BY folder";
        let folders: Vec<String> = self.read(|tx| tx.rows(sql, (), |row| row.get("folder")))?;
        Ok(folders.into_iter().map(PathBuf::from).collect())
    }
}

pub(crate) fn all(tx: &Tx) -> Result<Vec<Tombstone>, StoreError> {
    let sql = "SELECT project_id, instance_id, xml_sha256, reason, at_ms FROM tombstone
         ORDER BY id";
    tx.rows(sql, (), |row| {
        Ok(Tombstone {
            project: ProjectId(row.get("project_id")?),
            instance_id: instance(row, "instance_id")?,
            xml_sha256: sha256(row, "xml_sha256")?,
            reason: word(row, "reason", Reason::parse)?,
            at: at(row, "at_ms")?,
        })
    })
}

fn lay(tx: &Tx, tombstones: &[Tombstone]) -> Result<usize, StoreError> {
    let mut laid = 0;
    for tombstone in tombstones {
        let id = (tombstone.project.0, tombstone.instance_id.as_str());
        let sql = "SELECT EXISTS (SELECT 1 FROM tombstone
             WHERE project_id = ?1 AND instance_id = ?2) AS there";
        if tx.row(sql, id, |row| row.get("there"))? {
            continue;
        }
        laid += 1;
        // Of which record it was a version: all of it was forgotten.
        let sql = "SELECT s.instance_id FROM submission s
             JOIN submission_version v ON v.submission = s.id
             WHERE s.project_id = ?1 AND v.instance_id = ?2";
        let record = tx.maybe_row(sql, id, |row| instance(row, "instance_id"))?;
        match record {
            Some(record) => {
                let forgetting = Forgetting {
                    project: tombstone.project,
                    records: vec![record],
                    walk_code: None,
                    reason: tombstone.reason,
                    by: None,
                    at: tombstone.at,
                };
                forget(tx, &forgetting)?;
            }
            None => {
                let sql = "INSERT INTO tombstone
                     (project_id, instance_id, xml_sha256, reason, at_ms)
                     VALUES (?1, ?2, ?3, ?4, ?5)";
                let (project, instance) = id;
                let reason = tombstone.reason.as_str();
                let values = (
                    project,
                    instance,
                    tombstone.xml_sha256,
                    reason,
                    tombstone.at.as_millis(),
                );
                tx.execute(sql, values)?;
            }
        }
    }
    Ok(laid)
}

/// Reads a list of tombstones; one that is not there has none.
///
/// # Errors
/// [`StoreError::Ledger`] when a line is not readable; a failure of the disk.
pub fn read_ledger(path: &Path) -> Result<Vec<Tombstone>, StoreError> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) if error.kind() == ErrorKind::InvalidData => return Err(StoreError::Ledger),
        Err(error) => return Err(error.into()),
    };
    text.lines().map(read_line).collect()
}

fn read_line(line: &str) -> Result<Tombstone, StoreError> {
    let line: Line = serde_json::from_str(line).map_err(|_| StoreError::Ledger)?;
    Ok(Tombstone {
        project: ProjectId(line.project),
        instance_id: InstanceId::new(line.instance_id.as_str()),
        xml_sha256: line.xml_sha256,
        reason: Reason::parse(&line.reason).ok_or(StoreError::Ledger)?,
        at: Timestamp(line.at_ms),
    })
}

/// Adds tombstones to a list that lacks them. The list is whole at any moment: it is written
/// beside, and takes the place of the one before.
///
/// # Errors
/// [`StoreError::Ledger`] when the list that is there is not readable: it is left as it is; a
/// failure of the disk.
pub fn write_ledger(path: &Path, tombstones: &[Tombstone]) -> Result<(), StoreError> {
    let mut listed: BTreeMap<(u32, String), Tombstone> = BTreeMap::new();
    let before = read_ledger(path)?;
    let had = before.len();
    for tombstone in before.into_iter().chain(tombstones.iter().cloned()) {
        let key = (tombstone.project.0, tombstone.instance_id.to_string());
        listed.entry(key).or_insert(tombstone);
    }
    if listed.len() == had {
        return Ok(());
    }
    let mut next = path.as_os_str().to_owned();
    next.push(".next");
    let next = PathBuf::from(next);
    let file = private::options().create(true).truncate(true).open(&next)?;
    let mut out = BufWriter::new(file);
    for tombstone in listed.values() {
        let line = Line {
            project: tombstone.project.0,
            instance_id: tombstone.instance_id.to_string(),
            xml_sha256: tombstone.xml_sha256,
            reason: tombstone.reason.as_str().to_owned(),
            at_ms: tombstone.at.as_millis(),
        };
        let text = serde_json::to_string(&line).map_err(|_| StoreError::Ledger)?;
        writeln!(out, "{text}")?;
    }
    let file = out.into_inner().map_err(|error| error.into_error())?;
    file.sync_all()?;
    fs::rename(&next, path)?;
    match path.parent() {
        Some(folder) => sync_dir(folder),
        None => Ok(()),
    }
}
