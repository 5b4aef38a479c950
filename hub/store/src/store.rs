//! The handle: one writer, a few readers, the files, the folder's lock.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;

use farola_model::Timestamp;
use rusqlite::Connection;

use crate::blob::Blobs;
use crate::database;
use crate::error::StoreError;
use crate::readers::Readers;
use crate::writer::Writer;

/// Reading connections: lists and records are short reads on two or more cores.
const READERS: usize = 4;

/// Who opens the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenAs {
    /// The serving process: alone, it sweeps what an earlier one left half received.
    Server,
    /// A command beside it (`hub user add`), which may run while the hub serves.
    Command,
}

/// The hub's data: a folder with one database and the received files.
#[derive(Debug)]
pub struct Store {
    dir: PathBuf,
    writer: Writer,
    readers: Readers,
    blobs: Blobs,
    epoch: String,
    _lock: Option<File>,
}

impl Store {
    /// Opens the folder, makes it when it is new and brings its schema up to date.
    /// `fresh_epoch` names a new database's change feed; it must be random.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Newer`], or a failure of the disk.
    pub fn open(
        dir: &Path,
        open_as: OpenAs,
        now: Timestamp,
        fresh_epoch: &str,
    ) -> Result<Self, StoreError> {
        std::fs::create_dir_all(dir)?;
        let lock = match open_as {
            OpenAs::Server => Some(database::lock(dir)?),
            OpenAs::Command => None,
        };
        let connection = database::open_writer(dir, now, fresh_epoch)?;
        let epoch = connection.query_row("SELECT epoch FROM hub", [], |row| row.get(0))?;
        let readers = (0..READERS)
            .map(|_| database::open_reader(dir))
            .collect::<Result<Vec<_>, _>>()?;
        let blobs = Blobs::open(dir, open_as == OpenAs::Server)?;
        Ok(Self {
            dir: dir.to_owned(),
            writer: Writer::start(connection)?,
            readers: Readers::new(readers),
            blobs,
            epoch,
            _lock: lock,
        })
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The received files.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// The name of this database's change feed.
    #[must_use]
    pub fn epoch(&self) -> &str {
        &self.epoch
    }

    /// Reads in one snapshot; blocks until a connection is free.
    ///
    /// # Errors
    /// What `read` answers, or a failure of the database.
    pub fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.readers.read(read)
    }

    /// Queues a write; `done` is called on the writer's thread once it is on the disk, and
    /// must be quick.
    pub fn submit<T, W, D>(&self, work: W, done: D)
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        D: FnOnce(Result<T, StoreError>) + Send + 'static,
    {
        self.writer.submit(work, done);
    }

    /// Writes and waits for the disk.
    ///
    /// # Errors
    /// What `work` answers, or a failure of the database.
    pub fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (sender, receiver) = sync_channel(1);
        self.submit(work, move |result| {
            let _ = sender.send(result);
        });
        receiver
            .recv()
            .unwrap_or(Err(StoreError::Bug("the writer ended")))
    }
}
