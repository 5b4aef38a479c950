//! Where a transaction can break, and what senders hear then. The one rule of all cases: who is
//! told of a success finds its row, who is told of a failure finds none.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use farola_model::Coded as _;
use farola_protocol::Problem;
use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization, TransactionOperation};

use super::*;
use crate::sqlite::Sqlite;

type Told = Result<i64, StoreError>;

/// A writer on a table of numbers, and a second connection that looks at it.
struct Rig {
    writer: Writer,
    beside: Connection,
    told: Receiver<(i64, Told)>,
    tell: Sender<(i64, Told)>,
    _dir: tempfile::TempDir,
}

fn open(path: &std::path::Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    // Waiting for a lock is a matter of the clock; what is tested is what follows it.
    connection.busy_timeout(Duration::ZERO).unwrap();
    connection
        .pragma_update(None, "journal_mode", "wal")
        .unwrap();
    connection
}

impl Rig {
    fn new(prepare: impl FnOnce(&mut Connection)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("numbers.db");
        let mut connection = open(&path);
        connection
            .execute_batch("CREATE TABLE number (n INTEGER PRIMARY KEY, filler TEXT)")
            .unwrap();
        prepare(&mut connection);
        let (tell, told) = channel();
        Self {
            writer: Writer::start(Tx::sqlite(Sqlite::new(connection))).unwrap(),
            beside: open(&path),
            told,
            tell,
            _dir: dir,
        }
    }

    fn submit<W>(&self, number: i64, work: W)
    where
        W: FnOnce(&Tx) -> Result<(), StoreError> + Send + 'static,
    {
        let tell = self.tell.clone();
        let work = move |tx: &Tx| work(tx).map(|()| number);
        self.writer
            .submit(work, move |result| tell.send((number, result)).unwrap());
    }

    /// Holds the writer inside a first job until the answer is dropped, so that everything that
    /// is submitted meanwhile shares its batch.
    fn gate(&self) -> Sender<()> {
        let (open, opened) = channel::<()>();
        self.submit(0, move |tx| {
            let _ = opened.recv();
            insert(tx, 0)
        });
        open
    }

    /// What the next `count` senders hear, by their numbers.
    fn hear(&self, count: usize) -> Vec<(i64, Told)> {
        let mut heard: Vec<_> = self.told.iter().take(count).collect();
        heard.sort_by_key(|(number, _)| *number);
        heard
    }

    fn kept(&self) -> BTreeSet<i64> {
        let mut statement = self.beside.prepare("SELECT n FROM number").unwrap();
        let numbers = statement.query_map([], |row| row.get(0)).unwrap();
        numbers.map(Result::unwrap).collect()
    }

    /// One more write goes through: nothing was left open.
    fn goes_on(&self) {
        self.submit(1000, |tx| insert(tx, 1000));
        let heard = self.hear(1);
        assert!(heard[0].1.is_ok(), "{heard:?}");
        assert!(self.kept().contains(&1000));
    }
}

fn insert(tx: &Tx, number: i64) -> Result<(), StoreError> {
    tx.execute("INSERT INTO number (n) VALUES (?1)", [number])?;
    Ok(())
}

/// The rule itself.
fn told_is_kept(heard: &[(i64, Told)], kept: &BTreeSet<i64>) {
    let successes: BTreeSet<i64> = heard
        .iter()
        .filter(|(_, told)| told.is_ok())
        .map(|(number, _)| *number)
        .collect();
    assert_eq!(&successes, kept, "{heard:?}");
}

fn codes(heard: &[(i64, Told)]) -> Vec<&'static str> {
    heard
        .iter()
        .map(|(_, told)| told.as_ref().map_or_else(|error| error.code(), |_| "ok"))
        .collect()
}

/// Denies some of the statements that steer a transaction, as a failing disk could.
fn deny(connection: &mut Connection, mut denied: impl FnMut(&str) -> bool + Send + 'static) {
    let judge = move |context: AuthContext<'_>| {
        let statement = match context.action {
            // rusqlite has no name for COMMIT.
            AuthAction::Transaction {
                operation: TransactionOperation::Unknown,
            } => "Commit".to_owned(),
            AuthAction::Transaction { operation } => format!("{operation:?}"),
            AuthAction::Savepoint { operation, .. } => format!("{operation:?} job"),
            _ => return Authorization::Allow,
        };
        if denied(&statement) {
            Authorization::Deny
        } else {
            Authorization::Allow
        }
    };
    connection.authorizer(Some(judge)).unwrap();
}

/// Denies one kind of statement a number of times.
fn deny_times(connection: &mut Connection, which: &'static str, mut times: usize) {
    deny(connection, move |statement| {
        let hit = statement == which && times > 0;
        times -= usize::from(hit);
        hit
    });
}

#[test]
fn a_job_never_runs_while_another_process_holds_the_database() {
    let rig = Rig::new(|_| {});
    rig.beside.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ran = Arc::new(AtomicUsize::new(0));
    for number in 1..=3 {
        let ran = ran.clone();
        rig.submit(number, move |tx| {
            ran.fetch_add(1, Ordering::Relaxed);
            insert(tx, number)
        });
    }
    assert_eq!(codes(&rig.hear(3)), ["hub.busy"; 3]);
    rig.beside.execute_batch("ROLLBACK").unwrap();
    assert_eq!(ran.load(Ordering::Relaxed), 0);
    assert_eq!(rig.kept(), BTreeSet::new(), "nobody's write came later");
    rig.goes_on();
}

/// Whoever is told that the hub is busy may come again at once: the failure of before is not
/// told to what comes while it is told.
#[test]
fn who_comes_again_when_told_does_not_hear_the_failure_of_before() {
    let rig = Rig::new(|connection| deny_times(connection, "Begin", 1));
    let (come, came) = channel::<()>();
    let tell = rig.tell.clone();
    let done = move |result: Result<(), StoreError>| {
        tell.send((1, result.map(|()| 1))).unwrap();
        came.recv().unwrap();
    };
    rig.writer.submit(|tx| insert(tx, 1), done);
    assert_eq!(codes(&rig.hear(1)), ["hub.database"]);
    rig.submit(2, |tx| insert(tx, 2));
    come.send(()).unwrap();
    assert_eq!(codes(&rig.hear(1)), ["ok"]);
    assert_eq!(rig.kept(), BTreeSet::from([2]));
}

#[test]
fn a_job_never_runs_after_any_other_failed_begin() {
    let rig = Rig::new(|connection| deny_times(connection, "Begin", 1));
    rig.submit(1, |tx| insert(tx, 1));
    let heard = rig.hear(1);
    assert_eq!(codes(&heard), ["hub.database"]);
    told_is_kept(&heard, &rig.kept());
    rig.goes_on();
}

#[test]
fn a_failed_savepoint_ends_the_batch() {
    // The second one: the first job ran already.
    let mut seen = 0;
    let rig = Rig::new(|connection| {
        deny(connection, move |statement| {
            seen += usize::from(statement == "Begin job");
            statement == "Begin job" && seen == 2
        });
    });
    let gate = rig.gate();
    rig.submit(1, |_| panic!("a job without a savepoint ran"));
    drop(gate);
    let heard = rig.hear(2);
    assert_eq!(codes(&heard), ["hub.database"; 2]);
    told_is_kept(&heard, &rig.kept());
    rig.goes_on();
}

#[test]
fn a_failed_release_ends_the_batch() {
    let rig = Rig::new(|connection| deny_times(connection, "Release job", 1));
    rig.submit(1, |tx| insert(tx, 1));
    let heard = rig.hear(1);
    assert_eq!(codes(&heard), ["hub.database"]);
    told_is_kept(&heard, &rig.kept());
    rig.goes_on();
}

#[test]
fn half_a_job_is_not_kept_when_it_cannot_be_rolled_back_alone() {
    let rig = Rig::new(|connection| deny_times(connection, "Rollback job", 1));
    let gate = rig.gate();
    rig.submit(1, |tx| {
        insert(tx, 1)?;
        Err(Problem::BaseOutdated.into())
    });
    drop(gate);
    let heard = rig.hear(2);
    assert_eq!(codes(&heard), ["hub.database"; 2]);
    told_is_kept(&heard, &rig.kept());
    rig.goes_on();
}

#[test]
fn a_failed_commit_keeps_nothing_and_everybody_hears_it() {
    let rig = Rig::new(|connection| deny_times(connection, "Commit", 1));
    let gate = rig.gate();
    rig.submit(1, |tx| insert(tx, 1));
    // Refused over a row of the same batch, which is not kept in the end.
    rig.submit(2, |_| Err(Problem::DigestMismatch.into()));
    drop(gate);
    let heard = rig.hear(3);
    assert_eq!(codes(&heard), ["hub.database"; 3]);
    told_is_kept(&heard, &rig.kept());
    rig.goes_on();
}

#[test]
fn a_commit_that_the_engine_itself_refuses_keeps_nothing() {
    let rig = Rig::new(|connection| {
        let schema = "CREATE TABLE child (n REFERENCES number (n) DEFERRABLE INITIALLY DEFERRED)";
        connection.execute_batch(schema).unwrap();
        connection
            .pragma_update(None, "foreign_keys", true)
            .unwrap();
    });
    let gate = rig.gate();
    rig.submit(1, |tx| {
        tx.execute("INSERT INTO child (n) VALUES (77)", ())?;
        insert(tx, 1)
    });
    drop(gate);
    let heard = rig.hear(2);
    assert_eq!(codes(&heard), ["hub.database"; 2]);
    told_is_kept(&heard, &rig.kept());
    rig.goes_on();
}

#[test]
fn what_a_failed_rollback_left_open_never_joins_the_next_batch() {
    let rig = Rig::new(|connection| {
        let mut left = 2;
        deny(connection, move |statement| {
            let hit = statement == "Commit" || statement == "Rollback";
            let hit = hit && left > 0;
            left -= usize::from(hit);
            hit
        });
    });
    rig.submit(1, |tx| insert(tx, 1));
    let heard = rig.hear(1);
    assert_eq!(codes(&heard), ["hub.database"]);
    rig.goes_on();
    assert_eq!(rig.kept(), BTreeSet::from([1000]));
}

#[test]
fn a_panic_inside_a_job_takes_its_own_half_and_nothing_else() {
    let rig = Rig::new(|_| {});
    let gate = rig.gate();
    rig.submit(1, |tx| {
        insert(tx, 1)?;
        panic!("a fault of a job")
    });
    rig.submit(2, |tx| insert(tx, 2));
    drop(gate);
    let heard = rig.hear(3);
    assert_eq!(codes(&heard), ["ok", "hub.bug", "ok"]);
    told_is_kept(&heard, &rig.kept());
}

#[test]
fn a_panic_of_a_sender_takes_nobody_elses_answer() {
    let rig = Rig::new(|_| {});
    let gate = rig.gate();
    let work = |tx: &Tx| insert(tx, 1);
    rig.writer.submit(work, |_| panic!("a fault of a sender"));
    rig.submit(2, |tx| insert(tx, 2));
    drop(gate);
    assert_eq!(codes(&rig.hear(2)), ["ok"; 2]);
    assert_eq!(rig.kept(), BTreeSet::from([0, 1, 2]));
    rig.goes_on();
}

#[test]
fn no_job_ends_the_transaction_of_the_others() {
    // As the engine would end it, below the statements that a job may run.
    let ways: [&[Step]; 3] = [
        &[Step::Rollback],
        &[Step::Rollback, Step::BeginWrite],
        &[Step::Release],
    ];
    for steps in ways {
        let rig = Rig::new(|_| {});
        let gate = rig.gate();
        rig.submit(1, move |tx| {
            insert(tx, 1)?;
            steps.iter().try_for_each(|step| tx.steer(*step))
        });
        drop(gate);
        let heard = rig.hear(2);
        told_is_kept(&heard, &rig.kept());
        rig.goes_on();
    }
}

#[test]
fn a_job_that_would_commit_is_refused_alone() {
    let rig = Rig::new(|_| {});
    let gate = rig.gate();
    rig.submit(1, |tx| {
        insert(tx, 1)?;
        tx.execute("COMMIT", ()).map(|_| ())
    });
    drop(gate);
    let heard = rig.hear(2);
    assert_eq!(codes(&heard), ["ok", "hub.bug"]);
    told_is_kept(&heard, &rig.kept());
    rig.goes_on();
}

#[test]
fn a_refusal_of_a_job_that_ended_the_transaction_is_no_word_for_the_others() {
    let rig = Rig::new(|_| {});
    let gate = rig.gate();
    rig.submit(1, |tx| {
        tx.steer(Step::Rollback)?;
        Err(Problem::FormClosed.into())
    });
    drop(gate);
    let heard = rig.hear(2);
    assert_eq!(codes(&heard), ["hub.bug"; 2]);
    told_is_kept(&heard, &rig.kept());
}

#[test]
fn a_disk_that_fills_in_the_middle_of_a_batch_tells_the_truth_to_each() {
    let rig = Rig::new(|connection| {
        let used: i64 = connection
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        let limit = format!("PRAGMA max_page_count = {}", used + 8);
        connection.query_row(&limit, [], |_| Ok(())).unwrap();
    });
    let gate = rig.gate();
    for number in 1..=20 {
        rig.submit(number, move |tx| {
            let row = (number, "x".repeat(3000));
            tx.execute("INSERT INTO number (n, filler) VALUES (?1, ?2)", row)?;
            Ok(())
        });
    }
    drop(gate);
    let heard = rig.hear(21);
    let codes = codes(&heard);
    assert!(codes.contains(&"hub.disk_full"), "{codes:?}");
    assert!(
        codes
            .iter()
            .all(|code| ["ok", "hub.disk_full"].contains(code))
    );
    told_is_kept(&heard, &rig.kept());
}

#[test]
fn a_full_queue_is_busy_and_its_job_never_runs() {
    let rig = Rig::new(|_| {});
    let (inside, is_inside) = channel::<()>();
    let (open, opened) = channel::<()>();
    rig.submit(0, move |tx| {
        inside.send(()).unwrap();
        let _ = opened.recv();
        insert(tx, 0)
    });
    is_inside.recv().unwrap();
    let waiting = i64::try_from(QUEUE).unwrap();
    for number in 1..=waiting {
        rig.submit(number, move |tx| insert(tx, number));
    }
    rig.submit(-1, |tx| insert(tx, -1));
    assert_eq!(codes(&rig.hear(1)), ["hub.busy"], "told at once");
    drop(open);
    let heard = rig.hear(QUEUE + 1);
    assert_eq!(heard.len(), QUEUE + 1);
    told_is_kept(&heard, &rig.kept());
}

/// Every statement that steers the transaction fails once, then twice, then three times in a
/// row, in a batch with a success, a refusal, a panic and a success.
#[test]
fn whatever_statement_fails_told_is_kept() {
    for in_a_row in 1..=3 {
        for first in 0.. {
            let count = Arc::new(AtomicUsize::new(0));
            let counter = count.clone();
            let rig = Rig::new(|connection| {
                deny(connection, move |_| {
                    let place = counter.fetch_add(1, Ordering::Relaxed);
                    (first..first + in_a_row).contains(&place)
                });
            });
            let gate = rig.gate();
            rig.submit(1, |tx| insert(tx, 1));
            rig.submit(2, |tx| {
                insert(tx, 2)?;
                Err(Problem::BaseOutdated.into())
            });
            rig.submit(3, |_| panic!("a fault of a job"));
            rig.submit(4, |tx| insert(tx, 4));
            drop(gate);
            let heard = rig.hear(5);
            told_is_kept(&heard, &rig.kept());
            if count.load(Ordering::Relaxed) <= first {
                assert!(first >= 12, "the loop met {first} statements only");
                break;
            }
        }
    }
}
