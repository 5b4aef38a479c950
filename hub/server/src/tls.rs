//! TLS by certificate files, for a hub without a proxy in front of it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::{Error as PemError, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::error::HubError;

/// Certificates are renewed by another program, which leaves new files in place of the old ones.
const LOOK_EVERY: Duration = Duration::from_secs(60);

/// The files of a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, and those between it and the authority, in PEM.
    pub cert: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

/// What connections are answered with: the certificate as its files are now.
#[derive(Debug)]
pub(crate) struct Tls {
    files: TlsFiles,
    read: Mutex<Read>,
}

#[derive(Debug, Clone)]
struct Read {
    config: Arc<ServerConfig>,
    written: [Option<SystemTime>; 2],
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// [`HubError::Unreadable`], [`HubError::Certificate`].
    pub(crate) fn open(files: TlsFiles) -> Result<Self, HubError> {
        let read = read(&files)?;
        Ok(Self {
            files,
            read: Mutex::new(read),
        })
    }

    /// What the next connection is answered with.
    pub(crate) fn acceptor(&self) -> TlsAcceptor {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(read.config.clone())
    }

    /// Reads the files again where they are other ones; what is there goes on while they are not
    /// whole. Blocks.
    pub(crate) fn look(&self) {
        let known = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.written;
        if written(&self.files) == known {
            return;
        }
        match read(&self.files) {
            Ok(new) => {
                *self.read.lock().unwrap_or_else(PoisonError::into_inner) = new;
                tracing::info!(event = "tls.renewed");
            }
            Err(error) => tracing::warn!(event = "tls.not_renewed", error = %error),
        }
    }
}

/// Looks for new files for as long as the hub serves.
pub(crate) async fn follow(tls: Arc<Tls>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let tls = tls.clone();
        let _ = tokio::task::spawn_blocking(move || tls.look()).await;
    }
}

fn written(files: &TlsFiles) -> [Option<SystemTime>; 2] {
    let of = |path: &Path| path.metadata().and_then(|kept| kept.modified()).ok();
    [of(&files.cert), of(&files.key)]
}

fn read(files: &TlsFiles) -> Result<Read, HubError> {
    let written = written(files);
    let cert = &files.cert;
    let chain = CertificateDer::pem_file_iter(cert).map_err(|error| fault(cert, error))?;
    let chain = chain.collect::<Result<Vec<_>, _>>();
    let chain = chain.map_err(|error| fault(cert, error))?;
    let key = PrivateKeyDer::from_pem_file(&files.key);
    let key = key.map_err(|error| fault(&files.key, error))?;
    let provider = Arc::new(ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|_| HubError::Certificate {
            file: cert.display().to_string(),
        })?;
    Ok(Read {
        config: Arc::new(config),
        written,
    })
}

fn fault(path: &Path, error: PemError) -> HubError {
    let file = path.display().to_string();
    match error {
        PemError::Io(error) => HubError::Unreadable {
            file,
            kind: error.kind(),
        },
        _ => HubError::Certificate { file },
    }
}
