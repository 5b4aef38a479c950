//! The records that cross the bridge: the engine's own, in the plain types that bridges know.
//!
//! Those that hold answers or a reviewer's words have no `Debug`, so that none reaches a log.
//! Times are milliseconds since 1970, UTC.

mod home;
mod screen;
mod sync;

pub use home::*;
pub use screen::*;
pub use sync::*;
