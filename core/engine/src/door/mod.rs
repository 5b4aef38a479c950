//! The door: the PIN, the key sealed under it, and how everything is removed.

mod away;
mod erase;
mod file;
mod guard;
mod house;
mod keys;
pub mod lock;
mod phrase;
mod secret;
mod shelf;
#[cfg(test)]
mod testbench;
mod tries;

pub use self::away::Absence;
pub use self::erase::erase;
pub use self::house::{Door, DoorConfig, DoorState, Locked, Moment, Rest};
pub use self::keys::PlatformKeys;
pub use self::phrase::offer_words;
pub use self::secret::Secret;
pub use self::shelf::{Folder, Shelf};
