//! The whole library of functions and operators, as tables of cases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)] // A panic fails the test.

mod axes;
mod comparisons;
mod dates;
mod documents;
mod errors;
mod hosts;
mod logic;
mod node_functions;
mod numbers;
mod places;
mod printing;
mod static_analysis;
mod table;
mod texts;
