//! Builds a document node by node: for the XML reader, and for lists that come as CSV.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Document, NONE, Node, NodeId, StoredName};
use crate::host::NodeKind;

/// Builds a [`Document`] in reading order.
///
/// ```
/// use farola_xpath::document::DocumentBuilder;
/// let mut builder = DocumentBuilder::new();
/// builder.open("root");
/// builder.open("item");
/// builder.leaf("name", "leon");
/// builder.close();
/// builder.close();
/// let document = builder.finish();
/// assert_eq!(document.value(document.root()), "leon");
/// ```
#[derive(Debug)]
pub struct DocumentBuilder {
    document: Document,
    names: FxHashMap<StoredName, u32>,
    /// The open elements; the document node at the bottom is never closed.
    open: Vec<NodeId>,
}

impl Default for DocumentBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl DocumentBuilder {
    /// An empty document.
    #[must_use]
    pub fn new() -> Self {
        let document = Document {
            nodes: Vec::new(),
            names: Vec::new(),
            text: String::new(),
            values: String::new(),
            instances: BTreeMap::new(),
        };
        let mut builder = Self {
            document,
            names: FxHashMap::default(),
            open: Vec::new(),
        };
        let root = builder.push(NodeKind::Document, NONE, 0..0);
        builder.open.push(root);
        builder
    }

    /// How many elements are open.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.open.len() - 1
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.document.nodes.len()
    }

    /// Whether nothing was added yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() <= 1
    }

    /// Opens an element without namespace.
    pub fn open(&mut self, name: &str) {
        self.open_named(None, name, None);
    }

    /// Opens an element.
    pub fn open_named(&mut self, prefix: Option<&str>, local: &str, namespace: Option<&str>) {
        let name = self.intern(prefix, local, namespace);
        let at = offset(&self.document.text);
        let node = self.push(NodeKind::Element, name, at..at);
        self.open.push(node);
    }

    /// Adds an attribute to the element just opened, before any of its content.
    pub fn attribute(
        &mut self,
        prefix: Option<&str>,
        local: &str,
        namespace: Option<&str>,
        value: &str,
    ) {
        let name = self.intern(prefix, local, namespace);
        let start = offset(&self.document.values);
        self.document.values.push_str(value);
        let end = offset(&self.document.values);
        let Some(element) = self.open.last().copied() else {
            return;
        };
        self.document.nodes.push(Node {
            kind: NodeKind::Attribute,
            parent: element.0,
            first_child: NONE,
            last_child: NONE,
            previous: NONE,
            next: NONE,
            attributes: 0,
            name,
            value: start..end,
        });
        if let Some(node) = self.document.nodes.get_mut(element.index()) {
            node.attributes += 1;
        }
        let is_instance = local == "id" && self.document.local_name(element) == "instance";
        if is_instance && !self.document.instances.contains_key(value) {
            self.document.instances.insert(value.into(), element);
        }
    }

    /// Adds text; text next to text is one node.
    pub fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let start = offset(&self.document.text);
        self.document.text.push_str(text);
        let end = offset(&self.document.text);
        let last = self
            .open
            .last()
            .and_then(|id| self.document.node(*id))
            .map(|n| n.last_child);
        if let Some(last) = last.filter(|last| *last != NONE)
            && let Some(node) = self.document.nodes.get_mut(last as usize)
            && node.kind == NodeKind::Text
        {
            node.value.end = end;
            return;
        }
        self.push(NodeKind::Text, NONE, start..end);
    }

    /// Adds an element that holds only text.
    pub fn leaf(&mut self, name: &str, text: &str) {
        self.open(name);
        self.text(text);
        self.close();
    }

    /// Adds a comment.
    pub fn comment(&mut self, text: &str) {
        let value = self.value(text);
        self.push(NodeKind::Comment, NONE, value);
    }

    /// Adds a processing instruction.
    pub fn processing_instruction(&mut self, target: &str, content: &str) {
        let name = self.intern(None, target, None);
        let value = self.value(content);
        self.push(NodeKind::ProcessingInstruction, name, value);
    }

    /// Closes the element opened last.
    pub fn close(&mut self) {
        if self.open.len() > 1
            && let Some(id) = self.open.pop()
        {
            self.end_value(id);
        }
    }

    /// The document; what is still open is closed.
    #[must_use]
    pub fn finish(mut self) -> Document {
        while self.depth() > 0 {
            self.close();
        }
        self.end_value(NodeId(0));
        self.document.nodes.shrink_to_fit();
        self.document
    }

    fn end_value(&mut self, id: NodeId) {
        let end = offset(&self.document.text);
        if let Some(node) = self.document.nodes.get_mut(id.index()) {
            node.value.end = end;
        }
    }

    fn value(&mut self, text: &str) -> std::ops::Range<u32> {
        let start = offset(&self.document.values);
        self.document.values.push_str(text);
        start..offset(&self.document.values)
    }

    fn intern(&mut self, prefix: Option<&str>, local: &str, namespace: Option<&str>) -> u32 {
        let name = StoredName {
            prefix: prefix.map(Into::into),
            local: local.into(),
            namespace: namespace.map(Into::into),
        };
        if let Some(index) = self.names.get(&name) {
            return *index;
        }
        let index = count(self.document.names.len());
        self.document.names.push(name.clone());
        self.names.insert(name, index);
        index
    }

    fn push(&mut self, kind: NodeKind, name: u32, value: std::ops::Range<u32>) -> NodeId {
        let id = count(self.document.nodes.len());
        let parent = self.open.last().map_or(NONE, |parent| parent.0);
        let mut previous = NONE;
        if let Some(node) = self.document.nodes.get_mut(parent as usize) {
            previous = std::mem::replace(&mut node.last_child, id);
            if node.first_child == NONE {
                node.first_child = id;
            }
        }
        if let Some(node) = self.document.nodes.get_mut(previous as usize) {
            node.next = id;
        }
        self.document.nodes.push(Node {
            kind,
            parent,
            first_child: NONE,
            last_child: NONE,
            previous,
            next: NONE,
            attributes: 0,
            name,
            value,
        });
        NodeId(id)
    }
}

fn offset(text: &str) -> u32 {
    count(text.len())
}

/// The reader limits a document to far less than 4 GiB.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE - 1)
}
