//! Problem codes of the hub: one table of code, HTTP status, Central's number and class.
//!
//! OpenRosa clients get the code in a header beside the envelope, REST clients in the body.

use farola_model::{Coded, ErrorClass};

macro_rules! problems {
    ($($variant:ident, $code:literal, $status:literal, $central:literal, $class:ident, $doc:literal;)*) => {
        /// A problem that the hub answers with.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
        #[non_exhaustive]
        pub enum Problem {
            $(#[doc = $doc] #[error("{}", $doc)] $variant,)*
        }

        impl Problem {
            /// Every problem, in the table's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// HTTP status of the answer.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }

            /// ODK Central's number of the same problem, or the nearest of the same status.
            #[must_use]
            pub fn central_code(self) -> &'static str {
                match self { $(Self::$variant => $central,)* }
            }
        }

        impl Coded for Problem {
            fn code(&self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }
            fn class(&self) -> ErrorClass {
                match self { $(Self::$variant => ErrorClass::$class,)* }
            }
        }
    };
}

problems! {
    VersionHeaderMissing, "request.version_header_missing", 400, "400.1", Permanent, "The OpenRosa version header is missing.";
    NotMultipart, "request.not_multipart", 400, "400.1", Permanent, "The request is not multipart form data.";
    TornBody, "request.torn_body", 400, "400.1", Retry, "The body of the request ended before its end.";
    BodyTooLarge, "request.too_large", 413, "413.1", Permanent, "The request is larger than the hub accepts.";
    BadFileName, "request.bad_file_name", 400, "400.8", Permanent, "A file name is not a plain file name.";
    TooManyParts, "request.too_many_parts", 400, "400.8", Permanent, "The request has more parts than the hub accepts.";
    EncodingRefused, "request.encoding_refused", 415, "415.1", Permanent, "The body is compressed, which is not taken here.";
    TooSlow, "request.too_slow", 408, "408.1", Retry, "The body of the request stood still or came too slowly.";
    BadJson, "request.bad_json", 400, "400.1", Permanent, "The body is not the JSON expected.";
    BadParameter, "request.bad_parameter", 400, "400.8", User, "A parameter has a value that is not possible.";
    MissingParameter, "request.missing_parameter", 400, "400.3", User, "A required parameter is missing.";
    RouteUnknown, "request.route_unknown", 404, "404.2", Permanent, "There is nothing at this address.";
    MethodNotAllowed, "request.method_not_allowed", 405, "405.1", Permanent, "The address does not take this method.";
    AuthMissing, "auth.missing", 401, "401.2", Auth, "Sign in first.";
    AuthWrong, "auth.wrong_credentials", 401, "401.2", Auth, "The name or the password is wrong.";
    SessionExpired, "auth.session_expired", 401, "401.2", Auth, "The session has ended; sign in again.";
    KeyUnknown, "auth.key_unknown", 403, "403.1", Auth, "The key of this phone is unknown or was revoked.";
    Forbidden, "auth.forbidden", 403, "403.1", Auth, "This account may not do that.";
    CsrfMissing, "auth.csrf", 403, "403.1", Auth, "The request does not prove that it comes from the review page.";
    TooManyAttempts, "auth.too_many_attempts", 429, "429.1", Retry, "Too many attempts; wait before the next.";
    CodeMissing, "auth.code_missing", 401, "401.2", Auth, "The account asks for a code beside the password.";
    CodeWrong, "auth.code_wrong", 401, "401.2", Auth, "The code is wrong or was used before.";
    CodeToSet, "auth.code_to_set", 403, "403.1", Auth, "The hub demands a code beside the password; set one up first.";
    CodeIsSet, "auth.code_is_set", 409, "409.1", User, "The account asks for a code already.";
    CodesKeyMissing, "auth.codes_key_missing", 409, "409.1", User, "The hub's folder does not have the key that reads codes.";
    LinkUnknown, "auth.link_unknown", 404, "404.1", Auth, "The link was used, has ended or never was one.";
    LastAdministrator, "user.last_administrator", 409, "409.1", User, "Nobody who administers the hub would be left.";
    UserExists, "user.exists", 409, "409.3", User, "Somebody has this address already.";
    PasswordShort, "password.too_short", 400, "400.8", User, "The password is too short.";
    PasswordLong, "password.too_long", 400, "400.8", User, "The password is too long.";
    PasswordCommon, "password.common", 400, "400.8", User, "The password is one of those that are tried first.";
    PasswordPattern, "password.pattern", 400, "400.8", User, "The password is a repetition or a run.";
    PasswordOwn, "password.own", 400, "400.8", User, "The password is made of the person's own name or address.";
    ProjectUnknown, "project.unknown", 404, "404.1", Permanent, "The project does not exist.";
    FormUnknown, "form.unknown", 404, "404.1", Permanent, "The form does not exist here.";
    FormVersionUnknown, "form.version_unknown", 404, "404.6", Permanent, "This version of the form does not exist here.";
    FormClosed, "form.closed", 409, "409.2", Permanent, "The form does not take submissions any more.";
    FormVersionExists, "form.version_exists", 409, "409.6", User, "This version of the form exists with other content.";
    FormInvalid, "form.invalid", 400, "400.5", User, "The form has errors and cannot be published.";
    AttachmentUnknown, "attachment.unknown", 404, "404.1", Permanent, "The file does not exist here.";
    AttachmentNotAnImage, "attachment.not_an_image", 415, "415.1", Permanent, "The file is not an image that can be shown.";
    XmlPartMissing, "submission.xml_part_missing", 400, "400.2", Permanent, "The request has no xml_submission_file part.";
    XmlInvalid, "submission.not_xml", 400, "400.1", Permanent, "The submission is not well-formed XML.";
    XmlDtd, "submission.dtd_refused", 400, "400.1", Permanent, "The submission declares a DTD, which is refused.";
    XmlTooDeep, "submission.too_deep", 400, "400.1", Permanent, "The submission is nested deeper than accepted.";
    XmlTooLarge, "submission.too_large", 413, "413.1", Permanent, "The submission XML is larger than accepted.";
    SubmissionTooComplex, "submission.too_complex", 413, "413.1", Permanent, "The submission has more elements, attributes or files than accepted, or longer paths.";
    FormIdMissing, "submission.form_id_missing", 400, "400.2", Permanent, "The submission does not name its form.";
    SubmissionUnknown, "submission.unknown", 404, "404.1", Permanent, "The submission does not exist here.";
    DigestMismatch, "submission.digest_mismatch", 409, "409.1", Permanent, "A submission with this id and other content exists.";
    InstanceExists, "submission.exists", 409, "409.3", Permanent, "A submission with this id exists already.";
    BaseOutdated, "submission.base_outdated", 409, "409.9", Permanent, "The correction starts from an outdated version.";
    BaseUnknown, "submission.base_unknown", 404, "404.5", Permanent, "The version that this correction starts from is unknown.";
    SubmissionNotYours, "submission.not_yours", 409, "409.1", Permanent, "Another phone sent this record; only that one may correct it or add files.";
    TooManyCorrections, "submission.too_many_corrections", 409, "409.1", Permanent, "The record has many corrections already that nobody has reviewed.";
    SubmissionDeleted, "submission.deleted", 409, "409.18", Permanent, "The submission was deleted and cannot come again.";
    ParcelUnknown, "parcel.unknown", 404, "404.1", Permanent, "No such parcel is expected here.";
    ParcelNotWanted, "parcel.not_wanted", 409, "409.3", Permanent, "The file of this parcel is here already.";
    ParcelDamaged, "parcel.damaged", 400, "400.1", Permanent, "The parcel is not what was announced.";
    ChangedMeanwhile, "review.changed_meanwhile", 409, "409.1", User, "The record changed meanwhile; look again.";
    ReviewNotAllowed, "review.action_not_allowed", 409, "409.1", User, "The record cannot take this action in its state.";
    CommentRequired, "review.comment_required", 400, "400.3", User, "Say in a comment what has to be corrected.";
    ReasonRequired, "review.reason_required", 400, "400.3", User, "Give the reason.";
    DiskFull, "storage.hub_disk_full", 507, "507.1", Retry, "The hub has no room left.";
    StorageFailed, "storage.hub_failed", 500, "500.1", Retry, "The hub could not store this; try again later.";
    DayUsedUp, "server.day_used_up", 429, "429.1", Retry, "This key sent as much today as it may; the rest goes tomorrow.";
    Busy, "server.busy", 503, "503.1", Retry, "The hub is busy; try again later.";
    Internal, "server.bug", 500, "500.1", Bug, "A fault of the hub itself.";
}

impl Problem {
    /// The problem with that dotted code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|p| p.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_dotted_and_found_again() {
        let mut seen = std::collections::BTreeSet::new();
        for problem in Problem::ALL {
            let code = problem.code();
            assert!(seen.insert(code), "{code} twice");
            assert_eq!(code.matches('.').count(), 1, "{code}");
            assert!(
                code.bytes()
                    .all(|b| b.is_ascii_lowercase() || b"._".contains(&b)),
                "{code}"
            );
            assert_eq!(Problem::from_code(code), Some(*problem));
        }
    }

    #[test]
    fn the_status_leads_the_number_of_central() {
        for problem in Problem::ALL {
            let number = problem.central_code();
            assert!(
                number.starts_with(&format!("{}.", problem.status())),
                "{number}"
            );
        }
    }

    #[test]
    fn a_class_agrees_with_its_status() {
        for problem in Problem::ALL {
            let retry = matches!(problem.class(), ErrorClass::Retry | ErrorClass::Bug);
            let server = problem.status() >= 500 || problem.status() == 429;
            assert!(
                !server || retry,
                "{problem:?} is the server's fault, so it is retried"
            );
        }
    }
}
