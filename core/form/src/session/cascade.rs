//! The cascade: what a change makes run, lowest rank first, each vertex once, and no further
//! than values really change.

use std::borrow::Cow;
use std::sync::Arc;

use farola_model::limits::ANSWER_BYTES;
use farola_xpath::convert::number_to_string;
use farola_xpath::{Host, Scalar, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

use crate::def::body::Choices;
use crate::def::expr::{Along, Shape};
use crate::def::{DataType, ExprId, FormDef, ScopeId};
use crate::graph::{Aspect, Edge};
use crate::xml::without_controls;

use super::Session;
use super::host::Node;
use super::rows::{OWN_READONLY, OWN_RELEVANT, REQUIRED};
use super::view::{Changes, NodeKey};

/// Work waiting to be done, and what was done since the call began.
#[derive(Debug, Default)]
pub(crate) struct Work {
    buckets: Vec<Vec<(usize, u32)>>,
    marks: FxHashSet<(usize, u32)>,
    lowest: usize,
    changed: FxHashSet<NodeKey>,
    order: Vec<NodeKey>,
    structure: bool,
    /// Nodes whose value changed and that something waits for, each once: two actions that set
    /// each other off would double them every round.
    pub(crate) fired: Vec<NodeKey>,
    pub(crate) waiting: FxHashSet<NodeKey>,
    /// How often each node set its actions off since the call began.
    pub(crate) firings: FxHashMap<NodeKey, usize>,
    /// How often each count made its repeat grow since the call began.
    pub(crate) grown: FxHashMap<NodeKey, usize>,
    /// Bytes of long texts that calculations made since the call began.
    text: usize,
    /// How often each rank ran in this cascade, and how far down the rows it last came.
    rounds: Vec<(usize, u32)>,
    /// The cascade is running: what is marked now is run by it.
    pub(crate) draining: bool,
    /// What takes most of a call's steps by itself, and is not worked out.
    dear: BTreeSet<(usize, u32)>,
    /// What was worked out when a call had no steps left for what still waits.
    put_down: Option<(NodeKey, ExprId)>,
    /// Questions whose answer was taken without a look at the list.
    pub(crate) unchecked: Vec<NodeKey>,
    /// The same where actions of an event did not run, which no later call makes up for.
    dropped: Option<(NodeKey, ExprId)>,
}

impl Work {
    pub(crate) fn note(&mut self, key: NodeKey) {
        if self.changed.insert(key) {
            self.order.push(key);
        }
    }

    pub(crate) fn note_structure(&mut self) {
        self.structure = true;
    }
}

/// How often one rank may run in one cascade before a circle is given up. A running total over
/// earlier instances settles in two rounds; nothing sensible needs more than a handful.
pub(crate) const ROUNDS: usize = 64;

/// How many bytes of long texts one call may make before ranks that ran already are not run
/// again: a circle that joins its own text doubles it every round.
const CIRCLE_TEXT: usize = 512 * 1024;
/// From this length on a text counts for it. What sensible circles make (totals, lists of
/// names) is shorter.
const LONG_TEXT: usize = 1024;

impl Session {
    /// Puts a vertex of a row on the list.
    pub(crate) fn mark(&mut self, vertex: usize, row: u32) {
        let Some(rank) = self.def.graph.vertex(vertex).map(|v| v.rank) else {
            return;
        };
        // Already waiting: its one run will see this change too.
        if !self.work.marks.insert((vertex, row)) {
            return;
        }
        if self.work.buckets.len() <= rank {
            self.work.buckets.resize_with(rank + 1, Vec::new);
        }
        if let Some(bucket) = self.work.buckets.get_mut(rank) {
            bucket.push((vertex, row));
        }
        // A run may mark a rank below its own (a circle over earlier instances, a repeat that
        // grew): the scan goes back to it.
        self.work.lowest = self.work.lowest.min(rank);
    }

    /// Marks what reads a node of `row`.
    pub(crate) fn fire_edges(&mut self, def: &FormDef, edges: &[Edge], row: u32) {
        for edge in edges {
            self.meter.count(1);
            let Some(vertex) = def.graph.vertex(edge.vertex) else {
                continue;
            };
            if let Some(along) = edge.along {
                self.fire_along(def, edge.vertex, vertex.scope, along, row);
                continue;
            }
            // Reader and source always share the row of `share`. Below it, any of the reader's
            // instances may have read this one; above it, none did.
            let Some(anchor) = self.rows.climb(def, row, edge.share) else {
                continue;
            };
            if vertex.scope == edge.share {
                self.mark(edge.vertex, anchor);
                continue;
            }
            let mut rows = Vec::new();
            self.rows.below(def, anchor, vertex.scope, &mut rows);
            self.meter.count(rows.len());
            for row in rows {
                self.mark(edge.vertex, row);
            }
        }
    }

    /// Marks a vertex in those instances of a repeat that read the one around `row`.
    fn fire_along(&mut self, def: &FormDef, vertex: usize, scope: ScopeId, along: Along, row: u32) {
        let source = self.rows.climb(def, row, along.repeat);
        let Some(source) = source.and_then(|row| self.rows.get(row)) else {
            return;
        };
        let (around, index) = (source.parent, source.index);
        let mut rows = Vec::new();
        let instances = self.instances(around, along.repeat).unwrap_or_default();
        let readers = along.readers(index, instances.len());
        for instance in instances.get(readers).unwrap_or_default() {
            self.rows.below(def, *instance, scope, &mut rows);
        }
        self.meter.count(rows.len());
        for row in rows {
            self.mark(vertex, row);
        }
    }

    /// Marks every vertex of a row and of the rows inside it.
    pub(crate) fn mark_row(&mut self, row: u32) {
        let def = Arc::clone(&self.def);
        let Some(current) = self.rows.get(row) else {
            return;
        };
        let nested = current.nested();
        let vertices = def.graph.of_scope(current.scope);
        self.meter.count(vertices.len());
        for vertex in vertices {
            self.mark(*vertex, row);
        }
        for row in nested {
            self.mark_row(row);
        }
    }

    /// Puts a value; true where it changed.
    pub(crate) fn put(&mut self, key: NodeKey, value: Option<Arc<str>>) -> bool {
        let def = Arc::clone(&self.def);
        // A group holds no value of its own: what a bind calculates for one is dropped.
        let holds = def.nodes.kind(key.node).holds_value();
        let slot = self.rows.slot(&def, key).filter(|_| holds);
        // The early cutoff of ADR 0006: what did not change makes nothing run.
        if slot.is_none_or(|slot| slot.value == value) {
            return false;
        }
        // Out with the old value, in with the new one: a tally adds up and keeps no values.
        self.tally_relevant(key, -1);
        if let Some(slot) = self.rows.slot_mut(&def, key) {
            slot.value = value;
        }
        self.tally_relevant(key, 1);
        self.touch(key);
        self.doubt(&def, key);
        self.work.note(key);
        if def.triggers.contains_key(&key.node) && self.work.waiting.insert(key) {
            self.work.fired.push(key);
        }
        self.fire_edges(&def, def.graph.readers(key.node), key.row);
        true
    }

    /// Runs everything marked, then the actions that changed values set off, until all is still.
    pub(crate) fn settle(&mut self) {
        self.work.text = 0;
        // Calculations before actions: an action is to see settled values.
        for _ in 0..ROUNDS {
            self.drain();
            if self.work.fired.is_empty() || self.meter.is_cut() {
                break;
            }
            self.fire(0);
        }
        self.drain();
        // What was put down waits for the next call with all that it set off.
        if !self.meter.is_cut() {
            self.work.fired.clear();
            self.work.waiting.clear();
        }
        self.work.firings.clear();
        self.work.grown.clear();
    }

    /// Takes up what earlier calls put down or gave up.
    pub(crate) fn take_up(&mut self) {
        let dear = std::mem::take(&mut self.work.dear);
        let unchecked = std::mem::take(&mut self.work.unchecked);
        if dear.is_empty() && unchecked.is_empty() && self.work.put_down.is_none() {
            return;
        }
        for key in unchecked {
            let left = self.surviving(key);
            if self.meter.is_cut() {
                self.work.unchecked.push(key);
            } else if let Some(left) = left {
                self.put(key, (!left.is_empty()).then(|| Arc::from(left)));
            }
        }
        for (vertex, row) in dear {
            self.mark(vertex, row);
        }
        self.settle();
    }

    /// An expression that is not worked out, and its node; nothing where all are.
    pub(crate) fn left_undone(&self) -> Option<(NodeKey, ExprId)> {
        let dear = self.work.dear.first().and_then(|(vertex, row)| {
            let vertex = self.def.graph.vertex(*vertex)?;
            let key = NodeKey {
                row: *row,
                node: vertex.node,
            };
            Some((key, vertex.expr))
        });
        let list = || {
            let key = *self.work.unchecked.first()?;
            match &self.def.control(key.node)?.choices {
                Choices::Itemset(itemset) => Some((key, itemset.nodes)),
                Choices::None | Choices::Inline(_) => None,
            }
        };
        dear.or(self.work.put_down)
            .or_else(list)
            .or(self.work.dropped)
    }

    /// Actions of an event were not run to their end.
    pub(crate) fn drop_actions(&mut self) {
        self.work.dropped = self.work.dropped.or_else(|| self.meter.dear());
    }

    /// Has all values worked out anew, as far as this call has steps for it.
    pub(crate) fn doubt_everything(&mut self) {
        self.mark_row(super::rows::ROOT_ROW);
        self.settle();
    }

    /// The steps are used up: what is left of a batch goes back where it was. The run that was cut
    /// is tried again by the next call, unless it alone took much of this one.
    fn put_down(&mut self, def: &FormDef, left: &[(usize, u32)], steps: u64) {
        self.work.put_down = self.meter.dear();
        let gives_up = self.meter.is_much(steps) && !self.meter.is_stopped();
        for (place, (vertex, row)) in left.iter().enumerate() {
            if place > 0 || !gives_up {
                self.mark(*vertex, *row);
                continue;
            }
            self.work.dear.insert((*vertex, *row));
            let vertex = def.graph.vertex(*vertex);
            // As a calculation that fails: an old value would pass for the new one.
            if let Some(vertex) = vertex.filter(|v| v.aspect == Aspect::Calculate && !self.frozen) {
                let key = NodeKey {
                    row: *row,
                    node: vertex.node,
                };
                self.put(key, None);
            }
        }
    }

    pub(crate) fn drain(&mut self) {
        let def = Arc::clone(&self.def);
        self.work.draining = true;
        let mut is_done = true;
        let mut rounds = std::mem::take(&mut self.work.rounds);
        rounds.clear();
        loop {
            let rank = self.work.lowest;
            let Some(bucket) = self.work.buckets.get_mut(rank) else {
                break;
            };
            if bucket.is_empty() {
                self.work.lowest += 1;
                continue;
            }
            if self.meter.is_cut() {
                is_done = false;
                break;
            }
            // Taken out first: a run of this batch may mark into the same bucket.
            let mut batch = std::mem::take(bucket);
            for entry in &batch {
                self.work.marks.remove(entry);
            }
            // Rows in the order of their making: earlier instances first.
            if batch.len() > 1 {
                batch.sort_unstable_by_key(|(vertex, row)| (*row, *vertex));
            }
            if rounds.len() <= rank {
                rounds.resize(rank + 1, (0, 0));
            }
            let Some((count, reached)) = rounds.get_mut(rank) else {
                break;
            };
            // Each instance reading the one before goes down the rows once, however many.
            let first = batch.first().map_or(0, |(_, row)| *row);
            if first <= *reached {
                *count += 1;
            }
            *reached = batch.last().map_or(0, |(_, row)| *row);
            if *count > ROUNDS || (*count > 1 && self.work.text > CIRCLE_TEXT) {
                self.work.lowest += 1;
                continue;
            }
            for (place, (vertex, row)) in batch.iter().enumerate() {
                let before = self.meter.used();
                self.run(&def, *vertex, *row);
                let steps = self.meter.used().saturating_sub(before);
                if let Some(vertex) = def.graph.vertex(*vertex) {
                    let key = NodeKey {
                        row: *row,
                        node: vertex.node,
                    };
                    self.meter.ran(steps, key, vertex.expr);
                }
                if self.meter.is_cut() {
                    let left = batch.get(place..).unwrap_or_default();
                    self.put_down(&def, left, steps);
                    break;
                }
                if !self.work.dear.is_empty() {
                    self.work.dear.remove(&(*vertex, *row));
                }
            }
            // The bucket's memory is kept for the next time.
            batch.clear();
            if let Some(slot) = self.work.buckets.get_mut(rank)
                && slot.is_empty()
            {
                *slot = batch;
            }
        }
        self.work.rounds = rounds;
        if is_done {
            self.work.lowest = self.work.buckets.len();
            self.work.put_down = None;
        } else if self.work.put_down.is_none() {
            self.work.put_down = self.meter.dear();
        }
        self.work.draining = false;
    }

    /// What happened since the last call.
    pub(crate) fn take_changes(&mut self) -> Changes {
        self.work.changed.clear();
        let mut nodes = std::mem::take(&mut self.work.order);
        let structure = std::mem::take(&mut self.work.structure);
        if structure {
            self.validity.get_mut().forget();
            nodes.retain(|key| self.rows.get(key.row).is_some());
        }
        Changes { nodes, structure }
    }

    fn run(&mut self, def: &FormDef, index: usize, row: u32) {
        let Some(vertex) = def.graph.vertex(index) else {
            return;
        };
        // A row put aside while it waited is worked out when it comes back.
        if !self.rows.is_live(row) {
            return;
        }
        let key = NodeKey {
            row,
            node: vertex.node,
        };
        let changes_values = matches!(
            vertex.aspect,
            Aspect::Calculate | Aspect::Count | Aspect::Choices
        );
        // A snapshot's values are taken as they stand; only what is derived from them is wanted.
        if self.frozen && changes_values {
            return;
        }
        self.meter.count(1);
        match vertex.aspect {
            Aspect::Calculate => {
                if let Some(value) = self.calculated(def, vertex.expr, key) {
                    let length = value.as_ref().map_or(0, |text| text.len());
                    if length > LONG_TEXT {
                        self.work.text += length;
                    }
                    self.put(key, value);
                }
            }
            Aspect::Relevant => {
                let relevant = self.test(vertex.expr, Node::Form(key), true);
                // What was cut says nothing of the condition: it stays as it was until it is run
                // again.
                if !self.meter.is_cut() {
                    self.set_relevant(def, key, relevant);
                }
            }
            Aspect::Required => {
                let required = self.test(vertex.expr, Node::Form(key), false);
                if !self.meter.is_cut() {
                    self.set_flag(def, key, REQUIRED, required);
                }
            }
            Aspect::Readonly => {
                let readonly = self.test(vertex.expr, Node::Form(key), false);
                if !self.meter.is_cut() {
                    self.set_flag(def, key, OWN_READONLY, readonly);
                }
            }
            Aspect::Count => self.run_count(def, vertex, row),
            Aspect::Choices => {
                if let Some(left) = self.surviving(key) {
                    let value = (!left.is_empty()).then(|| Arc::from(left));
                    self.put(key, value);
                }
            }
        }
    }

    /// An expression's truth; `otherwise` where it cannot be evaluated, so that a fault in a
    /// condition never hides a question.
    pub(crate) fn test(&self, id: ExprId, node: Node, otherwise: bool) -> bool {
        let Some(compiled) = self.def.expr(id) else {
            return otherwise;
        };
        let context = self.expr_context(id, node);
        let truth = farola_xpath::evaluate_boolean(&compiled.expr, &context, self);
        self.blame(node, id);
        truth.unwrap_or(otherwise)
    }

    /// Names what was being worked out, where the steps ran out in it.
    pub(crate) fn blame(&self, node: Node, expr: ExprId) {
        if self.meter.is_cut()
            && let Some(key) = self.key_of(node)
        {
            self.meter.blame(key, expr);
        }
    }

    /// A calculation's result as it is stored; the outer `None` leaves the value as it is.
    #[allow(clippy::option_option)]
    fn calculated(&self, def: &FormDef, id: ExprId, key: NodeKey) -> Option<Option<Arc<str>>> {
        let compiled = def.expr(id)?;
        let context = self.expr_context(id, Node::Form(key));
        let value = farola_xpath::evaluate(&compiled.expr, &context, self);
        let data_type = def.nodes.data_type(key.node);
        let text = match value {
            Ok(value) => self.stored(value, data_type),
            Err(_) => String::new(),
        };
        self.blame(Node::Form(key), id);
        if self.meter.is_cut() {
            return None;
        }
        Some((!text.is_empty()).then(|| Arc::from(text)))
    }

    /// The text a result is stored as in a node of a type.
    pub(crate) fn stored(&self, value: Value<Node>, data_type: DataType) -> String {
        // A node that holds a number is a number here, as `/data/a * 1` is.
        let value = match (value, data_type) {
            (Value::Nodeset(nodes), DataType::Int) => {
                match nodes.first().and_then(|node| self.typed(*node)) {
                    Some(Scalar::Number(number)) => Value::Number(number),
                    _ => Value::Nodeset(nodes),
                }
            }
            (value, _) => value,
        };
        let text = match (value, data_type) {
            (Value::Number(number), _) if number.is_nan() => String::new(),
            (Value::Number(number), DataType::Int) => number_to_string(number.trunc()),
            (Value::Number(number), DataType::Boolean) => (number != 0.0).to_string(),
            (value, DataType::Date) => {
                let mut text = farola_xpath::convert::to_text(&value, self).into_owned();
                if let Some(at) = text.find('T') {
                    text.truncate(at);
                }
                text
            }
            (Value::String(text), _) => text,
            (value, _) => farola_xpath::convert::to_text(&value, self).into_owned(),
        };
        // `base64-decode()` and lists can bring what no document can hold.
        let mut text = match without_controls(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(clean) => clean,
        };
        // What feeds on itself must not fill the memory. A little over the limit is kept, so
        // that validation still says that the value is too long.
        text.truncate(text.floor_char_boundary(ANSWER_BYTES + 8));
        text
    }

    fn set_flag(&mut self, def: &FormDef, key: NodeKey, flag: u8, on: bool) {
        let Some(current) = self.rows.slot(def, key).map(|slot| slot.flags & flag != 0) else {
            return;
        };
        // Read before it is written: `slot_mut` copies a row that a snapshot still shares.
        if current != on
            && let Some(slot) = self.rows.slot_mut(def, key)
        {
            slot.flags ^= flag;
            self.doubt(def, key);
            self.work.note(key);
        }
    }

    fn set_relevant(&mut self, def: &FormDef, key: NodeKey, on: bool) {
        let Some(flags) = self.rows.slot(def, key).map(|slot| slot.flags) else {
            return;
        };
        if (flags & OWN_RELEVANT != 0) == on {
            return;
        }
        if let Some(slot) = self.rows.slot_mut(def, key) {
            slot.flags ^= OWN_RELEVANT;
        }
        // Collected first: the rows are borrowed while relevance is worked out.
        let mut turned = Vec::new();
        self.rows
            .refresh_relevance(def, key, &mut |key| turned.push(key));
        self.meter.count(turned.len());
        for key in turned {
            let sign = if self.rows.is_relevant(def, key) {
                1
            } else {
                -1
            };
            self.tally(key, sign);
            self.touch(key);
            self.doubt(def, key);
            self.work.note(key);
            self.fire_edges(def, def.graph.readers(key.node), key.row);
        }
    }
}

impl FormDef {
    /// Whether an expression is fixed at load.
    pub(crate) fn is_constant(&self, id: ExprId) -> bool {
        self.expr(id)
            .is_some_and(|compiled| compiled.shape == Shape::Constant)
    }
}
