//! The plans of the core as a shell asks for them: what to draw and what to do next.

use farola_engine::HomeCount;
use farola_model::InstanceId;

use crate::error::{Result, call};
use crate::phone::Phone;
use crate::record::{
    AfterFinalizing, FirstScreen, HomePlanRecord, HomeRecord, SyncEndedRecord, SyncOccasion,
    SyncPlanRecord, SyncSaid,
};

/// The line of the home screen about what has not reached the server: its parts in order, at
/// least one.
#[uniffi::export]
#[must_use]
pub fn home_line(counts: HomeRecord) -> Vec<HomeCount> {
    HomeCount::line(
        counts.waiting,
        counts.waiting_media,
        counts.media_percent,
        counts.stuck,
        counts.elsewhere,
    )
}

/// What a person is told of a sync that ended: its sentences in order, at least one.
#[uniffi::export]
#[must_use]
pub fn sync_said(ended: SyncEndedRecord) -> Vec<SyncSaid> {
    ended.said()
}

#[uniffi::export]
impl Phone {
    /// The home screen: its cards in order, and the numbers for the line about what waits.
    /// Labels in `language`; `metered` says whether the network costs money.
    pub fn home_plan(&self, language: String, metered: bool) -> Result<HomePlanRecord> {
        call(|| Ok(self.engine.home_plan(&language, metered)?.into()))
    }

    /// The screen after unlocking. A walk that a killed app left is gone on with:
    /// `WalkRecord.follows` says whether positions are taken in.
    pub fn first_screen(&self) -> Result<FirstScreen> {
        call(|| Ok(self.engine.first_screen()?.into()))
    }

    /// What follows once `instance` was finalized, wherever the form was begun from.
    pub fn after_finalizing(&self, instance: String) -> Result<AfterFinalizing> {
        let instance = InstanceId::new(instance);
        call(|| Ok(self.engine.after_finalizing(&instance)?.into()))
    }

    /// When to sync after what just happened: at once, through the platform's uploader, or when
    /// the platform can. Asked at each [`SyncOccasion`].
    pub fn sync_plan(&self, occasion: SyncOccasion) -> Result<SyncPlanRecord> {
        call(|| Ok(self.engine.sync_plan(occasion.into())?.into()))
    }
}
