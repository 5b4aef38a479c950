//! Sums and counts over a repeat, kept while it changes instead of taken anew.
//!
//! A tally is made when an expression first asks for one and from then on moved by every change
//! of a value, of relevance, of the instances. It holds whole numbers only, where the order of
//! adding cannot matter; with any other value among them the evaluator adds them up as ever.

use std::cell::RefCell;

use farola_xpath::ast::Path;
use farola_xpath::{Context, Function};
use rustc_hash::FxHashMap;

use crate::def::expr::Plan;
use crate::def::nodes::NodeKind;
use crate::def::{DataType, NodeId, ScopeId};

use super::Session;
use super::host::Node;
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
        if !matches!(
            function,
            Function::Sum | Function::Count | Function::CountNonEmpty
        ) {
            return None;
        }
        let compiled = self.def.exprs.get(context.expression as usize)?;
        let Plan::Many {
            base, target, top, ..
        } = compiled.plans.get(path.index as usize)?
        else {
            return None;
        };
        let holds = matches!(
            self.def.nodes.kind(*target),
            NodeKind::Leaf | NodeKind::Attribute
        );
        if !holds && *function != Function::Count {
            return None;
        }
        let row = self
            .rows
            .climb(&self.def, self.base(*base, context)?, *top)?;
        let mut by_node = self.tallies.by_node.borrow_mut();
        let list = by_node.entry(*target).or_default();
        if !list.iter().any(|(scope, _)| scope == top) {
            list.push((*top, FxHashMap::default()));
        }
        let (_, rows) = list.iter_mut().find(|(scope, _)| scope == top)?;
        rows.entry(row)
            .or_insert_with(|| self.count_up(*target, row))
            .answer(function)
    }

    fn count_up(&self, target: NodeId, top: u32) -> Tally {
        let mut rows = Vec::new();
        self.rows
            .below(&self.def, top, self.def.nodes.scope(target), &mut rows);
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
