//! Answers of a server, and what they mean before anybody looks into them.

use farola_model::{Md5, Sha256, Timestamp};
use farola_protocol::proof::{Answered, Asked, Proven};
use farola_protocol::{HubKey, Problem, Response, header};

use crate::problem::SyncProblem;

/// An HTTP answer with the headers that matter.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Location`.
    pub location: Option<String>,
    /// `Retry-After`.
    pub retry_after: Option<String>,
    /// `X-OpenRosa-Accept-Content-Length`.
    pub accept_content_length: Option<String>,
    /// `X-Farola-Hub`.
    pub hub: Option<String>,
    /// `X-Farola-Parcels`.
    pub parcels: Option<String>,
    /// `X-Farola-Problem`.
    pub problem: Option<String>,
    /// `X-Farola-Signature`.
    pub signature: Option<String>,
    /// The body.
    pub body: AnswerBody,
}

/// Body of an answer.
#[derive(Clone)]
pub enum AnswerBody {
    /// Bytes in memory.
    Bytes(Vec<u8>),
    /// Bytes that went into the store's media.
    Staged {
        /// MD5 of them.
        md5: Md5,
        /// SHA-256 of them.
        sha256: Sha256,
        /// Their number.
        size: u64,
    },
}

impl Default for AnswerBody {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl std::fmt::Debug for AnswerBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            Self::Staged { size, .. } => write!(f, "Staged({size} bytes)"),
        }
    }
}

/// Why there is no whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No connection: no network, no such host, nobody there.
    Offline,
    /// The other end is not who it should be.
    Tls,
    /// No answer in time.
    Timeout,
    /// The connection broke while something was under way.
    Cut,
    /// The answer is longer than the limit.
    TooLarge,
    /// The answer cannot be decoded (compression, chunks).
    Undecodable,
    /// What was to be sent cannot be read from the store any more.
    Unreadable,
}

/// What an answer means, by its status and headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// 2xx of the kind expected.
    Success,
    /// Not from our server.
    Portal,
    /// Credentials are refused.
    Auth(SyncProblem),
    /// Later.
    Transient {
        problem: SyncProblem,
        retry_after_ms: Option<i64>,
    },
    /// 3xx to another address.
    Redirect(String),
    /// 4xx for good.
    Refused(SyncProblem),
    /// 413.
    TooLarge,
}

impl Answer {
    /// The bytes of the body; empty where it was staged.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.body {
            AnswerBody::Bytes(bytes) => bytes,
            AnswerBody::Staged { .. } => &[],
        }
    }

    /// What of it a hub signs.
    #[must_use]
    pub fn answered(&self) -> Answered<'_> {
        Answered {
            status: self.status,
            hub: self.hub.as_deref(),
            parcels: self.parcels.as_deref(),
            limit: self.accept_content_length.as_deref(),
            problem: self.problem.as_deref(),
            body: match &self.body {
                AnswerBody::Bytes(bytes) => Sha256::of(bytes),
                AnswerBody::Staged { sha256, .. } => *sha256,
            },
        }
    }

    /// The proof that the hub of this key gave this answer to this request.
    pub(crate) fn proof(&self, key: &HubKey, asked: &Asked<'_>) -> Option<Proven> {
        // A missing signature costs no digest of a large body.
        let signature = self.signature.as_deref()?;
        Proven::of(key, asked, &self.answered(), Some(signature))
    }

    /// Whether the hub's dialect is announced, in a version spoken here.
    pub(crate) fn announces_hub(&self) -> bool {
        self.hub.as_deref().map(str::trim) == Some(header::FAROLA_HUB_VALUE)
    }

    /// Whether the hub takes parcels, in a form spoken here.
    pub(crate) fn announces_parcels(&self) -> bool {
        let told = self.parcels.as_deref().map(str::trim);
        self.announces_hub() && told == Some(header::FAROLA_PARCELS_VALUE)
    }

    /// Whether this is a page for people, as login pages of networks are.
    pub(crate) fn is_html(&self) -> bool {
        let declared = self
            .content_type
            .as_deref()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let start: String = String::from_utf8_lossy(self.bytes())
            .chars()
            .take(200)
            .collect();
        let start = start
            .trim_start_matches('\u{feff}')
            .trim_start()
            .to_ascii_lowercase();
        declared.contains("html")
            || start.starts_with("<!doctype html")
            || start.starts_with("<html")
    }

    /// Judges a success by what it says, where no receipt comes with it: an envelope that says
    /// `error` is a refusal, and a page for people is none of the server's answers. Nothing at
    /// all, and texts of any kind, are taken as ODK Collect takes them.
    pub(crate) fn verdict_of_envelope(&self) -> Verdict {
        // An envelope counts before the declared type: servers have sent one as text/html.
        match Response::parse(self.bytes()) {
            Ok(response) if response.nature.trim().eq_ignore_ascii_case("error") => {
                Verdict::Refused(SyncProblem::Refused {
                    status: self.status,
                })
            }
            Ok(_) => Verdict::Success,
            Err(_) if self.is_html() => Verdict::Portal,
            Err(_) => Verdict::Success,
        }
    }

    fn hub_problem(&self) -> Option<Problem> {
        Problem::from_code(self.problem.as_deref()?.trim())
    }

    /// Judges by status; `accepted` are the statuses that mean success for this request.
    pub(crate) fn verdict(&self, accepted: &[u16], now: Timestamp) -> Verdict {
        use farola_model::{Coded as _, ErrorClass};
        let hub = self.hub_problem();
        let retry_after_ms = self
            .retry_after
            .as_deref()
            .and_then(|value| header::retry_after_ms(value, now));
        if accepted.contains(&self.status) {
            return Verdict::Success;
        }
        // What the hub calls its trouble says more than the status: also one of 4xx may pass.
        if let Some(problem) = hub.filter(|p| p.class() == ErrorClass::Retry) {
            return Verdict::Transient {
                problem: SyncProblem::Hub(problem),
                retry_after_ms,
            };
        }
        let named = |other: SyncProblem| hub.map_or(other, SyncProblem::Hub);
        match self.status {
            // Any other 2xx is somebody else's: a server that stored something says 201.
            200..=299 => Verdict::Portal,
            301 | 302 | 303 | 307 | 308 => match &self.location {
                Some(location) => Verdict::Redirect(location.clone()),
                None => Verdict::Portal,
            },
            300..=399 | 511 => Verdict::Portal,
            401 | 403 | 407 => Verdict::Auth(named(SyncProblem::AuthRefused {
                status: self.status,
            })),
            413 => Verdict::TooLarge,
            429 => Verdict::Transient {
                problem: SyncProblem::TooManyRequests,
                retry_after_ms,
            },
            408 | 425 | 500..=599 => {
                let problem = SyncProblem::ServerFailed {
                    status: self.status,
                };
                Verdict::Transient {
                    problem: named(problem),
                    retry_after_ms,
                }
            }
            409 => Verdict::Refused(named(SyncProblem::Conflict)),
            status => Verdict::Refused(named(SyncProblem::Refused { status })),
        }
    }
}

#[cfg(test)]
mod tests;
