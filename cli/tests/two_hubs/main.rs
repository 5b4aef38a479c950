//! Hubs whose database is on a PostgreSQL: two of them behind a balancer, and one that is moved
//! there and back, killed all the time; and counters that are bent and counted again.
//!
//! FAROLA_TWO_HUBS_KILLS and FAROLA_DATABASE_RESTARTS set the number of kills, FAROLA_MOVE_KILLS
//! that of a move, FAROLA_SEED another run of the dice.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout
)]

mod balanced;
mod balancer;
mod counted;
mod guide;
mod load;
mod moved;
#[path = "../rig/mod.rs"]
mod rig;
mod server;
