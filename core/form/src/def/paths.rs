//! Paths of the definition: printing, and finding nodes by name.

use super::nodes::NodeKind;
use super::{FormDef, NodeId, ScopeId};
use crate::xml::split_name;

/// Nodes that are looked at for a name perhaps meant.
const NEAREST: usize = 5_000;

impl FormDef {
    /// The node's name as written.
    pub(crate) fn written_name(&self, node: NodeId) -> String {
        let local = self
            .nodes
            .name(node)
            .map_or("", |name| self.names.text(name));
        match self.nodes.prefix(node) {
            Some(prefix) => format!("{}:{local}", self.names.text(prefix)),
            None => local.to_owned(),
        }
    }

    /// The node's path, without positions.
    pub(crate) fn node_path(&self, node: NodeId) -> String {
        let mut chain = vec![node];
        let mut at = node;
        while let Some(parent) = self.nodes.parent(at) {
            chain.push(parent);
            at = parent;
        }
        let mut out = String::new();
        for node in chain.into_iter().rev() {
            out.push('/');
            if self.nodes.kind(node) == NodeKind::Attribute {
                out.push('@');
            }
            out.push_str(&self.written_name(node));
        }
        out
    }

    /// How many siblings of the same name a node has before it, where neither is a repeat.
    pub(crate) fn twin_place(&self, node: NodeId) -> usize {
        self.twins_of(node)
            .and_then(|mut twins| twins.position(|twin| twin == node))
            .unwrap_or(0)
    }

    /// The node at a place, from 1, among those of the same parent and name.
    pub(crate) fn twin(&self, node: NodeId, place: usize) -> Option<NodeId> {
        match self.twins_of(node) {
            Some(mut twins) => twins.nth(place.checked_sub(1)?),
            None => (place == 1).then_some(node),
        }
    }

    /// The siblings that share a node's name, itself among them; `None` where it has it alone.
    fn twins_of(&self, node: NodeId) -> Option<impl Iterator<Item = NodeId>> {
        let parent = self.nodes.parent(node)?;
        let name = self.nodes.name(node)?;
        let plain = |node: NodeId| {
            !matches!(
                self.nodes.kind(node),
                NodeKind::Attribute | NodeKind::Repeat
            )
        };
        if !plain(node) || self.twins.is_empty() || !self.twins.contains(&(parent, name)) {
            return None;
        }
        let prefix = self.nodes.prefix(node);
        let alike = move |twin: &NodeId| {
            let same = self.nodes.name(*twin) == Some(name) && self.nodes.prefix(*twin) == prefix;
            same && plain(*twin)
        };
        Some(self.nodes.children(parent).filter(alike))
    }

    /// The child element or attribute with a local name; a prefix only decides between several.
    pub(crate) fn child(&self, parent: NodeId, name: &str, attribute: bool) -> Option<NodeId> {
        let (prefix, local) = split_name(name);
        let local = self.names.get(local)?;
        let found = *self.children.get(&(parent, local))?;
        let fits = |node: NodeId| (self.nodes.kind(node) == NodeKind::Attribute) == attribute;
        let written = |node: NodeId| self.nodes.prefix(node).map(|p| self.names.text(p));
        // The index knows local names; that the prefix is another one too is rare enough for a
        // walk.
        if fits(found) && written(found) == prefix {
            return Some(found);
        }
        let end = self.nodes.end(parent);
        let mut fallback = None;
        let mut at = NodeId(parent.0 + 1);
        while at < end {
            if fits(at) && self.nodes.name(at) == Some(local) {
                if written(at) == prefix {
                    return Some(at);
                }
                fallback = fallback.or(Some(at));
            }
            // Over everything inside: in preorder the next sibling begins where this one ends.
            at = self.nodes.end(at).max(NodeId(at.0 + 1));
        }
        fallback
    }

    /// The node a reference means: `/data/g/x`, `x`, `../x`, `@id`; positions are skipped over.
    pub(crate) fn find(&self, reference: &str, context: Option<NodeId>) -> Option<NodeId> {
        let text = reference.trim();
        let mut at: Option<NodeId> = context;
        let mut steps = text;
        if let Some(rest) = text.strip_prefix('/') {
            at = None;
            steps = rest;
        }
        let mut started = text.starts_with('/');
        if started && steps.is_empty() {
            return None;
        }
        let mut rest = Some(steps);
        while let Some(text) = rest {
            let cut = text.bytes().position(|byte| byte == b'/');
            rest = cut.and_then(|at| text.get(at + 1..));
            let step = cut.and_then(|at| text.get(..at)).unwrap_or(text).trim();
            let bracket = step.bytes().position(|byte| byte == b'[');
            let step = bracket
                .and_then(|at| step.get(..at))
                .map_or(step, str::trim_end);
            at = match (at, step) {
                (None, name) if started => {
                    let root = (self.nodes.len() > 0).then_some(NodeId::ROOT)?;
                    let (_, local) = split_name(name);
                    let root_name = self.nodes.name(root).map(|n| self.names.text(n));
                    started = false;
                    (root_name == Some(local)).then_some(root)
                }
                (Some(node), "." | "current()") => Some(node),
                (Some(node), "..") => self.nodes.parent(node),
                (Some(node), name) => match name.strip_prefix('@') {
                    Some(name) => self.child(node, name, true),
                    None => self.child(node, name, false),
                },
                (None, _) => return None,
            };
            at?;
        }
        at
    }

    /// The path of the node whose name is nearest to the last step of a reference.
    pub(crate) fn nearest_node(&self, reference: &str) -> Option<String> {
        let wanted = reference.trim().rsplit('/').next().unwrap_or_default();
        let nodes = || self.nodes.all().skip(1).take(NEAREST);
        let local = |node: NodeId| {
            self.nodes
                .name(node)
                .map_or("", |name| self.names.text(name))
        };
        let near = farola_model::nearest(wanted, nodes().map(local))?;
        let mut named = nodes().filter(|node| local(*node) == near);
        named.next().map(|node| self.node_path(node))
    }

    /// The innermost scope that two scopes share.
    pub(crate) fn common_scope(&self, a: ScopeId, b: ScopeId) -> ScopeId {
        let depth = |scope| self.scope(scope).map_or(0, |s| s.depth);
        let parent = |scope| self.scope(scope).map_or(ScopeId::ROOT, |s| s.parent);
        let (mut a, mut b) = (a, b);
        while a != b {
            // The deeper one goes up, both in turn where they are equally deep, until they meet.
            if depth(a) >= depth(b) {
                a = parent(a);
            } else {
                b = parent(b);
            }
        }
        a
    }

    /// Whether `inner` is `outer` or a repeat inside it.
    pub(crate) fn scope_within(&self, inner: ScopeId, outer: ScopeId) -> bool {
        self.common_scope(inner, outer) == outer
    }

    /// Repeats around a scope, itself counted.
    pub(crate) fn scope_depth(&self, scope: ScopeId) -> usize {
        self.scope(scope).map_or(0, |s| s.depth)
    }
}
