//! Which cards the home screen has, and in which order: decided here for every shell.

use farola_control::own_words;
use farola_store::{DraftInfo, HomeCounts, OldDrafts, Shelf};
use farola_walk::Phase;

use crate::enrol::DeviceInfo;
use crate::messages::Message;
use crate::shared::{Engine, Result};
use crate::walk::{WalkNext, WalkView};

/// Drafts that have a card of their own; the others stand in the list behind
/// [`HomeCard::Papers`].
pub const MOST_DRAFTS: usize = 3;

/// One card of the home screen.
#[derive(Debug, Clone, PartialEq)]
pub enum HomeCard {
    /// Join a server: nothing can be fetched or sent before.
    Enrol,
    /// Joined, and the forms are not here yet: sync.
    FetchForms,
    /// Nobody walks: prepare a walk.
    PrepareWalk,
    /// A walk to go on with.
    Walk {
        /// As it stands.
        walk: Box<WalkView>,
        /// Where going on leads.
        next: WalkNext,
    },
    /// A reviewer asks for a correction.
    Correction {
        /// What is asked.
        message: Message,
    },
    /// A form that was left in the middle.
    Draft {
        /// Which.
        draft: DraftInfo,
    },
    /// Submissions that no sync will send: a person must act.
    SetAside {
        /// How many.
        count: u64,
    },
    /// Drafts that nobody went on with for long: they will go.
    OldDrafts {
        /// How many.
        drafts: u64,
        /// Days until the first of them goes, at the soonest.
        days: u16,
    },
    /// Note something that was seen on the way.
    Finding,
    /// The forms that can be filled.
    Forms {
        /// How many.
        count: u64,
    },
    /// Drafts, the outbox and the submissions that arrived: one card, which leads to one screen
    /// of these lists. What a person wrote is found in one place, however far it has come.
    Papers {
        /// Drafts.
        drafts: u64,
        /// Submissions on their way.
        waiting: u64,
        /// Submissions that the server has.
        sent: u64,
    },
    /// What reviewers say.
    Messages {
        /// How many were not opened yet; nothing where all were.
        new: Option<u64>,
    },
    /// The settings.
    Settings,
}

/// The home screen of one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct HomePlan {
    /// The cards, from top to bottom.
    pub cards: Vec<HomeCard>,
    /// Number, from 0, of the card whose button stands out: the screen has one.
    pub stands_out: usize,
    /// The numbers, for the line about what waits.
    pub counts: HomeCounts,
    /// Who the phone is, and when the server last answered.
    pub device: DeviceInfo,
    /// Whether there is a button that syncs below the line; [`HomeCard::FetchForms`] has its own.
    pub can_sync: bool,
    /// Whether the screen of what was written offers to send: something waits, and there is where
    /// to send it.
    pub can_send: bool,
    /// Whether photos wait for a network that costs nothing, as the person wished.
    pub photos_wait: bool,
    /// Name of the project that the phone sends to, above the line; nothing where it has none.
    pub project: Option<String>,
    /// Submissions on their way, beside the title; nothing where none waits.
    pub on_their_way: Option<u64>,
}

/// What cannot wait stands above what can: it is the first card.
const STANDS_OUT: usize = 0;

/// Whether anything can be sent now: the phone has joined a server and has had its forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sending(bool);

impl Sending {
    fn of(enrolled: bool, forms: u64) -> Self {
        Self(enrolled && forms > 0)
    }

    /// Whether a person is offered to send a submission that stands in this list.
    #[must_use]
    pub fn offers(self, shelf: Shelf) -> bool {
        self.0 && shelf == Shelf::Outbox
    }
}

/// All that the cards follow from.
struct Facts {
    enrolled: bool,
    forms: u64,
    walk: Option<WalkView>,
    messages: Vec<Message>,
    drafts: Vec<DraftInfo>,
    old: Option<OldDrafts>,
    counts: HomeCounts,
}

impl Engine {
    /// Whether anything can be sent now, for a list of submissions.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn sending(&self) -> Result<Sending> {
        let enrolled = self.device()?.server.is_some();
        Ok(Sending::of(enrolled, self.forms()?.len() as u64))
    }

    /// The home screen; `metered` says whether the network costs money.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn home_plan(&self, language: &str, metered: bool) -> Result<HomePlan> {
        self.retain_now_and_then();
        let device = self.device()?;
        let counts = self.home()?;
        let facts = Facts {
            enrolled: device.server.is_some(),
            forms: self.forms()?.len() as u64,
            walk: self.walk()?,
            messages: self.messages(language)?,
            drafts: self.drafts()?,
            old: self.old_drafts()?,
            counts,
        };
        let sending = Sending::of(facts.enrolled, facts.forms);
        let photos_wait = metered && counts.waiting_media > 0 && self.settings()?.data_saver;
        Ok(HomePlan {
            cards: cards(facts),
            stands_out: STANDS_OUT,
            project: device.project_name.clone().and_then(own_words),
            on_their_way: Some(counts.waiting).filter(|waiting| *waiting > 0),
            counts,
            device,
            can_sync: sending.0,
            can_send: sending.0 && counts.waiting > 0,
            photos_wait,
        })
    }
}

impl Engine {
    /// What is to be warned of; nothing where no warning can be counted, as on a full disk: it is
    /// given the next time.
    fn old_drafts(&self) -> Result<Option<OldDrafts>> {
        use farola_store::Error as StoreError;

        let moment = self.inner.moment();
        match self.inner.store().warn_of_old_drafts(moment) {
            Err(StoreError::DiskFull | StoreError::ReadOnly | StoreError::FromTheFuture { .. }) => {
                Ok(None)
            }
            answer => Ok(answer?),
        }
    }
}

/// What cannot wait stands above what can; lists and settings stand last. Nothing that a person
/// wrote is hidden because something else is missing.
fn cards(facts: Facts) -> Vec<HomeCard> {
    let mut cards = Vec::new();
    let has_forms = facts.forms > 0;
    if !facts.enrolled {
        cards.push(HomeCard::Enrol);
    } else if !has_forms {
        cards.push(HomeCard::FetchForms);
    }
    // The forms of the walk are drafts too; the walk's own card leads to them.
    let walk = facts.walk.as_ref();
    let of_walk: Vec<_> = walk
        .filter(|walk| walk.phase != Phase::Done)
        .map(|walk| [Some(walk.registration.clone()), walk.debrief.clone()])
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    match facts.walk.and_then(go_on_with) {
        Some(card) => cards.push(card),
        None if has_forms => cards.push(HomeCard::PrepareWalk),
        None => {}
    }
    let asked = facts.messages.into_iter().filter(|m| m.can_correct);
    cards.extend(asked.map(|message| HomeCard::Correction { message }));
    if facts.counts.stuck > 0 {
        cards.push(HomeCard::SetAside {
            count: facts.counts.stuck,
        });
    }
    if let Some(OldDrafts { drafts, days }) = facts.old {
        cards.push(HomeCard::OldDrafts { drafts, days });
    }
    let own = facts
        .drafts
        .into_iter()
        .filter(|draft| !of_walk.contains(&draft.instance));
    let own = own.take(MOST_DRAFTS);
    cards.extend(own.map(|draft| HomeCard::Draft { draft }));
    if has_forms {
        cards.push(HomeCard::Finding);
    }
    lists(&mut cards, facts.enrolled, facts.forms, facts.counts);
    cards.push(HomeCard::Settings);
    cards
}

/// A list that can hold something has its card, an empty one too: a phone that has joined shows
/// where things will be.
fn lists(cards: &mut Vec<HomeCard>, enrolled: bool, forms: u64, counts: HomeCounts) {
    if enrolled || forms > 0 {
        cards.push(HomeCard::Forms { count: forms });
    }
    let papers = counts.drafts + counts.waiting + counts.stuck + counts.elsewhere + counts.sent;
    if enrolled || papers > 0 {
        cards.push(HomeCard::Papers {
            drafts: counts.drafts,
            waiting: counts.waiting,
            sent: counts.sent,
        });
    }
    if enrolled || counts.messages > 0 {
        cards.push(HomeCard::Messages {
            new: Some(counts.messages).filter(|new| *new > 0),
        });
    }
}

fn go_on_with(walk: WalkView) -> Option<HomeCard> {
    let next = walk.next?;
    Some(HomeCard::Walk {
        walk: Box::new(walk),
        next,
    })
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
