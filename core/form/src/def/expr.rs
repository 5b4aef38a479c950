//! Expressions of a form, parsed once, with their paths resolved to nodes of the definition.

use farola_xpath::Expr;

use super::{NodeId, ScopeId};

/// An expression in its place.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) expr: Expr,
    /// What the whole expression is, where that is simple enough to skip the evaluator.
    pub(crate) shape: Shape,
    /// One plan per path, by `Path::index`.
    pub(crate) plans: Vec<Plan>,
    /// Byte offset of the element it stands in.
    pub(crate) at: usize,
}

/// Expressions that need no evaluator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Shape {
    General,
    /// `true()`, `'text'`, a number: folded at load.
    Constant,
}

/// How a path is resolved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plan {
    /// Step by step, by the evaluator.
    Walk,
    /// At most one node: `target` in the row of its scope around the base row. `always`: also
    /// where it is not relevant, as its position does not depend on that.
    One {
        base: Base,
        target: NodeId,
        always: bool,
    },
    /// All instances of `target` below the row of `top` around the base row. Where one value is
    /// wanted, an absolute path inside a repeat means its own instance.
    Many {
        base: Base,
        target: NodeId,
        top: ScopeId,
        absolute: bool,
    },
    /// Instances of a repeat within a bound on their position, and a node in each.
    Slice(Box<Slice>),
    /// Items of a secondary instance that match `column = expression` terms.
    Lookup(Box<Lookup>),
}

/// The node a path starts from at run time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// The node the whole expression belongs to; absolute paths and `current()`.
    Current,
    /// The context node, which must be this definition node.
    Context(NodeId),
}

/// A look-up in a secondary instance: `instance('id')/a/b[c = x and d = y][…]/e/f`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lookup {
    pub(crate) instance: usize,
    /// Names from the document down to the items.
    pub(crate) items: Vec<Box<str>>,
    /// The step with the terms, counted from 0.
    pub(crate) step: usize,
    /// Column and the number of the operand's place in the predicate's conjunction.
    pub(crate) terms: Vec<Term>,
    /// Whether the terms are the whole predicate, so that nothing is left to test.
    pub(crate) complete: bool,
    /// Names from an item to what is asked for.
    pub(crate) rest: Vec<Box<str>>,
}

/// `column = operand`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    pub(crate) column: Box<str>,
    pub(crate) operand: Expr,
}

/// A part of a repeat: `/data/r[position() <= operand]/x`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slice {
    pub(crate) base: Base,
    /// The repeat, directly inside the row of `around`.
    pub(crate) repeat: ScopeId,
    pub(crate) around: ScopeId,
    /// The node asked for, in the repeat's own rows.
    pub(crate) target: NodeId,
    pub(crate) bound: Bound,
    pub(crate) operand: Expr,
}

/// How a position is held against a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Bound {
    Equal,
    /// The number is the position itself, as a predicate that is a number has it.
    At,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Bound {
    /// The same with its sides exchanged.
    pub(crate) fn turned(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::At => Self::At,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }

    /// Of `count` positions those that hold against a number, from 0.
    pub(crate) fn places(self, operand: f64, count: usize) -> std::ops::Range<usize> {
        // The first position for which the bound holds or ends to hold lies beside the number:
        // from there it is looked for by the rule itself.
        let near = if operand.is_nan() {
            return 0..0;
        } else {
            operand.clamp(0.0, count as f64 + 1.0).floor() as usize
        };
        let holds = |index: usize| self.holds((index + 1) as f64, operand);
        let mut around = near.saturating_sub(2)..(near + 2).min(count);
        match self {
            Self::Equal | Self::At => match around.find(|index| holds(*index)) {
                Some(index) => index..index + 1,
                None => 0..0,
            },
            Self::Less | Self::LessOrEqual => {
                let last = around.end;
                0..around.find(|index| !holds(*index)).unwrap_or(last)
            }
            Self::Greater | Self::GreaterOrEqual => {
                let last = around.end;
                around.find(|index| holds(*index)).unwrap_or(last)..count
            }
        }
    }

    pub(crate) fn holds(self, position: f64, operand: f64) -> bool {
        match self {
            // As numbers in expressions compare.
            Self::Equal => (position - operand).abs() < 1e-12,
            Self::At => position == operand,
            Self::Less => position < operand,
            Self::LessOrEqual => position <= operand,
            Self::Greater => position > operand,
            Self::GreaterOrEqual => position >= operand,
        }
    }
}

/// A reader in an instance of a repeat that reads only some instances of it, by their place
/// beside its own: a running total reads itself and those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Along {
    pub(crate) repeat: ScopeId,
    /// What holds between a position read and the reader's own, moved by `offset`.
    pub(crate) bound: Bound,
    pub(crate) offset: i64,
}

impl Along {
    /// Of `count` instances those that read the one at `source`, all from 0.
    pub(crate) fn readers(self, source: usize, count: usize) -> std::ops::Range<usize> {
        let place = |number: i64| {
            let number = usize::try_from(number.max(0)).unwrap_or(count);
            number.min(count)
        };
        let same = i64::try_from(source)
            .unwrap_or(i64::MAX)
            .saturating_sub(self.offset);
        match self.bound {
            Bound::Equal | Bound::At => place(same)..place(same.saturating_add(1)),
            Bound::LessOrEqual => place(same)..count,
            Bound::Less => place(same.saturating_add(1))..count,
            Bound::GreaterOrEqual => 0..place(same.saturating_add(1)),
            Bound::Greater => 0..place(same),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_those_for_which_the_bound_holds() {
        let bounds = [
            Bound::Equal,
            Bound::At,
            Bound::Less,
            Bound::LessOrEqual,
            Bound::Greater,
            Bound::GreaterOrEqual,
        ];
        let whole = (-3..=9).map(f64::from);
        let near = whole
            .clone()
            .flat_map(|n| [n - 0.5, n + 1e-13, n - 1e-13, n + 1e-11]);
        let far = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300];
        for operand in whole.chain(near).chain(far) {
            for bound in bounds {
                for count in 0..7_usize {
                    let tested = (0..count).filter(|i| bound.holds((i + 1) as f64, operand));
                    let places = bound.places(operand, count);
                    assert!(places.end <= count.max(places.start), "{bound:?} {operand}");
                    assert!(
                        tested.eq(places.clone()),
                        "{bound:?} {operand} {count} {places:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn readers_are_those_for_whom_the_bound_holds() {
        let bounds = [
            Bound::Equal,
            Bound::Less,
            Bound::LessOrEqual,
            Bound::Greater,
            Bound::GreaterOrEqual,
        ];
        for bound in bounds {
            for offset in -3..=3_i64 {
                let along = Along {
                    repeat: ScopeId::ROOT,
                    bound,
                    offset,
                };
                for source in 0..6_usize {
                    let range = along.readers(source, 6);
                    for reader in 0..6_usize {
                        let operand = reader as f64 + 1.0 + offset as f64;
                        let reads = bound.holds(source as f64 + 1.0, operand);
                        assert_eq!(
                            range.contains(&reader),
                            reads,
                            "{along:?} {source} {reader}"
                        );
                    }
                }
            }
        }
    }
}
