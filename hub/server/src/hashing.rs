//! The queue before the hashing of passwords: one hash at a time for an account, few at one time
//! over all, and a bound on those who wait, so that a flood of passwords takes neither the memory
//! nor the processors from who works, nor the place in the queue from who is known.
//!
//! Who signed in with the same browser before (a known device) waits in a queue apart with a room
//! of its own. Strangers share theirs by where they come from and by account.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use farola_model::Sha256;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::{HASHES_OF_KNOWN, PASSWORD_HASHES};
use crate::source::Source;

/// Strangers who wait or hash at one time.
const STRANGERS: usize = 32;
/// Of them, those from one source.
const OF_ONE_SOURCE: usize = 8;
/// Of them, those at one account; of known devices as many again.
const OF_ONE_ACCOUNT: usize = 4;
/// Known devices that wait or hash at one time.
const KNOWN: usize = 16;

/// Who wants a password looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A browser in which the owner of the account signed in before.
    Known,
    /// Anybody else, from there.
    Stranger(Source),
}

/// The queue.
#[derive(Debug)]
pub(crate) struct Hashing {
    rooms: Arc<Semaphore>,
    rooms_of_known: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    known: usize,
    strangers: usize,
    of_source: BTreeMap<Source, usize>,
    accounts: BTreeMap<Sha256, AtAccount>,
}

#[derive(Debug)]
struct AtAccount {
    known: usize,
    strangers: usize,
    turn: Arc<Semaphore>,
}

/// A place in the queue, and with its permits the right to hash. All of it is free again when
/// this is dropped, so it goes with the hash to the thread that works.
#[derive(Debug)]
pub(crate) struct Turn {
    _place: Place,
    _turn: OwnedSemaphorePermit,
    _room: OwnedSemaphorePermit,
}

/// The queue is full for who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Full;

impl Hashing {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            rooms: Arc::new(Semaphore::new(PASSWORD_HASHES)),
            rooms_of_known: Arc::new(Semaphore::new(HASHES_OF_KNOWN)),
            waiting: Mutex::default(),
        })
    }

    /// Waits for the turn of this asker at this account.
    ///
    /// # Errors
    /// [`Full`] at once where as many wait as may.
    pub(crate) async fn turn(
        self: &Arc<Self>,
        account: Sha256,
        asker: Asker,
    ) -> Result<Turn, Full> {
        let place = self.place(account, asker)?;
        let rooms = match asker {
            Asker::Known => &self.rooms_of_known,
            Asker::Stranger(_) => &self.rooms,
        };
        let turn = place.turn.clone().acquire_owned().await.map_err(|_| Full)?;
        let room = rooms.clone().acquire_owned().await.map_err(|_| Full)?;
        Ok(Turn {
            _place: place,
            _turn: turn,
            _room: room,
        })
    }

    fn place(self: &Arc<Self>, account: Sha256, asker: Asker) -> Result<Place, Full> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let turn = waiting.enter(account, asker)?;
        Ok(Place {
            hashing: Arc::clone(self),
            account,
            asker,
            turn,
        })
    }
}

impl Waiting {
    fn enter(&mut self, account: Sha256, asker: Asker) -> Result<Arc<Semaphore>, Full> {
        let here = self.accounts.get(&account);
        let fits = match asker {
            Asker::Known => {
                self.known < KNOWN && here.is_none_or(|here| here.known < OF_ONE_ACCOUNT)
            }
            Asker::Stranger(source) => {
                let own = self.of_source.get(&source).copied().unwrap_or(0);
                self.strangers < STRANGERS
                    && own < OF_ONE_SOURCE
                    && here.is_none_or(|here| here.strangers < OF_ONE_ACCOUNT)
            }
        };
        if !fits {
            return Err(Full);
        }
        let here = self.accounts.entry(account).or_insert_with(|| AtAccount {
            known: 0,
            strangers: 0,
            turn: Arc::new(Semaphore::new(1)),
        });
        match asker {
            Asker::Known => {
                self.known += 1;
                here.known += 1;
            }
            Asker::Stranger(source) => {
                self.strangers += 1;
                here.strangers += 1;
                *self.of_source.entry(source).or_default() += 1;
            }
        }
        Ok(here.turn.clone())
    }

    fn leave(&mut self, account: Sha256, asker: Asker) {
        if let Some(here) = self.accounts.get_mut(&account) {
            match asker {
                Asker::Known => here.known = here.known.saturating_sub(1),
                Asker::Stranger(_) => here.strangers = here.strangers.saturating_sub(1),
            }
            if here.known + here.strangers == 0 {
                self.accounts.remove(&account);
            }
        }
        match asker {
            Asker::Known => self.known = self.known.saturating_sub(1),
            Asker::Stranger(source) => {
                self.strangers = self.strangers.saturating_sub(1);
                if let Some(own) = self.of_source.get_mut(&source) {
                    *own = own.saturating_sub(1);
                    if *own == 0 {
                        self.of_source.remove(&source);
                    }
                }
            }
        }
    }
}

#[derive(Debug)]
struct Place {
    hashing: Arc<Hashing>,
    account: Sha256,
    asker: Asker,
    turn: Arc<Semaphore>,
}

impl Drop for Place {
    fn drop(&mut self) {
        let waiting = self.hashing.waiting.lock();
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        waiting.leave(self.account, self.asker);
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Waker};

    use super::*;

    fn account(name: &str) -> Sha256 {
        Sha256::of(name.as_bytes())
    }

    fn stranger(host: u8) -> Asker {
        Asker::Stranger(Source::of(std::net::Ipv4Addr::new(10, 0, 0, host).into()))
    }

    type Asked = std::pin::Pin<Box<dyn Future<Output = Result<Turn, Full>>>>;

    fn ask(hashing: &Arc<Hashing>, name: &str, asker: Asker) -> Asked {
        let hashing = Arc::clone(hashing);
        let account = account(name);
        Box::pin(async move { hashing.turn(account, asker).await })
    }

    /// What became of it so far: a turn, refused, or still waiting.
    fn look(asked: &mut Asked) -> Option<Result<Turn, Full>> {
        let mut context = Context::from_waker(Waker::noop());
        match asked.as_mut().poll(&mut context) {
            std::task::Poll::Ready(done) => Some(done),
            std::task::Poll::Pending => None,
        }
    }

    #[test]
    fn one_hash_per_account_and_two_over_all() {
        let hashing = Hashing::new();
        let mut asked = ["ana", "ana", "eva", "luz"].map(|name| ask(&hashing, name, stranger(1)));
        let [first, again, eva, luz] = &mut asked;
        let turn = look(first).unwrap().unwrap();
        assert!(look(again).is_none(), "the account is being looked at");
        let other = look(eva).unwrap().unwrap();
        assert!(look(luz).is_none(), "two are hashed");
        drop(other);
        let luz = look(luz).unwrap().unwrap();
        assert!(look(again).is_none());
        drop((turn, luz));
        assert!(look(again).unwrap().is_ok());
    }

    #[test]
    fn who_floods_is_refused_and_leaves_the_others_their_places() {
        let hashing = Hashing::new();
        let (mut held, mut turns) = (Vec::new(), Vec::new());
        // One source at one account, then at any.
        let mut enter = |name: &str, asker| {
            let mut asked = ask(&hashing, name, asker);
            match look(&mut asked) {
                Some(Err(Full)) => return false,
                Some(Ok(turn)) => turns.push(turn),
                None => held.push(asked),
            }
            true
        };
        let entered = (0..10).filter(|_| enter("ana", stranger(1))).count();
        assert_eq!(entered, OF_ONE_ACCOUNT);
        let entered = (0..10)
            .filter(|n| enter(&n.to_string(), stranger(1)))
            .count();
        assert_eq!(entered, OF_ONE_SOURCE - OF_ONE_ACCOUNT);
        assert!(
            !enter("ana", stranger(2)),
            "the places at her account are taken by strangers"
        );
        assert!(enter("ana", Asker::Known), "not hers");
        assert!(enter("eva", stranger(2)), "nor those of another account");
        // Many sources take all places of strangers, and none of who is known.
        for host in 3..100 {
            for n in 0..10 {
                enter(&format!("{host} {n}"), stranger(host));
            }
        }
        assert!(!enter("luz", stranger(200)));
        assert!(enter("luz", Asker::Known));
        held.clear();
        turns.clear();
        let waiting = hashing.waiting.lock().unwrap();
        assert_eq!((waiting.known, waiting.strangers), (0, 0));
        assert!(waiting.of_source.is_empty() && waiting.accounts.is_empty());
    }

    #[test]
    fn who_is_known_does_not_wait_behind_strangers_at_other_accounts() {
        let hashing = Hashing::new();
        let mut strangers: Vec<_> = (0..8u8)
            .map(|n| ask(&hashing, &n.to_string(), stranger(n)))
            .collect();
        let turns: Vec<_> = strangers.iter_mut().filter_map(look).collect();
        assert_eq!(turns.len(), PASSWORD_HASHES);
        assert!(
            look(&mut ask(&hashing, "ana", Asker::Known))
                .unwrap()
                .is_ok()
        );
    }
}
