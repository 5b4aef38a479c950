//! A session: one person filling one form.
//!
//! Answers live in rows, one per repeat instance; every mutation runs the cascade over the
//! definition's graph and leaves a delta for the journal.

mod actions;
mod answers;
mod audit;
mod cascade;
mod chance;
mod choices;
mod column;
mod debug;
mod entities;
mod hold;
mod host;
mod journal;
mod last_saved;
mod meter;
mod migrate;
mod open;
mod outline;
mod pages;
mod preloads;
mod refs;
mod repeats;
mod resolve;
mod rows;
mod tally;
mod texts;
mod validity;
mod values;
mod view;
mod write;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use farola_xpath::convert::to_text;
use farola_xpath::{Context, Value, XPathError};
use jiff::ZonedDateTime;

pub use actions::{Request, Want};
pub use audit::AuditCall;
pub use hold::{Breach, BreachKind, Held};
pub use journal::{Delta, Op};
pub use meter::{Bounds, STEPS_OF_A_CALL, Stop, TooDear};
pub use migrate::{MigrationReport, Moved, SetAside, SetAsideReason};
pub use outline::{Line, OutlineEntry};
pub use view::{
    Added, Changes, Choice, Evaluated, Invalid, InvalidKind, NodeKey, NodeState, Outcome, Question,
    QuestionKind, RepeatInstance, Screen, ScreenKind, Submission, ValidationError,
};

use self::actions::Asked;
use self::cascade::Work;
use self::chance::Chance;
use self::host::{AD_HOC, Node};
use self::last_saved::LastSaved;
use self::meter::{Ended, Meter};
use self::pages::Cursor;
pub(crate) use self::rows::{OWN_READONLY, OWN_RELEVANT, REQUIRED};
use self::rows::{ROOT_ROW, Rows};
use self::tally::Tallies;
use self::validity::Validity;
use self::values::moment;
use self::write::Extent;
use crate::audit::{AUDIT_FILE, AuditKind, AuditLog};
use crate::def::action::{Action, ActionEvent};
use crate::def::bind::Preload;
use crate::def::nodes::NodeKind;
use crate::def::{FormDef, NodeId};
use crate::error::{AnswerError, FormError};

/// Gives random bytes: for instance ids, `uuid()` and `random()`.
///
/// A closure is a source: `|bytes: &mut [u8]| getrandom::fill(bytes).unwrap()`. Instance ids are
/// made of it, so that a source which repeats itself is for tests only.
pub trait Entropy {
    /// Fills `bytes` with random bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

impl<F: FnMut(&mut [u8])> Entropy for F {
    fn fill(&mut self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// What a form may ask of the device (`jr:preload="property"`).
#[derive(Clone, Default)]
pub struct DeviceProperties {
    /// Id of the device, `collect:…` or `farola:…`.
    pub device_id: Option<String>,
    /// Name of the person.
    pub username: Option<String>,
    /// Address of the person.
    pub email: Option<String>,
    /// Telephone number.
    pub phone_number: Option<String>,
    /// What else forms may ask for, by its name in lower case: `simserial`, `subscriberid`.
    pub others: BTreeMap<String, String>,
}

/// What a session is given from outside.
pub struct SessionEnv {
    /// Local time at the start.
    pub now: ZonedDateTime,
    /// Source of randomness.
    pub entropy: Box<dyn Entropy + Send>,
    /// Device and person.
    pub properties: DeviceProperties,
    /// Language to start in, by name or code; the form's default where it has no such language.
    pub language: Option<String>,
    /// The last submission of this form that was finalized here, of any version, for
    /// `jr://instance/last-saved`. See [`FormDef::reads_last_saved`].
    pub last_saved: Option<Vec<u8>>,
}

impl SessionEnv {
    /// A time and a source of randomness; no device, no person, the form's own language.
    ///
    /// ```
    /// use farola_form::SessionEnv;
    ///
    /// let now = "2026-11-23T20:00:00-06:00[America/Mexico_City]".parse().unwrap();
    /// let env = SessionEnv::new(now, |bytes: &mut [u8]| bytes.fill(7)).with_language("es");
    /// assert_eq!(env.language.as_deref(), Some("es"));
    /// ```
    #[must_use]
    pub fn new(now: ZonedDateTime, entropy: impl Entropy + Send + 'static) -> Self {
        Self {
            now,
            entropy: Box::new(entropy),
            properties: DeviceProperties::default(),
            language: None,
            last_saved: None,
        }
    }

    /// The same with the language to start in.
    #[must_use]
    pub fn with_language(self, language: impl Into<String>) -> Self {
        Self {
            language: Some(language.into()),
            ..self
        }
    }

    /// The same with what the form may ask of device and person.
    #[must_use]
    pub fn with_properties(self, properties: DeviceProperties) -> Self {
        Self { properties, ..self }
    }
}

/// In which sense existing answers are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenAs {
    /// A draft goes on: its instanceID stays.
    Draft,
    /// A finished submission is corrected: its instanceID becomes the deprecatedID.
    Edit,
}

/// One person filling one form.
///
/// ```
/// use std::sync::Arc;
/// use farola_form::{DeviceProperties, Entropy, FormDef, NoMedia, Session, SessionEnv};
///
/// struct Fixed;
/// impl Entropy for Fixed {
///     fn fill(&mut self, bytes: &mut [u8]) {
///         bytes.fill(7);
///     }
/// }
///
/// let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
///     xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Hi</h:title><model>
///     <instance><data id="hi"><age/><next/></data></instance>
///     <bind nodeset="/data/age" type="int" constraint=". &lt; 130"/>
///     <bind nodeset="/data/next" type="int" calculate="/data/age + 1"/></model></h:head>
///     <h:body><input ref="/data/age"><label>Age</label></input></h:body></h:html>"#;
/// let (form, _) = FormDef::parse(xml, &NoMedia);
/// let env = SessionEnv {
///     now: "2026-11-23T20:00:00-06:00[America/Mexico_City]".parse().unwrap(),
///     entropy: Box::new(Fixed),
///     properties: DeviceProperties::default(),
///     language: None,
///     last_saved: None,
/// };
/// let mut session = Session::new(Arc::new(form.unwrap()), env);
/// assert!(session.answer("/data/age", "34").unwrap().valid());
/// assert_eq!(session.value("/data/next"), Some("35"));
/// assert!(!session.answer("/data/age", "340").unwrap().valid());
/// ```
pub struct Session {
    def: Arc<FormDef>,
    rows: Rows,
    language: usize,
    now: ZonedDateTime,
    /// The time as deltas have it, made when first needed.
    at: Option<String>,
    chance: RefCell<Chance>,
    properties: DeviceProperties,
    cursor: Cursor,
    deltas: Vec<Delta>,
    work: Work,
    tallies: Tallies,
    validity: RefCell<Validity>,
    /// The instance that a correction replaces.
    deprecated: Option<String>,
    /// What the form asked of the host, oldest first.
    asked: Vec<Asked>,
    audit: Option<AuditLog>,
    /// The journal is being replayed: what it holds is told to the audit log by it alone.
    replaying: bool,
    /// Only what is derived from values is worked out, no value changes.
    frozen: bool,
    last_saved: Option<LastSaved>,
    /// Choices of a question that a screen shows at most.
    most_choices: usize,
    /// What earlier versions of the form held and this one does not.
    attic: Vec<SetAside>,
    /// The steps of the call that runs.
    meter: Meter,
}

impl fmt::Debug for Session {
    // Answers must not reach a log through a `{:?}` somewhere.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("form", &self.def.id)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// The definition.
    #[must_use]
    pub fn def(&self) -> &Arc<FormDef> {
        &self.def
    }

    /// Moves the session's clock. Nothing is worked out again before it is due.
    pub fn set_now(&mut self, now: ZonedDateTime) {
        if now.time_zone() != self.now.time_zone() {
            // Verdicts that are kept may rest on a time that was read in the old zone.
            self.validity.get_mut().forget();
        }
        self.now = now;
        self.at = None;
    }

    /// Bounds the calls from now on.
    pub fn bound(&mut self, bounds: Bounds) {
        self.meter.set_bounds(bounds);
    }

    /// How many steps the calls of this session have taken together: what it cost, whatever the
    /// machine.
    #[must_use]
    pub fn steps(&self) -> u64 {
        self.meter.total()
    }

    /// What was put down because it takes more steps than a call has; nothing where all values
    /// are worked out. The next call that changes something goes on with it.
    #[must_use]
    pub fn unfinished(&self) -> Option<TooDear> {
        let (key, expr) = self.left_undone()?;
        Some(self.def.too_dear(key, expr))
    }

    /// A call that changes something, with its steps.
    pub(crate) fn call<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let outermost = self.meter.begin(1);
        let done = work(self);
        if outermost {
            self.meter.end();
        }
        done
    }

    /// A call that looks at something, with its steps.
    pub(crate) fn look<T>(&self, work: impl FnOnce(&Self) -> T) -> T {
        let outermost = self.meter.begin(1);
        let done = work(self);
        if outermost {
            self.meter.end();
        }
        done
    }

    /// Why the call that runs has no steps left; nothing where it has.
    pub(crate) fn ended(&self) -> Option<Ended> {
        if !self.meter.is_cut() {
            return None;
        }
        if self.meter.is_stopped() {
            return Some(Ended::Stopped);
        }
        let root = NodeKey {
            row: ROOT_ROW,
            node: NodeId::ROOT,
        };
        let found = self.meter.dear();
        let named = found.map(|(key, expr)| self.def.too_dear(key, expr));
        Some(Ended::TooDear(named.unwrap_or_else(|| TooDear {
            path: self.path(root),
            part: "",
        })))
    }

    pub(crate) fn form_ended(&self) -> Result<(), FormError> {
        match self.ended() {
            None => Ok(()),
            Some(Ended::TooDear(dear)) => Err(FormError::TooDear(dear)),
            Some(Ended::Stopped) => Err(FormError::Stopped),
        }
    }

    pub(crate) fn answer_ended(&self) -> Result<(), AnswerError> {
        match self.ended() {
            None => Ok(()),
            Some(Ended::TooDear(dear)) => Err(AnswerError::TooDear(dear)),
            Some(Ended::Stopped) => Err(AnswerError::Stopped),
        }
    }

    /// Runs calculations and conditions that read the clock again.
    pub fn refresh(&mut self) -> Changes {
        self.call(|session| {
            session.tell_time();
            let changes = session.take_changes();
            session.journal(Op::Refresh);
            changes
        })
    }

    /// Opens a replayed draft for a person again: the actions of `odk-instance-load` run, and
    /// what reads the clock is brought up to date.
    pub fn resume(&mut self) -> Changes {
        self.call(|session| {
            session.run_event(ActionEvent::Load);
            session.tell_time();
            let changes = session.take_changes();
            session.journal(Op::Resume);
            session.audit_event(AuditKind::FormResume);
            changes
        })
    }

    fn tell_time(&mut self) {
        let def = Arc::clone(&self.def);
        for vertex in &def.graph.on_clock {
            self.mark_everywhere(*vertex);
        }
        self.settle();
    }

    fn mark_everywhere(&mut self, vertex: usize) {
        let Some(scope) = self.def.graph.vertex(vertex).map(|v| v.scope) else {
            return;
        };
        let mut rows = Vec::new();
        self.rows.below(&self.def, ROOT_ROW, scope, &mut rows);
        for row in rows {
            self.mark(vertex, row);
        }
    }

    /// The deltas of all mutating calls since the last time, for the caller to store.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// session.take_deltas();
    /// session.answer("/data/street", "Calle 8").unwrap();
    /// assert_eq!(session.take_deltas().len(), 1);
    /// assert!(session.take_deltas().is_empty());
    /// ```
    pub fn take_deltas(&mut self) -> Vec<Delta> {
        std::mem::take(&mut self.deltas)
    }

    fn journal(&mut self, op: Op) {
        // What chance gave in this call is part of the delta: a replay must draw the same.
        let entropy = self.chance.borrow_mut().take();
        let now = &self.now;
        let at = self.at.get_or_insert_with(|| now.to_string()).clone();
        self.deltas.push(Delta { op, at, entropy });
    }

    /// The value at `path` as stored, relevant or not; nothing where it is empty or unknown.
    #[must_use]
    pub fn value(&self, path: &str) -> Option<&str> {
        let key = self.locate(path)?;
        self.rows.value(&self.def, key).map(|value| &**value)
    }

    /// The state of one node.
    #[must_use]
    pub fn state(&self, key: NodeKey) -> Option<NodeState> {
        let slot = self.rows.slot(&self.def, key)?;
        let holds = self.def.nodes.kind(key.node).holds_value();
        let invalid = self.look(|session| session.broken_rule(key));
        Some(NodeState {
            path: self.path(key),
            value: holds.then(|| slot.value.as_deref().unwrap_or_default().to_owned()),
            relevant: self.rows.is_relevant(&self.def, key),
            required: self.is_required(key),
            readonly: self.is_readonly(key),
            // What is only not answered yet is missing and not wrong: forms are filled in any
            // order.
            valid: invalid.is_none_or(|i| i.kind == InvalidKind::Required),
        })
    }

    /// Every element in document order, groups and repeat instances included.
    #[must_use]
    pub fn dump(&self) -> Vec<NodeState> {
        self.look(|session| {
            let mut out = Vec::new();
            session.each_node(&mut |session, key| {
                if session.def.nodes.kind(key.node) != NodeKind::Attribute {
                    out.extend(session.state(key));
                }
            });
            out
        })
    }

    /// Evaluates an expression with the node at `context` as its context.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// session.answer("/data/street", "Calle 8").unwrap();
    /// let found = session.eval("string-length(.) > 3", "/data/street").unwrap();
    /// assert_eq!((found.kind, found.value.as_str()), ("boolean", "true"));
    /// ```
    ///
    /// # Errors
    /// The context does not exist, or the expression is wrong.
    pub fn eval(&self, expr: &str, context: &str) -> Result<Evaluated, FormError> {
        let key = self.locate(context).ok_or_else(|| FormError::NoSuch {
            kind: "node",
            path: context.to_owned(),
        })?;
        let parsed = farola_xpath::parse(expr).map_err(|e| expression_error(&e))?;
        // Nothing was planned for it at load, so its paths are walked.
        let context = Context::new(Node::Form(key)).for_expression(AD_HOC);
        let value = self
            .look(|session| farola_xpath::evaluate(&parsed, &context, session))
            .map_err(|e| expression_error(&e))?;
        let kind = match &value {
            Value::Nodeset(_) => "nodeset",
            Value::Number(_) => "number",
            Value::Boolean(_) => "boolean",
            Value::String(_) | Value::Date(_) => "string",
        };
        Ok(Evaluated {
            kind,
            value: to_text(&value, self).into_owned(),
        })
    }

    /// The language now; empty for a form without languages.
    #[must_use]
    pub fn language(&self) -> &str {
        self.def
            .itext
            .languages
            .get(self.language)
            .map_or("", String::as_str)
    }

    /// Changes the language, given by its name or its code.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// session.add_repeat("/data/person").unwrap();
    /// session.answer("/data/person/name", "Luz").unwrap();
    /// session.set_language("es").unwrap();
    /// let labels: Vec<String> = session.questions().into_iter().map(|q| q.label).collect();
    /// assert!(labels.contains(&"¿Cuántos años tiene Luz?".to_owned()));
    /// ```
    ///
    /// # Errors
    /// The form has no such language; [`FormError::TooDear`] and [`FormError::Stopped`], where it
    /// is changed all the same.
    pub fn set_language(&mut self, name: &str) -> Result<Changes, FormError> {
        let language = self
            .def
            .find_language(name)
            .ok_or_else(|| FormError::NoSuchLanguage {
                name: name.to_owned(),
            })?;
        self.call(|session| {
            session.language = language;
            session.validity.get_mut().forget();
            let def = Arc::clone(&session.def);
            for vertex in &def.graph.on_language {
                session.mark_everywhere(*vertex);
            }
            session.settle();
            let changes = session.take_changes();
            session.journal(Op::Language {
                value: name.to_owned(),
            });
            session.form_ended().map(|()| changes)
        })
    }

    /// Sets the end time, checks everything and writes the submission.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// assert_eq!(session.finalize().unwrap_err()[0].path, "/data/street");
    /// session.answer("/data/street", "Calle 8").unwrap();
    /// let done = session.finalize().unwrap();
    /// assert!(done.instance_id.starts_with("uuid:"));
    /// assert!(String::from_utf8(done.xml).unwrap().contains("<street>Calle 8</street>"));
    /// ```
    ///
    /// # Errors
    /// Every rule that is broken, in document order, and what takes more steps to work out than
    /// a call has ([`InvalidKind::TooDear`]); the session stays as it was but for the end time.
    /// Where actions wait for `xforms-revalidate`, also that stays until the rules hold.
    pub fn finalize(&mut self) -> Result<Submission, Vec<ValidationError>> {
        self.call(Self::finalized)
    }

    fn finalized(&mut self) -> Result<Submission, Vec<ValidationError>> {
        // What earlier calls put down is taken up: a submission has no value that is not worked
        // out.
        self.take_up();
        // What runs at the end runs once, for answers that are right.
        let at_end = |action: &Action| action.events.contains(&ActionEvent::Revalidate);
        let mut errors = Vec::new();
        if self.def.actions.iter().any(at_end) {
            errors = self.validate();
        }
        if errors.is_empty() {
            // The end is written before everything is checked: a rule may read it.
            self.stamp_end();
            self.journal(Op::End);
            errors = self.validate();
        }
        self.audit_call(AuditCall::Leave);
        if !errors.is_empty() {
            self.audit_event(AuditKind::ConstraintError);
            self.audit_screen();
            return Err(errors);
        }
        for event in [
            AuditKind::FormSave,
            AuditKind::FormExit,
            AuditKind::FormFinalize,
        ] {
            self.audit_event(event);
        }
        let meta = |node: Option<NodeId>| {
            let key = NodeKey {
                row: ROOT_ROW,
                node: node?,
            };
            self.rows
                .value(&self.def, key)
                .map(|value| value.to_string())
        };
        Ok(Submission {
            xml: self.write(Extent::Submission).into_bytes(),
            instance_id: meta(self.def.instance_id).unwrap_or_default(),
            deprecated_id: meta(self.def.deprecated_id).or_else(|| self.deprecated.clone()),
            instance_name: meta(self.def.instance_name),
            attachments: self.attachments(),
            files: self.own_files(),
            entities: self.entity_changes(),
        })
    }

    fn stamp_end(&mut self) {
        self.run_event(ActionEvent::Revalidate);
        let def = Arc::clone(&self.def);
        let text: Arc<str> = moment(&self.now).into();
        let ends = def.nodes.all().filter(|node| {
            def.bind(*node)
                .is_some_and(|bind| bind.preload == Some(Preload::End))
        });
        for node in ends {
            let mut rows = Vec::new();
            self.rows
                .below(&def, ROOT_ROW, def.nodes.scope(node), &mut rows);
            for row in rows {
                self.put(NodeKey { row, node }, Some(Arc::clone(&text)));
            }
        }
        if let Some(node) = def.audit_node() {
            let key = NodeKey {
                row: ROOT_ROW,
                node,
            };
            self.put(key, Some(AUDIT_FILE.into()));
        }
        // Servers refuse what has no id; a form that forgot to make one gets it here.
        if let Some(node) = def.instance_id {
            let key = NodeKey {
                row: ROOT_ROW,
                node,
            };
            if self.rows.value(&def, key).is_none() {
                let id = self.new_id();
                self.put(key, Some(id.into()));
            }
        }
        self.settle();
        self.take_changes();
    }
}

fn expression_error(error: &XPathError) -> FormError {
    FormError::Expression {
        code: error.code(),
        message: error.to_string(),
        offset: error.offset(),
    }
}
