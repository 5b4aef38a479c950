//! Paths by their plans: straight to the row, through an index, or a slice of a repeat.

use farola_xpath::ast::Path;
use farola_xpath::{Context, Expr, Host, Value, Want};

use crate::def::expr::{Base, Lookup, Plan, Slice};
use crate::def::secondary::Key;
use crate::def::{NodeId, ScopeId};

use super::Session;
use super::host::Node;
use super::rows::ROOT_ROW;
use super::view::NodeKey;

impl Session {
    /// The nodes of a path of the definition; `None` where it must be walked.
    pub(crate) fn planned(
        &self,
        path: &Path,
        context: &Context<Node>,
        want: Want,
    ) -> Option<Vec<Node>> {
        let compiled = self.def.exprs.get(context.expression as usize)?;
        match compiled.plans.get(path.index as usize)? {
            Plan::Walk => None,
            Plan::One {
                base,
                target,
                always,
            } => {
                let row = self.base(*base, context)?;
                let row = self
                    .rows
                    .climb(&self.def, row, self.def.nodes.scope(*target))?;
                // What an operand reads of a node that is not relevant is blank anyway. In a set
                // it would be counted, so that relevance is looked at there.
                if *always || want == Want::Operand {
                    return Some(vec![Node::Form(NodeKey { row, node: *target })]);
                }
                Some(self.relevant_nodes(&[row], *target))
            }
            Plan::Many {
                base,
                target,
                top,
                absolute,
            } => {
                let row = self.base(*base, context)?;
                self.many(row, *target, *top, *absolute && want != Want::Set)
            }
            Plan::Slice(slice) => self.slice(slice, context),
            Plan::Lookup(lookup) => self.look_up(lookup, path, context),
        }
    }

    fn slice(&self, slice: &Slice, context: &Context<Node>) -> Option<Vec<Node>> {
        let row = self.base(slice.base, context)?;
        let around = self.rows.climb(&self.def, row, slice.around)?;
        let operand = farola_xpath::evaluate_number(&slice.operand, context, self).ok()?;
        let rows = self.instances(around, slice.repeat)?;
        let rows = rows.get(slice.bound.places(operand, rows.len()))?;
        self.meter.count(rows.len());
        Some(self.relevant_nodes(rows, slice.target))
    }

    /// `indexed-repeat(field, repeat, index)` of one repeat; `None` where the evaluator must look
    /// for it.
    pub(crate) fn instance_at(
        &self,
        field: &Path,
        repeat: &Path,
        index: f64,
        context: &Context<Node>,
    ) -> Option<Vec<Node>> {
        let plans = &self.def.exprs.get(context.expression as usize)?.plans;
        let (
            Plan::Many {
                base, target, top, ..
            },
            Plan::Many {
                base: of_repeat,
                target: repeat,
                top: around,
                ..
            },
        ) = (
            plans.get(field.index as usize)?,
            plans.get(repeat.index as usize)?,
        )
        else {
            return None;
        };
        let scope = self.def.nodes.scope(*target);
        let shape = self.def.scope(scope)?;
        // One repeat, directly in the row that both start from: its instances are that row's.
        let is_one = shape.node == *repeat && shape.parent == *top && top == around;
        if !is_one || base != of_repeat {
            return None;
        }
        let row = self
            .rows
            .climb(&self.def, self.base(*base, context)?, *top)?;
        let rows = self.instances(row, scope)?;
        self.meter.count(1);
        // Neither less than one nor what is no number is an index; a part of one is dropped.
        let place = if index >= 1.0 {
            rows.get(index.trunc() as usize - 1)
        } else {
            None
        };
        Some(self.relevant_nodes(place.map_or(&[], std::slice::from_ref), *target))
    }

    pub(crate) fn base(&self, base: Base, context: &Context<Node>) -> Option<u32> {
        match base {
            Base::Current => Some(self.key_of(context.current).map_or(ROOT_ROW, |key| key.row)),
            // The plan was made for a predicate over that node; in any other place the path is
            // walked.
            Base::Context(expected) => match context.node {
                Node::Form(key) if key.node == expected => Some(key.row),
                _ => None,
            },
        }
    }

    fn relevant_nodes(&self, rows: &[u32], target: NodeId) -> Vec<Node> {
        rows.iter()
            .map(|row| NodeKey {
                row: *row,
                node: target,
            })
            .filter(|key| self.rows.is_relevant(&self.def, *key))
            .map(Node::Form)
            .collect()
    }

    fn many(&self, row: u32, target: NodeId, top: ScopeId, own: bool) -> Option<Vec<Node>> {
        let scope = self.def.nodes.scope(target);
        // JavaRosa's rule: an absolute path into a repeat around the expression means the
        // expression's own instance, unless a set is wanted (`count`, `sum`).
        let from = if own {
            let row_scope = self.rows.get(row)?.scope;
            self.rows
                .climb(&self.def, row, self.def.common_scope(row_scope, scope))?
        } else {
            self.rows.climb(&self.def, row, top)?
        };
        let mut rows = Vec::new();
        self.rows.below(&self.def, from, scope, &mut rows);
        Some(self.relevant_nodes(&rows, target))
    }

    /// Items of a secondary instance by index; `None` where only a walk gives the right answer.
    fn look_up(&self, lookup: &Lookup, path: &Path, context: &Context<Node>) -> Option<Vec<Node>> {
        let secondary = self.secondary(lookup.instance)?;
        let mut keys = Vec::with_capacity(lookup.terms.len());
        for term in &lookup.terms {
            let key = self.lookup_key(&term.operand, context)?;
            keys.push(key);
        }
        let terms = lookup.terms.iter().zip(&keys);
        let wanted: Vec<(&str, &Key)> = terms.map(|(term, key)| (&*term.column, key)).collect();
        let mut nodes: Vec<Node> = secondary
            .find(&lookup.items, &wanted, |steps| self.meter.count(steps))
            .into_iter()
            .map(|item| Node::Item(lookup.instance, item))
            .collect();
        // The index left few rows; what else the predicate asks is tested on these alone.
        if !lookup.complete {
            let predicate = path.steps.get(lookup.step)?.predicates.first()?;
            let size = nodes.len();
            let mut kept = Vec::with_capacity(size);
            for node in nodes {
                // Positions would count the items left over, not all of them.
                let at = Context {
                    node,
                    position: 0,
                    size: 0,
                    ..*context
                };
                if farola_xpath::evaluate_boolean(predicate, &at, self).ok()? {
                    kept.push(node);
                }
            }
            nodes = kept;
        }
        for name in &lookup.rest {
            let mut next = Vec::with_capacity(nodes.len());
            for node in nodes {
                if let Node::Item(instance, item) = node {
                    let mut cells = Vec::new();
                    secondary.children_named(item, name, &mut cells);
                    next.extend(cells.into_iter().map(|cell| Node::Item(instance, cell)));
                }
            }
            nodes = next;
        }
        Some(nodes)
    }

    /// The text an index is asked for; `None` where equality is not that of texts.
    fn lookup_key(&self, operand: &Expr, context: &Context<Node>) -> Option<Key> {
        match farola_xpath::evaluate(operand, context, self).ok()? {
            Value::String(text) => Some(Key::Text(text)),
            Value::Nodeset(nodes) => match nodes.as_slice() {
                // What is not there is as good as a blank text.
                [] => Some(Key::Text(String::new())),
                [node] if self.typed(*node).is_none() => {
                    Some(Key::Text(self.string_value(*node).into_owned()))
                }
                _ => None,
            },
            Value::Number(_) | Value::Boolean(_) | Value::Date(_) => None,
        }
    }
}
