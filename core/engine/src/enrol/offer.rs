//! What joining a server means, told before anybody joins it.

use farola_protocol::Enrolment;
use farola_protocol::enrol::shown_address;
use farola_store::{Server, Store};

use crate::shared::keys::PROJECT_NAME;
use crate::shared::{Engine, Inner, Result};

/// A server in one line, the project before the address.
pub(super) fn place(server: Option<&str>, project_name: Option<&str>) -> Option<String> {
    let server = server?;
    Some(match project_name.map(str::trim) {
        None | Some("") => server.to_owned(),
        Some(project) => format!("{project}: {server}"),
    })
}

/// What joining a server means, before anybody joined it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentOffer {
    /// Address of the server without the key.
    pub server: String,
    /// Name of the project.
    pub project_name: Option<String>,
    /// The fingerprint of the hub's key: four words, to be compared with those that the hub shows;
    /// `None` for a server that cannot prove who it is.
    pub key_words: Option<String>,
    /// The enrolment that stands and ends with this one, in one line; `None` where there is none,
    /// or it is of the same server.
    pub replaces: Option<String>,
    /// Records that wait and go to this server.
    pub records_go: u64,
    /// Records that wait for other servers, and go on waiting.
    pub records_stay: u64,
    /// Whether it is a decision that the PIN stands before: something waits, or another enrolment
    /// stands.
    pub needs_pin: bool,
}

/// One sentence about what joining means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinSaid {
    /// Where: the project before the address.
    Server {
        /// In one line.
        place: String,
    },
    /// The fingerprint of the hub's key, to be compared with what the hub shows.
    Words {
        /// Four words.
        words: String,
    },
    /// The server cannot prove who it is.
    NoKey,
    /// An enrolment ends with this one.
    Replaces {
        /// Where it was, in one line.
        place: String,
    },
    /// Records that wait go there.
    Go {
        /// How many.
        count: u64,
    },
    /// Records go on waiting for the server that they were sealed for.
    Stay {
        /// How many.
        count: u64,
    },
}

impl EnrolmentOffer {
    /// What a person is told before she joins, in order.
    #[must_use]
    pub fn said(&self) -> Vec<JoinSaid> {
        let place = place(Some(self.server.as_str()), self.project_name.as_deref());
        let place = place.unwrap_or_default();
        let key = match self.key_words.clone() {
            Some(words) => JoinSaid::Words { words },
            None => JoinSaid::NoKey,
        };
        let replaces = self.replaces.clone();
        let (go, stay) = (self.records_go, self.records_stay);
        let more = [
            replaces.map(|place| JoinSaid::Replaces { place }),
            (go > 0).then_some(JoinSaid::Go { count: go }),
            (stay > 0).then_some(JoinSaid::Stay { count: stay }),
        ];
        [JoinSaid::Server { place }, key]
            .into_iter()
            .chain(more.into_iter().flatten())
            .collect()
    }
}

impl Engine {
    /// What joining by this text would mean: Collect's QR, a `farola://` link, or an address.
    /// The words of the fingerprint are of the language of the settings. Nothing changes.
    ///
    /// # Errors
    /// Text that is no enrolment; an address that would show the key to the network.
    pub fn enrolment_offer(&self, text: &str) -> Result<EnrolmentOffer> {
        let enrolment = Enrolment::parse(text)?;
        let language = self.settings()?.language;
        self.inner.offer(&self.inner.store(), &enrolment, &language)
    }
}

impl Inner {
    /// What joining means for what waits now; the words of the key in `language`.
    pub(super) fn offer(
        &self,
        store: &Store,
        enrolment: &Enrolment,
        language: &str,
    ) -> Result<EnrolmentOffer> {
        let server = server_of(enrolment);
        let (mut records_go, mut records_stay) = (0, 0);
        for sealed in store.sealed_for()? {
            if server.takes(sealed.server.as_deref()) {
                records_go += sealed.records;
            } else {
                records_stay += sealed.records;
            }
        }
        let stands = store.device()?.and_then(|device| device.enrolment);
        let is_another = store.server()?.as_deref() != Some(&*server.identity);
        let replaces = match stands.filter(|_| is_another) {
            None => None,
            Some(stands) => {
                let address = shown_address(&stands.server_url);
                place(Some(&address), store.setting(PROJECT_NAME)?.as_deref())
            }
        };
        Ok(EnrolmentOffer {
            server: enrolment.shown_address(),
            project_name: enrolment.project_name.clone(),
            key_words: enrolment.hub_key.map(|key| key.words(language)),
            needs_pin: replaces.is_some() || records_go + records_stay > 0,
            replaces,
            records_go,
            records_stay,
        })
    }
}

/// As records are sealed for it. A hub that was known by its address alone, before its code had a
/// key, is the same one with more proof.
pub(super) fn server_of(enrolment: &Enrolment) -> Server {
    let has_key = enrolment.hub_key.is_some();
    Server {
        identity: enrolment.server(),
        before: has_key.then(|| enrolment.server_by_address()),
    }
}
