//! What every room of the engine needs.

mod error;

pub use self::error::{EngineError, Result};
