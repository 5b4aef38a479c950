//! Deciding about records: state, comments, append-only history, the feed for phones.
//!
//! A decision, its history lines and its entry in the change feed are one transaction, so a
//! phone hears of every decision exactly once and of none that did not happen.

use farola_model::{InstanceId, ProjectId, Timestamp};
use farola_protocol::review::{ReviewAction, ReviewState, transition};
use farola_protocol::{Change, ChangesPage, Comment, ForgottenChange, Problem, ReviewChange};

use crate::account::Role;
use crate::error::StoreError;
use crate::home;
use crate::id::{AppUserId, SubmissionKey, UserId, VersionKey};
use crate::sql::{at, instance, maybe_word, sha256, word};
use crate::store::Store;
use crate::tally::{count_again, count_out};
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

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
    /// Its correction was given to another phone.
    Handed,
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
            Self::Handed => "handed",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [
            Self::Received,
            Self::State,
            Self::Comment,
            Self::Edited,
            Self::Media,
            Self::Handed,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == text)
    }
}

/// A line of the history to be written.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) project: ProjectId,
    pub(crate) submission: SubmissionKey,
    pub(crate) kind: EventKind,
    pub(crate) at: Timestamp,
    pub(crate) user: Option<UserId>,
    pub(crate) app_user: Option<AppUserId>,
    pub(crate) from: Option<ReviewState>,
    pub(crate) to: Option<ReviewState>,
    pub(crate) reference: Option<String>,
    pub(crate) body: Option<String>,
}

impl Event {
    pub(crate) fn new(
        project: ProjectId,
        submission: SubmissionKey,
        kind: EventKind,
        at: Timestamp,
    ) -> Self {
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
    pub user: UserId,
    /// The person's role at that time, as phones are told it.
    pub role: Role,
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

/// Who did what a line of the history tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Name of the person or the phone.
    pub name: String,
    /// What kind of actor it is.
    pub role: ActorRole,
}

/// Kinds of actors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorRole {
    /// A person, with the role of today.
    Person(Role),
    /// A phone.
    Device,
}

impl ActorRole {
    /// The word as sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person(role) => role.as_str(),
            Self::Device => "device",
        }
    }
}

/// A line of the history as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// What it tells.
    pub kind: EventKind,
    /// Who did it.
    pub actor: Option<Actor>,
    /// State before.
    pub from: Option<ReviewState>,
    /// State after.
    pub to: Option<ReviewState>,
    /// The question.
    pub reference: Option<String>,
    /// Words.
    pub body: Option<String>,
}

impl Store {
    /// Decides about a record.
    ///
    /// # Errors
    /// [`Problem::ChangedMeanwhile`] when somebody else was first,
    /// [`Problem::ReviewNotAllowed`], [`Problem::CommentRequired`],
    /// [`Problem::ReasonRequired`], [`Problem::SubmissionUnknown`].
    pub fn decide(&self, decision: Decision) -> Write<'_, ()> {
        self.write(move |tx| decide(tx, &decision))
    }

    /// Adds a comment without a decision; the phone hears of it too.
    ///
    /// # Errors
    /// [`Problem::SubmissionUnknown`].
    pub fn comment(
        &self,
        project: ProjectId,
        instance: InstanceId,
        comment: NewComment,
        by: Decider,
        at: Timestamp,
    ) -> Write<'_, ()> {
        self.write(move |tx| add_comment(tx, project, &instance, &comment, &by, at))
    }

    /// One page of the feed of an app user after `since` (`None`: from the beginning), at most
    /// `limit` entries.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn read_changes(
        &self,
        project: ProjectId,
        app_user: AppUserId,
        since: Option<&str>,
        limit: usize,
    ) -> Result<ChangesPage, StoreError> {
        let page = |tx: &Tx| {
            let Some(epoch) = home::epoch(tx)? else {
                return Ok(None);
            };
            match cursor_position(&epoch, since) {
                Some(after) => changes(tx, project, app_user, &epoch, after, limit).map(Some),
                None => Ok(Some(ChangesPage::must_refetch())),
            }
        };
        if let Some(page) = self.read_phone(page)? {
            return Ok(page);
        }
        // It was put back from a copy below us: its cursors are no longer good.
        self.write(home::settle).wait()?;
        self.read_phone(page)?.ok_or(StoreError::Busy)
    }
}

/// Writes one line of the history; `uid` is its random id.
pub(crate) fn record_event(tx: &Tx, event: &Event, uid: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO review_event (project_id, submission, at_ms, kind, user_id, app_user,
           from_state, to_state, ref, body, uid)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        (
            event.project.0,
            event.submission.0,
            event.at.as_millis(),
            event.kind.as_str(),
            event.user.map(|user| user.0),
            event.app_user.map(|app_user| app_user.0),
            event.from.map(ReviewState::as_str),
            event.to.map(ReviewState::as_str),
            &event.reference,
            &event.body,
            uid,
        ),
    )?;
    Ok(())
}

/// Puts the record as it stands into the feeds of its phones: of the one that may correct it, and
/// of those that sent its first and its current version. Each is told of the version it knows.
/// Only the first is asked for a correction; to the others the record is in review then.
pub(crate) fn announce(
    tx: &Tx,
    submission: SubmissionKey,
    state: ReviewState,
    reason: Option<&str>,
    comments: &[Comment],
    at: Timestamp,
) -> Result<(), StoreError> {
    let comments = serde_json::to_string(comments)
        .map_err(|_| StoreError::Bug("a comment could not be written as JSON"))?;
    let told = told(tx, submission)?;
    let count = i64::try_from(told.len()).unwrap_or(i64::MAX);
    // The counter's row is held until the commit, so the feed's numbers are seen in their order.
    let last: i64 = tx.row(
        "INSERT INTO feed (project_id, seq)
         SELECT project_id, CAST(?2 AS BIGINT) FROM submission WHERE id = ?1
         ON CONFLICT (project_id) DO UPDATE SET seq = feed.seq + excluded.seq RETURNING seq",
        (submission.0, count),
        |row| row.get("seq"),
    )?;
    for (number, told) in (1i64..).zip(&told) {
        let state = match state {
            ReviewState::HasIssues if !told.corrects => ReviewState::InReview,
            state => state,
        };
        tx.execute(
            "INSERT INTO change (project_id, seq, app_user, submission, at_ms, kind,
               instance_id, xml_sha256, state, reason, comments)
             SELECT v.project_id, ?2, ?8, v.submission, ?3, 'review', v.instance_id,
               v.xml_sha256, ?4, ?5, ?6
             FROM submission_version v WHERE v.id = ?1 AND v.submission = ?7",
            (
                told.version.0,
                last.saturating_sub(count).saturating_add(number),
                at.as_millis(),
                state.as_str(),
                reason,
                &comments,
                submission.0,
                told.phone.map(|phone| phone.0),
            ),
        )?;
    }
    Ok(())
}

/// A phone that hears of a record.
struct Told {
    phone: Option<AppUserId>,
    /// The newest version that it knows.
    version: VersionKey,
    /// Whether it may correct the record.
    corrects: bool,
}

/// Who hears of a record, the one who corrects it first.
fn told(tx: &Tx, submission: SubmissionKey) -> Result<Vec<Told>, StoreError> {
    tx.rows(
        "SELECT s.owner AS phone, s.current AS version, CAST(1 AS BIGINT) AS corrects
         FROM submission s WHERE s.id = ?1
         UNION ALL
         SELECT v.app_user, max(v.id), CAST(0 AS BIGINT) FROM submission_version v
         JOIN submission s ON s.id = v.submission
         WHERE v.submission = ?1 AND v.app_user IS NOT NULL
           AND (s.owner IS NULL OR v.app_user <> s.owner)
           AND v.app_user IN (SELECT sent.app_user FROM submission_version sent
             WHERE sent.id = s.current OR sent.id =
               (SELECT min(old.id) FROM submission_version old WHERE old.submission = ?1))
         GROUP BY v.app_user ORDER BY corrects DESC, version",
        [submission.0],
        |row| {
            Ok(Told {
                phone: row.get::<_, Option<i64>>("phone")?.map(AppUserId),
                version: VersionKey(row.get("version")?),
                corrects: row.get("corrects")?,
            })
        },
    )
}

/// A record before a decision.
pub(crate) struct Standing {
    pub(crate) submission: SubmissionKey,
    pub(crate) state: ReviewState,
    pub(crate) version: i64,
}

/// The record that has a version of this id, as it stands.
pub(crate) fn standing(
    tx: &Tx,
    project: ProjectId,
    instance: &InstanceId,
) -> Result<Standing, StoreError> {
    tx.maybe_row(
        "SELECT s.id, s.state, s.row_version
         FROM submission_version v JOIN submission s ON s.id = v.submission
         WHERE v.project_id = ?1 AND v.instance_id = ?2",
        (project.0, instance.as_str()),
        Standing::read,
    )?
    .ok_or(Problem::SubmissionUnknown.into())
}

impl Standing {
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            submission: SubmissionKey(row.get("id")?),
            state: word(row, "state", ReviewState::from_name)?,
            version: row.get("row_version")?,
        })
    }
}

/// The state after a decision.
fn judge(decision: &Decision, before: &Standing) -> Result<ReviewState, Problem> {
    if decision
        .expected_version
        .is_some_and(|expected| expected != before.version)
    {
        return Err(Problem::ChangedMeanwhile);
    }
    let to = transition(before.state, decision.action).map_err(|_| Problem::ReviewNotAllowed)?;
    match decision.action {
        ReviewAction::RequestCorrection if decision.comments.is_empty() => {
            Err(Problem::CommentRequired)
        }
        ReviewAction::Reject if decision.reason.is_none() => Err(Problem::ReasonRequired),
        _ => Ok(to),
    }
}

fn decide(tx: &Tx, decision: &Decision) -> Result<(), StoreError> {
    let before = standing(tx, decision.project, &decision.instance_id)?;
    let to = judge(decision, &before)?;
    let (submission, at) = (before.submission, decision.at);
    let event = Event {
        user: Some(decision.by.user),
        ..Event::new(decision.project, submission, EventKind::State, at)
    };
    let line = Event {
        from: Some(before.state),
        to: Some(to),
        body: decision.reason.clone(),
        ..event.clone()
    };
    record_event(tx, &line, &decision.uid)?;
    write_comments(tx, &event, &decision.comments)?;
    count_out(tx, submission)?;
    tx.execute(
        "UPDATE submission SET state = ?1, row_version = row_version + 1, updated_ms = ?2
         WHERE id = ?3",
        (to.as_str(), at.as_millis(), submission.0),
    )?;
    count_again(tx, submission)?;
    let comments = on_the_wire(&decision.comments, &decision.by, at);
    announce(
        tx,
        submission,
        to,
        decision.reason.as_deref(),
        &comments,
        at,
    )
}

fn add_comment(
    tx: &Tx,
    project: ProjectId,
    instance: &InstanceId,
    comment: &NewComment,
    by: &Decider,
    at: Timestamp,
) -> Result<(), StoreError> {
    let before = standing(tx, project, instance)?;
    let event = Event {
        user: Some(by.user),
        ..Event::new(project, before.submission, EventKind::Comment, at)
    };
    let comments = std::slice::from_ref(comment);
    write_comments(tx, &event, comments)?;
    tx.execute(
        "UPDATE submission SET row_version = row_version + 1 WHERE id = ?1",
        [before.submission.0],
    )?;
    let words = on_the_wire(comments, by, at);
    announce(tx, before.submission, before.state, None, &words, at)
}

fn write_comments(tx: &Tx, event: &Event, comments: &[NewComment]) -> Result<(), StoreError> {
    for comment in comments {
        let line = Event {
            kind: EventKind::Comment,
            reference: comment.reference.clone(),
            body: Some(comment.body.clone()),
            ..event.clone()
        };
        record_event(tx, &line, &comment.uid)?;
    }
    Ok(())
}

fn on_the_wire(comments: &[NewComment], by: &Decider, at: Timestamp) -> Vec<Comment> {
    let wire = |comment: &NewComment| Comment {
        id: comment.uid.clone(),
        reference: comment.reference.clone(),
        body: comment.body.clone(),
        at: at.to_string(),
        role: by.role.as_str().to_owned(),
    };
    comments.iter().map(wire).collect()
}

fn changes(
    tx: &Tx,
    project: ProjectId,
    app_user: AppUserId,
    epoch: &str,
    after: i64,
    limit: usize,
) -> Result<ChangesPage, StoreError> {
    let sql = "SELECT seq FROM feed WHERE project_id = ?1";
    let last = tx.maybe_row(sql, [project.0], |row| row.get("seq"))?;
    let last: i64 = last.unwrap_or(0);
    // A cursor from the future belongs to a database that was restored from an older copy.
    if after > last {
        return Ok(ChangesPage::must_refetch());
    }
    let rows = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let mut entries: Vec<(i64, Change)> = tx.rows(
        "SELECT seq, instance_id, xml_sha256, state, reason, comments FROM change
         WHERE project_id = ?1 AND app_user = ?2 AND seq > ?3
         UNION ALL SELECT told.seq, t.instance_id, t.xml_sha256, '', NULL, '[]'
         FROM tombstone_told told JOIN tombstone t ON t.id = told.tombstone
         WHERE told.project_id = ?1 AND told.app_user = ?2 AND told.seq > ?3
         ORDER BY seq LIMIT ?4",
        (project.0, app_user.0, after, rows),
        read_change,
    )?;
    let up_to_date = entries.len() <= limit;
    entries.truncate(limit);
    let reached = match entries.last() {
        Some((seq, _)) if !up_to_date => *seq,
        _ => last,
    };
    Ok(ChangesPage {
        entries: entries.into_iter().map(|(_, change)| change).collect(),
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

/// A change with its place in the feed. One without a state tells that its version was forgotten.
fn read_change(row: &Row<'_>) -> Result<(i64, Change), StoreError> {
    let place: i64 = row.get("seq")?;
    let seq = place.try_into().unwrap_or(0);
    if row.get::<_, String>("state")?.is_empty() {
        let forgotten = ForgottenChange {
            seq,
            instance_id: instance(row, "instance_id")?,
            xml_sha256: sha256(row, "xml_sha256")?,
        };
        return Ok((place, Change::Forgotten(forgotten)));
    }
    let comments: String = row.get("comments")?;
    let review = ReviewChange {
        seq,
        instance_id: instance(row, "instance_id")?,
        xml_sha256: sha256(row, "xml_sha256")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        comments: serde_json::from_str(&comments).unwrap_or_default(),
    };
    Ok((place, Change::Review(review)))
}

/// Most lines of one page of a history.
const HISTORY_LINES: i64 = 200;
/// Bytes of names and texts after which a page of a history ends.
const HISTORY_BYTES: usize = 256 * 1024;

/// A page of the history of a record behind one of its lines, oldest first, and its last line
/// where more follow.
pub(crate) fn history(
    tx: &Tx,
    submission: SubmissionKey,
    after: i64,
) -> Result<(Vec<HistoryLine>, Option<i64>), StoreError> {
    let found = tx.rows(
        "SELECT e.id, e.at_ms, e.kind, e.from_state, e.to_state, e.ref, e.body, u.role AS person_role,
           coalesce(u.display_name, a.display_name) AS actor_name
         FROM review_event e
         LEFT JOIN \"user\" u ON u.id = e.user_id
         LEFT JOIN app_user a ON a.id = e.app_user
         WHERE e.submission = ?1 AND e.id > ?2 ORDER BY e.id LIMIT ?3",
        (submission.0, after, HISTORY_LINES.saturating_add(1)),
        |row| Ok((row.get("id")?, read_line(row)?)),
    )?;
    let most = usize::try_from(HISTORY_LINES).unwrap_or(usize::MAX);
    let (mut lines, mut last, mut bytes) = (Vec::new(), None, 0usize);
    for (id, line) in found {
        if lines.len() >= most || bytes >= HISTORY_BYTES {
            return Ok((lines, last));
        }
        for text in [&line.reference, &line.body].into_iter().flatten() {
            bytes = bytes.saturating_add(text.len());
        }
        last = Some(id);
        lines.push(line);
    }
    Ok((lines, None))
}

fn read_line(row: &Row<'_>) -> Result<HistoryLine, StoreError> {
    let name: Option<String> = row.get("actor_name")?;
    let role =
        maybe_word(row, "person_role", Role::parse)?.map_or(ActorRole::Device, ActorRole::Person);
    Ok(HistoryLine {
        at: at(row, "at_ms")?,
        kind: word(row, "kind", EventKind::parse)?,
        actor: name.map(|name| Actor { name, role }),
        from: maybe_word(row, "from_state", ReviewState::from_name)?,
        to: maybe_word(row, "to_state", ReviewState::from_name)?,
        reference: row.get("ref")?,
        body: row.get("body")?,
    })
}
