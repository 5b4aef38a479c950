//! Text that was typed, read as values of the form.

mod number;
mod place;

pub use number::read as number;
pub use number::{NotANumber, NumberKind, ungrouped};
pub use place::read as place;
