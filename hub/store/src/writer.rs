//! The one writer: a thread that gathers waiting jobs into one durable commit.
//!
//! An fsync costs more than everything else a submission needs. While one commit is on its
//! way to the disk the next jobs queue up and share the following one, so no timer is needed:
//! alone a job commits at once, under load up to [`BATCH`] of them share a commit. A job's
//! reply is given only after the commit that holds it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use rusqlite::Connection;

use crate::error::StoreError;

/// Most jobs that share one commit.
const BATCH: usize = 32;
/// Most jobs that wait; beyond it senders are asked to come again.
const QUEUE: usize = 1024;

/// Tells the one who asked, given how the commit went.
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;
type Job = Box<dyn FnOnce(&Connection) -> Reply + Send>;

/// Handle of the writing thread; the thread ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Writer {
    sender: Option<SyncSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread on `connection`.
    pub(crate) fn start(connection: Connection) -> Result<Self, StoreError> {
        let (sender, receiver) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("hub-writer".to_owned())
            .spawn(move || run(&connection, &receiver))?;
        Ok(Self {
            sender: Some(sender),
            thread: Some(thread),
        })
    }

    /// Queues `work`; `done` hears its result once it is on the disk.
    pub(crate) fn submit<T, W, D>(&self, work: W, done: D)
    where
        T: Send + 'static,
        W: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
        D: FnOnce(Result<T, StoreError>) + Send + 'static,
    {
        // The closure is shared with the refusal below, so `done` travels in a cell.
        let done = std::sync::Arc::new(std::sync::Mutex::new(Some(done)));
        let after = done.clone();
        let finish = move |result: Result<T, StoreError>| {
            let taken = after.lock().ok().and_then(|mut slot| slot.take());
            if let Some(done) = taken {
                done(result);
            }
        };
        let job: Job = Box::new(move |connection| {
            let result = guarded(connection, work);
            Box::new(move |commit| finish(commit.and(result)))
        });
        let refused = match &self.sender {
            Some(sender) => match sender.try_send(job) {
                Ok(()) => None,
                Err(TrySendError::Full(_)) => Some(StoreError::Busy),
                Err(TrySendError::Disconnected(_)) => Some(StoreError::Bug("the writer ended")),
            },
            None => Some(StoreError::Bug("the writer ended")),
        };
        if let Some(error) = refused {
            let taken = done.lock().ok().and_then(|mut slot| slot.take());
            if let Some(done) = taken {
                done(Err(error));
            }
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.sender = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Runs one job in a savepoint of its own, so that its failure takes nothing else with it.
fn guarded<T, W>(connection: &Connection, work: W) -> Result<T, StoreError>
where
    W: FnOnce(&Connection) -> Result<T, StoreError>,
{
    connection.execute_batch("SAVEPOINT job")?;
    let result = catch_unwind(AssertUnwindSafe(|| work(connection)))
        .unwrap_or(Err(StoreError::Bug("a write panicked")));
    if result.is_ok() {
        connection.execute_batch("RELEASE job")?;
    } else if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK TO job; RELEASE job")?;
    }
    result
}

fn run(connection: &Connection, receiver: &Receiver<Job>) {
    while let Ok(first) = receiver.recv() {
        let mut replies: Vec<Reply> = Vec::with_capacity(BATCH);
        let mut outcome = connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(StoreError::from);
        let mut next = Some(first);
        while let Some(job) = next.take() {
            replies.push(job(connection));
            // A full disk makes SQLite roll the whole transaction back by itself.
            if outcome.is_ok() && connection.is_autocommit() {
                outcome = Err(StoreError::DiskFull);
            }
            if outcome.is_ok() && replies.len() < BATCH {
                next = receiver.try_recv().ok();
            }
        }
        if outcome.is_ok() {
            outcome = connection.execute_batch("COMMIT").map_err(StoreError::from);
        }
        if outcome.is_err() && !connection.is_autocommit() {
            let _ = connection.execute_batch("ROLLBACK");
        }
        answer(replies, &outcome);
    }
}

fn answer(replies: Vec<Reply>, outcome: &Result<(), StoreError>) {
    for reply in replies {
        reply(match outcome {
            Ok(()) => Ok(()),
            Err(StoreError::DiskFull) => Err(StoreError::DiskFull),
            Err(error) => Err(StoreError::Database(error.to_string())),
        });
    }
}
