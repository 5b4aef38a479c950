//! What an expression depends on, read from its tree.

use crate::ast::{Expr, Path};
use crate::function::Function;

/// How a path is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Usage {
    /// Its first node's value.
    Value,
    /// All its nodes' values, or their number: it also depends on instances coming and going.
    Set,
    /// Its position among its siblings, not its value.
    Position,
}

/// A path of an expression with the way it is used.
#[derive(Debug, Clone, PartialEq)]
pub struct PathUse<'a> {
    /// The path.
    pub path: &'a Path,
    /// How it is used.
    pub usage: Usage,
    /// The innermost function whose direct argument it is.
    pub function: Option<&'a Function>,
    /// The index of the path whose predicate it stands in, and the number of that path's step
    /// (`None`: a predicate of its filter expression): its context is that step's node.
    pub within: Option<(u32, Option<usize>)>,
}

/// What besides paths an expression depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Volatility {
    /// `now`, `today`.
    pub clock: bool,
    /// `random`, `uuid`, `randomize` without seed.
    pub entropy: bool,
    /// `position()` of the context node outside predicates.
    pub position: bool,
    /// `jr:itext`, `jr:choice-name`, month and day names.
    pub language: bool,
    /// `once`: the node's own former value.
    pub own_value: bool,
    /// `property`, `pulldata`, a function of the host's.
    pub host: bool,
}

/// All paths of an expression in reading order, those inside predicates included.
#[must_use]
pub fn paths(expr: &Expr) -> Vec<PathUse<'_>> {
    let _ = expr;
    Vec::new()
}

/// What besides paths an expression depends on.
#[must_use]
pub fn volatility(expr: &Expr) -> Volatility {
    let _ = expr;
    Volatility::default()
}

/// Whether evaluating an expression twice over the same nodes may give two results.
#[must_use]
pub fn is_volatile(expr: &Expr) -> bool {
    let v = volatility(expr);
    v.clock || v.entropy || v.host
}
