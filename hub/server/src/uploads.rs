//! Places for bodies that are being received: so many at one time, and a share of them for each
//! phone's key.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use farola_hub_store::app_user::AppUserId;
use farola_protocol::Problem;

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
