//! What is removed from the phone, and when. Never before the server's acknowledgement.

use farola_model::{Coded, Timestamp};
use rusqlite::{Connection, Transaction, params};

use crate::error::Result;
use crate::store::{Lasting, Reader, Store};

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// How long content may lie unused: a photo is imported before its answer names it.
const UNUSED_MS: i64 = DAY_MS;

/// How long what the server has is kept here too: a hub restored from a backup asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionPolicy {
    /// Days after the acknowledgement.
    pub days_after_acknowledged: u16,
}

impl Default for RetentionPolicy {
    fn default() -> Self {
        Self {
            days_after_acknowledged: 7,
        }
    }
}

/// What a purge removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purged {
    /// Acknowledged submissions.
    pub submissions: usize,
    /// Stored files that nothing referred to any more.
    pub media: usize,
    /// Old form versions without drafts or submissions.
    pub forms: usize,
}

impl Store {
    /// Removes acknowledged submissions past their days, then files and old form versions
    /// that nothing refers to, and gives the room back to the phone.
    ///
    /// A submission stays, however old, while a reviewer asks for its correction or a draft
    /// corrects it: the correction begins from its bytes; and so does the registration of a walk
    /// that is under way, for the walk goes by it.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn purge(&mut self, policy: RetentionPolicy, now: Timestamp) -> Result<Purged> {
        let purged = self.write(Lasting::Kill, |tx| {
            Ok(Purged {
                submissions: purge_submissions(tx, policy, now)?,
                forms: purge_forms(tx)?,
                media: purge_media(tx, now)?,
            })
        })?;
        if purged != Purged::default()
            && let Err(error) = give_back(self.writable()?)
        {
            // What was to be removed is removed; the room is given back the next time.
            tracing::warn!(code = error.code(), "store.give_back");
        }
        Ok(purged)
    }
}

/// Gives free pages at once back to the file system.
pub(crate) fn give_back(conn: &Connection) -> Result<()> {
    let mut vacuum = conn.prepare("PRAGMA incremental_vacuum")?;
    let mut pages = vacuum.query([])?;
    // Each step gives one page back.
    while pages.next()?.is_some() {}
    drop(pages);
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

fn purge_submissions(
    tx: &Transaction<'_>,
    policy: RetentionPolicy,
    now: Timestamp,
) -> Result<usize> {
    let before = now.plus_millis(-DAY_MS * i64::from(policy.days_after_acknowledged));
    Ok(tx.execute(
        "DELETE FROM submission WHERE state = 'acknowledged' AND state_ms <= ?1 \
         AND NOT EXISTS (SELECT 1 FROM review WHERE instance_id = submission.instance_id \
           AND review.state = 'has_issues') \
         AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.deprecated_id = submission.instance_id) \
         AND NOT EXISTS (SELECT 1 FROM walk WHERE left_ms IS NULL \
           AND registration_id = submission.instance_id \
           AND NOT EXISTS (SELECT 1 FROM walk_form WHERE walk = walk.id AND part = 'debrief' \
             AND instance_id NOT IN (SELECT instance_id FROM draft)))",
        [before.0],
    )?)
}

fn purge_forms(tx: &Transaction<'_>) -> Result<usize> {
    Ok(tx.execute(
        "DELETE FROM form WHERE state = 'superseded' \
         AND xml_sha256 NOT IN (SELECT form_sha256 FROM draft) \
         AND xml_sha256 NOT IN (SELECT form_sha256 FROM submission)",
        [],
    )?)
}

fn purge_media(tx: &Transaction<'_>, now: Timestamp) -> Result<usize> {
    Ok(tx.execute(
        "DELETE FROM media WHERE created_ms <= ?1 \
         AND NOT EXISTS (SELECT 1 FROM draft_media WHERE media_sha256 = sha256) \
         AND NOT EXISTS (SELECT 1 FROM submission_media WHERE media_sha256 = sha256) \
         AND NOT EXISTS (SELECT 1 FROM form_media WHERE media_sha256 = sha256)",
        params![now.plus_millis(-UNUSED_MS).0],
    )?)
}

impl Reader {
    /// Bytes of the database's pages that are free inside the file.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn free_bytes(&self) -> Result<u64> {
        let pages: i64 = self
            .conn
            .query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
        Ok(pages.unsigned_abs() * crate::connect::PAGE_BYTES)
    }
}

#[cfg(test)]
mod tests {
    use farola_model::Timestamp;

    use crate::{Key, Store};

    /// What was removed and not given back yet is counted in bytes, not in pages.
    #[test]
    fn free_room_is_counted_in_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("farola.db");
        let mut store = Store::open(&path, &|| Ok(Key::new([7; 32]))).unwrap();
        assert_eq!(store.free_bytes().unwrap(), 0);
        let photo = vec![b'p'; 600_000];
        store
            .import_media(&mut &photo[..], "image/jpeg", Timestamp(0))
            .unwrap();
        assert_eq!(store.free_bytes().unwrap(), 0);
        store.conn.execute("DELETE FROM media", []).unwrap();
        let free = store.free_bytes().unwrap();
        assert!((600_000..700_000).contains(&free), "{free}");
    }
}
