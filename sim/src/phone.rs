//! The phone in a folder, as `farola device init` makes it, on a clock that is put.

use std::path::Path;
use std::sync::Arc;

use farola_engine::env::SetClock;
use farola_engine::store::{Key, KeyProvider, KeyUnavailable};
use farola_engine::transport::NoNetwork;
use farola_engine::{DATABASE_FILE, Engine, EngineConfig, Env};
use farola_model::Sha256;

use crate::error::SimError;

/// Name of the key's file in the phone's folder.
const KEY_FILE: &str = "key";

/// The key of a phone on this machine.
struct FileKey(Result<[u8; 32], KeyUnavailable>);

impl KeyProvider for FileKey {
    fn key(&self) -> Result<Key, KeyUnavailable> {
        self.0.map(Key::new)
    }
}

/// Opens the phone in `dir`, without a network. Its key is in `key_file`, else in the
/// environment's FAROLA_KEY, else in the folder.
///
/// # Errors
/// [`SimError::NoPhone`]; those of the engine, the key's among them.
pub fn open(dir: &Path, key_file: Option<&Path>, clock: Arc<SetClock>) -> Result<Engine, SimError> {
    if !dir.join(KEY_FILE).exists() && !dir.join(DATABASE_FILE).exists() {
        return Err(SimError::NoPhone);
    }
    let env = Env {
        clock,
        ..Env::system(Arc::new(NoNetwork))
    };
    let key = Arc::new(FileKey(read_key(dir, key_file)));
    Ok(Engine::open(EngineConfig {
        dir: dir.to_owned(),
        key,
        env,
    })?)
}

fn read_key(dir: &Path, key_file: Option<&Path>) -> Result<[u8; 32], KeyUnavailable> {
    let text = match (key_file, std::env::var("FAROLA_KEY")) {
        (Some(path), _) => std::fs::read_to_string(path),
        (None, Ok(text)) => Ok(text),
        (None, Err(_)) => std::fs::read_to_string(dir.join(KEY_FILE)),
    };
    let text = text.map_err(|_| KeyUnavailable::Missing)?;
    let digest: Sha256 = text
        .trim()
        .to_ascii_lowercase()
        .parse()
        .map_err(|_| KeyUnavailable::Denied)?;
    Ok(digest.0)
}
