//! The rows of a draft in the shape of the new version.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::def::nodes::{Blueprint, NodeKind};
use crate::def::{FormDef, NodeId, ScopeId};

use super::super::Session;
use super::super::rows::ROOT_ROW;
use super::super::view::NodeKey;
use super::convert::{Converted, Type, convert};
use super::mapping::Mapping;
use super::report::{MigrationReport, Moved, SetAside, SetAsideReason};

/// Carries rows over, and remembers which values it found a place for.
pub(super) struct Carrier<'a> {
    from: &'a Session,
    to: &'a FormDef,
    mapping: &'a Mapping,
    used: FxHashSet<NodeKey>,
    report: MigrationReport,
}

impl<'a> Carrier<'a> {
    pub(super) fn new(from: &'a Session, to: &'a FormDef, mapping: &'a Mapping) -> Self {
        let report = MigrationReport {
            from: from.def.version.clone(),
            to: to.version.clone(),
            ..MigrationReport::default()
        };
        Self {
            from,
            to,
            mapping,
            used: FxHashSet::default(),
            report,
        }
    }

    /// The root row and everything in it.
    pub(super) fn root(&mut self) -> Blueprint {
        self.row(ScopeId::ROOT, ROOT_ROW)
    }

    /// The report, with every value that found no place.
    pub(super) fn finish(mut self) -> MigrationReport {
        let (from, used) = (self.from, &self.used);
        let mut left = Vec::new();
        from.each_node(&mut |session, key| {
            let value = session.rows.value(&session.def, key);
            let own = is_answer(&session.def, key.node);
            // What the form works out by itself is no loss, and is not told as one.
            if let Some(value) = value.filter(|_| own && !used.contains(&key)) {
                left.push((session.path(key), value.to_string()));
            }
        });
        for (path, value) in left {
            self.set_aside(path, value, SetAsideReason::NoPlace);
        }
        self.report
    }

    fn set_aside(&mut self, path: String, value: String, reason: SetAsideReason) {
        self.report.set_aside.push(SetAside {
            path,
            value,
            version: self.from.def.version.clone(),
            reason,
        });
    }

    /// A row of the new `scope` from the old row that is the same instance, or the one around.
    fn row(&mut self, scope: ScopeId, source: u32) -> Blueprint {
        let Some(shape) = self.to.scope(scope) else {
            return Blueprint::default();
        };
        let mut row = Blueprint::clone(&shape.blueprint);
        row.nested.resize(shape.repeats.len(), Vec::new());
        for (slot, node) in shape.slots.iter().enumerate() {
            if let Some(value) = self.value(*node, source)
                && let Some(place) = row.values.get_mut(slot)
            {
                *place = value;
            }
        }
        for (ordinal, nested) in shape.repeats.iter().enumerate() {
            if let Some(instances) = self.instances(*nested, source)
                && let Some(place) = row.nested.get_mut(ordinal)
            {
                *place = instances;
            }
        }
        self.unknown(scope, source, &mut row);
        row
    }

    /// The old row that a node of the old form is in, seen from `source`.
    fn row_of(&self, old: NodeId, source: u32) -> Option<u32> {
        let (rows, def) = (&self.from.rows, &self.from.def);
        let scope = def.nodes.scope(old);
        rows.climb(def, source, scope).or_else(|| {
            // What was in a repeat and is so no more: the first instance stands for it.
            let mut below = Vec::new();
            rows.below(def, source, scope, &mut below);
            below.first().copied()
        })
    }

    /// The value for a new node; `None` where the new form's own is to stand.
    fn value(&mut self, node: NodeId, source: u32) -> Option<Option<Arc<str>>> {
        let old = self.mapping.old_of(node)?;
        if !carries(self.to, node) {
            return None;
        }
        let row = self.row_of(old, source)?;
        let key = NodeKey { row, node: old };
        let Some(value) = self.from.rows.value(&self.from.def, key).cloned() else {
            // It was emptied, or never answered: the default of the new form must not pass for an
            // answer.
            return Some(None);
        };
        self.used.insert(key);
        let (was, is) = (Type::of(&self.from.def, old), Type::of(self.to, node));
        let zone = self.from.now.time_zone();
        let converted = convert(&value, was, is, zone);
        let answer = is_answer(&self.from.def, old);
        let path = self.from.path(key);
        let Some(converted) = converted else {
            // What the form works out by itself it will work out anew.
            if answer {
                self.set_aside(path, value.to_string(), SetAsideReason::Type);
            }
            return Some(None);
        };
        self.report.kept += usize::from(answer);
        if self.mapping.is_moved(old) || self.from.def.node_path(old) != self.to.node_path(node) {
            let to = self.to.node_path(node);
            self.report.moved.push(Moved {
                from: path.clone(),
                to,
            });
        }
        match converted {
            Converted::Same(_) => Some(Some(value)),
            Converted::Changed(text) => {
                let to = is.name().to_owned();
                self.report.converted.push(Moved { from: path, to });
                Some((!text.is_empty()).then(|| text.into()))
            }
        }
    }

    /// The instances of a new repeat; `None` where the new form's own are to stand.
    fn instances(&mut self, scope: ScopeId, source: u32) -> Option<Vec<Blueprint>> {
        let node = self.to.scope(scope)?.node;
        let old = self.mapping.old_of(node)?;
        let def = Arc::clone(&self.from.def);
        if def.nodes.kind(old) != NodeKind::Repeat {
            // A group that repeats now has been answered once.
            return Some(vec![self.row(scope, source)]);
        }
        let old_scope = def.nodes.scope(old);
        let mut rows = Vec::new();
        self.from.rows.below(&def, source, old_scope, &mut rows);
        let mut out: Vec<Blueprint> = rows.iter().map(|row| self.row(scope, *row)).collect();
        for row in self.parked(old_scope, source) {
            // They may hold answers too, and come back when the count grows on the new version.
            let mut parked = self.row(scope, row);
            parked.parked = true;
            out.push(parked);
        }
        Some(out)
    }

    /// Instances that a count put aside, in their order.
    fn parked(&self, scope: ScopeId, source: u32) -> Vec<u32> {
        let ordinal = self.from.def.scope(scope).map(|s| (s.parent, s.ordinal));
        let row = self.from.rows.get(source);
        let (Some((parent, ordinal)), Some(row)) = (ordinal, row) else {
            return Vec::new();
        };
        if row.scope != parent {
            return Vec::new();
        }
        let nested = row.repeats.get(ordinal);
        nested.map_or_else(Vec::new, |n| n.parked.iter().rev().copied().collect())
    }

    /// Hands on what neither version knows.
    fn unknown(&self, scope: ScopeId, source: u32, out: &mut Blueprint) {
        let Some(row) = self.from.rows.get(source) else {
            return;
        };
        // Once, in the row that is the same instance.
        let same = self.from.def.scope(row.scope).map(|s| s.node);
        let own = self.to.scope(scope).map(|s| s.node);
        if same.and_then(|node| self.mapping.new_of(node)) != own {
            return;
        }
        for (node, xml) in &row.unknown {
            let new = self.mapping.new_of(*node);
            if let Some(new) = new.filter(|n| self.to.nodes.scope(*n) == scope) {
                out.unknown.push((new, xml.clone()));
            }
        }
    }
}

/// Whether a draft's value goes over to a node at all: attributes that no logic fills are the
/// form's own words.
fn carries(def: &FormDef, node: NodeId) -> bool {
    if def.nodes.kind(node) != NodeKind::Attribute {
        return true;
    }
    let bound = def.nodes.bind(node).is_some();
    bound || def.actions.iter().any(|action| action.target == node)
}

/// Whether a person may have given the value: it is asked for, or nothing else fills it.
fn is_answer(def: &FormDef, node: NodeId) -> bool {
    if def.nodes.kind(node) != NodeKind::Leaf {
        return false;
    }
    if def.control(node).is_some() {
        return true;
    }
    let bind = def.bind(node);
    let filled = bind.is_some_and(|b| b.calculate.is_some() || b.preload.is_some());
    let meta = def.nodes.parent(node).is_some_and(|parent| {
        let name = def.nodes.name(parent).map(|n| def.names.text(n));
        name == Some("meta")
    });
    !filled && !meta
}
