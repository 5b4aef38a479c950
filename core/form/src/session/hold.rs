//! A submission that somebody sent, held to its form.
//!
//! A person who fills a form cannot give an answer that the form refuses; whoever sends bytes can.
//! Here the answers stand as they were sent: no event runs and nothing is calculated anew, so that
//! a clock that went on since says nothing about them. Only what follows from them is worked out:
//! what is asked, what is required, which rules are broken.

use std::sync::Arc;

use crate::def::FormDef;
use crate::def::body::Choices;
use crate::def::nodes::NodeKind;
use crate::error::FormError;
use crate::parse::Rows as Reading;

use super::choices::selections;
use super::open::read_answers;
use super::rows::ROOT_ROW;
use super::view::{InvalidKind, NodeKey};
use super::write::Extent;
use super::{Bounds, Session, SessionEnv};

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
    /// Names of the files that answers name which are asked.
    pub files: Vec<String>,
    /// The document without the answers that are not asked; nothing where all are.
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
            .finish_non_exhaustive()
    }
}

impl FormDef {
    /// Holds a submission to this form: its types, choices, constraints, what is required, and
    /// that nothing was answered which is not asked. The time of `env` should be that at which
    /// the form was filled, for constraints that read it.
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
        let session = Session::open_sent(Arc::clone(self), env, xml)?;
        let unasked = session.unasked();
        let left = (!unasked.is_empty()).then(|| session.write(Extent::Submission).into_bytes());
        let (broken, is_dear) = session.breaches();
        Ok(Held {
            broken,
            files: session.attachments(),
            unasked,
            left,
            is_unfinished: is_dear || session.unfinished().is_some(),
        })
    }
}

impl Session {
    /// Opens a submission as it was sent. Nothing may be answered in such a session.
    fn open_sent(def: Arc<FormDef>, env: SessionEnv, xml: &[u8]) -> Result<Self, FormError> {
        let (blueprint, deprecated) = read_answers(&def, xml, Reading::Sent)?;
        let mut session = Self::with_rows(def, env, &blueprint, Bounds::default());
        session.deprecated = deprecated;
        session.frozen = true;
        session.call(|session| {
            session.mark_row(ROOT_ROW);
            session.settle();
            session.start_clean();
        });
        Ok(session)
    }

    fn unasked(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.each_node(&mut |session, key| {
            let def = &session.def;
            let leaf = !matches!(def.nodes.kind(key.node), NodeKind::Group | NodeKind::Repeat);
            let value = session.rows.value(def, key);
            if leaf
                && value.is_some_and(|value| !value.trim().is_empty())
                && !session.rows.is_relevant(def, key)
            {
                paths.push(session.path(key));
            }
        });
        paths
    }

    /// Broken rules, and whether one was too dear to be looked at.
    fn breaches(&self) -> (Vec<Breach>, bool) {
        let (mut found, mut is_dear) = (Vec::new(), false);
        self.each_node(&mut |session, key| {
            let kind = match session.broken_rule(key).map(|invalid| invalid.kind) {
                Some(InvalidKind::Required) => BreachKind::Required,
                Some(InvalidKind::Constraint) => BreachKind::Constraint,
                Some(InvalidKind::Type) => BreachKind::Type,
                Some(InvalidKind::TooDear) => {
                    is_dear = true;
                    return;
                }
                None if session.is_off_offer(key) => BreachKind::Choice,
                None => return,
            };
            let path = session.path(key);
            found.push(Breach { path, kind });
        });
        let unknown = self.unknown_nodes().into_iter().map(|key| Breach {
            path: self.path(key),
            kind: BreachKind::Unknown,
        });
        found.extend(unknown);
        (found, is_dear)
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

    /// Nodes that hold elements which the form does not have, one entry each. What stands in
    /// `meta` is a client's own to add.
    fn unknown_nodes(&self) -> Vec<NodeKey> {
        let mut found = Vec::new();
        self.each_node(&mut |session, key| {
            let Some(row) = session.rows.get(key.row) else {
                return;
            };
            let of_node = row.unknown.iter().filter(|(node, _)| *node == key.node);
            let elements = of_node.filter(|(_, xml)| xml.starts_with('<')).count();
            if elements > 0 && !session.path(key).ends_with("meta") {
                found.extend(std::iter::repeat_n(key, elements));
            }
        });
        found
    }
}
