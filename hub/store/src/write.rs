//! A write that was asked for: its caller chooses whether to wait for the disk or to be told.

use std::fmt;
use std::sync::mpsc::sync_channel;

use crate::error::StoreError;
use crate::tx::Tx;
use crate::writer::Writer;

type Work<T> = Box<dyn FnOnce(&Tx) -> Result<T, StoreError> + Send>;

/// A write that is not queued yet. It runs in one transaction, which it shares with other
/// writes that wait at the same time; its own failure takes nothing of them with it.
///
/// ```
/// # use farola_hub_store::{OpenAs, Store};
/// # use farola_model::{ProjectId, Timestamp};
/// # let dir = tempfile::tempdir()?;
/// # let now = Timestamp(1_795_985_580_000);
/// let store = Store::open(dir.path(), OpenAs::Command, now, "epoch")?;
/// store.rename_project(ProjectId(1), "León".to_owned(), now).wait()?;
/// assert_eq!(store.list_projects()?[0].name, "León");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[must_use = "nothing is written before `wait` or `submit`"]
pub struct Write<'store, T> {
    writer: &'store Writer,
    work: Work<T>,
}

impl<T> fmt::Debug for Write<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Write").finish_non_exhaustive()
    }
}

impl<'store, T: Send + 'static> Write<'store, T> {
    pub(crate) fn new(
        writer: &'store Writer,
        work: impl FnOnce(&Tx) -> Result<T, StoreError> + Send + 'static,
    ) -> Self {
        Self {
            writer,
            work: Box::new(work),
        }
    }

    /// Queues it. `done` hears the result once it is on the disk. It is called on the writer's
    /// thread and must be quick; where too many writes wait, it is called at once with
    /// [`StoreError::Busy`].
    pub fn submit(self, done: impl FnOnce(Result<T, StoreError>) + Send + 'static) {
        self.writer.submit(self.work, done);
    }

    /// Queues it and waits for the disk.
    ///
    /// # Errors
    /// What the method that made it names; [`StoreError::Busy`] when too many writes wait or
    /// another process holds the database: nothing was written, come again.
    /// [`StoreError::DiskFull`], [`StoreError::Database`]: nothing was written.
    pub fn wait(self) -> Result<T, StoreError> {
        let (sender, receiver) = sync_channel(1);
        self.submit(move |result| {
            let _ = sender.send(result);
        });
        receiver
            .recv()
            .unwrap_or(Err(StoreError::Bug("the writer ended")))
    }
}
