//! A session that is spoken to in lines.

use std::sync::Arc;

use farola_form::{Diagnostic, FormDef, OpenAs, Session, SessionEnv};
use farola_model::Coded;
use jiff::ZonedDateTime;
use serde_json::Value;

use crate::greeting::fault;
use crate::request;

/// One form being filled through the line protocol.
pub struct Interpreter {
    session: Session,
}

impl Interpreter {
    /// Starts an empty submission, or the correction of the one given.
    ///
    /// # Errors
    /// A diagnostic, when the submission given is not one of this form.
    pub fn open(
        def: Arc<FormDef>,
        env: SessionEnv,
        submission: Option<&[u8]>,
    ) -> Result<Self, Diagnostic> {
        let session = match submission {
            None => Session::new(def, env),
            Some(xml) => Session::open(def, env, xml, OpenAs::Edit).map_err(|error| {
                let help = "Give a submission of this very form.";
                fault(error.code(), &error.to_string(), help)
            })?,
        };
        Ok(Self { session })
    }

    /// Goes on with a draft, as `save` wrote it.
    ///
    /// # Errors
    /// A diagnostic, when the draft given is not one of this form.
    pub fn resume(def: Arc<FormDef>, env: SessionEnv, draft: &[u8]) -> Result<Self, Diagnostic> {
        let session = Session::open(def, env, draft, OpenAs::Draft).map_err(|error| {
            let help = "Give a draft of this very form.";
            fault(error.code(), &error.to_string(), help)
        })?;
        Ok(Self { session })
    }

    /// Sets the time that `now()` and `today()` tell from here on.
    pub fn set_now(&mut self, now: ZonedDateTime) {
        self.session.set_now(now);
    }

    /// Answers one line. A line that is no request is answered too, with `"error":"usage"`.
    pub fn answer(&mut self, line: &str) -> Value {
        request::answer(&mut self.session, line)
    }

    /// The session, for what the lines do not say.
    pub fn session(&self) -> &Session {
        &self.session
    }
}

impl std::fmt::Debug for Interpreter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Answers stay out of whatever prints this.
        f.debug_struct("Interpreter").finish_non_exhaustive()
    }
}
