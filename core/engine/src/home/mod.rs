//! The home screen: what is on the phone, what became of it, and what it occupies.

mod contents;
mod line;
mod plan;
mod storage;

pub use self::contents::Papers;
pub use self::line::{HomeCount, media_percent, percent_of};
pub use self::plan::{HomeCard, HomePlan, MOST_DRAFTS, Sending};
pub use self::storage::StorageInUse;
