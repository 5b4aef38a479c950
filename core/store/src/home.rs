//! The numbers of the home screen.

use crate::error::Result;
use crate::store::Reader;

/// What the home screen counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HomeCounts {
    /// Drafts.
    pub drafts: u64,
    /// Submissions on their way.
    pub waiting: u64,
    /// Files of those that the server does not have yet.
    pub waiting_media: u64,
    /// Bytes of all files of the submissions on their way.
    pub media_bytes: u64,
    /// Of these, what the server has.
    pub media_bytes_sent: u64,
    /// Submissions that wait for a person.
    pub stuck: u64,
    /// Submissions that were sealed for another server than that of the enrolment, and wait for it.
    pub elsewhere: u64,
    /// Submissions that the server has.
    pub sent: u64,
    /// Reviewers' messages not opened yet.
    pub messages: u64,
}

/// What the store occupies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StorageUse {
    /// Bytes of the file, without its log.
    pub file: u64,
    /// Bytes of stored files in it.
    pub media: u64,
}

impl Reader {
    /// The numbers of the home screen, all of one moment.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn home_counts(&self) -> Result<HomeCounts> {
        let mut statement = self.conn.prepare_cached(
            "SELECT (SELECT count(*) FROM draft), \
             (SELECT count(*) FROM submission \
              WHERE state NOT IN ('acknowledged', 'rejected', 'wedged') \
              AND sealed_for IS (SELECT server FROM device)), \
             (SELECT count(*) FROM submission_media \
              JOIN submission ON submission.id = submission_media.submission \
              WHERE sent = 0 AND state NOT IN ('acknowledged', 'rejected', 'wedged') \
              AND sealed_for IS (SELECT server FROM device)), \
             (SELECT count(*) FROM submission WHERE state IN ('rejected', 'wedged')), \
             (SELECT count(*) FROM submission WHERE state = 'acknowledged'), \
             (SELECT count(*) FROM review WHERE seen = 0), \
             (SELECT coalesce(sum(size), 0) FROM submission_media \
              JOIN submission ON submission.id = submission_media.submission \
              JOIN media ON media.sha256 = submission_media.media_sha256 \
              WHERE state NOT IN ('acknowledged', 'rejected', 'wedged') \
              AND sealed_for IS (SELECT server FROM device)), \
             (SELECT coalesce(sum(size), 0) FROM submission_media \
              JOIN submission ON submission.id = submission_media.submission \
              JOIN media ON media.sha256 = submission_media.media_sha256 \
              WHERE sent = 1 AND state NOT IN ('acknowledged', 'rejected', 'wedged') \
              AND sealed_for IS (SELECT server FROM device)), \
             (SELECT count(*) FROM submission \
              WHERE state NOT IN ('acknowledged', 'rejected', 'wedged') \
              AND sealed_for IS NOT (SELECT server FROM device))",
        )?;
        Ok(statement.query_row([], |row| {
            let count = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
            Ok(HomeCounts {
                drafts: count(0)?,
                waiting: count(1)?,
                waiting_media: count(2)?,
                stuck: count(3)?,
                sent: count(4)?,
                messages: count(5)?,
                media_bytes: count(6)?,
                media_bytes_sent: count(7)?,
                elsewhere: count(8)?,
            })
        })?)
    }

    /// What the store occupies.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn storage_use(&self) -> Result<StorageUse> {
        let pages: i64 = self
            .conn
            .query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let media: i64 =
            self.conn
                .query_row("SELECT coalesce(sum(size), 0) FROM media", [], |row| {
                    row.get(0)
                })?;
        Ok(StorageUse {
            file: pages.unsigned_abs() * crate::connect::PAGE_BYTES,
            media: media.unsigned_abs(),
        })
    }
}
