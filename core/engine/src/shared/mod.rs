//! What every room of the engine needs.

mod error;
mod kit;

pub use self::error::{EngineError, Result};
pub(crate) use self::kit::{Asked, read_sealed, title_of};
