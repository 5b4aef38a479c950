//! Taking in a submission: one transaction that either keeps everything of it or nothing.
//!
//! The files are on the disk before this runs (see [`crate::files`]). The rules are ODK
//! Central's, stricter where Central loses data in silence: nothing stored is overwritten, a
//! file that the XML does not name is kept as an extra, a second photo of the same name is
//! kept beside the first.

use std::sync::Arc;

use farola_model::{InstanceId, ProjectId, Sha256, Timestamp};
use farola_protocol::review::{ReviewAction, ReviewState, transition};
use farola_protocol::{Problem, Receipt, ReceiptFile};

use crate::aside::{self, AsideKind, AsideReason, Came, SetAside};
use crate::attached::{Sent, add_files, attach_late, carry_files, expect_file, within_bounds};
use crate::error::StoreError;
use crate::flag::{self, Flag};
use crate::folder::Folder;
use crate::id::{AppUserId, FormKey, FormVersionKey, SubmissionKey, UserId, VersionKey};
use crate::quota::note_use;
use crate::review::{Event, EventKind, announce, record_event};
use crate::search::{self, keep_words};
use crate::sql::{instance, maybe_sha256, sha256, size, word};
use crate::store::Store;
use crate::tally::{Alike, count_again, count_in, count_out, move_stops};
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

/// Most corrections of a record that nobody looked at: each is a whole record more.
const CORRECTIONS: i64 = 50;

/// What lists show of a record, worked out once at arrival.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Title in Spanish.
    pub title_es: String,
    /// Title in English.
    pub title_en: String,
    /// Neighbourhood or place.
    pub place: Option<String>,
    /// INEGI key of the municipality.
    pub city_code: Option<String>,
    /// Code of the walk.
    pub walk_code: Option<String>,
    /// `1` (danger) to `4`.
    pub urgency: Option<String>,
    /// Light at the stop: `dia`, `crepusculo`, `noche`.
    pub light: Option<String>,
    /// Women who gave their opinion.
    pub voices: Option<i64>,
    /// Index of the stop, recomputed here.
    pub isp: Option<i64>,
    /// Band of the index.
    pub band: Option<String>,
    /// When the form was filled, by the phone's clock.
    pub answered: Option<Timestamp>,
    /// The day of `answered` in the project's time zone, as a walk's code has it (`20261128`);
    /// where it is not known that day in UTC. A record of a walk has the day of its walk.
    pub day: Option<String>,
    /// Latitude, longitude, accuracy in metres.
    pub position: Option<(f64, f64, f64)>,
    /// Lines of the record as GeoJSON.
    pub geometry: Option<String>,
    /// Whether this record registers its walk (and names its place).
    pub registers_walk: bool,
    /// Folded text that the search looks in.
    pub search: String,
}

/// One file that came with a request; its bytes are stored already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrivedFile {
    /// Name as in the XML.
    pub name: String,
    /// Digest of the bytes that came.
    pub sha256: Sha256,
    /// Number of bytes that came.
    pub size: u64,
    /// Type by its bytes.
    pub media_type: &'static str,
    /// What of it is kept.
    pub kept: Kept,
}

impl ArrivedFile {
    /// Whether nothing of it is kept that could be read.
    pub(crate) fn is_aside(&self) -> bool {
        matches!(self.kept, Kept::Aside(_))
    }

    /// Whether its name goes with it: no asked answer names it.
    pub(crate) fn is_nameless(&self) -> bool {
        matches!(self.kept, Kept::Aside(aside) if aside.reason == AsideReason::Unasked)
    }
}

/// What is kept of a file that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The file as it came.
    AsItCame,
    /// The file without what it said about who made it.
    Cleaned {
        /// Digest of what is kept.
        sha256: Sha256,
        /// Its number of bytes.
        size: u64,
    },
    /// Nothing that could be read.
    Aside(SetAside),
}

/// What of an XML is kept, where answers of it are set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// Digest of what is kept.
    pub sha256: Sha256,
    /// Number of bytes that came.
    pub sent_size: u64,
    /// What became of the XML as it came.
    pub aside: SetAside,
}

/// What the form says of a submission.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Those of [`Flag::OF_FORM`] that it has.
    pub flags: Vec<Flag>,
    /// Rules that it breaks, as who serves it writes them; empty where it breaks none.
    pub faults: String,
}

impl std::fmt::Debug for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Verdict");
        out.field("flags", &self.flags).finish_non_exhaustive()
    }
}

/// A submission that is ready to be kept.
#[derive(Clone)]
pub struct Arrival {
    /// The project of the key.
    pub project: ProjectId,
    /// Row of the form.
    pub form: FormKey,
    /// Row of the form version that the XML names.
    pub form_version: FormVersionKey,
    /// The app user who sent it; none for a person through REST.
    pub app_user: Option<AppUserId>,
    /// The person who sent it through REST.
    pub user: Option<UserId>,
    /// Its id.
    pub instance_id: InstanceId,
    /// The version it corrects.
    pub deprecated_id: Option<InstanceId>,
    /// The bytes that are kept: exactly those that came, unless `left` says otherwise.
    pub xml: Vec<u8>,
    /// Digest of those that came.
    pub xml_sha256: Sha256,
    /// What is kept instead, where answers are set aside.
    pub left: Option<Left>,
    /// What lists show.
    pub summary: Summary,
    /// What its form says of it.
    pub verdict: Verdict,
    /// Files that the answers name.
    pub expected: Vec<String>,
    /// Files that came in this request.
    pub files: Vec<ArrivedFile>,
    /// `deviceID` of the request.
    pub device_id: Option<String>,
    /// `User-Agent` of the request.
    pub user_agent: Option<String>,
    /// `Date` of the request, as it stands.
    pub device_date: Option<String>,
    /// Now, by the hub's clock.
    pub at: Timestamp,
    /// A random id for the history's entry.
    pub event_uid: String,
}

impl std::fmt::Debug for Arrival {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Arrival");
        out.field("instance_id", &self.instance_id)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

/// What became of an accepted submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It is new.
    Created,
    /// It was here with the same bytes; files may have been added.
    Known,
    /// It corrects an earlier version.
    Edited,
}

impl Store {
    /// Keeps a submission and answers what the hub now holds of it.
    ///
    /// # Errors
    /// [`Problem::DigestMismatch`], [`Problem::BaseOutdated`], [`Problem::BaseUnknown`],
    /// [`Problem::SubmissionNotYours`], [`Problem::ReviewNotAllowed`],
    /// [`Problem::TooManyCorrections`], [`Problem::SubmissionDeleted`] of what was forgotten, or a
    /// failure of the disk;
    /// nothing was kept then.
    pub fn accept_submission(&self, arrival: Arrival) -> Write<'_, (Accepted, Receipt)> {
        let (folder, today) = (self.folder().clone(), Arc::clone(self.sent()));
        self.write(move |tx| {
            let accepted = accept(tx, &arrival, &folder)?;
            if let Some(app_user) = arrival.app_user {
                note_use(tx, app_user, arrival.at, &today)?;
            }
            Ok(accepted)
        })
    }

    /// The receipt of an instance that this app user sent, or whose record was given to it.
    ///
    /// # Errors
    /// [`Problem::SubmissionUnknown`] when it is no such instance: another's is not told apart
    /// from none.
    pub fn read_receipt(
        &self,
        project: ProjectId,
        app_user: AppUserId,
        instance: &InstanceId,
    ) -> Result<Receipt, StoreError> {
        let sql = "SELECT v.id FROM submission_version v JOIN submission s ON s.id = v.submission
             WHERE v.project_id = ?1 AND v.instance_id = ?2
               AND (v.app_user = ?3 OR s.owner = ?3)";
        self.read_phone(|tx| {
            let sent = (project.0, instance.as_str(), app_user.0);
            let version = tx.maybe_row(sql, sent, |row| row.get("id"))?;
            receipt_of(tx, VersionKey(version.ok_or(Problem::SubmissionUnknown)?))
        })
    }

    /// Bytes of a version as they are kept: as received, without what was set aside.
    ///
    /// # Errors
    /// [`Problem::SubmissionUnknown`].
    pub fn read_submission_xml(
        &self,
        project: ProjectId,
        instance: &InstanceId,
    ) -> Result<Vec<u8>, StoreError> {
        let sql = "SELECT xml FROM submission_version WHERE project_id = ?1 AND instance_id = ?2";
        self.read(|tx| {
            tx.maybe_row(sql, (project.0, instance.as_str()), |row| row.get("xml"))?
                .ok_or(Problem::SubmissionUnknown.into())
        })
    }
}

/// A version that is here.
struct Known {
    version: VersionKey,
    submission: SubmissionKey,
    digest: Sha256,
    /// Who sent it.
    author: Option<AppUserId>,
    /// Whose the record is.
    owner: Option<AppUserId>,
}

impl Known {
    /// Whether a sender may add to it: who sent it, or to whom the record was given.
    fn is_of(&self, sender: Option<AppUserId>) -> bool {
        sender == self.author || sender == self.owner
    }
}

fn find_version(
    tx: &Tx,
    project: ProjectId,
    instance: &InstanceId,
) -> Result<Option<Known>, StoreError> {
    tx.maybe_row(
        "SELECT v.id, v.submission, v.xml_sha256, v.app_user, s.owner
         FROM submission_version v JOIN submission s ON s.id = v.submission
         WHERE v.project_id = ?1 AND v.instance_id = ?2
         UNION ALL SELECT 0, 0, xml_sha256, NULL, NULL FROM tombstone
         WHERE project_id = ?1 AND instance_id = ?2",
        (project.0, instance.as_str()),
        |row| {
            if row.get::<_, i64>("id")? == 0 {
                // It was forgotten, and is not to come again.
                return Err(Problem::SubmissionDeleted.into());
            }
            Ok(Known {
                version: VersionKey(row.get("id")?),
                submission: SubmissionKey(row.get("submission")?),
                digest: sha256(row, "xml_sha256")?,
                author: row.get::<_, Option<i64>>("app_user")?.map(AppUserId),
                owner: row.get::<_, Option<i64>>("owner")?.map(AppUserId),
            })
        },
    )
}

pub(crate) fn accept(
    tx: &Tx,
    arrival: &Arrival,
    folder: &Folder,
) -> Result<(Accepted, Receipt), StoreError> {
    let known = find_version(tx, arrival.project, &arrival.instance_id)?;
    let (accepted, submission, version) = match (known, &arrival.deprecated_id) {
        (Some(known), _) if known.digest != arrival.xml_sha256 => {
            return Err(Problem::DigestMismatch.into());
        }
        // Its receipt would tell of another's files, and its files would become the other's.
        (Some(known), _) if !known.is_of(arrival.app_user) => {
            return Err(Problem::SubmissionNotYours.into());
        }
        (Some(known), _) => (Accepted::Known, known.submission, known.version),
        (None, None) => create(tx, arrival)?,
        (None, Some(base)) => correct(tx, arrival, base)?,
    };
    if let (Some(left), true) = (&arrival.left, accepted != Accepted::Known) {
        let came = Came {
            kind: AsideKind::Answers,
            sha256: arrival.xml_sha256,
            size: left.sent_size,
            aside: left.aside,
            at: arrival.at,
        };
        aside::note(tx, submission, version, &came)?;
    }
    if accepted == Accepted::Known {
        attach_late(tx, &arrival.sent(folder), submission, version)?;
    } else {
        add_files(tx, &arrival.sent(folder), submission, version)?;
        if accepted == Accepted::Edited {
            within_bounds(tx, version)?;
        }
    }
    if accepted == Accepted::Known {
        // It may have been judged by another hub, or on another day.
        return Ok((accepted, receipt_of(tx, version)?));
    }
    let mut receipt = Receipt {
        instance_id: arrival.instance_id.clone(),
        xml_sha256: arrival.xml_sha256,
        kept_xml_sha256: arrival.left.map(|left| left.sha256),
        files: Vec::new(),
        missing: Vec::new(),
        aside: Vec::new(),
    };
    let aside = arrival.files.iter().filter(|file| file.is_aside());
    for file in aside {
        if !receipt.aside.contains(&file.sha256) {
            receipt.aside.push(file.sha256);
        }
    }
    let bare = arrival.expected.is_empty() && arrival.files.is_empty();
    if accepted != Accepted::Created || !bare {
        note_files(tx, version, &mut receipt)?;
    }
    Ok((accepted, receipt))
}

impl Arrival {
    fn sent<'a>(&'a self, folder: &'a Folder) -> Sent<'a> {
        Sent {
            project: self.project,
            app_user: self.app_user,
            user: self.user,
            files: &self.files,
            folder,
            at: self.at,
            event_uid: &self.event_uid,
        }
    }

    /// The day under which it is listed.
    fn day(&self) -> String {
        let at = self.summary.answered.unwrap_or(self.at);
        let summary = &self.summary;
        search::day(summary.walk_code.as_deref(), summary.day.as_deref(), at)
    }

    fn event(&self, submission: SubmissionKey, kind: EventKind) -> Event {
        Event {
            app_user: self.app_user,
            user: self.user,
            ..Event::new(self.project, submission, kind, self.at)
        }
    }
}

type Placed = (Accepted, SubmissionKey, VersionKey);

fn create(tx: &Tx, arrival: &Arrival) -> Result<Placed, StoreError> {
    let summary = &arrival.summary;
    let day = arrival.day();
    let tally = count_in(
        tx,
        &Alike {
            project: arrival.project,
            form: arrival.form,
            state: ReviewState::Received,
            city: summary.city_code.as_deref(),
            place: summary.place.as_deref(),
            walk_code: summary.walk_code.as_deref(),
            day: &day,
            at: arrival.at,
        },
    )?;
    // Everything that an index holds, so that no index is written twice.
    let submission = tx.insert(
        "INSERT INTO submission (project_id, form, instance_id, state, created_ms,
           updated_ms, walk_code, urgency, rank, day, tally, owner, title_es, title_en, search)
         VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, coalesce(?7, '9'), ?8, ?9, ?10, '', '', '')
         RETURNING id",
        (
            arrival.project.0,
            arrival.form.0,
            arrival.instance_id.as_str(),
            ReviewState::Received.as_str(),
            arrival.at.as_millis(),
            &summary.walk_code,
            &summary.urgency,
            &day,
            tally,
            arrival.app_user.map(|app_user| app_user.0),
        ),
    )?;
    let submission = SubmissionKey(submission);
    let version = add_version(tx, arrival, submission)?;
    let is_taken = !register_walk(tx, arrival, submission)?;
    mark(tx, arrival, submission, is_taken, &[])?;
    keep_words(tx, submission, &summary.search, true)?;
    let event = Event {
        to: Some(ReviewState::Received),
        ..arrival.event(submission, EventKind::Received)
    };
    record_event(tx, &event, &arrival.event_uid)?;
    Ok((Accepted::Created, submission, version))
}

/// The version that a correction names, with its submission as it stands.
struct Base {
    submission: SubmissionKey,
    version: VersionKey,
    form: FormKey,
    current: VersionKey,
    state: ReviewState,
    owner: Option<AppUserId>,
    flags: Vec<Flag>,
}

fn read_base(row: &Row<'_>) -> Result<Base, StoreError> {
    Ok(Base {
        submission: SubmissionKey(row.get("submission")?),
        version: VersionKey(row.get("version")?),
        form: FormKey(row.get("form")?),
        current: VersionKey(row.get("current")?),
        state: word(row, "state", ReviewState::from_name)?,
        owner: row.get::<_, Option<i64>>("owner")?.map(AppUserId),
        flags: flag::read(row)?,
    })
}

fn correct(tx: &Tx, arrival: &Arrival, base: &InstanceId) -> Result<Placed, StoreError> {
    let base = tx
        .maybe_row(
            "SELECT s.id AS submission, v.id AS version, s.form, s.current, s.state, s.owner, s.flags
             FROM submission_version v JOIN submission s ON s.id = v.submission
             WHERE v.project_id = ?1 AND v.instance_id = ?2",
            (arrival.project.0, base.as_str()),
            read_base,
        )?
        .filter(|base| base.form == arrival.form)
        .ok_or(Problem::BaseUnknown)?;
    if base.owner != arrival.app_user {
        return Err(Problem::SubmissionNotYours.into());
    }
    if base.version != base.current {
        return Err(Problem::BaseOutdated.into());
    }
    let submission = base.submission;
    if unreviewed(tx, submission)? >= CORRECTIONS {
        return Err(Problem::TooManyCorrections.into());
    }
    let to = transition(base.state, ReviewAction::Edit).map_err(|_| Problem::ReviewNotAllowed)?;
    count_out(tx, submission)?;
    let (summary, day) = (&arrival.summary, arrival.day());
    tx.execute(
        "UPDATE submission SET state = ?1, row_version = row_version + 1, instance_id = ?2,
           updated_ms = ?3, walk_code = ?4, urgency = ?5, rank = coalesce(?5, '9'), day = ?6
         WHERE id = ?7",
        (
            to.as_str(),
            arrival.instance_id.as_str(),
            arrival.at.as_millis(),
            &summary.walk_code,
            &summary.urgency,
            &day,
            submission.0,
        ),
    )?;
    let version = add_version(tx, arrival, submission)?;
    count_again(tx, submission)?;
    let is_taken = !register_walk(tx, arrival, submission)?;
    mark(tx, arrival, submission, is_taken, &base.flags)?;
    keep_words(tx, submission, &summary.search, false)?;
    carry_files(tx, arrival.at, base.version, version)?;
    let event = Event {
        from: Some(base.state),
        to: Some(to),
        ..arrival.event(submission, EventKind::Edited)
    };
    record_event(tx, &event, &arrival.event_uid)?;
    announce(tx, submission, to, None, &[], arrival.at)?;
    Ok((Accepted::Edited, submission, version))
}

/// Corrections of a record since somebody last decided about it.
fn unreviewed(tx: &Tx, submission: SubmissionKey) -> Result<i64, StoreError> {
    tx.row(
        "SELECT count(*) AS corrections FROM review_event
         WHERE submission = ?1 AND kind = ?2 AND id > coalesce(
           (SELECT max(id) FROM review_event WHERE submission = ?1 AND kind = ?3), 0)",
        (
            submission.0,
            EventKind::Edited.as_str(),
            EventKind::State.as_str(),
        ),
        |row| row.get("corrections"),
    )
}

/// Sets the flags of a record that differ from those it had.
fn mark(
    tx: &Tx,
    arrival: &Arrival,
    submission: SubmissionKey,
    is_taken: bool,
    had: &[Flag],
) -> Result<(), StoreError> {
    let of_form = Flag::OF_FORM.into_iter();
    let of_form = of_form.map(|flag| (flag, arrival.verdict.flags.contains(&flag)));
    let all = of_form.chain([(Flag::Walk, is_taken)]);
    let changed: Vec<_> = all
        .filter(|(flag, stands)| had.contains(flag) != *stands)
        .collect();
    match changed.is_empty() {
        true => Ok(()),
        false => flag::set(tx, submission, &changed),
    }
}

/// Inserts the version and makes it the current one of its submission.
fn add_version(
    tx: &Tx,
    arrival: &Arrival,
    submission: SubmissionKey,
) -> Result<VersionKey, StoreError> {
    let version = tx.insert(
        "INSERT INTO submission_version (submission, project_id, form_version, instance_id,
           deprecated_id, xml, xml_sha256, kept_sha256, answers, app_user, device_id,
           user_agent, device_date, created_ms, faults)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, '', ?9, ?10, ?11, ?12, ?13, ?14)
         RETURNING id",
        (
            submission.0,
            arrival.project.0,
            arrival.form_version.0,
            arrival.instance_id.as_str(),
            arrival.deprecated_id.as_ref().map(InstanceId::as_str),
            &arrival.xml,
            arrival.xml_sha256,
            arrival.left.map(|left| left.sha256),
            arrival.app_user.map(|app_user| app_user.0),
            &arrival.device_id,
            &arrival.user_agent,
            &arrival.device_date,
            arrival.at.as_millis(),
            &arrival.verdict.faults,
        ),
    )?;
    let version = VersionKey(version);
    describe(tx, arrival, submission, version)?;
    for name in &arrival.expected {
        expect_file(tx, version, name)?;
    }
    Ok(version)
}

/// What lists show of a record and no index holds.
fn describe(
    tx: &Tx,
    arrival: &Arrival,
    submission: SubmissionKey,
    version: VersionKey,
) -> Result<(), StoreError> {
    let summary = &arrival.summary;
    let (lat, lon, accuracy) = summary
        .position
        .map_or((None, None, None), |(lat, lon, acc)| {
            (Some(lat), Some(lon), Some(acc))
        });
    tx.execute(
        "UPDATE submission SET current = ?1, title_es = ?2, title_en = ?3, place = ?4,
           city_code = ?5, light = ?6, voices = ?7, isp = ?8, band = ?9, answered_ms = ?10,
           lat = ?11, lon = ?12, accuracy_m = ?13, geometry = ?14
         WHERE id = ?15",
        (
            version.0,
            &summary.title_es,
            &summary.title_en,
            &summary.place,
            &summary.city_code,
            &summary.light,
            summary.voices,
            summary.isp,
            &summary.band,
            summary.answered.map(Timestamp::as_millis),
            lat,
            lon,
            accuracy,
            &summary.geometry,
            submission.0,
        ),
    )?;
    Ok(())
}

/// Notes the walk that a record registers, and answers false where the walk is another's: its
/// code is read aloud to a group and is no key, so whoever registered it first has it. Of one
/// owner the newest registration holds. It moves every record of the walk from counter to
/// counter, this one too: each has to be counted by now.
fn register_walk(
    tx: &Tx,
    arrival: &Arrival,
    submission: SubmissionKey,
) -> Result<bool, StoreError> {
    let summary = &arrival.summary;
    let (true, Some(walk_code)) = (summary.registers_walk, &summary.walk_code) else {
        return Ok(true);
    };
    let is_ours = tx.execute(
        "INSERT INTO walk (project_id, walk_code, place, city_code, route, submission)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (project_id, walk_code) DO UPDATE
         SET place = excluded.place, city_code = excluded.city_code,
             route = excluded.route, submission = excluded.submission
         WHERE walk.submission IS NULL OR walk.submission = excluded.submission
           OR EXISTS (SELECT 1 FROM submission held, submission sent
             WHERE held.id = walk.submission AND sent.id = excluded.submission
               AND (held.owner = sent.owner OR (held.owner IS NULL AND sent.owner IS NULL)))",
        (
            arrival.project.0,
            walk_code,
            &summary.place,
            &summary.city_code,
            &summary.geometry,
            submission.0,
        ),
    )? > 0;
    if is_ours {
        move_stops(tx, arrival.project, walk_code)?;
    }
    Ok(is_ours)
}

/// What the hub holds of a version.
fn receipt_of(tx: &Tx, version: VersionKey) -> Result<Receipt, StoreError> {
    let mut receipt = tx.row(
        "SELECT instance_id, xml_sha256, kept_sha256 FROM submission_version WHERE id = ?1",
        [version.0],
        |row| {
            Ok(Receipt {
                instance_id: instance(row, "instance_id")?,
                xml_sha256: sha256(row, "xml_sha256")?,
                kept_xml_sha256: maybe_sha256(row, "kept_sha256")?,
                files: Vec::new(),
                missing: Vec::new(),
                aside: Vec::new(),
            })
        },
    )?;
    note_files(tx, version, &mut receipt)?;
    receipt.aside = aside::files(tx, version)?;
    Ok(receipt)
}

/// Which of its files the hub holds and which it waits for; and what came beside what is kept of
/// it: its sender knows that digest alone, and asks again until it is told that it came.
fn note_files(tx: &Tx, version: VersionKey, receipt: &mut Receipt) -> Result<(), StoreError> {
    let files = tx.rows(
        "SELECT a.name AS name, f.file_sha256 AS digest, b.size AS size, 0 AS sent, f.id AS place
         FROM submission_attachment a
         LEFT JOIN attachment_file f ON f.attachment = a.id
         LEFT JOIN blob b ON b.sha256 = f.file_sha256
         WHERE a.version = ?1
         UNION ALL
         SELECT a.name, s.sent_sha256, s.sent_size, 1, s.received_ms
         FROM submission_attachment a JOIN attachment_sent s ON s.attachment = a.id
         WHERE a.version = ?1
         ORDER BY sent, name, place, digest",
        [version.0],
        |row| {
            let held = match maybe_sha256(row, "digest")? {
                Some(digest) => Some((digest, size(row, "size")?)),
                None => None,
            };
            Ok((row.get("name")?, held))
        },
    )?;
    for (name, held) in files {
        match held {
            Some((sha256, size)) => {
                receipt.missing.retain(|missing| *missing != name);
                receipt.files.push(ReceiptFile { name, sha256, size });
            }
            None => receipt.missing.push(name),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
