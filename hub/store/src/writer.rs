//! The one writer: a thread that gathers waiting jobs into one durable commit.
//!
//! An fsync costs more than everything else a submission needs. While one commit is on its
//! way to the disk the next jobs queue up and share the following one, so no timer is needed:
//! alone a job commits at once, under load up to [`BATCH`] of them share a commit. A job's
//! sender is told only after the commit that holds it.
//!
//! A sender that hears of a success finds its write on the disk. A sender that hears of a
//! failure finds nothing of it there. Therefore a job runs only inside a transaction that has
//! begun, and whatever fails of the transaction itself (`SAVEPOINT`, `RELEASE`, `ROLLBACK TO`,
//! `COMMIT`) ends the whole batch: everything is rolled back and every sender of the batch
//! hears it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

use crate::error::StoreError;
use crate::tx::{Step, Tx};

/// Most jobs that share one commit.
const BATCH: usize = 32;
/// Most jobs that wait; beyond it senders are asked to come again.
const QUEUE: usize = 1024;

/// A write in the queue.
trait Job: Send {
    /// Does the work in a savepoint of its own and keeps its result.
    ///
    /// # Errors
    /// When the transaction around it cannot be kept. A failure of the work alone is a result.
    fn run(&mut self, tx: &Tx) -> Result<(), StoreError>;

    /// Tells the sender: the result of the work, or why its transaction was not kept.
    fn tell(self: Box<Self>, commit: Result<(), StoreError>);
}

type Queued = Box<dyn Job>;

/// A job as its sender gave it: the work until it ran, then its result.
struct Task<T, W, D> {
    work: Option<W>,
    result: Option<Result<T, StoreError>>,
    done: D,
}

impl<T, W, D> Job for Task<T, W, D>
where
    T: Send,
    W: FnOnce(&Tx) -> Result<T, StoreError> + Send,
    D: FnOnce(Result<T, StoreError>) + Send,
{
    fn run(&mut self, tx: &Tx) -> Result<(), StoreError> {
        if let Some(work) = self.work.take() {
            self.result = Some(in_savepoint(tx, work)?);
        }
        Ok(())
    }

    fn tell(self: Box<Self>, commit: Result<(), StoreError>) {
        let result = self
            .result
            .unwrap_or(Err(StoreError::Bug("a write never ran")));
        // The commit's failure comes first: a refusal may rest on a row that was rolled back.
        (self.done)(commit.and(result));
    }
}

/// Handle of the writing thread; the thread ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Writer {
    sender: Option<SyncSender<Queued>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread on `tx`.
    pub(crate) fn start(tx: Tx) -> Result<Self, StoreError> {
        let (sender, receiver) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new()
            .name("hub-writer".to_owned())
            .spawn(move || run(&tx, &receiver))?;
        Ok(Self {
            sender: Some(sender),
            thread: Some(thread),
        })
    }

    /// Queues `work`; `done` hears its result once it is on the disk. Where the queue is full,
    /// `done` hears it at once, on the thread of the caller.
    pub(crate) fn submit<T, W, D>(&self, work: W, done: D)
    where
        T: Send + 'static,
        W: FnOnce(&Tx) -> Result<T, StoreError> + Send + 'static,
        D: FnOnce(Result<T, StoreError>) + Send + 'static,
    {
        let job: Queued = Box::new(Task {
            work: Some(work),
            result: None,
            done,
        });
        let ended = StoreError::Bug("the writer ended");
        let Some(sender) = &self.sender else {
            return job.tell(Err(ended));
        };
        match sender.try_send(job) {
            Ok(()) => {}
            Err(TrySendError::Full(job)) => job.tell(Err(StoreError::Busy)),
            Err(TrySendError::Disconnected(job)) => job.tell(Err(ended)),
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

fn run(tx: &Tx, receiver: &Receiver<Queued>) {
    while let Ok(first) = receiver.recv() {
        match begin(tx) {
            Ok(()) => {
                let (batch, outcome) = commit_together(tx, first, receiver);
                tell(batch, &outcome);
                tx.after_commit();
            }
            // Those behind it waited as long as the first one: they are told now, not each
            // after a wait of its own. Who comes while they are told has waited for nothing
            // yet, so they are counted before.
            Err(error) => {
                let waiting: Vec<_> = receiver.try_iter().take(QUEUE).collect();
                tell(std::iter::once(first).chain(waiting), &Err(error));
            }
        }
    }
}

fn begin(tx: &Tx) -> Result<(), StoreError> {
    // What a failed rollback left open must not become a part of the next batch.
    if tx.is_open() {
        tx.steer(Step::Rollback)?;
    }
    tx.steer(Step::BeginWrite)
}

/// Runs `first` and those that wait behind it, and commits them; answers them with how the
/// commit went.
fn commit_together(
    tx: &Tx,
    first: Queued,
    receiver: &Receiver<Queued>,
) -> (Vec<Queued>, Result<(), StoreError>) {
    let mut batch: Vec<Queued> = Vec::with_capacity(BATCH);
    let mut outcome = Ok(());
    let mut next = Some(first);
    while let Some(mut job) = next.take() {
        outcome = job.run(tx);
        batch.push(job);
        if outcome.is_ok() && batch.len() < BATCH {
            next = receiver.try_recv().ok();
        }
    }
    if outcome.is_ok() {
        outcome = tx.steer(Step::Commit);
    }
    if outcome.is_err()
        && tx.is_open()
        && let Err(error) = tx.steer(Step::Rollback)
    {
        tracing::error!(event = "writer.rollback_failed", error = %error);
    }
    (batch, outcome)
}

/// Runs one job in a savepoint of its own, so that its failure takes nothing else with it.
///
/// # Errors
/// When the transaction around it cannot be kept.
fn in_savepoint<T, W>(tx: &Tx, work: W) -> Result<Result<T, StoreError>, StoreError>
where
    W: FnOnce(&Tx) -> Result<T, StoreError>,
{
    tx.steer(Step::Savepoint)?;
    let result = catch_unwind(AssertUnwindSafe(|| work(tx)))
        .unwrap_or(Err(StoreError::Bug("a write panicked")));
    // A full disk makes SQLite roll the whole transaction back by itself.
    if !tx.is_open() {
        return Err(match result {
            Err(error) => error.of_the_batch(),
            Ok(_) => StoreError::Bug("a write ended its transaction"),
        });
    }
    match result {
        Ok(_) => tx.steer(Step::Release)?,
        Err(_) => tx.steer(Step::RollbackJob)?,
    }
    Ok(result)
}

fn tell(jobs: impl IntoIterator<Item = Queued>, outcome: &Result<(), StoreError>) {
    for job in jobs {
        let commit = match outcome {
            Ok(()) => Ok(()),
            Err(error) => Err(error.of_the_batch()),
        };
        // The thread serves all senders; one that panics when it is told must not end it.
        if catch_unwind(AssertUnwindSafe(|| job.tell(commit))).is_err() {
            tracing::error!(event = "writer.sender_panicked");
        }
    }
}

#[cfg(test)]
mod tests;
