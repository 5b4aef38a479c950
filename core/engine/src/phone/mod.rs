//! The phone: opens its folder and puts the rooms together.

use std::path::PathBuf;
use std::sync::Arc;

use farola_model::DeviceId;
use farola_store::{Device, KeyProvider, Salvage, Store};

use crate::env::Env;
use crate::shared::{Engine, Inner, Result};

/// Name of the database in the folder of a phone.
pub const DATABASE_FILE: &str = "farola.db";

/// How to open an engine.
pub struct EngineConfig {
    /// Folder of the phone's data; made where it is missing.
    pub dir: PathBuf,
    /// Gives the key of the database.
    pub key: Arc<dyn KeyProvider + Send + Sync>,
    /// Time, randomness, network.
    pub env: Env,
}

impl Engine {
    /// Opens the phone's folder, making it where it is missing.
    ///
    /// A damaged database is moved aside and what can be read of it is saved; see
    /// [`Engine::salvage`].
    ///
    /// # Errors
    /// `Store`: no key, a wrong key, a full disk, or a database in use.
    pub fn open(config: EngineConfig) -> Result<Self> {
        std::fs::create_dir_all(&config.dir).map_err(farola_store::Error::from)?;
        let mut store = Store::open(&config.dir.join(DATABASE_FILE), config.key.as_ref())?;
        if store.device()?.is_none() && store.access() == farola_store::Access::ReadWrite {
            let mut id = [0; 8];
            config.env.entropy.fill(&mut id);
            let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
            let id = DeviceId::new(format!("farola:{id}"));
            store.set_device(&Device {
                id,
                enrolment: None,
            })?;
        }
        let engine = Self {
            inner: Arc::new(Inner::new(store, config.key, config.env, config.dir)),
        };
        // Before anything is shown. What fails of it must not prevent opening; the next sync, and
        // the next hour, try again.
        engine.retain_quietly();
        let _ = engine.sweep_parcels();
        Ok(engine)
    }

    /// What was saved of a damaged database when this one was opened.
    #[must_use]
    pub fn salvage(&self) -> Option<Salvage> {
        self.inner.store().salvage().cloned()
    }
}
