//! What happens to the machine, and what it is told at its start.

use farola_model::{FormRef, InstanceId, Md5, Sha256, Timestamp};
use farola_protocol::Enrolment;

use crate::answer::{Answer, Failure};

/// Something happened.
#[expect(
    clippy::large_enum_variant,
    reason = "an event is made once and moved once"
)]
#[derive(Debug, Clone)]
pub enum Event {
    /// A session begins. Ignored while one runs.
    Start(Box<Start>),
    /// The server answered the request of that id.
    Response {
        /// Id of the request.
        id: u64,
        /// The answer.
        answer: Answer,
    },
    /// The request of that id got no whole answer.
    Failed {
        /// Id of the request.
        id: u64,
        /// How.
        failure: Failure,
    },
    /// The store did what was asked, durably.
    Stored {
        /// Id of the store command.
        id: u64,
    },
    /// The store could not do what was asked; the session ends.
    StoreFailed {
        /// Id of the store command.
        id: u64,
    },
    /// The platform took the parcel of that command.
    HandedOver {
        /// Id of the command.
        id: u64,
    },
    /// The parcel of that command could not be sealed, or the platform did not take it.
    NotHandedOver {
        /// Id of the command.
        id: u64,
    },
    /// The platform says that the network came or went.
    NetworkChanged {
        /// Whether there is one now.
        online: bool,
    },
    /// The person stopped the session.
    Cancel,
    /// Time passed.
    Tick,
}

/// What the machine is told at the start of a session.
#[derive(Clone)]
pub struct Start {
    /// Where to sync, and as whom.
    pub enrolment: Enrolment,
    /// What waits to be sent, oldest first.
    pub outbox: Vec<OutboxItem>,
    /// Forms the phone holds.
    pub forms: Vec<KnownForm>,
    /// Cursor of the change feed; `None` from the beginning.
    pub cursor: Option<String>,
    /// Whether items that are waiting for a later attempt are tried now (a person asked).
    pub retry_now: bool,
    /// Whether to look for new forms in this session.
    pub check_forms: bool,
    /// Whether photos wait for a network that costs nothing; reports go all the same.
    pub spare_media: bool,
    /// What the nonces of this session follow from: random, secret, never used before.
    pub nonce_seed: [u8; 32],
    /// Whether this server spoke as a hub before: it is then never taken for anything else.
    pub spoke_as_hub: bool,
    /// Room for parcels where large files are to be handed to the platform; `None` in a session
    /// that sends everything itself.
    pub hand_over: Option<ParcelRoom>,
}

// The seed would tell the nonces that are still to come.
impl std::fmt::Debug for Start {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Start")
            .field("outbox", &self.outbox)
            .field("retry_now", &self.retry_now)
            .field("check_forms", &self.check_forms)
            .field("spare_media", &self.spare_media)
            .field("hand_over", &self.hand_over)
            .finish_non_exhaustive()
    }
}

/// How much may be given to the platform in one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParcelRoom {
    /// Files.
    pub files: usize,
    /// Bytes of them.
    pub bytes: u64,
}

/// One submission that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxItem {
    /// The submission.
    pub instance_id: InstanceId,
    /// The version it corrects; it is sent only after that one.
    pub deprecated_id: Option<InstanceId>,
    /// Digest of its exact XML.
    pub xml_sha256: Sha256,
    /// Bytes of its XML.
    pub xml_size: u64,
    /// Its files.
    pub files: Vec<OutboxFile>,
    /// Whether sending began in an earlier session; the server may have any of it.
    pub offered: bool,
    /// Whether the server is known to have the XML.
    pub body_stored: bool,
    /// Failed attempts so far, over all sessions.
    pub attempts: u32,
    /// Not before this time.
    pub next_attempt: Timestamp,
}

/// One file of a waiting submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxFile {
    /// Name as in the XML.
    pub name: String,
    /// Digest of the bytes.
    pub sha256: Sha256,
    /// Number of bytes.
    pub size: u64,
    /// Whether the server is known to have it.
    pub sent: bool,
    /// Whether the platform is uploading it.
    pub in_flight: bool,
}

/// A form version the phone holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownForm {
    /// Id and version.
    pub form: FormRef,
    /// MD5 of its XML.
    pub hash: Md5,
    /// Its media files.
    pub files: Vec<KnownFile>,
}

/// A media file of a known form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFile {
    /// Name.
    pub name: String,
    /// MD5 of the bytes.
    pub hash: Md5,
    /// SHA-256 of the bytes: its name in the store.
    pub sha256: Sha256,
    /// What the manifest says it is, where it says so: `entityList`, `approvalEntityList`.
    pub kind: Option<String>,
}
