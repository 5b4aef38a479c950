//! The handle: one writer, a few readers, the files, the folder's lock. What can be read and
//! written stands in the rooms (`account`, `form`, `submission`, …) as methods of [`Store`].

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use farola_model::Timestamp;

use crate::behind::behind;
use crate::dialect::Dialect;
use crate::error::StoreError;
use crate::files::Files;
use crate::folder::{self, Folder};
use crate::known::Known;
use crate::mark::Mark;
use crate::moving::{may_come, settle};
use crate::place::Place;
use crate::postgres::{Beside, Postgres};
use crate::postgres_schema;
use crate::private;
use crate::quota::Sent;
use crate::readers::{PATIENCE, Readers};
use crate::sqlite;
use crate::tx::Tx;
use crate::write::Write;
use crate::writer::Writer;

/// Reading connections of people: records are short reads on two or more cores.
const READERS: usize = 4;
/// Reading connections of phones, which people's lists never take.
const PHONES: usize = 2;

/// Who opens the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenAs {
    /// The serving process: alone, it sweeps what an earlier one left half received.
    Server,
    /// A command beside it (`hub user add`), which may run while the hub serves.
    Command,
}

/// The hub's data: one database and the received files.
///
/// A method that reads answers from one snapshot and blocks until a connection is free. A
/// method that writes gives a [`Write`], which is waited for or told of.
#[derive(Debug)]
pub struct Store {
    writer: Writer,
    readers: Readers,
    lists: Readers,
    phones: Readers,
    known: Known,
    sent: Arc<Sent>,
    files: Files,
    epoch: String,
    folder: Folder,
    place: Place,
    _lock: Option<File>,
}

impl Store {
    /// Opens the folder and the database, makes them when they are new and brings the schema up
    /// to date.
    /// `fresh_epoch` names a new database's change feed; it must be random.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Newer`], [`StoreError::Busy`],
    /// [`StoreError::Unreachable`], [`StoreError::Moving`], [`StoreError::Moved`],
    /// [`StoreError::MoveUnfinished`], [`StoreError::FilesElsewhere`],
    /// [`StoreError::FilesInOtherFolder`], [`StoreError::FilesRefused`],
    /// [`StoreError::OpenToOthers`], or a failure of the disk.
    pub fn open(
        place: impl Into<Place>,
        open_as: OpenAs,
        now: Timestamp,
        fresh_epoch: &str,
    ) -> Result<Self, StoreError> {
        let place = place.into();
        let dir = place.dir();
        private::create_dir_all(dir)?;
        private::close(dir)?;
        let lock = match open_as {
            OpenAs::Server => Some(sqlite::lock(dir)?),
            OpenAs::Command => None,
        };
        folder::one_database(&place)?;
        let tx = open_writer(&place, now, fresh_epoch)?;
        let folder = folder::name(&place, fresh_epoch)?;
        let mark = Mark::read(&tx)?;
        mark.require_served()?;
        let tx = match place.bucket() {
            None => tx,
            Some(_) => tx.moving_from(folder.as_str().to_owned()),
        };
        let readers = |count: usize| {
            let readers = (0..count).map(|_| open_reader(&place));
            let readers = readers.collect::<Result<Vec<_>, _>>()?;
            Ok::<_, StoreError>(Readers::new(readers, PATIENCE))
        };
        let files = Files::open(&place, open_as == OpenAs::Server)?;
        if let (OpenAs::Server, Some(bucket)) = (open_as, files.bucket()) {
            match bucket.greet() {
                // Phones are not to wait for it: what comes is moved when it is back.
                Err(StoreError::FilesUnreachable) => {
                    tracing::warn!(event = "files.unreachable");
                }
                answer => answer?,
            }
        }
        match open_as {
            // Only now: an address that was mistyped is not to become the one that is asked for.
            OpenAs::Server => settle(&tx, &place, &folder)?,
            // A look from another machine would claim the files for a folder that nobody serves.
            OpenAs::Command => may_come(&tx, &place)?,
        }
        let tx = match open_as {
            OpenAs::Server => tx.serving(place.dir())?,
            OpenAs::Command => tx,
        };
        Ok(Self {
            writer: Writer::start(tx)?,
            readers: readers(READERS)?,
            lists: readers(lists())?,
            phones: readers(PHONES)?,
            known: Known::default(),
            sent: Arc::default(),
            files,
            epoch: mark.epoch,
            folder,
            place,
            _lock: lock,
        })
    }

    /// Whether a folder holds a hub.
    #[must_use]
    pub fn exists(dir: &Path) -> bool {
        dir.join(sqlite::FILE).exists()
    }

    /// Whether there is a hub, in the folder or in its database elsewhere. Makes none.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`] when the database does not answer.
    pub fn is_at(place: &Place) -> Result<bool, StoreError> {
        match place.database() {
            None => Ok(Self::exists(place.dir())),
            Some(config) => postgres_schema::is_there(config),
        }
    }

    /// The received files.
    #[must_use]
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The time by the clock of the database; none where that is the machine's own.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], [`StoreError::Busy`], [`StoreError::Database`].
    pub fn read_clock(&self) -> Result<Option<Timestamp>, StoreError> {
        self.read(|tx| match tx.dialect() {
            Dialect::Sqlite => Ok(None),
            dialect @ Dialect::Postgres => {
                let sql = format!("SELECT {} AS now", dialect.now_ms());
                tx.row(&sql, (), |row| Ok(Some(Timestamp(row.get("now")?))))
            }
        })
    }

    /// The name of this database's change feed, as it was when it was opened.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// Where its data is.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Whose files are in this hub's folder.
    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Reads in one snapshot; blocks until a connection is free.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Tx) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.read(read)
    }

    /// The same for lists, their counts and searches. They are the only reads that take a
    /// processor for long, so they never have more than half of them and step back on those that
    /// they have: whoever searches leaves room for what arrives.
    pub(crate) fn read_list<T: Send>(
        &self,
        read: impl FnOnce(&Tx) -> Result<T, StoreError> + Send,
    ) -> Result<T, StoreError> {
        behind(|| self.lists.read(read))
    }

    /// The same for what phones ask, with connections of their own.
    pub(crate) fn read_phone<T>(
        &self,
        read: impl FnOnce(&Tx) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.phones.read(read)
    }

    /// Reads what one statement says, without a snapshot around it; blocks as [`Store::read`].
    pub(crate) fn look<T>(
        &self,
        look: impl Fn(&Tx) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.look(look)
    }

    /// The same for what phones ask.
    pub(crate) fn look_phone<T>(
        &self,
        look: impl Fn(&Tx) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.phones.look(look)
    }

    /// What keys sent today.
    pub(crate) fn sent(&self) -> &Arc<Sent> {
        &self.sent
    }

    /// What of the database is kept in memory.
    pub(crate) fn known(&self) -> &Known {
        &self.known
    }

    /// A write that is not queued yet.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Write<'_, T> {
        Write::new(&self.writer, work)
    }
}

/// How many lists are read at one time.
fn lists() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    (processors / 2).clamp(1, READERS)
}

fn open_writer(place: &Place, now: Timestamp, fresh_epoch: &str) -> Result<Tx, StoreError> {
    open_beside(place, Beside::Others, now, fresh_epoch)
}

/// Opens a place that nobody else may use meanwhile. Its folder's lock is the caller's.
pub(crate) fn open_alone(
    place: &Place,
    now: Timestamp,
    fresh_epoch: &str,
) -> Result<Tx, StoreError> {
    folder::one_database(place)?;
    open_beside(place, Beside::Nobody, now, fresh_epoch)
}

fn open_beside(
    place: &Place,
    beside: Beside,
    now: Timestamp,
    fresh_epoch: &str,
) -> Result<Tx, StoreError> {
    match place.database() {
        None => sqlite::open_writer(place.dir(), now, fresh_epoch),
        Some(config) => postgres_schema::open_writer(config, beside, now, fresh_epoch),
    }
}

/// Tables from which rows are removed when something is forgotten.
const FORGOTTEN_FROM: [&str; 8] = [
    "submission",
    "submission_version",
    "submission_words",
    "submission_attachment",
    "attachment_file",
    "review_event",
    "change",
    "walk",
];

/// Leaves nothing in the database's own files of what was removed from it.
pub(crate) fn erase_traces(place: &Place) -> Result<(), StoreError> {
    match place.database() {
        None => sqlite::erase_traces(place.dir()),
        Some(config) => {
            let tx = Tx::postgres(Postgres::open(config, Beside::Others)?);
            // One at a time: several in one text would be one transaction.
            FORGOTTEN_FROM
                .iter()
                .try_for_each(|table| tx.batch(&format!("VACUUM {table}")))
        }
    }
}

pub(crate) fn open_reader(place: &Place) -> Result<Tx, StoreError> {
    match place.database() {
        None => sqlite::open_reader(place.dir()),
        Some(config) => Ok(Tx::postgres(Postgres::open(config, Beside::Others)?)),
    }
}

#[cfg(test)]
mod tests;
