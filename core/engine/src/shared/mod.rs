//! What every room of the engine needs: the handle and what is behind it, the errors of all rooms,
//! the settings.
//!
//! The errors of the rooms stand here too, since [`EngineError`] names them all.

mod engine;
mod error;
mod kept;
pub(crate) mod keys;
mod kit;
mod lock_error;
mod remains;
mod session_lock;
mod settings;
mod walk_fix;
mod walk_problem;

pub use self::engine::Engine;
pub(crate) use self::engine::Inner;
pub use self::error::{EngineError, Result};
pub(crate) use self::kit::{Asked, read_finalized, title_of};
pub use self::lock_error::LockError;
pub use self::settings::{
    Appearance, LOCK_AFTER_S, LOCK_CHOICES_S, PURGE_CHOICES_DAYS, PURGE_DAYS, Settings,
    TEXT_PERCENTS,
};
pub use self::walk_fix::WalkFix;
pub use self::walk_problem::WalkProblem;
