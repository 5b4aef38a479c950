//! Sending submissions: posts, receipts, and what each answer does to an item.

use farola_model::{InstanceId, Timestamp};
use farola_protocol::proof::Proven;
use farola_protocol::{Receipt, Response, Word};

use super::item::{Item, Status};
use super::kinds::{Draft, Next, Purpose};
use super::session::Session;
use crate::answer::Answer;
use crate::command::{Method, Post, RequestBody, Sink, StoreCommand};
use crate::problem::SyncProblem;
use crate::url;

/// An item that was refused credentials is tried again after this.
pub(super) const LATER_MS: i64 = 15 * 60 * 1_000;
/// Files up to this size together go along with the report itself.
const SMALL_FILES_BYTES: u64 = 64 * 1024;
/// Times that a file may be sent without the hub confirming it.
const MAX_UNCONFIRMED: u32 = 3;
/// Longest answer to a post or of a receipt.
const ANSWER_BYTES: u64 = 1024 * 1024;

/// Which part of sending is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// The XML of every item first (whole items where the server is not a hub).
    Reports,
    /// What is left.
    Everything,
}

impl Session {
    pub(super) fn next_push(&mut self, now: Timestamp, phase: Phase) -> Next {
        let hub = self.is_hub();
        let ready = (0..self.items.len()).find(|index| self.is_ready(*index, now, phase, hub));
        let Some(index) = ready else {
            return Next::Nothing;
        };
        let limit = self.limit;
        let Some(item) = self.items.get_mut(index) else {
            return Next::Nothing;
        };
        let id = item.spec.instance_id.clone();
        // A hub is asked first: what it holds already is not sent again.
        if hub && (item.ask_receipt || item.all_sent()) {
            item.ask_receipt = false;
            let url = format!(
                "{}/farola/receipts/{}",
                self.server(),
                url::encode(id.as_str())
            );
            let purpose = Purpose::Receipt { item: index };
            return Next::Request(Box::new(Draft::get(url, ANSWER_BYTES, purpose)));
        }
        // Written before the first byte goes out: after a kill the next session knows to ask.
        if !item.offered {
            item.offered = true;
            self.stores
                .push_back(StoreCommand::Offer { instance_id: id });
            return Next::Again;
        }
        let alone = phase == Phase::Reports || self.start.spare_media;
        let report_first = hub && alone && item.bytes_here() > SMALL_FILES_BYTES;
        let plan = if report_first {
            item.plan(limit).map(|_| (Vec::new(), true))
        } else {
            item.plan(limit)
        };
        let (files, incomplete) = match plan {
            Ok(plan) => plan,
            Err(problem) => {
                self.wedge(index, problem);
                return Next::Again;
            }
        };
        let carried = files.iter().filter_map(|i| item.spec.files.get(*i));
        let post = Post {
            instance_id: id,
            xml_sha256: item.spec.xml_sha256,
            files: carried.map(|f| (f.name.clone(), f.sha256)).collect(),
            incomplete,
        };
        Next::Request(Box::new(Draft {
            method: Method::Post,
            url: self.submission_url.clone(),
            body: RequestBody::Submission(post),
            sink: Sink::Memory {
                limit: ANSWER_BYTES,
            },
            purpose: Purpose::Push {
                item: index,
                files,
                incomplete,
            },
        }))
    }

    fn is_ready(&self, index: usize, now: Timestamp, phase: Phase, hub: bool) -> bool {
        let Some(item) = self.items.get(index) else {
            return false;
        };
        let in_phase =
            phase == Phase::Everything || !hub || !item.spec.body_stored || item.ask_receipt;
        // A correction waits for its base: the server refuses a version of what it does not know.
        self.is_due(item, now)
            && in_phase
            && !self.base_is_pending(index)
            && !self.is_idle(item, hub)
    }

    /// Whether it is an item's turn, by what happened to it in this session and before.
    pub(super) fn is_due(&self, item: &Item, now: Timestamp) -> bool {
        item.status == Status::Waiting
            && item.not_before <= now
            && (self.start.retry_now || item.spec.next_attempt <= now)
    }

    /// Whether there is nothing to do for an item now: what is left of it costs too much, or
    /// is on its way by the platform.
    fn is_idle(&self, item: &Item, hub: bool) -> bool {
        self.is_spared(item, hub) || (hub && item.is_away() && !item.ask_receipt)
    }

    /// Whether nothing of an item is left that may go over a network that costs money. Only a
    /// hub takes a report before its photos and says so.
    fn is_spared(&self, item: &Item, hub: bool) -> bool {
        let heavy = item.bytes_here() > SMALL_FILES_BYTES;
        let report_is_there = !hub || item.spec.body_stored;
        self.start.spare_media && heavy && report_is_there && !item.ask_receipt
    }

    /// A correction goes only after the version it corrects: the server would refuse it.
    fn base_is_pending(&self, index: usize) -> bool {
        let base = self
            .items
            .get(index)
            .and_then(|i| i.spec.deprecated_id.as_ref());
        base.is_some_and(|base| {
            self.items
                .iter()
                .any(|i| i.spec.instance_id == *base && i.status != Status::Delivered)
        })
    }

    /// When the next item that is held back may be tried.
    pub(super) fn next_item_time(&self) -> Option<Timestamp> {
        let hub = self.is_hub();
        let held = (0..self.items.len()).filter(|i| !self.base_is_pending(*i));
        held.filter_map(|index| self.items.get(index))
            // An item that waits for something else than time would be waited for without end.
            .filter(|i| i.status == Status::Waiting && i.tries > 0 && !self.is_idle(i, hub))
            .map(|i| i.not_before)
            .min()
    }

    pub(super) fn count_try(&mut self, index: usize) -> u32 {
        let hub = self.is_hub();
        let Some(item) = self.items.get_mut(index) else {
            return 1;
        };
        item.tries += 1;
        // After a cut nobody knows what arrived, except the hub.
        item.ask_receipt = hub;
        item.tries
    }

    pub(super) fn hold_item(&mut self, index: usize, until: Timestamp) {
        if let Some(item) = self.items.get_mut(index) {
            item.not_before = until;
        }
    }

    pub(super) fn postpone(&mut self, index: usize, until: Timestamp, problem: SyncProblem) {
        let Some(instance_id) = self.set(index) else {
            return;
        };
        self.report.postponed.push((instance_id.clone(), problem));
        // One time for the whole phone: the earliest of all items.
        let earliest = self.report.retry_at.map_or(until, |at| at.min(until));
        self.report.retry_at = Some(earliest);
        self.stores.push_back(StoreCommand::Postpone {
            instance_id,
            until,
            problem,
        });
    }

    pub(super) fn wedge(&mut self, index: usize, problem: SyncProblem) {
        let Some(instance_id) = self.set(index) else {
            return;
        };
        self.report.wedged.push((instance_id.clone(), problem));
        self.stores.push_back(StoreCommand::Wedge {
            instance_id,
            problem,
        });
    }

    fn set(&mut self, index: usize) -> Option<InstanceId> {
        let item = self.items.get_mut(index)?;
        item.status = Status::Set;
        Some(item.spec.instance_id.clone())
    }

    pub(super) fn on_pushed(
        &mut self,
        index: usize,
        files: &[usize],
        incomplete: bool,
        answer: &Answer,
        proof: Option<&Proven>,
    ) {
        let hub = self.is_hub();
        let Some(item) = self.items.get_mut(index) else {
            return;
        };
        if hub {
            item.in_doubt = Some(files.to_vec());
            let receipt = Response::parse(answer.bytes()).ok().and_then(|r| r.receipt);
            match receipt {
                Some(receipt) => self.take_receipt(index, receipt, answer, proof),
                // The answer was cut or an intermediary ate it: ask.
                None => item.ask_receipt = true,
            }
            return;
        }
        // Other servers give no receipt: their status is all there is.
        item.tries = 0;
        item.spec.body_stored = true;
        for file in files {
            if let Some(file) = item.spec.files.get_mut(*file) {
                file.sent = true;
            }
        }
        if incomplete {
            let (instance_id, files) = (item.spec.instance_id.clone(), item.names_sent());
            self.stores
                .push_back(StoreCommand::MarkStored { instance_id, files });
        } else {
            self.acknowledge(index, Word::Bare);
        }
    }

    fn take_receipt(
        &mut self,
        index: usize,
        receipt: Receipt,
        answer: &Answer,
        proof: Option<&Proven>,
    ) {
        let Some(item) = self.items.get_mut(index) else {
            return;
        };
        let before = item.held();
        let applied = item.apply(&receipt);
        // Only progress resets the count: a post that is cut every time must end somewhere.
        if item.held() > before {
            item.tries = 0;
        }
        let sent = item.in_doubt.take().unwrap_or_default();
        match applied {
            Err(problem) => self.wedge(index, problem),
            Ok(true) => {
                // The store takes a proven word alone, where one can be had.
                let proven = proof.and_then(|proof| proof.receipt(answer.bytes()));
                let word = proven.map_or(Word::Named(receipt), Word::Proven);
                self.acknowledge(index, word);
            }
            Ok(false) => {
                let lost = sent
                    .iter()
                    .any(|i| item.spec.files.get(*i).is_some_and(|f| !f.sent));
                if lost {
                    item.unconfirmed += 1;
                }
                let (instance_id, files) = (item.spec.instance_id.clone(), item.names_sent());
                let hopeless = item.unconfirmed >= MAX_UNCONFIRMED;
                self.stores
                    .push_back(StoreCommand::MarkStored { instance_id, files });
                if hopeless {
                    self.wedge(index, SyncProblem::ReceiptMismatch);
                }
            }
        }
    }

    fn acknowledge(&mut self, index: usize, word: Word) {
        let Some(item) = self.items.get_mut(index) else {
            return;
        };
        item.status = Status::Delivered;
        let instance_id = item.spec.instance_id.clone();
        let xml_sha256 = item.spec.xml_sha256;
        self.report.delivered.push(instance_id.clone());
        self.stores.push_back(StoreCommand::Acknowledge {
            instance_id,
            xml_sha256,
            word,
        });
    }

    pub(super) fn on_receipt(&mut self, index: usize, answer: &Answer, proof: Option<&Proven>) {
        match Receipt::parse(answer.bytes()) {
            Ok(receipt) => self.take_receipt(index, receipt, answer, proof),
            Err(_) if answer.is_html() => self.pause(SyncProblem::CaptivePortal),
            Err(_) => self.pause(SyncProblem::Unintelligible),
        }
    }

    /// The hub has no such submission, or none that this phone may see.
    pub(super) fn on_receipt_refused(
        &mut self,
        now: Timestamp,
        index: usize,
        status: u16,
        problem: SyncProblem,
    ) {
        if status != 404 {
            self.postpone(index, now.plus_millis(LATER_MS), problem);
            return;
        }
        let Some(item) = self.items.get_mut(index) else {
            return;
        };
        // Hubs say 201 only for what they hold; one that then knows nothing is in trouble.
        if item.in_doubt.take().is_some() {
            item.unconfirmed += 1;
        }
        item.spec.body_stored = false;
        for file in &mut item.spec.files {
            file.sent = false;
        }
        // A parcel for a submission that the hub does not know has nowhere to arrive.
        item.recall();
        if item.unconfirmed >= MAX_UNCONFIRMED {
            self.wedge(index, SyncProblem::ReceiptMismatch);
        }
    }

    pub(super) fn on_push_refused(&mut self, index: usize, files: usize, problem: SyncProblem) {
        let Some(item) = self.items.get_mut(index) else {
            return;
        };
        if problem == SyncProblem::TooLargeForServer && files > 1 {
            // Halved until it fits: the limit that a server states is often not the one of the
            // proxy before it.
            item.max_files = files / 2;
            return;
        }
        self.wedge(index, problem);
    }
}
