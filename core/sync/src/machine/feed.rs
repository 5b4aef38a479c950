//! Reading the hub's change feed, page by page, each page and its cursor in one transaction.

use farola_model::limits::RESPONSE_BYTES;
use farola_protocol::ChangesPage;

use super::kinds::{Draft, Next, Purpose};
use super::session::Session;
use crate::answer::Answer;
use crate::command::StoreCommand;
use crate::problem::SyncProblem;
use crate::url;

/// Entries asked for per page.
const PAGE: usize = 200;
/// Pages read in one session; the rest comes in the next.
const MAX_PAGES: u32 = 500;

#[derive(Debug)]
pub(super) struct Feed {
    cursor: Option<String>,
    pages: u32,
    refetched: bool,
    pub(super) done: bool,
    pub(super) up_to_date: bool,
}

impl Feed {
    pub(super) fn new(cursor: Option<String>) -> Self {
        Self {
            cursor,
            pages: 0,
            refetched: false,
            done: false,
            up_to_date: false,
        }
    }
}

impl Session {
    pub(super) fn next_changes(&mut self) -> Next {
        if self.feed.done || self.feed.pages >= MAX_PAGES {
            return Next::Nothing;
        }
        let mut address = format!("{}/farola/changes?limit={PAGE}", self.server());
        if let Some(cursor) = &self.feed.cursor {
            address += "&since=";
            address += &url::encode(cursor);
        }
        Next::Request(Box::new(Draft::get(
            address,
            RESPONSE_BYTES,
            Purpose::Changes,
        )))
    }

    pub(super) fn on_changes(&mut self, answer: &Answer) {
        self.tries = 0;
        self.feed.pages += 1;
        let page = match ChangesPage::parse(answer.bytes()) {
            Ok(page) => page,
            Err(_) if answer.is_html() => return self.pause(SyncProblem::CaptivePortal),
            Err(_) => return self.pause(SyncProblem::Unintelligible),
        };
        if page.must_refetch {
            // Once a session: a hub that asks for it again and again would have the phone offer
            // everything for ever.
            if self.feed.refetched || self.feed.cursor.is_none() {
                self.feed.done = true;
                return self.pause(SyncProblem::FeedStuck);
            }
            self.feed.refetched = true;
            self.feed.cursor = None;
            self.stores.push_back(StoreCommand::EpochChanged);
            return;
        }
        let moved = page.cursor != self.feed.cursor;
        self.feed.up_to_date = page.up_to_date;
        self.feed.done = page.up_to_date;
        if !moved && !page.up_to_date {
            // The same page again and again would never end.
            self.feed.done = true;
            return self.pause(SyncProblem::FeedStuck);
        }
        self.feed.cursor.clone_from(&page.cursor);
        self.report.changes += page.entries.len();
        if moved || !page.entries.is_empty() {
            self.stores.push_back(StoreCommand::ApplyChanges { page });
        }
    }
}
