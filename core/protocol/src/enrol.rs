//! Enrolment: from what a person scans or types to a server address and its key.
//!
//! Four ways in: ODK Collect's QR (base64 of zlib of JSON), a `farola://enrol?…` link, Collect's
//! JSON itself, and a plain address `https://host/v1/key/TOKEN/projects/N`. The key stands in the
//! path, so the whole address is a secret.
//!
//! The first three carry the public half of the hub's key ([`crate::HubKey`]): the QR beside what
//! ODK Collect reads, as `"farola": {"key": …}`, which Collect takes no notice of (its schema
//! `client-settings` names no further properties and forbids none). With the key the phone takes
//! nobody else's word for the hub's.

use std::fmt;
use std::io::Read as _;

use base64::Engine as _;
use farola_model::ProjectId;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::{HubKey, ProtocolError};

/// Longest text read as an enrolment, in bytes: a QR code holds less than 3,000.
const TEXT_BYTES: usize = 16 * 1024;
/// Longest JSON out of a QR code: stops a compressed bomb.
const JSON_BYTES: u64 = 256 * 1024;
/// The scheme of links that enrol, as the platforms know the app by it.
const SCHEME: &str = "farola:";
/// How a server begins that is known by its key.
const BY_KEY: &str = "hub:";
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A text that never shows itself in a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, to be used and not shown.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// Where a phone sends, and as whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Address that `formList` and `submission` hang below, without a slash at its end.
    pub server_url: Secret,
    /// Name of the project, for people.
    pub project_name: Option<String>,
    /// User name for servers that ask for one.
    pub username: Option<String>,
    /// Password for servers that ask for one.
    pub password: Option<Secret>,
    /// The key by which the hub proves who it is; `None` for other servers, and for a hub whose
    /// code was made before it had one.
    pub hub_key: Option<HubKey>,
    /// Other servers (`https://host`) that forms, manifests and files may come from; none but the
    /// server itself where this is empty.
    pub file_hosts: Vec<String>,
}

impl Enrolment {
    /// Reads what was scanned or typed.
    ///
    /// # Errors
    /// Text that is no enrolment, or an address that would send the phone's key unencrypted:
    /// over a public network, or without a key by which the hub proves who it is.
    pub fn parse(text: &str) -> Result<Self, ProtocolError> {
        let text = text.trim();
        if text.len() > TEXT_BYTES {
            return Err(ProtocolError::TooLarge {
                limit: TEXT_BYTES as u64,
                unit: "bytes",
            });
        }
        if Self::is_link(text) {
            return parse_link(text);
        }
        if text.starts_with("http://") || text.starts_with("https://") {
            return Self::from_url(text);
        }
        if text.starts_with('{') {
            return parse_settings(text.as_bytes());
        }
        let packed = base64::engine::general_purpose::STANDARD
            .decode(text.split_ascii_whitespace().collect::<String>())
            .map_err(|_| ProtocolError::NotEnrolment)?;
        let mut json = Vec::new();
        flate2::read::ZlibDecoder::new(packed.as_slice())
            // Bounded while it is unpacked: a small code can hold a very large text.
            .take(JSON_BYTES + 1)
            .read_to_end(&mut json)
            .map_err(|_| ProtocolError::NotEnrolment)?;
        if json.len() as u64 > JSON_BYTES {
            return Err(ProtocolError::TooLarge {
                limit: JSON_BYTES,
                unit: "bytes",
            });
        }
        parse_settings(&json)
    }

    /// Whether a link that opened the app is one of enrolment: such a one is offered to the
    /// person, who joins or does not. Whether it is whole, [`Enrolment::parse`] says then. The
    /// scheme of a link is the same in capitals (RFC 3986, 3.1).
    #[must_use]
    pub fn is_link(text: &str) -> bool {
        let scheme = text.trim_start().get(..SCHEME.len());
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME))
    }

    /// Enrols with a plain address, which has no hub's key.
    ///
    /// # Errors
    /// As [`Enrolment::parse`].
    pub fn from_url(url: &str) -> Result<Self, ProtocolError> {
        Self::at(url, None)
    }

    /// Enrols with an address and the key of the hub there.
    ///
    /// # Errors
    /// As [`Enrolment::parse`].
    pub fn at(url: &str, hub_key: Option<HubKey>) -> Result<Self, ProtocolError> {
        let url = check_url(url, hub_key.is_some())?;
        Ok(Self {
            server_url: Secret(url),
            project_name: None,
            username: None,
            password: None,
            hub_key,
            file_hosts: Vec::new(),
        })
    }

    /// The same, with other servers that forms and files may come from.
    ///
    /// # Errors
    /// [`ProtocolError::NotEnrolment`] for what is no `https://host`, with a port where it has one.
    pub fn with_file_hosts<'a>(
        self,
        hosts: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, ProtocolError> {
        let hosts = hosts.into_iter().map(check_host);
        Ok(Self {
            file_hosts: hosts.collect::<Result<_, _>>()?,
            ..self
        })
    }

    /// The project of a hub's or Central's address; `None` for other servers.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        let (_, rest) = self.server_url.reveal().rsplit_once("/projects/")?;
        rest.parse().ok().map(ProjectId)
    }

    /// Which server and programme it is, as records are sealed for it: by the hub's key and the
    /// project, else by the address without the phone's key.
    #[must_use]
    pub fn server(&self) -> String {
        match &self.hub_key {
            Some(key) => {
                let project = self.project().map(|project| project.to_string());
                format!("{BY_KEY}{key}/{}", project.unwrap_or_default())
            }
            None => self.server_by_address(),
        }
    }

    /// Which server it is by its address alone, as before it had a key.
    #[must_use]
    pub fn server_by_address(&self) -> String {
        let url = self.server_url.reveal();
        match url.split_once("/key/") {
            None => format!("at:{url}"),
            Some((before, rest)) => {
                let after = rest.find('/').and_then(|at| rest.get(at..));
                format!("at:{before}{}", after.unwrap_or_default())
            }
        }
    }

    /// The address without its key, for people.
    #[must_use]
    pub fn shown_address(&self) -> String {
        shown_address(self.server_url.reveal())
    }

    /// The link that a QR code of Farola's own holds.
    #[must_use]
    pub fn to_link(&self) -> String {
        let url = utf8_percent_encode(self.server_url.reveal(), QUERY);
        let mut link = format!("{SCHEME}//enrol?url={url}");
        if let Some(name) = &self.project_name {
            link += &format!("&name={}", utf8_percent_encode(name, QUERY));
        }
        if let Some(key) = &self.hub_key {
            link += &format!("&hub={key}");
        }
        for host in &self.file_hosts {
            link += &format!("&files={}", utf8_percent_encode(host, QUERY));
        }
        link
    }

    /// The settings that ODK Collect reads from a QR code, as JSON; the QR holds the base64 of
    /// its zlib.
    #[must_use]
    pub fn to_collect_settings(&self) -> String {
        let project = self.project_name.as_deref().unwrap_or("Farola");
        let mut settings = serde_json::json!({
            "general": {
                "server_url": self.server_url.reveal(),
                "form_update_mode": "match_exactly",
                "autosend": "wifi_and_cellular",
            },
            "admin": {},
            "project": { "name": project },
        });
        let mut ours = serde_json::Map::new();
        if let Some(key) = &self.hub_key {
            ours.insert("key".to_owned(), serde_json::json!(key));
        }
        if !self.file_hosts.is_empty() {
            ours.insert("files".to_owned(), serde_json::json!(self.file_hosts));
        }
        if let (Some(settings), false) = (settings.as_object_mut(), ours.is_empty()) {
            settings.insert("farola".to_owned(), ours.into());
        }
        settings.to_string()
    }

    /// [`Enrolment::to_collect_settings`] packed for the QR code.
    #[must_use]
    pub fn to_collect_qr(&self) -> String {
        let packed = zlib(self.to_collect_settings().as_bytes());
        base64::engine::general_purpose::STANDARD.encode(packed)
    }
}

/// The key of the hub that [`Enrolment::server`] names; nothing where it names an address.
#[must_use]
pub fn hub_of(server: &str) -> Option<&str> {
    let (key, _) = server.strip_prefix(BY_KEY)?.split_once('/')?;
    Some(key)
}

/// A server's address without the key of the phone, for people.
#[must_use]
pub fn shown_address(url: &str) -> String {
    match url.split_once("/key/") {
        Some((before, _)) => before.trim_end_matches("/v1").to_owned(),
        None => url.to_owned(),
    }
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let level = flate2::Compression::best();
    let mut encoder = flate2::bufread::ZlibEncoder::new(bytes, level);
    let mut packed = Vec::new();
    // Reading from memory cannot fail.
    let _ = encoder.read_to_end(&mut packed);
    packed
}

fn parse_link(link: &str) -> Result<Enrolment, ProtocolError> {
    let (head, query) = link.split_once('?').ok_or(ProtocolError::NotEnrolment)?;
    let verb = head.get(SCHEME.len()..);
    if verb.is_none_or(|verb| verb != "//enrol" && verb != "enrol") {
        return Err(ProtocolError::NotEnrolment);
    }
    let (mut url, mut name, mut hub_key, mut files) = (None, None, None, Vec::new());
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decode_str(value)
            .decode_utf8()
            .map_err(|_| ProtocolError::NotEnrolment)?
            .into_owned();
        match key {
            "url" => url = Some(value),
            "name" => name = Some(value),
            // A key that cannot be read is no code without one: the phone would trust too much.
            "files" => files.push(value),
            "hub" => hub_key = Some(value.parse().map_err(|_| ProtocolError::NotEnrolment)?),
            _ => {}
        }
    }
    let url = url.ok_or(ProtocolError::NotEnrolment)?;
    let enrolment = Enrolment {
        project_name: name,
        ..Enrolment::at(&url, hub_key)?
    };
    enrolment.with_file_hosts(files.iter().map(String::as_str))
}

#[derive(Deserialize)]
struct Settings {
    general: General,
    #[serde(default)]
    project: Project,
    #[serde(default)]
    farola: Farola,
}

/// What is ours in it.
#[derive(Deserialize, Default)]
struct Farola {
    key: Option<HubKey>,
    #[serde(default)]
    files: Vec<String>,
}

#[derive(Deserialize)]
struct General {
    server_url: String,
    username: Option<String>,
    password: Option<String>,
}

#[derive(Deserialize, Default)]
struct Project {
    name: Option<String>,
}

fn parse_settings(json: &[u8]) -> Result<Enrolment, ProtocolError> {
    let settings: Settings =
        serde_json::from_slice(json).map_err(|_| ProtocolError::NotEnrolment)?;
    let some = |text: Option<String>| text.filter(|t| !t.is_empty());
    let enrolment = Enrolment {
        project_name: some(settings.project.name),
        username: some(settings.general.username),
        password: some(settings.general.password).map(Secret),
        ..Enrolment::at(&settings.general.server_url, settings.farola.key)?
    };
    enrolment.with_file_hosts(settings.farola.files.iter().map(String::as_str))
}

/// Checks an address by hand: it has a host, no user, no query, no fragment, no odd character,
/// and is https unless the host is this machine, or one in a local network whose hub proves who it
/// is (a laptop in the field).
fn check_url(url: &str, proves_itself: bool) -> Result<String, ProtocolError> {
    let url = url.trim().trim_end_matches('/');
    let (scheme, rest) = url.split_once("://").ok_or(ProtocolError::NotEnrolment)?;
    let authority = rest.split('/').next().unwrap_or_default();
    // An `@` would make what stands before it a name and the rest the host: the address shown
    // would not be the one asked.
    let odd = |c: char| c.is_whitespace() || c.is_control() || "@?#\\<>\"`{}|^".contains(c);
    let dots = rest
        .split('/')
        .any(|segment| segment == ".." || segment == ".");
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
    if authority.is_empty() || rest.contains(odd) || dots || !authority.bytes().all(plain) {
        return Err(ProtocolError::NotEnrolment);
    }
    match scheme {
        "https" => Ok(url.to_owned()),
        "http" if is_loopback(authority) => Ok(url.to_owned()),
        "http" if proves_itself && is_local(authority) => Ok(url.to_owned()),
        "http" => Err(ProtocolError::InsecureAddress),
        _ => Err(ProtocolError::NotEnrolment),
    }
}

/// A server that files may come from: nobody between may change them, and the whole of it counts,
/// since an address says nothing about whose a folder is.
fn check_host(host: &str) -> Result<String, ProtocolError> {
    let url = check_url(host, false)?;
    let authority = url.strip_prefix("https://");
    match authority {
        Some(authority) if !authority.contains('/') => Ok(url),
        _ => Err(ProtocolError::NotEnrolment),
    }
}

fn host(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn is_loopback(authority: &str) -> bool {
    let host = host(authority);
    let ip = host.parse::<std::net::IpAddr>();
    ip.map_or(host == "localhost", |ip| ip.is_loopback())
}

fn is_local(authority: &str) -> bool {
    let host = host(authority);
    match host.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(ip)) => ip.is_private() || ip.is_link_local(),
        Ok(std::net::IpAddr::V6(ip)) => ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => host.ends_with(".local"),
    }
}
