//! Which node of the new version an old one is.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::def::nodes::NodeKind;
use crate::def::{FormDef, NodeId, ScopeId};

/// Old nodes and new ones, each at most once.
pub(super) struct Mapping {
    new_of: FxHashMap<NodeId, NodeId>,
    old_of: FxHashMap<NodeId, NodeId>,
    /// Old nodes that are in another place now.
    moved: FxHashSet<NodeId>,
}

impl Mapping {
    pub(super) fn new(old: &FormDef, new: &FormDef) -> Self {
        let mut mapping = Self {
            new_of: FxHashMap::default(),
            old_of: FxHashMap::default(),
            moved: FxHashSet::default(),
        };
        mapping.by_path(old, new, NodeId::ROOT, NodeId::ROOT);
        mapping.by_name(old, new, true);
        mapping.by_name(old, new, false);
        mapping
    }

    pub(super) fn new_of(&self, node: NodeId) -> Option<NodeId> {
        self.new_of.get(&node).copied()
    }

    pub(super) fn old_of(&self, node: NodeId) -> Option<NodeId> {
        self.old_of.get(&node).copied()
    }

    pub(super) fn is_moved(&self, old: NodeId) -> bool {
        self.moved.contains(&old)
    }

    fn pair(&mut self, old: NodeId, new: NodeId) {
        self.new_of.insert(old, new);
        self.old_of.insert(new, old);
    }

    /// Pairs two nodes and what stands below both under the same names.
    fn by_path(&mut self, old: &FormDef, new: &FormDef, from: NodeId, to: NodeId) {
        self.pair(from, to);
        for (attributes, olds) in [
            (true, old.nodes.attributes(from).collect::<Vec<_>>()),
            (false, old.nodes.children(from).collect()),
        ] {
            let mut seen: FxHashMap<String, usize> = FxHashMap::default();
            for child in olds {
                let count = seen.entry(local(old, child).to_owned()).or_insert(0);
                let news: Vec<NodeId> = if attributes {
                    new.nodes.attributes(to).collect()
                } else {
                    new.nodes.children(to).collect()
                };
                let same = news
                    .into_iter()
                    .filter(|n| local(new, *n) == local(old, child));
                let twin = same.clone().nth(*count);
                *count += 1;
                let Some(twin) = twin.filter(|twin| alike(old, child, new, *twin)) else {
                    continue;
                };
                if old.nodes.kind(child) == NodeKind::Leaf || attributes {
                    self.pair(child, twin);
                } else {
                    self.by_path(old, new, child, twin);
                }
            }
        }
    }

    /// Pairs what has no partner yet and a name that is the only one of its kind on both sides.
    fn by_name(&mut self, old: &FormDef, new: &FormDef, repeats: bool) {
        let kind = if repeats {
            NodeKind::Repeat
        } else {
            NodeKind::Leaf
        };
        let news = unique(new, kind);
        for (name, from) in unique(old, kind) {
            let Some(to) = news.get(&name).copied() else {
                continue;
            };
            if self.new_of(from).is_some() || self.old_of(to).is_some() {
                continue;
            }
            let fits = if repeats {
                let outer = |def: &FormDef, node| {
                    def.scope(def.nodes.scope(node))
                        .map_or(ScopeId::ROOT, |s| s.parent)
                };
                self.same_scope(old, outer(old, from), new, outer(new, to))
            } else {
                self.same_scope(old, old.nodes.scope(from), new, new.nodes.scope(to))
            };
            if !fits {
                continue;
            }
            self.moved.insert(from);
            if repeats {
                self.by_path(old, new, from, to);
            } else {
                self.pair(from, to);
            }
        }
    }

    /// Whether an instance of the one is an instance of the other.
    fn same_scope(&self, old: &FormDef, from: ScopeId, new: &FormDef, to: ScopeId) -> bool {
        let node = |def: &FormDef, scope: ScopeId| def.scope(scope).map(|s| s.node);
        match (node(old, from), node(new, to)) {
            (Some(from), Some(to)) => self.new_of(from) == Some(to),
            _ => false,
        }
    }
}

fn local(def: &FormDef, node: NodeId) -> &str {
    def.nodes.name(node).map_or("", |n| def.names.text(n))
}

/// A value stays a value; groups and repeats may become each other.
fn alike(old: &FormDef, a: NodeId, new: &FormDef, b: NodeId) -> bool {
    let holds = NodeKind::holds_value;
    holds(old.nodes.kind(a)) == holds(new.nodes.kind(b))
}

fn unique(def: &FormDef, kind: NodeKind) -> FxHashMap<String, NodeId> {
    let mut found: FxHashMap<String, Option<NodeId>> = FxHashMap::default();
    for node in def.nodes.all().filter(|n| def.nodes.kind(*n) == kind) {
        found
            .entry(local(def, node).to_owned())
            .and_modify(|known| *known = None)
            .or_insert(Some(node));
    }
    let single = found.into_iter().filter_map(|(name, n)| Some((name, n?)));
    single.collect()
}
