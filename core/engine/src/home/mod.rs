//! The home screen: what a person set, and what the phone holds and occupies.

mod plan;
mod settings;

pub use self::plan::{HomeCard, HomePlan, MOST_DRAFTS, WalkNext};
pub use self::settings::{Appearance, LOCK_AFTER_S, Settings, StorageInUse, TEXT_PERCENTS};
