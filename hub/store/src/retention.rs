//! What goes from the hub by itself when its time is over (ADR 0046).
//!
//! Each class of data has its days, a setting with a default. What goes leaves no byte: a job that
//! erases what files still hold of removed rows is noted in the same transaction.
//!
//! The audit goes from its beginning on, and its chain of digests goes on from the last entry that
//! went: a check still finds whatever was changed since.

use farola_model::{Sha256, Timestamp};

use crate::asking::erase_later;
use crate::audit::{audit, digest_up_to};
use crate::error::StoreError;
use crate::forget::{let_go, open_door, shut_door};
use crate::sql::sha256;
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

const DAY_MS: i64 = 24 * 3_600_000;

/// What is kept for the same time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Name, address and password of people who are shut out or went with groups, after they were
    /// last seen. What they did stays, under a number.
    Contact,
    /// Photos and other files of records, after the version that brought them came. The records
    /// stay.
    Photo,
    /// The audit, entry by entry.
    Audit,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Contact, Self::Photo, Self::Audit];

    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Photo => "photo",
            Self::Audit => "audit",
        }
    }

    /// The class that is stored under a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == word)
    }

    /// Days where nobody set others.
    #[must_use]
    pub fn default_days(self) -> u32 {
        match self {
            Self::Contact => 365,
            Self::Photo => 3 * 365,
            Self::Audit => 5 * 365,
        }
    }
}

/// What of a class is over its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Over {
    /// The class.
    pub class: Class,
    /// Days for which it is kept.
    pub days: u32,
    /// People, files, or entries.
    pub items: u64,
}

impl Store {
    /// What would go now, class by class. Changes nothing.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn find_over(&self, now: Timestamp) -> Result<Vec<Over>, StoreError> {
        self.read(|tx| {
            let over = Class::ALL.into_iter().map(|class| {
                let days = days_of(tx, class)?;
                let items = count(tx, class, before(now, days))?;
                Ok(Over { class, days, items })
            });
            over.collect()
        })
    }

    /// Removes what is over its time, and answers what went.
    ///
    /// # Errors
    /// A failure of the database: nothing went.
    pub fn retain(&self, now: Timestamp) -> Write<'_, Vec<Over>> {
        self.write(move |tx| retain(tx, now))
    }

    /// Sets for how many days a class is kept.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn keep_for(&self, class: Class, days: u32, now: Timestamp) -> Write<'_, ()> {
        self.write(move |tx| {
            tx.execute(
                "INSERT INTO kept_for (class, days) VALUES (?1, ?2)
                 ON CONFLICT (class) DO UPDATE SET days = excluded.days",
                (class.as_str(), days),
            )?;
            let details = serde_json::json!({"class": class.as_str(), "days": days});
            audit(tx, now, None, "retention.set", &details)
        })
    }
}

fn before(now: Timestamp, days: u32) -> i64 {
    let kept = i64::from(days).saturating_mul(DAY_MS);
    now.as_millis().saturating_sub(kept)
}

fn days_of(tx: &Tx, class: Class) -> Result<u32, StoreError> {
    let sql = "SELECT days FROM kept_for WHERE class = ?1";
    let set: Option<i64> = tx.maybe_row(sql, [class.as_str()], |row| row.get("days"))?;
    let set = set.and_then(|days| u32::try_from(days).ok());
    Ok(set.unwrap_or(class.default_days()))
}

/// Whose contact is over: shut out, or of a group, not seen since, and not removed before.
const PEOPLE: &str = "coalesce(last_seen_ms, last_login_ms, created_ms) < ?1
     AND (role = 'team' OR disabled_ms IS NOT NULL) AND password_hash <> ''";

/// What a person signs in with: it goes with her contact.
const OF_PERSON: [&str; 5] = [
    "session",
    "known_device",
    "known_link",
    "second_proof",
    "recovery_code",
];

/// The files of versions that came before, each once; those that were set aside too.
const FILES: &str = "SELECT f.file_sha256 AS sha256 FROM attachment_file f
       JOIN submission_attachment a ON a.id = f.attachment
       JOIN submission_version v ON v.id = a.version WHERE v.created_ms < ?1
     UNION SELECT s.sent_sha256 FROM attachment_sent s
       JOIN submission_attachment a ON a.id = s.attachment
       JOIN submission_version v ON v.id = a.version WHERE v.created_ms < ?1 AND s.aside = 1";

/// The entries of the audit before the first one that is kept.
const ENTRIES: &str = "at_ms < ?1 AND id < coalesce(
       (SELECT min(id) FROM audit WHERE at_ms >= ?1), 9223372036854775807)";

fn count(tx: &Tx, class: Class, before: i64) -> Result<u64, StoreError> {
    let sql = match class {
        Class::Contact => format!("SELECT count(*) AS items FROM \"user\" WHERE {PEOPLE}"),
        Class::Photo => format!("SELECT count(*) AS items FROM ({FILES}) over"),
        Class::Audit => format!("SELECT count(*) AS items FROM audit WHERE {ENTRIES}"),
    };
    let items: i64 = tx.row(&sql, [before], |row| row.get("items"))?;
    Ok(u64::try_from(items).unwrap_or_default())
}

fn retain(tx: &Tx, now: Timestamp) -> Result<Vec<Over>, StoreError> {
    let mut gone = Vec::new();
    for class in Class::ALL {
        let days = days_of(tx, class)?;
        let before = before(now, days);
        let items = count(tx, class, before)?;
        if items == 0 {
            continue;
        }
        match class {
            Class::Contact => remove_contacts(tx, before, now)?,
            Class::Photo => remove_files(tx, before, now)?,
            Class::Audit => cut_audit(tx, before)?,
        }
        gone.push(Over { class, days, items });
        let details = serde_json::json!({"class": class.as_str(), "items": items});
        audit(tx, now, None, "retention.run", &details)?;
    }
    if !gone.is_empty() {
        erase_later(tx)?;
    }
    Ok(gone)
}

fn remove_contacts(tx: &Tx, before: i64, now: Timestamp) -> Result<(), StoreError> {
    let sql = format!("SELECT id FROM \"user\" WHERE {PEOPLE}");
    let people: Vec<i64> = tx.rows(&sql, [before], |row| row.get("id"))?;
    for id in people {
        for table in OF_PERSON {
            tx.execute(&format!("DELETE FROM {table} WHERE user_id = ?1"), [id])?;
        }
        // No address has this form, and no password this hash.
        tx.execute(
            "UPDATE \"user\" SET email = ?1, display_name = ?2, password_hash = '',
               disabled_ms = coalesce(disabled_ms, ?3) WHERE id = ?4",
            (
                &format!("gone-{id}"),
                &format!("#{id}"),
                now.as_millis(),
                id,
            ),
        )?;
    }
    Ok(())
}

/// A file that a later version or another record names stays until its own time is over.
fn remove_files(tx: &Tx, before: i64, now: Timestamp) -> Result<(), StoreError> {
    let files: Vec<Sha256> = tx.rows(FILES, [before], |row| sha256(row, "sha256"))?;
    for table in ["attachment_sent", "attachment_file"] {
        let sql = format!(
            "DELETE FROM {table} WHERE attachment IN (SELECT a.id FROM submission_attachment a
               JOIN submission_version v ON v.id = a.version WHERE v.created_ms < ?1)"
        );
        tx.execute(&sql, [before])?;
    }
    for digest in files {
        let_go(tx, digest, now)?;
    }
    Ok(())
}

fn cut_audit(tx: &Tx, before: i64) -> Result<(), StoreError> {
    let sql = format!("SELECT max(id) AS last FROM audit WHERE {ENTRIES}");
    let last: i64 = tx.row(&sql, [before], |row| row.get("last"))?;
    let digest: Sha256 = digest_up_to(tx, last)?;
    open_door(tx)?;
    tx.execute("DELETE FROM audit WHERE id <= ?1", [last])?;
    tx.execute("DELETE FROM audit_cut", ())?;
    tx.execute(
        "INSERT INTO audit_cut (only_row, last_id, digest) VALUES (1, ?1, ?2)",
        (last, digest),
    )?;
    shut_door(tx)
}
