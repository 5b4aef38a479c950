//! A plain XML document: an immutable arena in document order, cheap to walk.
//!
//! It serves the command line, the secondary instances of a form and tests. The text of the
//! whole document lies in one piece in reading order, so that the string value of any element
//! is a slice of it.

mod build;
mod form;
mod host;
mod read;

use std::collections::BTreeMap;
use std::ops::Range;

pub use build::DocumentBuilder;
pub use host::DocumentHost;

use crate::host::{Name, NodeKind};

/// A node of a [`Document`]; nodes compare in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    /// The place of the node in the document, counted from the document node, which is 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The node at a place; it need not exist in any document.
    #[must_use]
    pub fn from_index(index: u32) -> Self {
        Self(index)
    }
}

/// No node, in the links of the arena.
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone)]
struct Node {
    kind: NodeKind,
    parent: u32,
    first_child: u32,
    last_child: u32,
    previous: u32,
    next: u32,
    /// How many attribute nodes follow right after this element.
    attributes: u32,
    /// Index into the names; `NONE` for a node without name.
    name: u32,
    /// The string value: a part of `text` for what is text in the document, of `values` for
    /// attributes, comments and processing instructions.
    value: Range<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct StoredName {
    prefix: Option<Box<str>>,
    local: Box<str>,
    namespace: Option<Box<str>>,
}

/// An XML document.
///
/// ```
/// use farola_xpath::document::Document;
/// let document = Document::parse("<root><item><name>leon</name></item></root>").unwrap();
/// let root = document.root_element().unwrap();
/// let item = document.child(root, "item").unwrap();
/// assert_eq!(document.child_text(item, "name"), Some("leon"));
/// ```
#[derive(Debug, Clone)]
pub struct Document {
    nodes: Vec<Node>,
    names: Vec<StoredName>,
    text: String,
    values: String,
    instances: BTreeMap<Box<str>, NodeId>,
}

impl Document {
    fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.index())
    }

    fn link(&self, id: NodeId, link: impl Fn(&Node) -> u32) -> Option<NodeId> {
        self.node(id).map(link).filter(|id| *id != NONE).map(NodeId)
    }

    /// The document node, above the root element.
    #[must_use]
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// The root element.
    #[must_use]
    pub fn root_element(&self) -> Option<NodeId> {
        self.elements(self.root()).next()
    }

    /// What kind of node this is.
    #[must_use]
    pub fn kind(&self, id: NodeId) -> NodeKind {
        self.node(id).map_or(NodeKind::Document, |node| node.kind)
    }

    /// The parent; of an attribute, its element.
    #[must_use]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.link(id, |node| node.parent)
    }

    /// The first child.
    #[must_use]
    pub fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.link(id, |node| node.first_child)
    }

    /// The next sibling.
    #[must_use]
    pub fn next_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.link(id, |node| node.next)
    }

    /// The sibling before.
    #[must_use]
    pub fn previous_sibling(&self, id: NodeId) -> Option<NodeId> {
        self.link(id, |node| node.previous)
    }

    /// The children in document order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), |child| self.next_sibling(*child))
    }

    /// The child elements in document order.
    pub fn elements(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.children(id)
            .filter(|child| self.kind(*child) == NodeKind::Element)
    }

    /// The attributes in document order (namespace declarations are none).
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = NodeId> + use<> {
        let count = self.node(id).map_or(0, |node| node.attributes);
        (id.0 + 1..id.0 + 1 + count).map(NodeId)
    }

    /// The name of an element, attribute or processing instruction.
    #[must_use]
    pub fn name(&self, id: NodeId) -> Option<Name<'_>> {
        let name = self.names.get(self.node(id)?.name as usize)?;
        Some(Name {
            prefix: name.prefix.as_deref(),
            local: &name.local,
            namespace: name.namespace.as_deref(),
        })
    }

    /// The local name, empty for nodes without one.
    #[must_use]
    pub fn local_name(&self, id: NodeId) -> &str {
        self.name(id).map_or("", |name| name.local)
    }

    /// The string value of any node.
    #[must_use]
    pub fn value(&self, id: NodeId) -> &str {
        let Some(node) = self.node(id) else { return "" };
        let range = node.value.start as usize..node.value.end as usize;
        let text = match node.kind {
            NodeKind::Document | NodeKind::Element | NodeKind::Text => &self.text,
            _ => &self.values,
        };
        text.get(range).unwrap_or_default()
    }

    /// The first child element with this local name.
    #[must_use]
    pub fn child(&self, id: NodeId, local: &str) -> Option<NodeId> {
        self.elements(id)
            .find(|child| self.local_name(*child) == local)
    }

    /// The text of the first child element with this local name.
    #[must_use]
    pub fn child_text(&self, id: NodeId, local: &str) -> Option<&str> {
        self.child(id, local).map(|child| self.value(child))
    }

    /// The value of the attribute with this local name.
    #[must_use]
    pub fn attribute(&self, id: NodeId, local: &str) -> Option<&str> {
        self.attributes(id)
            .find(|attribute| self.local_name(*attribute) == local)
            .map(|attribute| self.value(attribute))
    }

    /// The `instance` element with this id, if the document has one.
    #[must_use]
    pub fn instance(&self, id: &str) -> Option<NodeId> {
        self.instances.get(id).copied()
    }

    /// All elements below a node, in document order.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(self.first_child(id), move |at| self.after(*at, id))
            .filter(|node| self.kind(*node) == NodeKind::Element)
    }

    /// The node after `at` in reading order, as long as it is below `top`.
    fn after(&self, at: NodeId, top: NodeId) -> Option<NodeId> {
        if let Some(child) = self.first_child(at) {
            return Some(child);
        }
        let mut at = at;
        while at != top {
            if let Some(next) = self.next_sibling(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
        None
    }

    /// How many nodes the document has, its document node included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether the document has no root element.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.len() <= 1
    }

    /// The positional path to a node: `/*[1]/*[2]/@a`.
    #[must_use]
    pub fn positional_path(&self, id: NodeId) -> String {
        let Some(parent) = self.parent(id) else {
            return "/".to_owned();
        };
        let above = match self.positional_path(parent) {
            root if root == "/" => String::new(),
            path => path,
        };
        let nth = || {
            let kind = self.kind(id);
            1 + self
                .children(parent)
                .take_while(|n| *n != id)
                .filter(|n| self.kind(*n) == kind)
                .count()
        };
        match self.kind(id) {
            NodeKind::Document => "/".to_owned(),
            NodeKind::Element => format!("{above}/*[{}]", nth()),
            NodeKind::Text => format!("{above}/text()[{}]", nth()),
            NodeKind::Comment => format!("{above}/comment()[{}]", nth()),
            NodeKind::ProcessingInstruction => {
                format!("{above}/processing-instruction()[{}]", nth())
            }
            NodeKind::Attribute => {
                let name = self.name(id);
                let prefix = name.and_then(|name| name.prefix).map(|p| format!("{p}:"));
                let prefix = prefix.unwrap_or_default();
                format!("{above}/@{prefix}{}", name.map_or("", |name| name.local))
            }
        }
    }

    /// The document as a host of expressions; see [`DocumentHost`] for clock and language.
    #[must_use]
    pub fn host(&self) -> DocumentHost<'_> {
        DocumentHost::new(self)
    }
}
