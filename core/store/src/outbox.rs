//! What is to be sent next, and what the server said about it.
//!
//! Every mark is safe to repeat: after a cut the same request is sent again and marks again.

use farola_model::{InstanceId, Sha256, Timestamp};
use farola_protocol::enrol::hub_of;
use farola_protocol::{HubKey, ProvenReceipt};
use rusqlite::{Transaction, params};

use crate::error::{Error, Result};
use crate::row::{instance, signed, timestamp, unsigned};
use crate::state::{SubmissionEvent, SubmissionState};
use crate::store::{Lasting, Reader, Store};
use crate::submission::{SubmissionInfo, SubmissionMedia, advance};

/// A submission that is to be sent. Its XML is read when it is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// What is known of it.
    pub info: SubmissionInfo,
    /// Its files and which of them the server has.
    pub media: Vec<SubmissionMedia>,
    /// Attempts so far.
    pub attempts: u32,
    /// Not to be tried before.
    pub next_attempt: Timestamp,
    /// Code of the last problem.
    pub last_problem: Option<String>,
}

/// A file as the server's receipt names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedFile {
    /// File name.
    pub name: String,
    /// Digest of what the server stored.
    pub sha256: Sha256,
}

/// A server's acknowledgement of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Receipt {
    /// Digest of the XML it stored; `None` from a server that does not say.
    pub xml_sha256: Option<Sha256>,
    /// Files it stored; `None` from a server that does not say.
    pub files: Option<Vec<ReceivedFile>>,
    /// Digests of files that it set aside: they came, and have no name there.
    pub aside: Vec<Sha256>,
    /// The hub that signed it; nobody but [`Receipt::proven`] says so.
    hub: Option<HubKey>,
}

impl Receipt {
    /// What a hub signed.
    #[must_use]
    pub fn proven(receipt: &ProvenReceipt) -> Self {
        Self {
            hub: Some(*receipt.hub()),
            ..Self::named(receipt.receipt())
        }
    }

    /// What a hub says whose key the phone does not know.
    #[must_use]
    pub fn named(receipt: &farola_protocol::Receipt) -> Self {
        let files = receipt.files.iter().map(|file| ReceivedFile {
            name: file.name.clone(),
            sha256: file.sha256,
        });
        Self {
            xml_sha256: Some(receipt.xml_sha256),
            files: Some(files.collect()),
            aside: receipt.aside.clone(),
            hub: None,
        }
    }

    /// The word of a plain OpenRosa server: 201 and nothing more.
    #[must_use]
    pub fn bare() -> Self {
        Self::default()
    }
}

impl Store {
    /// Notes an event that is neither a receipt nor about files: [`SubmissionEvent::Offer`]
    /// before a request, [`SubmissionEvent::Retry`] when a person asks, and
    /// [`SubmissionEvent::Reoffer`] when the server lost its memory.
    ///
    /// # Errors
    /// [`Error::Transition`] where the state does not allow it; also for the events that
    /// carry more than their name and have their own method.
    pub fn advance(
        &mut self,
        instance: &InstanceId,
        event: SubmissionEvent,
        at: Timestamp,
    ) -> Result<SubmissionState> {
        use SubmissionEvent as E;
        self.write(Lasting::Kill, |tx| {
            let (id, to) = match event {
                E::Offer | E::Retry | E::Reoffer => advance(tx, instance, event, None, at)?,
                _ => {
                    let (_, from) = crate::submission::state(tx, instance)?;
                    return Err(Error::Transition { from, event });
                }
            };
            match event {
                E::Retry => reset(tx, id)?,
                E::Reoffer => {
                    // The server may have lost the files too.
                    tx.execute(
                        "UPDATE submission_media SET sent = 0 WHERE submission = ?1",
                        [id],
                    )?;
                    tx.execute(
                        "INSERT OR IGNORE INTO outbox (submission) VALUES (?1)",
                        [id],
                    )?;
                    reset(tx, id)?;
                }
                _ => {}
            }
            Ok(to)
        })
    }

    /// Notes that the server took the XML together with the named files.
    ///
    /// # Errors
    /// [`Error::NotFound`] when a file is not of this submission, [`Error::Transition`].
    pub fn mark_stored(
        &mut self,
        instance: &InstanceId,
        files: &[&str],
        at: Timestamp,
    ) -> Result<SubmissionState> {
        self.write(Lasting::Kill, |tx| {
            let (id, mut to) = advance(tx, instance, SubmissionEvent::BodyStored, None, at)?;
            set_sent(tx, id, files, true)?;
            let event = match unsent(tx, id)? {
                0 => Some(SubmissionEvent::AllStored),
                // Without a file nothing has moved: the state stays where the body has brought
                // it.
                _ if files.is_empty() => None,
                _ => Some(SubmissionEvent::MediaStored),
            };
            if let Some(event) = event {
                to = advance(tx, instance, event, None, at)?.1;
            }
            Ok(to)
        })
    }

    /// Notes that the server lacks files that we counted as sent; they are sent again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when a file is not of this submission, [`Error::Transition`].
    pub fn mark_missing(
        &mut self,
        instance: &InstanceId,
        files: &[&str],
        at: Timestamp,
    ) -> Result<SubmissionState> {
        self.write(Lasting::Kill, |tx| {
            let (id, to) = advance(tx, instance, SubmissionEvent::MediaMissing, None, at)?;
            set_sent(tx, id, files, false)?;
            Ok(to)
        })
    }

    /// Marks the submission delivered, after comparing the server's acknowledgement with what is
    /// stored here. The retention period begins now, and never earlier.
    ///
    /// # Errors
    /// [`Error::ReceiptMismatch`] when the receipt names other bytes, lacks a file, comes without
    /// names while a file was never sent, or without the signature of the hub that the record was
    /// sealed for; nothing changes then. [`Error::Transition`].
    pub fn acknowledge(
        &mut self,
        instance: &InstanceId,
        receipt: &Receipt,
        at: Timestamp,
    ) -> Result<SubmissionState> {
        self.write(Lasting::PowerCut, |tx| {
            let (id, to) = advance(tx, instance, SubmissionEvent::Acknowledge, None, at)?;
            // After the transition and inside its transaction: a receipt that does not match
            // takes it back.
            proven(tx, id, receipt)?;
            compare(tx, id, receipt)?;
            tx.execute(
                "UPDATE submission_media SET sent = 1 WHERE submission = ?1",
                [id],
            )?;
            tx.execute("DELETE FROM outbox WHERE submission = ?1", [id])?;
            Ok(to)
        })
    }

    /// Notes that an attempt failed and when to try again. `counted` is false where it says
    /// nothing about the item (no network, captive portal).
    ///
    /// # Errors
    /// [`Error::NotFound`] when the outbox does not hold it.
    pub fn postpone(
        &mut self,
        instance: &InstanceId,
        next_attempt: Timestamp,
        problem: &str,
        counted: bool,
    ) -> Result<u32> {
        self.write(Lasting::Kill, |tx| {
            let attempts: i64 = crate::row::found(
                tx.query_row(
                    "UPDATE outbox SET attempts = attempts + ?2, next_attempt_ms = ?3, \
                     last_problem = ?4 \
                     WHERE submission = (SELECT id FROM submission WHERE instance_id = ?1) \
                     RETURNING attempts",
                    params![instance.as_str(), counted, next_attempt.0, problem],
                    |row| row.get(0),
                ),
                "outbox item",
            )?;
            Ok(u32::try_from(attempts).unwrap_or(u32::MAX))
        })
    }

    /// Sets a submission aside until a person acts: the server refused it for good.
    ///
    /// # Errors
    /// [`Error::Transition`] where the state does not allow it.
    pub fn reject(&mut self, instance: &InstanceId, code: &str, at: Timestamp) -> Result<()> {
        self.set_aside(instance, SubmissionEvent::Reject, code, at)
    }

    /// Sets a submission aside until a person acts: it cannot be sent as it is.
    ///
    /// # Errors
    /// [`Error::Transition`] where the state does not allow it.
    pub fn wedge(&mut self, instance: &InstanceId, code: &str, at: Timestamp) -> Result<()> {
        self.set_aside(instance, SubmissionEvent::Wedge, code, at)
    }

    fn set_aside(
        &mut self,
        instance: &InstanceId,
        event: SubmissionEvent,
        code: &str,
        at: Timestamp,
    ) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            let (id, _) = advance(tx, instance, event, Some(code), at)?;
            tx.execute(
                "UPDATE outbox SET last_problem = ?2 WHERE submission = ?1",
                params![id, code],
            )?;
            Ok(())
        })
    }

    /// Makes every waiting item due at once: a person pressed "send now", or the network came.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::ReadOnly`], [`Error::Busy`], [`Error::Corrupt`]: no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn hurry(&mut self) -> Result<()> {
        self.writable()?
            .execute("UPDATE outbox SET next_attempt_ms = 0", [])?;
        Ok(())
    }
}

impl Reader {
    /// The oldest submission that is due.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn next_to_send(&self, now: Timestamp) -> Result<Option<Outgoing>> {
        Ok(self.due(now, 1)?.pop())
    }

    /// The submissions that are due, oldest first, at most `limit`: of those that were sealed for
    /// the server of the enrolment, and of no others.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Outgoing>> {
        let tx = self.conn.unchecked_transaction()?;
        let rows: Vec<(InstanceId, i64, Timestamp, Option<String>)> = tx
            .prepare_cached(
                "SELECT instance_id, attempts, next_attempt_ms, last_problem \
                 FROM outbox JOIN submission ON submission.id = outbox.submission \
                 WHERE next_attempt_ms <= ?1 \
                 AND state NOT IN ('acknowledged', 'rejected', 'wedged') \
                 AND sealed_for IS (SELECT server FROM device) \
                 ORDER BY submission.id LIMIT ?2",
            )?
            .query_map(params![now.0, signed(limit as u64)?], |row| {
                Ok((
                    instance(row, 0)?,
                    row.get(1)?,
                    timestamp(row, 2)?,
                    row.get(3)?,
                ))
            })?
            .collect::<rusqlite::Result<_>>()?;
        rows.into_iter()
            .map(|(instance, attempts, next_attempt, last_problem)| {
                Ok(Outgoing {
                    info: self.submission_info(&instance)?,
                    media: self.submission_media(&instance)?,
                    attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
                    next_attempt,
                    last_problem,
                })
            })
            .collect()
    }

    /// When the next item becomes due; `None` when nothing waits.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn next_attempt(&self) -> Result<Option<Timestamp>> {
        let next: Option<i64> = self.conn.query_row(
            "SELECT min(next_attempt_ms) FROM outbox \
             JOIN submission ON submission.id = outbox.submission \
             WHERE state NOT IN ('acknowledged', 'rejected', 'wedged') \
             AND sealed_for IS (SELECT server FROM device)",
            [],
            |row| row.get(0),
        )?;
        Ok(next.map(Timestamp))
    }
}

fn reset(tx: &Transaction<'_>, submission: i64) -> Result<()> {
    tx.execute(
        "UPDATE outbox SET attempts = 0, next_attempt_ms = 0, last_problem = NULL \
         WHERE submission = ?1",
        [submission],
    )?;
    Ok(())
}

fn set_sent(tx: &Transaction<'_>, submission: i64, files: &[&str], sent: bool) -> Result<()> {
    let mut update = tx.prepare_cached(
        "UPDATE submission_media SET sent = ?3 WHERE submission = ?1 AND name = ?2",
    )?;
    for name in files {
        // A name that is not ours is a fault of the machine or of the server, and must not pass
        // for sent.
        if update.execute(params![submission, name, sent])? == 0 {
            return Err(Error::NotFound { what: "file" });
        }
    }
    Ok(())
}

fn unsent(tx: &Transaction<'_>, submission: i64) -> Result<u64> {
    let count: i64 = tx
        .prepare_cached("SELECT count(*) FROM submission_media WHERE submission = ?1 AND sent = 0")?
        .query_row([submission], |row| row.get(0))?;
    unsigned(count)
}

/// What waits for a hub with a key leaves the phone on that hub's signed word alone.
fn proven(tx: &Transaction<'_>, submission: i64, receipt: &Receipt) -> Result<()> {
    let server: Option<String> = tx.query_row(
        "SELECT sealed_for FROM submission WHERE id = ?1",
        [submission],
        |row| row.get(0),
    )?;
    match server.as_deref().and_then(hub_of) {
        Some(key) if receipt.hub.map(|hub| hub.to_string()).as_deref() != Some(key) => {
            Err(Error::ReceiptMismatch { what: "hub" })
        }
        _ => Ok(()),
    }
}

fn compare(tx: &Transaction<'_>, submission: i64, receipt: &Receipt) -> Result<()> {
    if let Some(stated) = receipt.xml_sha256 {
        let ours: [u8; 32] = tx.query_row(
            "SELECT xml_sha256 FROM submission WHERE id = ?1",
            [submission],
            |row| row.get(0),
        )?;
        if stated.0 != ours {
            return Err(Error::ReceiptMismatch { what: "xml" });
        }
    }
    let mut statement = tx.prepare_cached(
        "SELECT name, media_sha256, sent FROM submission_media WHERE submission = ?1",
    )?;
    let mut rows = statement.query([submission])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        let ours: [u8; 32] = row.get(1)?;
        let has = match &receipt.files {
            Some(files) => {
                files
                .iter()
                .any(|file| file.name == name && file.sha256.0 == ours)
                // Set aside it has no name there any more.
                || receipt.aside.iter().any(|aside| aside.0 == ours)
            }
            // A server without a list of files is believed for those that were sent, and for no
            // other.
            None => row.get(2)?,
        };
        if !has {
            return Err(Error::ReceiptMismatch { what: "media" });
        }
    }
    Ok(())
}
