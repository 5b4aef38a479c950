//! What is removed from the phone, and when. Never before the server's acknowledgement, but for
//! drafts that nobody went on with after two warnings.

use farola_model::{Coded, InstanceId, Sha256, Timestamp};
use rusqlite::{Connection, Transaction, params};

use crate::connect::beside;
use crate::error::Result;
use crate::passed::{self, Moment};
use crate::store::{Lasting, Reader, Store};
use crate::{leaving, old_draft, rescue};

pub(crate) const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

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
    /// Drafts that nobody went on with after two warnings.
    pub drafts: usize,
    /// Walks that are over.
    pub walks: usize,
    /// Tracks, with their positions.
    pub tracks: usize,
    /// What reviewers said of one submission each.
    pub messages: usize,
    /// Copies that forms read of the last submission, and entities that no server took over.
    pub others: usize,
    /// Files of damaged databases that were moved aside.
    pub copies: usize,
}

/// What names a submission that is forgotten.
const FORGETS: [&str; 4] = [
    "DELETE FROM draft WHERE deprecated_id = ?1",
    "DELETE FROM review WHERE instance_id = ?1",
    "DELETE FROM review_comment WHERE instance_id = ?1",
    "DELETE FROM last_saved WHERE instance_id = ?1",
];

impl Store {
    /// [`Store::retain`] at a moment of which only the calendar is known.
    ///
    /// # Errors
    /// As [`Store::retain`].
    pub fn purge(&mut self, policy: RetentionPolicy, now: Timestamp) -> Result<Purged> {
        self.retain(policy, Moment::of_wall(now))
    }

    /// Removes what is done with and has been for its days: submissions that the server has,
    /// walks and tracks, what reviewers said, the copies that forms read of the last submission,
    /// drafts that nobody went on with after two warnings, the copies of damaged databases, files
    /// and old form versions that nothing refers to. Gives the room back to the phone.
    ///
    /// A submission stays for at least 30 days while a reviewer asks for its correction, and as
    /// long as a draft corrects it: the correction begins from its bytes; and so does the
    /// registration of a walk that is under way, for the walk goes by it. What no server has
    /// goes by the time that has surely passed, whatever the clock was set to.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    /// [`Error::Io`](crate::Error::Io): the copy of a damaged database cannot be removed; the
    /// rest is.
    pub fn retain(&mut self, policy: RetentionPolicy, now: Moment) -> Result<Purged> {
        let copies = rescue::copies(self.path())?;
        let (purged, old) = self.write(Lasting::Kill, |tx| {
            let before = counts(tx)?;
            let passed = passed::bring_up(tx, now)?;
            old_draft::remove(tx, passed)?;
            leaving::remove(tx, policy, passed, now.wall.0)?;
            purge_forms(tx)?;
            let old = leaving::old_copies(tx, &copies, policy, passed)?;
            Ok((before.less(counts(tx)?), old))
        })?;
        self.wipe(purged != Purged::default());
        for copy in &old {
            std::fs::remove_file(copy)?;
        }
        Ok(Purged {
            copies: old.len(),
            ..purged
        })
    }

    /// Removes what the phone still holds of versions that the hub forgot: the submission with its
    /// files, what reviewers said of it, the drafts that correct it, and the copy that forms read
    /// of the last one. What has other bytes under that id is another's, and stays. Answers how
    /// many submissions went.
    ///
    /// # Errors
    /// As [`Store::retain`].
    pub fn forget(&mut self, versions: &[(InstanceId, Sha256)]) -> Result<usize> {
        let gone = self.write(Lasting::Kill, |tx| {
            let before = counts(tx)?;
            let mut gone = 0;
            for (instance, xml_sha256) in versions {
                let id = instance.as_str();
                let other = "SELECT EXISTS (SELECT 1 FROM submission \
                     WHERE instance_id = ?1 AND xml_sha256 <> ?2)";
                if tx.query_row(other, params![id, xml_sha256.0], |row| row.get(0))? {
                    continue;
                }
                for sql in leaving::FORGOTTEN_WALK.iter().chain(&FORGETS) {
                    tx.execute(sql, [id])?;
                }
                gone += tx.execute("DELETE FROM submission WHERE instance_id = ?1", [id])?;
            }
            leaving::forget_gone(tx)?;
            Ok((gone, before.less(counts(tx)?) != Purged::default()))
        })?;
        self.wipe(gone.1);
        Ok(gone.0)
    }

    /// Leaves nothing of removed content behind: neither in free pages, which go back to the
    /// phone, nor in the log. What cannot be done now is done the next time.
    pub(crate) fn wipe(&self, removed: bool) {
        let log = std::fs::metadata(beside(self.path(), "-wal")).map_or(0, |meta| meta.len());
        let free = self.free_bytes().unwrap_or_default();
        if !removed && log == 0 && free == 0 {
            return;
        }
        if let Err(error) = self.writable().and_then(give_back) {
            tracing::warn!(code = error.code(), "store.give_back");
        }
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

/// How many rows there are of what a purge removes.
fn counts(tx: &Transaction<'_>) -> Result<Purged> {
    let sql = "SELECT (SELECT count(*) FROM submission), (SELECT count(*) FROM media), \
        (SELECT count(*) FROM form), (SELECT count(*) FROM draft), (SELECT count(*) FROM walk), \
        (SELECT count(*) FROM track), (SELECT count(*) FROM review), \
        (SELECT count(*) FROM last_saved) + (SELECT count(*) FROM entity)";
    Ok(tx.query_row(sql, [], |row| {
        let count = |column| {
            let count = row.get::<_, i64>(column)?;
            Ok::<_, rusqlite::Error>(usize::try_from(count).unwrap_or_default())
        };
        Ok(Purged {
            submissions: count(0)?,
            media: count(1)?,
            forms: count(2)?,
            drafts: count(3)?,
            walks: count(4)?,
            tracks: count(5)?,
            messages: count(6)?,
            others: count(7)?,
            copies: 0,
        })
    })?)
}

impl Purged {
    fn less(self, after: Self) -> Self {
        Self {
            submissions: self.submissions.saturating_sub(after.submissions),
            media: self.media.saturating_sub(after.media),
            forms: self.forms.saturating_sub(after.forms),
            drafts: self.drafts.saturating_sub(after.drafts),
            walks: self.walks.saturating_sub(after.walks),
            tracks: self.tracks.saturating_sub(after.tracks),
            messages: self.messages.saturating_sub(after.messages),
            others: self.others.saturating_sub(after.others),
            copies: 0,
        }
    }
}

fn purge_forms(tx: &Transaction<'_>) -> Result<()> {
    tx.execute(
        "DELETE FROM form WHERE state = 'superseded' \
         AND xml_sha256 NOT IN (SELECT form_sha256 FROM draft) \
         AND xml_sha256 NOT IN (SELECT form_sha256 FROM submission)",
        [],
    )?;
    Ok(())
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
