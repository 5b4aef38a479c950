//! What the machine asks for.

use farola_model::{InstanceId, Sha256, Timestamp};
use farola_protocol::{ChangesPage, FormListEntry, Nonce, ParcelId, Secret, Word};

use crate::event::KnownFile;
use crate::problem::SyncProblem;
use crate::report::Report;

/// Something to do.
#[derive(Debug, Clone)]
pub enum Command {
    /// Send a request; answer with `Response` or `Failed` of the same id.
    Send(Request),
    /// Write to the store in one transaction; answer with `Stored` or `StoreFailed`.
    Store {
        /// Id of the command.
        id: u64,
        /// What to write.
        command: StoreCommand,
    },
    /// Seal a file under the key that its announcement told and give it to the platform; answer
    /// with `HandedOver` or `NotHandedOver`.
    HandOver {
        /// Id of the command.
        id: u64,
        /// Which file.
        parcel: ParcelSpec,
        /// Where the platform sends it; holds no key of the phone.
        url: Secret,
    },
    /// Send `Tick` at this time, or any other event before.
    Wait(Timestamp),
    /// The session is over.
    Finished(Box<Report>),
}

/// One HTTP request. Redirects are not followed by who sends it: the machine decides.
#[derive(Debug, Clone)]
pub struct Request {
    /// Id, echoed by the answer.
    pub id: u64,
    /// `GET`, `HEAD` or `POST`.
    pub method: Method,
    /// Where; holds the key of the phone.
    pub url: Secret,
    /// What is sent.
    pub body: RequestBody,
    /// Where the answer's body goes.
    pub sink: Sink,
    /// Whether user name and password may be offered (only to the enrolled server).
    pub credentials: bool,
    /// Sent along where the hub is to prove who it is.
    pub nonce: Option<Nonce>,
}

/// HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// HEAD.
    Head,
    /// POST.
    Post,
}

impl Method {
    /// Its name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
        }
    }
}

/// Body of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequestBody {
    /// None.
    Empty,
    /// A submission as multipart form data.
    Submission(Post),
    /// That a parcel will come. Who sends it makes the parcel's key: there is no chance here.
    Announcement(ParcelSpec),
}

/// One file that goes to the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcelSpec {
    /// Its id.
    pub id: ParcelId,
    /// The submission.
    pub instance_id: InstanceId,
    /// Digest of its XML.
    pub xml_sha256: Sha256,
    /// Name of the file as in the XML.
    pub name: String,
    /// Digest of its bytes.
    pub sha256: Sha256,
    /// Number of them.
    pub size: u64,
}

/// One multipart post: the whole XML and some of the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The submission; its XML is read from the store as it stands.
    pub instance_id: InstanceId,
    /// Digest that the XML must have.
    pub xml_sha256: Sha256,
    /// Name and digest of the files that go along.
    pub files: Vec<(String, Sha256)>,
    /// Whether more posts follow (`*isIncomplete*`).
    pub incomplete: bool,
}

/// Where the body of an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sink {
    /// Into memory, at most so many bytes.
    Memory {
        /// Most bytes, counted after decompression.
        limit: u64,
    },
    /// Into the store's media as it comes, at most so many bytes.
    Stage {
        /// Most bytes, counted after decompression.
        limit: u64,
    },
}

/// One transaction of the store.
#[derive(Debug, Clone)]
pub enum StoreCommand {
    /// A form version with all its files is here and verified: switch to it.
    StoreForm {
        /// What the server's list said.
        entry: FormListEntry,
        /// The XML; `None` where only files changed.
        xml: Option<Vec<u8>>,
        /// All its files, the old ones too.
        files: Vec<KnownFile>,
    },
    /// Sending of this submission begins; the server may have it from now on.
    Offer {
        /// The submission.
        instance_id: InstanceId,
    },
    /// The server has the XML and exactly these files.
    MarkStored {
        /// The submission.
        instance_id: InstanceId,
        /// Names of the files it has.
        files: Vec<String>,
    },
    /// The server has everything and said so: it leaves the outbox.
    Acknowledge {
        /// The submission.
        instance_id: InstanceId,
        /// Digest of the XML that was acknowledged.
        xml_sha256: Sha256,
        /// On whose word.
        word: Word,
    },
    /// It cannot be delivered as it is; a person must act.
    Wedge {
        /// The submission.
        instance_id: InstanceId,
        /// Why.
        problem: SyncProblem,
    },
    /// It failed this time.
    Postpone {
        /// The submission.
        instance_id: InstanceId,
        /// Not before.
        until: Timestamp,
        /// Why.
        problem: SyncProblem,
    },
    /// Apply a page of the change feed and its cursor.
    ApplyChanges {
        /// The page.
        page: ChangesPage,
    },
    /// The hub began another life: forget the cursor and offer again what is still held.
    EpochChanged,
}
