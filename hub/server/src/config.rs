//! What the hub is started with.

use std::net::SocketAddr;

use farola_hub_store::Place;
use farola_hub_store::quota::Quota;
use farola_model::Timestamp;

use crate::connections::Seats;
use crate::source::Network;
use crate::tls::TlsFiles;
use crate::upload::Patience;

/// Settings of a serving hub.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where its data is.
    pub place: Place,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Address under which phones and browsers reach it. Without it the hub is for its own machine
    /// alone: it listens on a loopback address or not at all.
    pub base_url: Option<String>,
    /// What stands between it and those who ask.
    pub front: Front,
    /// How long it waits for what phones send.
    pub patience: Patience,
    /// How much one phone's key may send in a day.
    pub quota: Quota,
    /// The clock of its machine: [`crate::machine_clock`], or another one in a test.
    pub clock: fn() -> Timestamp,
}

/// What stands between a hub and those who ask it.
#[derive(Debug, Clone, Default)]
pub struct Front {
    /// Proxies whose `X-Forwarded-For` says where a request comes from. Of everybody else it says
    /// nothing.
    pub trusted_proxies: Vec<Network>,
    /// How many connections it holds.
    pub seats: Seats,
    /// The certificate by which it speaks TLS itself; none behind a proxy that does.
    pub tls: Option<TlsFiles>,
}

impl Config {
    /// The address under which the hub is reached, without a slash at its end: never what a
    /// request says.
    #[must_use]
    pub(crate) fn base_url(&self) -> String {
        match &self.base_url {
            Some(base) => base.trim_end_matches('/').to_owned(),
            None if self.front.tls.is_some() => format!("https://{}", self.listen),
            None => format!("http://{}", self.listen),
        }
    }
}

/// Hours a session lasts at most, as ODK Central's.
pub(crate) const SESSION_HOURS: i64 = 24;
/// Minutes after which a session ends that nobody touches.
pub(crate) const SESSION_MINUTES: i64 = 30;
/// Days for which a browser keeps that somebody signed in with it.
pub(crate) const DEVICE_DAYS: i64 = 180;
/// Requests with a body that are received at one time; more are asked to come again.
pub(crate) const UPLOADS: usize = 256;
/// Of them, those of one key: several phones may share it, none may take all places.
pub(crate) const UPLOADS_OF_ONE_KEY: usize = 64;
/// Submissions above [`LARGE_XML`] that are read at one time, others wait: the largest takes 50 MB
/// for a moment, and one that repeats a long name takes much more than its bytes.
pub(crate) const LARGE_XMLS: usize = 2;
/// Above so many bytes a submission's XML is large.
pub(crate) const LARGE_XML: usize = 16 * 1024;
/// Records with such an XML that are opened at one time, beside those that arrive: each may take
/// as much.
pub(crate) const LARGE_RECORDS: usize = 2;
/// Bytes of the small files of one request that wait in memory; what comes more goes to the disk.
pub(crate) const HELD_BYTES: usize = 1024 * 1024;
/// Passwords of strangers hashed at one time: each takes 19 MiB.
pub(crate) const PASSWORD_HASHES: usize = 2;
/// The same of those who are known, beside them.
pub(crate) const HASHES_OF_KNOWN: usize = 1;
/// Photos decoded at one time: each may take 200 MB.
pub(crate) const PHOTOS: usize = 2;
/// Most pixels of a photo that is shown.
pub(crate) const PIXELS: u64 = 50_000_000;
/// Most parts of one submission request.
pub(crate) const PARTS: usize = 400;
/// Largest JSON body.
pub(crate) const JSON_BYTES: usize = 256 * 1024;
/// Longest comment or reason, in characters.
pub(crate) const COMMENT_CHARS: usize = 2_000;
/// Longest path of the question that a comment is about, in bytes: sixty names of a hundred
/// characters.
pub(crate) const REFERENCE_BYTES: usize = 8 * 1024;
/// Most comments of one decision.
pub(crate) const COMMENTS: usize = 100;
/// Most rows of one page of the queue.
pub(crate) const PAGE_ROWS: usize = 200;
