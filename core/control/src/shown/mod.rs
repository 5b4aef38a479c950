//! Values as people read them.

mod moment;
mod number;
mod value;

pub use moment::{clock, day, moment, month_and_year};
pub use number::number;
pub use value::{choices, place, value};
