//! Giving large files to the platform: announce one to the hub, then have it sealed and taken.
//!
//! Only a session that was asked to does it, only with a hub that says it takes parcels, and
//! only for a submission whose report the hub has. A file that could not be given is left to a
//! later session, which sends it itself; nothing of this is held against its submission.

use farola_model::Timestamp;
use farola_protocol::ParcelId;
use farola_protocol::parcel::{self, PARCEL_BYTES};
use serde::Deserialize;

use super::item::Item;
use super::kinds::{Draft, Handing, Next, Outstanding, Purpose};
use super::session::Session;
use crate::answer::Answer;
use crate::command::{Command, Method, ParcelSpec, RequestBody, Sink};
use crate::problem::SyncProblem;

/// Longest answer to an announcement.
const ANSWER_BYTES: u64 = 64 * 1024;

/// What the hub answers to an announcement.
#[derive(Deserialize)]
struct Expected {
    id: String,
}

impl Session {
    pub(super) fn next_parcel(&mut self, now: Timestamp) -> Next {
        while let Some(what) = self.next_handing(now) {
            let fits = self.start.hand_over.is_some_and(|room| {
                let size = self.size_of(what);
                room.files > 0 && size.is_some_and(|size| size <= room.bytes)
            });
            let spec = self.spec_of(what).filter(|_| fits);
            let Some(spec) = spec else {
                self.leave(what);
                continue;
            };
            return Next::Request(Box::new(Draft {
                method: Method::Post,
                url: format!("{}/farola/parcels/{}", self.server(), spec.id),
                body: RequestBody::Announcement(spec),
                sink: Sink::Memory {
                    limit: ANSWER_BYTES,
                },
                purpose: Purpose::Announcement(what),
            }));
        }
        Next::Nothing
    }

    /// The next file that is to be given away.
    fn next_handing(&self, now: Timestamp) -> Option<Handing> {
        if !self.takes_parcels || self.start.hand_over.is_none() {
            return None;
        }
        let items = (0..self.items.len()).filter(|index| self.may_hand_over(*index, now));
        let mut files = items.filter_map(|item| {
            let file = self.items.get(item)?.next_large(PARCEL_BYTES)?;
            Some(Handing { item, file })
        });
        files.next()
    }

    fn may_hand_over(&self, index: usize, now: Timestamp) -> bool {
        let reported = |item: &Item| item.spec.body_stored && !item.ask_receipt;
        self.items
            .get(index)
            .is_some_and(|item| reported(item) && self.is_due(item, now))
    }

    fn size_of(&self, what: Handing) -> Option<u64> {
        let files = &self.items.get(what.item)?.spec.files;
        files.get(what.file).map(|file| file.size)
    }

    fn spec_of(&self, what: Handing) -> Option<ParcelSpec> {
        let item = &self.items.get(what.item)?.spec;
        let file = item.files.get(what.file)?;
        let token = parcel::token(self.server())?;
        Some(ParcelSpec {
            id: ParcelId::of(token, &item.xml_sha256, &file.name, &file.sha256),
            instance_id: item.instance_id.clone(),
            xml_sha256: item.xml_sha256,
            name: file.name.clone(),
            sha256: file.sha256,
            size: file.size,
        })
    }

    pub(super) fn on_announced(&mut self, what: Handing, answer: &Answer) {
        let told = serde_json::from_slice::<Expected>(answer.bytes()).ok();
        let spec = self.spec_of(what);
        // The id follows from what the parcel holds: another one means another file.
        let same = told
            .zip(spec)
            .is_some_and(|(told, spec)| told.id == spec.id.to_string());
        if same {
            self.announced = Some(what);
        } else if answer.is_html() {
            self.pause(SyncProblem::CaptivePortal);
        } else {
            self.pause(SyncProblem::Unintelligible);
        }
    }

    /// The hub does not want it: perhaps it is there already, which its receipt tells.
    pub(super) fn on_announcement_refused(&mut self, what: Handing) {
        self.leave(what);
        if let Some(item) = self.items.get_mut(what.item) {
            item.ask_receipt = true;
        }
    }

    /// The command that gives what was announced to the platform.
    pub(super) fn hand_over(&mut self, id: u64) -> Option<Command> {
        // Taken: a key seals once, so what fails after this is announced anew.
        let what = self.announced.take()?;
        let spec = self.spec_of(what)?;
        // After a redirect to https the platform should not have to follow it too.
        let url = parcel::address(&self.submission_url, &spec.id)
            .or_else(|| parcel::address(self.server(), &spec.id))?;
        self.outstanding = Outstanding::HandOver { id, what };
        Some(Command::HandOver {
            id,
            parcel: spec,
            url,
        })
    }

    pub(super) fn on_handed_over(&mut self, awaited: u64, taken: bool) -> bool {
        let what = match &self.outstanding {
            Outstanding::HandOver { id, what } if *id == awaited => *what,
            _ => return false,
        };
        self.outstanding = Outstanding::Nothing;
        let size = self.size_of(what).unwrap_or_default();
        if !taken {
            self.leave(what);
            return true;
        }
        // Counted down here: the engine counted what lay there when the session began.
        self.report.handed_over += 1;
        if let Some(room) = &mut self.start.hand_over {
            room.files = room.files.saturating_sub(1);
            room.bytes = room.bytes.saturating_sub(size);
        }
        let files = self
            .items
            .get_mut(what.item)
            .map(|item| &mut item.spec.files);
        if let Some(file) = files.and_then(|files| files.get_mut(what.file)) {
            file.in_flight = true;
        }
        true
    }

    /// Leaves a file to a later session.
    pub(super) fn leave(&mut self, what: Handing) {
        if let Some(item) = self.items.get_mut(what.item) {
            item.left.push(what.file);
        }
    }

    /// What the platform uploads cannot arrive where no parcels are taken: all is sent from here.
    pub(super) fn recall_parcels(&mut self) {
        self.items.iter_mut().for_each(Item::recall);
    }
}
