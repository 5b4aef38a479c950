//! Where a hub's data is: a folder, with the database in it or on a PostgreSQL, and the files in
//! it or in a bucket.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::bucket_place::BucketPlace;
use crate::error::StoreError;
use crate::postgres::Ours as _;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// A machine that vanished is noticed after about this time.
const SILENCE: Duration = Duration::from_secs(10);

/// Where a hub's data is.
#[derive(Debug, Clone)]
pub struct Place {
    dir: PathBuf,
    database: Option<Box<Config>>,
    bucket: Option<Box<BucketPlace>>,
}

impl From<&Path> for Place {
    fn from(dir: &Path) -> Self {
        Self::folder(dir)
    }
}

impl From<&PathBuf> for Place {
    fn from(dir: &PathBuf) -> Self {
        Self::folder(dir)
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}

impl Place {
    /// A folder that holds everything: the database and the files.
    #[must_use]
    pub fn folder(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            database: None,
            bucket: None,
        }
    }

    /// The same database and bucket with another folder: one more hub beside the first.
    #[must_use]
    pub fn at(self, dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            ..self
        }
    }

    /// The same folder for files, with the database on a PostgreSQL:
    /// `postgres://user:password@host/database`.
    ///
    /// Another machine is spoken to through TLS only, with a certificate that the system
    /// trusts; `sslmode=disable` in the address takes that back.
    ///
    /// ```
    /// # use farola_hub_store::Place;
    /// assert!(Place::folder("hub").with_database("postgres://farola@localhost/hub").is_ok());
    /// assert!(Place::folder("hub").with_database("mysql://localhost").is_err());
    /// ```
    ///
    /// # Errors
    /// [`StoreError::Address`] when it is no address of a PostgreSQL.
    pub fn with_database(self, url: &str) -> Result<Self, StoreError> {
        let known = ["postgres://", "postgresql://"];
        if !known.iter().any(|scheme| url.starts_with(scheme)) {
            return Err(StoreError::Address);
        }
        let mut config: Config = url.parse().map_err(|_| StoreError::Address)?;
        if config.get_hosts().is_empty() || config.get_dbname().is_none() {
            return Err(StoreError::Address);
        }
        // Not said: encrypted where it leaves the machine.
        if config.get_ssl_mode() == SslMode::Prefer {
            let here = config.get_hosts().iter().all(is_here);
            config.ssl_mode(if here {
                SslMode::Disable
            } else {
                SslMode::Require
            });
        }
        config.application_name("farola-hub");
        config.connect_timeout(CONNECT);
        config.keepalives_idle(SILENCE).tcp_user_timeout(SILENCE);
        Ok(Self {
            database: Some(Box::new(config)),
            ..self
        })
    }

    /// The same, with the files in a bucket of an S3 server: `s3://bucket/prefix`, behind it
    /// `?endpoint=https://…&region=…` where it is not Amazon's. What the address does not say is
    /// taken from the variables of the environment that every S3 client knows, credentials only
    /// from there or from the file that `AWS_SHARED_CREDENTIALS_FILE` names.
    ///
    /// Another machine is spoken to through TLS only; `AWS_ALLOW_HTTP=true` takes that back.
    ///
    /// ```
    /// # use farola_hub_store::Place;
    /// let environment = || [("AWS_REGION".to_owned(), "mx-central-1".to_owned())];
    /// assert!(Place::folder("hub").with_files("s3://fotos/gdl", environment()).is_ok());
    /// assert!(Place::folder("hub").with_files("s3://key:secret@fotos", environment()).is_err());
    /// ```
    ///
    /// # Errors
    /// [`StoreError::FilesAddress`] when it is no address of a bucket; [`StoreError::File`] when
    /// the file of the credentials cannot be read.
    pub fn with_files(
        self,
        url: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            bucket: Some(Box::new(BucketPlace::read(url, environment)?)),
            ..self
        })
    }

    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// How to reach the database; none where it is in the folder.
    pub(crate) fn database(&self) -> Option<&Config> {
        self.database.as_deref()
    }

    /// The same with the files in the folder.
    pub(crate) fn without_bucket(self) -> Self {
        Self {
            bucket: None,
            ..self
        }
    }

    /// The bucket of the files; none where they are in the folder.
    pub(crate) fn bucket(&self) -> Option<&BucketPlace> {
        self.bucket.as_deref()
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|at: IpAddr| at.is_loopback())
        }
    }
}

/// Connects to a PostgreSQL.
///
/// # Errors
/// [`StoreError::Unreachable`] when nobody answers, or not through TLS where that is wanted.
pub(crate) fn connect(config: &Config) -> Result<Client, StoreError> {
    let connected = match config.get_ssl_mode() {
        SslMode::Disable => config.connect(NoTls),
        _ => config.connect(MakeRustlsConnect::new(tls()?)),
    };
    match connected {
        // Whoever gives no code of PostgreSQL is none, or is not reached.
        Err(error) if error.code().is_none() => Err(StoreError::Unreachable),
        // The server's own refusal: a wrong password, no such database.
        answered => answered.ours(),
    }
}

/// TLS with ring, as everywhere here, and the certificates that the system trusts.
fn tls() -> Result<ClientConfig, StoreError> {
    let mut roots = RootCertStore::empty();
    let trusted = rustls_native_certs::load_native_certs().certs;
    roots.add_parsable_certificates(trusted.into_iter().map(CertificateDer::into_owned));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| StoreError::Bug("TLS has no version"))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use farola_model::Coded as _;

    use super::*;

    fn mode(url: &str) -> SslMode {
        let place = Place::folder("x").with_database(url).unwrap();
        place.database().unwrap().get_ssl_mode()
    }

    #[test]
    fn what_leaves_the_machine_is_encrypted() {
        for here in ["localhost", "127.0.0.1", "[::1]", "%2Frun%2Fpostgresql"] {
            assert_eq!(mode(&format!("postgres://f@{here}/hub")), SslMode::Disable);
        }
        for away in ["db.example", "10.0.0.7", "localhost,db.example"] {
            let url = format!("postgres://f@{away}/hub");
            assert_eq!(mode(&url), SslMode::Require, "{away}");
            let told = format!("{url}?sslmode=disable");
            assert_eq!(mode(&told), SslMode::Disable, "{away}");
        }
        let asked = "postgres://f@localhost/hub?sslmode=require";
        assert_eq!(mode(asked), SslMode::Require);
    }

    #[test]
    fn what_is_no_address_is_refused_and_no_password_is_shown() {
        for wrong in [
            "",
            "hub",
            "mysql://localhost/hub",
            "postgres://",
            "postgres://localhost",
            "postgres://localhost:port/hub",
            "postgres://localhost/hub?sslmode=maybe",
        ] {
            let error = Place::folder("x").with_database(wrong).unwrap_err();
            assert_eq!(error.code(), "hub.database_address", "{wrong}");
        }
        let place = Place::folder("x").with_database("postgres://f:Cl4ve@localhost/hub");
        assert!(!format!("{:?}", place.unwrap()).contains("Cl4ve"));
    }
}
