//! The session as a host of expressions: its nodes, its clock, its chance, its texts.

use std::borrow::Cow;
use std::cmp::Ordering;

use farola_xpath::ast::Path;
use farola_xpath::document::NodeId as DocNode;
use farola_xpath::{Context, Function, Host, Name, NodeKind as Kind, Scalar, Temporal, Want};
use jiff::ZonedDateTime;

use crate::def::nodes::NodeKind;
use crate::def::secondary::Key;
use crate::def::{DataType, NodeId};

use super::Session;
use super::rows::ROOT_ROW;
use super::view::NodeKey;

/// A node that an expression can see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(unreachable_pub)] // An associated type of a public type's trait.
pub enum Node {
    /// The document of the primary instance.
    Document,
    /// A node of the primary instance.
    Form(NodeKey),
    /// The text of a leaf.
    Text(NodeKey),
    /// A node of a secondary instance.
    Item(usize, DocNode),
}

/// Number given to expressions that are no part of the definition.
pub(crate) const AD_HOC: u32 = u32::MAX;

impl Session {
    pub(crate) fn key_of(&self, node: Node) -> Option<NodeKey> {
        match node {
            // XPath has text nodes of their own; the session keeps one slot for an element and
            // its text.
            Node::Form(key) | Node::Text(key) => Some(key),
            Node::Document | Node::Item(..) => None,
        }
    }

    /// A path of pairs that sorts as the document does.
    pub(super) fn order_key(&self, key: NodeKey) -> Vec<(NodeId, usize)> {
        let mut out = vec![(key.node, 0)];
        let mut row = key.row;
        while let Some(current) = self.rows.get(row) {
            if row == ROOT_ROW {
                break;
            }
            let node = self
                .def
                .scope(current.scope)
                .map_or(NodeId::ROOT, |s| s.node);
            out.push((node, current.index));
            row = current.parent;
        }
        out.reverse();
        out
    }

    fn group_text(&self, key: NodeKey, out: &mut String) {
        let mut children = Vec::new();
        self.form_children(key, &mut children);
        self.meter.count(children.len());
        for child in children {
            if let Node::Form(child) = child {
                match self.def.nodes.kind(child.node) {
                    NodeKind::Leaf => {
                        out.push_str(self.relevant_value(child).unwrap_or_default());
                    }
                    _ => self.group_text(child, out),
                }
            }
        }
    }

    /// The value as expressions read it: nothing where it is not relevant.
    pub(crate) fn relevant_value(&self, key: NodeKey) -> Option<&str> {
        let slot = self.rows.slot(&self.def, key)?;
        let relevant = slot.flags & super::rows::RELEVANT != 0;
        if relevant {
            slot.value.as_deref()
        } else {
            None
        }
    }

    fn form_children(&self, key: NodeKey, out: &mut Vec<Node>) {
        for child in self.def.nodes.children(key.node) {
            self.form_child(key.row, child, out);
        }
    }

    /// A child in its row; of a repeat all instances.
    fn form_child(&self, row: u32, node: NodeId, out: &mut Vec<Node>) {
        if self.def.nodes.kind(node) != NodeKind::Repeat {
            return out.push(Node::Form(NodeKey { row, node }));
        }
        let rows = self.instances(row, self.def.nodes.scope(node));
        let rows = rows.unwrap_or_default().iter();
        out.extend(rows.map(|row| Node::Form(NodeKey { row: *row, node })));
    }
}

impl Host for Session {
    type Node = Node;

    fn root(&self, _context: Node) -> Node {
        // An absolute path means the primary instance, also inside a secondary one's predicate.
        Node::Document
    }

    fn kind(&self, node: Node) -> Kind {
        match node {
            Node::Document => Kind::Document,
            Node::Text(_) => Kind::Text,
            Node::Form(key) => match self.def.nodes.kind(key.node) {
                NodeKind::Attribute => Kind::Attribute,
                _ => Kind::Element,
            },
            Node::Item(instance, item) => self
                .secondary(instance)
                .map_or(Kind::Document, |i| i.kind(item)),
        }
    }

    fn parent(&self, node: Node) -> Option<Node> {
        match node {
            Node::Document => None,
            Node::Text(key) => Some(Node::Form(key)),
            Node::Form(key) => Some(
                self.rows
                    .parent(&self.def, key)
                    .map_or(Node::Document, Node::Form),
            ),
            Node::Item(instance, item) => {
                let parent = self.secondary(instance)?.parent(item)?;
                Some(Node::Item(instance, parent))
            }
        }
    }

    fn children(&self, node: Node, out: &mut Vec<Node>) {
        match node {
            Node::Document => out.push(Node::Form(NodeKey {
                row: ROOT_ROW,
                node: NodeId::ROOT,
            })),
            Node::Text(_) => {}
            Node::Form(key) => match self.def.nodes.kind(key.node) {
                NodeKind::Leaf if self.relevant_value(key).is_some() => out.push(Node::Text(key)),
                NodeKind::Leaf | NodeKind::Attribute => {}
                NodeKind::Group | NodeKind::Repeat => self.form_children(key, out),
            },
            Node::Item(instance, item) => {
                if let Some(secondary) = self.secondary(instance) {
                    let mut children = Vec::new();
                    secondary.children(item, &mut children);
                    out.extend(children.iter().map(|child| Node::Item(instance, *child)));
                }
            }
        }
    }

    fn attributes(&self, node: Node, out: &mut Vec<Node>) {
        match node {
            Node::Document | Node::Text(_) => {}
            Node::Form(key) => out.extend(
                self.def
                    .nodes
                    .attributes(key.node)
                    .map(|node| Node::Form(NodeKey { row: key.row, node })),
            ),
            Node::Item(instance, item) => {
                if let Some(secondary) = self.secondary(instance) {
                    let attributes = secondary.attributes(item);
                    out.extend(attributes.iter().map(|node| Node::Item(instance, *node)));
                }
            }
        }
    }

    fn name(&self, node: Node) -> Option<Name<'_>> {
        match node {
            Node::Document | Node::Text(_) => None,
            Node::Form(key) => {
                let nodes = &self.def.nodes;
                let text = |name| self.def.names.text(name);
                Some(Name {
                    prefix: nodes.prefix(key.node).map(text),
                    local: nodes.name(key.node).map_or("", text),
                    namespace: nodes.namespace(key.node).map(text),
                })
            }
            Node::Item(instance, item) => self.secondary(instance)?.name(item),
        }
    }

    fn matches(&self, node: Node, test: &farola_xpath::ast::QName) -> bool {
        // Forms write `meta` and `orx:meta` for the same node: local names decide.
        self.name(node)
            .is_some_and(|name| name.local == &*test.local)
    }

    fn children_named(&self, node: Node, test: &farola_xpath::ast::QName, out: &mut Vec<Node>) {
        match node {
            Node::Form(key) => {
                let Some(child) = self.def.child(key.node, &test.local, false) else {
                    return;
                };
                self.form_child(key.row, child, out);
            }
            Node::Item(instance, item) => {
                if let Some(secondary) = self.secondary(instance) {
                    let mut children = Vec::new();
                    secondary.children_named(item, &test.local, &mut children);
                    out.extend(children.iter().map(|child| Node::Item(instance, *child)));
                }
            }
            Node::Document => {
                let root = Node::Form(NodeKey {
                    row: ROOT_ROW,
                    node: NodeId::ROOT,
                });
                if self.matches(root, test) {
                    out.push(root);
                }
            }
            Node::Text(_) => {}
        }
    }

    fn string_value(&self, node: Node) -> Cow<'_, str> {
        match node {
            Node::Text(key) => Cow::Borrowed(self.relevant_value(key).unwrap_or_default()),
            Node::Document => {
                let mut out = String::new();
                self.group_text(
                    NodeKey {
                        row: ROOT_ROW,
                        node: NodeId::ROOT,
                    },
                    &mut out,
                );
                Cow::Owned(out)
            }
            Node::Form(key) => match self.def.nodes.kind(key.node) {
                NodeKind::Leaf | NodeKind::Attribute => {
                    Cow::Borrowed(self.relevant_value(key).unwrap_or_default())
                }
                NodeKind::Group | NodeKind::Repeat => {
                    let mut out = String::new();
                    self.group_text(key, &mut out);
                    Cow::Owned(out)
                }
            },
            Node::Item(instance, item) => match self.secondary(instance) {
                Some(secondary) => Cow::Borrowed(secondary.value(item)),
                None => Cow::Borrowed(""),
            },
        }
    }

    fn document_order(&self, a: Node, b: Node) -> Ordering {
        // XPath leaves open which of two documents comes first; it only has to stay so.
        let rank = |node: Node| match node {
            Node::Document => (0, 0),
            Node::Form(_) | Node::Text(_) => (1, 0),
            Node::Item(instance, _) => (2, instance),
        };
        match (a, b) {
            (Node::Item(x, i), Node::Item(y, j)) if x == y => i.cmp(&j),
            (Node::Form(x), Node::Form(y)) if x.row == y.row => x.node.cmp(&y.node),
            _ => match (self.key_of(a), self.key_of(b)) {
                (Some(x), Some(y)) => self.order_key(x).cmp(&self.order_key(y)),
                _ => rank(a).cmp(&rank(b)),
            },
        }
    }

    fn now(&self) -> ZonedDateTime {
        self.now.clone()
    }

    fn spend(&self, steps: usize) -> bool {
        self.meter.spend(steps)
    }

    fn entropy(&self, out: &mut [u8]) {
        self.chance.borrow_mut().fill(out);
    }

    fn instance(&self, id: &str) -> Option<Node> {
        if let Some(index) = self.def.instances.iter().position(|i| i.id == id) {
            return Some(Node::Item(index, self.secondary(index)?.root()));
        }
        (self.def.primary_id.as_deref() == Some(id)).then_some(Node::Document)
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.def
            .prefixes
            .iter()
            .find(|(known, _)| known == prefix)
            .map(|(_, uri)| &**uri)
    }

    fn resolve(&self, path: &Path, context: &Context<Node>, want: Want) -> Option<Vec<Node>> {
        self.planned(path, context, want)
    }

    fn indexed(
        &self,
        field: &Path,
        repeat: &Path,
        index: f64,
        context: &Context<Node>,
    ) -> Option<Vec<Node>> {
        self.instance_at(field, repeat, index, context)
    }

    fn aggregate(&self, function: &Function, path: &Path, context: &Context<Node>) -> Option<f64> {
        self.tallied(function, path, context)
    }

    fn joined(&self, separator: &str, path: &Path, context: &Context<Node>) -> Option<String> {
        self.joined_up(separator, path, context)
    }

    fn is_relevant(&self, node: Node) -> bool {
        match node {
            Node::Form(key) | Node::Text(key) => self.rows.is_relevant(&self.def, key),
            Node::Document | Node::Item(..) => true,
        }
    }

    fn truth(&self, node: Node) -> Option<bool> {
        let Node::Form(key) = node else { return None };
        // XPath takes any node that is there for true. Of a question that holds yes or no the
        // answer is meant.
        (self.def.nodes.data_type(key.node) == DataType::Boolean)
            .then(|| matches!(self.relevant_value(key), Some("true" | "1")))
    }

    fn typed(&self, node: Node) -> Option<Scalar> {
        let Node::Form(key) = node else { return None };
        let data_type = self.def.nodes.data_type(key.node);
        if data_type == DataType::String {
            return None;
        }
        let value = self.relevant_value(key)?;
        match data_type {
            DataType::Int | DataType::Decimal => value.trim().parse().ok().map(Scalar::Number),
            DataType::Boolean => match value {
                "true" | "1" => Some(Scalar::Boolean(true)),
                "false" | "0" => Some(Scalar::Boolean(false)),
                _ => None,
            },
            DataType::Date | DataType::DateTime => {
                Temporal::parse(value, self.now.time_zone()).map(Scalar::Date)
            }
            _ => None,
        }
    }

    fn position(&self, node: Node) -> usize {
        match node {
            Node::Form(key) if self.def.nodes.kind(key.node) == NodeKind::Repeat => {
                self.rows.get(key.row).map_or(1, |row| row.index + 1)
            }
            Node::Item(instance, item) => {
                let secondary = self.secondary(instance);
                secondary.map_or(1, |secondary| {
                    secondary.position(item, |steps| self.meter.count(steps))
                })
            }
            _ => 1,
        }
    }

    fn once(&self, context: &Context<Node>) -> String {
        // The value is kept while the node is not relevant, so it must be read even then.
        let key = self.key_of(context.current);
        let value = key.and_then(|key| self.rows.value(&self.def, key));
        value.map(|v| v.to_string()).unwrap_or_default()
    }

    fn itext(&self, id: &str) -> Option<String> {
        let translation = self.def.itext.get(self.language, id)?;
        let pieces = super::texts::plain_pieces(translation)?;
        Some(self.render(pieces, Node::Document))
    }

    fn choice_name(&self, value: &str, path: &str, context: &Context<Node>) -> Option<String> {
        let current = self.key_of(context.current);
        let node = self.def.find(path, current.map(|key| key.node))?;
        let row = current.map_or(ROOT_ROW, |key| key.row);
        let scope = self.def.nodes.scope(node);
        let row_scope = self.rows.get(row)?.scope;
        let common = self
            .rows
            .climb(&self.def, row, self.def.common_scope(row_scope, scope))?;
        let mut rows = Vec::new();
        self.rows.below(&self.def, common, scope, &mut rows);
        self.choice_label(
            NodeKey {
                row: *rows.first()?,
                node,
            },
            value,
        )
    }

    fn pulldata(&self, instance: &str, column: &str, key: &str, value: &str) -> Option<String> {
        // Attributes have no index: the library looks at each item.
        if key.starts_with('@') || column.starts_with('@') {
            return None;
        }
        let name = instance.strip_suffix(".csv").unwrap_or(instance);
        let secondary = self
            .def
            .instances
            .iter()
            .find(|i| i.id == name || i.id == instance)?;
        let items: [Box<str>; 2] = ["root".into(), "item".into()];
        let wanted = Key::NodeText(value.to_owned());
        let found = secondary.find(&items, &[(key, &wanted)], |steps| self.meter.count(steps));
        let first = found.first().map(|item| secondary.cell(*item, column));
        Some(first.unwrap_or_default().to_owned())
    }

    fn language(&self) -> Option<Cow<'_, str>> {
        self.def
            .itext
            .languages
            .get(self.language)
            .map(|name| Cow::Borrowed(name.as_str()))
    }

    fn version(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.def.version))
    }

    fn property(&self, name: &str) -> Option<String> {
        self.device_property(name)
    }
}
