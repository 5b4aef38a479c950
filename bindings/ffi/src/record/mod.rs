//! The records that cross the bridge: the engine's own, in the plain types that bridges know.
//!
//! Those that hold answers or a reviewer's words have no `Debug`, so that none reaches a log.
//! Times are milliseconds since 1970, UTC.

mod control;
mod drawn;
mod home;
mod plan;
mod reading;
mod screen;
mod sensing;
mod settings;
mod state;
mod sync;
mod touch;
mod typing;
mod walk;

pub use control::*;
pub use drawn::*;
pub use home::*;
pub use plan::*;
pub use reading::*;
pub use screen::*;
pub use sensing::*;
pub use settings::*;
pub use state::*;
pub use sync::*;
pub use touch::*;
pub use typing::*;
pub use walk::*;
