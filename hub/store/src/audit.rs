//! The audit: who did and who read what, when. Reading is an act too.
//!
//! Each entry has a digest that covers its own words and the digest of the entry before it, so
//! that a change of any entry changes every digest behind it. Nobody changes an entry through the
//! application, which triggers hold; who does so in the database itself is found by
//! [`Store::check_audit`], and who writes all of it anew is found by a digest that was noted
//! elsewhere.
//!
//! One order over all hubs of a database: they write one batch after the other (`postgres.rs`), so
//! the newest entry is the one before the next.

use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};
use sha2::Digest as _;

use crate::error::StoreError;
use crate::id::{AppUserId, UserId};
use crate::sql::{at, maybe_sha256, sha256};
use crate::store::Store;
use crate::tx::{Next, Tx};
use crate::value::Row;
use crate::write::Write;

/// Most entries of one page.
const PAGE: u32 = 500;
/// What the digest of the first entry stands on.
const NOTHING: Sha256 = Sha256([0; 32]);

/// What somebody opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Opened {
    /// A list of records.
    List,
    /// A record.
    Record,
    /// A photo or another file of a record, larger than its record shows it.
    Photo,
    /// What is set aside of a record, sealed.
    Aside,
    /// The code that enrols a phone: its key.
    PhoneCode,
    /// The audit itself.
    Audit,
}

impl Opened {
    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list.open",
            Self::Record => "record.open",
            Self::Photo => "photo.open",
            Self::Aside => "aside.open",
            Self::PhoneCode => "field_key.open",
            Self::Audit => "audit.open",
        }
    }
}

/// An opening that is to be noted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Opening {
    /// Who.
    pub by: UserId,
    /// What kind.
    pub what: Opened,
    /// Which one: ids and names of filters, never answers.
    pub details: serde_json::Value,
}

impl Opening {
    fn of(by: UserId, what: Opened, details: serde_json::Value) -> Self {
        Self { by, what, details }
    }

    /// Of a list: by what it was narrowed down, and never to what: that may be a word of an answer.
    #[must_use]
    pub fn list(by: UserId, project: ProjectId, narrowed_by: &[String]) -> Self {
        let details = serde_json::json!({"project": project.0, "by": narrowed_by});
        Self::of(by, Opened::List, details)
    }

    /// Of a record.
    #[must_use]
    pub fn record(by: UserId, project: ProjectId, instance: &InstanceId) -> Self {
        let details = serde_json::json!({"project": project.0, "record": instance.as_str()});
        Self::of(by, Opened::Record, details)
    }

    /// Of a file of a record, by its digest: its name may be an answer.
    #[must_use]
    pub fn file(
        by: UserId,
        project: ProjectId,
        instance: &InstanceId,
        file: Sha256,
        as_it_came: bool,
    ) -> Self {
        let details = serde_json::json!({
            "project": project.0,
            "record": instance.as_str(),
            "file": file.to_string(),
            "asItCame": as_it_came,
        });
        Self::of(by, Opened::Photo, details)
    }

    /// Of what is set aside of a record, by the digest of what came.
    #[must_use]
    pub fn aside(by: UserId, project: ProjectId, instance: &InstanceId, sent: Sha256) -> Self {
        let details = serde_json::json!({
            "project": project.0,
            "record": instance.as_str(),
            "file": sent.to_string(),
        });
        Self::of(by, Opened::Aside, details)
    }

    /// Of the code that enrols a phone.
    #[must_use]
    pub fn phone_code(by: UserId, project: ProjectId, app_user: AppUserId) -> Self {
        let details = serde_json::json!({"project": project.0, "id": app_user.0});
        Self::of(by, Opened::PhoneCode, details)
    }

    /// Of the audit itself.
    #[must_use]
    pub fn audit(by: UserId) -> Self {
        Self::of(by, Opened::Audit, serde_json::json!({}))
    }
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its number; later entries have larger ones.
    pub id: i64,
    /// When, by the hub's clock.
    pub at: Timestamp,
    /// Who; none where the terminal did it.
    pub by: Option<UserId>,
    /// The name of who.
    pub name: Option<String>,
    /// What was done: `record.open`.
    pub action: String,
    /// With what: JSON of ids and names.
    pub details: String,
    /// Covers this entry and all before it; none for those of a hub of before.
    pub digest: Option<Sha256>,
}

/// Entries from the newest on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Behind which the next page begins.
    pub next: Option<i64>,
}

/// What a check of the chain found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditCheck {
    /// Entries that were looked at.
    pub entries: u64,
    /// The digest of the newest one: to be noted where the hub's machine does not reach.
    pub head: Option<Sha256>,
    /// The first entry that is not what its digest says, or before which one is missing.
    pub broken_at: Option<i64>,
    /// Whether the digest that was asked for is that of an entry; none where none was asked.
    pub has_expected: Option<bool>,
}

impl AuditCheck {
    /// Whether nobody changed anything that this check can tell.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.broken_at.is_none() && self.has_expected != Some(false)
    }
}

impl Store {
    /// Notes that somebody opened something.
    ///
    /// # Errors
    /// A failure of the database: then it is not to be shown.
    pub fn note_opening(&self, opening: Opening, now: Timestamp) -> Write<'_, ()> {
        self.write(move |tx| {
            let action = opening.what.as_str();
            audit(tx, now, Some(opening.by), action, &opening.details)
        })
    }

    /// Reads entries from the newest on, or those before the one with the number `before`.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn read_audit(&self, before: Option<i64>, limit: u32) -> Result<AuditPage, StoreError> {
        let limit = limit.clamp(1, PAGE);
        let sql = "SELECT a.id, a.at_ms, a.user_id, a.action, a.details, a.digest,
               person.display_name
             FROM audit a LEFT JOIN \"user\" person ON person.id = a.user_id
             WHERE a.id < ?1 ORDER BY a.id DESC LIMIT ?2";
        let asked = (before.unwrap_or(i64::MAX), i64::from(limit) + 1);
        let mut entries = self.read(|tx| tx.rows(sql, asked, read_entry))?;
        let is_more = entries.len() > limit as usize;
        entries.truncate(limit as usize);
        let next = entries.last().filter(|_| is_more).map(|last| last.id);
        Ok(AuditPage { entries, next })
    }

    /// Goes through the whole chain, entry by entry. `expected` is a digest that was noted
    /// elsewhere.
    ///
    /// # Errors
    /// A failure of the database; a break of the chain is no error but a report.
    pub fn check_audit(&self, expected: Option<Sha256>) -> Result<AuditCheck, StoreError> {
        self.read_list(|tx| check(tx, expected))
    }
}

fn read_entry(row: &Row<'_>) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: row.get("id")?,
        at: at(row, "at_ms")?,
        by: row.get::<_, Option<i64>>("user_id")?.map(UserId),
        name: row.get("display_name")?,
        action: row.get("action")?,
        details: row.get("details")?,
        digest: maybe_sha256(row, "digest")?,
    })
}

/// The words of an entry that its digest covers. Each has its length before it, so that no two
/// entries have the same bytes.
struct Words<'a> {
    at_ms: i64,
    user: Option<i64>,
    action: &'a str,
    details: &'a str,
}

impl Words<'_> {
    fn after(&self, before: Sha256) -> Sha256 {
        let mut hasher = sha2::Sha256::new();
        hasher.update(before.0);
        hasher.update(self.at_ms.to_be_bytes());
        hasher.update([u8::from(self.user.is_some())]);
        hasher.update(self.user.unwrap_or(0).to_be_bytes());
        for text in [self.action, self.details] {
            hasher.update((text.len() as u64).to_be_bytes());
            hasher.update(text);
        }
        Sha256(hasher.finalize().into())
    }
}

/// Writes one line of the audit. `details` holds ids and names of fields, never answers.
pub(crate) fn audit(
    tx: &Tx,
    now: Timestamp,
    user: Option<UserId>,
    action: &str,
    details: &serde_json::Value,
) -> Result<(), StoreError> {
    let details = details.to_string();
    let words = Words {
        at_ms: now.as_millis(),
        user: user.map(|user| user.0),
        action,
        details: &details,
    };
    let digest = words.after(newest(tx)?);
    tx.execute(
        "INSERT INTO audit (at_ms, user_id, action, details, digest) VALUES (?1, ?2, ?3, ?4, ?5)",
        (words.at_ms, words.user, action, &details, digest),
    )?;
    Ok(())
}

/// The digest of the newest entry.
fn newest(tx: &Tx) -> Result<Sha256, StoreError> {
    let sql = "SELECT digest FROM audit ORDER BY id DESC LIMIT 1";
    match tx.maybe_row(sql, (), |row| maybe_sha256(row, "digest"))? {
        None => begin(tx),
        Some(Some(digest)) => Ok(digest),
        // Of a hub of before: its entries are covered from now on, all of them.
        Some(None) => digest_up_to(tx, i64::MAX),
    }
}

/// The digest of the chain up to an entry, as its words say it.
pub(crate) fn digest_up_to(tx: &Tx, last: i64) -> Result<Sha256, StoreError> {
    let mut chain = Chain::from(tx)?;
    each_entry(tx, |entry| {
        if entry.id <= last {
            chain.pass(entry);
        }
    })?;
    Ok(chain.digest)
}

/// What the digest of the first entry stands on: that of the last one that went when its time was
/// over.
fn begin(tx: &Tx) -> Result<Sha256, StoreError> {
    let sql = "SELECT digest FROM audit_cut";
    let cut = tx.maybe_row(sql, (), |row| sha256(row, "digest"))?;
    Ok(cut.unwrap_or(NOTHING))
}

/// The chain as far as it was gone along.
struct Chain {
    digest: Sha256,
    found: AuditCheck,
    is_covered: bool,
    expected: Option<Sha256>,
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            digest: NOTHING,
            found: AuditCheck::default(),
            is_covered: false,
            expected: None,
        }
    }
}

impl Chain {
    /// The chain as it begins in a database.
    fn from(tx: &Tx) -> Result<Self, StoreError> {
        Ok(Self {
            digest: begin(tx)?,
            ..Self::default()
        })
    }

    fn pass(&mut self, entry: &Linked<'_>) {
        self.digest = entry.words.after(self.digest);
        self.found.entries += 1;
        let is_right = match entry.digest {
            Some(digest) => digest == self.digest,
            // Only those of a hub of before have none, and they come first.
            None => !self.is_covered,
        };
        self.is_covered |= entry.digest.is_some();
        if !is_right && self.found.broken_at.is_none() {
            self.found.broken_at = Some(entry.id);
        }
        if self.expected.is_some() && self.expected == entry.digest && is_right {
            self.found.has_expected = Some(true);
        }
        self.found.head = entry.digest;
    }
}

/// An entry with its place in the chain.
struct Linked<'a> {
    id: i64,
    words: Words<'a>,
    digest: Option<Sha256>,
}

fn check(tx: &Tx, expected: Option<Sha256>) -> Result<AuditCheck, StoreError> {
    let mut chain = Chain {
        expected,
        ..Chain::from(tx)?
    };
    chain.found.has_expected = expected.map(|_| false);
    each_entry(tx, |entry| chain.pass(entry))?;
    Ok(chain.found)
}

fn each_entry(tx: &Tx, mut each: impl FnMut(&Linked<'_>)) -> Result<(), StoreError> {
    let sql = "SELECT id, at_ms, user_id, action, details, digest FROM audit ORDER BY id";
    tx.each(sql, (), |row| {
        let (action, details): (String, String) = (row.get("action")?, row.get("details")?);
        each(&Linked {
            id: row.get("id")?,
            words: Words {
                at_ms: row.get("at_ms")?,
                user: row.get("user_id")?,
                action: &action,
                details: &details,
            },
            digest: maybe_sha256(row, "digest")?,
        });
        Ok(Next::More)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(at_ms: i64, user: Option<i64>, action: &str, details: &str) -> Sha256 {
        let words = Words {
            at_ms,
            user,
            action,
            details,
        };
        words.after(NOTHING)
    }

    #[test]
    fn no_two_entries_have_the_same_digest() {
        let all = [
            digest(1, None, "a", "bc"),
            digest(1, None, "ab", "c"),
            digest(1, None, "", "abc"),
            digest(1, Some(0), "a", "bc"),
            digest(1, Some(1), "a", "bc"),
            digest(2, None, "a", "bc"),
            digest(1, None, "a", "bd"),
        ];
        for (place, one) in all.iter().enumerate() {
            assert!(!all[..place].contains(one), "{place}");
        }
    }
}
