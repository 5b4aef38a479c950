//! What can go wrong in a session, with stable codes.

use farola_model::{Coded, ErrorClass};
use farola_protocol::Problem;

use crate::answer::Failure;

/// A problem of sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyncProblem {
    /// There is no network, or the server cannot be reached over it.
    #[error("no connection to the server")]
    Offline,
    /// The certificate of the server is not valid.
    #[error("the server cannot prove who it is")]
    Tls,
    /// No answer in time.
    #[error("the server did not answer in time")]
    Timeout,
    /// The connection broke.
    #[error("the connection broke")]
    Cut,
    /// The answer is longer than any real one.
    #[error("the server's answer is too long")]
    AnswerTooLarge,
    /// The answer is not what was asked for.
    #[error("the server's answer cannot be read")]
    Unintelligible,
    /// A network's login page answered in place of the server.
    #[error("the network wants a sign-in; its page answered in place of the server")]
    CaptivePortal,
    /// Who answers is not the hub that the phone was enrolled with, or cannot prove it.
    #[error("who answers did not prove to be the hub that this phone was enrolled with")]
    Unproven,
    /// The server failed.
    #[error("the server failed ({status})")]
    ServerFailed {
        /// HTTP status.
        status: u16,
    },
    /// The server asks for a pause.
    #[error("the server asks for a pause")]
    TooManyRequests,
    /// The server does not accept this phone.
    #[error("the server does not accept this phone ({status})")]
    AuthRefused {
        /// HTTP status.
        status: u16,
    },
    /// The server holds something else under the same id.
    #[error("the server holds another submission of the same id")]
    Conflict,
    /// The server refused the submission.
    #[error("the server refused the submission ({status})")]
    Refused {
        /// HTTP status.
        status: u16,
    },
    /// The XML or one file does not fit into what the server takes.
    #[error("a part of the submission is larger than the server takes")]
    TooLargeForServer,
    /// The receipt names other bytes than those sent.
    #[error("the server's receipt does not match what was sent")]
    ReceiptMismatch,
    /// The submission cannot be read from the phone's own store.
    #[error("the submission cannot be read from the phone's store")]
    Unreadable,
    /// A form does not have the hash that the list gives.
    #[error("the form does not have the hash that the server's list gives")]
    FormHashMismatch,
    /// A form's file does not have the hash that the manifest gives.
    #[error("a file of the form does not have the hash that the server gives")]
    MediaHashMismatch,
    /// A form or file lies on another server than the one that the phone is enrolled with.
    #[error("the form lies on a server that the enrolment does not name")]
    ForeignAddress,
    /// An entry of the server's list or manifest cannot be used.
    #[error("an entry of the server's list lacks something, is doubled or has an unusable name")]
    OddEntry,
    /// A form, manifest or file cannot be had.
    #[error("a part of the form cannot be had ({status})")]
    FormUnavailable {
        /// HTTP status.
        status: u16,
    },
    /// The change feed does not advance.
    #[error("the server's change feed does not advance")]
    FeedStuck,
    /// The phone's own store could not write.
    #[error("the phone could not store what came")]
    StoreFailed,
    /// A problem that the hub named.
    #[error("{0}")]
    Hub(Problem),
}

impl Coded for SyncProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::Offline => "network.offline",
            Self::Tls => "network.tls",
            Self::Timeout => "network.timeout",
            Self::Cut => "network.cut",
            Self::AnswerTooLarge => "network.answer_too_large",
            Self::Unintelligible => "network.unintelligible",
            Self::CaptivePortal => "network.captive_portal",
            Self::Unproven => "network.unproven",
            Self::ServerFailed { .. } => "server.failed",
            Self::TooManyRequests => "server.too_many_requests",
            Self::AuthRefused { .. } => "auth.refused",
            Self::Conflict => "submission.conflict",
            Self::Refused { .. } => "submission.refused",
            Self::TooLargeForServer => "submission.too_large_for_server",
            Self::ReceiptMismatch => "sync.receipt_mismatch",
            Self::Unreadable => "sync.unreadable",
            Self::FormHashMismatch => "form.hash_mismatch",
            Self::MediaHashMismatch => "form.media_hash_mismatch",
            Self::ForeignAddress => "form.foreign_address",
            Self::OddEntry => "form.odd_entry",
            Self::FormUnavailable { .. } => "form.unavailable",
            Self::FeedStuck => "sync.feed_stuck",
            Self::StoreFailed => "sync.store_failed",
            Self::Hub(problem) => problem.code(),
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::AuthRefused { .. } => ErrorClass::Auth,
            Self::Conflict
            | Self::Refused { .. }
            | Self::TooLargeForServer
            | Self::ReceiptMismatch
            | Self::Unreadable
            | Self::ForeignAddress
            | Self::OddEntry => ErrorClass::Permanent,
            Self::Hub(problem) => problem.class(),
            _ => ErrorClass::Retry,
        }
    }
}

impl From<Failure> for SyncProblem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Offline => Self::Offline,
            Failure::Tls => Self::Tls,
            Failure::Timeout => Self::Timeout,
            Failure::Cut => Self::Cut,
            Failure::TooLarge => Self::AnswerTooLarge,
            Failure::Undecodable => Self::Unintelligible,
            Failure::Unreadable => Self::Unreadable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes are shown, translated and counted: they are a contract. The class says whether it
    /// is tried again, and a submission whose class is wrong is either lost or never stops.
    #[test]
    fn codes_and_classes_are_a_contract() {
        use ErrorClass::{Auth, Permanent, Retry};
        let status = 500;
        let rows = [
            (SyncProblem::Offline, "network.offline", Retry),
            (SyncProblem::Tls, "network.tls", Retry),
            (SyncProblem::Timeout, "network.timeout", Retry),
            (SyncProblem::Cut, "network.cut", Retry),
            (
                SyncProblem::AnswerTooLarge,
                "network.answer_too_large",
                Retry,
            ),
            (SyncProblem::Unintelligible, "network.unintelligible", Retry),
            (SyncProblem::CaptivePortal, "network.captive_portal", Retry),
            (SyncProblem::Unproven, "network.unproven", Retry),
            (SyncProblem::ServerFailed { status }, "server.failed", Retry),
            (
                SyncProblem::TooManyRequests,
                "server.too_many_requests",
                Retry,
            ),
            (SyncProblem::AuthRefused { status }, "auth.refused", Auth),
            (SyncProblem::Conflict, "submission.conflict", Permanent),
            (
                SyncProblem::Refused { status },
                "submission.refused",
                Permanent,
            ),
            (
                SyncProblem::TooLargeForServer,
                "submission.too_large_for_server",
                Permanent,
            ),
            (
                SyncProblem::ReceiptMismatch,
                "sync.receipt_mismatch",
                Permanent,
            ),
            (SyncProblem::Unreadable, "sync.unreadable", Permanent),
            (SyncProblem::FormHashMismatch, "form.hash_mismatch", Retry),
            (
                SyncProblem::MediaHashMismatch,
                "form.media_hash_mismatch",
                Retry,
            ),
            (
                SyncProblem::ForeignAddress,
                "form.foreign_address",
                Permanent,
            ),
            (SyncProblem::OddEntry, "form.odd_entry", Permanent),
            (
                SyncProblem::FormUnavailable { status },
                "form.unavailable",
                Retry,
            ),
            (SyncProblem::FeedStuck, "sync.feed_stuck", Retry),
            (SyncProblem::StoreFailed, "sync.store_failed", Retry),
        ];
        for (problem, code, class) in rows {
            assert_eq!((problem.code(), problem.class()), (code, class));
        }
        for problem in Problem::ALL.iter().copied() {
            let hub = SyncProblem::Hub(problem);
            assert_eq!((hub.code(), hub.class()), (problem.code(), problem.class()));
        }
    }

    #[test]
    fn a_failure_becomes_its_problem() {
        let rows = [
            (Failure::Offline, SyncProblem::Offline),
            (Failure::Tls, SyncProblem::Tls),
            (Failure::Timeout, SyncProblem::Timeout),
            (Failure::Cut, SyncProblem::Cut),
            (Failure::TooLarge, SyncProblem::AnswerTooLarge),
            (Failure::Undecodable, SyncProblem::Unintelligible),
            (Failure::Unreadable, SyncProblem::Unreadable),
        ];
        for (failure, problem) in rows {
            assert_eq!(SyncProblem::from(failure), problem);
        }
    }
}
