//! What callers can rely on besides behaviour: threads, errors, limits that agree, and a
//! `Debug` that holds no answer.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use farola_form::{AnswerError, Diagnostic, FormDef, FormError, Session, SessionEnv};
use farola_model::limits;

fn shared<T: Send + Sync>() {}
fn sent<T: Send>() {}
fn error<T: std::error::Error + Send + Sync + 'static>() {}

#[test]
fn definitions_are_shared_and_sessions_move_between_threads() {
    shared::<FormDef>();
    shared::<Diagnostic>();
    sent::<Session>();
    sent::<SessionEnv>();
    error::<FormError>();
    error::<AnswerError>();
}

#[test]
fn lists_beside_a_form_are_held_to_the_limits_of_forms() {
    assert_eq!(farola_xpath::DOCUMENT_BYTES, limits::FORM_XML_BYTES);
    assert_eq!(farola_xpath::DOCUMENT_DEPTH, limits::XML_DEPTH);
}
