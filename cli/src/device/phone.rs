//! Opening the phone in a folder: its key, its environment, and problems with their exit codes.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use farola_engine::env::SystemEntropy;
use farola_engine::env::files::SystemFiles;
use farola_engine::store::{Key, KeyProvider, KeyUnavailable};
use farola_engine::transport::{HttpTransport, NoNetwork};
use farola_engine::{
    Clock, DATABASE_FILE, Engine, EngineConfig, EngineError, Entropy as _, Env, Transport,
};
use farola_model::Coded;

/// Name of the key's file in the phone's folder.
const KEY_FILE: &str = "key";
const NO_NETWORK: u8 = 3;
const USAGE: u8 = 2;

/// A command ended without success.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) details: Vec<String>,
    exit: u8,
}

impl Problem {
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self {
            code: "cli.usage",
            message: message.into(),
            details: Vec::new(),
            exit: USAGE,
        }
    }

    /// Answers that the form refused; the draft stays open.
    pub(super) fn refused(details: Vec<String>) -> Self {
        let message = "some answers were refused; the draft stays open".to_owned();
        Self {
            code: "engine.not_ready",
            message,
            details,
            exit: 1,
        }
    }

    pub(super) fn io(what: &str, error: &std::io::Error) -> Self {
        let message = format!("{what}: {error}");
        Self {
            code: "cli.io",
            message,
            details: Vec::new(),
            exit: 1,
        }
    }

    pub(super) fn of(error: &dyn Coded) -> Self {
        let code = error.code();
        let offline = code.starts_with("network.");
        let exit = if offline { NO_NETWORK } else { 1 };
        Self {
            code,
            message: error.to_string(),
            details: Vec::new(),
            exit,
        }
    }

    /// The same as a failure of the work, not of the command line.
    pub(super) fn into_failure(self) -> Self {
        Self { exit: 1, ..self }
    }

    /// How the process ends.
    pub(super) fn exit(&self) -> ExitCode {
        ExitCode::from(self.exit)
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        let details = match &error {
            EngineError::NotReady(faults) => faults
                .iter()
                .map(|f| format!("{} {:?} {}", f.path, f.error, f.message))
                .collect(),
            _ => Vec::new(),
        };
        Self {
            details,
            ..Self::of(&error)
        }
    }
}

/// The key of a phone on this machine.
struct FileKey(std::result::Result<[u8; 32], KeyUnavailable>);

impl KeyProvider for FileKey {
    fn key(&self) -> Result<Key, KeyUnavailable> {
        self.0.map(Key::new)
    }
}

/// Which network a command has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Network {
    On,
    Off,
}

/// Opens the phone in `dir`; it must have been made by `init`.
pub(super) fn open(
    dir: &Path,
    key_file: Option<&Path>,
    clock: Arc<dyn Clock>,
    network: Network,
) -> Result<Engine, Problem> {
    if !dir.join(KEY_FILE).exists() && !dir.join(DATABASE_FILE).exists() {
        return Err(Problem::usage(format!(
            "no phone in {0}: make one with `farola device init {0} --enrol …`. \
             No hay un teléfono en esa carpeta",
            dir.display()
        )));
    }
    open_or_make(dir, key_file, clock, network)
}

/// Opens the phone in `dir`, and makes its database when there is none.
pub(super) fn open_or_make(
    dir: &Path,
    key_file: Option<&Path>,
    clock: Arc<dyn Clock>,
    network: Network,
) -> Result<Engine, Problem> {
    let transport: Arc<dyn Transport> = match network {
        Network::Off => Arc::new(NoNetwork),
        Network::On => Arc::new(HttpTransport::new()),
    };
    let env = Env {
        clock,
        entropy: Arc::new(SystemEntropy),
        transport,
        files: Arc::new(SystemFiles),
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
    let digest: farola_model::Sha256 = text
        .trim()
        .to_ascii_lowercase()
        .parse()
        .map_err(|_| KeyUnavailable::Denied)?;
    Ok(digest.0)
}

/// Makes the key's file where there is none, readable for this user only.
pub(super) fn make_key(dir: &Path, key_file: Option<&Path>) -> Result<(), Problem> {
    if std::env::var_os("FAROLA_KEY").is_some() && key_file.is_none() {
        return Ok(());
    }
    let path = key_file.map_or_else(|| dir.join(KEY_FILE), Path::to_owned);
    if path.exists() {
        return Ok(());
    }
    let mut key = [0; 32];
    SystemEntropy
        .fill_secret(&mut key)
        .map_err(EngineError::from)?;
    // Under another name first: a kill in between leaves no half key.
    let begun = path.with_extension("new");
    let written = (|| {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&begun)?;
        writeln!(file, "{}", farola_model::Sha256(key))?;
        file.sync_all()?;
        std::fs::rename(&begun, &path)
    })();
    written.map_err(|error| Problem::io("key", &error))
}
