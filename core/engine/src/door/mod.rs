//! The door: the PIN, the key sealed under it, and how everything is removed.

mod erase;
pub mod lock;

pub use self::erase::erase;
