//! Project scripts as functions, so that tests can hold the tree to them.

pub mod history;
pub mod release;
pub mod tidy;
pub mod words;
