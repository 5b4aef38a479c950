//! Deciding about records: state, comments, append-only history, the feed for phones.
//!
//! A decision, its history lines and its entry in the change feed are one transaction, so a
//! phone hears of every decision exactly once and of none that did not happen.

use farola_model::{InstanceId, ProjectId, Timestamp};
use farola_protocol::review::{ReviewAction, ReviewState, transition};
use farola_protocol::{Change, ChangesPage, Comment, Problem, ReviewChange};
use rusqlite::{Connection, OptionalExtension as _};

use crate::error::StoreError;
use crate::sql::{OrMissing as _, sha256};

/// What a line of the history tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// The submission arrived.
    Received,
    /// Its state changed by a decision.
    State,
    /// Somebody wrote a comment.
    Comment,
    /// A corrected version arrived.
    Edited,
    /// A file arrived after its record.
    Media,
}

impl EventKind {
    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::State => "state",
            Self::Comment => "comment",
            Self::Edited => "edited",
            Self::Media => "media",
        }
    }
}

/// A line of the history to be written.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) project: ProjectId,
    pub(crate) submission: i64,
    pub(crate) kind: EventKind,
    pub(crate) at: Timestamp,
    pub(crate) user: Option<i64>,
    pub(crate) app_user: Option<i64>,
    pub(crate) from: Option<ReviewState>,
    pub(crate) to: Option<ReviewState>,
    pub(crate) reference: Option<String>,
    pub(crate) body: Option<String>,
}

impl Event {
    pub(crate) fn new(project: ProjectId, submission: i64, kind: EventKind, at: Timestamp) -> Self {
        Self {
            project,
            submission,
            kind,
            at,
            user: None,
            app_user: None,
            from: None,
            to: None,
            reference: None,
            body: None,
        }
    }
}

/// Who decides.
#[derive(Debug, Clone)]
pub struct Decider {
    /// The person.
    pub user: i64,
    /// The person's role at that time, as phones are told it.
    pub role: &'static str,
}

/// A comment to be written.
#[derive(Clone, PartialEq, Eq)]
pub struct NewComment {
    /// The question; none for the record as a whole.
    pub reference: Option<String>,
    /// The words.
    pub body: String,
    /// A random id.
    pub uid: String,
}

/// A decision about a record.
#[derive(Clone)]
pub struct Decision {
    /// The project.
    pub project: ProjectId,
    /// The record, by the id of any of its versions.
    pub instance_id: InstanceId,
    /// What is decided.
    pub action: ReviewAction,
    /// Why: required for a rejection.
    pub reason: Option<String>,
    /// What to correct: at least one for a request for correction.
    pub comments: Vec<NewComment>,
    /// The version of the record that the decider saw; none decides over any.
    pub expected_version: Option<i64>,
    /// Who.
    pub by: Decider,
    /// When.
    pub at: Timestamp,
    /// A random id.
    pub uid: String,
}

pub(crate) fn record_event(
    connection: &Connection,
    event: &Event,
    uid: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO review_event (project_id, submission, at_ms, kind, user_id, app_user,
               from_state, to_state, ref, body, uid)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(rusqlite::params![
            event.project.0,
            event.submission,
            event.at.as_millis(),
            event.kind.as_str(),
            event.user,
            event.app_user,
            event.from.map(ReviewState::as_str),
            event.to.map(ReviewState::as_str),
            event.reference,
            event.body,
            uid,
        ])?;
    Ok(())
}

/// Puts the record as it stands into the feed of the phone that sent its current version.
pub(crate) fn announce(
    connection: &Connection,
    submission: i64,
    state: ReviewState,
    reason: Option<&str>,
    comments: &[Comment],
    at: Timestamp,
) -> Result<(), StoreError> {
    let comments = serde_json::to_string(comments)
        .map_err(|_| StoreError::Bug("a comment could not be written as JSON"))?;
    connection
        .prepare_cached(
            "INSERT INTO change (project_id, seq, app_user, submission, at_ms, kind,
               instance_id, xml_sha256, state, reason, comments)
             SELECT v.project_id,
               1 + coalesce((SELECT max(seq) FROM change WHERE project_id = v.project_id), 0),
               v.app_user, s.id, ?2, 'review', v.instance_id, v.xml_sha256, ?3, ?4, ?5
             FROM submission s JOIN submission_version v ON v.id = s.current
             WHERE s.id = ?1",
        )?
        .execute((submission, at.as_millis(), state.as_str(), reason, comments))?;
    Ok(())
}

struct Standing {
    submission: i64,
    state: ReviewState,
    version: i64,
}

fn standing(
    connection: &Connection,
    project: ProjectId,
    instance: &InstanceId,
) -> Result<Standing, StoreError> {
    let (submission, state, version): (i64, String, i64) = connection
        .prepare_cached(
            "SELECT s.id, s.state, s.row_version
             FROM submission_version v JOIN submission s ON s.id = v.submission
             WHERE v.project_id = ?1 AND v.instance_id = ?2",
        )?
        .query_row((project.0, instance.as_str()), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .or_refuse(Problem::SubmissionUnknown)?;
    Ok(Standing {
        submission,
        state: ReviewState::from_name(&state).ok_or(StoreError::Bug("unknown state"))?,
        version,
    })
}

/// Decides about a record.
///
/// # Errors
/// [`Problem::ChangedMeanwhile`] when somebody else was first, [`Problem::ReviewNotAllowed`],
/// [`Problem::CommentRequired`], [`Problem::ReasonRequired`], [`Problem::SubmissionUnknown`].
pub fn decide(connection: &Connection, decision: &Decision) -> Result<(), StoreError> {
    let before = standing(connection, decision.project, &decision.instance_id)?;
    if decision
        .expected_version
        .is_some_and(|expected| expected != before.version)
    {
        return Err(Problem::ChangedMeanwhile.into());
    }
    let to = transition(before.state, decision.action).map_err(|_| Problem::ReviewNotAllowed)?;
    if decision.action == ReviewAction::RequestCorrection && decision.comments.is_empty() {
        return Err(Problem::CommentRequired.into());
    }
    if decision.action == ReviewAction::Reject && decision.reason.is_none() {
        return Err(Problem::ReasonRequired.into());
    }
    let event = Event {
        user: Some(decision.by.user),
        ..Event::new(
            decision.project,
            before.submission,
            EventKind::State,
            decision.at,
        )
    };
    record_event(
        connection,
        &Event {
            from: Some(before.state),
            to: Some(to),
            body: decision.reason.clone(),
            ..event.clone()
        },
        &decision.uid,
    )?;
    write_comments(connection, &event, &decision.comments)?;
    connection
        .prepare_cached(
            "UPDATE submission SET state = ?1, row_version = row_version + 1, updated_ms = ?2
             WHERE id = ?3",
        )?
        .execute((to.as_str(), decision.at.as_millis(), before.submission))?;
    let comments = on_the_wire(&decision.comments, &decision.by, decision.at);
    let reason = decision.reason.as_deref();
    announce(
        connection,
        before.submission,
        to,
        reason,
        &comments,
        decision.at,
    )
}

/// Adds a comment without a decision; the phone hears of it too.
///
/// # Errors
/// [`Problem::SubmissionUnknown`].
pub fn comment(
    connection: &Connection,
    project: ProjectId,
    instance: &InstanceId,
    comment: &NewComment,
    by: &Decider,
    at: Timestamp,
) -> Result<(), StoreError> {
    let before = standing(connection, project, instance)?;
    let event = Event {
        user: Some(by.user),
        ..Event::new(project, before.submission, EventKind::Comment, at)
    };
    let comments = std::slice::from_ref(comment);
    write_comments(connection, &event, comments)?;
    connection
        .prepare_cached("UPDATE submission SET row_version = row_version + 1 WHERE id = ?1")?
        .execute([before.submission])?;
    let words = on_the_wire(comments, by, at);
    announce(
        connection,
        before.submission,
        before.state,
        None,
        &words,
        at,
    )
}

fn write_comments(
    connection: &Connection,
    event: &Event,
    comments: &[NewComment],
) -> Result<(), StoreError> {
    for comment in comments {
        let line = Event {
            kind: EventKind::Comment,
            reference: comment.reference.clone(),
            body: Some(comment.body.clone()),
            ..event.clone()
        };
        record_event(connection, &line, &comment.uid)?;
    }
    Ok(())
}

fn on_the_wire(comments: &[NewComment], by: &Decider, at: Timestamp) -> Vec<Comment> {
    let wire = |comment: &NewComment| Comment {
        id: comment.uid.clone(),
        reference: comment.reference.clone(),
        body: comment.body.clone(),
        at: at.to_string(),
        role: by.role.to_owned(),
    };
    comments.iter().map(wire).collect()
}

/// One page of the feed of an app user after `since` (`None`: from the beginning).
///
/// # Errors
/// A failure of the database.
pub fn changes(
    connection: &Connection,
    project: ProjectId,
    app_user: i64,
    epoch: &str,
    since: Option<&str>,
    limit: usize,
) -> Result<ChangesPage, StoreError> {
    let Some(after) = cursor_position(epoch, since) else {
        return Ok(ChangesPage::must_refetch());
    };
    let last: Option<i64> = connection
        .prepare_cached("SELECT max(seq) FROM change WHERE project_id = ?1")?
        .query_row([project.0], |row| row.get(0))
        .optional()?
        .flatten();
    let last = last.unwrap_or(0);
    // A cursor from the future belongs to a database that was restored from an older copy.
    if after > last {
        return Ok(ChangesPage::must_refetch());
    }
    let rows = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut statement = connection.prepare_cached(
        "SELECT seq, instance_id, xml_sha256, state, reason, comments FROM change
         WHERE project_id = ?1 AND app_user = ?2 AND seq > ?3 ORDER BY seq LIMIT ?4",
    )?;
    let mut entries = statement
        .query_map((project.0, app_user, after, rows), read_change)?
        .collect::<Result<Vec<_>, _>>()?;
    let up_to_date = entries.len() <= limit;
    entries.truncate(limit);
    let reached = match entries.last() {
        Some(entry) if !up_to_date => i64::try_from(entry.seq).unwrap_or(last),
        _ => last,
    };
    Ok(ChangesPage {
        entries: entries.into_iter().map(Change::Review).collect(),
        cursor: Some(format!("{epoch}.{reached}")),
        up_to_date,
        must_refetch: false,
    })
}

fn cursor_position(epoch: &str, since: Option<&str>) -> Option<i64> {
    let Some(cursor) = since.filter(|cursor| !cursor.is_empty()) else {
        return Some(0);
    };
    let (of_epoch, position) = cursor.split_once('.')?;
    let position: i64 = position.parse().ok()?;
    (of_epoch == epoch && position >= 0).then_some(position)
}

fn read_change(row: &rusqlite::Row<'_>) -> rusqlite::Result<ReviewChange> {
    let comments: String = row.get("comments")?;
    Ok(ReviewChange {
        seq: row.get::<_, i64>("seq")?.try_into().unwrap_or(0),
        instance_id: InstanceId::new(row.get::<_, String>("instance_id")?),
        xml_sha256: sha256(row, "xml_sha256")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        comments: serde_json::from_str(&comments).unwrap_or_default(),
    })
}

/// A line of the history as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// `received`, `state`, `comment`, `edited` or `media`.
    pub kind: String,
    /// Name and role of who did it.
    pub actor: Option<(String, String)>,
    /// State before.
    pub from: Option<String>,
    /// State after.
    pub to: Option<String>,
    /// The question.
    pub reference: Option<String>,
    /// Words.
    pub body: Option<String>,
}

/// The history of a record, oldest first.
///
/// # Errors
/// A failure of the database.
pub fn history(connection: &Connection, submission: i64) -> Result<Vec<HistoryLine>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT e.at_ms, e.kind, e.from_state, e.to_state, e.ref, e.body,
           coalesce(u.display_name, a.display_name) AS actor_name,
           CASE WHEN u.id IS NOT NULL THEN u.role WHEN a.id IS NOT NULL THEN 'device' END
             AS actor_role
         FROM review_event e
         LEFT JOIN user u ON u.id = e.user_id
         LEFT JOIN app_user a ON a.id = e.app_user
         WHERE e.submission = ?1 ORDER BY e.id",
    )?;
    let rows = statement.query_map([submission], |row| {
        let name: Option<String> = row.get("actor_name")?;
        let role: Option<String> = row.get("actor_role")?;
        Ok(HistoryLine {
            at: Timestamp(row.get("at_ms")?),
            kind: row.get("kind")?,
            actor: name.zip(role),
            from: row.get("from_state")?,
            to: row.get("to_state")?,
            reference: row.get("ref")?,
            body: row.get("body")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
