//! Bodies that are being received: so many at one time, and a share of them for each phone's key;
//! and so many of a key in a day.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use farola_hub_store::Store;
use farola_hub_store::app_user::AppUserId;
use farola_model::Timestamp;
use farola_protocol::Problem;

use crate::app::App;
use crate::failure::Failure;

/// The places.
#[derive(Debug)]
pub(crate) struct Uploads {
    all: usize,
    of_one_key: usize,
    taken: Mutex<Taken>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    of_key: BTreeMap<AppUserId, usize>,
}

/// One place; it is free again when this is dropped.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    uploads: &'a Uploads,
    app_user: AppUserId,
}

/// An upload that was begun: its place, and what it takes of its key's day.
pub(crate) struct Begun<'a> {
    _place: Place<'a>,
    store: Arc<Store>,
    app_user: AppUserId,
    at: Timestamp,
    /// Bytes that were counted at its beginning.
    counted: u64,
    received: Arc<AtomicU64>,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        let came = self.received.load(Ordering::Relaxed);
        self.store
            .end_upload(self.app_user, self.counted, came, self.at);
    }
}

/// Begins an upload of so many bytes at most, which are counted as they come.
///
/// # Errors
/// [`Problem::Busy`] where no place is free; [`Problem::DayUsedUp`] where its key sent what it may
/// today.
pub(crate) async fn begin(
    app: &App,
    app_user: AppUserId,
    most: u64,
    received: Arc<AtomicU64>,
) -> Result<Begun<'_>, Failure> {
    let place = app.uploads().take(app_user)?;
    let (quota, at) = (app.config().quota, app.now());
    let begin = move |store: &Store| store.begin_upload(app_user, most, quota, at);
    let wait_s = match app.store().knows_sent(app_user, at) {
        // Nothing but memory is asked.
        true => begin(app.store())?,
        false => app.read(begin).await?,
    };
    match wait_s {
        None => Ok(Begun {
            _place: place,
            store: Arc::clone(app.store()),
            app_user,
            at,
            counted: most,
            received,
        }),
        Some(seconds) => Err(Failure::from(Problem::DayUsedUp).after_seconds(seconds)),
    }
}

impl Uploads {
    pub(crate) fn new(all: usize, of_one_key: usize) -> Self {
        Self {
            all,
            of_one_key,
            taken: Mutex::default(),
        }
    }

    /// Takes a place for an upload with this key.
    ///
    /// # Errors
    /// [`Problem::Busy`] when all are taken, or the share of this key is.
    pub(crate) fn take(&self, app_user: AppUserId) -> Result<Place<'_>, Problem> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.of_key.get(&app_user).copied().unwrap_or(0);
        if taken.all >= self.all || own >= self.of_one_key {
            return Err(Problem::Busy);
        }
        taken.all += 1;
        taken.of_key.insert(app_user, own + 1);
        Ok(Place {
            uploads: self,
            app_user,
        })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let taken = self.uploads.taken.lock();
        let mut taken = taken.unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        let own = taken.of_key.get(&self.app_user).copied().unwrap_or(0);
        match own.saturating_sub(1) {
            0 => taken.of_key.remove(&self.app_user),
            left => taken.of_key.insert(self.app_user, left),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_has_its_share_and_leaves_the_others_theirs() {
        let uploads = Uploads::new(4, 2);
        let (ana, eva, luz) = (AppUserId(1), AppUserId(2), AppUserId(3));
        let first = uploads.take(ana).unwrap();
        let second = uploads.take(ana).unwrap();
        assert_eq!(uploads.take(ana).unwrap_err(), Problem::Busy);
        let others = [uploads.take(eva).unwrap(), uploads.take(luz).unwrap()];
        assert_eq!(
            uploads.take(luz).unwrap_err(),
            Problem::Busy,
            "all are taken"
        );
        drop(first);
        let again = uploads.take(ana).unwrap();
        assert_eq!(uploads.take(ana).unwrap_err(), Problem::Busy);
        drop((second, again, others));
        assert_eq!(uploads.taken.lock().unwrap().all, 0);
        assert!(uploads.taken.lock().unwrap().of_key.is_empty());
    }
}
