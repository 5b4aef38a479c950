//! Paths followed through the definition, step by step.

use std::ops::Deref;

use farola_xpath::PathUse;
use farola_xpath::ast::Start;

use super::site::Site;
use crate::def::{NodeId, ScopeId};
use crate::parse::Loader;

/// What a path starts from, as far as the definition tells.
pub(super) enum PathOrigin {
    Document,
    /// A node, and the innermost scope of which its row is surely the expression's own.
    Node(NodeId, ScopeId),
    /// A node of a secondary instance or of a computed set.
    Unknown,
}

/// A path followed through the definition.
#[derive(Clone, Default)]
pub(in crate::parse) struct Trail {
    /// The nodes after each step, and the outermost scope passed so far.
    pub(super) steps: Vec<Found>,
    pub(super) tops: Vec<ScopeId>,
    pub(in crate::parse) end: Found,
    pub(super) top: ScopeId,
    pub(in crate::parse) reach: ScopeId,
    /// Only names, `.` and `..`.
    pub(in crate::parse) plain: bool,
    pub(in crate::parse) predicated: bool,
    /// Led to no node.
    pub(in crate::parse) lost: bool,
    /// Not in the primary instance.
    pub(in crate::parse) foreign: bool,
}

impl Default for ScopeId {
    fn default() -> Self {
        Self::ROOT
    }
}

pub(super) enum Current {
    Document,
    Nodes(Found),
}

/// Nodes of the definition in document order: mostly just one.
#[derive(Debug, Clone, Default)]
pub(in crate::parse) enum Found {
    #[default]
    None,
    One(NodeId),
    Many(Vec<NodeId>),
}

impl Deref for Found {
    type Target = [NodeId];

    fn deref(&self) -> &[NodeId] {
        match self {
            Self::None => &[],
            Self::One(node) => std::slice::from_ref(node),
            Self::Many(nodes) => nodes,
        }
    }
}

impl From<Option<NodeId>> for Found {
    fn from(node: Option<NodeId>) -> Self {
        node.map_or(Self::None, Self::One)
    }
}

impl From<Vec<NodeId>> for Found {
    fn from(mut nodes: Vec<NodeId>) -> Self {
        nodes.sort_unstable();
        nodes.dedup();
        match nodes.as_slice() {
            [] => Self::None,
            [one] => Self::One(*one),
            _ => Self::Many(nodes),
        }
    }
}

/// Where a path starts: at the document, at the expression's own node, or at a node that the path
/// around it has reached.
pub(super) fn base_of(
    path_use: &PathUse<'_>,
    own: Option<NodeId>,
    own_scope: ScopeId,
    trails: &[Trail],
) -> PathOrigin {
    let own_base = || {
        own.map_or(PathOrigin::Unknown, |node| {
            PathOrigin::Node(node, own_scope)
        })
    };
    match (&path_use.path.start, path_use.within) {
        (Start::Root, _) => PathOrigin::Document,
        (Start::Current, _) | (Start::Context, None) => own_base(),
        // Inside a predicate `.` is the node that the step before it has reached.
        (Start::Context, Some((outer, Some(step)))) => {
            let Some(trail) = trails.get(outer as usize).filter(|t| !t.foreign) else {
                return PathOrigin::Unknown;
            };
            match (
                trail.steps.get(step).map(|nodes| &**nodes),
                trail.tops.get(step),
            ) {
                // Several nodes are no start to follow from: the path is then walked at run time.
                (Some([node]), Some(top)) => PathOrigin::Node(*node, *top),
                _ => PathOrigin::Unknown,
            }
        }
        _ => PathOrigin::Unknown,
    }
}

impl Loader<'_> {
    /// Follows a path through the definition, all nodes it may mean at each step.
    pub(super) fn trail(
        &mut self,
        path_use: &PathUse<'_>,
        base: &PathOrigin,
        site: &Site<'_>,
    ) -> Trail {
        let path = path_use.path;
        let mut trail = Trail {
            plain: true,
            steps: Vec::with_capacity(path.steps.len()),
            tops: Vec::with_capacity(path.steps.len()),
            ..Trail::default()
        };
        // `reach` is how far up the path leads from where it starts, `top` also counts how far
        // up the start itself may be from the expression's own row.
        let (mut current, mut reach, tie) = match base {
            PathOrigin::Unknown => {
                trail.foreign = true;
                trail.steps = vec![Found::None; path.steps.len()];
                return trail;
            }
            PathOrigin::Document => (Current::Document, ScopeId::ROOT, ScopeId::ROOT),
            PathOrigin::Node(node, tie) => (
                Current::Nodes(Found::One(*node)),
                self.def.nodes.scope(*node),
                *tie,
            ),
        };
        let mut top = tie;
        for step in &path.steps {
            trail.plain &= step.is_plain();
            trail.predicated |= !step.predicates.is_empty();
            let next = self.def.follow(&current, step, &mut reach, &self.work);
            // Never deeper than the tie: a start in another row stays in another row.
            top = self.def.shallower(tie, reach);
            // Told once for a path: what follows the first lost step is lost with it.
            if next.is_empty() && !trail.lost {
                trail.lost = true;
                let from = match &current {
                    Current::Document => &[],
                    Current::Nodes(nodes) => &**nodes,
                };
                self.lost_path(path, step, from, site);
            }
            trail.steps.push(next.clone());
            trail.tops.push(top);
            current = Current::Nodes(next);
        }
        if path.steps.is_empty()
            && let Current::Nodes(nodes) = current
        {
            trail.end = nodes;
        } else {
            trail.end = trail.steps.last().cloned().unwrap_or_default();
        }
        trail.top = top;
        trail.reach = reach;
        trail
    }
}
