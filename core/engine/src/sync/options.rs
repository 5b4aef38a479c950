//! What a session may do, as a person set it.

use crate::shared::{Engine, Result};

/// What a session may do.
#[derive(Debug, Clone, Copy)]
pub struct SyncOptions {
    /// Try now what waits for a later attempt: a person asked.
    pub retry_now: bool,
    /// Look for new forms.
    pub check_forms: bool,
    /// Leave photos for a network that costs nothing; a hub gets the reports all the same.
    pub spare_media: bool,
    /// Longest pause inside the session, in milliseconds.
    pub patience_ms: i64,
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self {
            retry_now: true,
            check_forms: true,
            spare_media: false,
            patience_ms: 60_000,
        }
    }
}

impl Engine {
    /// How to sync as the person set it: `asked` whether they asked for it now, `metered`
    /// whether the network costs money.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn sync_options(&self, asked: bool, metered: bool) -> Result<SyncOptions> {
        Ok(SyncOptions {
            retry_now: asked,
            spare_media: metered && self.settings()?.data_saver,
            ..SyncOptions::default()
        })
    }

    /// How to hand over as the person set it: `metered` whether the network costs money. For the
    /// short time that an app has when it is put away.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn hand_over_options(&self, metered: bool) -> Result<SyncOptions> {
        Ok(SyncOptions {
            check_forms: false,
            ..self.sync_options(false, metered)?
        })
    }
}
