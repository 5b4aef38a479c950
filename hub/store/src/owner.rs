//! Whose a record is: the one phone that may correct it, and how a reviewer gives it to another.
//!
//! A record's owner is the app user who sent it. A reviewer may give one record, or all of a lost
//! key, to another app user: from then on that one corrects it and sends its files, and the one
//! before may not any more. Each version keeps who sent it; nothing of the past is changed.

use farola_model::{InstanceId, ProjectId, Timestamp};
use farola_protocol::review::ReviewState;
use farola_protocol::{Comment, Problem};

use crate::audit::audit;
use crate::error::StoreError;
use crate::id::{AppUserId, SubmissionKey, UserId};
use crate::review::{Event, EventKind, Standing, announce, record_event, standing};
use crate::sql::{at, word};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

/// Records that one transaction gives on, so that what arrives meanwhile does not wait.
const TOGETHER: i64 = 100;

/// One record is given to another phone.
#[derive(Debug, Clone)]
pub struct HandOver {
    /// The project.
    pub project: ProjectId,
    /// The record, by the id of any of its versions.
    pub instance_id: InstanceId,
    /// To whom.
    pub to: AppUserId,
    /// The version of the record that the reviewer saw; none gives any.
    pub expected_version: Option<i64>,
    /// Who gives it; none for the terminal.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// A random id.
    pub uid: String,
}

/// All records of one phone are given to another: the same hands with a new key.
#[derive(Debug, Clone)]
pub struct PhoneHandOver {
    /// The project.
    pub project: ProjectId,
    /// Whose records.
    pub from: AppUserId,
    /// To whom.
    pub to: AppUserId,
    /// Who gives them; none for the terminal.
    pub by: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// A random id; each record's line has it with a number of its own.
    pub uid: String,
}

impl Store {
    /// Gives a record to another phone. One that it has already is not given again.
    ///
    /// # Errors
    /// [`Problem::SubmissionUnknown`]; [`Problem::ChangedMeanwhile`] when somebody else was first;
    /// [`StoreError::Missing`] where the phone is unknown or its key was revoked.
    pub fn hand_over(&self, act: HandOver) -> Write<'_, ()> {
        self.write(move |tx| hand_over(tx, &act))
    }

    /// Gives every record of a phone to another one and answers how many those were. Blocks; what
    /// arrives meanwhile is written between. Cut off, the same call goes on.
    ///
    /// # Errors
    /// [`StoreError::Missing`] where a phone is unknown or the new one's key was revoked; a failure
    /// of the database: some of the records may be the new phone's then.
    pub fn hand_over_all(&self, act: &PhoneHandOver) -> Result<u64, StoreError> {
        let begun = act.clone();
        self.write(move |tx| begin(tx, &begun)).wait()?;
        if act.from == act.to {
            return Ok(0);
        }
        let (mut after, mut count) = (0, 0u64);
        loop {
            let records = self.read_list(|tx| owned(tx, act, after))?;
            let Some(last) = records.last() else {
                return Ok(count);
            };
            after = last.0;
            let act = act.clone();
            let given = self.write(move |tx| give_each(tx, &act, &records)).wait()?;
            count = count.saturating_add(given);
        }
    }
}

/// The name of a phone that may be given something.
fn receiver(tx: &Tx, project: ProjectId, phone: AppUserId) -> Result<String, StoreError> {
    tx.maybe_row(
        "SELECT display_name FROM app_user
         WHERE project_id = ?1 AND id = ?2 AND revoked_ms IS NULL",
        (project.0, phone.0),
        |row| row.get("display_name"),
    )?
    .ok_or(StoreError::Missing { what: "app user" })
}

fn hand_over(tx: &Tx, act: &HandOver) -> Result<(), StoreError> {
    let before = standing(tx, act.project, &act.instance_id)?;
    if act
        .expected_version
        .is_some_and(|seen| seen != before.version)
    {
        return Err(Problem::ChangedMeanwhile.into());
    }
    let name = receiver(tx, act.project, act.to)?;
    let event = Event {
        user: act.by,
        body: Some(name),
        ..Event::new(act.project, before.submission, EventKind::Handed, act.at)
    };
    give(tx, &event, &before, act.to, &act.uid).map(|_| ())
}

/// Notes the act once for all records.
fn begin(tx: &Tx, act: &PhoneHandOver) -> Result<(), StoreError> {
    receiver(tx, act.project, act.to)?;
    let sql = "SELECT 1 FROM app_user WHERE project_id = ?1 AND id = ?2";
    tx.maybe_row(sql, (act.project.0, act.from.0), |_| Ok(()))?
        .ok_or(StoreError::Missing { what: "app user" })?;
    let details = serde_json::json!({"from": act.from, "to": act.to});
    audit(tx, act.at, act.by, "field_key.hand_over", &details)
}

/// The next records of a phone behind one of them. No index has them: this is asked seldom, and
/// an index would be written with every arrival.
fn owned(tx: &Tx, act: &PhoneHandOver, after: i64) -> Result<Vec<SubmissionKey>, StoreError> {
    tx.rows(
        "SELECT id FROM submission WHERE project_id = ?1 AND owner = ?2 AND id > ?3
         ORDER BY id LIMIT ?4",
        (act.project.0, act.from.0, after, TOGETHER),
        |row| row.get("id").map(SubmissionKey),
    )
}

fn give_each(tx: &Tx, act: &PhoneHandOver, records: &[SubmissionKey]) -> Result<u64, StoreError> {
    let name = receiver(tx, act.project, act.to)?;
    let mut given = 0;
    for record in records {
        let before = tx.maybe_row(
            "SELECT id, state, row_version FROM submission WHERE id = ?1 AND owner = ?2",
            (record.0, act.from.0),
            Standing::read,
        )?;
        // Somebody gave it to a third one meanwhile: that holds.
        let Some(before) = before else { continue };
        let event = Event {
            user: act.by,
            body: Some(name.clone()),
            ..Event::new(act.project, *record, EventKind::Handed, act.at)
        };
        let uid = format!("{}-{}", act.uid, record.0);
        given += u64::from(give(tx, &event, &before, act.to, &uid)?);
    }
    Ok(given)
}

/// Gives one record; answers whether it was another's.
fn give(
    tx: &Tx,
    event: &Event,
    before: &Standing,
    to: AppUserId,
    uid: &str,
) -> Result<bool, StoreError> {
    let given = tx.execute(
        "UPDATE submission SET owner = ?1, row_version = row_version + 1, updated_ms = ?2
         WHERE id = ?3 AND (owner IS NULL OR owner <> ?1)",
        (to.0, event.at.as_millis(), before.submission.0),
    )?;
    if given == 0 {
        return Ok(false);
    }
    record_event(tx, event, uid)?;
    // Of a record that nobody has looked at there is nothing to tell.
    if before.state != ReviewState::Received {
        let (reason, comments) = last_words(tx, before)?;
        let (record, at) = (before.submission, event.at);
        announce(tx, record, before.state, reason.as_deref(), &comments, at)?;
    }
    Ok(true)
}

/// Why the record stands where it does: the reason of the last decision, and the comments that
/// came with it or after.
fn last_words(tx: &Tx, record: &Standing) -> Result<(Option<String>, Vec<Comment>), StoreError> {
    let decision = tx.maybe_row(
        "SELECT id, body FROM review_event WHERE submission = ?1 AND kind = ?2
         ORDER BY id DESC LIMIT 1",
        (record.submission.0, EventKind::State.as_str()),
        |row| Ok((row.get::<_, i64>("id")?, row.get("body")?)),
    )?;
    let Some((decided, reason)) = decision else {
        return Ok((None, Vec::new()));
    };
    let comments = tx.rows(
        "SELECT e.uid, e.ref, e.body, e.at_ms, u.role FROM review_event e
         JOIN \"user\" u ON u.id = e.user_id
         WHERE e.submission = ?1 AND e.kind = ?2 AND e.id > ?3 ORDER BY e.id",
        (record.submission.0, EventKind::Comment.as_str(), decided),
        read_comment,
    )?;
    Ok((reason, comments))
}

fn read_comment(row: &Row<'_>) -> Result<Comment, StoreError> {
    let body: Option<String> = row.get("body")?;
    Ok(Comment {
        id: row.get("uid")?,
        reference: row.get("ref")?,
        body: body.unwrap_or_default(),
        at: at(row, "at_ms")?.to_string(),
        role: word(row, "role", crate::account::Role::parse)?
            .as_str()
            .to_owned(),
    })
}
