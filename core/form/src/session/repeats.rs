//! Repeat instances: added, removed, counted.

use std::sync::Arc;

use crate::audit::AuditKind;
use crate::def::body::BodyKind;
use crate::def::expr::Plan;
use crate::def::nodes::Blueprint;
use crate::def::{FormDef, NodeId, ScopeId};
use crate::error::FormError;
use crate::graph::Vertex;

use super::Session;
use super::audit::AuditCall;
use super::host::Node;
use super::journal::Op;
use super::view::{Added, Changes, NodeKey};
use farola_model::limits::REPEAT_INSTANCES;

/// So many instances a count makes that feeds on itself: each round could double them.
const INSTANCES_IN_CIRCLE: usize = 1000;

/// What a new instance costs beside its slots: it is memory too, which a count within a count
/// would fill.
const STEPS_OF_A_ROW: usize = 32;

/// So often a count may grow beyond that in one call before it is taken to feed on itself.
const GROWTHS: usize = 4;

impl Session {
    /// Adds an instance at the end of the repeat at `path` (`/data/r`, or any instance of it).
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// session.add_repeat("/data/person").unwrap();
    /// assert_eq!(session.add_repeat("/data/person").unwrap().path, "/data/person[2]");
    /// ```
    ///
    /// # Errors
    /// There is no such repeat, or the form decides how many instances it has.
    /// [`FormError::TooDear`] and [`FormError::Stopped`]: the instance is there.
    pub fn add_repeat(&mut self, path: &str) -> Result<Added, FormError> {
        self.call(|session| {
            let (parent, scope) = session.addable(path)?;
            let row = session.insert(parent, scope);
            session.settle();
            let node = session.def.scope(scope).map_or(NodeId::ROOT, |s| s.node);
            let path_of_added = session.path(NodeKey { row, node });
            let changes = session.take_changes();
            session.journal(Op::Add {
                path: path.to_owned(),
            });
            session.form_ended().map(|()| Added {
                path: path_of_added,
                changes,
            })
        })
    }

    /// Removes the repeat instance at `path`.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// for (person, name) in ["/data/person", "/data/person[2]"].iter().zip(["Ana", "Luz"]) {
    ///     session.add_repeat("/data/person").unwrap();
    ///     session.answer(&format!("{person}/name"), name).unwrap();
    /// }
    /// session.remove_repeat("/data/person").unwrap();
    /// assert_eq!(session.value("/data/person/name"), Some("Luz"));
    /// ```
    ///
    /// # Errors
    /// There is no such instance, or the form decides how many the repeat has.
    /// [`FormError::TooDear`] and [`FormError::Stopped`]: the instance is gone.
    pub fn remove_repeat(&mut self, path: &str) -> Result<Changes, FormError> {
        self.call(|session| session.removed(path))
    }

    fn removed(&mut self, path: &str) -> Result<Changes, FormError> {
        let missing = || FormError::NoSuch {
            kind: "repeat instance",
            path: path.to_owned(),
        };
        let key = self.locate(path).ok_or_else(missing)?;
        let row = self.rows.get(key.row).ok_or_else(missing)?;
        let scope = row.scope;
        if scope == ScopeId::ROOT || self.def.scope(scope).map(|s| s.node) != Some(key.node) {
            return Err(missing());
        }
        if self.is_fixed(scope) {
            return Err(FormError::FixedRepeat {
                path: path.to_owned(),
            });
        }
        self.audit_call(AuditCall::Leave);
        self.audit_event(AuditKind::DeleteRepeat);
        self.take_out(key.row);
        self.settle();
        let changes = self.take_changes();
        self.journal(Op::Remove {
            path: path.to_owned(),
        });
        self.audit_screen();
        self.form_ended().map(|()| changes)
    }

    fn addable(&self, path: &str) -> Result<(u32, ScopeId), FormError> {
        let missing = || FormError::NoSuch {
            kind: "repeat",
            path: path.to_owned(),
        };
        let (parent, scope) = self.locate_repeat(path).ok_or_else(missing)?;
        if self.is_fixed(scope) {
            return Err(FormError::FixedRepeat {
                path: path.to_owned(),
            });
        }
        if !self.takes_instances(parent, scope) {
            return Err(FormError::NotRelevant {
                path: path.to_owned(),
            });
        }
        if self.instances(parent, scope).map_or(0, <[u32]>::len) >= REPEAT_INSTANCES {
            return Err(FormError::TooManyInstances {
                path: path.to_owned(),
            });
        }
        Ok((parent, scope))
    }

    /// Whether a new instance of the repeat would be shown: neither what is around it nor the
    /// repeat itself is hidden.
    pub(crate) fn takes_instances(&self, parent: u32, scope: ScopeId) -> bool {
        let node = self.def.scope(scope).map_or(NodeId::ROOT, |s| s.node);
        let around = NodeKey {
            row: parent,
            node: self.def.nodes.parent(node).unwrap_or(NodeId::ROOT),
        };
        if !self.rows.is_relevant(&self.def, around) {
            return false;
        }
        let Some(expr) = self.def.bind(node).and_then(|bind| bind.relevant) else {
            return true;
        };
        let rows = self.instances(parent, scope).unwrap_or_default();
        if !rows.is_empty() {
            return rows.iter().any(|row| {
                self.rows
                    .is_relevant(&self.def, NodeKey { row: *row, node })
            });
        }
        // There is no instance to ask: the row around answers for what lies outside of it.
        let Some(compiled) = self.def.expr(expr) else {
            return true;
        };
        let outside = |plan: &Plan| match plan {
            Plan::One { target, .. } | Plan::Many { target, .. } => {
                !self.def.nodes.is_within(*target, node)
            }
            Plan::Lookup(_) => true,
            _ => false,
        };
        if !compiled.plans.iter().all(outside) {
            return true;
        }
        let context = self.expr_context(expr, Node::Form(NodeKey { row: parent, node }));
        let shown = farola_xpath::evaluate_boolean(&compiled.expr, &context, self);
        self.meter.blame(NodeKey { row: parent, node }, expr);
        shown.unwrap_or(true)
    }

    /// Whether the form, not the person, decides the number of instances.
    pub(crate) fn is_fixed(&self, scope: ScopeId) -> bool {
        if self.def.count(scope).is_some() {
            return true;
        }
        let item = self
            .def
            .scope(scope)
            .and_then(|s| self.def.body_item(s.node));
        match item.map(|i| &i.kind) {
            Some(BodyKind::Repeat(repeat)) => repeat.fixed,
            _ => false,
        }
    }

    /// Adds a new row at the end; nothing has run yet.
    fn insert(&mut self, parent: u32, scope: ScopeId) -> u32 {
        let def = Arc::clone(&self.def);
        let blueprint = def
            .scope(scope)
            .map(|s| Arc::clone(&s.blueprint))
            .unwrap_or_default();
        let row = self.insert_blueprint(&def, parent, scope, &blueprint);
        self.preload_row(row);
        let node = def.scope(scope).map_or(NodeId::ROOT, |s| s.node);
        self.run_new_repeat(row, node);
        row
    }

    fn insert_blueprint(
        &mut self,
        def: &FormDef,
        parent: u32,
        scope: ScopeId,
        blueprint: &Blueprint,
    ) -> u32 {
        let index = self.instances(parent, scope).map_or(0, <[u32]>::len);
        let row = self.rows.create(def, scope, parent, index, blueprint);
        let slots = def.scope(scope).map_or(0, |shape| shape.slots.len());
        self.meter.count(STEPS_OF_A_ROW + slots);
        self.link(def, parent, scope, row);
        row
    }

    fn link(&mut self, def: &FormDef, parent: u32, scope: ScopeId, row: u32) {
        let ordinal = def.scope(scope).map_or(0, |s| s.ordinal);
        let list = self
            .rows
            .get_mut(parent)
            .and_then(|p| p.repeats.get_mut(ordinal));
        if let Some(list) = list {
            list.rows.push(row);
        }
        self.tally_row(row, scope, 1);
        self.work.note_structure();
        self.mark_row(row);
        self.fire_edges(def, def.graph.existence_readers(scope), row);
    }

    /// Takes a row out, with everything in it, and moves the later ones up.
    fn take_out(&mut self, row: u32) {
        let def = Arc::clone(&self.def);
        let Some((scope, parent, index)) = self.rows.get(row).map(|r| (r.scope, r.parent, r.index))
        else {
            return;
        };
        // Those who read it must be found while it still has its place.
        self.tally_row(row, scope, -1);
        self.forget_inside(row);
        self.fire_edges(&def, def.graph.existence_readers(scope), row);
        let ordinal = def.scope(scope).map_or(0, |s| s.ordinal);
        let mut later = Vec::new();
        if let Some(list) = self
            .rows
            .get_mut(parent)
            .and_then(|p| p.repeats.get_mut(ordinal))
        {
            list.rows.retain(|r| *r != row);
            self.meter.count(list.rows.len().saturating_sub(index));
            later.extend(list.rows.iter().skip(index).copied());
        }
        self.rows.delete(row);
        let node = def.scope(scope).map_or(NodeId::ROOT, |s| s.node);
        for moved in later {
            if let Some(r) = self.rows.get_mut(moved) {
                // Later instances moved up: only those who read positions have to look again.
                r.index -= 1;
            }
            self.fire_edges(&def, def.graph.position_readers(node), moved);
        }
        self.work.note_structure();
    }

    /// The number of instances wanted, or fewer where the count feeds on itself: through other
    /// instances, or through actions that new instances set off.
    fn held_back(&mut self, vertex: &Vertex, parent: u32, scope: ScopeId, wanted: usize) -> usize {
        let there = self.instances(parent, scope).map_or(0, <[u32]>::len);
        if wanted <= there.max(INSTANCES_IN_CIRCLE) {
            return wanted;
        }
        let key = NodeKey {
            row: parent,
            node: vertex.node,
        };
        let grown = self.work.grown.entry(key).or_default();
        *grown += 1;
        // A circle is known at load only through expressions; one through actions shows by its
        // growing again and again.
        if vertex.circular || *grown > GROWTHS {
            return there.max(INSTANCES_IN_CIRCLE);
        }
        wanted
    }

    /// Brings a counted repeat to its number: from the end, and what is taken away comes back
    /// when the count grows again.
    pub(crate) fn run_count(&mut self, def: &FormDef, vertex: &Vertex, parent: u32) {
        let (node, expr) = (vertex.node, vertex.expr);
        let Some(compiled) = def.expr(expr) else {
            return;
        };
        let context = self.expr_context(expr, Node::Form(NodeKey { row: parent, node }));
        let number = farola_xpath::evaluate_number(&compiled.expr, &context, self);
        self.meter.blame(NodeKey { row: parent, node }, expr);
        if self.meter.is_cut() {
            return;
        }
        let number = number.unwrap_or(f64::NAN);
        // NaN and negative numbers count as none; the limit keeps a slip from eating the phone.
        let wanted = if number >= 1.0 {
            number.min(REPEAT_INSTANCES as f64) as usize
        } else {
            0
        };
        let scope = def.nodes.scope(node);
        let ordinal = def.scope(scope).map_or(0, |s| s.ordinal);
        let wanted = self.held_back(vertex, parent, scope, wanted);
        // What is still missing when the steps are used up comes with the next call.
        while !self.meter.is_cut() {
            let Some(list) = self
                .rows
                .get_mut(parent)
                .and_then(|p| p.repeats.get_mut(ordinal))
            else {
                return;
            };
            if list.rows.len() < wanted {
                // With all its answers: a count that was mistyped for a moment must not cost
                // them.
                match list.parked.pop() {
                    Some(row) => {
                        let index = list.rows.len();
                        if let Some(r) = self.rows.get_mut(row) {
                            r.index = index;
                            r.parked = false;
                        }
                        let key = NodeKey { row, node };
                        self.rows.refresh_relevance(def, key, &mut |_| {});
                        self.forget_inside(row);
                        self.link(def, parent, scope, row);
                        self.fire_edges(def, def.graph.position_readers(node), row);
                    }
                    None => {
                        self.insert(parent, scope);
                    }
                }
            } else if list.rows.len() > wanted {
                let Some(row) = list.rows.last().copied() else {
                    return;
                };
                self.fire_edges(def, def.graph.existence_readers(scope), row);
                self.tally_row(row, scope, -1);
                let list = self
                    .rows
                    .get_mut(parent)
                    .and_then(|p| p.repeats.get_mut(ordinal));
                if let Some(list) = list {
                    list.rows.pop();
                    list.parked.push(row);
                }
                if let Some(r) = self.rows.get_mut(row) {
                    r.parked = true;
                }
                self.work.note_structure();
            } else {
                return;
            }
        }
    }
}
