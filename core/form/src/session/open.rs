//! Starting, opening and coming back: new sessions, drafts, corrections, the journal's replay.

use std::sync::Arc;

use farola_model::limits::FORM_XML_BYTES;
use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};

use crate::audit::{AuditKind, AuditLog};
use crate::def::action::ActionEvent;
use crate::def::nodes::Blueprint;
use crate::def::{FormDef, ScopeId, find_language};
use crate::error::FormError;
use crate::parse::{Rows as Reading, read_row};
use crate::xml::{self, Content, Element};

use super::actions::AskedBefore;
use super::chance::Chance;
use super::journal::{Delta, Op};
use super::last_saved::LastSaved;
use super::meter::{Bounds, CALLS_OF_A_REPLAY, Meter};
use super::migrate::SetAside;
use super::pages::Cursor;
use super::rows::{ROOT_ROW, Rows};
use super::view::NodeKey;
use super::write::Extent;
use super::{OpenAs, Session, SessionEnv, Work};

/// Everything needed to come back to a state.
#[derive(Serialize, Deserialize)]
struct Snapshot {
    /// Version of this shape.
    v: u32,
    /// The session's time.
    at: String,
    /// The language by its name.
    language: String,
    /// The draft, with the instances that counts put aside.
    xml: String,
    /// The submission before, where the form reads it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_saved: Option<String>,
    /// What the form asked of the host.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    asked: Vec<AskedBefore>,
    /// The audit log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    audit: Option<crate::audit::State>,
    /// What earlier versions of the form held and this one does not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    attic: Vec<SetAside>,
    /// Not all values are worked out: a call had no steps left for them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unfinished: bool,
}

/// The shape of snapshots that this version writes and reads.
const SNAPSHOT_VERSION: u32 = 1;

impl Session {
    /// Starts a new session: defaults, preloads, first-load events, first calculation.
    #[must_use]
    pub fn new(def: Arc<FormDef>, env: SessionEnv) -> Self {
        Self::new_within(def, env, Bounds::default())
    }

    /// The same, bounded from its beginning. Where [`Session::unfinished`] names something, the
    /// form is too dear to be begun.
    #[must_use]
    pub fn new_within(def: Arc<FormDef>, env: SessionEnv, bounds: Bounds) -> Self {
        let blueprint = def
            .scopes
            .first()
            .map(|s| Arc::clone(&s.blueprint))
            .unwrap_or_default();
        let mut session = Self::with_rows(def, env, &blueprint, bounds);
        session.call(|session| {
            session.preload_row(ROOT_ROW);
            session.run_event(ActionEvent::FirstLoad);
            session.run_event(ActionEvent::Ready);
            session.run_event(ActionEvent::Load);
            session.mark_row(ROOT_ROW);
            session.settle();
            session.audit_event(AuditKind::FormStart);
            session.audit_screen();
            session.start_clean();
        });
        session
    }

    /// Opens existing answers: a draft to go on with, or a finished submission to correct.
    ///
    /// # Errors
    /// The bytes are no XML of this form.
    pub fn open(
        def: Arc<FormDef>,
        env: SessionEnv,
        xml: &[u8],
        open_as: OpenAs,
    ) -> Result<Self, FormError> {
        Self::open_within(def, env, xml, open_as, Bounds::default())
    }

    /// The same, bounded from its beginning. What is not worked out then is named by
    /// [`Session::unfinished`].
    ///
    /// # Errors
    /// As [`Session::open`].
    pub fn open_within(
        def: Arc<FormDef>,
        env: SessionEnv,
        xml: &[u8],
        open_as: OpenAs,
        bounds: Bounds,
    ) -> Result<Self, FormError> {
        let (blueprint, deprecated) = read_answers(&def, xml, Reading::Answers)?;
        let mut session = Self::with_rows(def, env, &blueprint, bounds);
        session.deprecated = deprecated;
        session.call(|session| {
            if open_as == OpenAs::Edit {
                session.start_correction();
            }
            session.run_event(ActionEvent::Load);
            session.mark_row(ROOT_ROW);
            session.settle();
            session.audit_event(AuditKind::FormResume);
            session.start_clean();
        });
        Ok(session)
    }

    /// Comes back to the very state after `deltas` over `snapshot`, a state that
    /// [`Session::snapshot`] gave. Time-dependent calculations stand as they were; call
    /// [`Session::refresh`] to go on with the present time.
    ///
    /// # Errors
    /// The snapshot is of another form or another version, or a delta does not fit it.
    pub fn replay(
        def: Arc<FormDef>,
        env: SessionEnv,
        snapshot: &[u8],
        deltas: &[Delta],
    ) -> Result<Self, FormError> {
        Self::replay_within(def, env, snapshot, deltas, Bounds::default())
    }

    /// The same, bounded: all deltas together have a few calls' steps. Who takes a snapshot when
    /// [`Session::steps`] has grown by one call's, and after each call that had none left, never
    /// needs more. Where they do not suffice, answers are put in and the rest is worked out by
    /// later calls.
    ///
    /// # Errors
    /// As [`Session::replay`]; [`FormError::TooDear`] and [`FormError::Stopped`] where a delta
    /// cannot be put in before more is worked out.
    pub fn replay_within(
        def: Arc<FormDef>,
        env: SessionEnv,
        snapshot: &[u8],
        deltas: &[Delta],
        bounds: Bounds,
    ) -> Result<Self, FormError> {
        let unreadable = FormError::Journal {
            reason: "the snapshot is no snapshot",
        };
        let snapshot: Snapshot = serde_json::from_slice(snapshot).map_err(|_| unreadable)?;
        if snapshot.v != SNAPSHOT_VERSION {
            return Err(FormError::Journal {
                reason: "the snapshot is of another version",
            });
        }
        let (blueprint, deprecated) =
            read_answers(&def, snapshot.xml.as_bytes(), Reading::Answers)?;
        let now = env.now.clone();
        let env = SessionEnv {
            last_saved: snapshot.last_saved.map(String::into_bytes),
            ..env
        };
        let mut session = Self::with_rows(def, env, &blueprint, bounds);
        session.meter.begin(CALLS_OF_A_REPLAY);
        session.deprecated = deprecated;
        session.attic = snapshot.attic;
        session.language = session.def.itext.language(&snapshot.language).unwrap_or(0);
        session.now = parse_time(&snapshot.at)?;
        // Values are taken as they stand: only what is derived from them is worked out.
        session.frozen = true;
        session.mark_row(ROOT_ROW);
        session.settle();
        session.frozen = false;
        session.restore_asked(snapshot.asked);
        if let (Some(config), Some(state)) = (session.def.audit(), snapshot.audit) {
            session.audit = Some(AuditLog::restored(*config, state));
        }
        session.replaying = true;
        if snapshot.unfinished {
            session.doubt_everything();
        }
        session.start_clean();
        for delta in deltas {
            session.apply(delta)?;
        }
        session.start_clean();
        session.replaying = false;
        session.now = now;
        session.at = None;
        session.meter.end();
        Ok(session)
    }

    fn apply(&mut self, delta: &Delta) -> Result<(), FormError> {
        self.now = parse_time(&delta.at)?;
        self.at = None;
        let bad_entropy = FormError::Journal {
            reason: "a delta's entropy is not hexadecimal",
        };
        self.chance
            .borrow_mut()
            .give_back(&delta.entropy)
            .ok_or(bad_entropy)?;
        let taken = |error: &FormError| matches!(error, FormError::TooDear(_) | FormError::Stopped);
        let fits = match &delta.op {
            Op::Answer { path, value } => match self.answer(path, value) {
                Ok(_) => true,
                Err(error) => error.is_taken(),
            },
            Op::Add { path } => match self.add_repeat(path) {
                Ok(_) => true,
                Err(error) => taken(&error),
            },
            Op::Remove { path } => match self.remove_repeat(path) {
                Ok(_) => true,
                Err(error) => taken(&error),
            },
            Op::Language { value } => match self.set_language(value) {
                Ok(_) => true,
                Err(error) => taken(&error),
            },
            Op::Refresh => {
                self.refresh();
                true
            }
            Op::Fulfil { path, value } => self.replay_fulfilled(path, value).is_ok(),
            Op::Audit { call } => {
                self.audit_apply(call);
                true
            }
            Op::End => {
                self.stamp_end();
                true
            }
            Op::Resume => {
                self.resume();
                true
            }
        };
        if fits {
            return Ok(());
        }
        // Without what was put down the instance or the question may not be there yet.
        self.form_ended()?;
        Err(FormError::Journal {
            reason: "a delta does not fit the state",
        })
    }

    /// Everything needed to come back here with [`Session::replay`].
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// use farola_form::{Session, SessionEnv};
    ///
    /// let mut session = household();
    /// let snapshot = session.snapshot();
    /// session.take_deltas();
    /// session.answer("/data/street", "Calle 8").unwrap();
    /// // What a program stores after each call, so that a crash loses nothing.
    /// let deltas = session.take_deltas();
    ///
    /// let now = "2026-11-24T09:00:00-06:00[America/Mexico_City]".parse().unwrap();
    /// let env = SessionEnv::new(now, |bytes: &mut [u8]| bytes.fill(8));
    /// let def = session.def().clone();
    /// let again = Session::replay(def, env, &snapshot, &deltas).unwrap();
    /// assert_eq!(again.save(), session.save());
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let snapshot = Snapshot {
            v: SNAPSHOT_VERSION,
            at: self.now.to_string(),
            language: self.language().to_owned(),
            xml: self.write(Extent::Snapshot),
            last_saved: self.last_saved.as_ref().map(|last| last.xml.clone()),
            asked: self.asked_before(),
            audit: self.audit.as_ref().map(|log| log.state().clone()),
            attic: self.attic.clone(),
            unfinished: self.left_undone().is_some(),
        };
        serde_json::to_vec(&snapshot).unwrap_or_default()
    }

    pub(super) fn with_rows(
        def: Arc<FormDef>,
        env: SessionEnv,
        blueprint: &Blueprint,
        bounds: Bounds,
    ) -> Self {
        let mut rows = Rows::default();
        rows.create(&def, ScopeId::ROOT, ROOT_ROW, 0, blueprint);
        let language = env
            .language
            .as_deref()
            .and_then(|name| def.find_language(name));
        let last_saved = LastSaved::read(&def, env.last_saved);
        Self {
            language: language.unwrap_or(def.itext.default),
            audit: def.audit().map(|config| AuditLog::new(*config)),
            replaying: false,
            def,
            rows,
            now: env.now,
            at: None,
            chance: std::cell::RefCell::new(Chance::new(env.entropy)),
            properties: env.properties,
            cursor: Cursor::default(),
            deltas: Vec::new(),
            work: Work::default(),
            tallies: super::tally::Tallies::default(),
            validity: std::cell::RefCell::default(),
            deprecated: None,
            asked: Vec::new(),
            frozen: false,
            last_saved,
            attic: Vec::new(),
            most_choices: usize::MAX,
            meter: Meter::new(bounds),
        }
    }

    pub(super) fn start_clean(&mut self) {
        self.take_changes();
        self.deltas.clear();
        self.chance.borrow_mut().take();
    }

    fn start_correction(&mut self) {
        let Some(node) = self.def.instance_id else {
            return;
        };
        let key = NodeKey {
            row: ROOT_ROW,
            node,
        };
        let old = self.rows.value(&self.def, key).cloned();
        if let Some(node) = self.def.deprecated_id {
            self.put(
                NodeKey {
                    row: ROOT_ROW,
                    node,
                },
                old.clone(),
            );
        }
        self.deprecated = old.map(|id| id.to_string());
        let id = self.new_id();
        self.put(key, Some(Arc::from(id)));
    }

    /// A new random id (version 4).
    pub(crate) fn new_id(&self) -> String {
        let mut bytes = [0u8; 16];
        self.chance.borrow_mut().fill(&mut bytes);
        format!("uuid:{}", crate::entities::uuid_v4(bytes))
    }
}

fn parse_time(text: &str) -> Result<ZonedDateTime, FormError> {
    text.parse().map_err(|_| FormError::Journal {
        reason: "a time cannot be read",
    })
}

/// The rows of an instance document, and the instance it replaces.
pub(super) fn read_answers(
    def: &FormDef,
    bytes: &[u8],
    reading: Reading,
) -> Result<(Blueprint, Option<String>), FormError> {
    let document = xml::read(bytes, FORM_XML_BYTES, Content::All)?;
    let Some(root) = document.root() else {
        return Ok((Blueprint::default(), None));
    };
    let id = root
        .attr("id")
        .or(root.name.ns.as_deref())
        .unwrap_or_default();
    if id != def.id {
        return Err(FormError::OtherForm {
            expected: def.id.clone(),
            found: id.to_owned(),
        });
    }
    let blueprint = read_row(def, ScopeId::ROOT, root, reading);
    Ok((blueprint, deprecated_of(root)))
}

fn deprecated_of(root: Element<'_>) -> Option<String> {
    let meta = root.find_local("meta")?;
    let element = meta.find_local("deprecatedID")?;
    Some(element.text().trim().to_owned()).filter(|id| !id.is_empty())
}

impl FormDef {
    /// A language by its name or its code (`es` for `Español (es)`), by the one rule of
    /// [`find_language`].
    pub(crate) fn find_language(&self, name: &str) -> Option<usize> {
        // Asked of the list with the default first, as a hub has it: of two that fit, both sides
        // take the same one.
        let found = find_language(&self.languages, name)?;
        self.itext.language(self.languages.get(found)?)
    }
}
