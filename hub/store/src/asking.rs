//! Forgetting that two decide: an administrator asks, another person confirms, and only then it is
//! done. What was asked for names a walk, so it is emptied with the decision.

use farola_model::{InstanceId, ProjectId, Timestamp};
use farola_protocol::Problem;

use crate::audit::audit;
use crate::error::StoreError;
use crate::folder::Folder;
use crate::forget::{Forgetting, Forgotten, Reason, forget};
use crate::id::UserId;
use crate::job::{JobKind, NewJob, enqueue};
use crate::sql::{at, maybe_at, word};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

/// Most asks of one list.
const SHOWN: i64 = 200;

/// How an ask stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskState {
    /// Nobody decided yet.
    Open,
    /// Another person confirmed: it is forgotten.
    Done,
    /// It was taken back.
    Refused,
}

impl AskState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Open, Self::Done, Self::Refused];

    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What somebody asks to be forgotten.
#[derive(Debug, Clone)]
pub struct NewAsk {
    /// The project.
    pub project: ProjectId,
    /// Code of the walk.
    pub walk_code: String,
    /// The stop; none for the whole walk.
    pub stop: Option<u32>,
    /// Why.
    pub reason: Reason,
    /// The records that it is about now, by the ids of their current versions.
    pub records: Vec<InstanceId>,
    /// Who asks.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// An ask as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Its number.
    pub id: i64,
    /// Code of the walk; empty once it is decided.
    pub walk_code: String,
    /// The stop; none for the whole walk, and once it is decided.
    pub stop: Option<u32>,
    /// Why.
    pub reason: Reason,
    /// The records that it was about when it was asked; none once it is decided.
    pub records: usize,
    /// Who asked.
    pub asked_by: UserId,
    /// The name of who asked.
    pub asked_by_name: String,
    /// When.
    pub asked: Timestamp,
    /// How it stands.
    pub state: AskState,
    /// The name of who decided.
    pub decided_by: Option<String>,
    /// When it was decided.
    pub decided: Option<Timestamp>,
}

/// A decision about an ask.
#[derive(Debug, Clone)]
pub struct AskDecision {
    /// The project.
    pub project: ProjectId,
    /// Number of the ask.
    pub id: i64,
    /// Who decides.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// Notes what somebody asks to be forgotten. Nothing goes yet.
    ///
    /// # Errors
    /// [`Problem::BadParameter`] when the same is asked for already.
    pub fn ask_to_forget(&self, ask: NewAsk) -> Write<'_, i64> {
        self.write(move |tx| note(tx, &ask))
    }

    /// What was asked for in a project: what is open first, then the newest, at most 200.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn list_asks(&self, project: ProjectId) -> Result<Vec<Ask>, StoreError> {
        let sql = format!("{ASKS} WHERE a.project_id = ?1 {ORDER} LIMIT ?2");
        self.read(|tx| tx.rows(&sql, (project.0, SHOWN), read_ask))
    }

    /// An ask.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is none of that number.
    pub fn read_ask(&self, project: ProjectId, id: i64) -> Result<Ask, StoreError> {
        let sql = format!("{ASKS} WHERE a.project_id = ?1 AND a.id = ?2");
        let ask = self.read(|tx| tx.maybe_row(&sql, (project.0, id), read_ask))?;
        ask.ok_or(StoreError::Missing { what: "ask" })
    }

    /// Forgets what was asked for: the records of that walk or stop as they are now, which
    /// `records` names. Their bytes go in a job, which is noted with it.
    ///
    /// # Errors
    /// [`Problem::Forbidden`] to who asked: a second person is needed; [`StoreError::Missing`] when
    /// it is not open, or a record is not there: nothing was forgotten.
    pub fn confirm_forgetting(
        &self,
        decision: AskDecision,
        records: Vec<InstanceId>,
    ) -> Write<'_, Forgotten> {
        self.write(move |tx| confirm(tx, &decision, records))
    }

    /// Takes an ask back. Whoever asked may, and whoever could confirm.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when it is not open.
    pub fn refuse_forgetting(&self, decision: AskDecision) -> Write<'_, ()> {
        self.write(move |tx| {
            let _ = open_ask(tx, &decision)?;
            decide(tx, &decision, AskState::Refused, "record.forget_refuse")
        })
    }
}

const ASKS: &str = "SELECT a.id, a.walk_code, a.stop, a.reason, a.records, a.asked_by, a.asked_ms,
       a.state, a.decided_ms, asker.display_name AS asked_by_name,
       decider.display_name AS decided_by_name
     FROM forget_ask a JOIN \"user\" asker ON asker.id = a.asked_by
     LEFT JOIN \"user\" decider ON decider.id = a.decided_by";
const ORDER: &str = "ORDER BY CASE a.state WHEN 'open' THEN 0 ELSE 1 END, a.id DESC";

fn read_ask(row: &Row<'_>) -> Result<Ask, StoreError> {
    let records: String = row.get("records")?;
    Ok(Ask {
        id: row.get("id")?,
        walk_code: row.get("walk_code")?,
        stop: row.get("stop")?,
        reason: word(row, "reason", Reason::parse)?,
        records: records.lines().count(),
        asked_by: UserId(row.get("asked_by")?),
        asked_by_name: row.get("asked_by_name")?,
        asked: at(row, "asked_ms")?,
        state: word(row, "state", AskState::parse)?,
        decided_by: row.get("decided_by_name")?,
        decided: maybe_at(row, "decided_ms")?,
    })
}

fn note(tx: &Tx, ask: &NewAsk) -> Result<i64, StoreError> {
    let open = "SELECT walk_code, stop FROM forget_ask WHERE project_id = ?1 AND state = 'open'";
    let open: Vec<(String, Option<u32>)> = tx.rows(open, [ask.project.0], |row| {
        Ok((row.get("walk_code")?, row.get("stop")?))
    })?;
    if open.contains(&(ask.walk_code.clone(), ask.stop)) {
        return Err(Problem::BadParameter.into());
    }
    let records: Vec<&str> = ask.records.iter().map(InstanceId::as_str).collect();
    let id = tx.insert(
        "INSERT INTO forget_ask
           (project_id, walk_code, stop, reason, records, asked_by, asked_ms, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open') RETURNING id",
        (
            ask.project.0,
            &ask.walk_code,
            ask.stop,
            ask.reason.as_str(),
            &records.join("\n"),
            ask.by.0,
            ask.at.as_millis(),
        ),
    )?;
    let details = serde_json::json!({
        "project": ask.project.0, "ask": id, "records": records.len(),
        "reason": ask.reason.as_str(),
    });
    audit(tx, ask.at, Some(ask.by), "record.forget_ask", &details)?;
    Ok(id)
}

/// What an open ask says.
struct OpenAsk {
    walk_code: String,
    stop: Option<u32>,
    reason: Reason,
    asked_by: i64,
}

fn open_ask(tx: &Tx, decision: &AskDecision) -> Result<OpenAsk, StoreError> {
    let sql = "SELECT walk_code, stop, reason, asked_by FROM forget_ask
         WHERE project_id = ?1 AND id = ?2 AND state = 'open'";
    let ask = tx.maybe_row(sql, (decision.project.0, decision.id), |row| {
        Ok(OpenAsk {
            walk_code: row.get("walk_code")?,
            stop: row.get("stop")?,
            reason: word(row, "reason", Reason::parse)?,
            asked_by: row.get("asked_by")?,
        })
    })?;
    ask.ok_or(StoreError::Missing { what: "ask" })
}

fn confirm(
    tx: &Tx,
    decision: &AskDecision,
    records: Vec<InstanceId>,
) -> Result<Forgotten, StoreError> {
    let ask = open_ask(tx, decision)?;
    if ask.asked_by == decision.by.0 {
        return Err(Problem::Forbidden.into());
    }
    let done = forget(
        tx,
        &Forgetting {
            project: decision.project,
            records,
            walk_code: ask.stop.is_none().then_some(ask.walk_code),
            reason: ask.reason,
            by: Some(decision.by),
            at: decision.at,
        },
    )?;
    erase_later(tx)?;
    decide(tx, decision, AskState::Done, "record.forget_confirm")?;
    Ok(done)
}

/// Notes that what is left of removed rows is to be erased: a job, since it takes long and may
/// fail.
pub(crate) fn erase_later(tx: &Tx) -> Result<(), StoreError> {
    let job = NewJob {
        kind: JobKind::Traces,
        about: "forgotten",
        folder: &Folder::default(),
        submission: None,
    };
    enqueue(tx, &job)
}

fn decide(
    tx: &Tx,
    decision: &AskDecision,
    state: AskState,
    action: &str,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE forget_ask SET state = ?1, decided_by = ?2, decided_ms = ?3, walk_code = '',
           stop = NULL, records = '' WHERE id = ?4",
        (
            state.as_str(),
            decision.by.0,
            decision.at.as_millis(),
            decision.id,
        ),
    )?;
    let details = serde_json::json!({"project": decision.project.0, "ask": decision.id});
    audit(tx, decision.at, Some(decision.by), action, &details)
}
