//! The walk as an object: every step of it outlives a kill, what is known is answered, and what
//! cannot be done where it stands is refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod any_order;
mod door;
mod full_disk;
mod parts;
mod plans;
mod rig;
mod whole;
