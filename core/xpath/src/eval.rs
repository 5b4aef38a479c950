//! Entry points of evaluation.

use crate::ast::Expr;
use crate::error::XPathError;
use crate::host::Host;
use crate::value::Value;

/// Where an expression is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<N> {
    /// The context node (`.`); inside a predicate, the node being tested.
    pub node: N,
    /// The node the whole expression belongs to (`current()`).
    pub current: N,
    /// `position()`, from 1; 0 outside predicates, where `position()` is the node's own.
    pub position: usize,
    /// `last()`; 0 outside predicates.
    pub size: usize,
    /// The host's number for the expression, for [`Host::resolve`] together with `Path::index`.
    pub expression: u32,
}

impl<N: Copy> Context<N> {
    /// An expression at `node`.
    pub fn new(node: N) -> Self {
        Self { node, current: node, position: 0, size: 0, expression: 0 }
    }

    /// The same with the host's number for the expression.
    #[must_use]
    pub fn for_expression(self, expression: u32) -> Self {
        Self { expression, ..self }
    }
}

/// Evaluates an expression.
///
/// # Errors
/// What is wrong with the expression or with a value it got, with the place in its text.
pub fn evaluate<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<Value<H::Node>, XPathError> {
    let _ = (expr, context, host);
    Err(XPathError::Empty)
}

/// Evaluates an expression to a truth.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_boolean<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<bool, XPathError> {
    evaluate(expr, context, host).map(|_| false)
}

/// Evaluates an expression to text.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_string<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<String, XPathError> {
    evaluate(expr, context, host).map(|_| String::new())
}

/// Evaluates an expression to a number.
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_number<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<f64, XPathError> {
    evaluate(expr, context, host).map(|_| f64::NAN)
}

/// Evaluates an expression that must give nodes.
///
/// # Errors
/// As [`evaluate`]; also when it gives a value that is no node-set.
pub fn evaluate_nodeset<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<Vec<H::Node>, XPathError> {
    evaluate(expr, context, host).map(|_| Vec::new())
}
