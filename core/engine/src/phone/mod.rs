//! The phone: opens the folder and puts the rooms together.

mod engine;

pub use self::engine::{DATABASE_FILE, DeviceInfo, Engine, EngineConfig, FormSummary};
pub(crate) use self::engine::{Inner, LAST_CONTACT};
