//! Submissions as they travel: reading what arrives, tolerantly but without trust.

mod read;

pub use read::{FlatAnswer, ReceivedSubmission, read};
