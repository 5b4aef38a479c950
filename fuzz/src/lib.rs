//! What each fuzz target does with its bytes.
//!
//! The same bodies run twice: under the fuzzer, and in `tests/fuzz`, which replays every input
//! that once found something. A body panics when a promise is broken and returns otherwise.

pub mod drive;
pub mod instance;
pub mod lists;
pub mod media;
pub mod shape;
pub mod sheets;
pub mod ways;
pub mod wire;
pub mod workbook;
pub mod xform;
pub mod xpath;
