//! The definition of a form: immutable, shared behind `Arc`.

pub(crate) mod action;
pub(crate) mod bind;
pub(crate) mod body;
mod changes;
pub(crate) mod entities;
pub(crate) mod expr;
mod fields;
mod kinds;
mod language;
pub(crate) mod nodes;
mod paths;
pub(crate) mod range;
pub(crate) mod secondary;
pub(crate) mod table;
pub(crate) mod text;

use std::fmt;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

pub use changes::Change;
pub use fields::{Field, FieldKind};
pub use kinds::{ControlKind, DataType};
pub use language::{find_language, language_shown};
pub use range::RangeScale;

use self::action::Action;
use self::bind::Bind;
use self::body::{BodyItem, BodyKind, Control};
use self::entities::Entities;
use self::expr::Compiled;
use self::nodes::{Nodes, Scope};
use self::secondary::Secondary;
use self::text::Itext;
use crate::audit::AuditConfig;
use crate::diagnostic::Diagnostic;
use crate::graph::Graph;
use crate::media::FormMedia;
use crate::names::{Name, Names};

/// A node of the primary instance: its place in preorder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

impl NodeId {
    /// The root element of the primary instance.
    pub(crate) const ROOT: Self = Self(0);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The root or a repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ScopeId(pub(crate) u32);

impl ScopeId {
    pub(crate) const ROOT: Self = Self(0);

    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A bind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct BindId(pub(crate) u32);

/// An expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ExprId(pub(crate) u32);

/// What the form's `<submission>` says of sending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sending {
    /// RSA public key in base64: submissions are to be encrypted (`encryption`).
    pub public_key: Option<String>,
    /// Address to send to instead of the server the form came from.
    pub action: Option<String>,
    /// `orx:auto-send`: send as soon as finalized, whatever the setting says.
    pub auto_send: Option<bool>,
    /// `orx:auto-delete`: delete once sent, whatever the setting says.
    pub auto_delete: Option<bool>,
}

/// A form, ready to be filled.
#[derive(Default)]
pub struct FormDef {
    pub(crate) title: String,
    pub(crate) id: String,
    pub(crate) version: String,
    pub(crate) names: Names,
    pub(crate) nodes: Nodes,
    pub(crate) children: FxHashMap<(NodeId, Name), NodeId>,
    /// Names that more than one child of a node has.
    pub(crate) twins: FxHashSet<(NodeId, Name)>,
    pub(crate) scopes: Vec<Scope>,
    /// The number of instances of each scope, where the form decides it.
    pub(crate) counts: Vec<Option<ExprId>>,
    pub(crate) binds: Vec<Bind>,
    pub(crate) actions: Vec<Action>,
    /// Actions to run when a node's value changes.
    pub(crate) triggers: FxHashMap<NodeId, Vec<usize>>,
    /// What fixed expressions say of each node.
    pub(crate) initial_flags: Vec<u8>,
    pub(crate) exprs: Vec<Compiled>,
    pub(crate) itext: Itext,
    pub(crate) languages: Vec<String>,
    pub(crate) body: Vec<BodyItem>,
    /// The body's entry for each node, where it has one.
    pub(crate) body_of: Vec<Option<u32>>,
    /// Nodes that can break a rule: those asked for, and those with a constraint.
    pub(crate) judged: Vec<NodeId>,
    pub(crate) instances: Vec<Secondary>,
    /// Ids of the instances that stand for the submission before.
    pub(crate) last_saved: Vec<String>,
    /// Ids of the instances that lie in attached files.
    pub(crate) external: Vec<String>,
    pub(crate) primary_id: Option<String>,
    pub(crate) graph: Graph,
    pub(crate) prefixes: Vec<(String, Arc<str>)>,
    pub(crate) media: Vec<String>,
    /// Namespace that elements without prefix of the primary instance have, XForms' left out.
    pub(crate) default_namespace: Option<Arc<str>>,
    pub(crate) instance_id: Option<NodeId>,
    pub(crate) deprecated_id: Option<NodeId>,
    pub(crate) instance_name: Option<NodeId>,
    pub(crate) entities: Entities,
    pub(crate) sending: Sending,
    /// The node of the audit log, and what the log holds.
    pub(crate) audit: Option<(NodeId, AuditConfig)>,
    pub(crate) reading_steps: u64,
}

impl fmt::Debug for FormDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormDef")
            .field("id", &self.id)
            .field("version", &self.version)
            .field("nodes", &self.nodes.len())
            .finish_non_exhaustive()
    }
}

impl FormDef {
    /// Steps that reading a form may take; one that takes more is refused (`form.too_big`).
    pub const MOST_READING_STEPS: u64 = crate::parse::READING_STEPS;

    /// Reads an XForm. Reading never stops at the first fault: it gives the form where that can
    /// be filled at all, and every diagnostic, errors and warnings in the order of the document.
    ///
    /// ```
    /// use farola_form::{FormDef, NoMedia};
    ///
    /// let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
    ///     xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Hi</h:title><model>
    ///     <instance><data id="hi" version="1"><name/></data></instance>
    ///     <bind nodeset="/data/name" type="string"/></model></h:head>
    ///     <h:body><input ref="/data/name"><label>Name</label></input></h:body></h:html>"#;
    /// let (form, diagnostics) = FormDef::parse(xml, &NoMedia);
    /// assert!(diagnostics.is_empty());
    /// assert_eq!(form.unwrap().id(), "hi");
    /// ```
    #[must_use]
    pub fn parse(xml: &[u8], media: &dyn FormMedia) -> (Option<Self>, Vec<Diagnostic>) {
        crate::parse::parse(xml, media)
    }

    /// Steps that reading it took, counted without a clock, of [`FormDef::MOST_READING_STEPS`].
    #[must_use]
    pub fn reading_steps(&self) -> u64 {
        self.reading_steps
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The form id: the `id` of the primary instance's root.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The version; empty where the form has none.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Names of the languages, the default first.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Names of the files the form refers to (`jr://…/NAME`), each once.
    #[must_use]
    pub fn media_names(&self) -> Vec<String> {
        self.media.clone()
    }

    /// How the form wants its submissions sent.
    #[must_use]
    pub fn sending(&self) -> &Sending {
        &self.sending
    }

    pub(crate) fn bind(&self, node: NodeId) -> Option<&Bind> {
        self.nodes
            .bind(node)
            .and_then(|id| self.binds.get(id.0 as usize))
    }

    pub(crate) fn expr(&self, id: ExprId) -> Option<&Compiled> {
        self.exprs.get(id.0 as usize)
    }

    pub(crate) fn scope(&self, id: ScopeId) -> Option<&Scope> {
        self.scopes.get(id.index())
    }

    pub(crate) fn count(&self, id: ScopeId) -> Option<ExprId> {
        self.counts.get(id.index()).copied().flatten()
    }

    /// The body entry of a node's control, group or repeat.
    pub(crate) fn body_item(&self, node: NodeId) -> Option<&BodyItem> {
        let index = self.body_of.get(node.index()).copied().flatten()?;
        self.body.get(index as usize)
    }

    /// The control that asks for a node.
    pub(crate) fn control(&self, node: NodeId) -> Option<&Control> {
        match &self.body_item(node)?.kind {
            BodyKind::Control(control) => Some(control),
            _ => None,
        }
    }
}
