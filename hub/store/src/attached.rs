//! Files of a version: those that came with it, later, or with the version that it corrects.

use farola_model::{ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;

use crate::aside::{self, AsideKind, Came};
use crate::error::StoreError;
use crate::files::is_shown;
use crate::folder::Folder;
use crate::form::note_blob;
use crate::id::{AppUserId, SubmissionKey, UserId, VersionKey};
use crate::job::{JobKind, NewJob, enqueue};
use crate::review::{Event, EventKind, record_event};
use crate::sql::number;
use crate::submission::{ArrivedFile, Kept};
use crate::tx::Tx;

/// Most files of one version, named or not, with those that came again under a name: twice what a
/// submission may name. Each request has few; a version may be sent any number of times.
const FILES: i64 = 2_000;

/// Files for a version, and who sent them.
pub(crate) struct Sent<'a> {
    pub(crate) project: ProjectId,
    pub(crate) app_user: Option<AppUserId>,
    pub(crate) user: Option<UserId>,
    pub(crate) files: &'a [ArrivedFile],
    /// Where their bytes are.
    pub(crate) folder: &'a Folder,
    pub(crate) at: Timestamp,
    pub(crate) event_uid: &'a str,
}

/// Adds files to a version; what is new among them is a line of the history.
pub(crate) fn attach_late(
    tx: &Tx,
    sent: &Sent<'_>,
    submission: SubmissionKey,
    version: VersionKey,
) -> Result<(), StoreError> {
    let before = held(tx, version)?;
    add_files(tx, sent, submission, version)?;
    // Only what adds: a version of before may have more files than that, and who sends one of them
    // again has to hear that it is here.
    if held(tx, version)? > before {
        within_bounds(tx, version)?;
        note_late_media(tx, sent, submission)?;
    }
    Ok(())
}

/// Notes that the answers of a version name a file.
pub(crate) fn expect_file(tx: &Tx, version: VersionKey, name: &str) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO submission_attachment (version, name, expected) VALUES (?1, ?2, 1)
         ON CONFLICT DO NOTHING",
        (version.0, name),
    )?;
    Ok(())
}

/// The row of a file name of a version, made where the answers do not name it. Mostly they do: it
/// is looked for first.
fn attachment(tx: &Tx, version: VersionKey, name: &str) -> Result<i64, StoreError> {
    let sql = "SELECT id FROM submission_attachment WHERE version = ?1 AND name = ?2";
    if let Some(id) = tx.maybe_row(sql, (version.0, name), |row| row.get("id"))? {
        return Ok(id);
    }
    tx.insert(
        "INSERT INTO submission_attachment (version, name, expected) VALUES (?1, ?2, 0)
         RETURNING id",
        (version.0, name),
    )
}

pub(crate) fn add_files(
    tx: &Tx,
    sent: &Sent<'_>,
    submission: SubmissionKey,
    version: VersionKey,
) -> Result<(), StoreError> {
    let at = sent.at;
    for file in sent.files {
        let (digest, size) = match file.kept {
            Kept::AsItCame => (file.sha256, file.size),
            Kept::Cleaned { sha256, size } => (sha256, size),
            Kept::Aside(aside) => {
                let came = Came {
                    kind: AsideKind::File,
                    sha256: file.sha256,
                    size: file.size,
                    aside,
                    at,
                };
                aside::note(tx, submission, version, &came)?;
                // Where nobody asked for it, its name is set aside with it.
                if !file.is_nameless() {
                    let row = attachment(tx, version, &file.name)?;
                    note_sent(tx, file, row, at)?;
                }
                continue;
            }
        };
        let row = attachment(tx, version, &file.name)?;
        if file.kept != Kept::AsItCame {
            note_sent(tx, file, row, at)?;
        }
        note_blob(tx, digest, size, at)?;
        let added = tx.execute(
            "INSERT INTO attachment_file
               (attachment, file_sha256, media_type, carried, received_ms)
             VALUES (?1, ?2, ?3, 0, ?4) ON CONFLICT DO NOTHING",
            (row, digest, file.media_type, at.as_millis()),
        )?;
        if added > 0 {
            note_jobs(tx, file.media_type, digest, sent.folder, submission)?;
        }
    }
    Ok(())
}

/// Notes the digest of a file that is not kept as it came.
fn note_sent(tx: &Tx, file: &ArrivedFile, row: i64, at: Timestamp) -> Result<(), StoreError> {
    let aside = i64::from(file.is_aside());
    tx.execute(
        "INSERT INTO attachment_sent (attachment, sent_sha256, sent_size, aside, received_ms)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        (row, file.sha256, number(file.size), aside, at.as_millis()),
    )?;
    Ok(())
}

/// Notes what is to be done about a new file after the answer.
fn note_jobs(
    tx: &Tx,
    media_type: &str,
    digest: Sha256,
    folder: &Folder,
    submission: SubmissionKey,
) -> Result<(), StoreError> {
    if is_shown(media_type) {
        let pictures = NewJob {
            kind: JobKind::Pictures,
            about: &digest.to_string(),
            folder,
            submission: Some(submission),
        };
        enqueue(tx, &pictures)?;
    }
    Ok(())
}

/// A correction keeps the photos of the version it corrects, where it still names them.
pub(crate) fn carry_files(
    tx: &Tx,
    at: Timestamp,
    from: VersionKey,
    to: VersionKey,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO attachment_file
           (attachment, file_sha256, media_type, carried, received_ms)
         SELECT new.id, f.file_sha256, f.media_type, 1, ?1
         FROM submission_attachment old
         JOIN attachment_file f ON f.attachment = old.id
         JOIN submission_attachment new ON new.name = old.name AND new.version = ?3
         WHERE old.version = ?2 ORDER BY f.id",
        (at.as_millis(), from.0, to.0),
    )?;
    // Their senders are told of them as before, and what is set aside is not missing.
    tx.execute(
        "INSERT INTO attachment_sent (attachment, sent_sha256, sent_size, aside, received_ms)
         SELECT new.id, s.sent_sha256, s.sent_size, s.aside, ?1
         FROM submission_attachment old
         JOIN attachment_sent s ON s.attachment = old.id
         JOIN submission_attachment new ON new.name = old.name AND new.version = ?3
         WHERE old.version = ?2",
        (at.as_millis(), from.0, to.0),
    )?;
    Ok(())
}

/// Refuses a version with more files than any form asks for.
pub(crate) fn within_bounds(tx: &Tx, version: VersionKey) -> Result<(), StoreError> {
    match held(tx, version)? > FILES {
        true => Err(Problem::SubmissionTooComplex.into()),
        false => Ok(()),
    }
}

fn held(tx: &Tx, version: VersionKey) -> Result<i64, StoreError> {
    tx.row(
        "SELECT (SELECT count(*) FROM attachment_file f
             JOIN submission_attachment a ON a.id = f.attachment WHERE a.version = ?1)
           + (SELECT count(*) FROM attachment_sent s
             JOIN submission_attachment a ON a.id = s.attachment WHERE a.version = ?1)
           + (SELECT count(*) FROM aside WHERE version = ?1) AS held",
        [version.0],
        |row| row.get("held"),
    )
}

/// A photo that came after its record is a line of the history; it does not move the record's
/// version, because a reviewer at work must not be refused for it.
fn note_late_media(tx: &Tx, sent: &Sent<'_>, submission: SubmissionKey) -> Result<(), StoreError> {
    let named = sent.files.iter().filter(|file| !file.is_nameless());
    let names: Vec<&str> = named.map(|file| file.name.as_str()).collect();
    let event = Event {
        app_user: sent.app_user,
        user: sent.user,
        body: (!names.is_empty()).then(|| names.join(", ")),
        ..Event::new(sent.project, submission, EventKind::Media, sent.at)
    };
    record_event(tx, &event, sent.event_uid)
}
