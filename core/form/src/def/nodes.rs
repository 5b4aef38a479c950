//! The primary instance as a preorder arena, struct of arrays, and its scopes.
//!
//! A *scope* is the root or one repeat: all nodes that exist once per instance of it. Every node
//! has a slot in the rows of its scope.

use std::sync::Arc;

use super::kinds::DataType;
use super::{BindId, NodeId, ScopeId};
use crate::names::Name;

/// What a node of the primary instance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NodeKind {
    Group,
    Repeat,
    Leaf,
    Attribute,
}

impl NodeKind {
    /// Whether a node holds a value of its own.
    pub(crate) fn holds_value(self) -> bool {
        matches!(self, Self::Leaf | Self::Attribute)
    }
}

/// The arena. All columns have the same length.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    kind: Vec<NodeKind>,
    parent: Vec<u32>,
    end: Vec<u32>,
    name: Vec<Name>,
    prefix: Vec<Option<Name>>,
    namespace: Vec<Option<Name>>,
    scope: Vec<ScopeId>,
    slot: Vec<u32>,
    data_type: Vec<DataType>,
    bind: Vec<Option<BindId>>,
}

/// What a new node is made of.
pub(crate) struct NewNode {
    pub(crate) kind: NodeKind,
    pub(crate) parent: Option<NodeId>,
    pub(crate) name: Name,
    pub(crate) prefix: Option<Name>,
    pub(crate) namespace: Option<Name>,
    pub(crate) scope: ScopeId,
    pub(crate) slot: u32,
}

const NONE: u32 = u32::MAX;

impl Nodes {
    pub(crate) fn push(&mut self, new: &NewNode) -> NodeId {
        let id = NodeId(u32::try_from(self.kind.len()).unwrap_or(NONE));
        self.kind.push(new.kind);
        self.parent.push(new.parent.map_or(NONE, |p| p.0));
        self.end.push(id.0 + 1);
        self.name.push(new.name);
        self.prefix.push(new.prefix);
        self.namespace.push(new.namespace);
        self.scope.push(new.scope);
        self.slot.push(new.slot);
        self.data_type.push(DataType::String);
        self.bind.push(None);
        id
    }

    /// Closes a node: everything pushed since is below it.
    pub(crate) fn close(&mut self, node: NodeId) {
        let len = u32::try_from(self.kind.len()).unwrap_or(NONE);
        if let Some(end) = self.end.get_mut(node.index()) {
            *end = len;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.kind.len()
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..u32::try_from(self.kind.len()).unwrap_or(NONE)).map(NodeId)
    }

    pub(crate) fn kind(&self, node: NodeId) -> NodeKind {
        self.kind
            .get(node.index())
            .copied()
            .unwrap_or(NodeKind::Leaf)
    }

    pub(crate) fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.parent
            .get(node.index())
            .copied()
            .filter(|p| *p != NONE)
            .map(NodeId)
    }

    /// The node just after the last one below `node`.
    pub(crate) fn end(&self, node: NodeId) -> NodeId {
        NodeId(self.end.get(node.index()).copied().unwrap_or(node.0 + 1))
    }

    pub(crate) fn name(&self, node: NodeId) -> Option<Name> {
        self.name.get(node.index()).copied()
    }

    pub(crate) fn prefix(&self, node: NodeId) -> Option<Name> {
        self.prefix.get(node.index()).copied().flatten()
    }

    pub(crate) fn namespace(&self, node: NodeId) -> Option<Name> {
        self.namespace.get(node.index()).copied().flatten()
    }

    pub(crate) fn scope(&self, node: NodeId) -> ScopeId {
        self.scope
            .get(node.index())
            .copied()
            .unwrap_or(ScopeId::ROOT)
    }

    pub(crate) fn slot(&self, node: NodeId) -> usize {
        self.slot
            .get(node.index())
            .map_or(usize::MAX, |s| *s as usize)
    }

    pub(crate) fn data_type(&self, node: NodeId) -> DataType {
        self.data_type
            .get(node.index())
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn bind(&self, node: NodeId) -> Option<BindId> {
        self.bind.get(node.index()).copied().flatten()
    }

    pub(crate) fn set_bind(&mut self, node: NodeId, bind: BindId, data_type: DataType) {
        if let Some(slot) = self.bind.get_mut(node.index()) {
            *slot = Some(bind);
        }
        if let Some(slot) = self.data_type.get_mut(node.index()) {
            *slot = data_type;
        }
    }

    /// Child elements, in document order.
    pub(crate) fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.below(node)
            .filter(|child| self.kind(*child) != NodeKind::Attribute)
    }

    /// Attributes, in document order.
    pub(crate) fn attributes(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.below(node)
            .filter(|child| self.kind(*child) == NodeKind::Attribute)
    }

    fn below(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.end(node);
        let mut next = NodeId(node.0 + 1);
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = next;
                next = self.end(child).max(NodeId(child.0 + 1));
                child
            })
        })
    }

    /// Whether `node` is `ancestor` or below it.
    pub(crate) fn is_within(&self, node: NodeId, ancestor: NodeId) -> bool {
        ancestor <= node && node < self.end(ancestor)
    }
}

/// One scope: the root or a repeat.
#[derive(Debug)]
pub(crate) struct Scope {
    /// The root node or the repeat node.
    pub(crate) node: NodeId,
    /// The scope around it; the root's is itself.
    pub(crate) parent: ScopeId,
    /// Repeats around it, itself counted; 0 for the root.
    pub(crate) depth: usize,
    /// Which repeat of the parent scope it is.
    pub(crate) ordinal: usize,
    /// The node of each slot.
    pub(crate) slots: Vec<NodeId>,
    /// The repeats directly inside, in document order.
    pub(crate) repeats: Vec<ScopeId>,
    /// What a new instance starts with.
    pub(crate) blueprint: Arc<Blueprint>,
}

/// Values that a row starts with, and the rows nested in it.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Blueprint {
    /// One value per slot.
    pub(crate) values: Vec<Option<Arc<str>>>,
    /// Per nested repeat its instances.
    pub(crate) nested: Vec<Vec<Blueprint>>,
    /// Whether the row was put aside when a count shrank.
    pub(crate) parked: bool,
    /// Elements and attributes that the form does not know, as XML, with the node they stand in;
    /// an attribute begins with a space.
    pub(crate) unknown: Vec<(NodeId, String)>,
}
