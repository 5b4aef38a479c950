//! The evaluator: expressions to values.

use std::borrow::Cow;

use crate::ast::{Binary, BinaryOp, Expr};
use crate::compare::compare;
use crate::convert::{into_text, node_to_number, to_number, truth_of};
use crate::error::XPathError;
use crate::functions;
use crate::host::{Host, Want};
use crate::path;
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
        Self {
            node,
            current: node,
            position: 0,
            size: 0,
            expression: 0,
        }
    }

    /// The same with the host's number for the expression.
    #[must_use]
    pub fn for_expression(self, expression: u32) -> Self {
        Self { expression, ..self }
    }
}

/// Evaluates an expression; a bare path gives all its nodes.
///
/// ```
/// use farola_xpath::document::Document;
/// use farola_xpath::{Context, Value, evaluate, parse};
///
/// let document = Document::parse("<r><n>1</n><n>2</n></r>").unwrap();
/// let context = Context::new(document.root());
/// let expr = parse("count(/r/n)").unwrap();
/// assert_eq!(evaluate(&expr, &context, &document.host()).unwrap(), Value::Number(2.0));
/// ```
///
/// # Errors
/// What is wrong with the expression or with a value it got, with the place in its text.
pub fn evaluate<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<Value<H::Node>, XPathError> {
    value(expr, context, Want::Set, host)
}

/// Evaluates an expression to a truth.
///
/// ```
/// use farola_xpath::document::Document;
/// use farola_xpath::{Context, evaluate_boolean, parse};
///
/// let document = Document::parse("<r><n>1</n><n>2</n></r>").unwrap();
/// let context = Context::new(document.root());
/// let expr = parse("/r/n > 1").unwrap();
/// assert_eq!(evaluate_boolean(&expr, &context, &document.host()).unwrap(), true);
/// ```
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_boolean<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<bool, XPathError> {
    Ok(truth_of(&value(expr, context, Want::Single, host)?, host))
}

/// Evaluates an expression to text.
///
/// ```
/// use farola_xpath::document::Document;
/// use farola_xpath::{Context, evaluate_string, parse};
///
/// let document = Document::parse("<r><n>1</n><n>2</n></r>").unwrap();
/// let context = Context::new(document.root());
/// let expr = parse("/r/n").unwrap();
/// assert_eq!(evaluate_string(&expr, &context, &document.host()).unwrap(), "1");
/// ```
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_string<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<String, XPathError> {
    Ok(text(expr, context, host)?.into_owned())
}

/// Evaluates an expression to a number.
///
/// ```
/// use farola_xpath::document::Document;
/// use farola_xpath::{Context, evaluate_number, parse};
///
/// let document = Document::parse("<r><n>1</n><n>2</n></r>").unwrap();
/// let context = Context::new(document.root());
/// let expr = parse("sum(/r/n)").unwrap();
/// assert_eq!(evaluate_number(&expr, &context, &document.host()).unwrap(), 3.0);
/// ```
///
/// # Errors
/// As [`evaluate`].
pub fn evaluate_number<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<f64, XPathError> {
    number(expr, context, host)
}

/// Evaluates an expression that must give nodes.
///
/// ```
/// use farola_xpath::document::Document;
/// use farola_xpath::{Context, evaluate_nodeset, parse};
///
/// let document = Document::parse("<r><n>1</n><n>2</n></r>").unwrap();
/// let context = Context::new(document.root());
/// let expr = parse("/r/n[. = 2]").unwrap();
/// let nodes = evaluate_nodeset(&expr, &context, &document.host()).unwrap();
/// assert_eq!(document.positional_path(nodes[0]), "/*[1]/*[2]");
/// ```
///
/// # Errors
/// As [`evaluate`]; also when it gives a value that is no node-set.
pub fn evaluate_nodeset<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<Vec<H::Node>, XPathError> {
    match evaluate(expr, context, host)? {
        Value::Nodeset(nodes) => Ok(nodes),
        _ => Err(XPathError::NotNodeset {
            function: "the expression".into(),
            argument: 1,
            offset: 0,
        }),
    }
}

/// Counts work; an error where the host allows no more of it.
pub(crate) fn spend<H: Host>(host: &H, steps: usize) -> Result<(), XPathError> {
    if host.spend(steps) {
        Ok(())
    } else {
        Err(XPathError::OutOfSteps)
    }
}

/// Bytes of a text that count as one step: copying them costs about what a node does.
const TEXT_OF_A_STEP: usize = 16;

/// Counts the work of going through `bytes` of text.
pub(crate) fn spend_text<H: Host>(host: &H, bytes: usize) -> Result<(), XPathError> {
    match bytes / TEXT_OF_A_STEP {
        0 => Ok(()),
        steps => spend(host, steps),
    }
}

/// Evaluates with what the surroundings want of a path.
pub(crate) fn value<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    want: Want,
    host: &H,
) -> Result<Value<H::Node>, XPathError> {
    spend(host, 1)?;
    match expr {
        Expr::Number(number) => Ok(Value::Number(*number)),
        Expr::Literal(text) => Ok(Value::String(text.to_string())),
        Expr::Variable(name, at) => Err(XPathError::Variable {
            name: name.to_string(),
            offset: at.bytes(),
        }),
        Expr::Path(path) => path::nodes(path, context, want, host).map(Value::Nodeset),
        Expr::Call(call) => functions::call(call, context, want, host),
        Expr::Negate(inner) => Ok(Value::Number(-number(inner, context, host)?)),
        Expr::Binary(binary) => chain(binary, context, want, host),
    }
}

/// A text without copying where it is there already.
pub(crate) fn text<'a, H: Host>(
    expr: &'a Expr,
    context: &Context<H::Node>,
    host: &'a H,
) -> Result<Cow<'a, str>, XPathError> {
    match expr {
        Expr::Literal(text) => Ok(Cow::Borrowed(text)),
        Expr::Path(path) => {
            // One node is enough, and its text is borrowed: most expressions compare answers.
            let nodes = path::nodes(path, context, Want::Single, host)?;
            Ok(nodes
                .first()
                .map_or(Cow::Borrowed(""), |node| host.string_value(*node)))
        }
        other => Ok(into_text(value(other, context, Want::Single, host)?, host)),
    }
}

pub(crate) fn number<H: Host>(
    expr: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<f64, XPathError> {
    match expr {
        Expr::Number(number) => Ok(*number),
        Expr::Path(path) => {
            // XPath 1.0 converts a node-set by its first node in document order.
            let nodes = path::nodes(path, context, Want::Single, host)?;
            Ok(nodes
                .first()
                .map_or(f64::NAN, |node| node_to_number(*node, host)))
        }
        other => Ok(to_number(&value(other, context, Want::Single, host)?, host)),
    }
}

/// A chain of operators leaning to the left, as `a or b or c`, without recursion into its left
/// side: forms write long ones.
fn chain<H: Host>(
    binary: &Binary,
    context: &Context<H::Node>,
    want: Want,
    host: &H,
) -> Result<Value<H::Node>, XPathError> {
    // The stack of a phone's thread is small: a chain of hundreds of terms must not use it up.
    let mut spine = vec![binary];
    let mut first = &binary.left;
    while let Expr::Binary(inner) = first {
        spine.push(inner);
        first = &inner.left;
    }
    let first_want = match spine.last().map(|b| b.op) {
        Some(BinaryOp::Union) => want,
        // A comparison holds when any node of a set meets it, so it needs all of them.
        Some(op) if is_comparison(op) => Want::Operand,
        _ => Want::Single,
    };
    let mut left = value(first, context, first_want, host)?;
    for binary in spine.into_iter().rev() {
        left = apply(binary, left, context, want, host)?;
    }
    Ok(left)
}

fn is_comparison(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessOrEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterOrEqual
    )
}

fn apply<H: Host>(
    binary: &Binary,
    left: Value<H::Node>,
    context: &Context<H::Node>,
    want: Want,
    host: &H,
) -> Result<Value<H::Node>, XPathError> {
    let right = &binary.right;
    match binary.op {
        op @ (BinaryOp::Or | BinaryOp::And) => {
            let decided = truth_of(&left, host);
            // The right side is not evaluated, as in XPath 1.0: it may be what the left one guards.
            if decided == (op == BinaryOp::Or) {
                return Ok(Value::Boolean(decided));
            }
            Ok(Value::Boolean(evaluate_boolean(right, context, host)?))
        }
        BinaryOp::Union => {
            let (Value::Nodeset(mut nodes), Value::Nodeset(more)) =
                (left, value(right, context, want, host)?)
            else {
                let offset = binary.at.bytes();
                return Err(XPathError::NotNodeset {
                    function: "|".into(),
                    argument: 1,
                    offset,
                });
            };
            nodes.extend(more);
            // A union is a set in document order; a node of both sides counts once.
            path::sort(&mut nodes, host)?;
            Ok(Value::Nodeset(nodes))
        }
        op @ (BinaryOp::Add
        | BinaryOp::Subtract
        | BinaryOp::Multiply
        | BinaryOp::Divide
        | BinaryOp::Modulo) => {
            let (a, b) = (to_number(&left, host), number(right, context, host)?);
            Ok(Value::Number(match op {
                BinaryOp::Add => a + b,
                BinaryOp::Subtract => a - b,
                BinaryOp::Multiply => a * b,
                BinaryOp::Divide => a / b,
                _ => a % b,
            }))
        }
        op => {
            let right = value(right, context, Want::Operand, host)?;
            compare(op, &left, &right, host).map(Value::Boolean)
        }
    }
}
