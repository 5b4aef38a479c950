//! Sums, counts, extremes and joined texts over a repeat, kept while it changes instead of taken
//! anew.
//!
//! What is kept is made when an expression first asks for it and from then on moved by every
//! change of a value, of relevance, of the instances. Over one repeat it is a [`Column`]; over
//! repeats within repeats a tally of whole numbers only, where the order of adding cannot matter:
//! with any other value among them the evaluator adds them up as ever.

use std::cell::RefCell;
use std::collections::hash_map::Entry;

use farola_xpath::ast::Path;
use farola_xpath::convert::plain_number;
use farola_xpath::{Context, Function};
use rustc_hash::FxHashMap;

use crate::def::expr::{Bound, Plan, Slice};
use crate::def::{DataType, NodeId, ScopeId};

use super::Session;
use super::column::{Cell, Column};
use super::host::Node;
use super::rows::RELEVANT;
use super::view::NodeKey;

/// The relevant nodes of one definition node below one row.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Tally {
    nodes: i64,
    blanks: i64,
    /// Values that are no plain whole number.
    others: i64,
    sum: i64,
}

/// The tallies of one node: by the scope they are kept for, then by row of that scope.
type OfNode = Vec<(ScopeId, FxHashMap<u32, Tally>)>;

/// All tallies, by the node counted.
#[derive(Debug, Default)]
pub(crate) struct Tallies {
    by_node: RefCell<FxHashMap<NodeId, OfNode>>,
    /// Columns by node and by the row around the repeat.
    columns: RefCell<FxHashMap<(NodeId, u32), Column>>,
}

/// Beyond this a sum of whole numbers could not be told from its neighbour as a 64 bit float.
const EXACT: i64 = 1 << 53;

/// Whole numbers longer than this are left to the evaluator.
const DIGITS: usize = 12;

impl Tally {
    fn add(&mut self, value: Option<&str>, data_type: DataType, sign: i64) {
        self.nodes += sign;
        let numeric = matches!(
            data_type,
            DataType::Int | DataType::Decimal | DataType::String
        );
        match value {
            None | Some("") => self.blanks += sign,
            Some(text) if numeric => match whole(text) {
                Some(number) => self.sum += sign * number,
                None => self.others += sign,
            },
            Some(_) => self.others += sign,
        }
    }

    fn answer(&self, function: &Function) -> Option<f64> {
        match function {
            Function::Count => Some(self.nodes as f64),
            Function::CountNonEmpty => Some((self.nodes - self.blanks) as f64),
            Function::Sum if self.others == 0 && self.sum.abs() < EXACT => Some(self.sum as f64),
            _ => None,
        }
    }
}

fn whole(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.len() <= DIGITS && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

impl Session {
    /// What the evaluator need not add up, or `None`.
    pub(crate) fn tallied(
        &self,
        function: &Function,
        path: &Path,
        context: &Context<Node>,
    ) -> Option<f64> {
        // Only these can be had from sums and extremes; others need each value.
        let known = matches!(
            function,
            Function::Sum
                | Function::Count
                | Function::CountNonEmpty
                | Function::Min
                | Function::Max
        );
        if !known {
            return None;
        }
        // Without a plan the path is walked by the evaluator: `None` is always right, and slow.
        let compiled = self.def.exprs.get(context.expression as usize)?;
        match compiled.plans.get(path.index as usize)? {
            Plan::Many {
                base, target, top, ..
            } => {
                let row = self
                    .rows
                    .climb(&self.def, self.base(*base, context)?, *top)?;
                // A group's value is the text of all below it, which is not kept here.
                if !self.holds_values(*target) && *function != Function::Count {
                    return None;
                }
                // One level of repeat has one column with an order, so that prefixes are possible.
                if self.is_direct(*target, *top) {
                    return self.with_column(*target, row, |column| {
                        self.meter.count(column.behind(usize::MAX));
                        column.answer(function, usize::MAX)
                    })?;
                }
                self.nested(function, *target, *top, row)
            }
            Plan::Slice(slice) => self.sliced(function, slice, context),
            _ => None,
        }
    }

    /// A function over the instances up to a bound.
    fn sliced(&self, function: &Function, slice: &Slice, context: &Context<Node>) -> Option<f64> {
        if !self.holds_values(slice.target) && *function != Function::Count {
            return None;
        }
        let row = self.base(slice.base, context)?;
        let around = self.rows.climb(&self.def, row, slice.around)?;
        let operand = farola_xpath::evaluate_number(&slice.operand, context, self).ok()?;
        // Positions count from 1; a number no position is under takes none.
        let count = match slice.bound {
            Bound::LessOrEqual => operand.floor(),
            // `position() < 3.2` takes three, `< 3` takes two.
            Bound::Less => operand.ceil() - 1.0,
            _ => return None,
        };
        let count = if count >= 1.0 { count as usize } else { 0 };
        self.with_column(slice.target, around, |column| {
            self.meter.count(column.behind(count));
            column.answer(function, count)
        })?
    }

    /// `join` over a repeat's nodes, from what is kept.
    pub(crate) fn joined_up(
        &self,
        separator: &str,
        path: &Path,
        context: &Context<Node>,
    ) -> Option<String> {
        let compiled = self.def.exprs.get(context.expression as usize)?;
        let Plan::Many {
            base, target, top, ..
        } = compiled.plans.get(path.index as usize)?
        else {
            return None;
        };
        if !self.holds_values(*target) || !self.is_direct(*target, *top) {
            return None;
        }
        let around = self
            .rows
            .climb(&self.def, self.base(*base, context)?, *top)?;
        // Texts stay in the rows; the column keeps where each stands in what was joined.
        let rows = self.instances(around, self.def.nodes.scope(*target))?;
        let text = |index: usize| {
            let row = rows.get(index).copied().unwrap_or(u32::MAX);
            let key = NodeKey { row, node: *target };
            self.rows.value(&self.def, key).map_or("", |v| &**v)
        };
        self.with_column(*target, around, |column| {
            self.meter.count(column.unjoined());
            column.join(separator, text)
        })
    }

    fn holds_values(&self, node: NodeId) -> bool {
        self.def.nodes.kind(node).holds_value()
    }

    /// Whether a node's repeat stands directly in the rows of `top`.
    fn is_direct(&self, node: NodeId, top: ScopeId) -> bool {
        let scope = self.def.nodes.scope(node);
        scope != top && self.def.scope(scope).is_some_and(|s| s.parent == top)
    }

    /// Does something with the column of a node below a row, made where there is none yet.
    fn with_column<T>(
        &self,
        node: NodeId,
        around: u32,
        work: impl FnOnce(&mut Column) -> T,
    ) -> Option<T> {
        let mut columns = self.tallies.columns.borrow_mut();
        let column = match columns.entry((node, around)) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let rows = self.instances(around, self.def.nodes.scope(node))?;
                self.meter.count(rows.len());
                let cells = rows
                    .iter()
                    .map(|row| self.cell_of(NodeKey { row: *row, node }));
                entry.insert(Column::new(cells.collect()))
            }
        };
        Some(work(column))
    }

    /// What a node gives to its column.
    fn cell_of(&self, key: NodeKey) -> Cell {
        let Some(slot) = self.rows.slot(&self.def, key) else {
            return Cell::Absent;
        };
        if slot.flags & RELEVANT == 0 {
            return Cell::Absent;
        }
        if !self.holds_values(key.node) {
            return Cell::Filled(f64::NAN);
        }
        let text = match slot.value.as_deref() {
            None | Some("") => return Cell::Blank,
            Some(text) => text,
        };
        let plain = || {
            let number = plain_number(text);
            // A date is a number too, and with a time it depends on the zone.
            let dated = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+');
            if number.is_nan() && text.trim_start().starts_with(dated) {
                Cell::Odd
            } else {
                Cell::Filled(number)
            }
        };
        match self.def.nodes.data_type(key.node) {
            DataType::Int | DataType::Decimal => match text.trim().parse() {
                Ok(number) => Cell::Filled(number),
                Err(_) => plain(),
            },
            DataType::String => plain(),
            _ => Cell::Odd,
        }
    }

    /// Brings a node's column up to date after its value or relevance changed.
    pub(crate) fn touch(&self, key: NodeKey) {
        let mut columns = self.tallies.columns.borrow_mut();
        if columns.is_empty() {
            return;
        }
        // A parked row left its column when it was put aside.
        let Some(row) = self.rows.get(key.row).filter(|row| !row.parked) else {
            return;
        };
        if let Some(column) = columns.get_mut(&(key.node, row.parent))
            // The root's parent is itself and stands in no column.
            && key.row != row.parent
        {
            let text = self.rows.value(&self.def, key).map_or("", |v| &**v);
            column.set(row.index, self.cell_of(key), text);
        }
    }

    /// Brings the columns of a repeat up to date: an instance came to its end (`sign` 1) or
    /// goes (-1).
    fn move_columns(&self, row: u32, scope: ScopeId, sign: i64) {
        let mut columns = self.tallies.columns.borrow_mut();
        let Some(current) = self.rows.get(row) else {
            return;
        };
        let mut misfits = false;
        for ((node, around), column) in columns.iter_mut() {
            if *around != current.parent || self.def.nodes.scope(*node) != scope {
                continue;
            }
            if sign < 0 {
                column.remove(current.index);
            // A row at the end is the common case; in the middle the column is made anew when it
            // is next asked for, since all after it moved.
            } else if column.len() == current.index {
                column.push(self.cell_of(NodeKey { row, node: *node }));
            } else {
                misfits = true;
            }
        }
        if misfits {
            columns.retain(|(node, around), _| {
                *around != current.parent || self.def.nodes.scope(*node) != scope
            });
        }
    }

    /// Forgets what was kept for the rows in an instance that goes, or that comes back after
    /// what is around it changed.
    pub(crate) fn forget_inside(&self, row: u32) {
        let mut inside = vec![row];
        let mut at = 0;
        while let Some(current) = inside.get(at).and_then(|row| self.rows.get(*row)) {
            let nested = current.repeats.iter();
            let nested: Vec<u32> = nested
                .flat_map(|n| n.rows.iter().chain(&n.parked))
                .copied()
                .collect();
            inside.extend(nested);
            at += 1;
        }
        // Dropped and not adjusted: instances that come and go whole are rare.
        let mut columns = self.tallies.columns.borrow_mut();
        if !columns.is_empty() {
            columns.retain(|(_, around), _| !inside.contains(around));
        }
        for list in self.tallies.by_node.borrow_mut().values_mut() {
            for (_, rows) in list {
                rows.retain(|top, _| !inside.contains(top));
            }
        }
    }

    /// Sums and counts over repeats within repeats.
    fn nested(&self, function: &Function, target: NodeId, top: ScopeId, row: u32) -> Option<f64> {
        // An extreme that is taken out leaves no trace of the next one.
        if matches!(function, Function::Min | Function::Max) {
            return None;
        }
        let mut by_node = self.tallies.by_node.borrow_mut();
        let list = by_node.entry(target).or_default();
        if !list.iter().any(|(scope, _)| *scope == top) {
            list.push((top, FxHashMap::default()));
        }
        let (_, rows) = list.iter_mut().find(|(scope, _)| *scope == top)?;
        rows.entry(row)
            .or_insert_with(|| self.count_up(target, row))
            .answer(function)
    }

    fn count_up(&self, target: NodeId, top: u32) -> Tally {
        let mut rows = Vec::new();
        self.rows
            .below(&self.def, top, self.def.nodes.scope(target), &mut rows);
        self.meter.count(rows.len());
        let data_type = self.def.nodes.data_type(target);
        let mut tally = Tally::default();
        for row in rows {
            let key = NodeKey { row, node: target };
            if self.rows.is_relevant(&self.def, key) {
                let value = self.rows.value(&self.def, key).map(|v| &**v);
                tally.add(value, data_type, 1);
            }
        }
        tally
    }

    /// Counts a node in (`sign` 1) or out (-1) with the value it has now.
    pub(crate) fn tally(&self, key: NodeKey, sign: i64) {
        let mut by_node = self.tallies.by_node.borrow_mut();
        let Some(list) = by_node.get_mut(&key.node) else {
            return;
        };
        let value = self.rows.value(&self.def, key).map(|v| &**v);
        let data_type = self.def.nodes.data_type(key.node);
        for (scope, rows) in list {
            let Some(top) = self.rows.climb(&self.def, key.row, *scope) else {
                continue;
            };
            if let Some(tally) = rows.get_mut(&top) {
                tally.add(value, data_type, sign);
            }
        }
    }

    /// The same for a node that counts only where it is relevant.
    pub(crate) fn tally_relevant(&self, key: NodeKey, sign: i64) {
        if self.rows.is_relevant(&self.def, key) {
            self.tally(key, sign);
        }
    }

    /// Counts everything in a repeat instance in or out.
    pub(crate) fn tally_row(&self, row: u32, scope: ScopeId, sign: i64) {
        self.move_columns(row, scope, sign);
        let counted: Vec<NodeId> = {
            let by_node = self.tallies.by_node.borrow();
            let inside = |node: &NodeId| self.def.scope_within(self.def.nodes.scope(*node), scope);
            by_node.keys().copied().filter(inside).collect()
        };
        for node in counted {
            let mut rows = Vec::new();
            self.rows
                .below(&self.def, row, self.def.nodes.scope(node), &mut rows);
            for row in rows {
                self.tally_relevant(NodeKey { row, node }, sign);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_numbers_are_summed() {
        let mut tally = Tally::default();
        for value in [Some("3"), Some("-5"), None, Some("007")] {
            tally.add(value, DataType::Int, 1);
        }
        assert_eq!(tally.answer(&Function::Sum), Some(5.0));
        assert_eq!(tally.answer(&Function::Count), Some(4.0));
        assert_eq!(tally.answer(&Function::CountNonEmpty), Some(3.0));
        for odd in ["0.5", "x", " 1", "1234567890123", "-"] {
            tally.add(Some(odd), DataType::String, 1);
            assert_eq!(tally.answer(&Function::Sum), None, "{odd}");
            tally.add(Some(odd), DataType::String, -1);
        }
        tally.add(Some("1"), DataType::Boolean, 1);
        assert_eq!(tally.answer(&Function::Sum), None);
    }
}
