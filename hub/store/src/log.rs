//! The log of the embedded database, kept short without anybody waiting for it.
//!
//! SQLite writes what is committed to a log and from time to time writes the log's pages back to
//! the database. Left to itself it does that inside of a commit, and whoever shares that commit
//! waits for it. Here a thread with a connection of its own writes back while commits go on. What
//! is left to the writer, after it has told its senders, is to let the log begin anew once nearly
//! all of it is written back: that needs a moment in which nobody reads from it and no commit is
//! on its way.

use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use crate::error::StoreError;
use crate::sqlite::{self, Ours as _};

/// Pages of the log after which it is written back to the database. A page that many arrivals
/// change is written back once for all of them; at the start so many pages are read at least.
pub(crate) const LOG_PAGES: u32 = 4_000;
/// Pages after which the log may begin anew, at a moment that costs next to nothing.
const LONG: u32 = 2 * LOG_PAGES;
/// Pages that the writer itself writes back at such a moment at most.
const REST: u32 = 1_000;
/// Commits between two looks for such a moment.
const LOOK_EVERY: u32 = 8;
/// Pages above which the writer waits for those who read: read without a pause the log never would
/// begin anew, and would grow with everything that is written.
const TOO_LONG: u32 = 2 * LONG;
/// How long it waits for them: longer than a list takes, and not long for a phone.
const MOMENT: Duration = Duration::from_millis(250);

/// Bytes of the log above which it waits for those who read.
#[cfg(test)]
pub(crate) const LONG_LOG: u64 = 64 * 1024 * 1024;

/// The log as the writer has it.
#[derive(Debug)]
pub(crate) struct Log {
    /// Pages in it after the last commit; SQLite says so.
    pages: Arc<AtomicU32>,
    /// Pages that were written back when that was last done.
    copied: Arc<AtomicU32>,
    /// Pages at which the other thread is told again.
    due: Cell<u32>,
    /// Pages after the commit before.
    before: Cell<u32>,
    /// Commits until it is looked again whether it may begin anew.
    rest: Cell<u32>,
    /// Pages at which those who read are waited for.
    wait_at: Cell<u32>,
    /// Held while it is written back.
    pass: Arc<Mutex<()>>,
    copier: Copier,
}

/// The thread that writes back; it ends when this is dropped.
#[derive(Debug, Default)]
struct Copier {
    tell: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Copier {
    fn drop(&mut self) {
        self.tell = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What is done about the log after a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// It begins anew, if nobody reads from it at this moment.
    Anew,
    /// It begins anew, as soon as those who read now are done.
    WaitAndAnew,
}

impl Log {
    /// Takes the log of the database in `dir` over from the connection that writes.
    pub(crate) fn keep(writer: &mut Connection, dir: &Path) -> Result<Self, StoreError> {
        let mut log = Self::of(writer)?;
        let connection = sqlite::open_for_log(dir)?;
        let (tell, told) = sync_channel(1);
        let (copied, pass) = (Arc::clone(&log.copied), Arc::clone(&log.pass));
        let thread = std::thread::Builder::new()
            .name("hub-log".to_owned())
            .spawn(move || copy(&connection, &told, &copied, &pass))?;
        log.copier = Copier {
            tell: Some(tell),
            thread: Some(thread),
        };
        Ok(log)
    }

    /// The same without a thread.
    fn of(writer: &mut Connection) -> Result<Self, StoreError> {
        let pages = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&pages);
        // It takes the place of SQLite's own, which writes back inside of the commit.
        let hook = move |_: &mut rusqlite::hooks::Wal, pages: i32| {
            counted.store(u32::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        };
        writer.wal_hook(Some(hook)).ours()?;
        Ok(Self {
            pages,
            copied: Arc::default(),
            due: Cell::new(LOG_PAGES),
            before: Cell::new(0),
            rest: Cell::new(0),
            wait_at: Cell::new(TOO_LONG),
            pass: Arc::default(),
            copier: Copier::default(),
        })
    }

    /// Looks after the log, when a commit is on the disk and its senders are told. A failure costs
    /// nothing but its length.
    pub(crate) fn look_after(&self, writer: &Connection, usual: Duration) {
        let pages = self.pages.load(Ordering::Relaxed);
        if pages < self.before.replace(pages) {
            // It began anew by itself, as where nobody read or wrote for a moment.
            self.due.set(LOG_PAGES);
            self.wait_at.set(TOO_LONG);
            self.copied.store(0, Ordering::Relaxed);
        }
        if pages >= self.due.get() {
            // A long one is followed closely, so that little is left for the writer.
            let next = if pages < LONG { LOG_PAGES } else { REST };
            self.due.set(pages.saturating_add(next));
            if let Some(tell) = &self.copier.tell {
                // One that is still at it finds the newest pages too.
                let _ = tell.try_send(());
            }
        }
        match self.turn(pages) {
            None => {}
            Some(Turn::Anew) => {
                let pass = self.pass.try_lock();
                if pass.is_err() || !begin_anew(writer, Duration::ZERO, usual) {
                    self.rest.set(LOOK_EVERY);
                }
            }
            Some(Turn::WaitAndAnew) => {
                // The disk does not keep up with what is written: that much is waited for.
                let _pass = self.pass.lock().unwrap_or_else(PoisonError::into_inner);
                if !begin_anew(writer, MOMENT, usual) {
                    // Somebody reads for long, as a backup does: phones are not to wait for that
                    // again and again.
                    self.wait_at.set(pages.saturating_add(pages / 2));
                    tracing::debug!(event = "hub.log_is_long");
                }
            }
        }
    }

    fn turn(&self, pages: u32) -> Option<Turn> {
        if pages < LONG {
            return None;
        }
        if pages >= self.wait_at.get() {
            return Some(Turn::WaitAndAnew);
        }
        if let Some(rest) = self.rest.get().checked_sub(1) {
            self.rest.set(rest);
            return None;
        }
        let left = pages.saturating_sub(self.copied.load(Ordering::Relaxed));
        (left <= REST).then_some(Turn::Anew)
    }
}

/// Writes the log back each time it is told, as far as those who read let it.
fn copy(connection: &Connection, told: &Receiver<()>, copied: &AtomicU32, pass: &Mutex<()>) {
    while told.recv().is_ok() {
        let _pass = pass.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| {
            row.get::<_, u32>("checkpointed")
        });
        match answer {
            Ok(pages) => copied.store(pages, Ordering::Relaxed),
            Err(_) => tracing::warn!(event = "hub.log_not_written_back"),
        }
    }
}

/// Writes back what is left and lets the next commit begin the log anew; `false` where somebody
/// reads from it for longer than `patience`.
fn begin_anew(writer: &Connection, patience: Duration, usual: Duration) -> bool {
    let waited = writer.busy_timeout(patience);
    let busy = waited.and_then(|()| {
        writer.query_row("PRAGMA wal_checkpoint(RESTART)", [], |row| {
            row.get::<_, i64>("busy")
        })
    });
    let _ = writer.busy_timeout(usual);
    matches!(busy, Ok(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: u64 = 4_096;

    struct Rig {
        writer: Connection,
        log: Log,
        dir: tempfile::TempDir,
    }

    fn connection(dir: &Path) -> Connection {
        let writer = Connection::open(dir.join(sqlite::FILE)).unwrap();
        writer.pragma_update(None, "journal_mode", "wal").unwrap();
        writer.pragma_update(None, "synchronous", "off").unwrap();
        writer
            .execute_batch("CREATE TABLE IF NOT EXISTS page (n INTEGER PRIMARY KEY, filler TEXT)")
            .unwrap();
        writer
    }

    impl Rig {
        fn of(take: impl FnOnce(&mut Connection, &Path) -> Log) -> Self {
            let dir = tempfile::tempdir().unwrap();
            let mut writer = connection(dir.path());
            let log = take(&mut writer, dir.path());
            Self { writer, log, dir }
        }

        /// With the thread that writes back, or as if that never came to its work.
        fn new(with_thread: bool) -> Self {
            Self::of(|writer, dir| match with_thread {
                true => Log::keep(writer, dir).unwrap(),
                false => Log::of(writer).unwrap(),
            })
        }

        /// Commits one row of a hundred pages.
        fn commit(&self) {
            let filler = "x".repeat(100 * usize::try_from(PAGE).unwrap());
            let sql = "INSERT INTO page (filler) VALUES (?1)";
            self.writer.execute(sql, [filler]).unwrap();
            self.log.look_after(&self.writer, Duration::ZERO);
        }

        fn bytes(&self, name: &str) -> u64 {
            std::fs::metadata(self.dir.path().join(name)).map_or(0, |file| file.len())
        }

        fn pages(&self) -> u32 {
            self.log.pages.load(Ordering::Relaxed)
        }

        /// Commits until the log began anew; the most pages it had.
        fn until_anew(&self, commits: u32) -> Option<u32> {
            let mut most = 0;
            for _ in 0..commits {
                self.commit();
                if self.pages() < most {
                    return Some(most);
                }
                most = self.pages();
            }
            None
        }
    }

    #[test]
    fn a_commit_writes_to_the_log_alone() {
        let rig = Rig::new(false);
        let before = rig.bytes(sqlite::FILE);
        while rig.pages() + 200 < TOO_LONG {
            rig.commit();
        }
        assert!(
            rig.pages() > 3 * LOG_PAGES,
            "more than SQLite's own would hold"
        );
        assert_eq!(
            rig.bytes(sqlite::FILE),
            before,
            "a commit wrote the log back"
        );
    }

    #[test]
    fn the_thread_writes_back_and_the_log_begins_anew() {
        let rig = Rig::new(true);
        let most = rig.until_anew(10_000).unwrap();
        assert!((LOG_PAGES..=TOO_LONG + 200).contains(&most), "{most} pages");
        assert!(rig.bytes(sqlite::FILE) > u64::from(LOG_PAGES / 2) * PAGE);
        // Many times over, and with the same file of the log.
        for _ in 0..5 {
            let again = rig.until_anew(10_000).unwrap();
            assert!(again <= TOO_LONG + 200, "{again} pages");
        }
        assert!(rig.bytes("hub.db-wal") < 2 * LONG_LOG);
        let Rig { writer, log, dir } = rig;
        drop(log);
        drop(writer);
        let rows: i64 = connection(dir.path())
            .query_row("SELECT count(*) FROM page", [], |row| row.get(0))
            .unwrap();
        assert!(rows > 400, "{rows}");
    }

    #[test]
    fn a_log_that_somebody_reads_begins_anew_when_they_are_done() {
        let rig = Rig::new(true);
        let reader = connection(rig.dir.path());
        rig.commit();
        reader.execute_batch("BEGIN").unwrap();
        let read = || {
            let rows =
                reader.query_row("SELECT count(*) FROM page", [], |row| row.get::<_, i64>(0));
            rows.unwrap()
        };
        assert_eq!(read(), 1);
        let commits = TOO_LONG / 100 + 3;
        assert_eq!(
            rig.until_anew(commits),
            None,
            "it would tear the reader's pages away"
        );
        assert_eq!(read(), 1, "the same as before");
        reader.execute_batch("ROLLBACK").unwrap();
        // At a moment in between, or else when it is half as long again.
        assert!(rig.until_anew(TOO_LONG / 200 + 10).is_some());
    }

    #[test]
    fn what_is_due_follows_from_the_length_of_the_log() {
        let rig = Rig::new(false);
        let turn = |pages: u32, copied: u32| {
            rig.log.copied.store(copied, Ordering::Relaxed);
            rig.log.turn(pages)
        };
        for (pages, copied, due) in [
            (0, 0, None),
            (LONG - 1, LONG - 1, None),
            (LONG, 0, None),
            (LONG, LONG - REST - 1, None),
            (LONG, LONG - REST, Some(Turn::Anew)),
            (TOO_LONG - 1, TOO_LONG, Some(Turn::Anew)),
            (TOO_LONG, TOO_LONG, Some(Turn::WaitAndAnew)),
            (u32::MAX, 0, Some(Turn::WaitAndAnew)),
        ] {
            assert_eq!(turn(pages, copied), due, "{pages} {copied}");
        }
        rig.log.rest.set(2);
        let turns: Vec<_> = (0..4).map(|_| turn(LONG, LONG).is_some()).collect();
        assert_eq!(turns, [false, false, true, true]);
    }
}
