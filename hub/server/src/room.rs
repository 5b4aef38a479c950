//! Room for work of which only little may go on at one time.
//!
//! Who finds no room waits, but not without an end: a request that waits holds its place and its
//! bytes, and the phone behind it cannot tell waiting from a hub that is gone. It is asked to come
//! again instead.

use std::time::Duration;

use farola_protocol::Problem;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::timeout;

/// So much room.
#[derive(Debug)]
pub(crate) struct Room(Semaphore);

impl Room {
    /// Room for so many at one time.
    pub(crate) fn new(places: usize) -> Self {
        Self(Semaphore::new(places))
    }

    /// Takes a place, free again when it is dropped; waits for one at most so long.
    ///
    /// # Errors
    /// [`Problem::Busy`] where none came free.
    pub(crate) async fn enter(&self, patience: Duration) -> Result<SemaphorePermit<'_>, Problem> {
        let place = timeout(patience, self.0.acquire()).await;
        let place = place.map_err(|_| Problem::Busy)?;
        place.map_err(|_| Problem::Internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(1);

    #[tokio::test]
    async fn who_finds_no_room_is_asked_to_come_again() {
        let room = Room::new(2);
        let first = room.enter(LONG).await.unwrap();
        let second = room.enter(LONG).await.unwrap();
        assert_eq!(room.enter(SHORT).await.unwrap_err(), Problem::Busy);
        drop(first);
        let third = room.enter(LONG).await.unwrap();
        assert_eq!(room.enter(Duration::ZERO).await.unwrap_err(), Problem::Busy);
        drop((second, third));
        let _again = room.enter(SHORT).await.unwrap();
    }

    #[tokio::test]
    async fn who_waits_gets_the_place_that_comes_free() {
        let room = Room::new(1);
        let held = room.enter(LONG).await.unwrap();
        let (waits, ()) = tokio::join!(room.enter(LONG), async { drop(held) });
        assert!(waits.is_ok());
    }
}
