//! The connections that are open: so many at one time, and a share of them for each source. Where
//! there is no room for one that comes, the one goes that has asked nothing for longest; so
//! whoever holds connections open without a word, or with a head that never ends, keeps nobody
//! out. One whose answer is under way is never cut off for another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::source::Source;

/// How many connections there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seats {
    /// At one time.
    pub all: usize,
    /// Of them, those from one address, or one IPv6 line (/64). Named proxies have no such bound.
    pub of_one_source: usize,
}

impl Default for Seats {
    /// Two thousand take some 100 MB, and fewer than the files that a process may open. A town
    /// hall or a carrier's network with hundreds of phones is one address.
    fn default() -> Self {
        Self {
            all: 2_048,
            of_one_source: 512,
        }
    }
}

/// The connections.
#[derive(Debug)]
pub(crate) struct Connections {
    seats: Seats,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    /// Number of the next moment: a connection's place among those that wait.
    next: u64,
    entries: BTreeMap<u64, Entry>,
    /// When it began to wait, and which one it is.
    idle: BTreeSet<(u64, u64)>,
    of_source: BTreeMap<Source, usize>,
}

#[derive(Debug)]
struct Entry {
    source: Option<Source>,
    /// Since which moment it asks nothing; none while it is answered.
    idle_since: Option<u64>,
    /// Requests that are being answered.
    busy: usize,
    end: Arc<Notify>,
}

/// One open connection; it is counted until this and its last [`Busy`] are dropped.
#[derive(Debug, Clone)]
pub(crate) struct Ticket(Arc<Held>);

#[derive(Debug)]
struct Held {
    connections: Arc<Connections>,
    id: u64,
    end: Arc<Notify>,
}

/// A request of a connection that is being answered.
#[derive(Debug)]
pub(crate) struct Busy(Ticket);

impl Connections {
    pub(crate) fn new(seats: Seats) -> Arc<Self> {
        Arc::new(Self {
            seats,
            open: Mutex::default(),
        })
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection in; `source` is none for those that are not counted by it. None where
    /// every other one is being answered.
    pub(crate) fn enter(self: &Arc<Self>, source: Option<Source>) -> Option<Ticket> {
        let mut open = self.open();
        if let Some(source) = source {
            let own = open.of_source.get(&source).copied().unwrap_or(0);
            if own >= self.seats.of_one_source && !open.end_longest_idle(Some(source)) {
                return None;
            }
        }
        if open.entries.len() >= self.seats.all && !open.end_longest_idle(None) {
            return None;
        }
        let id = open.moment();
        let end = Arc::new(Notify::new());
        let entry = Entry {
            source,
            idle_since: Some(id),
            busy: 0,
            end: Arc::clone(&end),
        };
        open.entries.insert(id, entry);
        open.idle.insert((id, id));
        if let Some(source) = source {
            *open.of_source.entry(source).or_default() += 1;
        }
        let connections = Arc::clone(self);
        Some(Ticket(Arc::new(Held {
            connections,
            id,
            end,
        })))
    }

    /// How many there are.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.open().entries.len()
    }
}

impl Open {
    fn moment(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Ends the connection that has asked nothing for longest, of one source or of all; false
    /// where none waits.
    fn end_longest_idle(&mut self, source: Option<Source>) -> bool {
        let mut idle = self.idle.iter().map(|(_, id)| *id);
        let found = match source {
            None => idle.next(),
            Some(_) => idle.find(|id| {
                let entry = self.entries.get(id);
                entry.is_some_and(|entry| entry.source == source)
            }),
        };
        match found.and_then(|id| self.remove(id)) {
            None => false,
            Some(entry) => {
                entry.end.notify_one();
                true
            }
        }
    }

    fn remove(&mut self, id: u64) -> Option<Entry> {
        let entry = self.entries.remove(&id)?;
        if let Some(since) = entry.idle_since {
            self.idle.remove(&(since, id));
        }
        if let Some(source) = entry.source
            && let Some(own) = self.of_source.get_mut(&source)
        {
            *own = own.saturating_sub(1);
            if *own == 0 {
                self.of_source.remove(&source);
            }
        }
        Some(entry)
    }
}

impl Ticket {
    /// Resolves when the connection has to go.
    pub(crate) async fn ended(&self) {
        self.0.end.notified().await;
    }

    /// Says that a request is being answered, for as long as what it returns is held.
    pub(crate) fn busy(&self) -> Busy {
        let Held {
            connections, id, ..
        } = &*self.0;
        let mut open = connections.open();
        let since = open.entries.get_mut(id).and_then(|entry| {
            entry.busy += 1;
            entry.idle_since.take()
        });
        if let Some(since) = since {
            open.idle.remove(&(since, *id));
        }
        Busy(self.clone())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let Held {
            connections, id, ..
        } = &*self.0.0;
        let mut open = connections.open();
        let now = open.moment();
        let Some(entry) = open.entries.get_mut(id) else {
            return;
        };
        entry.busy = entry.busy.saturating_sub(1);
        if entry.busy == 0 {
            entry.idle_since = Some(now);
            open.idle.insert((now, *id));
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.connections.open().remove(self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn host(n: u8) -> Option<Source> {
        Some(Source::of(Ipv4Addr::new(10, 0, 0, n).into()))
    }

    fn connections(all: usize, of_one_source: usize) -> Arc<Connections> {
        Connections::new(Seats { all, of_one_source })
    }

    fn has_to_go(ticket: &Ticket) -> bool {
        let mut ended = std::pin::pin!(ticket.ended());
        let mut context = Context::from_waker(Waker::noop());
        matches!(ended.as_mut().poll(&mut context), Poll::Ready(()))
    }

    #[test]
    fn who_waits_longest_makes_room() {
        let connections = connections(3, 3);
        let first = connections.enter(host(1)).unwrap();
        let second = connections.enter(host(2)).unwrap();
        let third = connections.enter(host(3)).unwrap();
        // The first one asked something since.
        drop(first.busy());
        let fourth = connections.enter(host(4)).unwrap();
        let gone = [&first, &second, &third, &fourth].map(has_to_go);
        assert_eq!(gone, [false, true, false, false]);
        assert_eq!(connections.len(), 3);
        drop((first, second, third, fourth));
        assert_eq!(connections.len(), 0);
        let open = connections.open();
        assert!(open.idle.is_empty() && open.of_source.is_empty());
    }

    #[test]
    fn who_is_answered_is_not_cut_off() {
        let connections = connections(2, 2);
        let (first, second) = (connections.enter(None), connections.enter(None));
        let busy = [&first, &second].map(|ticket| ticket.as_ref().unwrap().busy());
        assert!(connections.enter(None).is_none());
        drop(busy);
        assert!(connections.enter(None).is_some());
    }

    #[test]
    fn one_source_has_its_share_and_takes_its_own_place() {
        let connections = connections(100, 4);
        let other = connections.enter(host(2)).unwrap();
        let many: Vec<Ticket> = (0..50)
            .map(|_| connections.enter(host(1)).unwrap())
            .collect();
        assert!(!has_to_go(&other), "it waits longest of all");
        assert_eq!(many.iter().filter(|one| !has_to_go(one)).count(), 4);
        assert_eq!(connections.len(), 5);
        // A proxy that was named is not held to it.
        let proxied: Vec<_> = (0..60).map(|_| connections.enter(None).unwrap()).collect();
        assert_eq!(proxied.iter().filter(|one| has_to_go(one)).count(), 0);
    }

    #[test]
    fn what_has_gone_is_counted_no_more_however_it_ends() {
        let connections = connections(1, 1);
        let first = connections.enter(host(1)).unwrap();
        let second = connections.enter(host(1)).unwrap();
        let busy = first.busy();
        drop((first, busy));
        assert_eq!(connections.len(), 1, "the second is there");
        let busy = second.busy();
        drop(second);
        assert_eq!(connections.len(), 1, "it is still answered");
        drop(busy);
        assert_eq!(connections.len(), 0);
    }
}
