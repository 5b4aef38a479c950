//! The survey sheet: rows become a tree of groups, repeats and questions.

pub(crate) mod audit;
pub(crate) mod builder;
pub(crate) mod containers;
pub(crate) mod file_name;
mod finish;
pub(crate) mod geo;
pub(crate) mod loops;
pub(crate) mod media;
mod nesting;
pub(crate) mod params;
mod questions;
pub(crate) mod range;
pub(crate) mod row;
pub(crate) mod select;
pub(crate) mod tree;
pub(crate) mod types;
