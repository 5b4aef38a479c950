//! What reviewers say: states, reasons and comments, owned by the hub and only copied here.
//!
//! States are kept as the hub's words: one that this version does not know is kept too.

use farola_model::{InstanceId, Sha256, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::error::Result;
use crate::row::{found, instance, signed};
use crate::store::{Lasting, Reader, Store};

/// One entry of the change feed about a submission.
#[derive(Clone, PartialEq, Eq)]
pub struct ReviewChange {
    /// Number of the entry on the server.
    pub seq: u64,
    /// The submission it is about.
    pub instance: InstanceId,
    /// The version it is about.
    pub xml_sha256: Option<Sha256>,
    /// State of review, as the hub writes it.
    pub state: String,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// Comments so far, or those that are new; known ones are recognised by their id.
    pub comments: Vec<NewComment>,
}

/// A comment as the feed carries it.
#[derive(Clone, PartialEq, Eq)]
pub struct NewComment {
    /// Id on the server.
    pub id: String,
    /// The question it is about.
    pub reference: Option<String>,
    /// What the reviewer wrote.
    pub body: String,
    /// When, as the server writes it.
    pub at: String,
    /// Role of who wrote it.
    pub role: String,
}

/// A comment as it is stored.
pub type ReviewComment = NewComment;

/// The review of one submission: a message to the people who sent it.
#[derive(Clone, PartialEq, Eq)]
pub struct Review {
    /// The submission it is about.
    pub instance: InstanceId,
    /// The version it is about.
    pub xml_sha256: Option<Sha256>,
    /// State of review, as the hub writes it.
    pub state: String,
    /// Why it was rejected.
    pub reason: Option<String>,
    /// What the list of submissions showed for it; `None` when it was purged here.
    pub title: Option<String>,
    /// When it was last changed here.
    pub changed: Timestamp,
    /// Whether the person has opened it since.
    pub seen: bool,
    /// Comments in the order they came.
    pub comments: Vec<ReviewComment>,
}

// Reasons and comments may quote answers: a `{:?}` somewhere must not show them.
macro_rules! discreet {
    ($name:ident, $field:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.$field)
            }
        }
    };
}
discreet!(ReviewChange, instance);
discreet!(NewComment, id);
discreet!(Review, instance);

impl Store {
    /// Applies one page of the change feed and remembers the cursor behind it, together: a
    /// page is never applied without its cursor, nor a cursor kept without its page.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn apply_changes(
        &mut self,
        scope: &str,
        page: &[ReviewChange],
        cursor: &str,
        at: Timestamp,
    ) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            for change in page {
                apply(tx, change, at)?;
            }
            tx.execute(
                "INSERT INTO sync_cursor (scope, cursor, updated_ms) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (scope) DO UPDATE \
                 SET cursor = excluded.cursor, updated_ms = excluded.updated_ms",
                params![scope, cursor, at.0],
            )?;
            Ok(())
        })
    }

    /// Forgets a cursor: the server no longer knows it, and the feed is read from its start.
    /// What was applied stays; reading it again changes nothing that is as it was.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn forget_cursor(&mut self, scope: &str) -> Result<()> {
        forget_cursor(self.writable()?, scope)
    }

    /// Notes that the person has read what reviewers say about a submission.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn mark_seen(&mut self, instance: &InstanceId) -> Result<()> {
        self.writable()?.execute(
            "UPDATE review SET seen = 1 WHERE instance_id = ?1",
            [instance.as_str()],
        )?;
        Ok(())
    }
}

/// Forgets a cursor, also inside a transaction.
pub(crate) fn forget_cursor(conn: &Connection, scope: &str) -> Result<()> {
    conn.execute("DELETE FROM sync_cursor WHERE scope = ?1", [scope])?;
    Ok(())
}

impl Reader {
    /// The cursor of a feed.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn cursor(&self, scope: &str) -> Result<Option<String>> {
        Ok(self
            .conn
            .query_row(
                "SELECT cursor FROM sync_cursor WHERE scope = ?1",
                [scope],
                |row| row.get(0),
            )
            .optional()?)
    }

    /// What reviewers say about one submission.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when they said nothing yet.
    pub fn review(&self, instance: &InstanceId) -> Result<Review> {
        let sql = format!("{REVIEW} WHERE review.instance_id = ?1");
        let review = found(
            self.conn.query_row(&sql, [instance.as_str()], review),
            "review",
        )?;
        self.with_comments(review)
    }

    /// Everything that reviewers said, the last changed first.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn reviews(&self) -> Result<Vec<Review>> {
        let mut statement = self.conn.prepare(&format!(
            "{REVIEW} ORDER BY changed_ms DESC, review.id DESC"
        ))?;
        let reviews: Vec<Review> = statement
            .query_map([], review)?
            .collect::<rusqlite::Result<_>>()?;
        reviews
            .into_iter()
            .map(|review| self.with_comments(review))
            .collect()
    }

    fn with_comments(&self, mut review: Review) -> Result<Review> {
        review.comments = self
            .conn
            .prepare_cached(
                "SELECT comment_id, ref, body, at, role FROM review_comment \
                 WHERE instance_id = ?1 ORDER BY id",
            )?
            .query_map([review.instance.as_str()], |row| {
                Ok(NewComment {
                    id: row.get(0)?,
                    reference: row.get(1)?,
                    body: row.get(2)?,
                    at: row.get(3)?,
                    role: row.get(4)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(review)
    }
}

const REVIEW: &str = "SELECT review.instance_id, review.xml_sha256, review.state, reason, \
    title, changed_ms, seen FROM review \
    LEFT JOIN submission ON submission.instance_id = review.instance_id";

fn review(row: &Row<'_>) -> rusqlite::Result<Review> {
    Ok(Review {
        instance: instance(row, 0)?,
        xml_sha256: row.get::<_, Option<[u8; 32]>>(1)?.map(Sha256),
        state: row.get(2)?,
        reason: row.get(3)?,
        title: row.get(4)?,
        changed: Timestamp(row.get(5)?),
        seen: row.get(6)?,
        comments: Vec::new(),
    })
}

/// Applies one entry. Only what is news for the person makes the message unseen again.
fn apply(tx: &Transaction<'_>, change: &ReviewChange, at: Timestamp) -> Result<()> {
    let mut news = false;
    for comment in &change.comments {
        news |=
            tx.prepare_cached(
                "INSERT INTO review_comment (comment_id, instance_id, ref, body, at, role) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (comment_id) DO NOTHING",
            )?
            .execute(params![
                comment.id,
                change.instance.as_str(),
                comment.reference,
                comment.body,
                comment.at,
                comment.role
            ])? > 0;
    }
    tx.prepare_cached(
        "INSERT INTO review (instance_id, xml_sha256, state, reason, seq, changed_ms) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (instance_id) DO UPDATE SET \
         changed_ms = CASE WHEN ?7 OR state <> excluded.state \
           OR reason IS NOT excluded.reason THEN excluded.changed_ms ELSE changed_ms END, \
         seen = seen AND NOT (?7 OR state <> excluded.state OR reason IS NOT excluded.reason), \
         xml_sha256 = excluded.xml_sha256, state = excluded.state, reason = excluded.reason, \
         seq = excluded.seq",
    )?
    .execute(params![
        change.instance.as_str(),
        change.xml_sha256.map(|digest| digest.0),
        change.state,
        change.reason,
        signed(change.seq)?,
        at.0,
        news
    ])?;
    Ok(())
}
