//! A session that is spoken to in lines.

use std::sync::Arc;

use farola_form::{Diagnostic, FormDef, FormError, MigrationReport, OpenAs, Session, SessionEnv};
use farola_model::Coded;
use jiff::ZonedDateTime;
use serde_json::Value;

use crate::greeting::fault;
use crate::request;

/// One form being filled through the line protocol.
///
/// ```
/// use std::sync::Arc;
/// use farola_drive::{Interpreter, Seeded, parse_clock};
/// use farola_form::{FormDef, NoMedia, SessionEnv};
///
/// let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
///     xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Ages</h:title><model>
///     <instance><data id="ages"><age/></data></instance>
///     <bind nodeset="/data/age" type="int"/></model></h:head>
///     <h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"#;
/// let form = Arc::new(FormDef::parse(xml, &NoMedia).0.unwrap());
/// let now = parse_clock("2026-11-23T20:00:00-06:00").unwrap();
/// let mut driven = Interpreter::open(form, SessionEnv::new(now, Seeded(7)), None).unwrap();
///
/// let answer = driven.answer(r#"{"op":"answer","ref":"/data/age","value":"34"}"#);
/// assert_eq!(answer["valid"], true);
/// assert_eq!(driven.answer("what?")["error"], "usage");
/// ```
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

    /// Goes on with a draft of another version of the form, `from`, in this one.
    ///
    /// # Errors
    /// A diagnostic, when the draft given is not one of the form, or the two are not one form.
    pub fn migrate(
        from: (Arc<FormDef>, SessionEnv),
        to: (Arc<FormDef>, SessionEnv),
        draft: &[u8],
    ) -> Result<(Self, MigrationReport), Diagnostic> {
        let fault = |error: FormError| {
            let help = "Give a draft and two versions of one form.";
            fault(error.code(), &error.to_string(), help)
        };
        let old = Session::open(from.0, from.1, draft, OpenAs::Draft).map_err(fault)?;
        let (session, report) = old.migrate(to.0, to.1).map_err(fault)?;
        Ok((Self { session }, report))
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
