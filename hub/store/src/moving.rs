//! Taking received files from the hub's folder to its bucket.
//!
//! What comes is on the disk of the hub that received it before the sender hears of it, and a row
//! written in the same transaction says that it has to be moved. A round puts such files into
//! the bucket, removes them from the folder and then their rows, in this order: whatever ends the
//! hub in between, the next round begins where it was, and a file is always in one of the two
//! places. A bucket that does not answer costs a round, never a file.

use std::sync::{Mutex, PoisonError};

use farola_model::{Sha256, Timestamp};

use crate::bucket::Bucket;
use crate::bucket_place::BucketPlace;
use crate::error::StoreError;
use crate::files::Files;
use crate::folder::{self, Folder};
use crate::orphans::files_below;
use crate::place::Place;
use crate::sql::{maybe_at, sha256};
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

/// Most files that one round moves.
const ROUND: i64 = 256;
/// Files that are on their way at one time.
const AT_ONCE: usize = 8;

/// What a round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// Files that are in the bucket now.
    pub files: usize,
    /// Files that could not be moved and wait on.
    pub left: usize,
}

/// Files that wait to be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Waiting {
    /// How many, in the folder of this hub.
    pub files: i64,
    /// Since when the oldest of them waits.
    pub since: Option<Timestamp>,
    /// How many in folders of other hubs on the same database: only those hubs can move them.
    pub elsewhere: i64,
    /// Since when the oldest of those waits.
    pub elsewhere_since: Option<Timestamp>,
}

impl Store {
    /// Whether files are moved from the folder to a bucket.
    #[must_use]
    pub fn moves_files(&self) -> bool {
        self.files().bucket().is_some()
    }

    /// Moves files that wait for it, a few hundred at most.
    ///
    /// # Errors
    /// Why none of them was moved: [`StoreError::FilesUnreachable`],
    /// [`StoreError::FilesRefused`], [`StoreError::Damaged`] where a file is in neither place, or a
    /// failure of the disk or of the database. The next round tries them again.
    pub fn move_files(&self) -> Result<Moved, StoreError> {
        let Some(bucket) = self.files().bucket() else {
            return Ok(Moved::default());
        };
        let waiting = self.read(|tx| {
            let sql = "SELECT sha256 FROM moving WHERE folder = ?1 LIMIT ?2";
            tx.rows(sql, (self.folder().as_str(), ROUND), |row| {
                sha256(row, "sha256")
            })
        })?;
        let (gone, failed) = move_all(self.files(), bucket, &waiting);
        let moved = Moved {
            files: gone.len(),
            left: waiting.len() - gone.len(),
        };
        if !gone.is_empty() {
            let folder = self.folder().as_str().to_owned();
            let done = self.write(move |tx| moved_away(tx, &folder, &gone));
            done.wait()?;
        }
        match failed {
            Some(error) if moved.files == 0 => Err(error),
            _ => Ok(moved),
        }
    }

    /// Has files moved that lie in the folder, are named by a row, and that nobody waits to move:
    /// those of a hub that had no bucket until now, or that was killed at the wrong moment.
    /// Answers how many.
    ///
    /// # Errors
    /// A failure of the disk or of the database.
    pub fn claim_files(&self, now: Timestamp) -> Result<usize, StoreError> {
        if !self.moves_files() {
            return Ok(0);
        }
        let mut claimed = 0;
        for first in 0..=u8::MAX {
            let (root, _) = self.files().folders();
            let lie = files_below(&root.join(format!("{first:02x}")))?;
            if lie.is_empty() {
                continue;
            }
            let named = self.named(first)?;
            let here: Vec<Sha256> = lie.into_iter().map(|(digest, _)| digest).collect();
            let here: Vec<Sha256> = here.into_iter().filter(|d| named.contains(d)).collect();
            let folder = self.folder().as_str().to_owned();
            claimed += here.len();
            let claim = self.write(move |tx| {
                let mut each = here.iter();
                each.try_for_each(|digest| to_be_moved(tx, &folder, *digest, now))
            });
            claim.wait()?;
        }
        Ok(claimed)
    }

    /// Writes down that the files of this hub are where this one keeps them, where none said it
    /// yet. A hub that serves did so when it was opened; a command does before it brings files, and
    /// only then: what it only looks at stays for whoever will serve it.
    ///
    /// # Errors
    /// [`StoreError::FilesElsewhere`], [`StoreError::FilesInOtherFolder`]; a failure of the
    /// database.
    pub fn settle_files(&self) -> Write<'_, ()> {
        let (place, folder) = (self.place().clone(), self.folder().clone());
        self.write(move |tx| settle(tx, &place, &folder))
    }

    /// What waits to be moved.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn read_waiting_files(&self) -> Result<Waiting, StoreError> {
        let sql = "SELECT count(CASE WHEN folder = ?1 THEN 1 END) AS files,
               min(CASE WHEN folder = ?1 THEN since_ms END) AS since,
               count(CASE WHEN folder <> ?1 THEN 1 END) AS elsewhere,
               min(CASE WHEN folder <> ?1 THEN since_ms END) AS elsewhere_since
             FROM moving";
        self.read(|tx| {
            tx.row(sql, [self.folder().as_str()], |row| {
                Ok(Waiting {
                    files: row.get("files")?,
                    since: maybe_at(row, "since")?,
                    elsewhere: row.get("elsewhere")?,
                    elsewhere_since: maybe_at(row, "elsewhere_since")?,
                })
            })
        })
    }

    /// Reads a stored file whole, wherever it is.
    ///
    /// # Errors
    /// As [`Store::read_file_range`].
    pub fn read_file(&self, digest: Sha256) -> Result<Vec<u8>, StoreError> {
        self.or_on_its_way(digest, self.files().read(digest))
    }

    /// Reads at most `length` bytes of a stored file, from its byte `from` on; fewer only at its
    /// end.
    ///
    /// # Errors
    /// As [`Files::read_range`]; [`StoreError::OnItsWay`] when another hub has the file still.
    pub fn read_file_range(
        &self,
        digest: Sha256,
        from: u64,
        length: usize,
    ) -> Result<Vec<u8>, StoreError> {
        self.or_on_its_way(digest, self.files().read_range(digest, from, length))
    }

    /// A file that is nowhere may be in the folder of another hub.
    fn or_on_its_way<T>(
        &self,
        digest: Sha256,
        read: Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match read {
            Err(StoreError::Missing { .. }) if self.moves_files() => {
                let sql = "SELECT 1 FROM moving WHERE sha256 = ?1 AND folder <> ?2";
                let elsewhere = (digest, self.folder().as_str());
                let there = self.read(|tx| tx.maybe_row(sql, elsewhere, |_| Ok(())))?;
                Err(match there {
                    Some(()) => StoreError::OnItsWay,
                    None => StoreError::Missing { what: "file" },
                })
            }
            read => read,
        }
    }

    /// Ends what is under way to and from the bucket; for the end of the process.
    pub fn leave_bucket(&self) {
        if let Some(bucket) = self.files().bucket() {
            bucket.close();
        }
    }
}

/// Puts files into the bucket and removes them from the folder; answers those that are gone, and
/// why the first of the others is not.
fn move_all(
    files: &Files,
    bucket: &Bucket,
    waiting: &[Sha256],
) -> (Vec<Sha256>, Option<StoreError>) {
    let next = Mutex::new(waiting.iter().copied());
    let ended = Mutex::new((Vec::new(), None));
    let work = || {
        loop {
            let digest = next.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some(digest) = digest else { break };
            let outcome = move_one(files, bucket, digest);
            let mut ended = ended.lock().unwrap_or_else(PoisonError::into_inner);
            match outcome {
                Ok(()) => ended.0.push(digest),
                // Whoever does not answer now is not asked for each of them.
                Err(error @ (StoreError::FilesUnreachable | StoreError::FilesRefused)) => {
                    ended.1.get_or_insert(error);
                    break;
                }
                Err(error) => {
                    tracing::error!(event = "files.not_moved", %digest, %error);
                    ended.1.get_or_insert(error);
                }
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(waiting.len()) {
            scope.spawn(work);
        }
    });
    ended.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn move_one(files: &Files, bucket: &Bucket, digest: Sha256) -> Result<(), StoreError> {
    match files.open_file(digest) {
        Ok(mut file) => bucket.put(digest, &mut file)?,
        // A round before this one removed it and was ended before it removed the row.
        Err(StoreError::Missing { .. }) => match bucket.size(digest)? {
            Some(_) => return Ok(()),
            None => return Err(StoreError::Damaged),
        },
        Err(error) => return Err(error),
    }
    files.let_go(digest)
}

fn moved_away(tx: &Tx, folder: &str, gone: &[Sha256]) -> Result<(), StoreError> {
    for digest in gone {
        let sql = "DELETE FROM moving WHERE folder = ?1 AND sha256 = ?2";
        tx.execute(sql, (folder, *digest))?;
    }
    Ok(())
}

/// Notes that a file of that folder has to be moved.
pub(crate) fn to_be_moved(
    tx: &Tx,
    folder: &str,
    digest: Sha256,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO moving (folder, sha256, since_ms) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        (folder, digest, now.as_millis()),
    )?;
    Ok(())
}

/// Where the files of a hub are, as its row says it.
enum Kept {
    /// Nothing is said: in the folder with the database, or a hub of before.
    Unsaid,
    /// In the folder of that name, of the one hub on a database elsewhere.
    Folder(String),
    /// In the bucket of that address.
    Bucket(String),
}

/// Stands before the name of a folder, where a bucket has `s3://`.
const FOLDER: &str = "folder:";

/// Writes down where the files of this hub are, where nobody did yet. Those of its own folder may
/// be moved to a bucket from then on.
///
/// # Errors
/// [`StoreError::FilesElsewhere`] and [`StoreError::FilesInOtherFolder`] when they are in another
/// place: it would miss them.
pub(crate) fn settle(tx: &Tx, place: &Place, folder: &Folder) -> Result<(), StoreError> {
    let here = format!("{FOLDER}{}", folder.as_str());
    match (place.bucket(), place.database()) {
        (Some(bucket), _) => {
            let sql = "UPDATE hub SET files = ?1 WHERE files IS NULL OR files = ?2";
            tx.execute(sql, (bucket.address(), here))?;
        }
        // Others may come to the same database.
        (None, Some(_)) => {
            let sql = "UPDATE hub SET files = ?1 WHERE files IS NULL";
            tx.execute(sql, [here])?;
        }
        (None, None) => {}
    }
    are_there(tx, place)
}

/// Lets a command come that only looks and writes rows: it settles nothing. Where no hub said yet
/// where its files are, or may still move them from this folder to the bucket, any place will do.
///
/// # Errors
/// As [`are_there`].
pub(crate) fn may_come(tx: &Tx, place: &Place) -> Result<(), StoreError> {
    match (are_there(tx, place), kept(tx)?) {
        (Err(StoreError::FilesElsewhere), Kept::Unsaid | Kept::Folder(_)) => Ok(()),
        (there, _) => there,
    }
}

/// Whether a hub's files are where the place says.
///
/// # Errors
/// [`StoreError::FilesElsewhere`], [`StoreError::FilesInOtherFolder`].
pub(crate) fn are_there(tx: &Tx, place: &Place) -> Result<(), StoreError> {
    match (kept(tx)?, place.bucket().map(BucketPlace::address)) {
        (Kept::Folder(of), said) => {
            let here = folder::known(place)?;
            match here.is_some_and(|here| here.as_str() == of) {
                false => Err(StoreError::FilesInOtherFolder),
                true if said.is_some() => Err(StoreError::FilesElsewhere),
                true => Ok(()),
            }
        }
        (Kept::Unsaid, None) => Ok(()),
        (Kept::Bucket(known), Some(said)) if known == said => Ok(()),
        (Kept::Unsaid | Kept::Bucket(_), _) => Err(StoreError::FilesElsewhere),
    }
}

/// The place of a hub or a backup that is only read: one whose files are in its folder needs no
/// bucket, whatever was said of one.
///
/// # Errors
/// [`StoreError::FilesElsewhere`] when they are in a bucket, and this is not the one;
/// [`StoreError::FilesInOtherFolder`].
pub(crate) fn as_it_is(tx: &Tx, place: Place) -> Result<Place, StoreError> {
    let place = match kept(tx)? {
        Kept::Unsaid | Kept::Folder(_) => place.without_bucket(),
        Kept::Bucket(_) => place,
    };
    are_there(tx, &place).map(|()| place)
}

/// A database that was not brought up to date yet has its files in the folder.
fn kept(tx: &Tx) -> Result<Kept, StoreError> {
    // Asked, and not read off an error: a database that fails must not pass for an old one.
    if !tx.has_column("hub", "files")? {
        return Ok(Kept::Unsaid);
    }
    let said: Option<String> = tx.row("SELECT files FROM hub", (), |row| row.get("files"))?;
    Ok(match said {
        None => Kept::Unsaid,
        Some(said) => match said.strip_prefix(FOLDER) {
            Some(name) => Kept::Folder(name.to_owned()),
            None => Kept::Bucket(said),
        },
    })
}

/// Writes into a copy of a database that its files are in its folder.
pub(crate) fn stay_here(tx: &Tx) -> Result<(), StoreError> {
    if matches!(kept(tx)?, Kept::Unsaid) {
        return Ok(());
    }
    tx.execute("UPDATE hub SET files = NULL", ())?;
    tx.execute("DELETE FROM moving", ())?;
    Ok(())
}
