//! Values as people read them.

mod moment;
mod number;
mod recent;
mod value;

pub use moment::{clock, date, day, moment, month_and_year};
pub use number::number;
pub use recent::{LocalTime, recent, recent_at_start};
pub use value::{choices, place, value};
