//! From the tree to cases: every key is known, and everything stands where it belongs.

mod checks;
mod steps;
mod suite;
mod values;

pub(super) use self::suite::suite;
