//! Carrying a hub from one place to another, whatever engine either has.
//!
//! Rows go in the order of their keys, then the words of the search, then files; then a digest of
//! every table is compared on both sides and every file is read where it came to. The new place
//! has all ids, counters and the feed's numbers and name: a phone that synced with the old one
//! goes on with the new one where it was.
//!
//! While a hub is carried nobody changes it, also between two runs: both places are marked
//! ([`crate::mark`]) and no hub opens them. A run that was cut off goes on where it was: each batch
//! is one transaction, and the last key that is there tells how far it came. At the end the old
//! place is marked first and the new one is opened after: never do both serve.

use std::fs;
use std::ops::ControlFlow;

use farola_model::{Sha256, Timestamp};

use crate::backup::{each_piece, named_files};
use crate::codes_key;
use crate::error::StoreError;
use crate::files::Files;
use crate::folder::{self, ELSEWHERE};
use crate::mark::{Mark, Stage};
use crate::moving::{are_there, settle};
use crate::place::Place;
use crate::private;
use crate::sqlite;
use crate::store::{Store, open_alone, open_reader};
use crate::tx::{Step, Tx};

mod digest;
mod rows;

pub(crate) use rows::columns;

/// What a carrying is at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CarryStep {
    /// Rows of all tables.
    #[default]
    Rows,
    /// Words of the search, a record at a time.
    Words,
    /// Files.
    Files,
    /// Tables compared, then files read where they came to.
    Checking,
}

/// How far a carrying is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Progress {
    /// What it is at.
    pub step: CarryStep,
    /// What of it is there for good: rows, records, files, or tables and files.
    pub done: u64,
    /// Of how many.
    pub of: u64,
}

/// What a carrying did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Carried {
    /// Rows that this run copied.
    pub rows: u64,
    /// Files that this run copied.
    pub files: u64,
    /// Bytes of those files.
    pub bytes: u64,
    /// Texts with a zero character, which PostgreSQL keeps none of: it became `U+FFFD`.
    pub altered: u64,
}

/// Who hears of every batch, table and file that is there for good, and may break off.
pub type Told<'a> = &'a mut dyn FnMut(Progress) -> ControlFlow<()>;

/// The place to which a hub is copied.
struct Target<'a> {
    tx: Tx,
    carried: Carried,
    progress: Progress,
    told: Told<'a>,
}

/// A copy under way.
pub(crate) struct Copy<'a> {
    from: Tx,
    target: Target<'a>,
}

impl Store {
    /// Carries the hub at `from` to `to`, which must be empty, or the place to which an earlier
    /// run of the same carrying led. Afterwards the hub is at `to`, and `from` is kept but no
    /// longer served. Done a second time it does nothing.
    ///
    /// Where `to` has a bucket, each file comes through the folder of `to` into it. Files that only
    /// another hub's folder has must be in the bucket of `from` before.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when `from` holds no hub; [`StoreError::InUse`] when a hub serves
    /// one of the places or a command uses it; [`StoreError::Exists`] when `to` holds something
    /// else; [`StoreError::Moved`] when the hub at `from` is elsewhere already;
    /// [`StoreError::Damaged`] when a file of `from` is missing or altered;
    /// [`StoreError::MoveDiffers`] when what came is not what went;
    /// [`StoreError::MoveUnfinished`] when `told` broke off; failures of either database and of
    /// the disks; [`StoreError::FilesElsewhere`] and [`StoreError::FilesInOtherFolder`] when the
    /// files of `from` are not where it says.
    /// After each of them the next run goes on.
    pub fn carry(from: &Place, to: &Place, told: Told<'_>) -> Result<Carried, StoreError> {
        if !Self::is_at(from)? {
            return Err(StoreError::Missing { what: "hub" });
        }
        let there = mark_at(to)?;
        if there.is_none() {
            require_empty(to)?;
        }
        if Mark::read(&open_reader(from)?)?.carried.is_none() && there.is_some() {
            return Err(StoreError::Exists { what: "hub" });
        }
        // With the files in a bucket even the folder of the old place may be new.
        private::create_dir_all(from.dir())?;
        private::create_dir_all(to.dir())?;
        private::close(to.dir())?;
        let _locks = locks(from, to)?;
        let source = open_alone(from, Timestamp(0), "")?;
        are_there(&source, from)?;
        let mark = match begin(&source, there.as_ref())? {
            Begun::Already => return Ok(Carried::default()),
            Begun::Carries(mark) => mark,
        };
        let created = source.row("SELECT created_ms FROM hub", (), |row| row.get(0))?;
        let target = open_alone(to, Timestamp(created), &mark.to_string())?;
        if Mark::read(&target)? != mark {
            return Err(StoreError::Exists { what: "hub" });
        }
        let folder = folder::name(to, &mark.to_string())?;
        settle(&target, to, &folder)?;
        let mut copy = Copy::new(source, target, told);
        copy.rows(&folder)?;
        copy.files(from, to)?;
        codes_key::carry(from.dir(), to.dir())?;
        copy.check(&mark.epoch)?;
        copy.check_files(to)?;
        copy.finish(&mark)
    }

    /// Lets the hub at `place` be served again after a carrying that was begun and is not wanted.
    /// The place to which it led is then worth nothing. Where the hub was carried whole, phones
    /// that meet this one read its feed anew, as after a backup was put back.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no hub or none that is carried;
    /// [`StoreError::MoveUnfinished`] when it is the place to which one is carried;
    /// [`StoreError::InUse`]; a failure of the database.
    pub fn take_back(place: &Place) -> Result<(), StoreError> {
        if !Self::is_at(place)? {
            return Err(StoreError::Missing { what: "hub" });
        }
        private::create_dir_all(place.dir())?;
        let _lock = sqlite::lock(place.dir())?;
        let tx = open_alone(place, Timestamp(0), "")?;
        let mark = Mark::read(&tx)?;
        match mark.carried {
            None => Err(StoreError::Missing { what: "move" }),
            Some((Stage::Coming, _)) => Err(StoreError::MoveUnfinished),
            Some((Stage::Leaving, _)) => writing(&tx, |tx| mark.served().write(tx)),
            Some((Stage::Left, _)) => writing(&tx, live_anew),
        }
    }
}

/// Gives the feed a new name: phones forget where they were and read it from its beginning.
pub(crate) fn live_anew(tx: &Tx) -> Result<(), StoreError> {
    let random = tx.dialect().random();
    tx.execute(&format!("UPDATE hub SET epoch = {random}"), ())?;
    Ok(())
}

/// What stands at the beginning of a run.
enum Begun {
    /// It was done before.
    Already,
    /// The mark of the place to which it leads.
    Carries(Mark),
}

/// Marks the source and answers the mark of the target, of which `there` stands there already.
fn begin(source: &Tx, there: Option<&Mark>) -> Result<Begun, StoreError> {
    let mark = Mark::read(source)?;
    let known = match (&mark.carried, there) {
        (Some((Stage::Coming, _)), _) => return Err(StoreError::MoveUnfinished),
        (Some((Stage::Left, _)), None) => return Err(StoreError::Moved),
        (Some((Stage::Left, _)), Some(there)) if *there == mark.served() => {
            return Ok(Begun::Already);
        }
        (Some((_, id)), Some(there)) if there.comes_by(id) => Some(id.clone()),
        (_, Some(_)) => return Err(StoreError::Exists { what: "hub" }),
        (_, None) => None,
    };
    let id = match known {
        Some(id) => id,
        // A new one also where another place was begun before: that one is never opened then.
        None => {
            let random = format!("SELECT {} AS id", source.dialect().random());
            let id: String = source.row(&random, (), |row| row.get("id"))?;
            writing(source, |tx| mark.at(Stage::Leaving, &id).write(tx))?;
            id
        }
    };
    Ok(Begun::Carries(mark.at(Stage::Coming, &id)))
}

/// The mark of the hub that is at a place; none where its database is not there, or was being made
/// when a run was cut off.
fn mark_at(place: &Place) -> Result<Option<Mark>, StoreError> {
    if !Store::is_at(place)? {
        return Ok(None);
    }
    let tx = open_reader(place)?;
    let has_hub: bool = tx.row(tx.dialect().has_hub(), (), |row| row.get("there"))?;
    has_hub.then(|| Mark::read(&tx)).transpose()
}

/// Refuses a place with anything in it that a run which was cut off early would not leave.
fn require_empty(place: &Place) -> Result<(), StoreError> {
    if place.database().is_some() {
        let tx = open_reader(place)?;
        if let Some(sql) = tx.dialect().holds_something()
            && tx.row(sql, (), |row| row.get("there"))?
        {
            return Err(StoreError::Exists { what: "database" });
        }
    }
    let entries = match fs::read_dir(place.dir()) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let early = [
            sqlite::LOCK,
            ELSEWHERE,
            sqlite::FILE,
            "hub.db-wal",
            "hub.db-shm",
        ];
        if !early.iter().any(|early| name == *early) {
            return Err(StoreError::Exists { what: "folder" });
        }
    }
    Ok(())
}

/// Holds both folders against a hub that would serve them; one folder may be both.
fn locks(from: &Place, to: &Place) -> Result<Vec<fs::File>, StoreError> {
    let mut locks = vec![sqlite::lock(from.dir())?];
    if from.dir().canonicalize()? != to.dir().canonicalize()? {
        locks.push(sqlite::lock(to.dir())?);
    }
    Ok(locks)
}

/// Runs a write in a transaction of its own.
fn writing<T>(tx: &Tx, work: impl FnOnce(&Tx) -> Result<T, StoreError>) -> Result<T, StoreError> {
    tx.steer(Step::BeginWrite)?;
    match work(tx) {
        Ok(done) => tx.steer(Step::Commit).map(|()| done),
        Err(error) => {
            // A connection that broke has no transaction any more; what went wrong is said.
            if tx.is_open() {
                let _ = tx.steer(Step::Rollback);
            }
            Err(error)
        }
    }
}

impl Target<'_> {
    /// A new step, of so much.
    fn at(&mut self, step: CarryStep, done: u64, of: u64) -> Result<(), StoreError> {
        self.progress = Progress { step, done, of };
        self.tell(0)
    }

    fn tell(&mut self, more: u64) -> Result<(), StoreError> {
        self.progress.done = self.progress.done.saturating_add(more);
        match (self.told)(self.progress) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(StoreError::MoveUnfinished),
        }
    }
}

impl<'a> Copy<'a> {
    pub(crate) fn new(from: Tx, to: Tx, told: Told<'a>) -> Self {
        Self {
            from,
            target: Target {
                tx: to,
                carried: Carried::default(),
                progress: Progress::default(),
                told,
            },
        }
    }

    /// The place to which it leads.
    pub(crate) fn into_target(self) -> Tx {
        self.target.tx
    }

    fn files(&mut self, from: &Place, to: &Place) -> Result<(), StoreError> {
        let source = Files::open(from, false)?;
        // Its lock is held: what a killed run left half copied goes.
        let target = Files::open(to, true)?;
        let named = named_files(&self.from)?;
        self.target.at(CarryStep::Files, 0, named.len() as u64)?;
        for digest in named {
            if !target.has(digest) {
                let size = source.copy_to(&target, digest)?;
                // At once: a folder has no room for all that a bucket has.
                target.to_bucket(digest)?;
                let carried = &mut self.target.carried;
                carried.files = carried.files.saturating_add(1);
                carried.bytes = carried.bytes.saturating_add(size);
            }
            self.target.tell(1)?;
        }
        Ok(())
    }

    /// Reads every file where it came to.
    fn check_files(&mut self, to: &Place) -> Result<(), StoreError> {
        let files = Files::open(to, false)?;
        for digest in named_files(&self.target.tx)? {
            if each_piece(&files, digest, |_| Ok(()))?.0 != digest {
                return Err(StoreError::MoveDiffers { what: "file" });
            }
            self.target.tell(1)?;
        }
        Ok(())
    }

    /// Closes the old place, and opens the new one.
    fn finish(self, mark: &Mark) -> Result<Carried, StoreError> {
        let Some((Stage::Coming, id)) = &mark.carried else {
            return Err(StoreError::Bug("the mark of a target is another"));
        };
        let to = self.target.tx;
        if let Some(sql) = to.dialect().looks_over() {
            to.batch(sql)?;
        }
        writing(&self.from, |tx| mark.at(Stage::Left, id).write(tx))?;
        writing(&to, |tx| mark.served().write(tx))?;
        Ok(self.target.carried)
    }
}

impl Files {
    /// Puts a file of the folder into the bucket, where there is one.
    fn to_bucket(&self, digest: Sha256) -> Result<(), StoreError> {
        let Some(bucket) = self.bucket() else {
            return Ok(());
        };
        bucket.put(digest, &mut self.open_file(digest)?)?;
        self.let_go(digest)
    }

    /// Copies one file to other files, and answers its size.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is not there or not what its name says.
    pub(crate) fn copy_to(&self, to: &Self, digest: Sha256) -> Result<u64, StoreError> {
        let mut incoming = to.receive()?;
        let copied = each_piece(self, digest, |bytes| incoming.write(bytes));
        match copied {
            Ok((found, size)) if found == digest => {
                to.keep(incoming, digest)?;
                Ok(size)
            }
            Ok(_) | Err(StoreError::Missing { .. }) => Err(StoreError::Damaged),
            Err(error) => Err(error),
        }
    }
}
