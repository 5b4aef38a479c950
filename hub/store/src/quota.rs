//! What one key may send in a day. A phone that was lost, or a program that went astray, is not to
//! fill the disk of all others: beyond so many uploads or bytes it is asked to come tomorrow.
//!
//! The count stands in the row of the key, which an arrival writes once a minute anyway; what came
//! since is counted in memory, so that no request writes more than before. A hub that is killed
//! forgets a minute of it, and of several hubs each knows of the others what they wrote.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use farola_model::Timestamp;

use crate::error::StoreError;
use crate::id::AppUserId;
use crate::store::Store;
use crate::tx::Tx;

const DAY_MS: i64 = 24 * 3_600_000;

/// How much one key may send in a day (in UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Requests that bring a submission or a file.
    pub uploads: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
}

impl Default for Quota {
    /// One upload every four seconds the whole day, and 20 GB: far above what a group sends that
    /// shares a key.
    fn default() -> Self {
        Self {
            uploads: 20_000,
            bytes: 20_000_000_000,
        }
    }
}

/// What was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Amount {
    uploads: i64,
    bytes: i64,
}

/// What one key sent on one day.
#[derive(Debug, Clone, Copy, Default)]
struct Day {
    number: i64,
    /// As its row says.
    noted: Amount,
    /// Since that was read or written.
    since: Amount,
}

/// What the keys sent today.
#[derive(Debug, Default)]
pub(crate) struct Sent(Mutex<BTreeMap<AppUserId, Day>>);

/// The number of a day.
fn day_of(at: Timestamp) -> i64 {
    at.as_millis().div_euclid(DAY_MS)
}

fn whole(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

impl Sent {
    fn days(&self) -> MutexGuard<'_, BTreeMap<AppUserId, Day>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has to be noted in the row of a key.
    fn since(&self, app_user: AppUserId, number: i64) -> Amount {
        let days = self.days();
        let day = days.get(&app_user).filter(|day| day.number == number);
        day.map_or_else(Amount::default, |day| day.since)
    }

    /// So much of it was noted, and the row has this now.
    fn noted(&self, app_user: AppUserId, number: i64, written: Amount, row: Amount) {
        if let Some(day) = self.days().get_mut(&app_user)
            && day.number == number
        {
            day.noted = row;
            day.since.uploads = day.since.uploads.saturating_sub(written.uploads);
            day.since.bytes = day.since.bytes.saturating_sub(written.bytes);
        }
    }
}

impl Store {
    /// Whether it is known what a key sent today, so that [`Store::begin_upload`] asks nothing.
    #[must_use]
    pub fn knows_sent(&self, app_user: AppUserId, at: Timestamp) -> bool {
        let days = self.sent().days();
        days.get(&app_user)
            .is_some_and(|day| day.number == day_of(at))
    }

    /// Counts an upload that begins and may have so many bytes; or answers how many seconds to
    /// wait where its key has sent what it may today.
    ///
    /// # Errors
    /// A failure of the database, where it had to be asked what the key sent.
    pub fn begin_upload(
        &self,
        app_user: AppUserId,
        bytes: u64,
        quota: Quota,
        at: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        if !self.knows_sent(app_user, at) {
            let noted = self.look_phone(|tx| noted(tx, app_user, day_of(at)))?;
            let day = Day {
                number: day_of(at),
                noted,
                since: Amount::default(),
            };
            let mut days = self.sent().days();
            // Somebody may have asked at the same moment.
            let known = days.entry(app_user).or_insert(day);
            if known.number != day.number {
                *known = day;
            }
        }
        let mut days = self.sent().days();
        let day = days.entry(app_user).or_default();
        let uploads = day.noted.uploads.saturating_add(day.since.uploads);
        let sent = day.noted.bytes.saturating_add(day.since.bytes);
        let bytes = whole(bytes);
        if uploads >= whole(quota.uploads) || sent.saturating_add(bytes) > whole(quota.bytes) {
            let left = DAY_MS - at.as_millis().rem_euclid(DAY_MS);
            return Ok(Some(left.saturating_add(999) / 1000));
        }
        day.since.uploads = day.since.uploads.saturating_add(1);
        day.since.bytes = day.since.bytes.saturating_add(bytes);
        Ok(None)
    }

    /// An upload that was begun then ended, of whose bytes only so many came.
    pub fn end_upload(&self, app_user: AppUserId, begun: u64, came: u64, at: Timestamp) {
        if let Some(day) = self.sent().days().get_mut(&app_user)
            && day.number == day_of(at)
        {
            // Below zero where the greater part was noted meanwhile: the next note takes it back.
            let less = whole(begun.saturating_sub(came));
            day.since.bytes = day.since.bytes.saturating_sub(less);
        }
    }
}

/// What the row of a key says of a day.
fn noted(tx: &Tx, app_user: AppUserId, number: i64) -> Result<Amount, StoreError> {
    let sql = "SELECT sent_uploads, sent_bytes FROM app_user WHERE id = ?1 AND sent_day = ?2";
    let found = tx.maybe_row(sql, (app_user.0, number), |row| {
        Ok(Amount {
            uploads: row.get("sent_uploads")?,
            bytes: row.get("sent_bytes")?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// A phone that was heard from is noted so often: to the minute is enough to tell a lost one.
const USE_MS: i64 = 60_000;

/// Notes that a phone was heard from, and what it sent since that was last noted. Where the
/// transaction is not kept, what it sent in that minute is not counted.
pub(crate) fn note_use(
    tx: &Tx,
    app_user: AppUserId,
    at: Timestamp,
    sent: &Sent,
) -> Result<(), StoreError> {
    let before = at.plus_millis(-USE_MS).as_millis();
    let number = day_of(at);
    let since = sent.since(app_user, number);
    let row = tx.maybe_row(
        "UPDATE app_user SET last_used_ms = ?1, sent_day = ?4,
           sent_uploads = CASE WHEN sent_day = ?4 THEN sent_uploads ELSE 0 END + ?5,
           sent_bytes = CASE WHEN sent_day = ?4 THEN sent_bytes ELSE 0 END + ?6
         WHERE id = ?2 AND coalesce(last_used_ms, 0) <= ?3
         RETURNING sent_uploads, sent_bytes",
        (
            at.as_millis(),
            app_user.0,
            before,
            number,
            since.uploads,
            since.bytes,
        ),
        |row| {
            Ok(Amount {
                uploads: row.get("sent_uploads")?,
                bytes: row.get("sent_bytes")?,
            })
        },
    )?;
    if let Some(row) = row {
        sent.noted(app_user, number, since, row);
    }
    Ok(())
}
