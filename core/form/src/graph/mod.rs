//! The static dependency graph: aspects of nodes, edges between them, topological ranks.
//!
//! ODK XPath cannot make a path at run time, so everything an expression may read is known when
//! the form is loaded. A *vertex* is one aspect of one node; it exists once per row of its scope.
//! An *edge* says: when the source node changes, these vertices must run again, in the rows that
//! share the source's row of `share`.

mod build;
mod order;

use crate::def::expr::Along;
use crate::def::{ExprId, NodeId, ScopeId};

/// What of a node an expression decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Aspect {
    Calculate,
    Relevant,
    Required,
    Readonly,
    /// The number of instances of a repeat.
    Count,
    /// Whether the chosen values are still on offer.
    Choices,
}

/// One aspect of one node.
#[derive(Debug, Clone)]
pub(crate) struct Vertex {
    pub(crate) node: NodeId,
    pub(crate) aspect: Aspect,
    pub(crate) expr: ExprId,
    /// The scope of whose rows it exists once.
    pub(crate) scope: ScopeId,
    pub(crate) rank: usize,
    /// It depends on itself, through other instances.
    pub(crate) circular: bool,
}

/// A vertex that must run when a node changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Edge {
    pub(crate) vertex: usize,
    pub(crate) share: ScopeId,
    /// Which instances run for which, where not all do for each.
    pub(crate) along: Option<Along>,
}

/// The graph of a form.
#[derive(Debug, Default)]
pub(crate) struct Graph {
    pub(crate) vertices: Vec<Vertex>,
    /// Edges by source node: its value, relevance or existence changed.
    pub(crate) by_value: Vec<Vec<Edge>>,
    /// Edges by repeat node: its position changed.
    pub(crate) by_position: Vec<Vec<Edge>>,
    /// Edges that leave a repeat, by scope: an instance of it came or went.
    pub(crate) by_existence: Vec<Vec<Edge>>,
    /// Vertices by scope: those to run for a new row.
    pub(crate) by_scope: Vec<Vec<usize>>,
    /// Vertices that read the clock, and those that read the language.
    pub(crate) on_clock: Vec<usize>,
    pub(crate) on_language: Vec<usize>,
    pub(crate) ranks: usize,
    /// Constraints by the node they read.
    pub(crate) checks: Vec<Vec<Check>>,
    /// Nodes with a constraint that may turn by itself: with the clock, by chance.
    pub(crate) loose: Vec<NodeId>,
}

/// A constraint that may turn when a node changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Check {
    pub(crate) node: NodeId,
    pub(crate) share: ScopeId,
}

impl Graph {
    pub(crate) fn vertex(&self, index: usize) -> Option<&Vertex> {
        self.vertices.get(index)
    }

    pub(crate) fn readers(&self, node: NodeId) -> &[Edge] {
        self.by_value.get(node.index()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn checks(&self, node: NodeId) -> &[Check] {
        self.checks.get(node.index()).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn position_readers(&self, node: NodeId) -> &[Edge] {
        self.by_position
            .get(node.index())
            .map_or(&[], Vec::as_slice)
    }

    pub(crate) fn existence_readers(&self, scope: ScopeId) -> &[Edge] {
        self.by_existence
            .get(scope.index())
            .map_or(&[], Vec::as_slice)
    }

    pub(crate) fn of_scope(&self, scope: ScopeId) -> &[usize] {
        self.by_scope.get(scope.index()).map_or(&[], Vec::as_slice)
    }
}
