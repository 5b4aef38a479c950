//! What the phone holds and occupies, and how it gives room again.

use farola_store::{Purged, RetentionPolicy};

use crate::shared::{Engine, Result};

/// What the phone holds and occupies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageInUse {
    /// Bytes of the database, and of sealed files beside it that are on their way.
    pub database_bytes: u64,
    /// Bytes of photos and other files in it.
    pub media_bytes: u64,
    /// Drafts.
    pub drafts: u64,
    /// Submissions on their way.
    pub waiting: u64,
    /// Submissions that the server has.
    pub sent: u64,
}

impl Engine {
    /// What the phone holds and occupies.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn storage(&self) -> Result<StorageInUse> {
        let store = self.inner.store();
        let (used, counts) = (store.storage_use()?, store.home_counts()?);
        Ok(StorageInUse {
            database_bytes: used.file + crate::sync::parcel_bytes(&self.inner),
            media_bytes: used.media,
            drafts: counts.drafts,
            waiting: counts.waiting,
            sent: counts.sent,
        })
    }

    /// Removes what the server has had for longer than the settings keep it.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn make_room(&self) -> Result<Purged> {
        self.purge(self.retention()?)
    }

    /// Removes what the server has and the policy no longer keeps, with all else that is done
    /// with.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn purge(&self, policy: RetentionPolicy) -> Result<Purged> {
        let purged = self.retain(policy)?;
        self.sweep_parcels()?;
        Ok(purged)
    }
}
