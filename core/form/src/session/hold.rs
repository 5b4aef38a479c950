//! A submission that somebody sent, held to its form.
//!
//! A person who fills a form cannot give an answer that the form refuses; whoever sends bytes can.
//! Here the answers stand as they were sent: no event runs and nothing is calculated anew. Only
//! what follows from them is worked out: what is asked, what is required, which rules are broken.
//!
//! Rules that read the clock are held at the time at which the form was finished, as it says
//! itself; where it does not say, at its beginning and now, and what held at one of them holds.
//! Rules that read what is not here (a list in a file, the submission before, a property of the
//! phone) say nothing for sure: what seems to break them is told apart.

use std::sync::Arc;

use farola_model::limits::FORM_XML_BYTES;
use farola_xpath::ast::Start;
use farola_xpath::{paths, volatility};
use jiff::ZonedDateTime;
use rustc_hash::FxHashSet;

use crate::def::bind::Preload;
use crate::def::body::Choices;
use crate::def::nodes::NodeKind;
use crate::def::{ControlKind, DataType, ExprId, FormDef, NodeId};
use crate::error::FormError;
use crate::parse::Rows as Reading;
use crate::xml::{self, Content};

use super::choices::selections;
use super::open::read_answers;
use super::rows::ROOT_ROW;
use super::values::instant_of;
use super::view::{InvalidKind, NodeKey};
use super::write::Extent;
use super::{Bounds, Session, SessionEnv};

/// What clients add to `meta` by themselves: ids, names and times of the submission, nothing of
/// who sends it.
const META: [&str; 6] = [
    "instanceID",
    "instanceName",
    "deprecatedID",
    "rootUuid",
    "timeStart",
    "timeEnd",
];

/// In which way an answer breaks its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BreachKind {
    /// An answer is required and missing.
    Required,
    /// The constraint is not met.
    Constraint,
    /// The value is not of the question's type.
    Type,
    /// It is not one of the choices.
    Choice,
    /// The form has no such node.
    Unknown,
}

impl BreachKind {
    /// The word: `required`, `constraint`, `type`, `choice`, `unknown`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Constraint => "constraint",
            Self::Type => "type",
            Self::Choice => "choice",
            Self::Unknown => "unknown",
        }
    }
}

/// An answer that breaks its form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Breach {
    /// The question, with positions of repeats; for an unknown node the one that holds it.
    pub path: String,
    /// How.
    pub kind: BreachKind,
}

/// What became of a submission that was held to its form.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Held {
    /// Rules that are broken, in document order, unknown nodes last.
    pub broken: Vec<Breach>,
    /// Answers to questions that the form does not ask as the other answers stand.
    pub unasked: Vec<String>,
    /// Questions that seem to break a rule, or not to be asked, by what is not here: a list in a
    /// file, the submission before, a property of the phone.
    pub unsure: Vec<String>,
    /// Names of the files that answers name which are asked.
    pub files: Vec<String>,
    /// The document without the answers that are not asked and without what the form does not
    /// know; nothing where there is neither.
    pub left: Option<Vec<u8>>,
    /// Whether the form cost more than a call may: then what is above is not all, and nothing
    /// should be concluded from it.
    pub is_unfinished: bool,
}

// What people answered stays out of whatever prints this.
impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held")
            .field("broken", &self.broken)
            .field("unasked", &self.unasked)
            .field("unsure", &self.unsure)
            .finish_non_exhaustive()
    }
}

impl FormDef {
    /// Holds a submission to this form: its types, choices, constraints, what is required, and
    /// that nothing was answered which is not asked. The time of `env` is now.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use farola_form::{FormDef, NoMedia, SessionEnv};
    ///
    /// let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
    ///     xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Finds</h:title><model>
    ///     <instance><data id="finds"><kind/><photo/></data></instance>
    ///     <bind nodeset="/data/photo" type="binary" relevant="/data/kind != 'harassment'"/>
    ///     </model></h:head><h:body><input ref="/data/kind"><label>Kind</label></input>
    ///     <upload ref="/data/photo" mediatype="image/*"><label>Photo</label></upload>
    ///     </h:body></h:html>"#;
    /// let form = Arc::new(FormDef::parse(xml, &NoMedia).0.unwrap());
    /// let now = "2026-11-23T20:00:00-06:00[America/Mexico_City]".parse().unwrap();
    /// let env = SessionEnv::new(now, |bytes: &mut [u8]| bytes.fill(0));
    ///
    /// let sent = b"<data id='finds'><kind>harassment</kind><photo>a.jpg</photo></data>";
    /// let held = form.hold(env, sent).unwrap();
    /// assert_eq!(held.unasked, ["/data/photo"]);
    /// assert!(held.files.is_empty());
    /// assert!(!String::from_utf8(held.left.unwrap()).unwrap().contains("a.jpg"));
    /// ```
    ///
    /// # Errors
    /// The bytes are no XML of this form.
    pub fn hold(self: &Arc<Self>, env: SessionEnv, xml: &[u8]) -> Result<Held, FormError> {
        let mut session = Session::open_sent(Arc::clone(self), env, xml)?;
        let mut verdict = session.verdict();
        let further = std::mem::take(&mut verdict.further);
        for time in further {
            if verdict.is_clean() {
                break;
            }
            session.set_now(time);
            session.call(Session::tell_time);
            verdict.keep_what_both_say(&session.verdict());
        }
        Ok(session.held(verdict))
    }
}

/// What is found of a submission at one time.
#[derive(Default)]
struct Verdict {
    broken: Vec<(NodeKey, BreachKind)>,
    unasked: Vec<NodeKey>,
    is_dear: bool,
    /// Other times at which the form may have been filled.
    further: Vec<ZonedDateTime>,
}

impl Verdict {
    fn is_clean(&self) -> bool {
        self.broken.is_empty() && self.unasked.is_empty()
    }

    fn keep_what_both_say(&mut self, other: &Self) {
        let broken: FxHashSet<_> = other.broken.iter().collect();
        self.broken.retain(|one| broken.contains(one));
        let unasked: FxHashSet<_> = other.unasked.iter().collect();
        self.unasked.retain(|one| unasked.contains(one));
        self.is_dear |= other.is_dear;
    }
}

impl Session {
    /// Opens a submission as it was sent, at the time at which it says that it was finished.
    /// Nothing may be answered in such a session.
    fn open_sent(def: Arc<FormDef>, env: SessionEnv, xml: &[u8]) -> Result<Self, FormError> {
        let (blueprint, deprecated) = read_answers(&def, xml, Reading::Sent)?;
        let mut session = Self::with_rows(def, env, &blueprint, Bounds::default());
        session.deprecated = deprecated;
        session.frozen = true;
        if let Some(end) = session.told(&Preload::End) {
            session.now = end;
        }
        session.call(|session| {
            session.mark_row(ROOT_ROW);
            session.settle();
            session.start_clean();
        });
        Ok(session)
    }

    /// The time that a preload put into the submission, by the clock and the zone of its phone.
    fn told(&self, preload: &Preload) -> Option<ZonedDateTime> {
        let node = self.def.nodes.all().find(|node| {
            let bind = self.def.bind(*node);
            bind.is_some_and(|bind| bind.preload.as_ref() == Some(preload))
        })?;
        let row = ROOT_ROW;
        instant_of(self.rows.value(&self.def, NodeKey { row, node })?)
    }

    fn verdict(&self) -> Verdict {
        let mut verdict = Verdict::default();
        self.look(|session| {
            session.each_node(&mut |session, key| session.judge(key, &mut verdict));
            verdict.is_dear |= session.meter.is_cut();
        });
        if self.told(&Preload::End).is_none() {
            verdict.further.extend(self.told(&Preload::Start));
        }
        verdict
    }

    fn judge(&self, key: NodeKey, verdict: &mut Verdict) {
        let def = &self.def;
        if !self.rows.is_relevant(def, key) {
            let leaf = !matches!(def.nodes.kind(key.node), NodeKind::Group | NodeKind::Repeat);
            let value = self.rows.value(def, key);
            if leaf && value.is_some_and(|value| !value.trim().is_empty()) {
                verdict.unasked.push(key);
            }
            return;
        }
        let kind = match self.broken_rule(key).map(|invalid| invalid.kind) {
            Some(InvalidKind::Required) => BreachKind::Required,
            Some(InvalidKind::Constraint) => BreachKind::Constraint,
            Some(InvalidKind::Type) => BreachKind::Type,
            Some(InvalidKind::TooDear) => {
                verdict.is_dear = true;
                return;
            }
            None if self.is_off_offer(key) => BreachKind::Choice,
            None => return,
        };
        verdict.broken.push((key, kind));
    }

    fn held(mut self, verdict: Verdict) -> Held {
        let is_unfinished = verdict.is_dear || self.unfinished().is_some();
        let times = [Preload::End, Preload::Start];
        let is_timed = times.iter().any(|time| self.told(time).is_some());
        let (sure, guessed): (Vec<_>, Vec<_>) = verdict
            .broken
            .into_iter()
            .partition(|(key, kind)| !self.rests_on_absent(*key, Some(*kind), is_timed));
        let (unasked, kept): (Vec<_>, Vec<_>) = verdict
            .unasked
            .into_iter()
            .partition(|key| !self.rests_on_absent(*key, None, is_timed));
        let mut broken: Vec<Breach> = sure
            .into_iter()
            .map(|(key, kind)| Breach {
                path: self.path(key),
                kind,
            })
            .collect();
        let unsure = guessed.iter().map(|(key, _)| key).chain(&kept);
        let unsure = unsure.map(|key| self.path(*key)).collect();
        let paths = unasked.iter().map(|key| self.path(*key)).collect();
        for key in &unasked {
            if let Some(slot) = self.rows.slot_mut(&Arc::clone(&self.def), *key) {
                slot.value = None;
            }
        }
        let unknown = self.take_unknown();
        let is_whole = unasked.is_empty() && unknown.is_empty();
        broken.extend(unknown.into_iter().map(|key| Breach {
            path: self.path(key),
            kind: BreachKind::Unknown,
        }));
        // Where an answer may be asked or not, nothing is left out for not being relevant.
        let extent = match kept.is_empty() {
            true => Extent::Submission,
            false => Extent::Draft,
        };
        Held {
            broken,
            unsure,
            files: self.named_files(),
            unasked: paths,
            left: (!is_whole).then(|| self.write(extent).into_bytes()),
            is_unfinished,
        }
    }

    /// Names of the files that answers name, asked or not.
    fn named_files(&self) -> Vec<String> {
        let (mut names, mut known) = (Vec::new(), FxHashSet::default());
        self.each_node(&mut |session, key| {
            let def = &session.def;
            let control = def.control(key.node).map(|control| control.kind);
            let is_file = def.nodes.data_type(key.node) == DataType::Binary
                || control == Some(ControlKind::Upload)
                || def.audit_node() == Some(key.node);
            let name = session.rows.value(def, key).filter(|_| is_file);
            if let Some(name) = name.filter(|name| known.insert(Arc::clone(name))) {
                names.push(name.to_string());
            }
        });
        names
    }

    /// Whether a relevant choice is none of those that are offered.
    fn is_off_offer(&self, key: NodeKey) -> bool {
        let Some(control) = self.def.control(key.node) else {
            return false;
        };
        if matches!(control.choices, Choices::None) {
            return false;
        }
        let Some(value) = self.relevant_value(key).filter(|value| !value.is_empty()) else {
            return false;
        };
        let wanted = selections(control.kind, value);
        self.on_offer(key, &wanted).is_some_and(|found| {
            let mut all = wanted.iter();
            !all.all(|one| found.iter().any(|offered| offered == one))
        })
    }

    /// Whether what seems to break a rule, or not to be asked, may do so only because something
    /// is not here.
    fn rests_on_absent(&self, key: NodeKey, kind: Option<BreachKind>, is_timed: bool) -> bool {
        let def = &self.def;
        let bind = def.bind(key.node);
        let own = match kind {
            Some(BreachKind::Required) => bind.and_then(|bind| bind.required),
            Some(BreachKind::Constraint) => bind.and_then(|bind| bind.constraint),
            Some(BreachKind::Choice) => {
                let choices = def.control(key.node).map(|control| &control.choices);
                match choices {
                    Some(Choices::Itemset(itemset)) => Some(itemset.nodes),
                    _ => None,
                }
            }
            Some(BreachKind::Type | BreachKind::Unknown) | None => None,
        };
        let around = std::iter::successors(Some(key.node), |node| def.nodes.parent(*node));
        let relevance = around.filter_map(|node| def.bind(node)?.relevant);
        own.into_iter()
            .chain(relevance)
            .any(|expr| def.reads_absent(expr, is_timed))
    }

    /// Takes out what the form does not know; the nodes in which it stood, once for each element.
    fn take_unknown(&mut self) -> Vec<NodeKey> {
        let mut rows = std::collections::BTreeSet::new();
        self.each_node(&mut |_, key| {
            rows.insert(key.row);
        });
        let mut found = Vec::new();
        for row in rows {
            let unknown = self.rows.get(row).map(|one| one.unknown.clone());
            let unknown = unknown.unwrap_or_default();
            let (own, strange): (Vec<_>, Vec<_>) = unknown
                .into_iter()
                .partition(|(node, xml)| self.is_clients_own(*node, xml));
            if strange.is_empty() {
                continue;
            }
            found.extend(strange.into_iter().map(|(node, _)| NodeKey { row, node }));
            if let Some(one) = self.rows.get_mut(row) {
                one.unknown = own;
            }
        }
        found
    }

    /// Whether an element or attribute that the form does not know is a client's own to add:
    /// attributes of the document, and what names the submission.
    fn is_clients_own(&self, node: NodeId, xml: &str) -> bool {
        if !xml.starts_with('<') {
            return node == NodeId::ROOT;
        }
        let nodes = &self.def.nodes;
        let names = &self.def.names;
        let in_meta = nodes.parent(node) == Some(NodeId::ROOT)
            && nodes
                .name(node)
                .is_some_and(|name| names.text(name) == "meta");
        if !in_meta && node != NodeId::ROOT {
            return false;
        }
        let document = xml::read(xml.as_bytes(), FORM_XML_BYTES, Content::All);
        let Some(element) = document.as_ref().ok().and_then(|document| document.root()) else {
            return false;
        };
        let named = |local: &str| META.contains(&local);
        match (in_meta, element.name.local) {
            (true, local) => named(local) && element.elements().next().is_none(),
            // A form without the block, or that calls it by another prefix.
            (false, "meta") => element
                .elements()
                .all(|child| named(child.name.local) && child.elements().next().is_none()),
            (false, _) => false,
        }
    }
}

impl FormDef {
    /// Whether an expression reads what only the phone had: lists in files, which may have
    /// changed, the submission before, properties, chance; and the clock, where no time is known.
    fn reads_absent(&self, expr: ExprId, is_timed: bool) -> bool {
        let Some(compiled) = self.expr(expr) else {
            return false;
        };
        let reads = volatility(&compiled.expr);
        if reads.host || reads.entropy || (reads.clock && !is_timed) {
            return true;
        }
        let paths = paths(&compiled.expr);
        paths.iter().any(|one| match &one.path.start {
            Start::Instance(id) => self.is_absent(id),
            _ => false,
        })
    }

    /// Whether an instance is none of the form's own.
    fn is_absent(&self, id: &str) -> bool {
        let is_own = self.primary_id.as_deref() == Some(id)
            || self.instances.iter().any(|known| known.id == id);
        let outside = |ids: &[String]| ids.iter().any(|known| known == id);
        !is_own || outside(&self.last_saved) || outside(&self.external)
    }
}
