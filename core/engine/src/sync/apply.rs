//! Loads the outbox into the machine and writes the machine's commands to the store.

use farola_model::{Coded as _, InstanceId, Md5, Timestamp};
use farola_protocol::{Change, ChangesPage, FormListEntry, ParcelId, Word, parcel};
use farola_store::{
    FormMedium, NewComment, NewForm, Outgoing, Receipt, Store, SubmissionEvent, SubmissionState,
};
use farola_sync::{KnownFile, KnownForm, OutboxFile, OutboxItem, Start, StoreCommand, SyncProblem};

use super::options::SyncOptions;
use super::parcels;
use crate::entities::take_file;
use crate::shared::keys::{REVIEW_FEED, SPOKE_AS_HUB};
use crate::shared::{EngineError, Inner, Result};

/// Submissions of one session; the rest goes in the next.
const PER_SESSION: usize = 1_000;

/// What the machine is told at the start.
pub(crate) fn start(inner: &Inner, options: &SyncOptions) -> Result<Start> {
    let enrolment = inner.enrolment()?;
    let mut nonce_seed = [0; 32];
    inner.env.entropy.fill_secret(&mut nonce_seed)?;
    let store = inner.store();
    let spoke_as_hub = store.setting(SPOKE_AS_HUB)?.is_some();
    // Also what is not due yet: the machine decides when, and may be told to try now.
    let due = store.due(Timestamp(i64::MAX), PER_SESSION)?;
    let waiting: Vec<InstanceId> = due.iter().map(|item| item.info.instance.clone()).collect();
    let token = parcel::token(enrolment.server_url.reveal());
    let in_flight = parcels::in_flight(inner);
    let mut outbox = Vec::new();
    for item in due {
        if base_is_stuck(&store, &item, &waiting)? {
            continue;
        }
        let mut item = outbox_item(&store, item)?;
        for file in item.files.iter_mut().filter(|file| !file.sent) {
            let id =
                token.map(|token| ParcelId::of(token, &item.xml_sha256, &file.name, &file.sha256));
            file.in_flight = id.is_some_and(|id| in_flight.contains(&id));
        }
        outbox.push(item);
    }
    let mut forms = Vec::new();
    for form in store.forms()?.into_iter().filter(|form| form.active) {
        let files = store.form_media(&form.xml_sha256)?;
        let files = files.into_iter().filter_map(|file| {
            Some(KnownFile {
                name: file.name,
                hash: md5(&file.hash)?,
                sha256: file.sha256,
                kind: None,
            })
        });
        if let Some(hash) = md5(&form.hash) {
            forms.push(KnownForm {
                form: form.form,
                hash,
                files: files.collect(),
            });
        }
    }
    Ok(Start {
        enrolment,
        outbox,
        forms,
        cursor: store.cursor(REVIEW_FEED)?,
        retry_now: options.retry_now,
        check_forms: options.check_forms,
        spare_media: options.spare_media,
        nonce_seed,
        spoke_as_hub,
        hand_over: None,
    })
}

/// A correction whose base waits for a person must wait too: the server does not know the base.
fn base_is_stuck(store: &Store, item: &Outgoing, waiting: &[InstanceId]) -> Result<bool> {
    let Some(base) = &item.info.deprecated else {
        return Ok(false);
    };
    if waiting.contains(base) {
        return Ok(false);
    }
    match store.submission_info(base) {
        Ok(info) => Ok(info.state != SubmissionState::Acknowledged),
        // Purged: it was acknowledged.
        Err(farola_store::Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn outbox_item(store: &Store, item: Outgoing) -> Result<OutboxItem> {
    let xml = store.submission(&item.info.instance)?.xml;
    let files = item.media.iter().map(|file| OutboxFile {
        name: file.name.clone(),
        sha256: file.sha256,
        size: file.size.unwrap_or_default(),
        sent: file.sent,
        in_flight: false,
    });
    Ok(OutboxItem {
        instance_id: item.info.instance,
        deprecated_id: item.info.deprecated,
        xml_sha256: item.info.xml_sha256,
        xml_size: xml.len() as u64,
        files: files.collect(),
        offered: item.info.state != SubmissionState::Finalized,
        body_stored: !matches!(
            item.info.state,
            SubmissionState::Finalized | SubmissionState::Offered
        ),
        attempts: item.attempts,
        next_attempt: item.next_attempt,
    })
}

fn md5(hash: &str) -> Option<Md5> {
    hash.strip_prefix("md5:").unwrap_or(hash).parse().ok()
}

/// Writes what happened.
pub(crate) fn apply(inner: &Inner, command: StoreCommand) -> Result<()> {
    let at = inner.now();
    let mut store = inner.store();
    match command {
        StoreCommand::StoreForm { entry, xml, files } => {
            store_form(inner, &mut store, &entry, xml, files, at)
        }
        StoreCommand::Offer { instance_id } => {
            store.advance(&instance_id, SubmissionEvent::Offer, at)?;
            Ok(())
        }
        StoreCommand::MarkStored { instance_id, files } => {
            mark_stored(&mut store, &instance_id, &files, at)
        }
        StoreCommand::Acknowledge {
            instance_id, word, ..
        } => acknowledge(&mut store, &instance_id, &word, at),
        StoreCommand::Wedge {
            instance_id,
            problem,
        } => Ok(store.wedge(&instance_id, problem.code(), at)?),
        StoreCommand::Postpone {
            instance_id,
            until,
            problem,
        } => {
            // The page of a café says nothing of the submission, which must not be set aside for
            // it.
            let counted = problem != SyncProblem::CaptivePortal;
            store.postpone(&instance_id, until, problem.code(), counted)?;
            Ok(())
        }
        StoreCommand::ApplyChanges { page } => apply_changes(&mut store, page, at),
        StoreCommand::EpochChanged => offer_again(&mut store, at),
    }
}

fn store_form(
    inner: &Inner,
    store: &mut Store,
    entry: &FormListEntry,
    xml: Option<Vec<u8>>,
    files: Vec<KnownFile>,
    at: Timestamp,
) -> Result<()> {
    // None where only files changed: the server did not send the form again.
    let xml = match xml {
        Some(xml) => xml,
        None => {
            let known = store
                .active_form(&entry.form.id)?
                .ok_or(EngineError::FormUnknown)?;
            store.form_xml(&known.xml_sha256)?
        }
    };
    for file in files.iter().filter(|file| is_list(file)) {
        let csv = store.media_bytes(&file.sha256)?;
        let hash = format!("md5:{}", file.hash);
        let kind = file.kind.as_deref();
        take_file(inner, store, &file.name, &hash, kind, &csv, at)?;
    }
    inner.lists_changed();
    let media = files.into_iter().map(|file| FormMedium {
        name: file.name,
        hash: format!("md5:{}", file.hash),
        sha256: file.sha256,
    });
    store.store_form(&NewForm {
        form: entry.form.clone(),
        title: entry.name.clone(),
        hash: format!("md5:{}", Md5::of(&xml)),
        xml,
        media: media.collect(),
        at,
    })?;
    Ok(())
}

/// Whether a file may be a list of entities.
fn is_list(file: &KnownFile) -> bool {
    file.name.to_ascii_lowercase().ends_with(".csv")
}

fn mark_stored(
    store: &mut Store,
    instance: &InstanceId,
    files: &[String],
    at: Timestamp,
) -> Result<()> {
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    store.mark_stored(instance, &names, at)?;
    let media = store.submission_media(instance)?;
    let lost = media
        .iter()
        // The server named all that it has, and a file that we counted as sent is not among them.
        .filter(|file| file.sent && !files.contains(&file.name));
    let lost: Vec<&str> = lost.map(|file| file.name.as_str()).collect();
    if !lost.is_empty() {
        store.mark_missing(instance, &lost, at)?;
    }
    Ok(())
}

fn acknowledge(store: &mut Store, instance: &InstanceId, word: &Word, at: Timestamp) -> Result<()> {
    let receipt = match word {
        Word::Proven(receipt) => Receipt::proven(receipt),
        Word::Named(receipt) => Receipt::named(receipt),
        Word::Bare => {
            // A server without receipts: its 201 to the last post speaks for all that was
            // posted before it too.
            let media = store.submission_media(instance)?;
            let names: Vec<&str> = media.iter().map(|file| file.name.as_str()).collect();
            store.mark_stored(instance, &names, at)?;
            Receipt::bare()
        }
    };
    store.acknowledge(instance, &receipt, at)?;
    Ok(())
}

fn apply_changes(store: &mut Store, page: ChangesPage, at: Timestamp) -> Result<()> {
    // Before the cursor goes past it: cut off here, the page is read again.
    let forgotten = page.entries.iter().filter_map(|entry| match entry {
        Change::Forgotten(of) => Some((of.instance_id.clone(), of.xml_sha256)),
        Change::Review(_) | Change::Other => None,
    });
    let forgotten: Vec<_> = forgotten.collect();
    if !forgotten.is_empty() {
        store.forget(&forgotten)?;
    }
    // A newer hub may tell of more than this version knows; the cursor goes past it.
    let reviews = page.entries.into_iter().filter_map(|entry| match entry {
        Change::Review(review) => Some(review),
        _ => None,
    });
    let reviews = reviews.map(|review| farola_store::ReviewChange {
        seq: review.seq,
        instance: review.instance_id,
        xml_sha256: Some(review.xml_sha256),
        state: review.state,
        reason: review.reason,
        comments: review
            .comments
            .into_iter()
            .map(|comment| NewComment {
                id: comment.id,
                reference: comment.reference,
                body: comment.body,
                at: comment.at,
                role: comment.role,
            })
            .collect(),
    });
    let reviews: Vec<_> = reviews.collect();
    let cursor = page.cursor.unwrap_or_default();
    Ok(store.apply_changes(REVIEW_FEED, &reviews, &cursor, at)?)
}

/// The hub began another life: it may have lost what it acknowledged, and the phones that
/// still hold it give it back.
fn offer_again(store: &mut Store, at: Timestamp) -> Result<()> {
    store.forget_cursor(REVIEW_FEED)?;
    let acknowledged = store
        .submissions()?
        .into_iter()
        .filter(|s| s.state == SubmissionState::Acknowledged && s.goes_here);
    for submission in acknowledged {
        store.advance(&submission.instance, SubmissionEvent::Reoffer, at)?;
    }
    Ok(())
}
