//! `=`, `!=` and the order comparisons.
//!
//! Two single values compare as in JavaRosa; a node-set compares as in XPath 1.0, true when any
//! of its nodes does, with one exception: an empty node-set is equal to what the empty text is
//! equal to, as in JavaRosa, be it text, number or nodes.

use crate::ast::BinaryOp;
use crate::convert::{
    EPSILON, node_to_number, text_to_number, to_boolean, to_number, truth_of, zone,
};
use crate::error::XPathError;
use crate::eval::spend;
use crate::host::{Host, Scalar};
use crate::temporal::Temporal;
use crate::value::Value;

/// Compares two values.
pub(crate) fn compare<H: Host>(
    op: BinaryOp,
    left: &Value<H::Node>,
    right: &Value<H::Node>,
    host: &H,
) -> Result<bool, XPathError> {
    spend(host, pairs(left, right))?;
    Ok(match op {
        BinaryOp::Equal => equal(left, right, false, host),
        BinaryOp::NotEqual => equal(left, right, true, host),
        _ => ordered(op, left, right, host),
    })
}

/// How many comparisons there may be: of two sets each node with each other one.
fn pairs<N>(left: &Value<N>, right: &Value<N>) -> usize {
    let nodes = |value: &Value<N>| match value {
        Value::Nodeset(nodes) => nodes.len(),
        _ => 1,
    };
    nodes(left).saturating_mul(nodes(right))
}

/// Whether two numbers are equal: nearer than 1e-12, or the same infinity.
fn numbers_equal(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() < EPSILON
}

fn equal<H: Host>(left: &Value<H::Node>, right: &Value<H::Node>, negated: bool, host: &H) -> bool {
    match (left, right) {
        (Value::Boolean(truth), other) | (other, Value::Boolean(truth)) => {
            // First of all: against a truth a node-set is one truth and not its nodes.
            (*truth == truth_of(other, host)) != negated
        }
        // Before the cases with `any`, where no node would make `!=` false too.
        (_, Value::Nodeset(nodes)) if nodes.is_empty() => {
            equal(left, &Value::String(String::new()), negated, host)
        }
        (Value::Nodeset(nodes), _) if nodes.is_empty() => {
            equal(&Value::String(String::new()), right, negated, host)
        }
        (Value::Nodeset(a), Value::Nodeset(b)) => a.iter().any(|x| {
            b.iter().any(|y| {
                let (x, y) = (single(*x, host), single(*y, host));
                singles_equal(&x, &y, host) != negated
            })
        }),
        (Value::Nodeset(nodes), Value::String(text))
        | (Value::String(text), Value::Nodeset(nodes)) => nodes
            .iter()
            .any(|node| node_equals_text(*node, text, host) != negated),
        (Value::Nodeset(nodes), other) | (other, Value::Nodeset(nodes)) => nodes
            .iter()
            .any(|node| singles_equal(&single(*node, host), other, host) != negated),
        (a, b) => singles_equal(a, b, host) != negated,
    }
}

/// The commonest comparison of all, without copying either text.
fn node_equals_text<H: Host>(node: H::Node, text: &str, host: &H) -> bool {
    match host.typed(node) {
        None => host.string_value(node) == text,
        Some(scalar) => {
            singles_equal::<H>(&from_scalar(scalar), &Value::String(text.to_owned()), host)
        }
    }
}

fn from_scalar<N>(scalar: Scalar) -> Value<N> {
    match scalar {
        Scalar::Number(number) => Value::Number(number),
        Scalar::Boolean(truth) => Value::Boolean(truth),
        Scalar::Date(date) => Value::Date(date),
    }
}

/// A node's value by its type.
fn single<H: Host>(node: H::Node, host: &H) -> Value<H::Node> {
    match host.typed(node) {
        Some(scalar) => from_scalar(scalar),
        None => Value::String(host.string_value(node).into_owned()),
    }
}

fn singles_equal<H: Host>(a: &Value<H::Node>, b: &Value<H::Node>, host: &H) -> bool {
    match (a, b) {
        (Value::Boolean(truth), other) | (other, Value::Boolean(truth)) => {
            *truth == to_boolean(other)
        }
        (Value::Number(number), other) | (other, Value::Number(number)) => {
            numbers_equal(*number, to_number(other, host))
        }
        (Value::Date(a), Value::Date(b)) => dates_equal(*a, *b),
        (Value::Date(date), Value::String(text)) | (Value::String(text), Value::Date(date)) => {
            let same_moment = || {
                date.time.is_some()
                    && Temporal::parse(text, &zone(host))
                        .is_some_and(|other| other.time.is_some() && dates_equal(*date, other))
            };
            // As it is written first: parsing costs more, and a date without a time has no moment.
            date.to_string() == *text || same_moment()
        }
        (Value::String(a), Value::String(b)) => a == b,
        // Node-sets were taken apart before.
        _ => false,
    }
}

/// Two dates by their days; two dates with time as moments.
fn dates_equal(a: Temporal, b: Temporal) -> bool {
    let moment = |t: Temporal| {
        t.time.map_or(f64::NAN, |(_, offset)| {
            t.days() - f64::from(offset.seconds()) / 86_400.0
        })
    };
    match (a.time, b.time) {
        // In days: a tenth of a millisecond, well below what an answer holds.
        (Some(_), Some(_)) => (moment(a) - moment(b)).abs() < 1e-9,
        _ => numbers_equal(a.days(), b.days()),
    }
}

fn ordered<H: Host>(op: BinaryOp, left: &Value<H::Node>, right: &Value<H::Node>, host: &H) -> bool {
    let numbers = |value: &Value<H::Node>| -> Vec<f64> {
        match value {
            Value::Nodeset(nodes) => nodes.iter().map(|n| node_to_number(*n, host)).collect(),
            Value::String(text) => vec![text_to_number(text, host)],
            other => vec![to_number(other, host)],
        }
    };
    // Against a truth, a node-set counts as one truth, as in XPath 1.0.
    let (a, b) = match (left, right) {
        (Value::Boolean(own), other @ Value::Nodeset(_)) => (
            vec![f64::from(u8::from(*own))],
            vec![f64::from(u8::from(truth_of(other, host)))],
        ),
        (other @ Value::Nodeset(_), Value::Boolean(own)) => (
            vec![f64::from(u8::from(truth_of(other, host)))],
            vec![f64::from(u8::from(*own))],
        ),
        _ => (numbers(left), numbers(right)),
    };
    a.iter().any(|x| b.iter().any(|y| order(op, *x, *y)))
}

fn order(op: BinaryOp, a: f64, b: f64) -> bool {
    match op {
        BinaryOp::Less => a < b,
        BinaryOp::LessOrEqual => a <= b,
        BinaryOp::Greater => a > b,
        BinaryOp::GreaterOrEqual => a >= b,
        _ => false,
    }
}
