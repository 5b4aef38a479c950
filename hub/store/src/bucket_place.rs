//! Which bucket holds a hub's files: `s3://bucket/prefix?endpoint=https://…&region=…`, and what
//! the environment says of it.
//!
//! The address is shown, logged and kept in the database, so it never holds a secret: those come
//! from the environment or from a file that the environment names, as of every S3 client.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey as Setting};
use object_store::{BackoffConfig, ClientOptions, HeaderMap, HeaderValue, RetryConfig};
use percent_encoding::percent_decode_str;

use crate::error::StoreError;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one request may take, with its body.
const REQUEST: Duration = Duration::from_secs(60);

/// What is taken from the environment as it stands.
const SETTINGS: [(&str, Setting); 11] = [
    ("AWS_ACCESS_KEY_ID", Setting::AccessKeyId),
    ("AWS_SECRET_ACCESS_KEY", Setting::SecretAccessKey),
    ("AWS_SESSION_TOKEN", Setting::Token),
    ("AWS_DEFAULT_REGION", Setting::DefaultRegion),
    ("AWS_REGION", Setting::Region),
    ("AWS_ROLE_ARN", Setting::RoleArn),
    ("AWS_ROLE_SESSION_NAME", Setting::RoleSessionName),
    ("AWS_WEB_IDENTITY_TOKEN_FILE", Setting::WebIdentityTokenFile),
    (
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        Setting::ContainerCredentialsRelativeUri,
    ),
    (
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        Setting::ContainerCredentialsFullUri,
    ),
    (
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        Setting::ContainerAuthorizationTokenFile,
    ),
];

/// Where the server is, the most particular first.
const ENDPOINTS: [&str; 3] = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"];

/// A bucket, or a part of one, and how it is reached.
#[derive(Clone)]
pub(crate) struct BucketPlace {
    bucket: String,
    prefix: String,
    client: AmazonS3Builder,
}

/// Without what opens it.
impl std::fmt::Debug for BucketPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.address())
    }
}

impl BucketPlace {
    /// Reads an address.
    ///
    /// # Errors
    /// [`StoreError::FilesAddress`] when it is none; [`StoreError::File`] when the file of the
    /// credentials cannot be read.
    pub(crate) fn read(
        url: &str,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, StoreError> {
        let environment: BTreeMap<String, String> = environment.into_iter().collect();
        let said = environment
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let address = Address::read(url).ok_or(StoreError::FilesAddress)?;
        let client = builder(&address, &said)?;
        Ok(Self {
            bucket: address.bucket,
            prefix: address.prefix,
            client,
        })
    }

    /// `s3://bucket/prefix`: what a hub's files are known by, however they are reached.
    pub(crate) fn address(&self) -> String {
        match self.prefix.is_empty() {
            true => format!("s3://{}", self.bucket),
            false => format!("s3://{}/{}", self.bucket, self.prefix),
        }
    }

    /// The part of the bucket that is the hub's; empty where it is all.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// What speaks to it.
    ///
    /// # Errors
    /// [`StoreError::FilesAddress`].
    pub(crate) fn client(&self) -> Result<AmazonS3, StoreError> {
        // As everywhere here, TLS is with ring; an error says that it was chosen already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let built = self.client.clone().build();
        built.map_err(|_| StoreError::FilesAddress)
    }

    /// What ends an upload in pieces where nothing is, and nowhere else. The crate has no such
    /// condition for an upload, but headers that every request of a client carries.
    ///
    /// # Errors
    /// [`StoreError::FilesAddress`].
    pub(crate) fn creating(&self, client: &AmazonS3) -> Result<AmazonS3, StoreError> {
        let mut only_new = HeaderMap::new();
        only_new.insert("if-none-match", HeaderValue::from_static("*"));
        let built = self
            .client
            .clone()
            .with_client_options(options().with_default_headers(only_new))
            // Whoever gives out credentials is asked by the other client, without that header.
            .with_credentials(client.credentials().clone())
            .build();
        built.map_err(|_| StoreError::FilesAddress)
    }
}

fn options() -> ClientOptions {
    ClientOptions::new()
        .with_connect_timeout(CONNECT)
        .with_timeout(REQUEST)
        // What may be spoken to in the clear is decided where the endpoint is read.
        .with_allow_http(true)
}

type Said<'a> = BTreeMap<&'a str, &'a str>;

fn builder(address: &Address, said: &Said<'_>) -> Result<AmazonS3Builder, StoreError> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&address.bucket)
        .with_client_options(options())
        .with_retry(RetryConfig {
            max_retries: 2,
            retry_timeout: REQUEST,
            backoff: BackoffConfig::default(),
        });
    for (name, setting) in SETTINGS {
        if let Some(value) = said.get(name) {
            builder = builder.with_config(setting, *value);
        }
    }
    if let Some(file) = said.get("AWS_SHARED_CREDENTIALS_FILE") {
        let profile = said.get("AWS_PROFILE").copied().unwrap_or("default");
        for (setting, value) in credentials(&std::fs::read_to_string(file)?, profile) {
            builder = builder.with_config(setting, value);
        }
    }
    if let Some(region) = &address.region {
        builder = builder.with_region(region);
    }
    let of_environment = || ENDPOINTS.iter().find_map(|name| said.get(name).copied());
    if let Some(endpoint) = address.endpoint.as_deref().or_else(of_environment) {
        let in_the_clear = said.get("AWS_ALLOW_HTTP") == Some(&"true");
        if !is_endpoint(endpoint, in_the_clear) {
            return Err(StoreError::FilesAddress);
        }
        builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
    }
    Ok(builder)
}

/// An address, taken apart.
struct Address {
    bucket: String,
    prefix: String,
    endpoint: Option<String>,
    region: Option<String>,
}

impl Address {
    fn read(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("s3://")?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let prefix = prefix.trim_end_matches('/');
        let plain = |text: &str| {
            let sign = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
            !text.is_empty() && text.chars().all(sign) && !text.chars().all(|sign| sign == '.')
        };
        if !plain(bucket) || !(prefix.is_empty() || prefix.split('/').all(plain)) {
            return None;
        }
        let mut address = Self {
            bucket: bucket.to_owned(),
            prefix: prefix.to_owned(),
            endpoint: None,
            region: None,
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=')?;
            let value = percent_decode_str(value).decode_utf8().ok()?.into_owned();
            match name {
                "endpoint" => address.endpoint = Some(value),
                "region" if plain(&value) => address.region = Some(value),
                _ => return None,
            }
        }
        Some(address)
    }
}

/// Whether a server may be spoken to there: on another machine through TLS only, unless told
/// otherwise, and never with a secret in the address.
fn is_endpoint(endpoint: &str, in_the_clear: bool) -> bool {
    if endpoint.contains('@') {
        return false;
    }
    if let Some(rest) = endpoint.strip_prefix("https://") {
        return !rest.is_empty();
    }
    endpoint.strip_prefix("http://").is_some_and(|rest| {
        let host = rest.split('/').next().unwrap_or_default();
        let name = match host.strip_prefix('[') {
            Some(six) => six.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        let here = name == "localhost" || name.parse().is_ok_and(|at: IpAddr| at.is_loopback());
        !name.is_empty() && (here || in_the_clear)
    })
}

/// The credentials of a profile in a file as the AWS tools write it.
fn credentials(text: &str, profile: &str) -> Vec<(Setting, String)> {
    let mut here = false;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            here = name.trim() == profile;
        } else if let Some((name, value)) = line.split_once('=').filter(|_| here) {
            let setting = match name.trim() {
                "aws_access_key_id" => Setting::AccessKeyId,
                "aws_secret_access_key" => Setting::SecretAccessKey,
                "aws_session_token" => Setting::Token,
                _ => continue,
            };
            found.push((setting, value.trim().to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests;
