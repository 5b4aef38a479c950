//! The nodes that an expression depends on: the edges of the graph.

use farola_xpath::ast::Start;
use farola_xpath::{Function, PathUse, Usage, Volatility};

use super::trail::Trail;
use crate::def::expr::Along;
use crate::def::nodes::NodeKind;
use crate::def::{NodeId, ScopeId};
use crate::parse::Loader;
use crate::parse::budget::EDGE;

/// What an expression depends on.
#[derive(Debug, Default)]
pub(crate) struct ExprInfo {
    /// Byte offset of the element it stands in.
    pub(crate) at: usize,
    pub(crate) deps: Vec<Dep>,
    pub(crate) volatility: Volatility,
}

/// A node of the definition that an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Dep {
    pub(crate) source: NodeId,
    /// The innermost scope of which reader and source always share the row.
    pub(crate) share: ScopeId,
    pub(crate) what: Reads,
    /// Which instances of a repeat read which, where not all read all.
    pub(crate) along: Option<Along>,
}

/// What of a node is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Reads {
    /// Its value, its relevance, and where several are read also their coming and going.
    Value,
    /// Its position among its siblings.
    Position,
}

impl Loader<'_> {
    /// Adds what a path reads.
    pub(super) fn collect(
        &self,
        trail: &Trail,
        path_use: &PathUse<'_>,
        own: Option<NodeId>,
        deps: &mut Vec<Dep>,
    ) {
        let what = match path_use.usage {
            Usage::Position => Reads::Position,
            Usage::Value | Usage::Set => Reads::Value,
        };
        let own_scope = own.map_or(ScopeId::ROOT, |node| self.def.nodes.scope(node));
        let absolute = matches!(path_use.path.start, Start::Root);
        for node in &*trail.end {
            if !self.work.spend(EDGE) {
                return;
            }
            let target_scope = self.def.nodes.scope(*node);
            // Where one value is wanted, an absolute path inside a repeat means the reader's own
            // instance (ODK XForms, "XPath paths"): reader and source share that row. A set means
            // all instances.
            let single = absolute
                && path_use.usage != Usage::Set
                && path_use.within.is_none()
                && !trail.predicated;
            let share = if single {
                self.def.common_scope(own_scope, target_scope)
            } else {
                trail.top
            };
            // `position(..)` of the repeat around the reader changes with the instances that come
            // and go, not with what is answered in them: without this each answer would run it
            // again.
            let only_position = what == Reads::Position
                && self.def.nodes.kind(*node) == NodeKind::Repeat
                && self.def.scope_within(own_scope, target_scope)
                && share == target_scope;
            let what = if only_position {
                Reads::Position
            } else {
                Reads::Value
            };
            deps.push(Dep {
                source: *node,
                share,
                what,
                along: None,
            });
            // The text of a group is the text of everything below it.
            let reads_below = match path_use.function {
                Some(Function::Count | Function::IndexedRepeat | Function::Position) => false,
                Some(_) => true,
                None => path_use.usage == Usage::Value,
            };
            if !only_position
                && reads_below
                && matches!(
                    self.def.nodes.kind(*node),
                    NodeKind::Group | NodeKind::Repeat
                )
            {
                // A group has no value; a reader of its text reads all of these.
                // Nodes stand in preorder: all below one are a range.
                let below = node.0..self.def.nodes.end(*node).0;
                if !self.work.spend(EDGE * below.len()) {
                    return;
                }
                for below in below.map(NodeId) {
                    deps.push(Dep {
                        source: below,
                        share,
                        what: Reads::Value,
                        along: None,
                    });
                }
            }
        }
        // A predicate or wildcard on the way chooses by existence and relevance of what it passes.
        if !trail.plain {
            for (nodes, top) in trail.steps.iter().zip(&trail.tops) {
                if !self.work.spend(nodes.len()) {
                    return;
                }
                for node in &**nodes {
                    if self.def.nodes.kind(*node) == NodeKind::Repeat {
                        deps.push(Dep {
                            source: *node,
                            share: *top,
                            what: Reads::Value,
                            along: None,
                        });
                    }
                }
            }
        }
    }
}
