//! Walks: which one is open, its track, its last sign of life, and the forms filled on it.
//!
//! Each beginning is one transaction with what it begins: a registration and its walk, a stop
//! and its place in the walk, a track and the walk that it is of.

use farola_model::{InstanceId, Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::draft::{self, NewDraft};
use crate::error::{Error, Result};
use crate::row::{instance, timestamp};
use crate::store::{Lasting, Reader, Store};

/// A walk as far as nothing else says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    /// `meta/instanceID` of its registration, draft or finalized; it names the walk.
    pub registration: InstanceId,
    /// What became of the registration.
    pub registration_state: PartState,
    /// Its track, once the group has set out.
    pub track: Option<String>,
    /// When the registration was begun.
    pub begun: Timestamp,
    /// The last check-in.
    pub checked_in: Option<Timestamp>,
    /// When somebody ended it.
    pub left: Option<Timestamp>,
}

/// What a form is in a walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WalkPart {
    /// An observation of a stop.
    Stop,
    /// A quick finding on the way.
    Finding,
    /// The debrief.
    Debrief,
}

/// Where a form of a walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartState {
    /// It is being filled.
    Draft,
    /// It is finalized and on the phone.
    Finalized,
    /// It was finalized, and removed after the server had it.
    Purged,
}

/// A form of a walk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkForm {
    /// `meta/instanceID`.
    pub instance: InstanceId,
    /// What it is.
    pub part: WalkPart,
    /// Where it is.
    pub state: PartState,
}

impl WalkPart {
    fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Finding => "finding",
            Self::Debrief => "debrief",
        }
    }
}

/// `Draft`, `Finalized` or `Purged` of the instance in `{id}`: throwing a draft away takes its
/// place in the walk with it, so what is neither was finalized.
macro_rules! state_of {
    ($id:literal) => {
        concat!(
            "CASE WHEN EXISTS (SELECT 1 FROM draft WHERE instance_id = ",
            $id,
            ") THEN 0 WHEN EXISTS (SELECT 1 FROM submission WHERE instance_id = ",
            $id,
            ") THEN 1 ELSE 2 END"
        )
    };
}

const WALK: &str = concat!(
    "SELECT registration_id, ",
    state_of!("walk.registration_id"),
    ", track_id, begun_ms, checked_in_ms, left_ms FROM walk"
);

impl Store {
    /// Begins a walk with the draft of its registration; a walk that was open is left.
    ///
    /// # Errors
    /// As [`Store::begin_draft`].
    pub fn begin_walk(&mut self, registration: &NewDraft) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            draft::begin(tx, registration)?;
            leave(tx, registration.at)?;
            tx.execute(
                "INSERT INTO walk (registration_id, begun_ms) VALUES (?1, ?2)",
                params![registration.instance.as_str(), registration.at.0],
            )?;
            Ok(())
        })
    }

    /// Begins the track of the open walk.
    ///
    /// # Errors
    /// [`Error::NotFound`] without an open walk; [`Error::Exists`] when it has a track, or when
    /// there is a track of that id.
    pub fn start_walk(&mut self, track: &str, code: Option<&str>, at: Timestamp) -> Result<()> {
        self.write(Lasting::PowerCut, |tx| {
            let walk = open(tx)?;
            crate::track::begin(tx, track, code, at)?;
            let set = tx.execute(
                "UPDATE walk SET track_id = ?2 WHERE id = ?1 AND track_id IS NULL",
                params![walk, track],
            )?;
            if set == 0 {
                return Err(Error::Exists { what: "track" });
            }
            Ok(())
        })
    }

    /// Begins a form of the open walk: its draft and its place in the walk.
    ///
    /// # Errors
    /// As [`Store::begin_draft`]; [`Error::NotFound`] without an open walk.
    pub fn begin_walk_form(&mut self, form: &NewDraft, part: WalkPart) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            draft::begin(tx, form)?;
            let walk = open(tx)?;
            link(tx, walk, &form.instance, part)
        })
    }

    /// Takes a form that was begun by itself into the open walk; one that has its place in a
    /// walk keeps it.
    ///
    /// # Errors
    /// [`Error::NotFound`] without an open walk.
    pub fn take_into_walk(&mut self, form: &InstanceId, part: WalkPart) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            let walk = open(tx)?;
            link(tx, walk, form, part)
        })
    }

    /// Notes that the group is well.
    ///
    /// # Errors
    /// [`Error::NotFound`] without an open walk.
    pub fn check_in_walk(&mut self, at: Timestamp) -> Result<()> {
        let changed = self.writable()?.execute(
            "UPDATE walk SET checked_in_ms = ?1 WHERE left_ms IS NULL",
            [at.0],
        )?;
        if changed == 0 {
            return Err(Error::NotFound { what: "walk" });
        }
        Ok(())
    }

    /// Leaves the open walk and ends its track; without one nothing changes.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::ReadOnly`], [`Error::Busy`], [`Error::Corrupt`]: no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn leave_walk(&mut self, at: Timestamp) -> Result<()> {
        self.write(Lasting::PowerCut, |tx| leave(tx, at))
    }
}

impl Reader {
    /// The walk that is open.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn open_walk(&self) -> Result<Option<Walk>> {
        let sql = concat_walk("WHERE left_ms IS NULL");
        let mut statement = self.conn.prepare_cached(&sql)?;
        Ok(statement.query_row([], walk).optional()?)
    }

    /// All walks, the last begun first.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn walks(&self) -> Result<Vec<Walk>> {
        let mut statement = self.conn.prepare(&concat_walk("ORDER BY id DESC"))?;
        let walks = statement.query_map([], walk)?;
        Ok(walks.collect::<rusqlite::Result<_>>()?)
    }

    /// The forms of a walk in the order in which they were begun.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn walk_forms(&self, registration: &InstanceId) -> Result<Vec<WalkForm>> {
        let mut statement = self.conn.prepare_cached(concat!(
            "SELECT instance_id, part, ",
            state_of!("walk_form.instance_id"),
            " FROM walk_form \
             WHERE walk = (SELECT id FROM walk WHERE registration_id = ?1) ORDER BY id"
        ))?;
        let forms = statement.query_map([registration.as_str()], |row| {
            Ok(WalkForm {
                instance: instance(row, 0)?,
                part: part(row, 1)?,
                state: state(row, 2)?,
            })
        })?;
        Ok(forms.collect::<rusqlite::Result<_>>()?)
    }
}

fn concat_walk(rest: &str) -> String {
    format!("{WALK} {rest}")
}

/// Row id of the open walk.
fn open(tx: &Transaction<'_>) -> Result<i64> {
    crate::row::found(
        tx.query_row("SELECT id FROM walk WHERE left_ms IS NULL", [], |row| {
            row.get(0)
        }),
        "walk",
    )
}

fn leave(tx: &Transaction<'_>, at: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE track SET ended_ms = coalesce(ended_ms, ?1) \
         WHERE track_id IN (SELECT track_id FROM walk WHERE left_ms IS NULL)",
        [at.0],
    )?;
    tx.execute("UPDATE walk SET left_ms = ?1 WHERE left_ms IS NULL", [at.0])?;
    Ok(())
}

fn link(tx: &Transaction<'_>, walk: i64, form: &InstanceId, part: WalkPart) -> Result<()> {
    tx.execute(
        "INSERT INTO walk_form (walk, instance_id, part) VALUES (?1, ?2, ?3) \
         ON CONFLICT (instance_id) DO NOTHING",
        params![walk, form.as_str(), part.as_str()],
    )?;
    Ok(())
}

/// A draft that is thrown away leaves no place in a walk; a walk whose registration was thrown
/// away never was.
pub(crate) fn forget(tx: &Transaction<'_>, form: &InstanceId) -> Result<()> {
    tx.execute(
        "DELETE FROM walk_form WHERE instance_id = ?1",
        [form.as_str()],
    )?;
    tx.execute(
        "DELETE FROM walk WHERE registration_id = ?1",
        [form.as_str()],
    )?;
    Ok(())
}

fn walk(row: &Row<'_>) -> rusqlite::Result<Walk> {
    Ok(Walk {
        registration: instance(row, 0)?,
        registration_state: state(row, 1)?,
        track: row.get(2)?,
        begun: timestamp(row, 3)?,
        checked_in: row.get::<_, Option<i64>>(4)?.map(Timestamp),
        left: row.get::<_, Option<i64>>(5)?.map(Timestamp),
    })
}

fn state(row: &Row<'_>, column: usize) -> rusqlite::Result<PartState> {
    Ok(match row.get::<_, i64>(column)? {
        0 => PartState::Draft,
        1 => PartState::Finalized,
        _ => PartState::Purged,
    })
}

fn part(row: &Row<'_>, column: usize) -> rusqlite::Result<WalkPart> {
    Ok(match row.get::<_, String>(column)?.as_str() {
        "finding" => WalkPart::Finding,
        "debrief" => WalkPart::Debrief,
        _ => WalkPart::Stop,
    })
}
