//! Paths whose predicates need not be tested item by item: equality terms over a secondary
//! instance become index look-ups, a bound on the position becomes a slice of a repeat.

use farola_xpath::ast::{Axis, BinaryOp, NodeTest, Path, Start, Step};
use farola_xpath::{Expr, Function};

use super::Loader;
use crate::def::expr::{Along, Base, Bound, Lookup, Plan, Term};
use crate::def::nodes::NodeKind;
use crate::def::{NodeId, ScopeId};

impl Loader<'_> {
    /// A look-up with equality terms, where the path has that shape.
    pub(super) fn lookup(&self, id: &str, path: &Path) -> Option<Plan> {
        let instance = self.def.instances.iter().position(|i| i.id == id)?;
        let mut items = Vec::new();
        let mut rest = Vec::new();
        let mut found = None;
        for (index, step) in path.steps.iter().enumerate() {
            let NodeTest::Name(name) = &step.test else {
                return None;
            };
            if step.axis != Axis::Child || name.prefix.is_some() {
                return None;
            }
            match (step.predicates.as_slice(), found) {
                ([], None) => items.push(name.local.clone()),
                ([], Some(_)) => rest.push(name.local.clone()),
                // One predicate in the whole path: a second one counts its positions in what the
                // first has left, which an index does not know.
                ([predicate], None) => {
                    items.push(name.local.clone());
                    found = Some((index, predicate));
                }
                _ => return None,
            }
        }
        let (step, predicate) = found?;
        let mut terms = Vec::new();
        let mut complete = true;
        conjunction(predicate, &mut |part| match equality(part) {
            Some(term) => terms.push(term),
            None => complete = false,
        });
        if terms.is_empty() {
            return None;
        }
        let lookup = Lookup {
            instance,
            items,
            step,
            terms,
            complete,
            rest,
        };
        Some(Plan::Lookup(Box::new(lookup)))
    }

    /// The bound on the position of a repeat's instances that a path's one predicate is.
    pub(super) fn slice(path: &Path) -> Option<(usize, Bound, Expr)> {
        let mut predicated = path
            .steps
            .iter()
            .enumerate()
            .filter(|(_, s)| !s.predicates.is_empty());
        let (index, step) = predicated.next()?;
        let [predicate] = step.predicates.as_slice() else {
            return None;
        };
        if predicated.next().is_some() || !path.steps.iter().all(Step::is_plain_but_filtered) {
            return None;
        }
        let (bound, operand) = position_bound(predicate)?;
        Some((index, bound, operand.clone()))
    }

    /// Which instances read which, where a slice ends at the reader's own place or a fixed way
    /// from it.
    pub(super) fn along(&self, plan: &Plan, own: NodeId) -> Option<Along> {
        let Plan::Slice(slice) = plan else {
            return None;
        };
        let offset = self.own_position(&slice.operand, own, slice.repeat, false)?;
        // From another row the own place says nothing of who reads whom.
        (slice.base == Base::Current).then_some(Along {
            repeat: slice.repeat,
            bound: slice.bound,
            offset,
        })
    }

    /// Which instances read which by `indexed-repeat(field, repeat, index)`, where the index is the
    /// own place or a fixed way from it: the paths of both, and how.
    pub(super) fn along_indexed(
        &self,
        expr: &Expr,
        plans: &[Plan],
        own: NodeId,
        out: &mut Vec<(u32, Along)>,
    ) {
        match expr {
            Expr::Call(call) => {
                if let (Function::IndexedRepeat, [Expr::Path(field), Expr::Path(repeat), index]) =
                    (&call.function, call.args.as_slice())
                    && let Some(Plan::Many { target, top, .. }) = plans.get(repeat.index as usize)
                {
                    let scope = self.def.nodes.scope(*target);
                    let direct = self.def.scope(scope).is_some_and(|s| s.parent == *top);
                    let offset = self.own_position(index, own, scope, true);
                    if let Some(offset) = offset.filter(|_| direct) {
                        let along = Along {
                            repeat: scope,
                            bound: Bound::Equal,
                            offset,
                        };
                        out.extend([(field.index, along), (repeat.index, along)]);
                    }
                }
                for argument in &call.args {
                    self.along_indexed(argument, plans, own, out);
                }
            }
            Expr::Binary(binary) => {
                self.along_indexed(&binary.left, plans, own, out);
                self.along_indexed(&binary.right, plans, own, out);
            }
            Expr::Negate(inner) => self.along_indexed(inner, plans, own, out),
            // Inside a predicate `..` is that of another node.
            Expr::Path(_) | Expr::Number(_) | Expr::Literal(_) | Expr::Variable(..) => {}
        }
    }

    /// How far `position(current()/..)`, perhaps with a number added, is from the place of the
    /// own instance.
    /// Outside of predicates `position(..)` says the same.
    fn own_position(
        &self,
        expr: &Expr,
        own: NodeId,
        repeat: ScopeId,
        is_outside: bool,
    ) -> Option<i64> {
        match expr {
            Expr::Call(call) if call.function == Function::Position => {
                let [Expr::Path(path)] = call.args.as_slice() else {
                    return None;
                };
                let up = |s: &Step| s.is_plain() && s.axis == Axis::Parent;
                let own_start = matches!(path.start, Start::Current)
                    || (is_outside && path.start == Start::Context);
                if !own_start || path.steps.is_empty() || !path.steps.iter().all(up) {
                    return None;
                }
                let nodes = &self.def.nodes;
                let mut node = own;
                for _ in &path.steps {
                    node = nodes.parent(node)?;
                }
                let is_it = nodes.kind(node) == NodeKind::Repeat && nodes.scope(node) == repeat;
                is_it.then_some(0)
            }
            Expr::Binary(binary) => {
                let Expr::Number(number) = binary.right else {
                    return None;
                };
                let offset = self.own_position(&binary.left, own, repeat, is_outside)?;
                // Half a place further is no place; and far beyond every repeat the sum must
                // still fit.
                let whole = number.abs() < 1e9 && number.fract() == 0.0;
                match binary.op {
                    BinaryOp::Add if whole => Some(offset + number as i64),
                    BinaryOp::Subtract if whole => Some(offset - number as i64),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// `position() <= operand` and its like, or a bare number.
fn position_bound(expr: &Expr) -> Option<(Bound, &Expr)> {
    if let Expr::Number(_) = expr {
        return Some((Bound::Equal, expr));
    }
    if is_number(expr) && independent(expr) {
        return Some((Bound::At, expr));
    }
    let Expr::Binary(binary) = expr else {
        return None;
    };
    let bound = match binary.op {
        BinaryOp::Equal => Bound::Equal,
        BinaryOp::Less => Bound::Less,
        BinaryOp::LessOrEqual => Bound::LessOrEqual,
        BinaryOp::Greater => Bound::Greater,
        BinaryOp::GreaterOrEqual => Bound::GreaterOrEqual,
        _ => return None,
    };
    let own = |e: &Expr| matches!(e, Expr::Call(call) if call.function == Function::Position && call.args.is_empty());
    if own(&binary.left) && independent(&binary.right) {
        Some((bound, &binary.right))
    } else if own(&binary.right) && independent(&binary.left) {
        Some((bound.turned(), &binary.left))
    } else {
        None
    }
}

/// Whether an expression gives a number whatever it reads: as a predicate it is a position.
fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Number(_) | Expr::Negate(_) => true,
        Expr::Binary(binary) => matches!(
            binary.op,
            BinaryOp::Add
                | BinaryOp::Subtract
                | BinaryOp::Multiply
                | BinaryOp::Divide
                | BinaryOp::Modulo
        ),
        // Without an argument it is the place of the node that is tested.
        Expr::Call(call) => call.function == Function::Position && !call.args.is_empty(),
        Expr::Path(_) | Expr::Literal(_) | Expr::Variable(..) => false,
    }
}

/// Calls `each` for every operand of a chain of `and`.
fn conjunction(expr: &Expr, each: &mut impl FnMut(&Expr)) {
    match expr {
        Expr::Binary(binary) if binary.op == BinaryOp::And => {
            conjunction(&binary.left, each);
            conjunction(&binary.right, each);
        }
        other => each(other),
    }
}

/// `column = operand` or `operand = column`, with an operand that does not look at the item.
fn equality(expr: &Expr) -> Option<Term> {
    let Expr::Binary(binary) = expr else {
        return None;
    };
    if binary.op != BinaryOp::Equal {
        return None;
    }
    let sides = [(&binary.left, &binary.right), (&binary.right, &binary.left)];
    sides.into_iter().find_map(|(column, operand)| {
        let column = column_name(column)?;
        independent(operand).then(|| Term {
            column,
            operand: operand.clone(),
        })
    })
}

fn column_name(expr: &Expr) -> Option<Box<str>> {
    let Expr::Path(path) = expr else { return None };
    let ([step], Start::Context) = (path.steps.as_slice(), &path.start) else {
        return None;
    };
    match (&step.test, step.axis, step.predicates.is_empty()) {
        (NodeTest::Name(name), Axis::Child, true) if name.prefix.is_none() => {
            Some(name.local.clone())
        }
        _ => None,
    }
}

/// Whether an operand has the same value for every item.
fn independent(expr: &Expr) -> bool {
    let volatile = farola_xpath::volatility(expr);
    // The clock may be read: it stands still while an expression is evaluated.
    if volatile.position || volatile.entropy || volatile.host {
        return false;
    }
    !has_last(expr)
        && farola_xpath::paths(expr).iter().all(|u| {
            u.within.is_some() || !matches!(u.path.start, Start::Context | Start::Filter(..))
        })
}

fn has_last(expr: &Expr) -> bool {
    match expr {
        Expr::Call(call) => call.function == Function::Last || call.args.iter().any(has_last),
        Expr::Binary(binary) => has_last(&binary.left) || has_last(&binary.right),
        Expr::Negate(inner) => has_last(inner),
        Expr::Path(_) | Expr::Number(_) | Expr::Literal(_) | Expr::Variable(..) => false,
    }
}
