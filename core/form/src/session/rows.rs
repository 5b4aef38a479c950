//! Rows: one per instance of a scope, shared until written to.

use std::sync::Arc;

use crate::def::nodes::Blueprint;
use crate::def::{FormDef, NodeId, ScopeId};

use super::view::NodeKey;

/// The state of one node in one row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Slot {
    pub(crate) value: Option<Arc<str>>,
    pub(crate) flags: u8,
}

/// The node's own expression says relevant.
pub(crate) const OWN_RELEVANT: u8 = 1;
/// Relevant with everything around it.
pub(crate) const RELEVANT: u8 = 2;
/// Required.
pub(crate) const REQUIRED: u8 = 4;
/// The node's own expression says read only.
pub(crate) const OWN_READONLY: u8 = 8;

/// One instance of a scope.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) scope: ScopeId,
    /// The row around it; the root's is itself.
    pub(crate) parent: u32,
    /// Its place among its siblings, from 0.
    pub(crate) index: usize,
    /// Put aside: neither seen nor changed until it comes back.
    pub(crate) parked: bool,
    pub(crate) slots: Vec<Slot>,
    pub(crate) repeats: Vec<Nested>,
    /// Elements and attributes that the form does not know, as XML, with the node they stand in;
    /// an attribute begins with a space.
    pub(crate) unknown: Vec<(NodeId, String)>,
}

impl Row {
    /// The rows of all repeats directly inside.
    pub(crate) fn nested(&self) -> Vec<u32> {
        self.repeats.iter().flat_map(|n| &n.rows).copied().collect()
    }
}

/// The instances of one repeat in one row.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Nested {
    pub(crate) rows: Vec<u32>,
    /// Put aside when a count shrank, the last one removed last; they come back when it grows.
    pub(crate) parked: Vec<u32>,
}

/// The root row.
pub(crate) const ROOT_ROW: u32 = 0;

/// All rows of a session. A row's number is never used again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    list: Vec<Option<Arc<Row>>>,
}

impl Rows {
    pub(crate) fn get(&self, row: u32) -> Option<&Row> {
        self.list.get(row as usize)?.as_deref()
    }

    pub(crate) fn get_mut(&mut self, row: u32) -> Option<&mut Row> {
        // Copy on write: a row that an undo state or a snapshot shares is copied here, once.
        self.list.get_mut(row as usize)?.as_mut().map(Arc::make_mut)
    }

    pub(crate) fn slot(&self, def: &FormDef, key: NodeKey) -> Option<&Slot> {
        self.get(key.row)?.slots.get(def.nodes.slot(key.node))
    }

    pub(crate) fn slot_mut(&mut self, def: &FormDef, key: NodeKey) -> Option<&mut Slot> {
        self.get_mut(key.row)?
            .slots
            .get_mut(def.nodes.slot(key.node))
    }

    pub(crate) fn value(&self, def: &FormDef, key: NodeKey) -> Option<&Arc<str>> {
        self.slot(def, key)?.value.as_ref()
    }

    pub(crate) fn is_relevant(&self, def: &FormDef, key: NodeKey) -> bool {
        self.slot(def, key)
            .is_some_and(|slot| slot.flags & RELEVANT != 0)
    }

    /// Whether a row is there and neither it nor one around it was put aside.
    pub(crate) fn is_live(&self, row: u32) -> bool {
        let mut at = row;
        while let Some(current) = self.get(at) {
            if current.parked {
                return false;
            }
            if at == ROOT_ROW {
                return true;
            }
            at = current.parent;
        }
        false
    }

    /// The row of `scope` around `row` (itself counted).
    pub(crate) fn climb(&self, def: &FormDef, row: u32, scope: ScopeId) -> Option<u32> {
        let mut at = row;
        // The depth ends a climb that cannot succeed before it reaches the root.
        let depth = def.scope_depth(scope);
        loop {
            let current = self.get(at)?;
            if current.scope == scope {
                return Some(at);
            }
            // At that depth in another scope: a sibling repeat, which is never around this row.
            if at == ROOT_ROW || def.scope_depth(current.scope) <= depth {
                return None;
            }
            at = current.parent;
        }
    }

    /// Appends the rows of `target` below `row`, in document order.
    pub(crate) fn below(&self, def: &FormDef, row: u32, target: ScopeId, out: &mut Vec<u32>) {
        let Some(current) = self.get(row) else { return };
        if current.scope == target {
            out.push(row);
            return;
        }
        // The repeat directly inside this row on the way to the target.
        // Searched from the target upwards: a scope knows its parent and not all that is below.
        let mut step = target;
        while let Some(scope) = def.scope(step) {
            if scope.parent == current.scope {
                let rows = current.repeats.get(scope.ordinal);
                for nested in rows.iter().flat_map(|n| &n.rows) {
                    if step == target {
                        out.push(*nested);
                    } else {
                        self.below(def, *nested, target, out);
                    }
                }
                return;
            }
            if step == ScopeId::ROOT {
                return;
            }
            step = scope.parent;
        }
    }

    /// Adds a row and the rows nested in its blueprint; the caller links it to its parent.
    pub(crate) fn create(
        &mut self,
        def: &FormDef,
        scope: ScopeId,
        parent: u32,
        index: usize,
        blueprint: &Blueprint,
    ) -> u32 {
        let id = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        let Some(shape) = def.scope(scope) else {
            return id;
        };
        // A row has slots for its own scope only; nodes of nested repeats lie in their own rows.
        let slots = shape
            .slots
            .iter()
            .enumerate()
            .map(|(slot, node)| Slot {
                value: blueprint.values.get(slot).cloned().flatten(),
                flags: def
                    .initial_flags
                    .get(node.index())
                    .copied()
                    .unwrap_or(OWN_RELEVANT),
            })
            .collect();
        let repeats = vec![Nested::default(); shape.repeats.len()];
        // Pushed before its nested rows are made, which take the next numbers and name this one.
        self.list.push(Some(Arc::new(Row {
            scope,
            parent,
            index,
            parked: blueprint.parked,
            slots,
            repeats,
            unknown: blueprint.unknown.clone(),
        })));
        for (ordinal, nested_scope) in shape.repeats.iter().enumerate() {
            let Some(list) = blueprint.nested.get(ordinal) else {
                continue;
            };
            let (mut rows, mut parked) = (Vec::new(), Vec::new());
            for nested in list {
                let into = if nested.parked {
                    &mut parked
                } else {
                    &mut rows
                };
                let place = into.len();
                into.push(self.create(def, *nested_scope, id, place, nested));
            }
            // The first to come back is the last of the list.
            parked.reverse();
            if let Some(slot) = self
                .get_mut(id)
                .and_then(|row| row.repeats.get_mut(ordinal))
            {
                *slot = Nested { rows, parked };
            }
        }
        self.refresh_relevance(
            def,
            NodeKey {
                row: id,
                node: shape.node,
            },
            &mut |_| {},
        );
        id
    }

    /// Removes a row and everything in it.
    pub(crate) fn delete(&mut self, row: u32) {
        // The place stays empty for good: a late answer of the host must not meet another row.
        let Some(removed) = self.list.get_mut(row as usize).and_then(Option::take) else {
            return;
        };
        for nested in &removed.repeats {
            for row in nested.rows.iter().chain(&nested.parked) {
                self.delete(*row);
            }
        }
    }

    /// Works out the effective relevance of a node and all below it; calls `changed` for each
    /// node whose relevance turned.
    pub(crate) fn refresh_relevance(
        &mut self,
        def: &FormDef,
        key: NodeKey,
        changed: &mut impl FnMut(NodeKey),
    ) {
        let around = match self.parent(def, key) {
            Some(parent) => self.is_relevant(def, parent),
            None => true,
        };
        let Some(row) = self.get(key.row) else { return };
        let scope = row.scope;
        let mut nested: Vec<u32> = Vec::new();
        let end = def.nodes.end(key.node);
        let mut at = key.node;
        // Preorder: a parent is always done before its children.
        while at < end {
            let own_scope = def.nodes.scope(at);
            // A nested repeat: its rows follow after this one, each with its own slots.
            if own_scope != scope {
                let ordinal = def.scope(own_scope).map_or(0, |s| s.ordinal);
                if let Some(list) = self.get(key.row).and_then(|r| r.repeats.get(ordinal)) {
                    // What was put aside is brought up to date when it comes back.
                    nested.extend(&list.rows);
                }
                at = def.nodes.end(at);
                continue;
            }
            let here = NodeKey {
                row: key.row,
                node: at,
            };
            let parent_relevant = if at == key.node {
                around
            } else {
                let parent = def.nodes.parent(at).unwrap_or(NodeId::ROOT);
                self.is_relevant(
                    def,
                    NodeKey {
                        row: key.row,
                        node: parent,
                    },
                )
            };
            let flags = self.slot(def, here).map_or(0, |slot| slot.flags);
            let relevant = parent_relevant && flags & OWN_RELEVANT != 0;
            if relevant != (flags & RELEVANT != 0) {
                if let Some(slot) = self.slot_mut(def, here) {
                    slot.flags ^= RELEVANT;
                }
                changed(here);
            }
            at = NodeId(at.0 + 1);
        }
        for row in nested {
            let Some(scope) = self.get(row).and_then(|r| def.scope(r.scope)) else {
                continue;
            };
            self.refresh_relevance(
                def,
                NodeKey {
                    row,
                    node: scope.node,
                },
                changed,
            );
        }
    }

    /// The instance node around a node.
    pub(crate) fn parent(&self, def: &FormDef, key: NodeKey) -> Option<NodeKey> {
        let node = def.nodes.parent(key.node)?;
        let row = self.get(key.row)?;
        let scope_node = def.scope(row.scope)?.node;
        // The instance node of a repeat lies in the row that it begins, its parent in the one
        // around.
        let row = if scope_node == key.node {
            row.parent
        } else {
            key.row
        };
        Some(NodeKey { row, node })
    }
}
