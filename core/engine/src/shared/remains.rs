//! When what is done with is removed: at opening, at the end of every sync, and now and then while
//! the app is used or the platform gives it a moment.
//!
//! What goes, and after how many days, is a rule of the store (`leaving.rs` there). Behind a lock
//! that shut the database nothing can go: the opening removes it before anything is shown.

use farola_model::Coded as _;
use farola_store::{Moment, Purged, RetentionPolicy};

use super::engine::{Engine, Inner};
use super::error::Result;

/// Between two looks that nobody asked for.
const LOOK_AGAIN_MS: u64 = 60 * 60_000;

impl Inner {
    /// Now, by the clock that can be set and the one that cannot.
    pub(crate) fn moment(&self) -> Moment {
        let instant = self.env.clock.instant();
        Moment {
            wall: self.now(),
            since_boot_ms: Some(instant.since_boot_ms),
            boot: instant.boot.map(|boot| boot.0),
        }
    }
}

impl Engine {
    /// Removes what is done with and has been for its days.
    pub(crate) fn retain(&self, policy: RetentionPolicy) -> Result<Purged> {
        let moment = self.inner.moment();
        *self.inner.retained() = Some(self.inner.env.clock.instant());
        Ok(self.inner.store().retain(policy, moment)?)
    }

    /// [`Engine::retain`] by the settings, where nobody waits for it: what hinders it now is tried
    /// again.
    pub(crate) fn retain_quietly(&self) {
        let kept = self.retention().and_then(|policy| self.retain(policy));
        if let Err(error) = kept {
            tracing::warn!(code = error.code(), "engine.retain");
        }
    }

    /// [`Engine::retain_quietly`], if it was not done within the hour.
    pub(crate) fn retain_now_and_then(&self) {
        let now = self.inner.env.clock.instant();
        let recent = self
            .inner
            .retained()
            .is_some_and(|at| now.ms_since(&at) < LOOK_AGAIN_MS);
        if !recent {
            self.retain_quietly();
        }
    }
}
